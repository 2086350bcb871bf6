import { prepared } from '#db/prepared.ts';
import type { Tx } from '#db/schema.ts';

interface Of {
  readonly group: string;
  readonly person: string;
}

/** Notes that a message of a group, written at an instant, did not reach somebody: of several the first is kept. Nothing is noted of whoever is erased. */
export async function noteUnreached(tx: Tx, { group, person }: Of, since: string): Promise<void> {
  if (!(await tx.selectFrom('person').select('id').where('id', '=', person).executeTakeFirst())) return;
  await tx.insertInto('unreached').values({ group_id: group, person_id: person, since }).onConflict((c) => c.doNothing()).execute();
}

/** Forgets it of those whom a message has reached. */
export async function noteReached(tx: Tx, all: readonly Of[]): Promise<void> {
  if (all.length === 0 || (await any(tx, {})).length === 0) return;
  for (const { group, person } of all) await tx.deleteFrom('unreached').where('group_id', '=', group).where('person_id', '=', person).execute();
}
const any = prepared<object, { since: string }>((tx) => tx.selectFrom('unreached').select('since').limit(1));

/** The people whom a group's messages do not reach, by id, with the instant since when. */
export async function unreachedOf(tx: Tx, group: string): Promise<Map<string, string>> {
  const rows = await tx.selectFrom('unreached').select(['person_id', 'since']).where('group_id', '=', group).execute();
  return new Map(rows.map(({ person_id, since }) => [person_id, since]));
}
