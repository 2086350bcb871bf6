import { post } from '#db/outbox.ts';
import type { Tx } from '#db/schema.ts';
import { strandedSince, takeOut } from '#db/stranded.ts';

/** For so long a message waits for its own platform, in minutes. */
export const patienceMinutes = 15;

/**
 * Sends what has waited too long for a platform to the same person on another of their platforms; never to anybody else, who would hear of
 * it only because a platform is down. The first platform stays in the chain, in case the other one does not take it either. Nothing is
 * judged by what was before `up`, when this program began. Answers whether anything was posted.
 */
export async function passElsewhere(tx: Tx, now: Temporal.Instant, up: Temporal.Instant): Promise<boolean> {
  const since = now.subtract({ minutes: patienceMinutes });
  if (Temporal.Instant.compare(since, up) < 0) return false;
  let passed = false;
  for (const { id, group, address, message, about, card, chain } of await strandedSince(tx, since)) {
    const person = address.slice(address.indexOf(':'));
    const own = chain.filter((each) => each.endsWith(person));
    // With an empty one in front the message has begun to go to others.
    if (chain[0] === '' || own.length === 0) continue;
    await takeOut(tx, id);
    const others = chain.filter((each) => !own.includes(each));
    await post(tx, group, own[0]!, message, now, { chain: [...own.slice(1), address, ...others], ...(about !== null && { about }), ...(card !== null && { card }) });
    passed = true;
  }
  return passed;
}
