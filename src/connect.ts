import { setTimeout as sleep } from 'node:timers/promises';
import type { Bot } from '#bot/bot.ts';
import { openRoom } from '#bot/chat.ts';
import { DeliveryError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import { directory, groupIds } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import type { Door, TiedRoom } from '#adapters/index.ts';
import { logFault, type Log } from '#src/log.ts';
import { Refused, tell, words } from '#src/refused.ts';

/** The longest pause between two tries to connect, and how often it is looked whether a platform is still there. Seconds and ms. */
const [longest, lookMs] = [60, 2000];

/** How a platform is spoken on by this process. `listens`: the bot hears there, else it only sends. */
export interface Line {
  readonly name: string;
  readonly title: string;
  readonly door: Door;
  readonly listens: boolean;
}

/**
 * Checks that the bot can work on a platform, and listens there. Tries again for as long as the platform does not answer, at growing
 * distances. False when it was told to end meanwhile. @throws Refused when something must be mended first
 */
export async function connect({ name, title, door, listens }: Line, bot: Bot, log: Log, over: AbortSignal): Promise<boolean> {
  const ended = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
  const open = async () => {
    const found = await door.check();
    if ('faults' in found) throw new Refused(...found.faults);
    if (listens && !over.aborted) await door.adapter.start(bot);
    return found.lines;
  };
  for (let tries = 0; !over.aborted; tries++) {
    try {
      // Nobody waits for an answer that does not come.
      const lines = await Promise.race([open(), ended]);
      if (!lines || over.aborted) return false;
      tell(...lines, words(listens ? 'serve.up' : 'serve.sends', { platform: title }));
      log('info', 'connected', { platform: name });
      return true;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const seconds = Math.min(longest, 2 ** tries);
      tell(words('serve.down', { platform: title, seconds }));
      logFault(log, 'down', error, { platform: name });
      await sleep(seconds * 1000, undefined, { signal: over }).catch(() => {});
    }
  }
  return false;
}

/**
 * Looks from time to time whether a platform is still connected, and when it is not for a while, why: a token that was taken back ends
 * the program by `fail`, for everything else the connection mends itself.
 */
export function watch({ name, door }: Line, log: Log, fail: (error: Refused) => void): { stop(): void } {
  let away = 0;
  const look = async () => {
    if (door.adapter.connected()) {
      if (away > 0) log('info', 'back', { platform: name });
      away = 0;
      return;
    }
    if (away++ === 0) log('warn', 'away', { platform: name });
    // After 8 seconds, after 16, after 32 …
    if (away < 4 || (away & (away - 1)) !== 0) return;
    const found = await door.check();
    if ('faults' in found) fail(new Refused(...found.faults));
  };
  const timer = setInterval(() => void look().catch((error: unknown) => logFault(log, 'down', error, { platform: name })), lookMs).unref();
  return { stop: () => clearInterval(timer) };
}

/** Tells what the bot lacks in the rooms that groups have on a platform. What cannot be found out now is told when something is to be sent there. */
export async function tellLacking({ name, door }: Line, store: Store, secret: Secret, log: Log): Promise<void> {
  try {
    const rooms = await store.read(async (tx) => {
      const found: TiedRoom[] = [];
      for (const group of await groupIds(tx)) {
        for (const room of (await directory(tx, group))!.rooms) {
          const ids = room.address.startsWith(`${name}:`) ? openRoom(secret, room) : undefined;
          if (ids) found.push({ group, name: room.name, ...ids });
        }
      }
      return found;
    });
    const lacking = await door.lacking(rooms);
    if (lacking.length > 0) log('warn', 'lacking', { platform: name, rooms: lacking.length });
    tell(...lacking);
  } catch (error) {
    logFault(log, 'unchecked', error, { platform: name });
  }
}
