import { UserError } from '#core/errors.ts';
import { showInstant, stamp, systemNow } from '#core/time.ts';
import { readCivil, toInstant } from '#core/when.ts';
import { note, setNote } from '#db/migrate.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

/** What a door's clock shows. The sandbox's stands still, so that a try of yesterday goes on where it was. */
export interface Clock {
  now(): Temporal.Instant;
  /** Lets a second pass, as each command does. */
  tick(): Promise<void>;
  /** Puts the clock forward. @throws UserError when that would be back */
  forward(to: Temporal.Instant, home: string): Promise<void>;
}

/** The clock of a sandbox, kept in its store since it was made. */
export async function sandboxClock(store: Store): Promise<Clock> {
  const kept = async (tx: Tx) => Temporal.Instant.from((await note(tx, 'clock'))!);
  let shown = await store.read(kept);
  const set = (next: (at: Temporal.Instant) => Temporal.Instant) =>
    store.tx(async (tx) => {
      // Another terminal on the same store may have moved it.
      const there = await kept(tx);
      const to = next(Temporal.Instant.compare(there, shown) > 0 ? there : shown);
      await setNote(tx, 'clock', stamp(to));
      return to;
    });
  return {
    now: () => shown,
    async tick() {
      shown = await set((at) => at.add({ seconds: 1 }));
    },
    async forward(to, home) {
      shown = await set((at) => {
        if (Temporal.Instant.compare(to, at) < 0) throw new UserError('terminal.clock.back', { now: showInstant(stamp(at), home), to: showInstant(stamp(to), home) });
        return to;
      });
    },
  };
}

/** The system's clock, for a store that is no sandbox. */
export const systemClock: Clock = { now: systemNow, tick: async () => {}, forward: async () => {} };

/**
 * What `/clock` is asked to show: `+3d`, `+2w`, `+6h`, `+45m`, an instant, or a date as people write it.
 * @throws UserError when it is none of these
 */
export function readClock(typed: string, now: Temporal.Instant, home: string): Temporal.Instant {
  const span = /^\+\s*(\d{1,5})\s*([wdhm])$/.exec(typed);
  if (span) {
    const unit = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes' }[span[2]!]!;
    return now.toZonedDateTimeISO(home).add({ [unit]: Number(span[1]) }).toInstant();
  }
  if (/^[-\u2010-\u2015\u2212]\s*\d/.test(typed)) throw new UserError('terminal.clock.only', { typed: typed.slice(0, 60) });
  if (/^\d{4}-\d{2}-\d{2}T/.test(typed)) {
    try {
      return Temporal.Instant.from(typed);
    } catch {
      throw new UserError('terminal.clock.unknown', { typed });
    }
  }
  return toInstant(readCivil(typed, { now, zone: home }));
}
