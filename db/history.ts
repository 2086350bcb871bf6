import { stamp } from '#core/time.ts';
import { whole } from '#db/rows.ts';
import type { Tx } from '#db/schema.ts';
import type { Line, ThingKind } from '#rules/things.ts';

/** The act of a line by which answers to a meeting were forgotten. The meeting is not another one by it. */
export const forgets = 'meeting.forget';

export interface Asked {
  /** Only what is about this: `C4`, `seat/…`. */
  readonly about?: string;
  /** Only from this instant on. */
  readonly since?: Temporal.Instant;
  /** Only what these seats did. */
  readonly seats?: readonly string[];
  readonly call?: string;
  /** Only these lines, by their place in the order. */
  readonly seqs?: readonly number[];
}

/** The newest lines that are asked for, newest first: at most `most` of them, after the first `skip`. */
export async function historyOf(tx: Tx, group: string, asked: Asked, most = 1000, skip = 0): Promise<Line[]> {
  let query = tx.selectFrom('history').selectAll().where('group_id', '=', group);
  if (asked.about !== undefined) query = query.where('about', '=', asked.about);
  if (asked.since !== undefined) query = query.where('at', '>=', stamp(asked.since));
  if (asked.seats !== undefined) query = query.where('seat', 'in', [...asked.seats, '']);
  if (asked.call !== undefined) query = query.where('call', '=', asked.call);
  if (asked.seqs !== undefined) query = query.where('seq', 'in', [...asked.seqs, 0]);
  const rows = await query.orderBy('seq', 'desc').limit(most).offset(skip).execute();
  return rows.map(({ group_id: _group, ...row }) => ({
    ...row,
    kind: row.kind as ThingKind,
    before: row.before === null ? null : whole(row.kind as ThingKind, JSON.parse(row.before)),
    after: row.after === null ? null : whole(row.kind as ThingKind, JSON.parse(row.after)),
  }));
}

/** The last line that changed a thing, one of some kinds, or without either anything that is about the same: its place in the group's order. */
export async function lastSeq(tx: Tx, group: string, about: string, thing?: { readonly kind: string; readonly id: string } | readonly ThingKind[]): Promise<number> {
  let query = tx.selectFrom('history').select('seq').where('group_id', '=', group).where('about', '=', about).where('act', '<>', forgets);
  if (thing && 'id' in thing) query = query.where('kind', '=', thing.kind).where('id', '=', thing.id);
  else if (thing) query = query.where('kind', 'in', thing);
  return (await query.orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0;
}
