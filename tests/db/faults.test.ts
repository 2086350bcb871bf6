import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import { systemNow } from '#core/time.ts';
import { note, setNote } from '#db/migrate.ts';
import { migrations } from '#db/migrations/index.ts';
import { lockGroup, openStore, type Store } from '#db/open.ts';
import { examine, fill } from '#tests/support/kill.ts';
import { freshDatabase, onBoth, openings, postgres, temporary, type Place } from '#tests/support/stores.ts';
import { startWorker } from '#tests/support/workers.ts';
import { read, sample, testbed } from '#tests/support/world.ts';

const now = Temporal.Instant.from('2013-02-22T08:00:00Z');
const folder = temporary();
const seen = (store: Store, key: string) => store.read((tx) => note(tx, key));
const group: string = sample.group.id;

/** Takes the lock that writers of the group need, in another process, until it is told to let go. */
async function holdLock(kind: Place['kind'], address: string): Promise<() => Promise<void>> {
  if (kind === 'PostgreSQL') {
    const client = new pg.Client(address);
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [group]);
    return () => client.end();
  }
  const script = "import D from 'better-sqlite3'; const db = new D(process.argv[1]); db.exec('begin immediate'); console.log('held'); process.stdin.on('end', () => db.close()).resume()";
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, address.slice('file:'.length)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await once(child, 'close');
  };
}

/** A transaction as a command makes it: it takes the group's lock first. */
const write = (store: Store, key: string) =>
  store.tx(async (tx) => {
    await lockGroup(tx, group);
    await setNote(tx, key, 'here');
  });

onBoth('a lock of another process', ({ kind, fresh }) => {
  const open = openings();

  test('is waited for without standing still: timers fire and reads are answered meanwhile', async () => {
    const address = await fresh();
    const store = await open(address);
    const release = await holdLock(kind, address);
    let [ticks, written] = [0, false];
    const timer = setInterval(() => ticks++, 5);
    const writing = write(store, 'late').then(() => (written = true));
    await sleep(300);
    clearInterval(timer);
    const meanwhile = { enough: ticks >= 20, written, read: await seen(store, 'version') };
    await release();
    await writing;
    expect(meanwhile).toEqual({ enough: true, written: false, read: String(migrations.length) });
    expect(await seen(store, 'late')).toBe('here');
  });

  test('that is held too long is told as such to everyone who waits, in five seconds and not one after another', async () => {
    const address = await fresh();
    const bed = await testbed({ address });
    const release = await holdLock(kind, address);
    const start = performance.now();
    const asked = await Promise.all([bed.as('inpud').says('/update 6 done'), ...Array.from({ length: 30 }, (_, i) => write(bed.store, `n${i}`).catch((error: unknown) => error))]);
    const seconds = (performance.now() - start) / 1000;
    await release();
    const [outcome, ...others] = asked;
    expect(outcome).toMatchObject({ fault: 'busy' });
    expect(read((outcome as { say: Parameters<typeof read>[0] }).say)).toContain('in use');
    for (const error of others) expect(error).toMatchObject({ name: 'StoreError', fault: 'busy' });
    expect(seconds).toBeGreaterThan(4.9);
    expect(seconds).toBeLessThan(9);
    expect(bed.bugs).toEqual([]);
    expect(await seen(bed.store, 'n0')).toBeUndefined();
    await write(bed.store, 'after');
    await bed.close();
  }, 15_000);
});

onBoth('closing a store', ({ fresh }) => {
  test('lets finish what has begun', async () => {
    const address = await fresh();
    const store = await openStore(address, now);
    const { promise: gate, resolve: go } = Promise.withResolvers<void>();
    const writing = store.tx(async (tx) => {
      await gate;
      await setNote(tx, 'last', 'here');
      return 'written';
    });
    const reading = store.read((tx) => note(tx, 'version'));
    const closing = store.close();
    go();
    expect(await Promise.all([writing, reading, closing])).toEqual(['written', String(migrations.length), undefined]);
    const again = await openStore(address, now);
    expect(await seen(again, 'last')).toBe('here');
    await again.close();
  });
});

