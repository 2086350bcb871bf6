import { sql } from 'kysely';
import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

/** Several accounts of one person: since when each is known, what asks to join them, and who has tried codes that were wrong. */
export async function links(tx: Tx, types: Types): Promise<void> {
  await tx.schema.alterTable('account').addColumn('since', types.text, (c) => c.notNull().defaultTo(sql`''`)).execute();
  await sql`update account set since = coalesce((select since from person where person.id = account.person_id), '')`.execute(tx);
  await makeTable(tx, types, 'link', 'owner | id platform sealed code expires other? other_platform? other_sealed? agreed#');
  await makeTable(tx, types, 'missed', 'owner | since count#');
}
