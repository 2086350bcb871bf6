import { stamp } from '#core/time.ts';
import { prepared } from '#db/prepared.ts';
import type { Tx } from '#db/schema.ts';

/** The sealed receipt of the last message at an address that shows a card; undefined where none does. */
export async function receiptOf(tx: Tx, address: string, card: string): Promise<string | undefined> {
  return (await found(tx, { address, card }))[0]?.receipt;
}
const found = prepared<{ address: string; card: string }, { receipt: string }>((tx, slot) =>
  tx.selectFrom('card').select('receipt').where('address', '=', slot('address')).where('card', '=', slot('card')),
);

/** Keeps the sealed receipt of a message of the outbox that shows a card. Nothing is kept of one that was withdrawn meanwhile. */
export async function keepReceipt(tx: Tx, id: string, receipt: string, now: Temporal.Instant): Promise<void> {
  await kept(tx, { id, receipt, at: stamp(now) });
}
const kept = prepared<{ id: string; receipt: string; at: string }, never>((tx, slot) =>
  tx
    .insertInto('card').columns(['address', 'card', 'receipt', 'at'])
    .expression((e) =>
      e.selectFrom('outbox').select(({ ref, val }) => ['address', ref('card').$notNull().as('card'), val(slot('receipt')).as('receipt'), val(slot('at')).as('at')]).where('id', '=', slot('id')).where('card', 'is not', null),
    )
    .onConflict((c) => c.columns(['address', 'card']).doUpdateSet((e) => ({ receipt: e.ref('excluded.receipt'), at: e.ref('excluded.at') }))) as never,
);

/** Forgets where a card was shown: the message is there no more. */
export async function dropReceipt(tx: Tx, address: string, card: string): Promise<void> {
  await tx.deleteFrom('card').where('address', '=', address).where('card', '=', card).execute();
}
