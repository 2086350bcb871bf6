import type { Tx } from '#db/schema.ts';

/** Every id that an event of a group has or had. None is used twice, not even after an undo: reminders are known by it. */
export async function eventIds(tx: Tx, group: string): Promise<Set<string>> {
  const rows = await tx.selectFrom('history').select('id').distinct().where('group_id', '=', group).where('kind', '=', 'event').execute();
  return new Set(rows.map(({ id }) => id));
}

/** The number that the next deadline of an event gets. Numbers are never used twice either. */
export async function nextDeadline(tx: Tx, group: string, event: string): Promise<number> {
  const rows = await tx.selectFrom('history').select('id').distinct().where('group_id', '=', group).where('about', '=', `event/${event}`).where('kind', '=', 'deadline').execute();
  return Math.max(0, ...rows.map(({ id }) => Number(id.split('/')[1]))) + 1;
}
