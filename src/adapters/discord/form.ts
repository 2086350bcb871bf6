import { ComponentType } from 'discord-api-types/v10';
import type { APIModalInteractionResponseCallbackData, APIModalSubmission } from 'discord-api-types/v10';
import type { Suggest } from '#bot/choices.ts';
import type { Form, Reader } from '#bot/command.ts';
import { asking, pagesOf, titleOf } from '#bot/dialog.ts';
import { t } from '#core/i18n.ts';
import { plain, type Given } from '#core/message.ts';
import { drawField } from '#adapters/discord/field.ts';
import { formId } from '#adapters/discord/ids.ts';

/** Discord's limits on a form. */
export const perPage = 5;
const longestTitle = 45;

/** One page of a form as a modal. Values that stand are filled in; `suggest` tells what a field that points to something can hold. */
export async function modalOf(form: Form, page: number, reader: Reader, suggest: Suggest): Promise<APIModalInteractionResponseCallbackData> {
  const pages = pagesOf(form, perPage);
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const fields = asking(form).slice((shown - 1) * perPage, shown * perPage);
  const components = await Promise.all(fields.map((field) => drawField(form, field, reader.lang, suggest)));
  return {
    custom_id: formId(form.draft, shown),
    title: titleOf(form, reader.lang, longestTitle, shown, pages),
    components: components.length > 0 ? components : [{ type: ComponentType.TextDisplay, content: plain(t(reader.lang, 'door.form.nothing')) }],
  };
}

/**
 * What a modal was sent with, by field: words as typed, a choice's value, the id of a member, channel or uploaded file. An emptied
 * field is an empty text, which takes out what stood there; where nothing was picked or uploaded, what stood stays.
 */
export function readModal({ components }: Pick<APIModalSubmission, 'components'>): Given {
  const given: Record<string, string> = {};
  for (const each of components) {
    const component = 'component' in each ? each.component : undefined;
    if (!component) continue;
    const { custom_id: name } = component;
    if (component.type === ComponentType.TextInput) given[name] = component.value;
    else if (component.type === ComponentType.StringSelect) given[name] = component.values[0] ?? '';
    else if ('values' in component && component.values[0] !== undefined) given[name] = component.values[0];
  }
  return given;
}
