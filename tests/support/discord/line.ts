import type { APIApplicationCommand } from 'discord-api-types/v10';
import { attach } from '#tests/support/discord/messages.ts';
import { mayIn, userOf, type Human, type Room, type World } from '#tests/support/discord/world.ts';
import { memberIn, channelIn } from '#tests/support/discord/payloads.ts';
import type { Upload } from '#tests/support/discord/types.ts';

/** A registered option, as far as a client needs to know it. */
export interface Option {
  readonly type: number;
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number; readonly name_localizations?: Readonly<Record<string, string>> | null }[];
  readonly options?: readonly Option[];
  readonly min_value?: number;
  readonly max_value?: number;
  readonly min_length?: number;
  readonly max_length?: number;
}
export type Resolved = Record<'users' | 'members' | 'channels' | 'attachments' | 'messages', Record<string, unknown>>;

/** The commands that a client offers to somebody in a place: those of the server before those that are everywhere. */
export function offered(world: World, room: Room, who: Human): readonly APIApplicationCommand[] {
  if (room.guild && !room.guild.hasBot) return [];
  const own = room.guild ? (world.commands.get(room.guild.id) ?? []) : [];
  const all = [...own, ...(world.commands.get('') ?? []).filter(({ name, type }) => !own.some((command) => command.name === name && command.type === type))];
  return all.filter((command) => {
    const { contexts, dm_permission: inPrivate, default_member_permissions: needs } = command as { contexts?: number[] | null; dm_permission?: boolean; default_member_permissions?: string | null };
    const isHere = contexts ? contexts.includes(room.guild ? 0 : 1) : room.guild !== undefined || inPrivate !== false;
    return isHere && (!needs || !room.guild || (mayIn(room, who) & BigInt(needs)) === BigInt(needs));
  });
}

/** A typed line, read against what is registered: the command, the names of its subcommands, and the text of each option. */
export function readLine(line: string, commands: readonly APIApplicationCommand[], locale: string): { command: APIApplicationCommand; branches: readonly Option[]; options: readonly Option[]; values: Map<Option, string> } {
  const isCalled = (thing: { name: string; name_localizations?: unknown }, word: string) => thing.name === word || (thing.name_localizations as Record<string, string> | null | undefined)?.[locale] === word;
  let rest = line.replace(/^\//, '');
  const word = (): string => {
    const [found = ''] = /^\S*/.exec(rest)!;
    rest = rest.slice(found.length).trimStart();
    return found;
  };
  const first = word();
  const command = commands.find((candidate) => candidate.type === 1 && isCalled(candidate, first));
  if (!command) throw new Error(`/${first} is not offered here; there are ${commands.map(({ name }) => name).join(', ')}`);
  const branches: Option[] = [];
  let options = (command.options ?? []) as readonly Option[];
  while (options.some(({ type }) => type <= 2)) {
    const next = word();
    const branch = options.find((candidate) => isCalled(candidate, next));
    if (!branch) throw new Error(`/${command.name} has no "${next}"; it has ${options.map(({ name }) => name).join(', ')}`);
    branches.push(branch);
    options = branch.options ?? [];
  }
  const byName = new Map(options.flatMap((option) => [option.name, option.name_localizations?.[locale]].filter((name) => name !== undefined).map((name) => [name, option] as const)));
  const names = [...byName.keys()].sort((a, b) => b.length - a.length);
  const keys = names.length > 0 ? [...rest.matchAll(new RegExp(`(?<=^|\\s)(${names.join('|')}):`, 'gu'))] : [];
  const before = rest.slice(0, keys[0]?.index ?? rest.length).trim();
  if (before !== '') throw new Error(`"${before}" belongs to no option of /${[command, ...branches].map(({ name }) => name).join(' ')}; there are ${[...byName.keys()].join(', ')}`);
  const values = new Map(keys.map((key, i) => [byName.get(key[1]!)!, rest.slice(key.index + key[0].length, keys[i + 1]?.index).trim()]));
  return { command, branches, options, values };
}

/** What a person types becomes what their client sends: mentions by id, choices by value, numbers as numbers. Throws what a client would not send. */
export function valueOf(world: World, room: Room, who: Human, option: Option, text: string, resolved: Resolved, locale: string): string | number | boolean {
  const refuse = (why: string): never => {
    throw new Error(`a client would not send ${option.name}:${text} (${why})`);
  };
  if (option.choices && option.choices.length > 0) {
    const choice = option.choices.find(({ name, value, name_localizations: names }) => [name, String(value), names?.[locale]].includes(text));
    return choice ? choice.value : refuse(`there are ${option.choices.map(({ name }) => name).join(', ')}`);
  }
  switch (option.type) {
    case 3: {
      if (text.length > (option.max_length ?? 6000) || text.length < (option.min_length ?? 0)) refuse('its length');
      return mentioned(world, room, who, text);
    }
    case 4: case 10: {
      const value = Number(text);
      if (text === '' || Number.isNaN(value) || (option.type === 4 && !Number.isInteger(value)) || value < (option.min_value ?? -Infinity) || value > (option.max_value ?? Infinity)) refuse('not such a number');
      return value;
    }
    case 5: return /^(true|yes|on)$/i.test(text) ? true : /^(false|no|off)$/i.test(text) ? false : refuse('true or false');
    case 6: return resolveUser(world, room, personCalled(world, text) ?? refuse('nobody is called so'), resolved);
    case 7: return resolveRoom(world, who, roomCalled(room, text) ?? refuse('no such channel'), resolved);
    default: return refuse(`options of type ${option.type} cannot be typed here`);
  }
}

export function resolveUser(world: World, room: Room, picked: Human, resolved: Resolved): string {
  resolved.users[picked.id] = userOf(world, picked);
  if (room.guild?.members.has(picked.id)) {
    const { user: _, deaf: _deaf, mute: _mute, ...member } = memberIn(world, room, picked);
    resolved.members[picked.id] = member;
  }
  return picked.id;
}

export function resolveRoom(world: World, who: Human, picked: Room, resolved: Resolved): string {
  resolved.channels[picked.id] = channelIn(world, picked, who);
  return picked.id;
}

export function resolveFile(world: World, file: Upload, resolved: Resolved): string {
  const attachment = attach(world, file.name, file.bytes ?? new TextEncoder().encode(file.text));
  resolved.attachments[String(attachment.id)] = attachment;
  return String(attachment.id);
}

function personCalled(world: World, text: string): Human | undefined {
  return [...world.people.values()].find(({ id, name }) => [name, `@${name}`, id, `<@${id}>`].includes(text));
}

function roomCalled(room: Room, text: string): Room | undefined {
  return [...(room.guild?.rooms ?? [])].find(({ id, name }) => [name, `#${name}`, id, `<#${id}>`].includes(text));
}

/** `@Name` and `#room` in a text, as a client sends them. */
export function mentioned(world: World, room: Room, who: Human, text: string): string {
  const people = [...world.people.values()].filter(({ id }) => id === who.id || room.guild?.members.has(id)).map(({ id, name }) => [`@${name}`, `<@${id}>`] as const);
  const rooms = [...(room.guild?.rooms ?? [])].map(({ id, name }) => [`#${name}`, `<#${id}>`] as const);
  return [...people, ...rooms].sort(([a], [b]) => b.length - a.length).reduce((done, [from, to]) => done.replaceAll(from, to), text);
}
