import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { afterError, makeGate, patience, type Next, type Place } from '#delivery/pace.ts';
import { runs } from '#tests/support/runs.ts';

const minute = 60_000;
const hour = 60 * minute;
const tried = (tries: number, ageMs = 0) => ({ tries, ageMs });
const later = (fault: DeliveryFault = 'down', afterMs?: number) => new DeliveryError(fault, 'later', afterMs === undefined ? {} : { afterMs });
const pause = (next: Next) => ('dead' in next ? NaN : next.afterMs);

describe('after a try that failed', () => {
  test('the pauses grow up to an hour, and the eighth try is the last, after some hours', () => {
    const pauses = Array.from({ length: 7 }, (_, tries) => pause(afterError(later(), tried(tries), 0.5)));
    expect(pauses.map((ms) => Math.round(ms / 1000))).toEqual([2, 10, 50, 250, 1250, 3600, 3600]);
    const total = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeGreaterThan(2 * hour);
    expect(total).toBeLessThan(3 * hour);
    expect(afterError(later(), tried(7), 0.5)).toEqual({ fault: 'down', dead: true });
  });

  test('those that failed together do not come back together', () => {
    const [first, last] = [0, 0.999].map((chance) => pause(afterError(later(), tried(3), chance)));
    expect(last! / first!).toBeGreaterThan(1.25);
  });

  test.each(['closed', 'unknown', 'forbidden', 'refused', 'gone'] as const)('%s is for good', (fault) => {
    expect(afterError(new DeliveryError(fault, 'never'), tried(0), 0)).toEqual({ fault, dead: true });
  });

  test('a platform that asks to wait is waited for, never less than it asks, and that counts as no try', () => {
    expect(afterError(later('limit', 30_000), tried(6), 0)).toEqual({ fault: 'limit', afterMs: 30_000, counts: false });
    expect(pause(afterError(later('limit', 30_000), tried(6), 0.999))).toBeGreaterThan(30_000);
    expect(afterError(later('limit', 30_000), tried(0, 47 * hour), 0)).toMatchObject({ counts: false });
    expect(afterError(later('limit', 30_000), tried(0, 49 * hour), 0)).toEqual({ fault: 'limit', dead: true });
  });

  test('one that names no time, or is down and names one, is tried like others, but not before that time', () => {
    expect(afterError(later('limit'), tried(0), 0.5)).toMatchObject({ counts: true, afterMs: 2000 });
    expect(afterError(later('down', 20_000), tried(0), 0)).toEqual({ fault: 'down', counts: true, afterMs: 20_000 });
    expect(afterError(later('down', 20_000), tried(7), 0)).toEqual({ fault: 'down', dead: true });
  });

  test('where the platform takes nothing at all, the message is not given up for two days; what the platform says about it counts as ever', () => {
    const isDown = { ...tried(20), isDown: true };
    for (const fault of ['down', 'timeout'] as const) expect(afterError(later(fault), isDown, 0.5)).toEqual({ fault, counts: true, afterMs: hour });
    expect(afterError(later(), { ...isDown, ageMs: 49 * hour }, 0)).toEqual({ fault: 'down', dead: true });
    expect(afterError(new TypeError('x'), isDown, 0)).toEqual({ fault: 'bug', dead: true });
    expect(afterError(new DeliveryError('closed', 'never'), isDown, 0)).toEqual({ fault: 'closed', dead: true });
  });

  test('a time beyond all measure is an hour', () => {
    for (const asked of [40 * hour, Infinity]) expect(afterError(later('limit', asked), tried(0), 0)).toMatchObject({ afterMs: hour });
    for (const asked of [-5, NaN]) expect(afterError(later('limit', asked), tried(0), 0.5)).toMatchObject({ afterMs: 2000 });
  });

  test('a bug of ours is tried again like a fault of the platform', () => {
    for (const thrown of [new TypeError('x'), 'words', undefined]) expect(afterError(thrown, tried(1), 0.5)).toEqual({ fault: 'bug', afterMs: 10_000, counts: true });
  });

  property.prop(
    [fc.constantFrom<DeliveryFault>('limit', 'down', 'timeout'), fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }), fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })],
    runs(300),
  )('nobody waits longer than an hour and a quarter for the next try', (fault, afterMs, tries, chance) => {
    const next = afterError(later(fault, afterMs), tried(tries), chance);
    if ('dead' in next) expect(tries).toBeGreaterThanOrEqual(patience.tries - 1);
    else {
      expect(next.afterMs).toBeGreaterThan(0);
      expect(next.afterMs).toBeLessThanOrEqual(1.25 * hour);
    }
  });
});

describe('so many within a while', () => {
  const steps = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 400 }), there: fc.integer({ min: 5, max: 90 }), back: fc.integer({ min: 5, max: 90 }), books: fc.boolean() }), { minLength: 1, maxLength: 60 });
  property.prop([fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1000 }), steps], runs(200))('no more arrive, however long each is on its way there and back', (most, ms, waits) => {
    let now = 1000;
    const gate = makeGate({ most, ms }, () => now);
    const [arrived, under] = [[] as number[], [] as { ends: number; place: Place }[]];
    const passes = (to: number) => {
      for (const each of under.filter(({ ends }) => ends <= to).sort((a, b) => a.ends - b.ends)) {
        now = each.ends;
        gate.ended(each.place, true);
        under.splice(under.indexOf(each), 1);
      }
      now = to;
    };
    // The first ones show how fast an answer can come: five milliseconds there, five back.
    const usual = { ms: ms * 2, there: 5, back: 5, books: false };
    for (const wait of [...Array.from({ length: 3 * most }, () => usual), ...waits]) {
      passes(now + wait.ms);
      if (wait.books) arrived.push(now + gate.book() + 5);
      for (let left = gate.open(); left > 0; left--) {
        arrived.push(now + wait.there);
        under.push({ place: gate.passed(), ends: now + wait.there + wait.back });
      }
      // Whoever waits until all have ended, and then as long as it says, may begin.
      passes(Math.max(now, ...under.map(({ ends }) => ends)));
      passes(now + gate.wait());
      expect(gate.open()).toBeGreaterThanOrEqual(1);
    }
    arrived.sort((a, b) => a - b);
    for (let i = 0; i + most < arrived.length; i++) expect(arrived[i + most]! - arrived[i]!).toBeGreaterThanOrEqual(ms);
  });

  test('one without a pace is always open, unless it is shut', () => {
    let now = 0;
    const gate = makeGate(undefined, () => now);
    for (let i = 0; i < 1000; i++) gate.passed();
    expect([gate.open(), gate.wait(), gate.book()]).toEqual([Infinity, 0, 0]);
    gate.shut(50);
    expect([gate.isShut(), gate.open(), gate.wait()]).toEqual([true, 0, 50]);
    now = 50;
    expect([gate.isShut(), gate.open(), gate.wait()]).toEqual([false, Infinity, 0]);
  });
});
