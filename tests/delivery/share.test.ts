import { expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { systemNow } from '#core/time.ts';
import { claim } from '#db/claim.ts';
import type { Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { dead, deliveries, left, noise, put, shown, words } from '#tests/support/delivering.ts';
import { onBoth } from '#tests/support/stores.ts';
import { overHttp } from '#tests/support/transport.ts';

onBoth('delivery by several processes, with clocks that are set and stores that fail', ({ fresh }) => {
  const { open, transport, deliver, start } = deliveries(fresh);

  test('a clock that is put back or forward by hours stops nothing, and sends nothing twice', async () => {
    let now = Temporal.Instant.from('2027-03-01T09:00:00Z');
    const { there, store, delivery } = await start({ terms: { now: () => now, limitMs: 5000 } });
    const say = (text: string) => store.tx((tx) => post(tx, 'g', 'here:a', words(text), now));
    for (const hours of [-5, 5, 9, -13, -1]) {
      const before = there.shown.length;
      there.misbehaves = ({ text, count }) => (text.startsWith('fails') && count === 1 ? 'down' : text.startsWith('slow') ? 'slow' : undefined);
      await say(`fails ${hours}`);
      await delivery.settled();
      await say(`slow ${hours}`);
      now = now.add({ hours });
      await there.until(() => there.calls.some(({ text }) => text === `slow ${hours}`));
      now = now.add({ hours });
      await say(`last ${hours}`);
      // Nobody else needs to move the clock on: what waits, waits by the time that really passes.
      await there.until(async () => {
        now = now.add({ milliseconds: 5 });
        return (await left(store)).length === 0;
      });
      expect(shown(there).slice(before)).toEqual([`fails ${hours}`, `slow ${hours}`, `last ${hours}`]);
    }
    expect([there.overlaps, await dead(store)]).toEqual([[], []]);
  });

  test.each([-5, 5])('a clock that is set by %i hours takes nothing away from another process that is sending', async (hours) => {
    let now = Temporal.Instant.from('2027-03-01T09:00:00Z');
    const there = await transport({ honours: false });
    const address = await fresh();
    const stores = [await open(address), await open(address)];
    const gate = Promise.withResolvers<void>();
    const adapter = overHttp(there.url, 'here');
    const held: Adapter = { ...adapter, send: (...args) => adapter.send(...args).then(() => gate.promise) };
    const terms = { now: () => now, beatMs: 200 };
    await stores[0]!.tx((tx) => post(tx, 'g', 'here:a', words('one'), now));
    const [first, second] = [deliver(stores[0]!, held, terms), deliver(stores[1]!, adapter, terms)];
    first.wake();
    await there.until(() => there.shown.length === 1);
    await second.settled();
    now = now.add({ hours });
    await second.settled();
    expect(there.calls).toHaveLength(1);
    gate.resolve();
    await first.settled();
    expect([there.calls.length, await left(stores[0]!)]).toEqual([1, []]);
  });

  test('two at one store share the work: each message once, each address in order', async () => {
    const there = await transport({ honours: false, usualMs: 4 });
    const address = await fresh();
    const stores = [await open(address), await open(address)];
    for (let i = 0; i < 12; i++) await put(stores[0]!, `here:${i}`, Array.from({ length: 10 }, (_, j) => String(j)));
    const both = stores.map((store) => deliver(store, overHttp(there.url, 'here'), { places: 6, limitMs: 5000 }));
    both.forEach((delivery) => delivery.wake());
    await there.until(async () => (await left(stores[0]!)).length === 0);
    for (let i = 0; i < 12; i++) expect(shown(there, `here:${i}`)).toEqual(Array.from({ length: 10 }, (_, j) => String(j)));
    expect([there.overlaps, both.map(({ failures }) => failures)]).toEqual([[], [[], []]]);
  });

  test('takes over what a killed process had begun: soon at its start, and later also without one', async () => {
    const { there, store, delivery } = await start({ terms: { leaseMs: 60_000 } });
    const killed = (leaseMs: number) => store.tx((tx) => claim(tx, 'here', 'killed', systemNow(), systemNow().add({ milliseconds: leaseMs }), 50));
    await put(store, 'here:a', ['one', 'two']);
    await killed(60_000);
    await put(store, 'here:b', ['free']);
    await delivery.settled();
    expect(shown(there)).toEqual(['free']);
    await delivery.recover();
    expect(shown(there)).toEqual(['free', 'one', 'two']);
    await put(store, 'here:a', ['three']);
    await killed(300);
    await there.until(() => there.shown.length === 4);
  });

  test('leaves to another process what that one is sending, also at its own start', async () => {
    const there = await transport({ honours: false });
    const address = await fresh();
    const [one, two] = [await open(address), await open(address)];
    there.misbehaves = ({ text, count }) => (text === 'hangs' && count === 1 ? 'hang' : undefined);
    await put(one, 'here:a', ['hangs']);
    const terms = { limitMs: 1500, beatMs: 200 };
    deliver(one, overHttp(there.url, 'here'), terms).wake();
    await there.until(() => there.calls.length === 1);
    const second = deliver(two, overHttp(there.url, 'here'), terms);
    await second.recover();
    expect(there.calls).toHaveLength(1);
    await there.until(() => there.shown.length === 1);
    expect(there.calls[1]!.at - there.calls[0]!.at).toBeGreaterThanOrEqual(terms.limitMs - noise);
  });

  test('writes down what it has sent when the store is there again', async () => {
    const there = await transport({ honours: false });
    const store = await open(await fresh());
    let works = 0;
    const shaky: Store = { ...store, tx: (work) => (++works === 2 ? Promise.reject(new Error('away')) : store.tx(work)) };
    const delivery = deliver(shaky, overHttp(there.url, 'here'), { beatMs: 60_000 });
    await put(store, 'here:a', ['one', 'two']);
    await delivery.settled();
    expect([shown(there), delivery.failures]).toEqual([['one'], [new Error('away')]]);
    await there.until(async () => (await left(store)).length === 0);
    expect(shown(there)).toEqual(['one', 'two']);
  });
});
