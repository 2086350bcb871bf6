import { ChannelType, InteractionType, type APIInteraction } from 'discord-api-types/v10';
import type { Bot } from '#bot/bot.ts';
import type { ChatRoom, Invocation, User } from '#bot/command.ts';
import { stillThere } from '#adapters/presence.ts';
import { platform } from '#adapters/discord/platform.ts';
import type { Rooms } from '#adapters/discord/rooms.ts';

/** Where people speak with the bot alone: a room that belongs to no group. */
export const privately = `${platform}:@`;

/** Manage Server, and Administrator, which includes it. */
const manages = 0x20n | 0x8n;

export type IsIn = (server: string, account: string, freshMs?: number) => Promise<boolean>;

/** For so long nobody is asked about again who is typing, in milliseconds. */
const typingMs = 10_000;

export type Came = Pick<Invocation, 'id' | 'user' | 'room'> & { readonly chat?: ChatRoom };

/** Who did something, and where. Done in a thread, it was done in the room that the thread belongs to. */
export function cameFrom(raw: Pick<APIInteraction, 'id' | 'type' | 'member' | 'user' | 'guild_id' | 'channel'> & { readonly locale?: string }, bot: Pick<Bot, 'addressOf' | 'eventId'>, rooms: Pick<Rooms, 'nameOf'>, isIn: IsIn): Came {
  const account = (raw.member?.user ?? raw.user)!.id;
  const user: User = {
    platform,
    id: account,
    ...(raw.locale !== undefined && { lang: raw.locale }),
    manages: raw.member !== undefined && (BigInt(raw.member.permissions) & manages) !== 0n,
    isIn: stillThere((server) => isIn(server, account, raw.type === InteractionType.ApplicationCommandAutocomplete ? typingMs : 0)),
    guided: true,
  };
  const id = bot.eventId(platform, raw.id);
  if (raw.guild_id === undefined || !raw.channel) return { id, user, room: privately };
  const { id: own, type, name } = raw.channel;
  const isThread = type === ChannelType.PublicThread || type === ChannelType.PrivateThread || type === ChannelType.AnnouncementThread;
  const parent = isThread && 'parent_id' in raw.channel ? raw.channel.parent_id : undefined;
  const chat: ChatRoom = { platform, server: raw.guild_id, id: parent ?? own, name: (parent ? rooms.nameOf(raw.guild_id, parent) : name) ?? '' };
  return { id, user, room: bot.addressOf(chat), chat };
}
