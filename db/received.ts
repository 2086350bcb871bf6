import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** Notes a platform's event id. False when it was noted before: the same press delivered twice. */
export async function receive(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  const row = await tx.insertInto('received').values({ id, at: stamp(now) }).onConflict((c) => c.doNothing()).returning('id').executeTakeFirst();
  return row !== undefined;
}
