import { expect, test } from 'vitest';
import { findCommitment, listCommitments, partsOf } from '#db/commitments.ts';
import type { Store } from '#db/open.ts';
import { save, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { ThingKind, Things } from '#rules/things.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
// Always the same call: what is kept must not hang on commands being different ones.
const author = (group = 'g'): Author => ({ group, at, act: 'commitment.update', call: 'c', seat: null, door: 'terminal' });
const titled = (title: string) => thing.commitment({ title });
const noted = (note: string) => thing.report({ note });

const list = (tx: Tx) => listCommitments(tx, 'g');
/** What a group's commitments are at this moment: by the list, one by one, and in part. */
const shown = async (tx: Tx) => ({
  list: (await list(tx)).map(({ commitment: { title }, reports }) => [title, ...reports.map(({ note }) => note)].join(' ')),
  one: (await findCommitment(tx, 'g', 1))?.title,
  parts: Object.values(await partsOf(tx, 'g', 1)).map(({ length }) => length).join(),
});
const make = (store: Store, title = 'First') => store.tx((tx) => save(tx, author(), 'commitment', null, titled(title)));

onBoth('commitments kept in memory', ({ fresh }) => {
  const open = openings();

  test('are read once, until something is written', async () => {
    const store = await open(await fresh());
    await make(store);
    const before = await store.read(list);
    expect(await store.read(list)).toBe(before);
    await store.tx((tx) => save(tx, author('h'), 'commitment', null, titled('Elsewhere')));
    expect(await store.read(list)).toBe(before);
    await store.tx((tx) => save(tx, author(), 'report', null, noted('said')));
    expect(await store.read(list)).not.toBe(before);
  });

  test('show at once what another process writes: each kind of thing, changed and taken away', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    await make(other);
    expect(await store.read(shown)).toEqual({ list: ['First'], one: 'First', parts: '0,0,0,0' });
    const write = async <K extends ThingKind>(kind: K, before: Things[K] | null, after: Things[K] | null) => {
      await other.tx((tx) => save(tx, author(), kind, before, after));
      return [await store.read(shown), await other.read(shown)];
    };
    const both = <T>(value: T) => [value, value];
    expect(await write('report', null, noted('said'))).toEqual(both({ list: ['First said'], one: 'First', parts: '0,1,0,0' }));
    expect(await write('report', noted('said'), noted('corrected'))).toEqual(both({ list: ['First corrected'], one: 'First', parts: '0,1,0,0' }));
    expect(await write('milestone', null, thing.milestone())).toEqual(both({ list: ['First corrected'], one: 'First', parts: '1,1,0,0' }));
    expect(await write('rating', null, thing.rating())).toEqual(both({ list: ['First corrected'], one: 'First', parts: '1,1,1,0' }));
    expect(await write('evidence', null, thing.evidence())).toEqual(both({ list: ['First corrected'], one: 'First', parts: '1,1,1,1' }));
    expect(await write('commitment', titled('First'), titled('Second'))).toEqual(both({ list: ['Second corrected'], one: 'Second', parts: '1,1,1,1' }));
    expect(await write('report', noted('corrected'), null)).toEqual(both({ list: ['Second'], one: 'Second', parts: '1,0,1,1' }));
    expect(await write('commitment', titled('Second'), null)).toEqual(both({ list: [], one: undefined, parts: '1,0,1,1' }));
  });

  test('never show what was rolled back, not even when the next line of history has its number', async () => {
    const store = await open(await fresh());
    await make(store);
    await store.read(shown);
    const retitle = (to: string, fail: boolean) =>
      store.tx(async (tx) => {
        await save(tx, author(), 'commitment', titled('First'), titled(to));
        const inside = await shown(tx);
        if (fail) throw new Error(`on purpose, having seen ${inside.one} and ${inside.list[0]}`);
        return inside.one;
      });
    await expect(retitle('Never', true)).rejects.toThrow('having seen Never and Never');
    expect((await store.read(shown)).one).toBe('First');
    expect(await retitle('Second', false)).toBe('Second');
    expect(await store.read(shown)).toEqual({ list: ['Second'], one: 'Second', parts: '0,0,0,0' });
  });

  test('are those of their own store, though another has the same history', async () => {
    const [one, two] = [await open(await fresh()), await open(await fresh())];
    await Promise.all([make(one, 'One'), make(two, 'Two')]);
    expect([(await one.read(shown)).one, (await two.read(shown)).one]).toEqual(['One', 'Two']);
    expect([(await one.read(shown)).list, (await two.read(shown)).list]).toEqual([['One'], ['Two']]);
  });

  test('are right while two stores write and both read', async () => {
    const address = await fresh();
    const stores = [await open(address), await open(address)];
    await make(stores[0]!, '0');
    const seen: number[][] = [[], []];
    for (let i = 1; i <= 20; i++) {
      const reads = stores.map(async (store, which) => seen[which]!.push(Number((await store.read(shown)).one)));
      await stores[i % 2]!.tx((tx) => save(tx, author(), 'commitment', titled(String(i - 1)), titled(String(i))));
      await Promise.all(reads);
      expect(await Promise.all(stores.map(async (store) => (await store.read(shown)).list))).toEqual([[String(i)], [String(i)]]);
    }
    for (const numbers of seen) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});
