import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** What is still to be delivered on some platforms, of all groups. */
export interface Backlog {
  /** Since when the oldest message waits that could have gone; undefined when there is none. */
  readonly since: string | undefined;
  /** How many could not be delivered and are not tried any more. */
  readonly dead: number;
}

/** How far the delivery is behind. A message that is to go later, and was not tried yet, does not count. */
export async function backlog(tx: Tx, platforms: readonly string[], now: Temporal.Instant): Promise<Backlog> {
  const waiting = await tx
    .selectFrom('outbox').innerJoin('queue', 'queue.address', 'outbox.address').select((e) => e.fn.min('outbox.at').as('since'))
    .where('queue.platform', 'in', [...platforms, '']).where('outbox.dead', 'is', null)
    .where((e) => e.or([e('queue.due', '<=', stamp(now)), e('queue.holder', '<>', ''), e('outbox.tries', '>', 0)]))
    .executeTakeFirst();
  const dead = await tx.selectFrom('outbox').select((e) => e.fn.countAll<number>().as('count')).where('dead', 'is not', null).executeTakeFirstOrThrow();
  return { since: waiting?.since ?? undefined, dead: Number(dead.count) };
}
