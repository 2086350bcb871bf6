import { stamp } from '#core/time.ts';
import { fromRow } from '#db/rows.ts';
import type { Tx } from '#db/schema.ts';
import type { Offer } from '#rules/things.ts';

/** The offer behind a code's keyed hash, with its group: also one that has expired or ended. A code is good in one group only. */
export async function findOffer(tx: Tx, code: string): Promise<{ offer: Offer; group: string } | undefined> {
  const row = await tx.selectFrom('offer').selectAll().where('code', '=', code).executeTakeFirst();
  return row && { offer: fromRow('offer', row), group: row.group_id };
}

/** The offers of a group that have not ended, oldest first. They may have expired. */
export async function offersOf(tx: Tx, group: string): Promise<Offer[]> {
  const rows = await tx.selectFrom('offer').selectAll().where('group_id', '=', group).where('ended', 'is', null).orderBy('id').execute();
  return rows.map((row) => fromRow('offer', row));
}

/** The offers of a group that can still be taken at an instant, oldest first. */
export async function openOffers(tx: Tx, group: string, now: Temporal.Instant): Promise<Offer[]> {
  return (await offersOf(tx, group)).filter(({ expires }) => expires > stamp(now));
}
