import type { RawBuilder } from 'kysely';
import type { Tx } from '#db/schema.ts';

/** In what the tables of the two databases differ. */
export interface Types {
  /** The type of a text: sorted by its characters on both. */
  readonly text: RawBuilder<unknown>;
  /** What follows the column list of a table. */
  readonly tableEnd: RawBuilder<unknown>;
}

/** Makes a table. Columns are `name`, `name?` (may be null) or `name#` (integer); those before `|` are the key. */
export async function makeTable(tx: Tx, { text, tableEnd }: Types, name: string, columns: string): Promise<void> {
  const [key, rest] = columns.split(' | ').map((half) => half.split(' ')) as [string[], string[]];
  let table = tx.schema.createTable(name);
  for (const column of [...key, ...rest]) {
    table = table.addColumn(column.replace(/[?#]$/, ''), column.endsWith('#') ? 'integer' : text, (c) => (column.endsWith('?') ? c : c.notNull()));
  }
  await table.addPrimaryKeyConstraint(`${name}_key`, key.map((column) => column.replace('#', '')) as never).modifyEnd(tableEnd).execute();
}
