import { sql } from 'kysely';
import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** What changed about one commitment (`C4`) or event (`event/cnd57`): its newest line of history, and how many there are. */
export interface Changed {
  readonly about: string;
  readonly seq: number;
  readonly count: number;
}

/** The commitments and events that were changed from an instant on, last changed first. Imports and what was taken back do not count. */
export async function changedSince(tx: Tx, group: string, since: Temporal.Instant): Promise<Changed[]> {
  const undone = tx.selectFrom('history').select('undoes').where('group_id', '=', group).where('undoes', 'is not', null);
  const rows = await tx
    .selectFrom('history').select('about').select((e) => [e.fn.max('seq').as('seq'), e.fn.countAll<number>().as('count')])
    .where('group_id', '=', group).where('at', '>=', stamp(since)).where((e) => e.or([e('about', 'like', 'C%'), e('about', 'like', 'event/%')])).where('act', '<>', 'group.import')
    .where('undoes', 'is', null).where('call', 'not in', undone as never)
    .groupBy('about').orderBy(sql`max(seq)`, 'desc').execute();
  return rows.map(({ about, seq, count }) => ({ about, seq: Number(seq), count: Number(count) }));
}

/** The imports from an instant on that brought commitments or events, newest first: when, and how many of each. */
export async function importsSince(tx: Tx, group: string, since: Temporal.Instant): Promise<{ at: string; commitments: number; events: number }[]> {
  const rows = await tx
    .selectFrom('history').select(['call', 'at']).select((e) => [e.fn.count('id').filterWhere('kind', '=', 'commitment').as('commitments'), e.fn.count('id').filterWhere('kind', '=', 'event').as('events')])
    .where('group_id', '=', group).where('at', '>=', stamp(since)).where('act', '=', 'group.import').where('kind', 'in', ['commitment', 'event'])
    .groupBy(['call', 'at']).orderBy('at', 'desc').orderBy('call', 'desc').execute();
  return rows.map(({ at, commitments, events }) => ({ at, commitments: Number(commitments), events: Number(events) }));
}
