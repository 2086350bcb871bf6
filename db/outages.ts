import { stamp } from '#core/time.ts';
import { note, setNote } from '#db/migrate.ts';
import type { Tx } from '#db/schema.ts';

/** A time in which the program was not there to remind: from the last sign of life to the first after it. */
export interface Outage {
  readonly since: string;
  readonly until: string;
}

/** Keeps an outage. */
export async function keepOutage(tx: Tx, outage: Outage): Promise<void> {
  await tx.insertInto('outage').values(outage).onConflict((c) => c.column('since').doUpdateSet({ until: outage.until })).execute();
}

/** The outages that ended after an instant, the earliest first. */
export async function outagesSince(tx: Tx, since: Temporal.Instant): Promise<Outage[]> {
  return tx.selectFrom('outage').selectAll().where('until', '>', stamp(since)).orderBy('since').execute();
}

/** The last sign of life of any process that reminds from this store. */
export async function lastSeen(tx: Tx): Promise<Temporal.Instant | undefined> {
  const seen = await note(tx, 'tick');
  return seen === undefined ? undefined : Temporal.Instant.from(seen);
}

/** Gives a sign of life. */
export async function seenAt(tx: Tx, now: Temporal.Instant): Promise<void> {
  await setNote(tx, 'tick', stamp(now));
}

/**
 * Plans again what was dropped in a future that has turned out not to be: a clock that was hours ahead and was put right. What was
 * sent then stays sent.
 */
export async function takeBackDropped(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('reminder').set({ state: 'planned', due: stamp(now), at: null, cause: null }).where('state', '=', 'dropped').where('at', '>', stamp(now)).execute();
}
