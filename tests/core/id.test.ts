import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { newCode, newId } from '#core/id.ts';
import { runs } from '#tests/support/runs.ts';

const at = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds);

describe('an id', () => {
  test('is 16 lower-case ASCII characters', () => expect(newId(at(Date.UTC(2013, 1, 22)))).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/));
  test('comes once and after those before it, ten thousand times in one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => newId(at(Date.UTC(2013, 1, 22))));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });
  prop.prop([fc.array(fc.integer({ min: -1, max: Date.UTC(2100, 0) }), { maxLength: 30 })], runs(100))('comes after those before it even where a clock goes back', (times) => {
    const ids = times.map((time) => newId(at(time)));
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{16}$/);
  });
});

describe('a code that is read out', () => {
  test('is eight characters none of which looks like another', () => {
    const codes = Array.from({ length: 2000 }, newCode);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/);
    expect(new Set(codes).size).toBe(codes.length);
    // All 32 characters come, about as often as each other.
    const counts = new Map<string, number>();
    for (const letter of codes.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(200);
  });
});
