import { reachable, roomAt } from '#tests/support/slack/methods/chat.ts';
import type { Method, Request } from '#tests/support/slack/methods/index.ts';
import { tiers } from '#tests/support/slack/ratelimit.ts';
import { Refusal } from '#tests/support/slack/refusal.ts';
import { messageOf, roomOf, userOf } from '#tests/support/slack/payloads.ts';
import { privateRoom, type Room, type Sent } from '#tests/support/slack/world.ts';

const prefix = { channel: 'channels', private: 'groups', im: 'im' } as const;
const needs = ({ needs: ask }: Request, room: Room, verb: 'read' | 'history') => ask(`${prefix[room.kind]}:${verb}`);
const isTrue = (value: unknown) => value === true || value === 'true' || value === '1' || value === 1;

/** A page of a list by cursor. */
function page<T>(all: readonly T[], { limit = 100, cursor }: { limit?: unknown; cursor?: unknown }, most: number): { items: readonly T[]; response_metadata: { next_cursor: string } } {
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > most) throw new Refusal('invalid_limit');
  const from = cursor === undefined || cursor === '' ? 0 : Number(Buffer.from(String(cursor), 'base64').toString().replace('at:', ''));
  if (Number.isNaN(from)) throw new Refusal('invalid_cursor');
  return { items: all.slice(from, from + size), response_metadata: { next_cursor: from + size < all.length ? Buffer.from(`at:${from + size}`).toString('base64') : '' } };
}

/** Messages between two stamps, newest first. */
function between(messages: Iterable<Sent>, { oldest = '0', latest, inclusive }: { oldest?: unknown; latest?: unknown; inclusive?: unknown }): Sent[] {
  const [from, to] = [Number(oldest), latest === undefined ? Infinity : Number(latest)];
  if (Number.isNaN(from)) throw new Refusal('invalid_ts_oldest');
  if (Number.isNaN(to)) throw new Refusal('invalid_ts_latest');
  return [...messages].filter(({ ts }) => (isTrue(inclusive) ? Number(ts) >= from && Number(ts) <= to : Number(ts) > from && Number(ts) < to)).reverse();
}

export const places: Readonly<Record<string, Method>> = {
  'conversations.open': {
    limit: tiers[3], scope: 'im:write',
    answer({ world, args }) {
      const users = String(args.users ?? '').split(',').filter((id) => id !== '');
      if (users.length === 0) throw new Refusal('users_list_not_supplied');
      if (users.length > 1) throw new Refusal('missing_scope', [], { needed: 'mpim:write' });
      const who = world.people.get(users[0]!);
      if (!who) throw new Refusal('user_not_found');
      reachable(world, who);
      const room = privateRoom(world, who);
      return { channel: isTrue(args.return_im) ? roomOf(world, room) : { id: room.id } };
    },
  },
  'conversations.info': {
    limit: tiers[3],
    answer(request) {
      const room = roomAt(request.world, request.args.channel);
      needs(request, room, 'read');
      return { channel: roomOf(request.world, room) };
    },
  },
  'conversations.history': {
    limit: tiers[3],
    answer(request) {
      const { world, args } = request;
      const room = roomAt(world, args.channel);
      needs(request, room, 'history');
      if (!room.hasBot) throw new Refusal('not_in_channel');
      const { items, response_metadata } = page(between([...room.messages.values()].filter(({ thread }) => thread === undefined), args), args, 999);
      const messages = items.map((sent) => ({ ...messageOf(world, sent), ...(!isTrue(args.include_all_metadata) && { metadata: undefined }) }));
      return { messages, has_more: response_metadata.next_cursor !== '', pin_count: 0, response_metadata };
    },
  },
  'conversations.replies': {
    limit: tiers[3],
    answer(request) {
      const { world, args } = request;
      const room = roomAt(world, args.channel);
      needs(request, room, 'history');
      const first = room.messages.get(String(args.ts));
      if (!first) throw new Refusal('thread_not_found');
      const { items, response_metadata } = page(between([...room.messages.values()].filter(({ ts, thread }) => ts === first.ts || thread === first.ts), args).reverse(), args, 1000);
      return { messages: items.map((sent) => messageOf(world, sent)), has_more: response_metadata.next_cursor !== '', response_metadata };
    },
  },
  'conversations.join': {
    limit: tiers[3], scope: 'channels:join',
    answer({ world, args }) {
      const room = roomAt(world, args.channel);
      if (room.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
      if (room.archived) throw new Refusal('is_archived');
      const already = room.hasBot;
      room.hasBot = true;
      return { channel: roomOf(world, room), ...(already && { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } }) };
    },
  },
  'conversations.list': {
    limit: tiers[2],
    answer(request) {
      const { world, args } = request;
      const types = String(args.types ?? 'public_channel').split(',');
      const kinds = types.map((type) => ({ public_channel: 'channel', private_channel: 'private', im: 'im', mpim: 'mpim' })[type.trim()] ?? 'none');
      if (kinds.includes('none')) throw new Refusal('invalid_types');
      for (const kind of kinds) if (kind !== 'mpim') request.needs(`${prefix[kind as Room['kind']]}:read`);
      const rooms = [...world.rooms.values()].filter((room) => !room.deleted && kinds.includes(room.kind) && (room.kind !== 'private' || room.hasBot) && !(isTrue(args.exclude_archived) && room.archived));
      const { items, response_metadata } = page(rooms, args, 999);
      return { channels: items.map((room) => roomOf(world, room)), response_metadata };
    },
  },
  'conversations.members': {
    limit: tiers[4],
    answer(request) {
      const { world, args } = request;
      const room = roomAt(world, args.channel);
      needs(request, room, 'read');
      const all = room.other ? [room.other.id, world.bot.id] : [...[...world.people.values()].filter(({ active }) => active).map(({ id }) => id), ...(room.hasBot ? [world.bot.id] : [])];
      const { items, response_metadata } = page(all, args, 1000);
      return { members: items, response_metadata };
    },
  },
  'users.info': {
    limit: tiers[4], scope: 'users:read',
    answer({ world, args }) {
      const id = String(args.user);
      if (id === world.bot.id) return { user: { id, team_id: world.team.id, name: 'secretariat', real_name: world.bot.name, deleted: false, is_bot: true, is_admin: false, is_owner: false } };
      const who = world.people.get(id);
      if (!who) throw new Refusal('user_not_found');
      const { locale, ...user } = userOf(world, who);
      return { user: { ...user, ...(isTrue(args.include_locale) && locale !== undefined && { locale }) } };
    },
  },
  'team.info': { limit: tiers[3], scope: 'team:read', answer: ({ world }) => ({ team: { ...world.team } }) },
};
