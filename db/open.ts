import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Kysely, PostgresAdapter, PostgresDialect, SqliteDialect, sql, type RawBuilder } from 'kysely';
import { StoreError } from '#core/errors.ts';
import { lane } from '#db/lane.ts';
import { migrate } from '#db/migrate.ts';
import type { Schema, Tx } from '#db/schema.ts';

/** All that the program sees of the database. */
export interface Store {
  /** Runs `work` on one unchanging moment of the store. It must not write. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` as a transaction: all of it or nothing, durable when the promise resolves. May not be nested. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long another process's lock on the file is waited for, in milliseconds. */
const patience = 5000;

/**
 * Opens the store behind an address: `file:data/secretariat.db`, `:memory:` or `postgres://…`. Makes it when there is none
 * and brings its tables up to date. Everything in which the two databases differ is in this file.
 * @throws StoreError when it is corrupt, locked, full, read-only, unreachable or written by a newer version
 */
export async function openStore(address: string, now: Temporal.Instant): Promise<Store> {
  const store = /^postgres(ql)?:/.test(address) ? await openPostgres(address) : await openSqlite(address.replace(/^file:(\/\/)?/, ''));
  try {
    await migrate(store, now);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** On PostgreSQL, makes writers of one group wait for each other until the transaction ends. SQLite has one writer anyway. */
export async function lockGroup(tx: Tx, group: string): Promise<void> {
  if (tx.getExecutor().adapter instanceof PostgresAdapter) await sql`select pg_advisory_xact_lock(hashtextextended(${group}, 0))`.execute(tx);
}

/** What follows the column list of a table: on SQLite rows are stored by key and types are held to. */
export function tableEnd(tx: Tx): RawBuilder<unknown> {
  return tx.getExecutor().adapter instanceof PostgresAdapter ? sql`` : sql`without rowid, strict`;
}

const inside = new AsyncLocalStorage<true>();
function outermost<T>(work: () => Promise<T>): Promise<T> {
  if (inside.getStore()) throw new Error('a transaction inside a transaction: pass the tx on');
  return inside.run(true, work);
}

async function openSqlite(file: string): Promise<Store> {
  const memory = file === ':memory:';
  const writer = await connect(file);
  const reader = memory ? writer : await connect(file);
  const write = lane({
    begin: () => waitWhileBusy(file, () => void writer.statement('begin immediate').run()),
    commit: () => waitWhileBusy(file, () => void writer.statement('commit').run()),
    abort: () => {
      if (writer.raw.inTransaction) writer.raw.exec('rollback');
    },
    mark: () => void writer.statement('savepoint work').run(),
    undoToMark: () => {
      if (!writer.raw.inTransaction) throw new StoreError('full', file);
      writer.statement('rollback to work').run();
    },
  });
  const read = memory
    ? write
    : lane({
        begin: () => waitWhileBusy(file, () => {
          reader.statement('begin').run();
          // The first look fixes the moment that is seen, and is where a lock would be in the way.
          try {
            reader.statement('select 1 from store').get();
          } catch (error) {
            reader.statement('rollback').run();
            throw error;
          }
        }),
        commit: async () => void reader.statement('commit').run(),
        abort: () => {
          if (reader.raw.inTransaction) reader.raw.exec('rollback');
        },
        mark: () => {},
        undoToMark: () => {},
      });
  return {
    read: (work) => outermost(() => read(() => told(file, () => work(reader.db)))),
    tx: (work) => outermost(() => write(() => told(file, () => work(writer.db)))),
    async close() {
      if (!memory) reader.raw.close();
      writer.raw.close();
    },
  };
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
      opened.pragma('journal_mode = wal');
      opened.pragma('synchronous = full');
      opened.pragma('cache_size = -16000');
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
  const db: Tx = new Kysely<Schema>({ dialect: new SqliteDialect({ database: { prepare: statement as never, close: () => {} } }) });
  return { raw, statement, db };
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

const faults: readonly [RegExp, StoreError['fault']][] = [
  [/^SQLITE_BUSY|^SQLITE_LOCKED|^55P03$|^40P01$/, 'busy'],
  [/^SQLITE_(CORRUPT|NOTADB)|^XX00[12]$/, 'corrupt'],
  [/^SQLITE_FULL|^SQLITE_IOERR_(WRITE|SHMSIZE|TRUNCATE)|^ENOSPC$|^EDQUOT$|^53100$/, 'full'],
  [/^SQLITE_(READONLY|CANTOPEN|PERM)|^EACCES$|^EROFS$|^EPERM$|^25006$|^42501$/, 'readonly'],
  [/^E(NOTDIR|EXIST|ISDIR)$|^3D000$/, 'missing'],
  [/^SQLITE_IOERR|^ECONN|^ENOTFOUND$|^ETIMEDOUT$|^EHOSTUNREACH$|^57P0[123]$|^08|^28|^53300$/, 'unreachable'],
];

/** The StoreError behind a driver's error, or undefined when the fault is not the store's. */
function faultOf(error: unknown, where: string): StoreError | undefined {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : message === 'Connection terminated unexpectedly' ? 'ECONNRESET' : undefined;
  const fault = name && faults.find(([pattern]) => pattern.test(name))?.[1];
  return fault ? new StoreError(fault, where, error) : undefined;
}

async function openPostgres(address: string): Promise<Store> {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: address, max: 10, connectionTimeoutMillis: patience });
  // An idle connection that the server closes must not end the process; the next query reports it.
  pool.on('error', () => {});
  const { host, pathname } = new URL(address);
  const where = `${host}${pathname}`;
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await told(where, () => sql`select 1`.execute(db));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    read: (work) => outermost(() => told(where, () => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work))),
    tx: (work) => outermost(() => told(where, () => db.transaction().execute(work))),
    close: () => db.destroy(),
  };
}
