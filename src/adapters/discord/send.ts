import type { REST } from '@discordjs/rest';
import { Routes, type APIDMChannel, type APIMessage } from 'discord-api-types/v10';
import type { Adapter, Pace, Target } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';
import type { Lines } from '#bot/lines.ts';
import { isInOne, type Presence } from '#adapters/presence.ts';
import { render } from '#adapters/discord/render.ts';

/** What Discord takes from a bot: 50 requests a second, and about five messages in five seconds in a channel. */
export const pace: Pace = { all: { most: 50, ms: 1000 }, each: { most: 5, ms: 5000 } };

/** So many private channels are kept in memory, by account. */
const most = 10_000;

/** Sends what the outbox has, by requests of which each is made once: the outbox alone tries again. */
export function makeSend(rest: REST, presence: Presence, lines: Pick<Lines, 'message'>): Adapter['send'] {
  const privates = new Map<string, string>();

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
    try {
      signal.throwIfAborted();
      const body = render(lines.message(message), reader);
      if (replaces !== undefined) {
        const [channel, shown] = replaces.split('/') as [string, string];
        await rest.patch(Routes.channelMessage(channel, shown), { body, signal });
        return replaces;
      }
      const channel = await channelOf(to, signal, another);
      const { id } = (await rest.post(Routes.channelMessages(channel), { body: { ...body, nonce: once, enforce_nonce: true }, signal })) as APIMessage;
      return `${channel}/${id}`;
    } catch (error) {
      const fault = deliveryFault(error);
      // A private channel that is not there any more is opened anew.
      if (fault.fault === 'unknown' && 'account' in to) privates.delete(to.account);
      throw fault;
    }
  };
}
