import { StoreError } from '#core/errors.ts';
import { stamp } from '#core/time.ts';
import { migrations } from '#db/migrations/index.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';
import type { Types } from '#db/table.ts';

/** In what the databases differ where tables are made: handed in by `open.ts`, which alone knows. */
export interface Ground extends Types {
  /** Makes other processes that migrate wait. */
  lock(tx: Tx, name: string): Promise<unknown>;
  tables(tx: Tx): Promise<string[]>;
}

/**
 * Brings the tables up to date, each step in the one transaction that also notes its number; forward only.
 * Several processes may start at once: one of them does it, the others find it done.
 * @throws StoreError `newer` when the store was written by a newer version, `corrupt` when it holds somebody else's tables
 */
export async function migrate(store: Store, where: string, now: Temporal.Instant, { lock, tables, ...types }: Ground): Promise<void> {
  const known = await store.read(version).catch((error: unknown) => {
    if (error instanceof StoreError) throw error;
    return undefined; // no table yet: an empty store
  });
  if (known === migrations.length) return;
  await store.tx(async (tx) => {
    await lock(tx, 'migrate');
    const there = await tables(tx);
    if (there.length === 0) {
      await tx.schema.createTable('store').addColumn('key', types.text, (c) => c.primaryKey().notNull()).addColumn('value', types.text, (c) => c.notNull()).modifyEnd(types.tableEnd).execute();
      await setNote(tx, 'made', stamp(now));
    } else if (!there.includes('store') || !there.includes('history')) {
      throw new StoreError('corrupt', where);
    }
    const done = (await version(tx)) ?? 0;
    if (done > migrations.length) throw new StoreError('newer', where);
    for (let next = done; next < migrations.length; next++) {
      await migrations[next]!(tx, types);
      await setNote(tx, 'version', String(next + 1));
    }
  });
}

async function version(tx: Tx): Promise<number | undefined> {
  const value = await note(tx, 'version');
  return value === undefined ? undefined : Number(value);
}

/** A fact about the store itself, such as `sandbox` or the sandbox's `clock`. */
export async function note(tx: Tx, key: string): Promise<string | undefined> {
  return (await tx.selectFrom('store').select('value').where('key', '=', key).executeTakeFirst())?.value;
}

/** Sets a fact about the store itself. */
export async function setNote(tx: Tx, key: string, value: string): Promise<void> {
  await tx.insertInto('store').values({ key, value }).onConflict((c) => c.column('key').doUpdateSet({ value })).execute();
}
