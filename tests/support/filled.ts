import { sql } from 'kysely';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

interface Kept<T> {
  readonly result: T;
  /** The statements that write all rows again. */
  readonly rows: readonly string[];
}
const kept = new Map<string, Kept<unknown>>();

/**
 * Has a new store in memory filled by `make`: the first time under a name by doing it, from then on by writing the rows that this left.
 * To import and plan a group takes ten times as long, and most tests begin with one.
 */
export async function filled<T>(store: Store, name: string, make: (tx: Tx) => Promise<T>): Promise<T> {
  const known = kept.get(name) as Kept<T> | undefined;
  if (known) {
    await store.tx(async (tx) => {
      for (const text of known.rows) await sql.raw(text).execute(tx);
    });
    return known.result;
  }
  const result = await store.tx(make);
  kept.set(name, { result, rows: await store.read(written) });
  return result;
}

async function written(tx: Tx): Promise<string[]> {
  const columns = await sql<{ name: string; row: string }>`
    select t.name, group_concat('quote("' || c.name || '")', ' || '','' || ') as row
    from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' group by t.name`.execute(tx);
  const texts: string[] = [];
  for (const { name, row } of columns.rows) {
    const all = await sql.raw<{ rows: string | null }>(`select group_concat('(' || ${row} || ')') as rows from "${name}"`).execute(tx);
    const [{ rows } = { rows: null }] = all.rows;
    if (rows !== null) texts.push(`insert or replace into "${name}" values ${rows}`);
  }
  return texts;
}
