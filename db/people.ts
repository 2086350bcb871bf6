import type { Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { newId } from '#core/id.ts';
import type { Selectable } from 'kysely';
import { forgetLinks, type Known } from '#db/links.ts';
import { lockGroup } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Seat } from '#rules/things.ts';
import { usualWishes, type Wishes } from '#rules/wishes.ts';

/** A person, without a name: what they set for themselves. Belongs to no group. */
export interface Person {
  readonly id: string;
  readonly zone: string | null;
  readonly language: string | null;
  readonly wishes: Wishes;
}

/** The person that a row holds; what they have not set about reminders is as usual. */
function personOf({ id, zone, language, reminders }: Selectable<Schema['person']>): Person {
  return { id, zone, language, wishes: reminders === null ? usualWishes : { ...usualWishes, ...JSON.parse(reminders) } };
}

/** The keyed hash under which an account of a platform is found. */
export function accountHash(secret: Secret, platform: string, id: string): string {
  return secret.hash(`${platform} ${id}`);
}

// Asked in two plain steps: on SQLite a join costs five times as much.
const holder = prepared<{ hash: string }, Selectable<Schema['person']>>((tx, slot) =>
  tx.selectFrom('person').selectAll().where('id', '=', (e) => e.selectFrom('account').select('person_id').where('hash', '=', slot('hash'))),
);
const heldBy = prepared<{ person: string }, Selectable<Schema['seat']>>((tx, slot) =>
  tx.selectFrom('seat').selectAll().where('person_id', '=', slot('person')).where('ended', 'is', null),
);

/** Who is behind an account, and the seats this person holds now in a group (in all groups when it is undefined). */
export async function whoIs(tx: Tx, hash: string, group?: string): Promise<{ person: Person; seats: (Seat & { readonly group: string })[] } | undefined> {
  const [person] = await holder(tx, { hash });
  if (!person) return undefined;
  const rows = await heldBy(tx, { person: person.id });
  const seats = rows.filter(({ group_id }) => group === undefined || group_id === group).map((row) => ({ group: row.group_id, ...fromRow('seat', row) }));
  if (seats.length > 1) seats.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { person: personOf(person), seats };
}

/** The person behind an account, made when there is none yet. Only for someone who is taking a seat or setting something. */
export async function personFor(tx: Tx, secret: Secret, platform: string, id: string, now: Temporal.Instant): Promise<Person> {
  const hash = accountHash(secret, platform, id);
  await lockGroup(tx, hash); // two doors may bring the same person for the first time at once
  const known = await whoIs(tx, hash);
  if (known) return known.person;
  const person = { id: newId(now), zone: null, language: null };
  await tx.insertInto('person').values({ ...person, since: stamp(now), reminders: null }).execute();
  await tx.insertInto('account').values({ hash, person_id: person.id, platform, sealed: secret.seal(id), since: stamp(now) }).execute();
  return { ...person, wishes: usualWishes };
}

/** Changes what a person set for themselves. Not in any group's history: it is theirs to change and to erase. */
export async function setPerson(tx: Tx, id: string, { wishes, ...change }: { zone?: string; language?: string; wishes?: Wishes }): Promise<void> {
  await tx.updateTable('person').set({ ...change, ...(wishes && { reminders: JSON.stringify(wishes) }) }).where('id', '=', id).execute();
}

/** Some people by id; those that are gone are missing. */
export async function peopleOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await tx.selectFrom('person').selectAll().where('id', 'in', [...ids, '']).execute();
  return new Map(rows.map((row) => [row.id, personOf(row)]));
}

/** The ids of a person's accounts on one platform. They are unsealed for sending only, and kept nowhere else. */
export async function accountsOn(tx: Tx, secret: Secret, platform: string, person: string): Promise<string[]> {
  const rows = await tx.selectFrom('account').select('sealed').where('person_id', '=', person).where('platform', '=', platform).execute();
  return rows.map(({ sealed }) => secret.open(sealed)).sort();
}

/** An account of a person: on one platform, or the one known longest. */
export async function accountOf(tx: Tx, person: string, platform?: string): Promise<Known | undefined> {
  let query = tx.selectFrom('account').select(['hash', 'platform', 'sealed']).where('person_id', '=', person);
  if (platform !== undefined) query = query.where('platform', '=', platform);
  return query.orderBy('since').orderBy('platform').limit(1).executeTakeFirst();
}

