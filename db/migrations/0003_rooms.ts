import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

/** Rooms of chat platforms, whose ids are sealed, and cards that are kept up to date where they stand. */
export async function rooms(tx: Tx, types: Types): Promise<void> {
  for (const column of ['sealed', 'server']) await tx.schema.alterTable('room').addColumn(column, types.text).execute();
  await tx.schema.createIndex('room_server').on('room').column('server').where('server', 'is not', null).execute();
  await tx.schema.alterTable('outbox').addColumn('edits', 'integer', (c) => c.notNull().defaultTo(0)).execute();
  await tx.schema.alterTable('offer').addColumn('replaces', 'integer', (c) => c.notNull().defaultTo(0)).execute();
  // By which what waits to change a card is found, however much waits at the address.
  await tx.schema.createIndex('outbox_card').on('outbox').columns(['address', 'card', 'edits']).where('card', 'is not', null).execute();
  await makeTable(tx, types, 'card', 'address card | receipt at');
}
