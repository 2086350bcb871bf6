import { setTimeout as sleep } from 'node:timers/promises';
import type { Bot } from '#bot/bot.ts';
import { openRoom } from '#bot/chat.ts';
import type { IsIn } from '#bot/presence.ts';
import { DeliveryError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Secret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { directory, groupIds } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import type { Door, TiedRoom } from '#adapters/door.ts';
import { logFault, traceOf, type Log } from '#src/log.ts';
import { tell, words } from '#src/refused.ts';

/** The longest pause between two tries to connect, in seconds. */
const longest = 60;

/** How often it is looked whether a platform is still there, in milliseconds, and after how many looks the bot is checked although it is. */
const [lookMs, checkAfter] = [2000, 300];

/** How a platform is spoken on by this process. `listens`: the bot hears there, else it only sends. */
export interface Line {
  readonly name: string;
  readonly title: string;
  readonly door: Door;
  readonly listens: boolean;
  /** What the platform says of the bot, asked as early as possible: the answer comes while the rest of the program is loaded. */
  readonly first: ReturnType<Door['check']>;
}

/** How a platform stands: it is served, it does not answer, or it cannot be served before the things that `refused` says are mended. */
export type Standing = 'up' | 'down' | { readonly refused: readonly string[] };

/**
 * Holds on to a platform until the program is over: checks that the bot can work there, listens, and looks from then on whether it still
 * can. What does not answer is tried again at growing distances, and so is what must be mended first: by then somebody may have done so.
 * A platform that is only sent on is left alone once it is up. `stands` is told of every change.
 */
export async function hold(line: Line, bot: Bot, log: Log, over: AbortSignal, stands: (now: Standing) => void): Promise<void> {
  const { name, title, listens } = line;
  const ended = new Promise<undefined>((resolve) => over.addEventListener('abort', () => resolve(undefined), { once: true }));
  let isFirst = true;
  for (let tries = 0; !over.aborted; tries++) {
    // Nobody waits for an answer that does not come.
    let found = await Promise.race([open(line, isFirst, bot, log, over), ended]);
    isFirst = false;
    if (over.aborted || !found) return;
    if ('lines' in found) {
      tell(...found.lines, words(listens ? 'serve.up' : 'serve.sends', { platform: title }));
      log('info', 'connected', { platform: name });
      stands('up');
      if (!listens) return;
      found = { faults: await lost(line, log, over) };
      if (over.aborted) return;
      tries = 0;
    }
    const seconds = Math.min(longest, 2 ** tries);
    if ('faults' in found) {
      log('error', 'refused', { platform: name });
      stands({ refused: found.faults });
    } else {
      tell(words('serve.down', { platform: title, seconds }));
      logFault(log, 'down', found.error, { platform: name });
      stands('down');
    }
    await sleep(seconds * 1000, undefined, { signal: over }).catch(() => {});
  }
}

type Found = { readonly lines: readonly string[] } | { readonly faults: readonly string[] } | { readonly error: DeliveryError };

/** One try to be there. A bug in the way to one platform is told with its number and is no reason to leave the others. */
async function open({ name, door, listens, first }: Line, isFirst: boolean, bot: Bot, log: Log, over: AbortSignal): Promise<Found> {
  try {
    const found = await (isFirst ? first : door.check());
    if ('lines' in found && listens && !over.aborted) await door.adapter.start(bot);
    return found;
  } catch (error) {
    if (error instanceof DeliveryError) return { error };
    const incident = newId(systemNow());
    log('error', 'bug', { incident, platform: name, ...traceOf(error) });
    return { faults: [words('config.bug', { incident })] };
  }
}

/**
 * Looks from time to time whether a platform is still connected, and when it is not for a while, why; now and then also when it is, because
 * a connection can outlive the right to speak. Resolves with what must be mended, such as a token that was taken back; everything else
 * mends itself. Resolves with nothing when the program is over.
 */
async function lost({ name, door }: Line, log: Log, over: AbortSignal): Promise<readonly string[]> {
  let [away, looks] = [0, 0];
  /** After 8 seconds, after 16, after 32 … and else every ten minutes. */
  const isTime = () => (away > 0 ? away >= 4 && (away & (away - 1)) === 0 : ++looks % checkAfter === 0);
  for (; !over.aborted; await sleep(lookMs, undefined, { signal: over, ref: false }).catch(() => {})) {
    const isHere = door.adapter.connected();
    if (isHere && away > 0) log('info', 'back', { platform: name });
    if (!isHere && away === 0) log('warn', 'away', { platform: name });
    away = isHere ? 0 : away + 1;
    if (!isTime()) continue;
    try {
      const found = await door.check();
      if ('faults' in found) return found.faults;
    } catch (error) {
      logFault(log, 'down', error, { platform: name });
    }
  }
  return [];
}

/** Asks platforms who is in their servers: by the doors there are or, where this process serves another platform, by one that `open` makes for that alone. */
export function askingDoors(lines: readonly Line[], open: (name: string) => Promise<Door> | undefined): IsIn {
  const doors = new Map(lines.map(({ name, door }) => [name, Promise.resolve(door)]));
  return async ({ platform, server, account }, freshMs) => {
    const door = doors.get(platform) ?? open(platform);
    if (door) doors.set(platform, door);
    if (!door) throw new DeliveryError('down', 'later');
    return (await door).adapter.isIn?.(server, account, freshMs) ?? true;
  };
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
