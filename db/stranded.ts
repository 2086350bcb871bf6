import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

/** A private message that its platform does not take, although nothing is wrong with the message. */
export interface Stranded {
  readonly id: string;
  readonly group: string;
  readonly address: string;
  readonly message: Message;
  readonly about: string | null;
  readonly card: string | null;
  readonly chain: readonly string[];
}

/**
 * The private messages that have other addresses to go to and wait since before an instant, because nobody sends to their platform or it
 * is down. Left out are those that are being sent, and those of which it is not known whether they have arrived.
 */
export async function strandedSince(tx: Tx, since: Temporal.Instant): Promise<Stranded[]> {
  await lockQueues(tx);
  const rows = await tx
    .selectFrom('outbox').innerJoin('queue', 'queue.address', 'outbox.address')
    .select(['outbox.id', 'outbox.group_id as group', 'outbox.address', 'outbox.message', 'outbox.about', 'outbox.card', 'outbox.chain'])
    .where('outbox.dead', 'is', null).where('outbox.edits', '=', 0).where('outbox.chain', 'is not', null).where('outbox.address', 'like', '%:@%').where('outbox.at', '<=', stamp(since))
    .where('queue.holder', '=', '').where((e) => e.or([e('outbox.fault', 'is', null), e('outbox.fault', '<>', 'timeout')]))
    // What was never tried waits for its turn, or for a day that was named, as long as it is not overdue.
    .where((e) => e.or([e('queue.due', '<=', stamp(since)), e('outbox.fault', '=', 'down')]))
    .orderBy('outbox.id').execute();
  return rows.map((row) => ({ ...row, message: JSON.parse(row.message) as Message, chain: JSON.parse(row.chain!) as string[] }));
}

/** Takes a message out of the outbox. */
export async function takeOut(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('outbox').where('id', '=', id).execute();
}
