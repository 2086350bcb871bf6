import { fold } from '#core/fold.ts';
import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import type { Commitment, ThingKind, Things } from '#rules/things.ts';
import { sql, type Selectable } from 'kysely';
import { prepared } from '#db/prepared.ts';
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
}

interface Kind<T> {
  readonly key: readonly (keyof T & string)[];
  readonly json?: readonly (keyof T & string)[];
  readonly flags?: readonly (keyof T & string)[];
  /** What else is stored, made from the thing itself. */
  readonly extra?: (thing: T) => Record<string, unknown>;
  /** The group's directory, which is kept in memory under `revision`, changes with it. */
  readonly directory?: true;
}

const kinds: { readonly [K in ThingKind]: Kind<Things[K]> } = {
  group: { key: ['id'], json: ['settings'], extra: () => ({ revision: '' }), directory: true },
  side: { key: ['id'], directory: true },
  organisation: { key: ['id'], json: ['aliases'], directory: true },
  event: { key: ['id'], directory: true },
  seat: { key: ['id'] },
  offer: { key: ['id'] },
  commitment: { key: ['number'], json: ['partners', 'due', 'amendment'], flags: ['recurring'], extra: (thing) => ({ search: searchText(thing) }) },
  milestone: { key: ['commitment', 'number'], json: ['due'] },
  report: { key: ['commitment', 'organisation'], json: ['was'] },
  rating: { key: ['commitment', 'organisation'] },
  evidence: { key: ['commitment', 'number'] },
};

/** The words by which a commitment is found. */
function searchText(c: Commitment): string {
  return fold([c.title, c.text, c.theme, c.source, c.basis].filter(Boolean).join(' '));
}

/** The id of a thing within its group and kind: `6`, `6/2`, `inpud`. */
export function idOf<K extends ThingKind>(kind: K, thing: Things[K]): string {
  return kinds[kind].key.map((name) => String(thing[name as keyof Things[K]])).join('/');
}

/** What a thing belongs to, for its history: all of a commitment's parts are about that commitment. */
function aboutOf<K extends ThingKind>(kind: K, thing: Things[K]): string {
  if (kind === 'commitment') return `C${(thing as Commitment).number}`;
  return 'commitment' in thing ? `C${thing.commitment}` : `${kind}/${idOf(kind, thing)}`;
}

/**
 * Writes a thing and, in the same transaction, its line of history. `before` is what is there now (null: nothing),
 * `after` what shall be (null: gone). Nothing is written when the two are equal.
 */
export async function save<K extends ThingKind>(tx: Tx, author: Author, kind: K, before: Things[K] | null, after: Things[K] | null): Promise<void> {
  const was = before && JSON.stringify(before);
  const is = after && JSON.stringify(after);
  if (was === is) return;
  const thing = (after ?? before)!;
  await put(tx, author.group, kind, thing, after !== null);
  if (kinds[kind].directory) await tx.updateTable('group').set({ revision: newId(author.at) }).where('id', '=', author.group).execute();
  await written(tx, {
    group: author.group, at: stamp(author.at), act: author.act, call: author.call, about: aboutOf(kind, thing), kind, id: idOf(kind, thing),
    seat: author.seat, behalf: author.behalf ?? null, door: author.door, undoes: author.undoes ?? null, before: was, after: is,
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

function toRow<K extends ThingKind>(kind: K, thing: Things[K], group: string): Record<string, unknown> {
  const { json = [], flags = [], extra } = kinds[kind] as Kind<Things[K]>;
  const row: Record<string, unknown> = kind === 'group' ? { ...thing } : { group_id: group, ...thing };
  for (const name of json) row[name] = row[name] === null ? null : JSON.stringify(row[name]);
  for (const name of flags) row[name] = row[name] ? 1 : 0;
  return extra ? Object.assign(row, extra(thing)) : row;
}

/** The thing that a row of its table holds. Columns that are not its own are left out. */
export function fromRow<K extends ThingKind>(kind: K, row: object): Things[K] {
  const { json = [], flags = [] } = kinds[kind] as Kind<Things[K]>;
  const thing: Record<string, unknown> = {};
  for (const name in row) {
    if (notOwn.has(name)) continue;
    const value = (row as Record<string, unknown>)[name];
    if ((flags as readonly string[]).includes(name)) thing[name] = value === 1;
    else thing[name] = value !== null && (json as readonly string[]).includes(name) ? JSON.parse(value as string) : value;
  }
  return thing as unknown as Things[K];
}

const notOwn: ReadonlySet<string> = new Set(['group_id', 'revision', 'search']);

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
    else state.set(`${kind} ${id}`, JSON.parse(after));
  }
  return state;
}
