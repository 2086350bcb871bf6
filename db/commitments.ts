import { fold } from '#core/fold.ts';
import { sql, type Selectable } from 'kysely';
import { kept } from '#db/kept.ts';
import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Commitment, Evidence, Milestone, Rating, Report } from '#rules/things.ts';

/** A commitment with the reports that stand on it, one per organisation. */
export interface Reported {
  readonly commitment: Commitment;
  readonly reports: readonly Report[];
}

/** The commitments of a group by number, each with its reports. `words` must all occur, whatever their case and accents. */
export async function listCommitments(tx: Tx, group: string, words?: string): Promise<readonly Reported[]> {
  return words === undefined ? kept(tx, group, 'commitments', () => reported(tx, group)) : reported(tx, group, words);
}

async function reported(tx: Tx, group: string, words?: string): Promise<Reported[]> {
  const rows = words === undefined ? await all(tx, { group }) : await holding(tx, group, words);
  const reports = Map.groupBy(await reportsIn(tx, { group }), (row) => row.commitment);
  return rows.map((row) => ({ commitment: fromRow('commitment', row), reports: (reports.get(row.number) ?? []).map((report) => fromRow('report', report)) }));
}

type Row<T extends keyof Schema> = Selectable<Schema[T]>;
const all = prepared<{ group: string }, Row<'commitment'>>((tx, slot) => tx.selectFrom('commitment').selectAll().where('group_id', '=', slot('group')).orderBy('number'));
const reportsIn = prepared<{ group: string }, Row<'report'>>((tx, slot) => tx.selectFrom('report').selectAll().where('group_id', '=', slot('group')).orderBy('commitment').orderBy('organisation'));
const one = prepared<{ group: string; number: number }, Row<'commitment'>>((tx, slot) =>
  tx.selectFrom('commitment').selectAll().where('group_id', '=', slot('group')).where('number', '=', slot('number')),
);
const reportOf = prepared<{ group: string; number: number; organisation: string }, Row<'report'>>((tx, slot) =>
  tx.selectFrom('report').selectAll().where('group_id', '=', slot('group')).where('commitment', '=', slot('number')).where('organisation', '=', slot('organisation')),
);
const reportsOn = prepared<{ group: string; number: number }, Row<'report'>>((tx, slot) =>
  tx.selectFrom('report').selectAll().where('group_id', '=', slot('group')).where('commitment', '=', slot('number')).orderBy('organisation'),
);

async function holding(tx: Tx, group: string, words: string): Promise<Row<'commitment'>[]> {
  let query = tx.selectFrom('commitment').selectAll().where('group_id', '=', group);
  for (const word of fold(words).split(/\s+/).filter(Boolean)) {
    query = query.where(sql<boolean>`search like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`);
  }
  return query.orderBy('number').execute();
}

/** One commitment, or undefined. Any number may be asked for, also one that no column can hold. */
export async function findCommitment(tx: Tx, group: string, number: number): Promise<Commitment | undefined> {
  if (!Number.isInteger(number) || number < 0 || number >= 2 ** 31) return undefined;
  return kept(tx, group, `C${number}`, async () => {
    const [row] = await one(tx, { group, number });
    return row && fromRow('commitment', row);
  });
}

/** What stands on a commitment. */
export interface Parts {
  readonly milestones: readonly Milestone[];
  readonly reports: readonly Report[];
  readonly ratings: readonly Rating[];
  readonly evidence: readonly Evidence[];
}

/** All that stands on one commitment. */
export function partsOf(tx: Tx, group: string, number: number): Promise<Parts> {
  return kept(tx, group, `parts of C${number}`, () => readParts(tx, { group, number }));
}

async function readParts(tx: Tx, on: { readonly group: string; readonly number: number }): Promise<Parts> {
  return {
    milestones: (await milestonesOn(tx, on)).map((row) => fromRow('milestone', row)).sort((a, b) => a.number - b.number),
    reports: (await reportsOn(tx, on)).map((row) => fromRow('report', row)),
    ratings: (await ratingsOn(tx, on)).map((row) => fromRow('rating', row)).sort((a, b) => (a.organisation < b.organisation ? -1 : 1)),
    evidence: (await evidenceOn(tx, on)).map((row) => fromRow('evidence', row)).sort((a, b) => a.number - b.number),
  };
}
const partOf = <T extends 'milestone' | 'rating' | 'evidence'>(table: T) =>
  prepared<{ group: string; number: number }, Row<T>>((tx, slot) => tx.selectFrom(table as 'rating').selectAll().where('group_id', '=', slot('group')).where('commitment', '=', slot('number')) as never);
const [milestonesOn, ratingsOn, evidenceOn] = [partOf('milestone'), partOf('rating'), partOf('evidence')];

/** All milestones of a group, by commitment and number. */
export async function milestonesOf(tx: Tx, group: string): Promise<Milestone[]> {
  const rows = await tx.selectFrom('milestone').selectAll().where('group_id', '=', group).orderBy('commitment').orderBy('number').execute();
  return rows.map((row) => fromRow('milestone', row));
}

/** All ratings of a group. */
export async function ratingsOf(tx: Tx, group: string): Promise<Rating[]> {
  const rows = await tx.selectFrom('rating').selectAll().where('group_id', '=', group).orderBy('commitment').orderBy('organisation').execute();
  return rows.map((row) => fromRow('rating', row));
}

/** The report an organisation has standing on a commitment. */
export async function findReport(tx: Tx, group: string, number: number, organisation: string): Promise<Report | undefined> {
  const [row] = await reportOf(tx, { group, number, organisation });
  return row && fromRow('report', row);
}

/** The number the next commitment of a group gets. Numbers are never used twice, not even after an undo. */
export async function nextNumber(tx: Tx, group: string): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(cast(substr(about, 2) as integer)) as last from history where group_id = ${group} and kind = 'commitment'`.execute(tx);
  return (rows[0]?.last ?? 0) + 1;
}
