import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { lockGroup } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
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

const posted = prepared<{ id: string; group: string; address: string; message: string; at: string }, never>((tx, slot) =>
  tx.insertInto('outbox').values({ id: slot('id'), group_id: slot('group'), address: slot('address'), message: slot('message'), at: slot('at'), lease: free, tries: 0, fault: null }) as never,
);

/** Puts a message in the outbox, in the transaction of the act that it tells of. */
export async function post(tx: Tx, group: string, address: string, message: Message, now: Temporal.Instant): Promise<void> {
  await posted(tx, { id: newId(now), group, address, message: JSON.stringify(message), at: stamp(now) });
}

/** Takes up to `most` messages for a platform that nobody is delivering, and holds them until `until`. */
export async function claim(tx: Tx, platform: string, now: Temporal.Instant, until: Temporal.Instant, most = 50): Promise<Outgoing[]> {
  // One at a time: on PostgreSQL a second worker would otherwise wait for the same rows and then take them again.
  await lockGroup(tx, `outbox ${platform}`);
  const next = tx.selectFrom('outbox').select('id').where('address', 'like', `${platform}:%`).where('lease', '<=', stamp(now)).where('fault', 'is', null).orderBy('id').limit(most);
  const rows = await tx.updateTable('outbox').set((e) => ({ lease: stamp(until), tries: e('tries', '+', 1) })).where('id', 'in', next).returningAll().execute();
  return rows
    .map((row) => ({ id: row.id, group: row.group_id, address: row.address, message: JSON.parse(row.message) as Message, at: row.at, tries: row.tries }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** When the messages for a platform that someone holds become free again, the earliest first. Empty when none is held. */
export async function heldUntil(tx: Tx, platform: string): Promise<string[]> {
  const rows = await tx.selectFrom('outbox').select('lease').where('address', 'like', `${platform}:%`).where('lease', '!=', free).where('fault', 'is', null).execute();
  return rows.map(({ lease }) => lease).sort();
}

/** The message has arrived: it leaves the outbox. */
export async function arrived(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('outbox').where('id', '=', id).execute();
}
