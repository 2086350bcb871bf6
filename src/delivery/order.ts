import type { Pace } from '#bot/bot.ts';
import { msFor, type Place } from '#delivery/pace.ts';

/** What waits for a platform: in all, and at each address that has more than it takes at once. */
export interface Waiting {
  readonly total: number;
  readonly long: ReadonlyMap<string, number>;
}

/**
 * The addresses that have to go before those that have waited longest, the longest queue first. An address takes only so many messages
 * within a while, so a long queue needs several of these whiles; as all that waits needs its time too, a long queue can wait as long as
 * what it has too much for the last whiles before the end still fits into the time before them, with a while to spare. Without this the
 * long queues alone would be left at the end; were they always first, the short ones would wait behind them.
 */
export function pressing({ total, long }: Waiting, { all, each }: Pace): string[] {
  const queues = [...long].sort((a, b) => b[1] - a[1]);
  // What it takes at once takes no time.
  const whole = total > all.most ? msFor(total, all) : 0;
  for (let whiles = 1; ; whiles++) {
    const fit = whiles * each.most;
    let [count, above] = [0, 0];
    for (; count < queues.length && queues[count]![1] > fit; count++) above += queues[count]![1] - fit;
    if (count === 0) return [];
    if (msFor(above, all) >= whole - (whiles + 1) * each.ms) return queues.slice(0, count).map(([address]) => address);
  }
}

/** Whose turn it is on a platform that takes only so much: what is known of its addresses, by a clock that nobody sets. */
export interface Turns {
  /** A send to an address has ended. */
  ended(address: string, place: Place): void;
  /** How many milliseconds an address has to rest before the next. */
  restOf(address: string): number;
  /** Whether it is time to count again what waits. */
  isStale(): boolean;
  counted(waiting: { total: number; long: Map<string, number> }): void;
  /** Those of the next `most` places that are for long queues. */
  first(most: number, isBusy: (address: string) => boolean): string[];
  /** A message of an address is on its way. */
  began(address: string): void;
}

/** Counting what waits takes the longer the more it is: it is done once a second, and takes no more than a fiftieth of the time. */
const [countMs, share] = [1000, 50];
/** Of so many that begin, one is the one that has waited longest, however much the long queues press: so a short one gets its turn. */
const lineShare = 3;

/** After so many sends it is known how fast one can be, but for so many milliseconds. */
const [enough, unsureMs] = [50, 5];

export function makeTurns(pace: Pace, clock = () => performance.now()): Turns {
  const { each, byArrival = false } = pace;
  let [fastest, answered] = [Infinity, 0];
  /** When the last sends of an address ended: no more than it takes within a while. */
  const ends = new Map<string, number[]>();
  let waiting = { total: 0, long: new Map<string, number>() };
  let [asked, next, begun] = [0, 0, 0];
  const restOf = (address: string) => {
    const last = ends.get(address) ?? [];
    return last.length < each.most ? 0 : Math.max(0, last[0]! + each.ms - clock());
  };
  return {
    restOf,
    ended(address, { began, well }) {
      if (ends.size >= 1000) for (const [old, last] of ends) if (last.at(-1)! + each.ms < clock()) ends.delete(old);
      if (byArrival && well) {
        fastest = Math.min(fastest, clock() - began);
        answered++;
      }
      // It was on its way back at least as long as the fastest one was there and back, less what the next one needs to get there.
      const back = byArrival && well && answered > enough ? Math.max(0, fastest - unsureMs) : 0;
      const last = [...(ends.get(address) ?? []), clock() - back];
      ends.set(address, last.slice(-each.most));
    },
    isStale() {
      asked = clock();
      return asked >= next;
    },
    counted(now) {
      waiting = now;
      next = clock() + Math.max(countMs, (clock() - asked) * share);
    },
    first(most, isBusy) {
      const free: string[] = [];
      const limit = most - Math.floor((begun + most) / lineShare) + Math.floor(begun / lineShare);
      for (const address of pressing(waiting, pace)) {
        if (free.length === limit) break;
        if (!isBusy(address) && restOf(address) === 0) free.push(address);
      }
      return free;
    },
    began(address) {
      begun++;
      waiting.total = Math.max(0, waiting.total - 1);
      const left = (waiting.long.get(address) ?? 0) - 1;
      if (left > 0) waiting.long.set(address, left);
      else waiting.long.delete(address);
    },
  };
}
