import { codeOf, type Told } from '#adapters/insist.ts';

/** What some work gives, or something else when that is not there within so many milliseconds. */
export async function inTime<T, O>(ms: number, work: Promise<T>, otherwise: O): Promise<T | O> {
  const late = Promise.withResolvers<O>();
  const timer = setTimeout(late.resolve, ms, otherwise);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a door waits for what it has begun when it is closed, in milliseconds. */
const patience = 5000;

/** What a door has begun and not ended. */
export function makeUnderWay(told: Told): { add(work: Promise<void>): void; ended(): Promise<void> } {
  const all = new Set<Promise<void>>();
  return {
    add(work) {
      const run = work.catch((error: unknown) => told('failed', { code: codeOf(error) })).finally(() => all.delete(run));
      all.add(run);
    },
    /** Resolves when all of it has ended, or nobody waits any longer. */
    ended: () => inTime(patience, Promise.all(all), undefined).then(() => {}),
  };
}
