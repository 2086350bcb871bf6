import { object, list, wordsOf, type Part, type View } from '#tests/support/slack/shapes.ts';
import { standing } from '#tests/support/slack/state.ts';
import { blockText, type Reading } from '#tests/support/slack/text.ts';
import type { Filling, ModalField, Upload } from '#tests/support/slack/types.ts';
import { upload, fileOf, type Human, type World } from '#tests/support/slack/world.ts';

interface Entry {
  readonly field: ModalField;
  readonly block: Part;
  readonly element: Part;
}

/** What is offered while somebody types in a field with search. */
export type Search = (block: Part, element: Part, typed: string) => Promise<readonly Part[]>;

const optionsOf = (element: Part) => [...list(element.options), ...list(element.option_groups).flatMap((group) => list(group.options))];

/** What stands in an element, as somebody reads it. */
function read(world: World, view: View, block: Part, element: Part): string | undefined {
  const state = standing(view, block, element);
  const name = (id: unknown) => world.people.get(String(id))?.name ?? world.rooms.get(String(id))?.name ?? String(id);
  const one = state.value ?? (state.selected_option ? wordsOf(object(state.selected_option).text) : undefined) ?? state.selected_date ?? state.selected_time ?? state.selected_date_time;
  if (one !== undefined && one !== null) return String(one);
  const ids = [state.selected_user, state.selected_conversation, state.selected_channel].filter((id) => id !== undefined && id !== null);
  const many = [...list(state.selected_options).map(({ text }) => wordsOf(text)), ...[...ids, ...(Object.entries(state).filter(([key, value]) => /^selected_(users|channels|conversations)$/.test(key) && Array.isArray(value)).flatMap(([, value]) => value as unknown[]))].map(name), ...list(state.files).map(({ name: file }) => String(file))];
  return many.length > 0 ? many.join(', ') : undefined;
}

/** The fields of a form, each with its block and element. */
export function entriesOf(world: World, view: View): Entry[] {
  return view.content.blocks.filter(({ type }) => type === 'input').map((block) => {
    const element = object(block.element);
    const value = read(world, view, block, element);
    const options = optionsOf(element).map(({ text }) => wordsOf(text));
    const field: ModalField = {
      name: String(block.block_id), label: wordsOf(block.label), type: String(element.type), required: block.optional !== true, ...(value !== undefined && { value }), ...(options.length > 0 && { options }), ...(block.hint !== undefined && { hint: wordsOf(block.hint) }),
    };
    return { field, block, element };
  });
}

/** A view as readable text: its title, its blocks and fields in their order, with what stands in them and what is wrong with them. */
export function textOfView(world: World, view: View, reading: Reading, errors: Readonly<Record<string, string>> = {}): string {
  const entries = entriesOf(world, view);
  const lines = view.content.blocks.flatMap((block) => {
    const entry = entries.find((one) => one.block === block);
    if (!entry) return blockText(block, reading);
    const { label, value, options, required, hint, name } = entry.field;
    return [`${label}${required ? ' *' : ''}: ${value ?? ''}${options ? ` (${options.join(' | ')})` : ''}${hint === undefined ? '' : ` — ${hint}`}`, ...(errors[name] === undefined ? [] : [`! ${errors[name]}`])];
  });
  return [...(view.content.type === 'modal' ? [wordsOf(view.content.title)] : []), ...lines].join('\n');
}

/** The field that words name: by block_id, action_id or label. Throws when there is none. */
export function entryCalled(entries: readonly Entry[], name: string): Entry {
  const found = entries.find(({ field, element }) => field.name === name || element.action_id === name) ?? entries.find(({ field }) => field.label === name);
  if (!found) throw new Error(`the form has no "${name}"; it has ${entries.map(({ field }) => `${field.name} (${field.label})`).join(', ')}`);
  return found;
}

/** Puts into a form what somebody fills in. Throws for what a client would not send: an unknown field, a required one left empty, text too long. */
export async function fill(world: World, who: Human, view: View, values: Readonly<Record<string, Filling>>, search: Search): Promise<void> {
  const entries = entriesOf(world, view);
  for (const [name, given] of Object.entries(values)) {
    const entry = entryCalled(entries, name);
    const refuse = (why: string): never => {
      throw new Error(`a client would not send "${entry.field.label}": ${why}`);
    };
    view.typed.set(String(entry.block.block_id), { action: String(entry.element.action_id), state: await stateFor(world, who, entry, given, search, refuse) });
  }
  for (const { field, block, element } of entries) mustFit(field, standing(view, block, element), element);
}

