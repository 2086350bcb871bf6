import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { note, setNote } from '#db/migrate.ts';
import { openStore, type Store } from '#db/open.ts';
import { onBoth, openings } from '#tests/support/stores.ts';

const now = Temporal.Instant.from('2013-02-22T08:00:00Z');
const seen = (store: Store, key: string) => store.read((tx) => note(tx, key));

/** A promise that the test keeps itself. */
function gate(): { open(): void; readonly passed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}

onBoth('a transaction', ({ kind, fresh }) => {
  const open = openings();

  test('is stored whole, or not at all when its work fails', async () => {
    const store = await open(await fresh());
    await store.tx(async (tx) => (await setNote(tx, 'a', '1'), setNote(tx, 'b', '1')));
    const failing = store.tx(async (tx) => {
      await setNote(tx, 'a', '2');
      await tx.deleteFrom('store').where('key', '=', 'b').execute();
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect([await seen(store, 'a'), await seen(store, 'b')]).toEqual(['1', '1']);
  });

  test('is undone after a statement that the database itself refuses', async () => {
    const store = await open(await fresh());
    const twice = store.tx(async (tx) => {
      await setNote(tx, 'first', '1');
      await tx.insertInto('store').values({ key: 'first', value: '2' }).execute();
    });
    await expect(twice).rejects.toThrow(/unique/i);
    expect(await seen(store, 'first')).toBeUndefined();
  });

  test('that fails leaves its neighbours: of a hundred at once, every seventh fails', async () => {
    const store = await open(await fresh());
    const works = Array.from({ length: 100 }, (_, i) =>
      store.tx(async (tx) => {
        await setNote(tx, `n${i}`, String(i));
        if (i % 7 === 0) throw new Error(`work ${i}`);
        return i;
      }),
    );
    const answers = await Promise.allSettled(works);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map((_, i) => (i % 7 === 0 ? 'rejected' : 'fulfilled')));
    const stored = await store.read((tx) => tx.selectFrom('store').select('value').where('key', 'like', 'n%').execute());
    expect(stored.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(answers.flatMap((_, i) => (i % 7 === 0 ? [] : [i])));
  });

  test('is answered only when another connection can see it', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    const file = kind === 'SQLite' ? new Database(address.slice('file:'.length), { readonly: true }) : undefined;
    const late: string[] = [];
    const works = Array.from({ length: 50 }, async (_, i) => {
      await store.tx((tx) => setNote(tx, `n${i}`, 'here'));
      // On SQLite looked at in the very step in which the answer comes.
      const there = file ? file.prepare('select 1 from store where key = ?').get(`n${i}`) : await seen(other, `n${i}`);
      if (!there) late.push(`n${i}`);
    });
    await Promise.all(works);
    file?.close();
    expect(late).toEqual([]);
  });

  test('inside a transaction or a read is refused, also when it comes from deep within', async () => {
    const store = await open(await fresh());
    const deep = () => sleep(1).then(() => store.tx((tx) => setNote(tx, 'inner', '1')));
    await expect(store.tx(deep)).rejects.toThrow('pass the tx on');
    await expect(store.read(deep)).rejects.toThrow('pass the tx on');
    await expect(store.tx(() => store.read((tx) => note(tx, 'inner')))).rejects.toThrow('pass the tx on');
    await store.tx((tx) => setNote(tx, 'after', '1'));
    expect([await seen(store, 'inner'), await seen(store, 'after')]).toEqual([undefined, '1']);
  });

  test('cannot be hidden in a read: a read that writes fails and leaves nothing', async () => {
    const store = await open(await fresh());
    await expect(store.read((tx) => setNote(tx, 'sly', '1'))).rejects.toMatchObject({ name: 'StoreError', fault: 'readonly' });
    await store.tx((tx) => setNote(tx, 'honest', '1'));
    expect([await seen(store, 'sly'), await seen(store, 'honest')]).toEqual([undefined, '1']);
  });

  test('shows nothing of itself to others before it is through', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    const [wrote, looked] = [gate(), gate()];
    const writing = store.tx(async (tx) => {
      await setNote(tx, 'secret', '1');
      wrote.open();
      await looked.passed;
    });
    await wrote.passed;
    const early = [await seen(store, 'secret'), await seen(other, 'secret')];
    looked.open();
    await writing;
    expect([early, await seen(other, 'secret')]).toEqual([[undefined, undefined], '1']);
  });
});

onBoth('a read', ({ fresh }) => {
  const open = openings();

  test('shows one moment, however long it takes and whatever is written meanwhile', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    await store.tx(async (tx) => (await setNote(tx, 'a', '1'), setNote(tx, 'b', '1')));
    const [looked, written] = [gate(), gate()];
    const reading = store.read(async (tx) => {
      const a = await note(tx, 'a');
      looked.open();
      await written.passed;
      return [a, await note(tx, 'b'), (await tx.selectFrom('store').where('key', 'in', ['a', 'b', 'c']).select('key').execute()).length];
    });
    await looked.passed;
    await store.tx(async (tx) => (await setNote(tx, 'a', '2'), setNote(tx, 'b', '2')));
    await other.tx((tx) => setNote(tx, 'c', '2'));
    written.open();
    expect(await reading).toEqual(['1', '1', 2]);
  });

  test('that begins after an answer sees what was answered, even while an older read goes on', async () => {
    const address = await fresh();
    const store = await open(address);
    const [looked, done] = [gate(), gate()];
    const old = store.read(async (tx) => {
      await note(tx, 'a');
      looked.open();
      await done.passed;
      return note(tx, 'a');
    });
    await looked.passed;
    await store.tx((tx) => setNote(tx, 'a', '1'));
    const young = seen(store, 'a');
    await sleep(20); // time in which the young one could join the old one's moment
    done.open();
    expect([await old, await young]).toEqual([undefined, '1']);
  });
});

test('SQLite writes through to the disk before it answers: journal and synchronous are what they must be', async () => {
  const store = await openStore(':memory:', now);
  const value = async (name: string) => Object.values((await store.tx((tx) => sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(tx))).rows[0]!)[0];
  expect(await value('synchronous')).toBe(2); // FULL
  await store.close();
});

test('a store in memory keeps reads from writing as well, so that tests on it show what a file would', async () => {
  const store = await openStore(':memory:', now);
  await expect(store.read((tx) => setNote(tx, 'sly', '1'))).rejects.toMatchObject({ name: 'StoreError', fault: 'readonly' });
  await store.tx((tx) => setNote(tx, 'honest', '1'));
  expect([await seen(store, 'sly'), await seen(store, 'honest')]).toEqual([undefined, '1']);
  await store.close();
});
