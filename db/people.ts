import type { Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { newId } from '#core/id.ts';
import { fromRow } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Seat } from '#rules/things.ts';

/** A person, without a name: what they set for themselves. Belongs to no group. */
export interface Person {
  readonly id: string;
  readonly zone: string | null;
  readonly language: string | null;
}

/** The keyed hash under which an account of a platform is found. */
export function accountHash(secret: Secret, platform: string, id: string): string {
  return secret.hash(`${platform} ${id}`);
}

/** Who is behind an account, and the seats this person holds now in a group (in all groups when it is undefined). */
export async function whoIs(tx: Tx, hash: string, group?: string): Promise<{ person: Person; seats: (Seat & { readonly group: string })[] } | undefined> {
  const rows = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .leftJoin('seat', (join) => {
      const held = join.onRef('seat.person_id', '=', 'person.id').on('seat.ended', 'is', null);
      return group === undefined ? held : held.on('seat.group_id', '=', group);
    })
    .select(['person.id as person', 'person.zone', 'person.language'])
    .select(['seat.group_id', 'seat.id', 'seat.person_id', 'seat.role', 'seat.organisation', 'seat.side', 'seat.since', 'seat.ended'])
    .where('account.hash', '=', hash)
    .execute();
  const first = rows[0];
  if (!first) return undefined;
  const seats = rows.filter((row) => row.id !== null).map(({ person: _person, zone: _zone, language: _language, group_id, ...seat }) => ({ ...(seat as Seat), group: group_id! }));
  seats.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { person: { id: first.person, zone: first.zone, language: first.language }, seats };
}

/** The person behind an account, made when there is none yet. Only for someone who is taking a seat or setting something. */
export async function personFor(tx: Tx, secret: Secret, platform: string, id: string, now: Temporal.Instant): Promise<Person> {
  const hash = accountHash(secret, platform, id);
  const known = await whoIs(tx, hash);
  if (known) return known.person;
  const person = { id: newId(now), zone: null, language: null };
  await tx.insertInto('person').values({ ...person, since: stamp(now) }).execute();
  await tx.insertInto('account').values({ hash, person_id: person.id, platform, sealed: secret.seal(id) }).execute();
  return person;
}

/** Changes what a person set for themselves. Not in any group's history: it is theirs to change and to erase. */
export async function setPerson(tx: Tx, id: string, change: { zone?: string; language?: string }): Promise<void> {
  await tx.updateTable('person').set(change).where('id', '=', id).execute();
}

/** The platforms on which a person has an account. */
export async function platformsOf(tx: Tx, person: string): Promise<string[]> {
  const rows = await tx.selectFrom('account').select('platform').where('person_id', '=', person).execute();
  return rows.map(({ platform }) => platform).sort();
}

/** Deletes a person with their accounts and drafts. Their seats must have been ended before: history keeps those without them. */
export async function erasePerson(tx: Tx, id: string): Promise<void> {
  const accounts = tx.selectFrom('account').select('hash').where('person_id', '=', id);
  await tx.deleteFrom('draft').where('owner', 'in', accounts).execute();
  await tx.deleteFrom('account').where('person_id', '=', id).execute();
  await tx.deleteFrom('person').where('id', '=', id).execute();
}

/** The seats of a group: those held now, or all that ever were. */
export async function seatsOf(tx: Tx, group: string, which: 'held' | 'all' = 'held'): Promise<Seat[]> {
  let query = tx.selectFrom('seat').selectAll().where('group_id', '=', group);
  if (which === 'held') query = query.where('ended', 'is', null);
  return (await query.orderBy('id').execute()).map((row) => fromRow('seat', row));
}

/** Every seat that a person holds now, with its group. */
export async function seatsOfPerson(tx: Tx, person: string): Promise<(Seat & { readonly group: string })[]> {
  const rows = await tx.selectFrom('seat').selectAll().where('person_id', '=', person).where('ended', 'is', null).orderBy('id').execute();
  return rows.map((row) => ({ ...fromRow('seat', row), group: row.group_id }));
}
