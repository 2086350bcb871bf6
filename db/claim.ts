import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { listed } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
import { idle, lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

/** A message on its way to an address. */
export interface Outgoing {
  readonly id: string;
  readonly group: string;
  readonly address: string;
  readonly message: Message;
  readonly at: string;
  /** How often it was tried without success. */
  readonly tries: number;
  readonly about: string | null;
  readonly card: string | null;
  /** Where else it may go when this address does not take it. */
  readonly chain: readonly string[];
}

/**
 * What became of a message that was sent: it left the outbox (`done`), is tried `again` at an instant, or is `dead`. `counts` says
 * whether the try counts as one.
 */
export type Sent = { readonly of: Outgoing } & (
  | { readonly became: 'done' }
  | { readonly became: 'again'; readonly due: Temporal.Instant; readonly fault: string; readonly counts: boolean }
  | { readonly became: 'dead'; readonly fault: string }
);

/**
 * Takes up to `most` addresses of a platform that are due, those that have waited longest, holds them until `until`, and gives the
 * first message of each, in no order. Nobody else sends there meanwhile.
 */
export async function claim(tx: Tx, platform: string, holder: string, now: Temporal.Instant, until: Temporal.Instant, most: number): Promise<Outgoing[]> {
  await lockQueues(tx);
  const lease = { platform, holder, until: stamp(until) };
  const addresses = new Set((await claimed(tx, { ...lease, now: stamp(now), most })).map(({ address }) => address));
  if (addresses.size === 0) return [];
  // What was taken a moment ago may be held until the same instant.
  const rows = (await heads(tx, lease)).filter(({ address }) => addresses.has(address));
  if (rows.length < addresses.size) await emptied(tx, lease);
  return rows.map(({ group_id: group, message, chain, ...row }) => ({ ...row, group, message: JSON.parse(message) as Message, chain: chain === null ? [] : (JSON.parse(chain) as string[]) }));
}
interface Lease {
  platform: string;
  holder: string;
  until: string;
}
const claimed = prepared<Lease & { now: string; most: number }, { address: string }>((tx, slot) => {
  const next = tx.selectFrom('queue').select('address').where('platform', '=', slot('platform')).where('due', '<=', slot('now')).orderBy('due').limit(slot('most'));
  return tx.updateTable('queue').set({ due: slot('until'), since: slot('now'), holder: slot('holder') }).where('address', 'in', next).where('due', '<=', slot('now')).returning('address');
});
type Row = Omit<Outgoing, 'group' | 'message' | 'chain'> & { group_id: string; message: string; chain: string | null };
const heads = prepared<Lease, Row>((tx, slot) => {
  const first = tx
    .selectFrom('queue').innerJoin('outbox', 'outbox.address', 'queue.address').select((e) => e.fn.min('outbox.id').as('id'))
    .where('queue.platform', '=', slot('platform')).where('queue.due', '=', slot('until')).where('queue.holder', '=', slot('holder')).where('outbox.dead', 'is', null)
    .groupBy('queue.address');
  return tx.selectFrom('outbox').select(['id', 'group_id', 'address', 'message', 'at', 'tries', 'about', 'card', 'chain']).where('id', 'in', first);
});
const emptied = prepared<Lease, never>((tx, slot) =>
  tx
    .updateTable('queue').set({ due: idle, holder: '' })
    .where('platform', '=', slot('platform')).where('due', '=', slot('until')).where('holder', '=', slot('holder'))
    .where((e) => e.not(e.exists(e.selectFrom('outbox').select('id').whereRef('outbox.address', '=', 'queue.address').where('dead', 'is', null)))) as never,
);

/**
 * Writes what became of messages that `holder` has sent, one of each address, and lets the addresses go: idle when nothing came after,
 * else due after `gapMs`. Where another has meanwhile taken over, only what did arrive is written: the rest is theirs to find out.
 */
export async function settle(tx: Tx, holder: string, sent: readonly Sent[], now: Temporal.Instant, gapMs = 0): Promise<void> {
  if (sent.length === 0) return;
  await lockQueues(tx);
  const next = stamp(gapMs === 0 ? now : now.add({ milliseconds: gapMs }));
  // A gap after the last message is kept too: the next look finds the address empty.
  const usual = { holder, now: stamp(now), next, end: gapMs === 0 ? idle : next };
  const list = (of: readonly Sent[], name: 'id' | 'address') => JSON.stringify(of.map((each) => each.of[name]));
  const done = sent.filter(({ became }) => became === 'done');
  if (done.length > 0) {
    const ids = list(done, 'id');
    await removed(tx, { ids });
    await letGo(tx, { ...usual, ids, addresses: list(done, 'address') });
  }
  for (const each of sent) {
    if (each.became === 'done') continue;
    const { id } = each.of;
    const dead = each.became === 'dead';
    const [mine] = await letGo(tx, { ...usual, ...(!dead && { next: stamp(each.due) }), ids: JSON.stringify(dead ? [id] : []), addresses: list([each], 'address') });
    if (mine) await failed(tx, { id, fault: each.fault, counts: dead || each.counts ? 1 : 0, dead: dead ? usual.now : null });
  }
}
const removed = prepared<{ ids: string }, never>((tx, slot) => tx.deleteFrom('outbox').where('id', 'in', listed(tx, slot('ids'))) as never);
const letGo = prepared<{ holder: string; ids: string; addresses: string; now: string; next: string; end: string }, { address: string }>((tx, slot) =>
  tx
    .updateTable('queue')
    .set((e) => ({ due: e.case().when('last', 'in', listed(tx, slot('ids'))).then(slot('end')).else(slot('next')).end(), since: slot('now'), holder: '' }))
    .where('address', 'in', listed(tx, slot('addresses'))).where('holder', '=', slot('holder')).returning('address'),
);
const failed = prepared<{ id: string; fault: string; counts: number; dead: string | null }, never>((tx, slot) =>
  tx.updateTable('outbox').set((e) => ({ tries: e('tries', '+', slot('counts')), fault: slot('fault'), dead: slot('dead') })).where('id', '=', slot('id')) as never,
);

/** Holds addresses longer that are being sent to. Those that another has taken over stay with them. */
export async function renew(tx: Tx, holder: string, addresses: readonly string[], now: Temporal.Instant, until: Temporal.Instant): Promise<void> {
  await lockQueues(tx);
  await renewed(tx, { holder, addresses: JSON.stringify(addresses), now: stamp(now), until: stamp(until) });
}
const renewed = prepared<{ holder: string; addresses: string; now: string; until: string }, never>((tx, slot) =>
  tx.updateTable('queue').set({ due: slot('until'), since: slot('now') }).where('address', 'in', listed(tx, slot('addresses'))).where('holder', '=', slot('holder')) as never,
);
