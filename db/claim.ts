import type { DeliveryFault } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { dropReceipt, keepReceipt } from '#db/cards.ts';
import { listed } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
import { idle, lockQueues } from '#db/queue.ts';
import type { Tx } from '#db/schema.ts';

/** The fault of a message of which it is not known whether it arrived. */
const unknown: DeliveryFault = 'timeout';

/** A message on its way to an address. */
export interface Outgoing {
  readonly id: string;
  readonly group: string;
  readonly address: string;
  readonly message: Message;
  readonly at: string;
  /** How often it was tried without success. */
  readonly tries: number;
  /** Whether one of those tries may have arrived all the same, or one that a process was killed over. */
  readonly doubt: boolean;
  readonly about: string | null;
  readonly card: string | null;
  /** Whether it only changes that card where it stands. */
  readonly edits: boolean;
  /** Where else it may go when this address does not take it. */
  readonly chain: readonly string[];
}

/**
 * What became of a message that was sent: it left the outbox (`done`), is tried `again` at an instant, or is `dead`, also
 * `untried`; `unsent` is what had nothing left to say. `counts` says whether the try counts as one; `receipt` is the sealed one of the message that now shows the card, `null` where
 * none does any more.
 */
export type Sent = { readonly of: Outgoing } & (
  | { readonly became: 'done'; readonly receipt?: string | null; readonly unsent?: true }
  | { readonly became: 'again'; readonly due: Temporal.Instant; readonly fault: string; readonly counts: boolean }
  | { readonly became: 'dead'; readonly fault: DeliveryFault; readonly untried?: true }
);

/**
 * Takes up to `most` addresses of a platform that are due, those of `first` and then those that have waited longest, holds them until
 * `until`, and gives the first message of each, in no order. Nobody else sends there meanwhile.
 */
export async function claim(tx: Tx, platform: string, holder: string, now: Temporal.Instant, until: Temporal.Instant, most: number, first: readonly string[] = []): Promise<Outgoing[]> {
  await lockQueues(tx);
  const lease = { platform, holder, until: stamp(until) };
  const ahead = first.length === 0 ? [] : await dueOf(tx, { platform, now: stamp(now), most, addresses: JSON.stringify(first) });
  const others = ahead.length === most ? [] : await due(tx, { platform, now: stamp(now), most });
  const free = new Map([...ahead, ...others].map((each) => [each.address, each.holder]));
  const addresses = new Set([...free.keys()].slice(0, most));
  if (addresses.size === 0) return [];
  // Whoever held one of them has not been heard of since: what they were sending may have arrived.
  const left = [...addresses].filter((address) => free.get(address) !== '');
  if (left.length > 0) await doubted(tx, { addresses: JSON.stringify(left) });
  await claimed(tx, { holder, until: lease.until, now: stamp(now), addresses: JSON.stringify([...addresses]) });
  // What was taken a moment ago may be held until the same instant.
  const rows = (await heads(tx, lease)).filter(({ address }) => addresses.has(address));
  if (rows.length < addresses.size) await emptied(tx, lease);
  return rows.map(({ group_id: group, message, chain, edits, fault, ...row }) => ({ ...row, group, edits: edits === 1, doubt: fault === unknown, message: JSON.parse(message) as Message, chain: chain === null ? [] : (JSON.parse(chain) as string[]) }));
}
interface Lease {
  platform: string;
  holder: string;
  until: string;
}
const due = prepared<{ platform: string; now: string; most: number }, { address: string; holder: string }>((tx, slot) =>
  tx.selectFrom('queue').select(['address', 'holder']).where('platform', '=', slot('platform')).where('due', '<=', slot('now')).orderBy('due').limit(slot('most')),
);
const dueOf = prepared<{ platform: string; now: string; most: number; addresses: string }, { address: string; holder: string }>((tx, slot) =>
  tx.selectFrom('queue').select(['address', 'holder']).where('address', 'in', listed(tx, slot('addresses'))).where('platform', '=', slot('platform')).where('due', '<=', slot('now')).limit(slot('most')),
);
const doubted = prepared<{ addresses: string }, never>((tx, slot) => {
  const first = tx.selectFrom('outbox').select((e) => e.fn.min('id').as('id')).where('address', 'in', listed(tx, slot('addresses'))).where('dead', 'is', null).groupBy('address');
  return tx.updateTable('outbox').set({ fault: unknown }).where('id', 'in', first) as never;
});
const claimed = prepared<{ holder: string; until: string; now: string; addresses: string }, never>((tx, slot) =>
  tx.updateTable('queue').set({ due: slot('until'), since: slot('now'), holder: slot('holder') }).where('address', 'in', listed(tx, slot('addresses'))) as never,
);
type Row = Omit<Outgoing, 'group' | 'message' | 'chain' | 'edits' | 'doubt'> & { group_id: string; message: string; chain: string | null; edits: number; fault: string | null };
const heads = prepared<Lease, Row>((tx, slot) => {
  const first = tx
    .selectFrom('queue').innerJoin('outbox', 'outbox.address', 'queue.address').select((e) => e.fn.min('outbox.id').as('id'))
    .where('queue.platform', '=', slot('platform')).where('queue.due', '=', slot('until')).where('queue.holder', '=', slot('holder')).where('outbox.dead', 'is', null)
    .groupBy('queue.address');
  return tx.selectFrom('outbox').select(['id', 'group_id', 'address', 'message', 'at', 'tries', 'about', 'card', 'chain', 'edits', 'fault']).where('id', 'in', first);
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
    if (mine) await failed(tx, { id, fault: each.fault, counts: dead || each.counts ? 1 : 0, keeps: dead ? '' : unknown, dead: dead ? stamp(now) : null });
  }
}
const removed = prepared<{ ids: string }, never>((tx, slot) => tx.deleteFrom('outbox').where('id', 'in', listed(tx, slot('ids'))) as never);
const letGo = prepared<{ holder: string; ids: string; addresses: string; now: string; next: string; end: string }, { address: string }>((tx, slot) =>
  tx
    .updateTable('queue')
    .set((e) => ({ due: e.case().when('last', 'in', listed(tx, slot('ids'))).then(slot('end')).else(slot('next')).end(), since: slot('now'), holder: '' }))
    .where('address', 'in', listed(tx, slot('addresses'))).where('holder', '=', slot('holder')).returning('address'),
);
const failed = prepared<{ id: string; fault: string; counts: number; keeps: string; dead: string | null }, never>((tx, slot) =>
  tx.updateTable('outbox').set((e) => ({
    tries: e('tries', '+', slot('counts')),
    // Whatever comes after a try that may have arrived, as long as there is a next one.
    fault: e.case().when('fault', '=', slot('keeps')).then(slot('keeps')).else(slot('fault')).end(),
    dead: slot('dead'),
  })).where('id', '=', slot('id')) as never,
);

/** Holds addresses longer that are being sent to. Those that another has taken over stay with them. */
export async function renew(tx: Tx, holder: string, addresses: readonly string[], now: Temporal.Instant, until: Temporal.Instant): Promise<void> {
  await lockQueues(tx);
  await renewed(tx, { holder, addresses: JSON.stringify(addresses), now: stamp(now), until: stamp(until) });
}
const renewed = prepared<{ holder: string; addresses: string; now: string; until: string }, never>((tx, slot) =>
  tx.updateTable('queue').set({ due: slot('until'), since: slot('now') }).where('address', 'in', listed(tx, slot('addresses'))).where('holder', '=', slot('holder')) as never,
);
