import type { Tx } from '#db/schema.ts';
import { stamp } from '#core/time.ts';
import type { ThingKind, Things } from '#rules/things.ts';

/** One line of history, with the thing as it was and as it became. */
export interface Line<K extends ThingKind = ThingKind> {
  readonly seq: number;
  readonly at: string;
  readonly act: string;
  readonly call: string;
  readonly about: string;
  readonly kind: K;
  readonly id: string;
  readonly seat: string | null;
  readonly behalf: string | null;
  readonly door: string;
  readonly undoes: string | null;
  readonly before: Things[K] | null;
  readonly after: Things[K] | null;
}

export interface Asked {
  /** Only what is about this: `C4`, `seat/…`. */
  readonly about?: string;
  /** Only from this instant on. */
  readonly since?: Temporal.Instant;
  /** Only what these seats did. */
  readonly seats?: readonly string[];
  readonly call?: string;
}

/** The newest lines that are asked for, newest first, at most `most` of them. */
export async function historyOf(tx: Tx, group: string, asked: Asked, most = 1000): Promise<Line[]> {
  let query = tx.selectFrom('history').selectAll().where('group_id', '=', group);
  if (asked.about !== undefined) query = query.where('about', '=', asked.about);
  if (asked.since !== undefined) query = query.where('at', '>=', stamp(asked.since));
  if (asked.seats !== undefined) query = query.where('seat', 'in', [...asked.seats, '']);
  if (asked.call !== undefined) query = query.where('call', '=', asked.call);
  const rows = await query.orderBy('seq', 'desc').limit(most).execute();
  return rows.map(({ group_id: _group, ...row }) => ({
    ...row,
    kind: row.kind as ThingKind,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  }));
}

/** The line that a thing was last written by: its place in the order of all writes of the group. */
export async function lastSeq(tx: Tx, group: string, about: string, kind: string, id: string): Promise<number> {
  const row = await tx
    .selectFrom('history').select('seq').where('group_id', '=', group).where('about', '=', about).where('kind', '=', kind).where('id', '=', id)
    .orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}
