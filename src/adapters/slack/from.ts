import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Bot } from '#bot/bot.ts';
import type { ChatRoom, Invocation, User } from '#bot/command.ts';
import { managing, stillThere } from '#adapters/presence.ts';
import { platform } from '#adapters/slack/platform.ts';
import type { Users } from '#adapters/slack/presence.ts';

/** Where people speak with the bot alone, or a few of them with it: a room that belongs to no group. */
export const privately = `${platform}:@`;

/** What a door knows of rooms, by the id that Slack gives them. */
export interface Rooms {
  /** What a room is called; undefined for a conversation of a few people. Asked of Slack once; an empty name where Slack does not say. */
  nameOf(id: string): Promise<string | undefined>;
  /** The bot is out of a room: what was known of it is not true any more. */
  forget(id: string): void;
}

/** So many rooms are kept in memory. */
const most = 2000;

export function makeRooms(web: WebClient): Rooms {
  const known = new Map<string, string | undefined>();
  return {
    forget: (id) => void known.delete(id),
    async nameOf(id) {
      if (known.has(id)) return known.get(id);
      try {
        const { channel } = await web.conversations.info({ channel: id });
        known.set(id, channel?.is_mpim || channel?.is_im ? undefined : (channel?.name ?? ''));
        if (known.size > most) known.delete(known.keys().next().value!);
        return known.get(id);
      } catch {
        return '';
      }
    },
  };
}

/** Who did something, by Slack's ids, and where: in a channel with the name that Slack gives along, or nowhere in particular. */
export interface Place {
  /** What happened: an id of Slack's by which the same is recognised. */
  readonly event: string;
  readonly team: string;
  readonly account: string;
  readonly channel?: { readonly id: string; readonly name?: string | undefined } | undefined;
}

export type Came = Pick<Invocation, 'id' | 'user' | 'room'> & { readonly chat?: ChatRoom };

/** Of rooms that not everybody may see, Slack does not give the name along. */
const nameless = 'privategroup';

/** Who did something, and where. Done in a thread, it was done in the channel that the thread belongs to. */
export async function cameFrom({ event, team, account, channel }: Place, bot: Pick<Bot, 'addressOf' | 'eventId'>, rooms: Rooms, users: Users, freshMs = 0): Promise<Came> {
  const user: User = { platform, id: account, manages: managing(() => users.manages(team, account)), isIn: stillThere((server) => users.isIn(server, account, freshMs)) };
  const id = bot.eventId(platform, event);
  if (!channel || channel.id.startsWith('D') || channel.name?.startsWith('mpdm-')) return { id, user, room: privately };
  const name = channel.name === undefined || channel.name === nameless ? await rooms.nameOf(channel.id) : channel.name;
  if (name === undefined) return { id, user, room: privately };
  const chat: ChatRoom = { platform, server: team, id: channel.id, name };
  return { id, user, room: bot.addressOf(chat), chat };
}

/** A view that knows the channel from which it was opened, behind the words that tell its form: Slack does not say it when something is done in the view. */
export function withPlace(modal: ModalView, chat: ChatRoom | undefined): ModalView {
  return chat ? { ...modal, private_metadata: [modal.private_metadata ?? ' ', chat.id, chat.name].join(' ') } : modal;
}

/** The channel from which a view was opened; undefined for none. */
export function placeOf({ private_metadata }: Pick<ViewOutput, 'private_metadata'>): { readonly id: string; readonly name: string } | undefined {
  const [, , id, name = ''] = private_metadata.split(' ');
  return id === undefined ? undefined : { id, name };
}
