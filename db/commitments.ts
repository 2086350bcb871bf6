import { fold } from '#core/fold.ts';
import { sql } from 'kysely';
import { fromRow } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Commitment, Evidence, Milestone, Rating, Report } from '#rules/things.ts';

/** A commitment with the reports that stand on it, one per organisation. */
export interface Reported {
  readonly commitment: Commitment;
  readonly reports: readonly Report[];
}

/** The commitments of a group by number, each with its reports. `words` must all occur, whatever their case and accents. */
export async function listCommitments(tx: Tx, group: string, words?: string): Promise<Reported[]> {
  let query = tx.selectFrom('commitment').selectAll().where('group_id', '=', group);
  for (const word of fold(words ?? '').split(/\s+/).filter(Boolean)) {
    query = query.where(sql<boolean>`search like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`);
  }
  const rows = await query.orderBy('number').execute();
  const reports = Map.groupBy(await reportsOf(tx, group), (report) => report.commitment);
  return rows.map((row) => ({ commitment: fromRow('commitment', row), reports: reports.get(row.number) ?? [] }));
}

async function reportsOf(tx: Tx, group: string, number?: number): Promise<Report[]> {
  let query = tx.selectFrom('report').selectAll().where('group_id', '=', group);
  if (number !== undefined) query = query.where('commitment', '=', number);
  return (await query.execute()).map((row) => fromRow('report', row));
}

/** One commitment, or undefined. */
export async function findCommitment(tx: Tx, group: string, number: number): Promise<Commitment | undefined> {
  const row = await tx.selectFrom('commitment').selectAll().where('group_id', '=', group).where('number', '=', number).executeTakeFirst();
  return row && fromRow('commitment', row);
}

/** All that stands on one commitment. */
export async function partsOf(tx: Tx, group: string, number: number): Promise<{ milestones: Milestone[]; reports: Report[]; ratings: Rating[]; evidence: Evidence[] }> {
  const of = <T extends 'milestone' | 'rating' | 'evidence'>(table: T) =>
    tx.selectFrom(table as 'rating').selectAll().where('group_id', '=', group).where('commitment', '=', number).execute();
  return {
    milestones: (await of('milestone')).map((row) => fromRow('milestone', row)).sort((a, b) => a.number - b.number),
    reports: await reportsOf(tx, group, number),
    ratings: (await of('rating')).map((row) => fromRow('rating', row)),
    evidence: (await of('evidence')).map((row) => fromRow('evidence', row)).sort((a, b) => a.number - b.number),
  };
}

/** All milestones of a group, by commitment and number. */
export async function milestonesOf(tx: Tx, group: string): Promise<Milestone[]> {
  const rows = await tx.selectFrom('milestone').selectAll().where('group_id', '=', group).orderBy('commitment').orderBy('number').execute();
  return rows.map((row) => fromRow('milestone', row));
}

/** All ratings of a group. */
export async function ratingsOf(tx: Tx, group: string): Promise<Rating[]> {
  const rows = await tx.selectFrom('rating').selectAll().where('group_id', '=', group).execute();
  return rows.map((row) => fromRow('rating', row));
}

/** The report an organisation has standing on a commitment. */
export async function findReport(tx: Tx, group: string, number: number, organisation: string): Promise<Report | undefined> {
  const row = await tx.selectFrom('report').selectAll().where('group_id', '=', group).where('commitment', '=', number).where('organisation', '=', organisation).executeTakeFirst();
  return row && fromRow('report', row);
}

/** The number the next commitment of a group gets. Numbers are never used twice, not even after an undo. */
export async function nextNumber(tx: Tx, group: string): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(cast(substr(about, 2) as integer)) as last from history where group_id = ${group} and kind = 'commitment'`.execute(tx);
  return (rows[0]?.last ?? 0) + 1;
}
