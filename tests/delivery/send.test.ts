import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { systemNow } from '#core/time.ts';
import { deadLetters, retry } from '#db/outbox.ts';
import { dead, deliveries, left, noise, put, quick, shown } from '#tests/support/delivering.ts';
import { onBoth } from '#tests/support/stores.ts';
import { overHttp, waitMs } from '#tests/support/transport.ts';

onBoth('delivery', ({ fresh }) => {
  const { open, transport, deliver, start } = deliveries(fresh);

  test('sends to each address in order, once, and only what is for its platform', async () => {
    const { there, store, delivery } = await start();
    await put(store, 'here:a', ['one', 'two', 'three']);
    await put(store, 'elsewhere:a', ['not mine']);
    await put(store, 'here:b', ['four']);
    await Promise.all([delivery.settled(), delivery.settled()]);
    delivery.wake();
    await delivery.settled();
    expect([shown(there, 'here:a'), shown(there, 'here:b'), there.calls.length]).toEqual([['one', 'two', 'three'], ['four'], 4]);
    expect(new Set(there.calls.map((call) => call.once)).size).toBe(4);
    expect([await left(store), there.overlaps, delivery.failures]).toEqual([['not mine'], [], []]);
  });

  test('what comes while it is at work is not forgotten, nor what another process leaves', async () => {
    const there = await transport();
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    const late = ['second', 'third'];
    const adapter = overHttp(there.url, 'here');
    const delivery = deliver(store, {
      ...adapter,
      async send(...args) {
        const next = late.shift();
        if (next !== undefined) await put(store, 'here:a', [next]);
        if (next !== undefined) delivery.wake();
        await adapter.send(...args);
      },
    });
    await put(store, 'here:a', ['first']);
    await delivery.settled();
    expect(shown(there)).toEqual(['first', 'second', 'third']);
    await put(other, 'here:a', ['fourth']);
    await there.until(() => there.shown.length === 4);
  });

  test('what fails is tried again after growing pauses, by itself; what follows it there waits, others do not', async () => {
    const { there, store, delivery } = await start({ terms: { patience: { ...quick.patience, firstMs: 100, mostMs: 400 } } });
    let broken = true;
    there.misbehaves = ({ text }) => (text === 'one' && broken ? 'down' : undefined);
    await put(store, 'here:a', ['one', 'two']);
    await put(store, 'here:b', ['three']);
    await delivery.settled();
    expect([shown(there), await left(store), delivery.failures.length > 0]).toEqual([['three'], ['one', 'two'], true]);
    await there.until(() => there.calls.length >= 4);
    broken = false;
    await there.until(async () => (await left(store)).length === 0);
    expect([shown(there), await dead(store)]).toEqual([['three', 'one', 'two'], []]);
    const tries = there.calls.filter(({ text }) => text === 'one').map(({ at }) => at);
    expect([tries[1]! - tries[0]!, tries[2]! - tries[1]!].map((gap, i) => gap >= 87 * (i + 1) - noise)).toEqual([true, true]);
  });

  test('a platform that asks to wait is waited for: for one address, or for all of them', async () => {
    const { there, store, delivery } = await start();
    let busy = true;
    there.misbehaves = ({ text, count }) => (text === 'limited' && busy ? 'limit' : text === 'paused' && count === 1 ? 'pause' : undefined);
    await put(store, 'here:a', ['limited']);
    await delivery.settled();
    await put(store, 'here:b', ['others go on']);
    await delivery.settled();
    expect(shown(there)).toEqual(['others go on']);
    busy = false;
    await there.until(() => there.shown.length === 2);
    const [first, second] = there.calls.filter(({ text }) => text === 'limited');
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(waitMs - noise);
    await put(store, 'here:a', ['paused']);
    await delivery.settled();
    await put(store, 'here:b', ['waits with it']);
    delivery.wake();
    await there.until(() => there.shown.length === 4);
    const asked = there.calls.find(({ text }) => text === 'paused')!.at;
    for (const { at } of there.shown.slice(2)) expect(at - asked).toBeGreaterThanOrEqual(waitMs - noise);
    expect(await dead(store)).toEqual([]);
  });

  test.each([true, false])('a message that arrived and was not answered for comes again with the same key (honoured: %s)', async (honours) => {
    const { there, store, delivery } = await start({ honours });
    there.misbehaves = ({ count }) => (count === 1 ? 'lost' : undefined);
    await put(store, 'here:a', ['one', 'two']);
    delivery.wake();
    await there.until(async () => (await left(store)).length === 0);
    expect(shown(there)).toEqual(honours ? ['one', 'two'] : ['one', 'one', 'two', 'two']);
    expect(there.calls.map(({ once, count }) => `${once} ${count}`)).toEqual([...new Set(there.calls.map((call) => call.once))].flatMap((once) => [`${once} 1`, `${once} 2`]));
  });

  test('a send that hangs is given up after its time and tried again; those to other addresses are not held up, slow ones are not given up', async () => {
    const limitMs = 300;
    const { there, store, delivery } = await start({ terms: { limitMs } });
    let broken = true;
    there.misbehaves = ({ text }) => (text === 'hangs' && broken ? 'hang' : text === 'slow' ? 'slow' : undefined);
    await put(store, 'here:a', ['hangs', 'behind it']);
    await put(store, 'here:b', ['slow', 'one', 'two']);
    delivery.wake();
    await there.until(() => there.shown.length === 3 && there.mishaps.get('hang') === 2);
    broken = false;
    await there.until(() => there.shown.length === 5);
    expect(shown(there)).toEqual(['slow', 'one', 'two', 'hangs', 'behind it']);
    const [first, second] = there.calls.filter(({ text }) => text === 'hangs');
    expect([second!.once, second!.at - first!.at >= limitMs - noise]).toEqual([first!.once, true]);
    expect(there.overlaps).toEqual([]);
  });

  test('a closed or unknown address is a dead letter with its cause at once, and the rest goes on; sent again, it comes first', async () => {
    const { there, store, delivery } = await start();
    there.misbehaves = ({ text }) => (text === 'closed' || text === 'unknown' ? text : undefined);
    await put(store, 'here:a', ['closed', 'after it']);
    await put(store, 'here:b', ['unknown']);
    await delivery.settled();
    expect([shown(there), await dead(store), await left(store)]).toEqual([['after it'], ['here:a closed 1', 'here:b unknown 1'], []]);
    there.misbehaves = () => undefined;
    await store.tx(async (tx) => retry(tx, 'g', (await deadLetters(tx, 'g')).map(({ id }) => id), systemNow()));
    await put(store, 'here:a', ['the last']);
    await delivery.settled();
    expect([shown(there, 'here:a'), shown(there, 'here:b'), await dead(store)]).toEqual([['after it', 'closed', 'the last'], ['unknown'], []]);
  });

  test('tries that all fail end in a dead letter, also when the fault is a bug of ours', async () => {
    const { there, store, delivery } = await start();
    const buggy: Adapter = { ...overHttp(there.url, 'buggy'), send: () => Promise.reject(new TypeError('a bug')) };
    const second = deliver(store, buggy);
    there.misbehaves = ({ text }) => (text === 'never' ? 'down' : undefined);
    await put(store, 'here:a', ['never', 'after it']);
    await put(store, 'buggy:a', ['a bug']);
    delivery.wake();
    second.wake();
    await there.until(async () => (await dead(store)).length === 2 && there.shown.length === 1);
    expect([await dead(store), shown(there)]).toEqual([['buggy:a bug 5', 'here:a down 5'], ['after it']]);
    expect(there.calls.filter(({ text }) => text === 'never')).toHaveLength(5);
    expect([second.failures.length, second.failures[0]]).toEqual([5, new TypeError('a bug')]);
  });

  test('a long queue holds up no short one', async () => {
    const { there, store, delivery } = await start({ terms: { places: 2 } });
    await put(store, 'here:long', Array.from({ length: 60 }, (_, i) => String(i)));
    for (let i = 0; i < 10; i++) await put(store, `here:${i}`, [`short ${i}`]);
    await delivery.settled();
    expect(shown(there, 'here:long')).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
    expect(there.shown.findLastIndex(({ text }) => text.startsWith('short'))).toBeLessThan(25);
  });

  test('keeps to the pace that a platform wants', async () => {
    const { there, store, delivery } = await start({ pace: { all: { most: 8, ms: 200 }, each: { most: 2, ms: 150 } } });
    await put(store, 'here:a', ['1', '2', '3', '4', '5']);
    for (let i = 0; i < 20; i++) await put(store, `here:${i}`, ['x']);
    delivery.wake();
    await there.until(() => there.shown.length === 25);
    const at = there.calls.map((call) => call.at);
    for (const [i, first] of at.entries()) if (i + 8 < at.length) expect(at[i + 8]! - first).toBeGreaterThanOrEqual(200 - noise);
    const of = there.calls.filter(({ to }) => to === 'here:a').map((call) => call.at);
    for (let i = 0; i + 2 < of.length; i++) expect(of[i + 2]! - of[i]!).toBeGreaterThanOrEqual(150 - noise);
    // An address rests also when the next message comes after all have arrived.
    await delivery.settled();
    await put(store, 'here:a', ['6', '7']);
    delivery.wake();
    await there.until(() => there.shown.length === 27);
    expect(there.calls.at(-1)!.at - of.at(-1)!).toBeGreaterThanOrEqual(150 - noise);
    expect(shown(there, 'here:a')).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  test('stops at once also while it waits for the next place', async () => {
    const { there, store, delivery } = await start({ pace: { all: { most: 1, ms: 60_000 }, each: { most: 1, ms: 60_000 } } });
    await put(store, 'here:a', ['1', '2']);
    await put(store, 'here:b', ['3']);
    delivery.wake();
    await there.until(async () => (await left(store)).length === 2);
    await sleep(3 * quick.lookMs);
    const began = performance.now();
    await delivery.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(there.calls).toHaveLength(1);
  });

  test('a send that takes more than one request keeps to the pace with all of them', async () => {
    const there = await transport();
    const store = await open(await fresh());
    const adapter = overHttp(there.url, 'here', { all: { most: 4, ms: 200 }, each: { most: 5, ms: 100 } });
    const begun: number[] = [];
    const delivery = deliver(store, {
      ...adapter,
      async send(to, message, options) {
        begun.push(performance.now());
        await options.another!();
        begun.push(performance.now());
        await adapter.send(to, message, options);
      },
    });
    for (let i = 0; i < 10; i++) await put(store, `here:${i}`, ['x']);
    delivery.wake();
    await there.until(() => there.shown.length === 10);
    begun.sort((a, b) => a - b);
    for (let i = 0; i + 4 < begun.length; i++) expect(begun[i + 4]! - begun[i]!).toBeGreaterThanOrEqual(200 - noise);
    expect(begun.at(-1)! - begun[0]!).toBeLessThan(2500);
  });

  test('stops: what is under way is finished and written, nothing is begun', async () => {
    const there = await transport();
    const store = await open(await fresh());
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const adapter = overHttp(there.url, 'here');
    const send: Adapter['send'] = (...args) => {
      begun.resolve();
      return gate.promise.then(() => adapter.send(...args));
    };
    const delivery = deliver(store, { ...adapter, send });
    await put(store, 'here:a', ['one', 'two']);
    delivery.wake();
    await begun.promise;
    const stopping = delivery.stop();
    gate.resolve();
    await stopping;
    expect([shown(there), await left(store)]).toEqual([['one'], ['two']]);
    delivery.wake();
    await delivery.settled();
    await sleep(3 * quick.lookMs);
    expect([there.calls.length, await left(store)]).toEqual([1, ['two']]);
    // What is left is free for whoever comes next.
    await deliver(store, adapter).settled();
    expect(shown(there)).toEqual(['one', 'two']);
  });

  test('an adapter that throws at once is a failed try like any other', async () => {
    const store = await open(await fresh());
    let broken = true;
    const adapter: Adapter = {
      ...overHttp('', 'here'),
      send() {
        if (broken) throw new DeliveryError('down', 'later');
        return Promise.resolve();
      },
    };
    const delivery = deliver(store, adapter);
    await put(store, 'here:a', ['one']);
    await delivery.settled();
    expect([await left(store), delivery.failures.length > 0]).toEqual([['one'], true]);
    broken = false;
    while ((await left(store)).length > 0) await sleep(5);
    expect(await dead(store)).toEqual([]);
  });
});
