import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, afterEach, describe } from 'vitest';
import { openStore, type Store } from '#db/open.ts';
import { dropDatabases, newDatabase, newName } from '#tests/support/postgres.ts';
import { isSoak } from '#tests/support/runs.ts';

/** The server on which `npm test` lets PostgreSQL's tests run; without it they are skipped. */
export const postgres = process.env.TEST_POSTGRES;

/** A database for the tests: where a store can be made, and what it is. */
export interface Place {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** The address of a new store without a group in it: a copy of one that the program made. */
  fresh(): Promise<string>;
  /** The address of a store that is still to be made. */
  empty(): Promise<string>;
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
    const empty = async () => `file:${join(folder(), `${newName()}.db`)}`;
    tests({
      kind: 'SQLite', empty,
      async fresh() {
        const address = await empty();
        writeFileSync(address.slice(5), await (madeFile ??= makeFile(await empty())));
        return address;
      },
    });
  });
}

function onPostgres(what: string, tests: (place: Place) => void): void {
  describe.skipIf(postgres === undefined)(`${what}, PostgreSQL`, () => {
    const own: string[] = [];
    const noted = (address: string) => (own.push(address), address);
    afterAll(() => dropDatabases(postgres!, own.splice(0)));
    tests({ kind: 'PostgreSQL', empty: async () => noted(await newDatabase(postgres!, undefined, 'file_copy')), fresh: async () => noted(await freshDatabase()) });
  });
}

const began = Temporal.Instant.from('2013-02-22T08:00:00Z');

async function made(address: string): Promise<string> {
  const store = await openStore(address, began);
  await store.close();
  return address;
}
/** The content of a file with a new store in it. */
let madeFile: Promise<Buffer> | undefined;
const makeFile = async (address: string) => readFileSync((await made(address)).slice(5));
/** The address of a database with a new store in it, of which all others are copies. */
let madeDatabase: Promise<string> | undefined;

/** A folder that is there as long as the tests of the group in which this is called. */
export function temporary(): () => string {
  let made: string | undefined;
  afterAll(() => {
    if (made) rmSync(made, { recursive: true, force: true });
  });
  return () => (made ??= mkdtempSync(join(tmpdir(), 'secretariat-test-')));
}

/** The address of a new store in a database of the test server. */
export async function freshDatabase(): Promise<string> {
  madeDatabase ??= newDatabase(postgres!).then(made);
  return newDatabase(postgres!, new URL(await madeDatabase).pathname.slice(1), 'file_copy');
}

/** Opens stores for the tests of the group in which this is called; each test's are closed after it. */
export function openings(): (address: string) => Promise<Store> {
  const open: Store[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });
  return async (address) => {
    const store = await openStore(address, began);
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
