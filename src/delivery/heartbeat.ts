import { stamp } from '#core/time.ts';
import type { Store } from '#db/open.ts';
import { keepOutage, lastSeen, seenAt, takeBackDropped } from '#db/outages.ts';
import { planAll } from '#db/plan.ts';

/** How long nothing may be heard of the program until that is an outage, and how far a clock must be off to have been set. Minutes. */
const silence = 5;

const minutes = (from: Temporal.Instant, to: Temporal.Instant) => (to.epochMilliseconds - from.epochMilliseconds) / 60_000;

/**
 * Gives a sign of life each time it is called, and sees from the last one whether the program was away. Where the clock alone has made
 * a leap while the program ran, as `monotonic` shows, that was no outage; where it was set back, what was dropped or put off in the
 * future is planned again.
 */
export function heartbeat(store: Store, now: () => Temporal.Instant, monotonic: () => number = () => performance.now()): () => Promise<void> {
  let last: number | undefined;
  return async () => {
    const [at, here] = [now(), monotonic()];
    const asleep = last === undefined ? Infinity : (here - last) / 60_000;
    await store.tx(async (tx) => {
      const seen = await lastSeen(tx);
      const gap = seen === undefined ? 0 : minutes(seen, at);
      if (gap < -silence) {
        await takeBackDropped(tx, at);
        await planAll(tx, at);
      } else if (gap > silence && asleep > silence) await keepOutage(tx, { since: stamp(seen!), until: stamp(at) });
      await seenAt(tx, at);
    });
    last = here;
  };
}
