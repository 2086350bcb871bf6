import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import type { Seat, ThingKind, Things } from '#rules/things.ts';
import { sql, type Selectable } from 'kysely';
import { buryFeed } from '#db/feeds.ts';
import { prepared } from '#db/prepared.ts';
import { replanFor } from '#db/plan.ts';
import { aboutOf, fromRow, idOf, kinds, toRow, whole } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';

/** Who writes, when, through which door and by which invocation: the heading of a line of history. */
export interface Author {
  readonly group: string;
  readonly at: Temporal.Instant;
  /** The command, such as `commitment.update`. */
  readonly act: string;
  /** One invocation: all it wrote is undone together. */
  readonly call: string;
  readonly seat: string | null;
  /** The organisation spoken for, when it is not the seat's own. */
  readonly behalf?: string | null;
  readonly door: string;
  /** The call that this one takes back. */
  readonly undoes?: string;
  /** Set by whoever writes much at once and plans the group's reminders at the end. */
  readonly plansLater?: true;
}

/**
 * Writes a thing and, in the same transaction, its line of history and the reminders that follow from it. `before` is what is there now (null: nothing),
 * `after` what shall be (null: gone). Nothing is written when the two are equal.
 */
export async function save<K extends ThingKind>(tx: Tx, author: Author, kind: K, before: Things[K] | null, after: Things[K] | null): Promise<void> {
  const was = before && JSON.stringify(before);
  const is = after && JSON.stringify(after);
  if (was === is) return;
  const thing = (after ?? before)!;
  if (kind === 'seat') await seated(tx, before as Seat | null, after as Seat | null);
  await put(tx, author.group, kind, thing, after !== null);
  if (kinds[kind].directory) await tx.updateTable('group').set({ revision: newId(author.at) }).where('id', '=', author.group).execute();
  await note(tx, author, kind, thing, was, is);
  if (!author.plansLater) await replanFor(tx, author, kind, thing);
}

async function seated(tx: Tx, before: Seat | null, after: Seat | null): Promise<void> {
  const isTaken = after?.ended === null && (before?.ended !== null || before.person_id !== after.person_id);
  if (isTaken) await buryFeed(tx, after.person_id);
}

/** Writes a line of history that leaves a thing as it is: something has happened to what belongs to it. */
export async function restate<K extends ThingKind>(tx: Tx, author: Author, kind: K, thing: Things[K]): Promise<void> {
  const is = JSON.stringify(thing);
  await note(tx, author, kind, thing, is, is);
}

async function note<K extends ThingKind>(tx: Tx, author: Author, kind: K, thing: Things[K], before: string | null, after: string | null): Promise<void> {
  await written(tx, {
    group: author.group, at: stamp(author.at), act: author.act, call: author.call, about: aboutOf(kind, thing), kind, id: idOf(kind, thing),
    seat: author.seat, behalf: author.behalf ?? null, door: author.door, undoes: author.undoes ?? null, before, after,
  });
}

type Written = Omit<Selectable<Schema['history']>, 'group_id' | 'seq'> & { group: string };
const written = prepared<Written, never>((tx, slot) =>
  tx.insertInto('history').values({
    group_id: slot('group'),
    // Writers of a group take turns, so nobody else takes the same number.
    seq: sql<number>`(select coalesce(max(seq), 0) + 1 from history where group_id = ${slot('group')})`,
    at: slot('at'), act: slot('act'), call: slot('call'), about: slot('about'), kind: slot('kind'), id: slot('id'), seat: slot('seat'),
    behalf: slot('behalf'), door: slot('door'), undoes: slot('undoes'), before: slot('before'), after: slot('after'),
  }) as never,
);

const puts = new Map<ThingKind, ReturnType<typeof prepared<Record<string, unknown>, never>>>();

async function put<K extends ThingKind>(tx: Tx, group: string, kind: K, thing: Things[K], keep: boolean): Promise<void> {
  const key = [...(kind === 'group' ? [] : ['group_id']), ...kinds[kind].key];
  const row = toRow(kind, thing, group);
  // The table's name is data here, so the query builder's types cannot follow; the shapes are tied in `kinds` instead.
  if (!keep) {
    await tx.deleteFrom(kind as 'side').where((e) => e.and(Object.fromEntries(key.map((name) => [name, row[name]])))).execute();
    return;
  }
  let upsert = puts.get(kind);
  if (!upsert) {
    const names = Object.keys(row);
    const rest = names.filter((name) => !key.includes(name));
    upsert = prepared((inside, slot) => {
      const values = Object.fromEntries(names.map((name) => [name, slot(name)]));
      return inside.insertInto(kind as 'side').values(values as never)
        .onConflict((c) => c.columns(key as never).doUpdateSet((e) => Object.fromEntries(rest.map((name) => [name, e.ref(`excluded.${name}` as never)])))) as never;
    });
    puts.set(kind, upsert);
  }
  await upsert(tx, row);
}

/** All things of a group as they stand, by `kind id`: what replaying its history must rebuild. */
export async function stateOf(tx: Tx, group: string): Promise<Map<string, unknown>> {
  const state = new Map<string, unknown>();
  for (const kind of Object.keys(kinds) as ThingKind[]) {
    const rows = await tx.selectFrom(kind as 'side').selectAll().where(kind === 'group' ? 'id' : 'group_id', '=', group).execute();
    for (const row of rows) {
      const thing = fromRow(kind, row);
      state.set(`${kind} ${idOf(kind, thing)}`, thing);
    }
  }
  return state;
}

/** The state that a group's history adds up to, by the same keys as `stateOf`. */
export async function replay(tx: Tx, group: string): Promise<Map<string, unknown>> {
  const state = new Map<string, unknown>();
  const lines = await tx.selectFrom('history').select(['kind', 'id', 'after']).where('group_id', '=', group).orderBy('seq').execute();
  for (const { kind, id, after } of lines) {
    if (after === null) state.delete(`${kind} ${id}`);
    else state.set(`${kind} ${id}`, whole(kind as ThingKind, JSON.parse(after)));
  }
  return state;
}
