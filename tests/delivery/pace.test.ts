import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { afterError, patience, refill, untilNext, type Allowance, type Next } from '#delivery/pace.ts';
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

describe('so many a second', () => {
  property.prop([fc.integer({ min: 1, max: 60 }), fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 })], runs(200))(
    'in no second more begin than that and a tenth',
    (perSecond, waits) => {
      let allowance: Allowance = { left: 0, at: -Infinity };
      let now = 1000;
      const begun: number[] = [];
      for (const wait of waits) {
        now += wait;
        allowance = refill(allowance, now, perSecond);
        for (; allowance.left >= 1; allowance = { ...allowance, left: allowance.left - 1 }) begun.push(now);
      }
      for (const start of begun) expect(begun.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(perSecond + Math.max(1, perSecond / 10));
    },
  );

  test('one that waits as long as it is told may begin', () => {
    for (const perSecond of [1, 3, 7, 50]) {
      const empty = { left: 0.2, at: 0 };
      expect(refill(empty, untilNext(empty, perSecond), perSecond).left).toBeGreaterThanOrEqual(1);
    }
    expect(untilNext({ left: 1, at: 0 }, 5)).toBe(0);
  });
});
