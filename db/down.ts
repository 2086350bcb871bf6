import { stamp } from '#core/time.ts';
import { note, setNote } from '#db/migrate.ts';
import { prepared } from '#db/prepared.ts';
import { idle, lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

/** What was seen of a platform longer ago than this says nothing of it any more: whoever sends there may have ended. Minutes. */
const lasting = 60;

const key = (platform: string) => `down ${platform}`;

/** Whoever sends to a platform sees at an instant that it has taken nothing for a while. */
export async function seenDown(tx: Tx, platform: string, now: Temporal.Instant): Promise<void> {
  await setNote(tx, key(platform), stamp(now));
}

/** A platform takes messages. What waits for a later try, because it did not take them, is tried again now. */
export async function seenUp(tx: Tx, platform: string, now: Temporal.Instant): Promise<void> {
  if (((await note(tx, key(platform))) ?? '') === '') return;
  await setNote(tx, key(platform), '');
  await lockQueues(tx);
  await hastened(tx, { platform, now: stamp(now) });
}
const hastened = prepared<{ platform: string; now: string }, never>((tx, slot) => {
  const failed = tx.selectFrom('outbox').select('address').where('dead', 'is', null).where('fault', 'in', ['down', 'timeout']);
  return tx
    .updateTable('queue').set({ due: slot('now'), since: slot('now') })
    .where('platform', '=', slot('platform')).where('holder', '=', '').where('due', '>', slot('now')).where('due', '<', idle).where('address', 'in', failed) as never;
});

/** The platforms that were seen down a while ago, and not up since. */
export async function platformsDown(tx: Tx, now: Temporal.Instant): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('store').select('key').where('key', 'like', key('%')).where('value', '>', stamp(now.subtract({ minutes: lasting }))).execute();
  return new Set(rows.map((row) => row.key.slice(key('').length)));
}
