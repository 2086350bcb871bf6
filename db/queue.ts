import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { lockGroup } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
import type { Tx } from '#db/schema.ts';

/** When an address that has no messages is due. */
export const idle = '9999';

/** Clocks of several machines differ by less than this many seconds; one that differs by more has been set. */
const drift = 60;

const locked = new WeakSet<Tx>();

/**
 * Makes all who write to queues wait for each other until the transaction ends: on PostgreSQL two of them would otherwise take the same
 * rows in different orders. Whoever also needs the lock of a group takes that one first.
 */
export async function lockQueues(tx: Tx): Promise<void> {
  if (!locked.has(tx) && (await lockGroup(tx, 'outbox'))) locked.add(tx);
}

/**
 * Puts an address in line for one more message and gives the message's id, which comes after all that were posted there, whatever
 * the clocks of those who posted. The address is due at once or, where nothing else is waiting, at `notBefore`: the earliest that is
 * said of those who wait together.
 */
export async function lineUp(tx: Tx, address: string, now: Temporal.Instant, notBefore?: Temporal.Instant): Promise<string> {
  await lockQueues(tx);
  const system = systemNow();
  // A sandbox's clock may be ahead of the one that its messages are delivered by.
  const at = stamp(Temporal.Instant.compare(now, system) < 0 ? now : system);
  const place = { address, platform: address.slice(0, address.indexOf(':')), due: notBefore ? stamp(notBefore) : at, since: notBefore ? '' : at };
  const id = newId(now);
  const [row] = await linedUp(tx, { ...place, last: id });
  if (row!.last === id) return id;
  const later = newId(now, row!.last);
  await linedUp(tx, { ...place, last: later });
  return later;
}
const linedUp = prepared<{ address: string; platform: string; due: string; since: string; last: string }, { last: string }>((tx, slot) =>
  tx
    .insertInto('queue')
    .values({ address: slot('address'), platform: slot('platform'), due: slot('due'), since: slot('since'), holder: '', last: slot('last') })
    .onConflict((c) =>
      c.column('address').doUpdateSet((e) => {
        // Nobody is sending there, and nothing has failed.
        const isFree = e.or([e('queue.due', '=', idle), e.and([e('queue.since', '=', ''), e('excluded.due', '<', e.ref('queue.due'))])]);
        return {
          last: e.case().when('excluded.last', '>', e.ref('queue.last')).then(e.ref('excluded.last')).else(e.ref('queue.last')).end(),
          due: e.case().when(isFree).then(e.ref('excluded.due')).else(e.ref('queue.due')).end(),
          since: e.case().when(isFree).then(e.ref('excluded.since')).else(e.ref('queue.since')).end(),
        };
      }),
    )
    .returning('last'),
);

/** When the next address of a platform is due; undefined when none has messages. */
export async function nextDue(tx: Tx, platform: string): Promise<string | undefined> {
  const [row] = await earliest(tx, { platform });
  return row?.due;
}
const earliest = prepared<{ platform: string }, { due: string }>((tx, slot) =>
  tx.selectFrom('queue').select('due').where('platform', '=', slot('platform')).where('due', '<', idle).orderBy('due').limit(1),
);

/** How many messages of a platform wait in all, and how many at each address that has more than `few`: the longest first, a thousand at most. */
export async function waitingOf(tx: Tx, platform: string, few: number): Promise<{ total: number; long: Map<string, number> }> {
  const range = { from: `${platform}:`, to: `${platform};` };
  const [all] = await counted(tx, range);
  const rows = await longest(tx, { ...range, few });
  return { total: Number(all!.count), long: new Map(rows.map(({ address, count }) => [address, Number(count)])) };
}
const counted = prepared<{ from: string; to: string }, { count: number }>((tx, slot) =>
  tx.selectFrom('outbox').select((e) => e.fn.countAll<number>().as('count')).where('address', '>=', slot('from')).where('address', '<', slot('to')).where('dead', 'is', null),
);
const longest = prepared<{ from: string; to: string; few: number }, { address: string; count: number }>((tx, slot) =>
  tx
    .selectFrom('outbox').select((e) => ['address', e.fn.countAll<number>().as('count')]).where('address', '>=', slot('from')).where('address', '<', slot('to')).where('dead', 'is', null)
    .groupBy('address').having((e) => e.fn.countAll(), '>', slot('few')).orderBy('count', 'desc').limit(1000),
);

/** An address that somebody else holds. */
export interface Held {
  readonly address: string;
  readonly holder: string;
  readonly due: string;
}

/** The addresses of a platform that others than `holder` are sending to, or were when they were killed. */
export async function heldByOthers(tx: Tx, platform: string, holder: string): Promise<Held[]> {
  return tx.selectFrom('queue').select(['address', 'holder', 'due']).where('platform', '=', platform).where('holder', 'not in', ['', holder]).execute();
}

/** Lets addresses go whose holder has not been heard of since they were seen. Whose they were stays: what they were sending may have arrived. */
export async function release(tx: Tx, seen: readonly Held[], now: Temporal.Instant): Promise<void> {
  await lockQueues(tx);
  for (const each of seen) await released(tx, { ...each, now: stamp(now) });
}
const released = prepared<Held & { now: string }, never>((tx, slot) => {
  const same = tx.updateTable('queue').set({ due: slot('now'), since: slot('now') }).where('address', '=', slot('address'));
  return same.where('holder', '=', slot('holder')).where('due', '=', slot('due')) as never;
});

/** Ends the waiting that was reckoned by a clock which has since been set back: it would last as long again as the clock is behind. */
export async function mend(tx: Tx, platform: string, now: Temporal.Instant): Promise<void> {
  await lockQueues(tx);
  const late = stamp(now.add({ seconds: drift }));
  await tx.updateTable('queue').set({ due: stamp(now), since: stamp(now) }).where('platform', '=', platform).where('since', '>', late).where('due', '<', idle).execute();
}

/** Forgets addresses that have no messages: that of a person who is gone, too. */
export async function dropIdle(tx: Tx): Promise<void> {
  await lockQueues(tx);
  await tx.deleteFrom('queue').where('due', '=', idle).execute();
}
