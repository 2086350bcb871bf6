import { sql } from 'kysely';
import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

const tables: Readonly<Record<string, string>> = {
  deadline: 'group_id event number# | title opens? closes addressee? paper? certainty source? note? cancelled?',
  snooze: 'group_id subject seat | until?',
  reminder: 'group_id subject kind rung date recipient | day until? due state at? cause? data?',
  told: 'person_id group_id day | count#',
  outage: 'since | until',
  queue: 'address | platform due since holder last',
};

/** Hours and deadlines of events, reminders, and an outbox with a queue for each address. */
export async function reminders(tx: Tx, types: Types): Promise<void> {
  const add = (table: string, ...columns: readonly string[]) => columns.reduce((before, column) => before.then(() => tx.schema.alterTable(table).addColumn(column, types.text).execute()), Promise.resolve());
  for (const [name, columns] of Object.entries(tables)) await makeTable(tx, types, name, columns);
  await add('event', 'begins', 'finishes', 'rungs', 'cancelled');
  await tx.schema.alterTable('event').addColumn('alternatives', types.text, (c) => c.notNull().defaultTo(sql`'[]'`)).execute();
  await tx.schema.alterTable('event').addColumn('yearly', 'integer', (c) => c.notNull().defaultTo(0)).execute();
  await add('person', 'reminders');
  await tx.schema.dropIndex('outbox_lease').execute();
  await tx.schema.alterTable('outbox').dropColumn('lease').execute();
  await add('outbox', 'dead', 'about', 'card', 'chain');
  await tx.schema.createIndex('reminder_due').on('reminder').columns(['due', 'group_id']).where(sql.ref('state'), '=', sql.lit('planned')).execute();
  await tx.schema.createIndex('reminder_group').on('reminder').columns(['group_id', 'due']).where(sql.ref('state'), '=', sql.lit('planned')).execute();
  await tx.schema.createIndex('outbox_address').on('outbox').columns(['address', 'id']).where(sql.ref('dead'), 'is', null).execute();
  await tx.schema.createIndex('outbox_dead').on('outbox').columns(['group_id', 'dead']).where(sql.ref('dead'), 'is not', null).execute();
  await tx.schema.createIndex('queue_due').on('queue').columns(['platform', 'due']).execute();
  // What is on its way goes on.
  const waiting = await tx.selectFrom('outbox').select('address').select((e) => e.fn.max('id').as('last')).groupBy('address').execute();
  for (const { address, last } of waiting) await tx.insertInto('queue').values({ address, platform: address.split(':')[0]!, due: '1970-01-01T00:00:00.000Z', since: '', holder: '', last }).execute();
}
