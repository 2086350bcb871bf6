import { stamp } from '#core/time.ts';
import { lineOf } from '#db/kept.ts';
import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Selectable } from 'kysely';
import type { Seat } from '#rules/things.ts';

/** Whose private calendar is asked for: what they have set, and the seats they hold, in all groups. */
export interface FeedOwner {
  readonly person: { readonly id: string; readonly zone: string | null; readonly language: string | null };
  readonly seats: readonly (Seat & { readonly group: string })[];
}

/** A person's private calendar: its secret, sealed, and since when it has this one. Undefined for whoever has none. */
export async function feedOf(tx: Tx, person: string): Promise<{ readonly sealed: string; readonly since: string } | undefined> {
  return tx.selectFrom('feed').select(['sealed', 'since']).where('person_id', '=', person).executeTakeFirst();
}

/** Gives a person a private calendar under a secret. The one before is no more. */
export async function keepFeed(tx: Tx, person: string, { hash, sealed }: { readonly hash: string; readonly sealed: string }, now: Temporal.Instant): Promise<void> {
  const row = { hash, sealed, since: stamp(now) };
  await tx.insertInto('feed').values({ person_id: person, ...row }).onConflict((c) => c.column('person_id').doUpdateSet(row)).execute();
}

/** Takes a person's private calendar away. Answers whether there was one. */
export async function dropFeed(tx: Tx, person: string): Promise<boolean> {
  return (await tx.deleteFrom('feed').where('person_id', '=', person).returning('person_id').execute()).length > 0;
}

/** Of two people who become one, `stays` has one calendar: their own or, where they have none, the other's. */
export async function joinFeeds(tx: Tx, stays: string, goes: string): Promise<void> {
  if (await feedOf(tx, stays)) await dropFeed(tx, goes);
  else await tx.updateTable('feed').set({ person_id: stays }).where('person_id', '=', goes).execute();
}

/** Before a person is given a seat: without any held until then, their calendar died with their last one, and stays dead. */
export async function buryFeed(tx: Tx, person: string): Promise<void> {
  const held = tx.selectFrom('seat').select('id').where('person_id', '=', person).where('ended', 'is', null);
  await tx.deleteFrom('feed').where('person_id', '=', person).where((e) => e.not(e.exists(held))).execute();
}

/** Takes the calendars away from those who hold no seat any more, so that none comes back to life with a new one. */
export async function sweepFeeds(tx: Tx): Promise<void> {
  await tx.deleteFrom('feed').where('person_id', 'not in', (e) => e.selectFrom('seat').select('person_id').where('ended', 'is', null)).execute();
}

const owner = prepared<{ hash: string }, FeedOwner['person']>((tx, slot) =>
  tx.selectFrom('person').select(['id', 'zone', 'language']).where('id', '=', (e) => e.selectFrom('feed').select('person_id').where('hash', '=', slot('hash'))),
);
const held = prepared<{ person: string }, Selectable<Schema['seat']>>((tx, slot) =>
  tx.selectFrom('seat').selectAll().where('person_id', '=', slot('person')).where('ended', 'is', null).orderBy('id'),
);

/** Whose calendar is found under the keyed hash of a secret. Undefined where it is nobody's, or of somebody who holds no seat. */
export async function feedOwner(tx: Tx, hash: string): Promise<FeedOwner | undefined> {
  const [person] = await owner(tx, { hash });
  // Also where there is nobody: a wrong one is looked for no less than a right one.
  const seats = (await held(tx, { person: person?.id ?? '' })).map((row) => ({ group: row.group_id, ...fromRow('seat', row) }));
  return person && seats.length > 0 ? { person, seats } : undefined;
}

const sealedLinks = prepared<{ group: string }, Pick<Selectable<Schema['dialin']>, 'meeting' | 'slot' | 'sealed'>>((tx, slot) =>
  tx.selectFrom('dialin').select(['meeting', 'slot', 'sealed']).where('group_id', '=', slot('group')).orderBy('meeting').orderBy('slot'),
);

/** The links to a group's calls, sealed: of a meeting's slot, or of all of its series (`slot` empty). */
export const linksIn = (tx: Tx, group: string) => sealedLinks(tx, { group });

/** What tells a group's meetings and the links to them from how they stood before. */
export async function meetingsMark(tx: Tx, group: string): Promise<string> {
  return [await lineOf(tx, group), ...(await linksIn(tx, group)).map(({ meeting, slot, sealed }) => `${meeting}/${slot} ${sealed}`)].join('\n');
}
