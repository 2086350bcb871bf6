import type { Tx } from '#db/schema.ts';
import { prepared } from '#db/prepared.ts';

/** How many reminder messages a person has had from a group on one of their civil days. */
export async function toldOn(tx: Tx, group: string, person: string, day: string): Promise<number> {
  return (await counted(tx, { group, person, day }))[0]?.count ?? 0;
}
const counted = prepared<{ group: string; person: string; day: string }, { count: number }>((tx, slot) =>
  tx.selectFrom('told').select('count').where('person_id', '=', slot('person')).where('group_id', '=', slot('group')).where('day', '=', slot('day')),
);

/** Counts one more of them. */
export async function countTold(tx: Tx, group: string, person: string, day: string): Promise<void> {
  await counts(tx, { group, person, day });
}
const counts = prepared<{ group: string; person: string; day: string }, never>((tx, slot) =>
  tx.insertInto('told').values({ person_id: slot('person'), group_id: slot('group'), day: slot('day'), count: 1 })
    .onConflict((c) => c.columns(['person_id', 'group_id', 'day']).doUpdateSet((e) => ({ count: e('told.count', '+', 1) }))) as never,
);
