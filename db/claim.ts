import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { dropReceipt, keepReceipt } from '#db/cards.ts';
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
  /** Whether it only changes that card where it stands. */
  readonly edits: boolean;
  /** Where else it may go when this address does not take it. */
  readonly chain: readonly string[];
}

/**
 * What became of a message that was sent: it left the outbox (`done`), is tried `again` at an instant, or is `dead`. `counts` says
 * whether the try counts as one; `receipt` is the sealed one of the message that now shows the card, `null` where none does any more.
 */
export type Sent = { readonly of: Outgoing } & (
  | { readonly became: 'done'; readonly receipt?: string | null }
  | { readonly became: 'again'; readonly due: Temporal.Instant; readonly fault: string; readonly counts: boolean }
  | { readonly became: 'dead'; readonly fault: string }
);

/**
 * Takes up to `most` addresses of a platform that are due, those of `first` and then those that have waited longest, holds them until
 * `until`, and gives the first message of each, in no order. Nobody else sends there meanwhile.
 */
export async function claim(tx: Tx, platform: string, holder: string, now: Temporal.Instant, until: Temporal.Instant, most: number, first: readonly string[] = []): Promise<Outgoing[]> {
  await lockQueues(tx);
  const lease = { platform, holder, until: stamp(until) };
  const ahead = first.length === 0 ? [] : await claimedOf(tx, { ...lease, now: stamp(now), most, addresses: JSON.stringify(first) });
  const others = ahead.length === most ? [] : await claimed(tx, { ...lease, now: stamp(now), most: most - ahead.length });
  const addresses = new Set([...ahead, ...others].map(({ address }) => address));
  if (addresses.size === 0) return [];
  // What was taken a moment ago may be held until the same instant.
  const rows = (await heads(tx, lease)).filter(({ address }) => addresses.has(address));
  if (rows.length < addresses.size) await emptied(tx, lease);
  return rows.map(({ group_id: group, message, chain, edits, ...row }) => ({ ...row, group, edits: edits === 1, message: JSON.parse(message) as Message, chain: chain === null ? [] : (JSON.parse(chain) as string[]) }));
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
const claimedOf = prepared<Lease & { now: string; most: number; addresses: string }, { address: string }>((tx, slot) => {
  const next = tx.selectFrom('queue').select('address').where('address', 'in', listed(tx, slot('addresses'))).where('platform', '=', slot('platform')).where('due', '<=', slot('now')).limit(slot('most'));
  return tx.updateTable('queue').set({ due: slot('until'), since: slot('now'), holder: slot('holder') }).where('address', 'in', next).returning('address');
});
type Row = Omit<Outgoing, 'group' | 'message' | 'chain' | 'edits'> & { group_id: string; message: string; chain: string | null; edits: number };
const heads = prepared<Lease, Row>((tx, slot) => {
  const first = tx
    .selectFrom('queue').innerJoin('outbox', 'outbox.address', 'queue.address').select((e) => e.fn.min('outbox.id').as('id'))
    .where('queue.platform', '=', slot('platform')).where('queue.due', '=', slot('until')).where('queue.holder', '=', slot('holder')).where('outbox.dead', 'is', null)
    .groupBy('queue.address');
  return tx.selectFrom('outbox').select(['id', 'group_id', 'address', 'message', 'at', 'tries', 'about', 'card', 'chain', 'edits']).where('id', 'in', first);
});
const emptied = prepared<Lease, never>((tx, slot) =>
  tx
    .updateTable('queue').set({ due: idle, holder: '' })
    .where('platform', '=', slot('platform')).where('due', '=', slot('until')).where('holder', '=', slot('holder'))
    .where((e) => e.not(e.exists(e.selectFrom('outbox').select('id').whereRef('outbox.address', '=', 'queue.address').where('dead', 'is', null)))) as never,
);

/**
 * Writes what became of messages that `holder` has sent, one of each address, and lets the addresses go: idle when nothing came after,
 * else due after so many milliseconds as `restOf` says. Where another has meanwhile taken over, only what did arrive is written: the
 * rest is theirs to find out.
 */
export async function settle(tx: Tx, holder: string, sent: readonly Sent[], now: Temporal.Instant, restOf: (address: string) => number = () => 0): Promise<void> {
  if (sent.length === 0) return;
  await lockQueues(tx);
  const after = (ms: number) => (ms <= 0 ? now : now.add({ milliseconds: Math.ceil(ms) }));
  const list = (of: readonly Sent[], name: 'id' | 'address') => JSON.stringify(of.map((each) => each.of[name]));
  const rests = new Map<number, Sent[]>();
  for (const each of sent) {
    if (each.became !== 'done') continue;
    const ms = Math.max(0, restOf(each.of.address));
    void (rests.get(ms)?.push(each) ?? rests.set(ms, [each]));
    const { card, address, id } = each.of;
    if (typeof each.receipt === 'string') await keepReceipt(tx, id, each.receipt, now);
    else if (each.receipt === null && card !== null) await dropReceipt(tx, address, card);
  }
  for (const [ms, done] of rests) {
    const [ids, next] = [list(done, 'id'), stamp(after(ms))];
    await removed(tx, { ids });
    // A rest after the last message is kept too: the next look finds the address empty.
    await letGo(tx, { holder, now: stamp(now), next, end: ms === 0 ? idle : next, ids, addresses: list(done, 'address') });
  }
  for (const each of sent) {
    if (each.became === 'done') continue;
    const { id, address } = each.of;
    const dead = each.became === 'dead';
    const rested = after(restOf(address));
    const next = stamp(!dead && Temporal.Instant.compare(each.due, rested) > 0 ? each.due : rested);
    const [mine] = await letGo(tx, { holder, now: stamp(now), next, end: next === stamp(now) ? idle : next, ids: JSON.stringify(dead ? [id] : []), addresses: list([each], 'address') });
    if (mine) await failed(tx, { id, fault: each.fault, counts: dead || each.counts ? 1 : 0, dead: dead ? stamp(now) : null });
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
