import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** Platforms deliver an event again within minutes; after so many days none comes a second time. */
const days = 7;

/** Forgets what has had its time: half-filled forms and buttons after their day, and the ids of old events. */
export async function sweep(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('draft').where('expires', '<=', stamp(now)).execute();
  await tx.deleteFrom('received').where('at', '<', stamp(now.subtract({ hours: 24 * days }))).execute();
}
