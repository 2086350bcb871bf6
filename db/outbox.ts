import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** A message on its way to an address. */
export interface Outgoing {
  readonly id: string;
  readonly group: string;
  readonly address: string;
  readonly message: Message;
  readonly at: string;
  readonly tries: number;
}

const free = '';

/** Puts a message in the outbox, in the transaction of the act that it tells of. */
export async function post(tx: Tx, group: string, address: string, message: Message, now: Temporal.Instant): Promise<void> {
  const row = { id: newId(now), group_id: group, address, message: JSON.stringify(message), at: stamp(now), lease: free, tries: 0, fault: null };
  await tx.insertInto('outbox').values(row).execute();
}

/** Takes up to `most` messages that nobody is delivering, and holds them until `until`. */
export async function claim(tx: Tx, now: Temporal.Instant, until: Temporal.Instant, most = 50): Promise<Outgoing[]> {
  const next = tx.selectFrom('outbox').select('id').where('lease', '<=', stamp(now)).where('fault', 'is', null).orderBy('id').limit(most);
  const rows = await tx.updateTable('outbox').set((e) => ({ lease: stamp(until), tries: e('tries', '+', 1) })).where('id', 'in', next).returningAll().execute();
  return rows
    .map((row) => ({ id: row.id, group: row.group_id, address: row.address, message: JSON.parse(row.message) as Message, at: row.at, tries: row.tries }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The message has arrived: it leaves the outbox. */
export async function arrived(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('outbox').where('id', '=', id).execute();
}