test('a full store refuses what does not fit, keeps what it answered, and goes on when there is room again', async () => {
  const store = await openStore(`file:${join(folder(), 'full.db')}`, now);
  const limit = (pages: string) => store.tx((tx) => sql`pragma max_page_count = ${sql.raw(pages)}`.execute(tx));
  const { rows } = await store.tx((tx) => sql<{ page_count: number }>`pragma page_count`.execute(tx));
  await limit(String(rows[0]!.page_count + 20));
  const works = Array.from({ length: 40 }, (_, i) => store.tx((tx) => setNote(tx, `n${i}`, 'x'.repeat(i % 4 === 3 ? 60_000 : 100))));
  const answers = await Promise.allSettled(works);
  const stored = await store.read((tx) => tx.selectFrom('store').select('key').where('key', 'like', 'n%').execute());
  const kept = answers.flatMap((answer, i) => (answer.status === 'fulfilled' ? `n${i}` : []));
  expect(stored.map(({ key }) => key).sort()).toEqual(kept.sort());
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toMatchObject({ name: 'StoreError', fault: 'full' });
  await limit('1073741823');
  await store.tx((tx) => setNote(tx, 'n3', 'x'.repeat(60_000)));
  expect(await seen(store, 'n3')).toHaveLength(60_000);
  await store.close();
});

test.skipIf(process.platform === 'win32')('a process that may not write more to the disk says so, lives on, and has stored what it answered', async () => {
  const address = `file:${join(folder(), 'limited.db')}`;
  await fill(address);
  const worker = startWorker(address, ['/bin/sh', '-c', 'ulimit -f 2000; exec "$0" "$@"']);
  await worker.ready;
  const sent = Array.from({ length: 2000 }, (_, i) => ({ id: newId(systemNow()), user: 'inpud', commitment: 'C6', status: 'done', note: `note-1-${i}` }));
  for (const update of sent) worker.send(update);
  while (worker.answers.size + worker.trouble.length < sent.length) await sleep(5);
  await worker.end();
  expect(worker.answers.size).toBeGreaterThan(0);
  expect(worker.trouble.length).toBeGreaterThan(0);
  for (const line of worker.trouble) expect(line).toMatch(/^refused .*The disk is full/);
  const store = await openStore(address, now);
  const { notes, faults } = await examine(store);
  expect(faults).toEqual([]);
  expect([...notes.values()].sort()).toEqual([...worker.answers.keys()].sort());
  await store.close();
});

test('a place where no store can be is named', async () => {
  const file = join(folder(), 'a-file');
  writeFileSync(file, '');
  await expect(openStore(`file:${join(file, 'store.db')}`, now)).rejects.toMatchObject({ name: 'StoreError', fault: 'missing', where: join(file, 'store.db') });
  await expect(openStore(`file:${folder()}`, now)).rejects.toMatchObject({ name: 'StoreError', where: folder() });
  await expect(openStore('postgres://user:password@127.0.0.1:1/none', now)).rejects.toMatchObject({ name: 'StoreError', fault: 'unreachable', where: '127.0.0.1:1/none' });
});

test.skipIf(postgres === undefined)('a PostgreSQL that cuts a connection ends the transaction under way, not the process, and works again at once', async () => {
  const address = await freshDatabase();
  const store = await openStore(address, now);
  const cut = async () => {
    const client = new pg.Client(address);
    await client.connect();
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await client.end();
  };
  const lost = store.tx(async (tx) => {
    await setNote(tx, 'lost', '1');
    await cut();
    await setNote(tx, 'lost', '2');
  });
  await expect(lost).rejects.toMatchObject({ name: 'StoreError', fault: 'unreachable' });
  expect(await seen(store, 'lost')).toBeUndefined();
  await cut(); // now while its connections are idle
  await sleep(50);
  await store.tx((tx) => setNote(tx, 'kept', '1'));
  expect(await seen(store, 'kept')).toBe('1');
  await store.close();
  const elsewhere = Object.assign(new URL(address), { pathname: '/nowhere' }).href;
  await expect(openStore(elsewhere, now)).rejects.toMatchObject({ name: 'StoreError', fault: 'missing' });
});
