import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#core/id.ts';
import { systemNow } from '#core/time.ts';
import type { Store } from '#db/open.ts';
import { giveSign, signOf } from '#db/sole.ts';

/** How often there is a sign of life, in milliseconds, and for how many seconds one is waited for from a process that may have been killed. */
const beatMs = 2000;
export const seconds = 5;

export interface Sole {
  /** Leaves the place to others, at once. */
  leave(): Promise<void>;
}

/**
 * Takes the place of the one process of a store that does something, such as speaking on a platform. Signs of life are only compared,
 * never reckoned with, so that clocks do not matter. `waiting` is called when it has to be seen first whether another still lives,
 * `lost` when another has taken over meanwhile, because this one stood still. Undefined when another process has the place.
 */
export async function takePlace(store: Store, what: string, { waiting, lost }: { waiting: () => void; lost: () => void }): Promise<Sole | undefined> {
  const own = newId(systemNow());
  const look = () => store.read((tx) => signOf(tx, what));
  let seen = await look();
  if (seen !== undefined) {
    const before = seen;
    waiting();
    await sleep(1000 * seconds);
    seen = await look();
    if (seen !== undefined && seen !== before) return undefined;
  }
  let last = `${own} 0`;
  if (!(await store.tx((tx) => giveSign(tx, what, seen, last)))) return undefined;
  let beats = 0;
  let beating: Promise<void> = Promise.resolve();
  const beat = async () => {
    const next = `${own} ${++beats}`;
    const mine = await store.tx((tx) => giveSign(tx, what, last, next));
    if (mine) last = next;
    else {
      clearInterval(pulse);
      lost();
    }
  };
  // While the store cannot be reached nobody else can take the place either.
  const pulse = setInterval(() => void (beating = beating.then(beat).catch(() => {})), beatMs).unref();
  return {
    async leave() {
      clearInterval(pulse);
      await beating;
      await store.tx((tx) => giveSign(tx, what, last, '')).catch(() => {});
    },
  };
}
