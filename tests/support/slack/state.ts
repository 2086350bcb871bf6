import { list, object, type Part, type View } from '#tests/support/slack/shapes.ts';

/** What is chosen in an element before anybody touches it. */
export function initialOf(element: Part): Part {
  switch (element.type) {
    case 'plain_text_input': case 'number_input': case 'email_text_input': case 'url_text_input': return { value: element.initial_value === undefined ? null : String(element.initial_value) };
    case 'static_select': case 'external_select': case 'radio_buttons': return { selected_option: element.initial_option ?? null };
    case 'multi_static_select': case 'multi_external_select': case 'checkboxes': return { selected_options: element.initial_options ?? [] };
    case 'users_select': return { selected_user: element.initial_user ?? null };
    case 'multi_users_select': return { selected_users: element.initial_users ?? [] };
    case 'conversations_select': return { selected_conversation: element.initial_conversation ?? null };
    case 'multi_conversations_select': return { selected_conversations: element.initial_conversations ?? [] };
    case 'channels_select': return { selected_channel: element.initial_channel ?? null };
    case 'multi_channels_select': return { selected_channels: element.initial_channels ?? [] };
    case 'datepicker': return { selected_date: element.initial_date ?? null };
    case 'timepicker': return { selected_time: element.initial_time ?? null };
    case 'datetimepicker': return { selected_date_time: element.initial_date_time ?? null };
    case 'file_input': return { files: [] };
    case 'rich_text_input': return { rich_text_value: element.initial_value ?? null };
    default: return {};
  }
}

/** Elements that have something chosen in them; buttons and overflow menus have not. */
export const isStateful = (element: Part): boolean => Object.keys(initialOf(element)).length > 0;

/** What stands in an element of a view now. */
export function standing(view: View, block: Part, element: Part): Part {
  const typed = view.typed.get(String(block.block_id));
  return typed && typed.action === element.action_id ? typed.state : initialOf(element);
}

/** `view.state.values`: what stands in each element, by block and action. */
export function stateOf(view: View): Record<string, Record<string, Part>> {
  const values: Record<string, Record<string, Part>> = {};
  for (const block of view.content.blocks) {
    for (const element of [...list(block.elements), ...[block.accessory, block.element].filter((one) => one !== undefined).map(object)]) {
      if (!isStateful(element)) continue;
      (values[String(block.block_id)] ??= {})[String(element.action_id)] = { type: element.type, ...standing(view, block, element) };
    }
  }
  return values;
}
