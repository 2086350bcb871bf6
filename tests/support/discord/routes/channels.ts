import { checkMessage } from '#tests/support/discord/checks/message.ts';
import { flags, intents } from '#tests/support/discord/ids.ts';
import { change, edited, isHidden, namesOf, put, remove } from '#tests/support/discord/messages.ts';
import { channelOf } from '#tests/support/discord/payloads.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { Request, Route } from '#tests/support/discord/rest.ts';
import { demand, shareServer, type Room, type Sent } from '#tests/support/discord/world.ts';

const posts = { name: 'messages', limit: 5, perMs: 5000, by: 'channel' };

/** Channels and the messages in them. */
export const channelRoutes: readonly Route[] = [
  { method: 'GET', path: '/channels/:channel', answer: (request) => channelOf(request.world, roomIn(request)) },
  {
    method: 'GET', path: '/channels/:channel/messages',
    answer(request) {
      const room = roomIn(request);
      demand(room, 'READ_MESSAGE_HISTORY');
      return [...room.messages.values()].slice(-Number(request.query.get('limit') ?? 50)).toReversed().map((sent) => readable(request, sent));
    },
  },
  { method: 'GET', path: '/channels/:channel/messages/:message', answer: (request) => readable(request, messageIn(request)) },
  { method: 'POST', path: '/channels/:channel/messages', limit: posts, answer: post },
  {
    method: 'PATCH', path: '/channels/:channel/messages/:message', limit: { name: 'edits', limit: 5, perMs: 5000, by: 'channel' },
    answer(request) {
      const sent = ownMessage(request);
      checkMessage(request.body, { files: request.files.length, named: namesOf(request.files), edits: true, v2: ((sent.raw.flags ?? 0) & flags.v2) !== 0 });
      change(request.world, sent, request.body, request.files);
      edited(request.world, sent);
      return sent.raw;
    },
  },
  {
    method: 'DELETE', path: '/channels/:channel/messages/:message', limit: { name: 'deletes', limit: 5, perMs: 1000, by: 'channel' },
    answer(request) {
      const sent = ownMessage(request);
      remove(request.world, sent);
      const { guild } = sent.room;
      request.world.emit('MESSAGE_DELETE', { id: sent.raw.id, channel_id: sent.room.id, ...(guild && { guild_id: guild.id }) }, { guild, intent: guild ? intents.guildMessages : intents.directMessages });
    },
  },
];

function post(request: Request): unknown {
  const { world, body, files } = request;
  const room = roomIn(request);
  demand(room, room.type === 11 ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES');
  if (files.length > 0) demand(room, 'ATTACH_FILES');
  if (room.other && !shareServer(world, room.other)) throw refusal(50278);
  if (room.other?.closed) throw refusal(50007);
  checkMessage(body, { files: files.length, named: namesOf(files) });
  const nonce = body.nonce === undefined ? undefined : String(body.nonce);
  const before = nonce !== undefined && body.enforce_nonce === true ? [...room.messages.values()].find(({ raw }) => raw.author.id === world.bot.id && String(raw.nonce) === nonce) : undefined;
  return (before ?? put(world, room, world.bot, body, { files })).raw;
}

/** The room that a path names. Throws the refusal for one that is gone, or that the bot cannot look into. */
function roomIn({ world, of }: Request): Room {
  const room = world.rooms.get(of.channel!);
  if (!room) throw refusal(10003);
  demand(room);
  return room;
}

function messageIn(request: Request): Sent {
  const sent = roomIn(request).messages.get(request.of.message!);
  if (!sent || isHidden(sent)) throw refusal(10008);
  return sent;
}

function ownMessage(request: Request): Sent {
  const sent = messageIn(request);
  if (sent.raw.author.id !== request.world.bot.id) throw refusal(50005);
  return sent;
}

/** A message as the bot may read it: what others write in a server is closed to it. */
function readable({ world }: Request, sent: Sent): unknown {
  return !sent.room.guild || sent.raw.author.id === world.bot.id ? sent.raw : { ...sent.raw, content: '', components: [], embeds: [], attachments: [] };
}
