import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Snooze } from '#rules/things.ts';

/** What the seats of a group do not want to be asked about for a while, or at all. Some of it may be over. */
export async function snoozesOf(tx: Tx, group: string): Promise<Snooze[]> {
  return (await inGroup(tx, { group })).map((row) => fromRow('snooze', row));
}
const inGroup = prepared<{ group: string }, Schema['snooze']>((tx, slot) => tx.selectFrom('snooze').selectAll().where('group_id', '=', slot('group')));
