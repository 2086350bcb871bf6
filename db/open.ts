import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Kysely, PostgresAdapter, PostgresDialect, SqliteDialect, SqliteQueryCompiler, sql, type CompiledQuery, type RawBuilder } from 'kysely';
import { StoreError } from '#core/errors.ts';
import { lane } from '#db/lane.ts';
import { migrate } from '#db/migrate.ts';
import { readsFrom } from '#db/moment.ts';
import type { Schema, Tx } from '#db/schema.ts';
import { faultOf } from '#db/storefaults.ts';

/** All that the program sees of the database. */
export interface Store {
  /** Runs `work` on one unchanging moment of the store. It must not write. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` as a transaction: all of it or nothing, durable when the promise resolves. May not be nested. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Tells the store as it is now from how it was: another number once anything has been written, by whichever process. It costs less than
   * a read. Undefined where the database cannot say so at once.
   */
  version(): number | undefined;
  /** Lets what runs finish, then closes. */
  close(): Promise<void>;
}

/** How long others' locks are waited for, in milliseconds. */
const patience = 5000;

/**
 * Opens the store behind an address: `file:data/secretariat.db`, `:memory:` or `postgres://…`. Makes it when there is none
 * and brings its tables up to date. Everything in which the two databases differ is in this file.
 * @throws StoreError when it is corrupt, locked, full, read-only, unreachable or written by a newer version
 */
