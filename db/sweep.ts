import { stamp } from '#core/time.ts';
import { sweepFeeds } from '#db/feeds.ts';
import { sweepDialins } from '#db/dialins.ts';
import { sweepLinks } from '#db/links.ts';
import { dropIdle, lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

/** Platforms deliver an event again within minutes; after so many days none comes a second time. */
const days = 7;
/** For so many days a message that could not be delivered can be sent again. */
const deadDays = 30;
/** So long a message waits for a platform that nobody sends to: it may say what was answered to a meeting, which is not kept for longer. */
const waitingDays = 90;

/** Forgets what has had its time: half-filled forms and buttons after their day, ids of old events, codes that join accounts, calendars of who has no seat left, links of meetings that are over, counts of past days, dead letters and what waits for nobody, empty queues. Answers to meetings go group by group: `sweepAnswers`. */
export async function sweep(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('draft').where('expires', '<=', stamp(now)).execute();
  await tx.deleteFrom('received').where('at', '<', stamp(now.subtract({ hours: 24 * days }))).execute();
  await tx.deleteFrom('told').where('day', '<', stamp(now.subtract({ hours: 24 * days })).slice(0, 10)).execute();
  await sweepLinks(tx, now);
  await sweepFeeds(tx);
  await sweepDialins(tx, now);
  await lockQueues(tx);
  const ago = (days: number) => stamp(now.subtract({ hours: 24 * days }));
  await tx.deleteFrom('outbox').where((e) => e.or([e('dead', '<', ago(deadDays)), e('at', '<', ago(waitingDays))])).execute();
  await dropIdle(tx);
}