/** Makes an account that nobody was known by one more of a person's. */
export async function addAccount(tx: Tx, person: string, { hash, platform, sealed }: Known, now: Temporal.Instant): Promise<void> {
  await tx.insertInto('account').values({ hash, person_id: person, platform, sealed, since: stamp(now) }).execute();
}

/** Makes an account a new person's. */
export async function moveAccount(tx: Tx, hash: string, person: Selectable<Schema['person']>): Promise<void> {
  await tx.insertInto('person').values(person).execute();
  await tx.updateTable('account').set({ person_id: person.id, since: person.since }).where('hash', '=', hash).execute();
}

/** The platforms on which a person has an account: first the one they `prefer`, then those on which they have been known longest. */
export async function platformsOf(tx: Tx, person: string, prefer?: string | null): Promise<string[]> {
  const rows = (await accountsHeldBy(tx, { person })).sort((a, b) => (a.since === b.since ? (a.platform < b.platform ? -1 : 1) : a.since < b.since ? -1 : 1));
  const platforms = [...new Set(rows.map(({ platform }) => platform))];
  return platforms.sort((a, b) => Number(b === prefer) - Number(a === prefer));
}
const accountsHeldBy = prepared<{ person: string }, { platform: string; since: string }>((tx, slot) => tx.selectFrom('account').select(['platform', 'since']).where('person_id', '=', slot('person')));

/** Deletes a person with their accounts, drafts, wishes to join accounts, and what was on its way to them. Their seats must have been ended before: history keeps those without them. */
export async function erasePerson(tx: Tx, id: string): Promise<void> {
  const accounts = (await tx.selectFrom('account').select('hash').where('person_id', '=', id).execute()).map(({ hash }) => hash);
  await tx.deleteFrom('draft').where('owner', 'in', [...accounts, '']).execute();
  await forgetLinks(tx, accounts);
  const addresses = [...(await platformsOf(tx, id)).map((platform) => `${platform}:@${id}`), ''];
  await tx.deleteFrom('outbox').where('address', 'in', addresses).execute();
  await tx.deleteFrom('queue').where('address', 'in', addresses).execute();
  await tx.deleteFrom('card').where('address', 'in', addresses).execute();
  await tx.deleteFrom('reminder').where('recipient', '=', `person/${id}`).execute();
  for (const table of ['told', 'unreached', 'feed'] as const) await tx.deleteFrom(table).where('person_id', '=', id).execute();
  await tx.deleteFrom('account').where('person_id', '=', id).execute();
  await tx.deleteFrom('person').where('id', '=', id).execute();
}

/** The seats of a group: those held now, or all that ever were. */
export async function seatsOf(tx: Tx, group: string, which: 'held' | 'all' = 'held'): Promise<Seat[]> {
  let query = tx.selectFrom('seat').selectAll().where('group_id', '=', group);
  if (which === 'held') query = query.where('ended', 'is', null);
  return (await query.orderBy('id').execute()).map((row) => fromRow('seat', row));
}

/** Every seat that a person holds now, or ever held, with its group. */
export async function seatsOfPerson(tx: Tx, person: string, which: 'held' | 'all' = 'held'): Promise<(Seat & { readonly group: string })[]> {
  let query = tx.selectFrom('seat').selectAll().where('person_id', '=', person);
  if (which === 'held') query = query.where('ended', 'is', null);
  return (await query.orderBy('id').execute()).map((row) => ({ ...fromRow('seat', row), group: row.group_id }));
}

/** What was done from these seats, newest first: when, with which command, about what. One for each invocation. */
export async function actsOf(tx: Tx, seats: readonly { readonly id: string; readonly group: string }[]): Promise<{ at: string; act: string; about: string }[]> {
  if (seats.length === 0) return [];
  const rows = await tx
    .selectFrom('history').select(['call', 'at', 'act']).select((e) => e.fn.min('about').as('about'))
    .where('group_id', 'in', [...new Set(seats.map(({ group }) => group))]).where('seat', 'in', seats.map(({ id }) => id))
    .groupBy(['call', 'at', 'act']).orderBy('at', 'desc').orderBy('call', 'desc').execute();
  return rows.map(({ at, act, about }) => ({ at, act, about }));
}
