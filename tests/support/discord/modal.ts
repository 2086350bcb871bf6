import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { kinds } from '#tests/support/discord/checks/components.ts';
import { object } from '#tests/support/discord/checks/form.ts';
import { mentioned, resolveFile, resolveRoom, resolveUser, type Resolved } from '#tests/support/discord/line.ts';
import { drawn, readingOf } from '#tests/support/discord/text.ts';
import type { Filling, ModalField, Upload } from '#tests/support/discord/types.ts';
import type { Human, Room, World } from '#tests/support/discord/world.ts';

type Part = Record<string, unknown>;
interface Entry {
  readonly field: ModalField;
  readonly input: Part;
}

const kindOf: Readonly<Record<number, ModalField['kind']>> = { [kinds.input]: 'text', [kinds.select]: 'choice', [kinds.user]: 'member', [kinds.mentionable]: 'member', [kinds.role]: 'role', [kinds.channel]: 'room', [kinds.upload]: 'file' };

/** The fields of a form, each with its component. */
function entriesOf(modal: APIModalInteractionResponseCallbackData): Entry[] {
  return (modal.components as unknown[]).map(object).flatMap((top) => {
    const input = object(top.type === kinds.label ? top.component : (top.components as unknown[] | undefined)?.[0]);
    if (!(Number(input.type) in kindOf)) return [];
    const options = (input.options as Part[] | undefined)?.map(({ label }) => String(label));
    const chosen = (input.options as Part[] | undefined)?.filter((option) => option.default === true).map(({ label }) => label) ?? (input.default_values as Part[] | undefined)?.map(({ id }) => id);
    const value = input.type === kinds.input ? (input.value as string | undefined) : chosen && chosen.length > 0 ? chosen.join(', ') : undefined;
    const field: ModalField = {
      name: String(input.custom_id), label: String(top.label ?? input.label), kind: kindOf[Number(input.type)]!, required: input.required !== false,
      ...(value !== undefined && { value }), ...(options && { options }), ...(typeof top.description === 'string' && { description: top.description }),
    };
    return [{ field, input }];
  });
}

/** A form as somebody sees it. */
export function seenModal(modal: APIModalInteractionResponseCallbackData): { title: string; fields: readonly ModalField[] } {
  return { title: modal.title, fields: entriesOf(modal).map(({ field }) => field) };
}

/** A form as readable text: its title, its words, its fields with what stands in them. */
export function textOfModal(world: World, modal: APIModalInteractionResponseCallbackData): string {
  const { title, fields } = seenModal(modal);
  const words = (modal.components as unknown[]).map(object).filter(({ type }) => type === kinds.text).map(({ content }) => drawn(String(content), readingOf(world, world.settings.zone)));
  return [title, ...words, ...fields.map(({ label, value, options, required, description }) => `${label}${required ? ' *' : ''}: ${value ?? ''}${options ? ` (${options.join(' | ')})` : ''}${description ? ` — ${description}` : ''}`)].join('\n');
}

/** A form as a client sends it off. Throws for what a client would not send: an unknown field, a required one left empty, text too long. */
export function filled(world: World, room: Room, who: Human, modal: APIModalInteractionResponseCallbackData, values: Readonly<Record<string, Filling>>): { components: unknown[]; resolved: Resolved } {
  const entries = entriesOf(modal);
  for (const name of Object.keys(values)) if (!entries.some(({ field }) => field.name === name || field.label === name)) throw new Error(`the form has no "${name}"; it has ${entries.map(({ field }) => field.label).join(', ')}`);
  const resolved: Resolved = { users: {}, members: {}, channels: {}, attachments: {}, messages: {} };
  let number = 0;
  const components = (modal.components as unknown[]).map(object).map((top) => {
    const id = (number += 1);
    if (top.type === kinds.text) return { type: top.type, id };
    const { field, input } = entries.find((entry) => entry.input === top.component || entry.input === (top.components as unknown[] | undefined)?.[0])!;
    const inner = { type: input.type, id: (number += 1), custom_id: input.custom_id, ...contentOf(world, room, who, field, input, values[field.name] ?? values[field.label], resolved) };
    return top.type === kinds.label ? { type: top.type, id, component: inner } : { type: top.type, id, components: [inner] };
  });
  return { components, resolved };
}

function contentOf(world: World, room: Room, who: Human, field: ModalField, input: Part, given: Filling | undefined, resolved: Resolved): Part {
  const refuse = (why: string): never => {
    throw new Error(`a client would not send "${field.label}": ${why}`);
  };
  if (field.kind === 'text') {
    const value = given === undefined ? (field.value ?? '') : typeof given === 'string' ? mentioned(world, room, who, given) : refuse('it takes text');
    if (field.required && value === '') refuse('it is required');
    if (value !== '' && (value.length > Number(input.max_length ?? 4000) || value.length < Number(input.min_length ?? 0))) refuse(`${value.length} characters`);
    return { value };
  }
  const values = given === undefined ? chosenBefore(input) : picked(world, room, who, field, input, given, resolved, refuse);
  if (given === undefined) for (const id of values) resolveBefore(world, room, who, field, id, resolved);
  const [least, most] = [field.required ? Number(input.min_values ?? 1) : 0, Number(input.max_values ?? 1)];
  if (values.length < least || values.length > most) refuse(`${values.length} chosen, ${least} to ${most} wanted`);
  return { values };
}

function chosenBefore(input: Part): string[] {
  const options = (input.options as Part[] | undefined)?.filter((option) => option.default === true).map(({ value }) => String(value));
  return options ?? ((input.default_values as Part[] | undefined) ?? []).map(({ id }) => String(id));
}

function resolveBefore(world: World, room: Room, who: Human, field: ModalField, id: string, resolved: Resolved): void {
  if (field.kind === 'member') resolveUser(world, room, world.people.get(id)!, resolved);
  if (field.kind === 'room') resolveRoom(world, who, world.rooms.get(id)!, resolved);
}

function picked(world: World, room: Room, who: Human, field: ModalField, input: Part, given: Filling, resolved: Resolved, refuse: (why: string) => never): string[] {
  if (field.kind === 'choice') {
    const options = input.options as { label: string; value: string }[];
    const wanted = typeof given === 'string' ? (given === '' ? [] : [given]) : Array.isArray(given) ? (given as readonly string[]) : refuse('it takes options');
    return wanted.map((one) => (options.find(({ label }) => label === one) ?? options.find(({ value }) => value === one))?.value ?? refuse(`"${one}" is not among ${options.map(({ label }) => label).join(', ')}`));
  }
  if (given === '') return [];
  const thing = given as Upload | { id: string };
  if (field.kind === 'file') return 'text' in thing ? [resolveFile(world, thing, resolved)] : refuse('it takes a file');
  if (!('id' in thing)) return refuse(`it takes a ${field.kind}`);
  if (field.kind === 'member') return [resolveUser(world, room, world.people.get(thing.id) ?? refuse('it takes somebody'), resolved)];
  return [resolveRoom(world, who, world.rooms.get(thing.id) ?? refuse('it takes a channel'), resolved)];
}
