import { stamp } from '#core/time.ts';
import { prepared } from '#db/prepared.ts';
import type { Tx } from '#db/schema.ts';

const noted = prepared<{ id: string; at: string }, { id: string }>((tx, slot) =>
  tx.insertInto('received').values({ id: slot('id'), at: slot('at') }).onConflict((c) => c.doNothing()).returning('id'),
);

/** Notes a platform's event id. False when it was noted before: the same press delivered twice. */
export async function receive(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  return (await noted(tx, { id, at: stamp(now) })).length > 0;
}

/** Whether a platform's event was noted before. */
export async function wasReceived(tx: Tx, id: string): Promise<boolean> {
  return (await tx.selectFrom('received').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}
