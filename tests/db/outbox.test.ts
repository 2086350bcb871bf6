import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { claim, renew, settle, type Outgoing, type Sent } from '#db/claim.ts';
import { deadLetters, post, retry, type More } from '#db/outbox.ts';
import { heldByOthers, mend, nextDue, release } from '#db/queue.ts';
import type { Store } from '#db/open.ts';
import { sweep } from '#db/sweep.ts';
import { onBoth, openings } from '#tests/support/stores.ts';

const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
const second = (count: number) => at.add({ milliseconds: 1000 * count });
const hour = (count: number) => at.add({ hours: count });
const message = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
const textOf = (of: Pick<Outgoing, 'message'>) => (of.message.blocks[0] as { text: string[] }).text[0]!;
const done = (of: Outgoing): Sent => ({ of, became: 'done' });

const put = (store: Store, address: string, text: string, now = at, more?: More) => store.tx((tx) => post(tx, 'g', address, message(text), now, more));
const take = (store: Store, now: Temporal.Instant, { holder = 'me', most = 50, platform = 'terminal' } = {}) => store.tx((tx) => claim(tx, platform, holder, now, now.add({ seconds: 5 }), most));
const write = (store: Store, sent: readonly Sent[], now: Temporal.Instant, { holder = 'me', gapMs = 0 } = {}) => store.tx((tx) => settle(tx, holder, sent, now, () => gapMs));
const due = (store: Store) => store.read((tx) => nextDue(tx, 'terminal'));
/** All that can be taken at an instant, address by address, each delivered before the next is taken. */
async function drain(store: Store, now: Temporal.Instant): Promise<string[]> {
  const got: string[] = [];
  for (let taken = await take(store, now); taken.length > 0; taken = await take(store, now)) {
    got.push(...taken.map(textOf));
    await write(store, taken.map(done), now);
  }
  return got;
}

