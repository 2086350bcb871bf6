import type { DeliveryFault } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { prepared } from '#db/prepared.ts';
import { lineUp, lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

export interface More {
  /** What the message is about, such as `C4`. */
  readonly about?: string;
  /** The card that it shows. What was only to edit an older one and still waits for the same address is dropped. */
  readonly card?: string;
  /** Whether it only changes that card where it stands, or where it waits to be sent; where it does neither, nothing is done. */
  readonly edits?: boolean;
  /** Addresses to which it goes instead, one after the other, when this one does not take it. */
  readonly chain?: readonly string[];
  /** Not to be sent before this instant, unless a message that comes later to the same address may go sooner: then it goes before that one. */
  readonly due?: Temporal.Instant;
}

/** Puts a message in the outbox, in the transaction of the act that it tells of. Locks of groups are taken before. */
export async function post(tx: Tx, group: string, address: string, message: Message, now: Temporal.Instant, { about, card, edits, chain, due }: More = {}): Promise<void> {
  const text = JSON.stringify(message);
  if (edits && card !== undefined) {
    if ((await renewed(tx, { address, card, message: text })).length > 0) return;
    if ((await standing(tx, { address, card })).length === 0) return;
  }
  const id = await lineUp(tx, address, now, due);
  if (card !== undefined) await outdated(tx, { address, card });
  await posted(tx, {
    id, group, address, message: text, at: stamp(now),
    about: about ?? null, card: card ?? null, chain: chain === undefined || chain.length === 0 ? null : JSON.stringify(chain), edits: edits ? 1 : 0,
  });
}
const posted = prepared<{ id: string; group: string; address: string; message: string; at: string; about: string | null; card: string | null; chain: string | null; edits: number }, never>((tx, slot) =>
  tx.insertInto('outbox').values({
    id: slot('id'), group_id: slot('group'), address: slot('address'), message: slot('message'), at: slot('at'), tries: 0, fault: null, dead: null,
    about: slot('about'), card: slot('card'), chain: slot('chain'), edits: slot('edits'),
  }) as never,
);
// The newest one that waits shows the card as it is by then. The first of an address that is held may be on its way: it is left as it is.
const renewed = prepared<{ address: string; card: string; message: string }, { id: string }>((tx, slot) => {
  const last = tx.selectFrom('outbox').select((e) => e.fn.max('id').as('id')).where('address', '=', slot('address')).where('card', '=', slot('card')).where('edits', '=', 0).where('dead', 'is', null);
  return tx.updateTable('outbox').set({ message: slot('message') }).where('id', '=', last).where((e) => e('id', '<>', sending(tx, slot('address')))).returning('id') as never;
});
const standing = prepared<{ address: string; card: string }, { address: string }>((tx, slot) =>
  tx.selectFrom('card').select('address').where('address', '=', slot('address')).where('card', '=', slot('card'))
    .unionAll(tx.selectFrom('outbox').select('address').where('address', '=', slot('address')).where('card', '=', slot('card')).where('edits', '=', 0).where('dead', 'is', null)),
);
const outdated = prepared<{ address: string; card: string }, never>((tx, slot) =>
  tx.deleteFrom('outbox').where('address', '=', slot('address')).where('card', '=', slot('card')).where('edits', '=', 1).where('dead', 'is', null)
    .where((e) => e('id', '<>', sending(tx, slot('address')))) as never,
);
/** The id of the message that is being sent to an address; empty when none is. */
function sending(tx: Tx, address: string) {
  const held = tx.selectFrom('queue').select('address').where('address', '=', address).where('holder', '<>', '');
  return tx.selectFrom('outbox').select((e) => e.fn.coalesce(e.fn.min('id'), e.val('')).as('id')).where('address', 'in', held).where('dead', 'is', null);
}

/** The addresses at which a message of a group with these words in it has not been sent, and cannot have arrived either. */
export async function waitingWith(tx: Tx, group: string, words: string): Promise<string[]> {
  const unknown: DeliveryFault = 'timeout';
  const held = tx.selectFrom('queue').select('address').where('holder', '<>', '');
  const flying = tx.selectFrom('outbox').select((e) => e.fn.min('id').as('id')).where('address', 'in', held).where('dead', 'is', null).groupBy('address');
  const rows = await tx
    .selectFrom('outbox').select('address').where('group_id', '=', group).where('message', 'like', `%${words}%`)
    .where('id', 'not in', flying).where((e) => e.or([e('fault', 'is', null), e('fault', '<>', unknown)])).execute();
  return rows.map(({ address }) => address);
}

/** A message that could not be delivered and is not tried any more. */
export interface DeadLetter {
  readonly id: string;
  readonly address: string;
  readonly about: string | null;
  /** Why, in a word: a `DeliveryFault`. */
  readonly fault: string;
  /** Since when. */
  readonly dead: string;
  readonly tries: number;
}

/** What could not be delivered for a group, the oldest first. */
export async function deadLetters(tx: Tx, group: string): Promise<DeadLetter[]> {
  const rows = await tx.selectFrom('outbox').select(['id', 'address', 'about', 'fault', 'dead', 'tries']).where('group_id', '=', group).where('dead', 'is not', null).orderBy('dead').orderBy('id').execute();
  return rows.map((row) => ({ ...row, fault: row.fault!, dead: row.dead! }));
}

/** Sends dead letters of a group again, as if they were new. Says how many there were; whoever calls it wakes the delivery. */
export async function retry(tx: Tx, group: string, ids: readonly string[], now: Temporal.Instant): Promise<number> {
  await lockQueues(tx);
  const rows = await tx
    .updateTable('outbox').set({ dead: null, fault: null, tries: 0 })
    .where('group_id', '=', group).where('dead', 'is not', null).where('id', 'in', [...ids, '']).returning('address').execute();
  for (const address of new Set(rows.map((row) => row.address))) await lineUp(tx, address, now);
  return rows.length;
}
