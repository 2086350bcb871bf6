import type { APIMessage } from 'discord-api-types/v10';
import { flags, intents, permissions, snowflake } from '#tests/support/discord/ids.ts';
import { object } from '#tests/support/discord/checks/form.ts';
import { memberOf } from '#tests/support/discord/payloads.ts';
import { mentionsIn } from '#tests/support/discord/text.ts';
import { botMay, userOf, type Human, type Live, type Room, type Sent, type World } from '#tests/support/discord/world.ts';

/** A file that came with a request. */
export interface File {
  readonly field: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const namesOf = (files: readonly File[]): string[] => files.map(({ name }) => name);

/** How the time is written in Discord's answers. */
const stampNow = () => `${Temporal.Now.instant().toString({ smallestUnit: 'microsecond' }).replace('Z', '')}+00:00`;

/** Puts a message into a room, or as a private answer before one person, and tells the bot of it as its intents allow. */
export function put(world: World, room: Room, by: Human, body: Record<string, unknown>, { files = [] as readonly File[], live = undefined as Live | undefined, hidden = false } = {}): Sent {
  const id = snowflake();
  const isBot = by === world.bot;
  const raw = {
    id, channel_id: room.id, type: live?.type === 2 && live.response === undefined ? 20 : 0, author: userOf(world, by), content: '', timestamp: stampNow(), edited_timestamp: null, tts: false, mention_everyone: false,
    mentions: [], mention_roles: [], attachments: [], embeds: [], components: [], pinned: false, flags: 0,
    ...(body.nonce !== undefined && { nonce: body.nonce }),
    ...(live && { webhook_id: world.bot.id, application_id: world.bot.id, interaction_metadata: { id: live.id, type: live.type, user: userOf(world, live.who), authorizing_integration_owners: {} } }),
  } as unknown as APIMessage;
  const sent: Sent = { raw, room, by: by.name, pings: hidden ? [] : pingsOf(world, room, by, body), gone: false };
  change(world, sent, body, files);
  raw.flags = (Number(body.flags ?? 0) & (flags.v2 | 4 | 4096)) | (hidden ? flags.ephemeral : 0);
  world.sent.set(id, sent);
  if (hidden) return sent;
  room.messages.set(id, sent);
  for (const watch of world.watchers) watch(sent);
  const event = { ...raw, ...(room.guild && { guild_id: room.guild.id, member: memberOf(world, by) }) };
  // What others write in a server cannot be read without a privileged intent, which nobody gets here.
  world.emit('MESSAGE_CREATE', room.guild && !isBot ? { ...event, content: '' } : event, { guild: room.guild, intent: room.guild ? intents.guildMessages : intents.directMessages });
  return sent;
}

/** Gives a message other content. What a body leaves out stays. */
export function change(world: World, sent: Sent, body: Record<string, unknown>, files: readonly File[] = []): void {
  const raw = sent.raw as unknown as Record<string, unknown>;
  for (const field of ['content', 'embeds', 'components'] as const) if (field in body) raw[field] = structuredClone(body[field]) ?? (field === 'content' ? '' : []);
  if ('components' in body) number(raw.components);
  raw.flags = Number(raw.flags ?? 0) | (Number(body.flags ?? 0) & flags.v2);
  const kept = 'attachments' in body && Array.isArray(body.attachments) ? body.attachments.map(object) : undefined;
  const before = (raw.attachments as { id: string }[]).filter(({ id }) => !kept || kept.some((one) => String(one.id) === id));
  raw.attachments = [...before, ...files.map((file) => attach(world, file.name, file.bytes))];
}

/** Marks a message as edited. */
export function edited(world: World, sent: Sent): void {
  sent.raw.edited_timestamp = stampNow();
  if (!isHidden(sent)) world.emit('MESSAGE_UPDATE', sent.raw, { guild: sent.room.guild, intent: sent.room.guild ? intents.guildMessages : intents.directMessages });
}

export function remove(world: World, sent: Sent): void {
  sent.gone = true;
  sent.room.messages.delete(sent.raw.id);
  world.sent.delete(sent.raw.id);
}

export const isHidden = (sent: Sent) => ((sent.raw.flags ?? 0) & flags.ephemeral) !== 0;

/** Keeps a file and says where it can be fetched. */
export function attach(world: World, name: string, bytes: Uint8Array): Record<string, unknown> {
  const id = snowflake();
  const safe = name.replace(/[^\w.-]+/g, '_');
  const path = `/cdn/attachments/${id}/${safe}`;
  world.files.set(path, { name: safe, bytes });
  const url = `${world.base}${path}`;
  return { id, filename: safe, ...(safe !== name && { title: name }), size: bytes.length, url, proxy_url: url, content_type: safe.endsWith('.json') ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8', ephemeral: true };
}

/** Gives every component the number that Discord gives those without one. */
function number(components: unknown): void {
  let next = 1;
  const walk = (given: unknown): void => {
    const component = object(given);
    component.id ??= next;
    next += 1;
    for (const inner of [component.components, [component.accessory, component.component].filter((one) => one !== undefined)]) if (Array.isArray(inner)) inner.forEach(walk);
  };
  if (Array.isArray(components)) components.forEach(walk);
}

/** Whom a new message notifies: those it mentions, as far as it allows that. */
function pingsOf(world: World, room: Room, by: Human, body: Record<string, unknown>): string[] {
  const allowed = body.allowed_mentions === undefined ? { parse: ['users', 'roles', 'everyone'] } : object(body.allowed_mentions);
  const parse = (allowed.parse ?? []) as unknown[];
  const listed = (allowed.users ?? []) as unknown[];
  const { users, everyone } = mentionsIn(body);
  const names = users.filter((id) => parse.includes('users') || listed.includes(id)).map((id) => world.people.get(id)?.name).filter((name) => name !== undefined);
  const mayAll = by !== world.bot || (botMay(room) & permissions.MENTION_EVERYONE) !== 0n;
  return [...(everyone && parse.includes('everyone') && mayAll ? ['everyone'] : []), ...names];
}
