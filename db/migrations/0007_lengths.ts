import type { Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

/** How long one of a series lasts where that is not as long as the others. */
export async function lengths(tx: Tx, _types: Types): Promise<void> {
  await tx.schema.alterTable('occurrence').addColumn('minutes', 'integer').execute();
}
