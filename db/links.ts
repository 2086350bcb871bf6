import { stamp } from '#core/time.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Selectable } from 'kysely';

/** An account as it is kept: the keyed hash it is found by, and its sealed id. */
export interface Known {
  readonly hash: string;
  readonly platform: string;
  readonly sealed: string;
}

/** A wish that two accounts be one person: who asks, and who has brought the code. Both have to say yes. */
export interface Link {
  readonly id: string;
  readonly asks: Known;
  /** The keyed hash of the code. */
  readonly code: string;
  readonly expires: string;
  readonly other: Known | null;
  /** Whether the other has said yes. */
  readonly agreed: boolean;
}

/** For so long wrong codes are remembered, in minutes. */
export const missedMinutes = 60;

const fromRow = ({ owner, id, platform, sealed, code, expires, other, other_platform, other_sealed, agreed }: Selectable<Schema['link']>): Link => ({
  id, code, expires, asks: { hash: owner, platform, sealed }, agreed: agreed === 1,
  other: other === null ? null : { hash: other, platform: other_platform!, sealed: other_sealed! },
});

/** Keeps a new link: an account has one at a time, so an older one of the same account is no more. */
export async function keepLink(tx: Tx, { id, asks, code, expires }: Pick<Link, 'id' | 'asks' | 'code' | 'expires'>): Promise<void> {
  const rest = { id, platform: asks.platform, sealed: asks.sealed, code, expires, other: null, other_platform: null, other_sealed: null, agreed: 0 };
  await tx.insertInto('link').values({ owner: asks.hash, ...rest }).onConflict((c) => c.column('owner').doUpdateSet(rest)).execute();
}

/** Notes who has brought the code of a link, unless somebody else was first. Answers whether they are the one. */
export async function bringLink(tx: Tx, id: string, { hash, platform, sealed }: Known): Promise<boolean> {
  const free = tx.updateTable('link').set({ other: hash, other_platform: platform, other_sealed: sealed }).where('id', '=', id);
  return (await free.where((e) => e.or([e('other', 'is', null), e('other', '=', hash)])).returning('id').execute()).length > 0;
}

/** Notes that the other has said yes; from now on it can be joined until `expires`. Answers whether this was the first time. */
export async function agreeLink(tx: Tx, id: string, expires: string): Promise<boolean> {
  return (await tx.updateTable('link').set({ agreed: 1, expires }).where('id', '=', id).where('agreed', '=', 0).returning('id').execute()).length > 0;
}

/** A link that has not expired, by its id, its code, or one of its accounts. */
export async function findLink(tx: Tx, by: 'id' | 'code' | 'owner' | 'other', value: string, now: Temporal.Instant): Promise<Link | undefined> {
  const row = await tx.selectFrom('link').selectAll().where(by, '=', value).where('expires', '>', stamp(now)).orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row && fromRow(row);
}

/** Forgets all links in which one of these accounts asks or is asked. */
export async function dropLinks(tx: Tx, accounts: readonly string[]): Promise<void> {
  await tx.deleteFrom('link').where((e) => e.or([e('owner', 'in', [...accounts, '']), e('other', 'in', [...accounts, ''])])).execute();
}

/** Forgets all that is kept about joining these accounts, also the codes that they have tried. */
export async function forgetLinks(tx: Tx, accounts: readonly string[]): Promise<void> {
  await dropLinks(tx, accounts);
  await tx.deleteFrom('missed').where('owner', 'in', [...accounts, '']).execute();
}

/** How many wrong codes an account has tried within the last hour. */
export async function missedBy(tx: Tx, owner: string, now: Temporal.Instant): Promise<number> {
  const since = stamp(now.subtract({ minutes: missedMinutes }));
  return (await tx.selectFrom('missed').select('count').where('owner', '=', owner).where('since', '>', since).executeTakeFirst())?.count ?? 0;
}

/** Counts one more wrong code; the hour begins with the first. */
export async function countMissed(tx: Tx, owner: string, now: Temporal.Instant): Promise<void> {
  const count = (await missedBy(tx, owner, now)) + 1;
  const row = { count, ...(count === 1 && { since: stamp(now) }) };
  await tx.insertInto('missed').values({ owner, since: stamp(now), count }).onConflict((c) => c.column('owner').doUpdateSet(row)).execute();
}

/** Forgets what has expired. */
export async function sweepLinks(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('link').where('expires', '<=', stamp(now)).execute();
  await tx.deleteFrom('missed').where('since', '<=', stamp(now.subtract({ minutes: missedMinutes }))).execute();
}
