import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Deadline, Group, KeyEvent, Organisation, Side } from '#rules/things.ts';

/** What is known of a group besides its commitments: small, read at every command, changed seldom. */
export interface Directory {
  readonly group: Group;
  readonly sides: readonly Side[];
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly events: ReadonlyMap<string, KeyEvent>;
  /** What events ask for beforehand, by event and number. */
  readonly deadlines: readonly Deadline[];
  /** Rooms tied to the group, by address. */
  readonly rooms: readonly Room[];
}

/** A room that is tied to a group. One of a chat platform has its ids sealed, and a hash of the server that it is in. */
export interface Room {
  readonly address: string;
  readonly name: string;
  readonly purpose: string;
  readonly sealed: string | null;
  readonly server: string | null;
}

// Directories by their revision. Each change writes a new random revision in its own transaction, so a directory
// read under a revision is right for ever, in this process and beside others; a rolled-back one is never met again.
const kept = new Map<string, Directory>();

const byGroup = prepared<{ id: string }, Schema['group']>((tx, slot) => tx.selectFrom('group').selectAll().where('id', '=', slot('id')));
const byRoom = prepared<{ address: string }, Schema['group']>((tx, slot) =>
  tx.selectFrom('group').selectAll().where('id', '=', (e) => e.selectFrom('room').select('group_id').where('address', '=', slot('address'))),
);

/** The directory of a group, or undefined when there is no such group. */
export async function directory(tx: Tx, id: string): Promise<Directory | undefined> {
  return known(tx, (await byGroup(tx, { id }))[0]);
}

/** The directory of the group that a room is tied to. */
export async function directoryOfRoom(tx: Tx, address: string): Promise<Directory | undefined> {
  return known(tx, (await byRoom(tx, { address }))[0]);
}

async function known(tx: Tx, row: Schema['group'] | undefined): Promise<Directory | undefined> {
  if (!row) return undefined;
  const { id } = row;
  const name = `${id} ${row.revision}`;
  let found = row.revision === '' ? undefined : kept.get(name);
  if (found) return found;
  const of = <T extends 'side' | 'organisation' | 'event'>(table: T) => tx.selectFrom(table as 'side').selectAll().where('group_id', '=', id).orderBy('id').execute();
  const sides = (await of('side')).map((side) => fromRow('side', side));
  const organisations = (await of('organisation')).map((organisation) => fromRow('organisation', organisation));
  const events = (await of('event')).map((event) => fromRow('event', event));
  const deadlines = await tx.selectFrom('deadline').selectAll().where('group_id', '=', id).orderBy('event').orderBy('number').execute();
  const rooms = await tx.selectFrom('room').select(['address', 'name', 'purpose', 'sealed', 'server']).where('group_id', '=', id).orderBy('address').execute();
  found = { group: fromRow('group', row), sides, organisations: byId(organisations), events: byId(events), deadlines: deadlines.map((row) => fromRow('deadline', row)), rooms };
  if (kept.size >= 1000) kept.delete(kept.keys().next().value!);
  kept.set(name, found);
  return found;
}

function byId<T extends { readonly id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

/** The groups that have a room in a server. */
export async function groupsIn(tx: Tx, server: string): Promise<string[]> {
  const rows = await tx.selectFrom('room').select('group_id').distinct().where('server', '=', server).execute();
  return rows.map(({ group_id }) => group_id).sort();
}

/** Ties a room to a group; a room has one group and one purpose, so it leaves those it had. */
export async function tieRoom(tx: Tx, group: string, room: Omit<Room, 'sealed' | 'server'> & Partial<Room>, revision: string): Promise<void> {
  const had = await tx.selectFrom('room').select('group_id').where('address', '=', room.address).executeTakeFirst();
  const row = { group_id: group, sealed: null, server: null, ...room };
  await tx.insertInto('room').values(row).onConflict((c) => c.column('address').doUpdateSet(row)).execute();
  await tx.updateTable('group').set({ revision }).where('id', 'in', [group, had?.group_id ?? group]).execute();
}

/** Unties a room, with what waits for it and the cards it shows. Answers with the group that it was tied to. */
export async function untieRoom(tx: Tx, address: string, revision: string): Promise<string | undefined> {
  const [had] = await tx.deleteFrom('room').where('address', '=', address).returning('group_id').execute();
  if (!had) return undefined;
  for (const table of ['outbox', 'queue', 'card'] as const) await tx.deleteFrom(table).where('address', '=', address).execute();
  await tx.updateTable('group').set({ revision }).where('id', '=', had.group_id).execute();
  return had.group_id;
}

/** The ids of all groups in the store, in order. Only for the program itself, never shown across groups. */
export async function groupIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('group').select('id').execute();
  return rows.map(({ id }) => id).sort();
}
