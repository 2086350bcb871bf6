import type { WebClient } from '@slack/web-api';
import type { Adapter, Pace, Target } from '#bot/bot.ts';
import type { Lines } from '#bot/lines.ts';
import { DeliveryError } from '#core/errors.ts';
import { isInOne, type Presence } from '#adapters/presence.ts';
import { until } from '#adapters/slack/asking.ts';
import { deliveryFault, errorOf } from '#adapters/slack/faults.ts';
import { render } from '#adapters/slack/render.ts';

/** What Slack takes from a bot: a message a second in a channel; in all "several hundred" a minute, and more than that for a while. */
export const pace: Pace = { all: { most: 1000, ms: 60_000 }, each: { most: 1, ms: 1000 }, byArrival: true };

/** So many private channels are kept in memory, by account. */
const most = 10_000;

/** By how many seconds Slack's clock may be behind ours, how many messages are looked through at a time, and how often at most. */
const [behindS, size, pages] = [300, 200, 5];

/** What a message is marked with, by which it is found again. */
const mark = 'secretariat';

/** Nothing in a message is looked for but what we say it is. */
const plainly = { parse: 'none', link_names: false } as const;
const alone = { unfurl_links: false, unfurl_media: false } as const;

/**
 * Sends what the outbox has, by requests of which each is made once: the outbox alone tries again. Slack does not know a repeated message,
 * so whenever an earlier try may have arrived it is looked for first. `archived` is told of a channel that takes no more messages.
 */
export function makeSend(web: WebClient, presence: Presence, lines: Pick<Lines, 'message'>, archived: (channel: string) => void = () => {}): Adapter['send'] {
  const privates = new Map<string, string>();
  /** Until when channels want to hear nothing, by the clock that timers go by. */
  const limited = new Map<string, number>();

  /** The channel in which somebody is spoken with alone. */
  async function privateWith(account: string, another: () => Promise<void>): Promise<string> {
    const known = privates.get(account);
    if (known !== undefined) return known;
    await another();
    const { channel } = await web.conversations.open({ users: account });
    privates.set(account, channel!.id!);
    if (privates.size > most) privates.delete(privates.keys().next().value!);
    return channel!.id!;
  }

  /** Does something in a channel. Where the bot is not in it, it goes in, if everybody may. */
  async function within<T>(channel: string, work: () => Promise<T>, another: () => Promise<void>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (errorOf(error) !== 'not_in_channel') throw error;
    }
    await another();
    await web.conversations.join({ channel });
    await another();
    return work();
  }

  /** When a message was posted that has this mark; undefined where there is none. */
  async function postedBefore(channel: string, once: string, since: string | undefined, another: () => Promise<void>): Promise<string | undefined> {
    const oldest = since === undefined ? '0' : String(Temporal.Instant.from(since).epochMilliseconds / 1000 - behindS);
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      await another();
      const { messages = [], response_metadata: rest } = await web.conversations.history({ channel, oldest, limit: size, include_all_metadata: true, ...(cursor !== undefined && { cursor }) });
      const found = messages.find(({ metadata }) => metadata?.event_type === mark && (metadata.event_payload as { once?: unknown } | undefined)?.once === once);
      if (found) return found.ts;
      cursor = rest?.next_cursor;
      if (cursor === undefined || cursor === '') break;
    }
    return undefined;
  }

  return async (to, message, { once, reader, signal, replaces, doubt = false, since, another = async () => {} }) => {
    /** Whether a request is under way that posts the message. */
    let posting = false;
    const work = async (): Promise<string> => {
      const drawn = render(lines.message(message), reader);
      if (replaces !== undefined) {
        const [channel, ts] = replaces.split('/') as [string, string];
        await web.chat.update({ channel, ts, ...drawn, ...plainly });
        return replaces;
      }
      const place = 'room' in to ? to.chat?.id : to.account;
      if (place === undefined || ('account' in to && !(await isInOne(presence, to.servers, to.account, another)))) throw new DeliveryError('gone', 'never');
      if (doubt) {
        const channel = 'account' in to ? await privateWith(to.account, another) : place;
        const before = await within(channel, () => postedBefore(channel, once, since, another), another);
        if (before !== undefined) return `${channel}/${before}`;
        await another();
      }
      const metadata = { event_type: mark, event_payload: { once } };
      const { channel, ts } = await within(place, () => {
        posting = true;
        return web.chat.postMessage({ channel: place, ...drawn, ...plainly, ...alone, metadata });
      }, another);
      return `${channel}/${ts}`;
    };
    try {
      signal.throwIfAborted();
      return await until(signal, work);
    } catch (error) {
      if (errorOf(error) === 'is_archived' && 'room' in to && to.chat) archived(to.chat.id);
      throw inDetail(deliveryFault(error), to, posting);
    }
  };

  /** A fault as it is meant: before the message was posted nothing can have arrived, and a limit may be that of all channels together. */
  function inDetail(fault: DeliveryError, to: Target, posting: boolean): DeliveryError {
    if (fault.fault === 'timeout' && !posting) return new DeliveryError('down', 'later', { cause: fault });
    if (fault.fault !== 'limit' || !posting) return fault;
    const now = performance.now();
    for (const [place, end] of limited) if (end <= now) limited.delete(place);
    limited.set('room' in to ? to.room : to.account, now + fault.afterMs!);
    return limited.size === 1 ? fault : new DeliveryError('limit', 'later', { afterMs: fault.afterMs!, scope: 'platform', cause: fault });
  }
}
