import { longestBlocks, messageFaults } from '#tests/support/slack/checks/message.ts';
import type { Method, Request } from '#tests/support/slack/methods/index.ts';
import { tellChanged } from '#tests/support/slack/events.ts';
import { posting, tiers } from '#tests/support/slack/ratelimit.ts';
import { Refusal } from '#tests/support/slack/refusal.ts';
import { contentOf, say } from '#tests/support/slack/saying.ts';
import { messageOf } from '#tests/support/slack/payloads.ts';
import { list, type Part } from '#tests/support/slack/shapes.ts';
import { change, privateRoom, remove, type Human, type Room, type Sent, type World } from '#tests/support/slack/world.ts';

/** A room that is asked for by id; throws when there is none, or none that the bot may know of. */
export function roomAt(world: World, id: unknown): Room {
  const room = world.rooms.get(String(id));
  if (!room || room.deleted || (room.kind === 'private' && !room.hasBot)) throw new Refusal('channel_not_found');
  return room;
}

/** Where a message is to go: a channel, or the private conversation with somebody. */
function target(world: World, id: unknown): Room {
  const who = world.people.get(String(id));
  if (!who) return roomAt(world, id);
  reachable(world, who);
  return privateRoom(world, who);
}

/** Throws where nobody can be written to. */
export function reachable(world: World, who: Human): void {
  if (!world.configured.messages) throw new Refusal('messages_tab_disabled');
  if (who.team !== world.team.id) throw new Refusal('channel_not_found');
  if (!who.active) throw new Refusal('user_disabled');
}

/** Throws where the bot cannot post. */
export function mayPost({ world }: Request, room: Room): void {
  if (!room.hasBot) throw new Refusal('not_in_channel');
  if (room.archived) throw new Refusal('is_archived');
  if (room.other) {
    if (!world.configured.messages) throw new Refusal('messages_tab_disabled');
    if (!room.other.active) throw new Refusal('is_inactive');
  }
}

/** Throws what is wrong with the form of a message. */
function mustBeSound(args: Part, { updates = false } = {}): void {
  const hasBlocks = list(args.blocks).length > 0;
  if (!hasBlocks && list(args.attachments).length === 0 && (args.text === undefined || args.text === '') && args.markdown_text === undefined) throw new Refusal('no_text');
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) throw new Refusal('invalid_blocks_format');
  const faults = messageFaults(args, 'request');
  const [inBlocks, others] = [faults.filter((fault) => fault.includes(':/blocks')), faults.filter((fault) => !fault.includes(':/blocks'))];
  if (inBlocks.length > 0) throw new Refusal('invalid_blocks', inBlocks.map((fault) => `[ERROR] ${fault}`), { errors: inBlocks });
  if (others.length > 0) throw new Refusal(others.some((fault) => fault.includes('/metadata')) ? 'invalid_metadata_format' : 'invalid_arguments', others.map((fault) => `[ERROR] ${fault}`));
  // Longer text is cut where a message is posted, and refused where one is changed.
  if (typeof args.text === 'string' && (updates ? args.text.length > 4000 : args.text.length > 40_000)) throw new Refusal('msg_too_long');
  if (hasBlocks && JSON.stringify(args.blocks).length > longestBlocks) throw new Refusal('msg_blocks_too_long');
}

function sentAt(room: Room, ts: unknown): Sent {
  const sent = room.messages.get(String(ts));
  if (!sent) throw new Refusal('message_not_found');
  return sent;
}

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': {
    scope: 'chat:write',
    answer(request) {
      const { world, args } = request;
      if (args.channel === undefined) throw new Refusal('invalid_arguments', ['[ERROR] missing required field: channel']);
      mustBeSound(args);
      const room = target(world, args.channel);
      mayPost(request, room);
      if (args.thread_ts !== undefined && !room.messages.has(String(args.thread_ts))) throw new Refusal('thread_not_found');
      request.limit(`chat.postMessage ${room.id}`, posting);
      request.limit('chat.postMessage', tiers.special);
      const sent = say(world, room, args);
      return { channel: room.id, ts: sent.ts, message: messageOf(world, sent) };
    },
  },
  'chat.postEphemeral': {
    limit: tiers[4], scope: 'chat:write',
    answer(request) {
      const { world, args } = request;
      mustBeSound(args);
      const room = roomAt(world, args.channel);
      mayPost(request, room);
      const who = world.people.get(String(args.user));
      if (!who?.active || (room.other && room.other !== who)) throw new Refusal('user_not_in_channel');
      return { message_ts: say(world, room, args, who).ts };
    },
  },
  'chat.update': {
    limit: tiers[3], scope: 'chat:write',
    answer(request) {
      const { world, args } = request;
      mustBeSound(args, { updates: true });
      const room = roomAt(world, args.channel);
      mayPost(request, room);
      const sent = sentAt(room, args.ts);
      if (sent.by !== world.bot.id) throw new Refusal('cant_update_message');
      const before = messageOf(world, sent);
      // Text without blocks takes the old blocks away.
      change(sent, { blocks: undefined, attachments: undefined, ...contentOf(args), thread_ts: sent.raw.thread_ts });
      tellChanged(world, sent, before);
      return { channel: room.id, ts: sent.ts, text: String(args.text ?? ''), message: messageOf(world, sent) };
    },
  },
  'chat.delete': {
    limit: tiers[3], scope: 'chat:write',
    answer({ world, args }) {
      const sent = sentAt(roomAt(world, args.channel), args.ts);
      if (sent.by !== world.bot.id) throw new Refusal('cant_delete_message');
      remove(sent);
      return { channel: sent.room.id, ts: sent.ts };
    },
  },
  'chat.getPermalink': {
    limit: tiers.special,
    answer: ({ world, args }) => ({ channel: String(args.channel), permalink: `https://${world.team.domain}.slack.com/archives/${String(args.channel)}/p${sentAt(roomAt(world, args.channel), args.message_ts).ts.replace('.', '')}` }),
  },
};