export async function openStore(address: string, now: Temporal.Instant): Promise<Store> {
  const postgres = /^postgres(ql)?:/.test(address);
  const where = postgres ? new URL(address).host + new URL(address).pathname : address.replace(/^file:(\/\/)?/, '');
  const store = postgres ? await openPostgres(address, where) : await openSqlite(where);
  try {
    // PostgreSQL is told to order texts by their characters, whatever its language; SQLite to store rows by key and to hold to types.
    const types = postgres ? { text: sql`text collate "C"`, tableEnd: sql`` } : { text: sql`text`, tableEnd: sql`without rowid, strict` };
    await migrate(store, where, now, { lock: lockGroup, tables: tableNames, ...types });
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/**
 * On PostgreSQL, makes writers of one group wait for each other until the transaction ends; true, because what was read before
 * may have changed meanwhile. SQLite has one writer anyway: false.
 */
export async function lockGroup(tx: Tx, group: string): Promise<boolean> {
  if (!(tx.getExecutor().adapter instanceof PostgresAdapter)) return false;
  await sql`select pg_advisory_xact_lock(hashtextextended(${group}, 0))`.execute(tx);
  return true;
}

/** The texts of a JSON list as a subquery: so one parameter of a statement takes a list of any length. */
export function listed(tx: Tx, json: string): RawBuilder<string> {
  return tx.getExecutor().adapter instanceof PostgresAdapter ? sql`(select jsonb_array_elements_text(${json}::jsonb))` : sql`(select value from json_each(${json}))`;
}

/** The names of all tables there are, ours and others'. On PostgreSQL those of the schema in use. */
export async function tableNames(tx: Tx): Promise<string[]> {
  const postgres = tx.getExecutor().adapter instanceof PostgresAdapter;
  const all = postgres ? sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()` : sql<{ name: string }>`select name from sqlite_schema where type = 'table'`;
  return (await all.execute(tx)).rows.map(({ name }) => name);
}

const straight = new WeakMap<Tx, (text: string, values: readonly unknown[]) => unknown[]>();

/**
 * The rows of a compiled query with these values. On SQLite it goes straight to the connection: Kysely's own way there leads through
 * a mutex and a dozen promises, which take longer than most queries.
 */
export async function rowsOf<R>(tx: Tx, query: CompiledQuery<R>, values: readonly unknown[]): Promise<R[]> {
  const run = straight.get(tx);
  return run ? (run(query.sql, values) as R[]) : (await tx.getExecutor().executeQuery<R>({ ...query, parameters: values })).rows;
}

type Way = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
const inside = new AsyncLocalStorage<true>();

/** A store of its two ways in. Neither can be taken from within the other or itself. */
function storeOf(read: Way, tx: Way, version: Store['version'], end: () => void | Promise<void>): Store {
  const running = new Set<Promise<unknown>>();
  const outermost =
    (way: Way): Way =>
    async (work) => {
      if (inside.getStore()) throw new Error('a transaction inside a transaction: pass the tx on');
      const result = inside.run(true, () => way(work));
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    };
  return {
    read: outermost(read),
    tx: outermost(tx),
    version,
    async close() {
      while (running.size > 0) await Promise.allSettled(running);
      await end();
    },
  };
}

async function openSqlite(file: string): Promise<Store> {
  const memory = file === ':memory:';
  const writer = await connect(file);
  const reader = memory ? writer : await connect(file);
  const write = lane({
    joins: true,
    begin: () => waitWhileBusy(file, () => void writer.statement('begin immediate').run()),
    commit: () => waitWhileBusy(file, () => void writer.statement('commit').run()),
    abort: () => abandon(writer),
    check() {
      // SQLite may give up the whole transaction by itself when there is no room left.
      if (!writer.raw.inTransaction) throw new StoreError('full', file);
    },
    mark: () => void writer.statement('savepoint work').run(),
    keep: () => void writer.statement('release work').run(),
    undoToMark() {
      writer.statement('rollback to work').run();
      writer.statement('release work').run();
    },
  });
  const look = lane({
    joins: false,
    begin: () =>
      waitWhileBusy(file, () => {
        reader.statement('begin').run();
        // The first look fixes the moment that is seen, and is where a lock would be in the way.
        try {
          reader.statement('select 1 from store').get();
        } catch (error) {
          abandon(reader);
          throw error;
        }
      }),
    commit: async () => void reader.statement('commit').run(),
    abort: () => abandon(reader),
    check: () => {},
    mark: () => {},
    keep: () => {},
    undoToMark: () => {},
  });
  const read: Way = (work) => (memory ? write(() => withoutWriting(writer, () => told(file, () => work(writer.db)))) : look(() => told(file, () => work(reader.db))));
  if (!memory) {
    reader.raw.pragma('query_only = on');
    readsFrom(reader, reader.db);
  }
  // A store in memory has no other connection that could see a change; while something is read, what that sees stays the same.
  const version = () => {
    try {
      return memory || reader.raw.inTransaction ? undefined : (reader.statement('pragma data_version').pluck().get() as number);
    } catch {
      return undefined; // What is wrong, a read will tell.
    }
  };
  return storeOf(read, (work) => write(() => told(file, () => work(writer.db))), version, () => {
    if (!memory) reader.raw.close();
    writer.raw.close();
  });
}

type Connection = Awaited<ReturnType<typeof connect>>;

function abandon({ raw }: Connection): void {
  try {
    if (raw.inTransaction) raw.exec('rollback');
  } catch {
    // The fault that led here is the one to tell of; the next begin will meet what is left of it.
  }
}

/** A store in memory has one connection for everything; a read is kept from writing as on a file. */
async function withoutWriting<T>({ raw }: Connection, work: () => Promise<T>): Promise<T> {
  raw.exec('pragma query_only = on');
  try {
    return await work();
  } finally {
    raw.exec('pragma query_only = off');
  }
}

/** One connection with Kysely on top. Statements are prepared once: preparing costs more than running them. */
async function connect(file: string) {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw faultOf(error, file) ?? error;
  }
  const raw = await waitWhileBusy(file, () => {
    const opened = new Database(file, { timeout: 0 });
    try {
      const tables = opened.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
      // Looked at before anything is set, because the journal mode is written into the file.
      if (tables.length > 0 && !tables.includes('store')) throw new StoreError('corrupt', file);
      opened.pragma('journal_mode = wal');
      opened.pragma('synchronous = full');
      // What is deleted, such as answers that are forgotten, is overwritten in the file and not only marked as free.
      opened.pragma('secure_delete = on');
      opened.pragma('cache_size = -16000');
      // What a savepoint may have to bring back is kept here, not in a file of its own: half the price of a write among others.
      opened.pragma('temp_store = memory');
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  });
  const cache = new Map<string, Database.Statement>();
  const statement = (text: string) => {
    let made = cache.get(text);
    if (!made) {
      if (cache.size >= 500) cache.clear();
      cache.set(text, (made = raw.prepare(text)));
    }
    return made;
  };
  const db: Tx = new Kysely<Schema>({ dialect: new Dialect({ database: { prepare: statement as never, close: () => {} } }) });
  straight.set(db, (text, values) => {
    const made = statement(text);
    if (made.reader) return made.all(...values);
    made.run(...values);
    return [];
  });
  return { raw, statement, db };
}

class Dialect extends SqliteDialect {
  override createQueryCompiler(): SqliteQueryCompiler {
    return new Compiler();
  }
}

/**
 * Writes every parameter as `+?`. The plus does nothing to a value, but keeps SQLite from tying a statement's plan to it: such a
 * statement is planned anew at every use, which takes longer than running it.
 */
class Compiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?';
  }
}

/** Waits for a lock of another process without blocking this one, at growing distances of up to 10 ms. */
async function waitWhileBusy<T>(file: string, step: () => T): Promise<T> {
  const end = performance.now() + patience;
  for (let tries = 0; ; tries++) {
    try {
      return step();
    } catch (error) {
      const fault = faultOf(error, file);
      if (fault?.fault !== 'busy' || performance.now() > end) throw fault ?? error;
      await sleep(Math.min(10, tries / 2) * (0.5 + Math.random()));
    }
  }
}

async function told<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error, where) ?? error;
  }
}

async function openPostgres(address: string, where: string): Promise<Store> {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  // A transaction never waits for the network or for people: one that idles belongs to a process that was cut off.
  const limits = { connectionTimeoutMillis: patience, lock_timeout: patience, idle_in_transaction_session_timeout: 6 * patience };
  const pool = new pg.Pool({ connectionString: address, max: 10, ...limits });
  // A connection that the server closes, idle or in use, must not end the process; the next query reports it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await told(where, () => sql`select 1`.execute(db));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return storeOf(
    (work) => told(where, () => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute((tx) => work(readsFrom(db, tx)))),
    (work) => told(where, () => db.transaction().execute(work)),
    () => undefined,
    () => db.destroy(),
  );
}
