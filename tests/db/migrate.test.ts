import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { note, setNote } from '#db/migrate.ts';
import { migrations } from '#db/migrations/index.ts';
import { openStore, tableNames } from '#db/open.ts';
import { onBoth, openings, temporary } from '#tests/support/stores.ts';
import { startWorker } from '#tests/support/workers.ts';

const now = Temporal.Instant.from('2013-02-22T08:00:00Z');

onBoth('migration', ({ empty }) => {
  const open = openings();

  test('takes an empty store to the newest version, and leaves it alone the next time', async () => {
    const address = await empty();
    const first = await open(address);
    const facts = () => first.read(async (tx) => [await note(tx, 'version'), await note(tx, 'made'), (await tableNames(tx)).sort()]);
    const made = await facts();
    expect(made.slice(0, 2)).toEqual([String(migrations.length), '2013-02-22T08:00:00.000Z']);
    const later = await openStore(address, now.add({ hours: 1 }));
    await later.close();
    expect(await facts()).toEqual(made);
  });

  test('is done once when four processes start on an empty store at the same time', async () => {
    const address = await empty();
    const workers = Array.from({ length: 4 }, () => startWorker(address));
    await Promise.all(workers.map((worker) => worker.ready));
    await Promise.all(workers.map((worker) => worker.end()));
    expect(workers.map((worker) => worker.trouble)).toEqual([[], [], [], []]);
    const store = await open(address);
    expect(await store.read((tx) => note(tx, 'version'))).toBe(String(migrations.length));
  });

  test('is refused for a store of a newer version, which is left as it is', async () => {
    const address = await empty();
    const store = await open(address);
    await store.tx((tx) => setNote(tx, 'version', String(migrations.length + 1)));
    await expect(openStore(address, now)).rejects.toMatchObject({ name: 'StoreError', fault: 'newer' });
    expect(await store.read((tx) => note(tx, 'version'))).toBe(String(migrations.length + 1));
  });

  test('that fails leaves nothing behind', async () => {
    const address = await empty();
    const store = await open(address);
    const half = store.tx(async (tx) => {
      await tx.schema.createTable('half').addColumn('id', 'text').execute();
      await sql`select missing from nowhere`.execute(tx);
    });
    await expect(half).rejects.toThrow(/nowhere/);
    expect(await store.read(tableNames)).not.toContain('half');
  });
});

test('a database that belongs to another program is refused and left as it is, journal mode included', async () => {
  const file = join(folder(), 'foreign.db');
  const foreign = new Database(file);
  foreign.exec("create table customers (name text); insert into customers values ('one')");
  foreign.close();
  const before = readFileSync(file);
  await expect(openStore(`file:${file}`, now)).rejects.toMatchObject({ name: 'StoreError', fault: 'corrupt', where: file });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file that is no database, or whose pages are damaged, is refused and left as it is', async () => {
  const [text, torn] = [join(folder(), 'notes.txt'), join(folder(), 'torn.db')];
  writeFileSync(text, 'These are the minutes of the meeting. '.repeat(200));
  const store = await openStore(`file:${torn}`, now);
  await store.close();
  const bytes = readFileSync(torn);
  writeFileSync(torn, bytes.fill(0x55, 100, 4096));
  for (const file of [text, torn]) {
    const before = readFileSync(file);
    await expect(openStore(`file:${file}`, now)).rejects.toMatchObject({ name: 'StoreError', fault: 'corrupt', where: file });
    expect(readFileSync(file).equals(before)).toBe(true);
  }
});

const folder = temporary();
