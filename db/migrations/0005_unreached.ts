import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

/** Whom messages do not reach, whoever got them instead. */
export async function unreached(tx: Tx, types: Types): Promise<void> {
  await makeTable(tx, types, 'unreached', 'group_id person_id | since');
}
