import { tellPrivate } from '#tests/support/slack/events.ts';
import { object } from '#tests/support/slack/shapes.ts';
import { pingsIn } from '#tests/support/slack/text.ts';
import { withIds } from '#tests/support/slack/views.ts';
import { fileOf, put, type File, type Human, type Room, type Sent, type World } from '#tests/support/slack/world.ts';

const kept = ['text', 'blocks', 'attachments', 'metadata', 'thread_ts', 'reply_broadcast'];

/** What of a request is kept as the message. */
export function contentOf(body: Record<string, unknown>): Record<string, unknown> {
  const content = Object.fromEntries(kept.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]));
  // Longer text is cut, and the message posted.
  if (typeof content.text === 'string') content.text = content.text.slice(0, 40_000);
  return { ...content, ...(Array.isArray(body.blocks) && { blocks: withIds(body.blocks) }) };
}

/** The bot says something in a room, or to one person there. */
export function say(world: World, room: Room, body: Record<string, unknown>, only?: Human): Sent {
  const sent = put(world, room, world.bot.id, { user: world.bot.id, bot_id: world.bot.botId, app_id: world.app, ...contentOf(body) }, { pings: pingsIn(world, room, object(body)), ...(only && { only }) });
  // The bot hears its own words in private conversations, too.
  tellPrivate(world, sent);
  return sent;
}

/** The bot shares files in a room: they are a message of their own. */
export function shareFile(world: World, room: Room, files: readonly File[], text: string): Sent {
  const sent = put(world, room, world.bot.id, { user: world.bot.id, subtype: 'file_share', upload: true, text, files: files.map((file) => fileOf(world, file)) }, { pings: room.other ? [room.other.name] : [] });
  tellPrivate(world, sent);
  return sent;
}
