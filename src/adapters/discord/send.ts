import type { REST } from '@discordjs/rest';
import { Routes, type APIDMChannel, type APIMessage } from 'discord-api-types/v10';
import type { Adapter, Pace, Target } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';
import type { Lines } from '#bot/lines.ts';
import { isInOne, type Presence } from '#adapters/presence.ts';
import { makeMirror } from '#adapters/discord/mirror.ts';
import { render, requestOf } from '#adapters/discord/render.ts';

/** What Discord takes from a bot: 50 requests a second, and about five messages in five seconds in a channel. */
export const pace: Pace = { all: { most: 50, ms: 1000 }, each: { most: 5, ms: 5000 } };

/** So many private channels are kept in memory, by account. */
const most = 10_000;

/** Sends what the outbox has, by requests of which each is made once: the outbox alone tries again. */
export function makeSend(rest: REST, presence: Presence, lines: Pick<Lines, 'message'>): Adapter['send'] {
  const privates = new Map<string, string>();
  const mirror = makeMirror(rest);

  async function channelOf(to: Target, signal: AbortSignal, before: () => Promise<void>): Promise<string> {
    if ('room' in to) {
      if (!to.chat) throw new DeliveryError('gone', 'never');
      return to.chat.id;
    }
    if (!(await isInOne(presence, to.servers, to.account, before, signal))) throw new DeliveryError('gone', 'never');
    const known = privates.get(to.account);
    if (known !== undefined) return known;
    await before();
    const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: to.account }, signal })) as APIDMChannel;
    privates.set(to.account, id);
    if (privates.size > most) privates.delete(privates.keys().next().value!);
    return id;
  }

  return async (to, message, { once, reader, signal, replaces, another = async () => {} }) => {
    const way = { lang: reader.lang, signal, another };
    const server = 'room' in to ? to.chat?.server : undefined;
    /** The receipt of a card: its channel, its message and, where there is one, its event. */
    const receipt = (channel: string, shown: string, event: string | undefined) => [channel, shown, event].filter((id) => id !== undefined).join('/');
    try {
      signal.throwIfAborted();
      const drawn = render(lines.message(message), reader);
      const { calls } = message;
      if (replaces !== undefined) {
        const [channel, shown, event] = replaces.split('/') as [string, string, string?];
        try {
          await rest.patch(Routes.channelMessage(channel, shown), { ...requestOf(drawn), signal });
        } catch (error) {
          // Where the card is gone, nothing will keep its event right.
          if (server !== undefined && event !== undefined && deliveryFault(error).fault === 'unknown') await mirror.drop(server, event, way);
          throw error;
        }
        return receipt(channel, shown, server !== undefined && calls ? await mirror.show(server, calls, event, way) : event);
      }
      const channel = await channelOf(to, signal, another);
      const { id } = (await rest.post(Routes.channelMessages(channel), { ...requestOf(drawn, (body) => ({ ...body, nonce: once, enforce_nonce: true })), signal })) as APIMessage;
      if (server === undefined || !calls) return receipt(channel, id, undefined);
      // The message is there: what becomes of its event, at the second try or at the next change, does not send it again.
      const show = () => mirror.show(server, calls, undefined, way);
      return receipt(channel, id, await show().catch(show).catch(() => undefined));
    } catch (error) {
      const fault = deliveryFault(error);
      // A private channel that is not there any more is opened anew.
      if (fault.fault === 'unknown' && 'account' in to) privates.delete(to.account);
      throw fault;
    }
  };
}
