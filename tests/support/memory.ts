import { sql } from 'kysely';
import { stamp } from '#core/time.ts';
import { setNote } from '#db/migrate.ts';
import { openStore, type Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

/** A new store: what its tables are, and what is written in it. */
interface New {
  readonly shape: string;
  readonly tables: readonly string[];
  readonly notes: readonly { readonly key: string; readonly value: string }[];
}
let asNew: New | undefined;

/** Stores that tests are done with, empty again. */
const idle: Store[] = [];
/** So many are kept: a test seldom needs more at once. */
const most = 4;

/**
 * A new store in memory. It may be one that another test is done with, emptied: to make one, and to prepare its statements, takes longer
 * than most tests do. One whose tables a test has changed is not used again.
 */
export async function memoryStore(now: Temporal.Instant): Promise<Store> {
  const store = idle.pop() ?? (await openStore(':memory:', now));
  const { tables, notes, shape } = (asNew ??= await store.read(lookAt));
  await store.tx((tx) => setNote(tx, 'made', stamp(now)));
  let closed = false;
  const open = () => {
    if (closed) throw new Error('The database connection is not open');
  };
  return {
    ...store,
    async read(work) {
      open();
      return store.read(work);
    },
    async tx(work) {
      open();
      return store.tx(work);
    },
    async close() {
      if (closed) return;
      closed = true;
      // What still runs comes before this.
      const isSame = await store.tx(async (tx) => {
        if ((await shapeOf(tx)) !== shape) return false;
        for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(tx);
        await tx.insertInto('store').values([...notes]).execute();
        return true;
      });
      if (isSame && idle.length < most) idle.push(store);
      else await store.close();
    },
  };
}

async function lookAt(tx: Tx): Promise<New> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_schema where type = 'table'`.execute(tx);
  return { shape: await shapeOf(tx), tables: rows.map(({ name }) => name), notes: await tx.selectFrom('store').selectAll().execute() };
}

/** All tables, indexes and triggers there are. */
async function shapeOf(tx: Tx): Promise<string> {
  const { rows } = await sql<{ shape: string }>`
    select group_concat(coalesce(sql, name), ';') as shape from (select sql, name from sqlite_schema union all select sql, name from sqlite_temp_schema order by 1, 2)`.execute(tx);
  return rows[0]!.shape;
}