/** What a client checks before it sends a form off. */
function mustFit(field: ModalField, state: Part, element: Part): void {
  const refuse = (why: string): never => {
    throw new Error(`a client would not send "${field.label}": ${why}`);
  };
  const empty = Object.values(state).every((value) => value === null || value === '' || (Array.isArray(value) && value.length === 0));
  if (empty) return field.required ? refuse('it is required') : undefined;
  if (element.type === 'plain_text_input') {
    const { length } = String(state.value);
    if (length > Number(element.max_length ?? 3000) || length < Number(element.min_length ?? 0)) refuse(`${length} characters`);
  }
  if (element.type === 'number_input') {
    const value = Number(state.value);
    if (Number.isNaN(value) || (element.is_decimal_allowed !== true && !Number.isInteger(value)) || value < Number(element.min_value ?? -Infinity) || value > Number(element.max_value ?? Infinity)) refuse('not such a number');
  }
  const many = list(state.selected_options).length;
  if (many > Number(element.max_selected_items ?? Infinity)) refuse(`${many} chosen`);
}

const isOne = (given: Filling): given is Exclude<Filling, readonly string[]> => !Array.isArray(given);
const idOf = (given: Filling): string | undefined => (isOne(given) && typeof given === 'object' && 'id' in given ? given.id : undefined);

async function stateFor(world: World, who: Human, { block, element }: Entry, given: Filling, search: Search, refuse: (why: string) => never): Promise<Part> {
  const type = String(element.type);
  const single = (): string => (typeof given === 'string' ? given : refuse('it takes text'));
  const all = isOne(given) ? [given] : given;
  const pick = async (words: unknown): Promise<Part> => {
    const typed = typeof words === 'string' ? words : refuse('it takes the label of an option');
    const offered = type.includes('external') ? await search(block, element, typed) : optionsOf(element);
    const found = offered.find(({ text, value }) => wordsOf(text) === typed || value === typed) ?? offered.find(({ text }) => wordsOf(text).toLowerCase().startsWith(typed.toLowerCase())) ?? (type.includes('external') && offered.length === 1 ? offered[0] : undefined);
    return found ?? refuse(`there are ${offered.map(({ text }) => wordsOf(text)).join(', ')}`);
  };
  const person = (one: Filling) => idOf(one) ?? [...world.people.values()].find(({ id, name }) => one === id || one === name || one === `@${name}`)?.id ?? refuse('nobody is called so');
  const room = (one: Filling) => idOf(one) ?? [...world.rooms.values()].find(({ id, name }) => one === id || one === name || one === `#${name}`)?.id ?? refuse('no channel is called so');
  switch (type) {
    case 'plain_text_input': return { value: given === '' ? null : element.multiline === true ? single() : single().replaceAll('\n', ' ') };
    case 'number_input': return { value: given === '' ? null : single() };
    case 'email_text_input': return { value: /^\S+@\S+\.\S+$/.test(single()) ? given : refuse('no e-mail address') };
    case 'url_text_input': return { value: /^https?:\/\/\S+$/.test(single()) ? given : refuse('no address') };
    case 'static_select': case 'external_select': case 'radio_buttons': return { selected_option: given === '' ? null : await pick(given) };
    case 'multi_static_select': case 'multi_external_select': case 'checkboxes': return { selected_options: given === '' ? [] : await Promise.all(all.map(pick)) };
    case 'users_select': return { selected_user: given === '' ? null : person(given) };
    case 'multi_users_select': return { selected_users: all.map(person) };
    case 'channels_select': return { selected_channel: given === '' ? null : room(given) };
    case 'conversations_select': return { selected_conversation: given === '' ? null : room(given) };
    case 'multi_conversations_select': return { selected_conversations: all.map(room) };
    case 'multi_channels_select': return { selected_channels: all.map(room) };
    case 'datepicker': return { selected_date: given === '' ? null : /^\d{4}-\d\d-\d\d$/.test(single()) ? given : refuse('a day is YYYY-MM-DD') };
    case 'timepicker': return { selected_time: given === '' ? null : /^\d\d:\d\d$/.test(single()) ? given : refuse('a time is HH:mm') };
    case 'datetimepicker': return { selected_date_time: Number(single()) };
    case 'file_input': {
      const files = all.map((one) => (typeof one === 'object' && 'text' in one ? (one as Upload) : refuse('it takes a file')));
      if (files.length > Number(element.max_files ?? 10)) refuse(`${files.length} files`);
      const types = element.filetypes as string[] | undefined;
      for (const { name } of files) if (types && !types.some((end) => name.toLowerCase().endsWith(`.${end}`))) refuse(`${name}: it takes ${types.join(', ')}`);
      return { files: files.map((file) => fileOf(world, upload(world, who, file))) };
    }
    default: return refuse(`${type} cannot be filled in here`);
  }
}
