import type { Rate } from '#bot/bot.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';

/** How long a message that does not arrive is tried: pauses that grow from `firstMs` by `growth` to `mostMs`, and so many tries. */
export interface Patience {
  readonly firstMs: number;
  readonly growth: number;
  readonly mostMs: number;
  readonly tries: number;
  /** A platform that asks to wait is waited for, which is no failed try, and so is one that is down; but not with a message older than this. */
  readonly ageMs: number;
  /** A platform that has taken nothing for so long is down: the message is not what is wrong. */
  readonly downMs: number;
}

const hour = 3_600_000;

/** Pauses of 2 s, 10 s, 50 s, 4 min, 20 min, an hour and an hour: eight tries in two and a half hours. */
export const patience: Patience = { firstMs: 2000, growth: 5, mostMs: hour, tries: 8, ageMs: 48 * hour, downMs: 600_000 };

/** Faults of a platform that says nothing. */
export const silent: readonly DeliveryFault[] = ['down', 'timeout'];

/** What becomes of a message after a try that failed. */
export type Next = { readonly fault: DeliveryFault } & ({ readonly afterMs: number; readonly counts: boolean } | { readonly dead: true });

/**
 * Decides what becomes of a message whose try has thrown `error`: it had failed `tries` times before and was written `ageMs` ago;
 * `isDown` says whether its platform takes no other message either.
 * `chance` (0 to 1) spreads the pauses of those that fail together: by a quarter, and only upwards where the platform named a time.
 */
export function afterError(error: unknown, { tries, ageMs, isDown = false }: { readonly tries: number; readonly ageMs: number; readonly isDown?: boolean }, chance: number, { firstMs, growth, mostMs, tries: most, ageMs: oldest }: Patience = patience): Next {
  const { fault, retry, afterMs: asked = 0 } = error instanceof DeliveryError ? error : { fault: 'bug' as const, retry: 'later' as const };
  if (retry === 'never') return { fault, dead: true };
  const wanted = asked > 0 ? Math.min(asked, mostMs) * (1 + chance / 4) : 0;
  if (fault === 'limit' && asked > 0) return ageMs > oldest ? { fault, dead: true } : { fault, afterMs: wanted, counts: false };
  if (tries + 1 >= most && !(isDown && silent.includes(fault) && ageMs <= oldest)) return { fault, dead: true };
  const pause = Math.min(mostMs, firstMs * growth ** tries) * (0.875 + chance / 4);
  return { fault, afterMs: Math.max(pause, wanted), counts: true };
}

/** A place for one request among so many within a while. It is free again that while after the request must have arrived. */
export interface Place {
  readonly began: number;
  ended: number | undefined;
  /** Whether it was answered as it should: then it took its time on the way there and back. */
  well: boolean;
}

/** Lets sends to one platform begin at its pace. */
export interface Gate {
  /** Whether the platform wants to hear nothing at all. */
  isShut(): boolean;
  shut(ms: number): void;
  /** How many sends may begin now. */
  open(): number;
  /** That one has begun. */
  passed(): Place;
  /** That one has ended; well, if it was answered as it should. */
  ended(place: Place, well: boolean): void;
  /** How many milliseconds until one more may begin, as far as is known. */
  wait(): number;
  /** Takes the next place there is for a request within a send, before all that have none yet: how many milliseconds until it begins. */
  book(): number;
}

/** By how much longer a while is taken to be than the platform says. */
const spare = 0.01;

/** How long a platform needs for so many, in milliseconds. */
export const msFor = (count: number, { most, ms }: Rate) => (count * ms * (1 + spare)) / most;

/**
 * A gate through which no more than so many begin within a while, whichever while it is. It goes by a clock that nobody sets. What left
 * evenly may arrive unevenly; so it counts from when a request arrived: its answer came at least as much later as the fastest one does.
 */
export function makeGate(rate: Rate = { most: Infinity, ms: 0 }, clock = () => performance.now()): Gate {
  const { most } = rate;
  const ms = rate.ms * (1 + spare);
  let places: Place[] = [];
  let fastest = Infinity;
  /** The first ones, on connections that are not there yet, say nothing of how fast others are. */
  let answered = 0;
  let shutUntil = 0;
  const isShut = () => clock() < shutUntil;
  const take = (place: Place): Place => {
    if (most !== Infinity) places.push(place);
    return place;
  };
  /** Until when a place is taken, at least. */
  const until = ({ began, ended, well }: Place) => (ended === undefined ? began : ended - (well && answered > 2 * most ? fastest : 0)) + ms;
  /** When one more place is free, at the soonest. */
  const free = () => (places.length < most ? -Infinity : places.map(until).sort((a, b) => b - a)[most - 1]!);
  return {
    isShut,
    shut: (forMs) => void (shutUntil = Math.max(shutUntil, clock() + forMs)),
    open() {
      const now = clock();
      places = places.filter((place) => place.ended === undefined || until(place) > now);
      return isShut() ? 0 : Math.max(0, most - places.length);
    },
    passed: () => take({ began: clock(), ended: undefined, well: true }),
    ended(place, well) {
      place.ended = clock();
      place.well = well;
      if (!well) return;
      fastest = Math.min(fastest, place.ended - place.began);
      answered++;
    },
    wait: () => Math.max(0, shutUntil - clock(), free() - clock()),
    book() {
      const now = clock();
      const at = Math.max(now, free());
      take({ began: at, ended: at, well: false });
      return at - now;
    },
  };
}