onBoth('the outbox', ({ fresh }) => {
  const open = openings();

  test('gives the first message of each address to one of several workers, and the next one when it has arrived', async () => {
    const address = await fresh();
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(address)));
    await stores[0]!.tx(async (tx) => {
      for (let i = 0; i < 200; i++) await post(tx, 'g', `terminal:${i % 10}`, message(String(i)), at);
    });
    const sending = new Set<string>();
    const got = new Map<string, number[]>();
    await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const store = stores[i % 4]!;
        for (let empty = 0; empty < 3; ) {
          const taken = await take(store, second(1), { holder: `worker ${i}`, most: 3 });
          for (const { address: to } of taken) expect(sending.has(to)).toBe(false);
          for (const each of taken) {
            sending.add(each.address);
            got.set(each.address, [...(got.get(each.address) ?? []), Number(textOf(each))]);
          }
          await Promise.resolve();
          for (const { address: to } of taken) sending.delete(to);
          await write(store, taken.map(done), second(1), { holder: `worker ${i}` });
          empty = taken.length > 0 || (await due(store)) !== undefined ? 0 : empty + 1;
        }
      }),
    );
    expect(got).toEqual(new Map(Array.from({ length: 10 }, (_, i) => [`terminal:${i}`, Array.from({ length: 20 }, (_each, j) => i + 10 * j)])));
  });

  test('takes no more than asked, those first that have waited longest, and only what is for the platform', async () => {
    const store = await open(await fresh());
    for (const [i, name] of ['c', 'a', 'b'].entries()) await put(store, `terminal:${name}`, name, second(i));
    await put(store, 'elsewhere:a', 'not mine', at);
    expect((await take(store, second(1), { most: 1 })).map(textOf)).toEqual(['c']);
    expect((await take(store, second(1))).map(textOf)).toEqual(['a']);
    expect((await take(store, second(2))).map(textOf)).toEqual(['b']);
    expect(await take(store, second(3))).toEqual([]);
    expect((await take(store, second(3), { platform: 'elsewhere' })).map(textOf)).toEqual(['not mine']);
  });

  test('gives a message again when its worker has not been heard of, and never after it has arrived', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'one', at, { about: 'C4', chain: ['terminal:b'] });
    const [first] = await take(store, at);
    expect(first).toMatchObject({ group: 'g', address: 'terminal:main', message: message('one'), at: stamp(at), tries: 0, about: 'C4', card: null, chain: ['terminal:b'] });
    await store.tx((tx) => renew(tx, 'me', ['terminal:main'], second(4), second(9)));
    await store.tx((tx) => renew(tx, 'somebody else', ['terminal:main'], second(4), second(99)));
    expect(await take(store, second(8), { holder: 'other' })).toEqual([]);
    expect(await due(store)).toBe(stamp(second(9)));
    const [again] = await take(store, second(9), { holder: 'other' });
    // Nobody knows whether the first had sent it.
    expect(again).toEqual({ ...first, doubt: true });
    // It had arrived after all, and whoever has taken over is still at it.
    await write(store, [done(first!)], second(10));
    expect(await take(store, second(11))).toEqual([]);
    await write(store, [done(again!)], second(12), { holder: 'other' });
    expect([await take(store, hour(9)), await due(store)]).toEqual([[], undefined]);
  });

  test('what another has taken over stays theirs: a late failure changes nothing', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'one');
    const [mine] = await take(store, at);
    await take(store, second(5), { holder: 'other' });
    await write(store, [{ of: mine!, became: 'dead', fault: 'closed' }], second(6));
    await write(store, [{ of: mine!, became: 'again', due: second(7), fault: 'down', counts: true }], second(6));
    expect(await store.read((tx) => deadLetters(tx, 'g'))).toEqual([]);
    expect(await take(store, second(8))).toEqual([]);
    expect((await take(store, second(10)))[0]).toMatchObject({ tries: 0 });
  });

  test('a message that comes while the last one is being sent is not forgotten, nor one that comes while an empty address is looked at', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    for (let i = 0; i < 20; i++) {
      await put(store, 'terminal:main', `a${i}`);
      const taken = await take(store, second(1));
      await Promise.all([write(store, taken.map(done), second(1)), put(other, 'terminal:main', `b${i}`)]);
      expect(await drain(store, second(1))).toEqual([`b${i}`]);
    }
    // The queue's row stays due after its message is gone, as after a card that was replaced: the next look makes it idle.
    await put(store, 'terminal:main', 'gone');
    await store.tx((tx) => tx.deleteFrom('outbox').execute());
    expect([await take(store, second(2)), await due(store)]).toEqual([[], undefined]);
    await put(store, 'terminal:main', 'there');
    expect(await drain(store, second(3))).toEqual(['there']);
  });

  test('one that failed waits for its time, and all behind it with it', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'one');
    await put(store, 'terminal:main', 'two');
    await put(store, 'terminal:b', 'three');
    const taken = await take(store, at);
    await write(store, [{ of: taken.find(({ address }) => address === 'terminal:main')!, became: 'again', due: second(60), fault: 'down', counts: true }], second(1));
    await put(store, 'terminal:main', 'four', second(2));
    expect(await take(store, second(4))).toEqual([]);
    const again = await take(store, second(60));
    expect(again.find(({ address }) => address === 'terminal:main')).toMatchObject({ tries: 1, message: message('one') });
    await write(store, again.map((of) => (of.tries > 0 ? { of, became: 'again', due: second(90), fault: 'limit', counts: false } : done(of))), second(61));
    const [third] = await take(store, second(90));
    expect(third).toMatchObject({ tries: 1 });
    await write(store, [done(third!)], second(90));
    expect(await drain(store, second(90))).toEqual(['two', 'four']);
  });

  test('a gap between two messages is kept, also when the second comes later', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'one');
    await write(store, (await take(store, at)).map(done), at, { gapMs: 1000 });
    await put(store, 'terminal:main', 'two');
    expect(await take(store, at.add({ milliseconds: 999 }))).toEqual([]);
    expect((await take(store, second(1))).map(textOf)).toEqual(['two']);
  });

  test('one that shall not go before a given time waits for it, or goes before another that may go sooner', async () => {
    const store = await open(await fresh());
    for (const name of ['a', 'b', 'c']) await put(store, `terminal:${name}`, `${name} at nine`, at, { due: hour(1) });
    await put(store, 'terminal:b', 'b now', at);
    await put(store, 'terminal:c', 'c later', at, { due: hour(2) });
    expect(await due(store)).toBe(stamp(at));
    expect(await drain(store, second(3599))).toEqual(['b at nine', 'b now']);
    expect((await drain(store, hour(1))).toSorted()).toEqual(['a at nine', 'c at nine', 'c later']);
  });

  test('a sandbox whose clock is ahead of the one that messages are delivered by holds up nothing', async () => {
    const store = await open(await fresh());
    const now = Temporal.Now.instant();
    await put(store, 'terminal:main', 'from the future', now.add({ hours: 24 * 365 }));
    expect(await drain(store, now.add({ seconds: 10 }))).toEqual(['from the future']);
  });

  test('keeps the order in which messages were posted, also by a process whose clock is hours behind', async () => {
    const store = await open(await fresh());
    const ahead = `${'z'.repeat(6)}${'0'.repeat(10)}`;
    await put(store, 'terminal:main', 'first');
    await store.tx(async (tx) => {
      await tx.updateTable('outbox').set({ id: ahead }).execute();
      await tx.updateTable('queue').set({ last: ahead }).execute();
    });
    for (const text of ['second', 'third']) await put(store, 'terminal:main', text);
    expect(await drain(store, second(1))).toEqual(['first', 'second', 'third']);
  });

  test('each card is posted, and is as it has become by then; what only edits one replaces what edits it and waits', async () => {
    const store = await open(await fresh());
    const card = (text: string, name: string, address = 'terminal:main') => put(store, address, text, at, { card: name });
    const edit = (text: string, name: string, address = 'terminal:main') => put(store, address, text, at, { card: name, edits: true });
    // Nothing is changed where nothing stands.
    await edit('C4 nowhere', 'C4');
    await card('C4 at risk', 'C4');
    await card('C4 blocked', 'C4');
    await card('C5 done', 'C5');
    await card('C4 elsewhere', 'C4', 'terminal:b');
    await put(store, 'terminal:main', 'no card');
    await edit('C4 blocked, rated', 'C4');
    await edit('C6 nowhere', 'C6');
    expect((await drain(store, second(1))).toSorted()).toEqual(['C4 at risk', 'C4 blocked, rated', 'C4 elsewhere', 'C5 done', 'no card']);
    // Of one that is being sent nobody knows yet what can be changed.
    await card('C6 old', 'C6');
    const [sending] = await take(store, second(2));
    for (const text of ['C6 edited', 'C6 edited again']) await edit(text, 'C6');
    await write(store, [{ ...done(sending!), receipt: 'sealed' } as Sent], second(2));
    const taken = await take(store, second(3));
    expect(taken.map((of) => [textOf(of), of.edits])).toEqual([['C6 edited again', true]]);
    await write(store, [{ of: taken[0]!, became: 'again', due: second(9), fault: 'down', counts: true }], second(3));
    // Between two tries it may be replaced too; and a new card leaves nothing to edit.
    await edit('C6 edited at last', 'C6');
    expect((await take(store, second(8))).map(textOf)).toEqual([]);
    await card('C6 new', 'C6');
    expect(await drain(store, second(9))).toEqual(['C6 new']);
    await edit('C6 new, edited', 'C6');
    expect(await drain(store, second(9))).toEqual(['C6 new, edited']);
  });

  test('dead letters are kept with their cause, let the rest pass, and are sent again before it when asked', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'dead', at, { about: 'C4', card: 'C4' });
    await put(store, 'terminal:main', 'alive');
    await put(store, 'terminal:b', 'dead too');
    await store.tx((tx) => post(tx, 'other group', 'terminal:c', message('of others'), at));
    const taken = await take(store, at);
    await write(store, taken.map((of) => ({ of, became: 'dead', fault: of.address === 'terminal:b' ? 'unknown' : 'closed' })), second(2));
    expect((await take(store, second(2))).map(textOf)).toEqual(['alive']);
    const letters = await store.read((tx) => deadLetters(tx, 'g'));
    expect(letters.toSorted((a, b) => (a.address < b.address ? 1 : -1))).toEqual([
      { id: expect.any(String), address: 'terminal:main', about: 'C4', fault: 'closed', dead: stamp(second(2)), tries: 1 },
      { id: expect.any(String), address: 'terminal:b', about: null, fault: 'unknown', dead: stamp(second(2)), tries: 1 },
    ]);
    // A newer card does not replace what is dead, and the one that is being sent stays the first.
    await put(store, 'terminal:main', 'newer', at, { card: 'C4' });
    const ids = letters.map(({ id }) => id);
    const others = await store.read((tx) => deadLetters(tx, 'other group'));
    expect(await store.tx((tx) => retry(tx, 'g', [...ids, ...others.map(({ id }) => id), 'nonsense'], second(3)))).toBe(2);
    expect(await store.tx((tx) => retry(tx, 'g', ids, second(3)))).toBe(0);
    expect(await store.read((tx) => deadLetters(tx, 'g'))).toEqual([]);
    expect(await drain(store, second(5))).toEqual(['dead too']);
    expect(await drain(store, second(8))).toEqual(['dead', 'alive', 'newer']);
    expect(await due(store)).toBe(undefined);
  });

  test('a dead letter that is sent again while the last message is under way is not forgotten', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:main', 'dead');
    await put(store, 'terminal:main', 'last');
    await write(store, (await take(store, at)).map((of) => ({ of, became: 'dead', fault: 'closed' })), at);
    const last = await take(store, at);
    const [letter] = await store.read((tx) => deadLetters(tx, 'g'));
    expect(await store.tx((tx) => retry(tx, 'g', [letter!.id], at))).toBe(1);
    await write(store, last.map(done), at);
    expect(await drain(store, second(1))).toEqual(['dead']);
  });

  test('after a clock was set back by hours nothing waits for them', async () => {
    const store = await open(await fresh());
    await put(store, 'terminal:fresh', 'fresh', hour(5));
    await put(store, 'terminal:held', 'held', at);
    await put(store, 'terminal:failed', 'failed', at);
    await put(store, 'terminal:given', 'at a given time', at, { due: hour(4) });
    const failed = (await take(store, hour(3))).find(({ address }) => address === 'terminal:failed')!;
    await write(store, [{ of: failed, became: 'again', due: hour(3).add({ minutes: 20 }), fault: 'down', counts: true }], hour(3));
    expect(await drain(store, second(10))).toEqual([]);
    await store.tx((tx) => mend(tx, 'elsewhere', second(11)));
    expect(await drain(store, second(11))).toEqual([]);
    await store.tx((tx) => mend(tx, 'terminal', second(11)));
    expect((await drain(store, second(11))).toSorted()).toEqual(['failed', 'fresh', 'held']);
    // A clock that is a little behind another machine's ends nobody's lease.
    await put(store, 'terminal:held', 'held again', second(20));
    await take(store, second(20));
    await store.tx((tx) => mend(tx, 'terminal', at));
    expect(await drain(store, second(21))).toEqual([]);
    expect((await drain(store, hour(4))).toSorted()).toEqual(['at a given time', 'held again']);
  });

  test('what a silent holder had is let go, what a living one has is not', async () => {
    const store = await open(await fresh());
    for (const name of ['a', 'b', 'c']) await put(store, `terminal:${name}`, name);
    await take(store, at, { holder: 'killed', most: 1 });
    await take(store, at, { holder: 'alive', most: 1 });
    await take(store, at, { holder: 'me', most: 1 });
    const seen = await store.read((tx) => heldByOthers(tx, 'terminal', 'me'));
    expect(seen.map(({ holder }) => holder).toSorted()).toEqual(['alive', 'killed']);
    await store.tx((tx) => renew(tx, 'alive', ['terminal:a', 'terminal:b', 'terminal:c'], second(1), second(6)));
    await store.tx((tx) => release(tx, seen, second(1)));
    expect((await take(store, second(1))).map(textOf)).toEqual(['a']);
  });

  test('keeps nothing of a transaction that was rolled back', async () => {
    const store = await open(await fresh());
    const undone = store.tx(async (tx) => {
      await post(tx, 'g', 'terminal:main', message('never'), at);
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    expect([await take(store, second(1)), await due(store)]).toEqual([[], undefined]);
  });

  test('is swept: dead letters after thirty days, addresses without messages at once', async () => {
    const store = await open(await fresh());
    for (const name of ['main', '@somebody', 'waiting']) await put(store, `terminal:${name}`, name);
    const taken = await take(store, at, { most: 2 });
    await write(store, taken.map((of) => (of.address === 'terminal:main' ? { of, became: 'dead', fault: 'unknown' } : done(of))), at);
    await store.tx((tx) => sweep(tx, hour(24 * 29)));
    const left = () => store.read(async (tx) => [(await tx.selectFrom('queue').select('address').execute()).map(({ address }) => address), (await deadLetters(tx, 'g')).length]);
    expect(await left()).toEqual([['terminal:waiting'], 1]);
    await store.tx((tx) => sweep(tx, hour(24 * 31)));
    expect(await left()).toEqual([['terminal:waiting'], 0]);
    expect(await drain(store, second(1))).toEqual(['waiting']);
  });
});
