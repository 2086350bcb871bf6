import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, afterEach, describe } from 'vitest';
import { openStore, type Store } from '#db/open.ts';
import { newDatabase, newName } from '#tests/support/postgres.ts';
import { isSoak } from '#tests/support/runs.ts';

/** The server on which `npm test` lets PostgreSQL's tests run; without it they are skipped. */
export const postgres = process.env.TEST_POSTGRES;

/** A database for the tests: where an empty store can be made, and what it is. */
export interface Place {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** The address of a new, empty store. */
  fresh(): Promise<string>;
}

/** Says the same tests for both databases. What they make is gone afterwards. */
export function onBoth(what: string, tests: (place: Place) => void): void {
  onSqlite(what, tests);
  onPostgres(what, tests);
}

/** The same on one database, for what takes long and is shown on both in a soak: on this one, or on SQLite where there is no PostgreSQL. */
export function onOne(kind: Place['kind'], what: string, tests: (place: Place) => void): void {
  const isPostgres = kind === 'PostgreSQL' && postgres !== undefined;
  const say = isSoak ? onBoth : isPostgres ? onPostgres : onSqlite;
  say(what, tests);
}

function onSqlite(what: string, tests: (place: Place) => void): void {
  describe(`${what}, SQLite`, () => {
    const folder = temporary();
    tests({ kind: 'SQLite', fresh: async () => `file:${join(folder(), `${newName()}.db`)}` });
  });
}

function onPostgres(what: string, tests: (place: Place) => void): void {
  describe.skipIf(postgres === undefined)(`${what}, PostgreSQL`, () => {
    tests({ kind: 'PostgreSQL', fresh: freshDatabase });
  });
}

/** A folder that is there as long as the tests of the group in which this is called. */
export function temporary(): () => string {
  let made: string | undefined;
  afterAll(() => {
    if (made) rmSync(made, { recursive: true, force: true });
  });
  return () => (made ??= mkdtempSync(join(tmpdir(), 'secretariat-test-')));
}

/** The address of a new, empty database on the test server. */
export function freshDatabase(): Promise<string> {
  return newDatabase(postgres!);
}

/** Opens stores for the tests of the group in which this is called; each test's are closed after it. */
export function openings(): (address: string) => Promise<Store> {
  const open: Store[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });
  return async (address) => {
    const store = await openStore(address, Temporal.Instant.from('2013-02-22T08:00:00Z'));
    open.push(store);
    return store;
  };
}

/** Writes an SQLite dump into an empty database behind the program's back, as an older version would have left it there. */
export async function writeRaw(address: string, dump: string): Promise<void> {
  if (address.startsWith('file:')) {
    const db = new Database(address.slice(5));
    db.exec(dump);
    db.close();
    return;
  }
  const client = new pg.Client(address);
  await client.connect();
  const tables = (line: string) => (line.startsWith('CREATE TABLE') ? line.replace(/\) without rowid, strict;$/, ');').replaceAll('" text', '" text collate "C"') : line);
  await client.query(dump.split('\n').map(tables).join('\n'));
  await client.end();
}
