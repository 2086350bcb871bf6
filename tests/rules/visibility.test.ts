import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { sightOf, sumOf, takesPart } from '#rules/visibility.ts';
import type { Role, Seat } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';

const seat = (role: Role): Seat => ({ id: role, person_id: 'p', role, organisation: null, side: null, since: '2013-02-21T10:00:00.000Z', ended: null });

test.each<[readonly Role[], boolean, string]>([
  [['observer'], false, 'sums'],
  [['observer'], true, 'sums'],
  [[], false, 'sums'],
  [['focal'], false, 'answers'],
  [['observer', 'alternate'], false, 'answers'],
  [['coordinator'], true, 'silence'],
  [['focal'], true, 'silence'],
])('%j, running it: %s, sees %s', (roles, isRunning, sight) => {
  expect(sightOf(roles.map(seat), isRunning)).toBe(sight);
  expect(takesPart(roles.map(seat))).toBe(sight !== 'sums');
});

describe('a sum', () => {
  test('of sixteen is not said of one or two, there or missing', () =>
    expect([0, 1, 2, 3, 13, 14, 15, 16].map((count) => sumOf(count, 16).sum)).toEqual(['exact', 'few', 'few', 'exact', 'exact', 'most', 'most', 'exact']));
  test('of few people has no word that only one count can mean', () => {
    expect([1, 2, 3].map((count) => sumOf(count, 4).sum)).toEqual(['some', 'some', 'some']);
    expect([1, 2, 3, 4].map((count) => sumOf(count, 5).sum)).toEqual(['few', 'few', 'most', 'most']);
    expect([0, 1, 2].map((count) => sumOf(count, 2).sum)).toEqual(['exact', 'some', 'some']);
  });
  prop.prop([fc.nat(60).chain((of) => fc.tuple(fc.nat(of), fc.constant(of)))], runs(300))('is exact for whoever sees the answers, and for others only of none, of all of three or more, and where three or more are there and missing', ([count, of]) => {
    for (const sight of ['answers', 'silence'] as const) expect(sumOf(count, of, sight)).toEqual({ sum: 'exact', count, of });
    const { sum } = sumOf(count, of);
    expect(sum === 'exact').toBe(count === 0 || (count > 2 && (count === of || of - count > 2)));
    // Whatever is said instead can mean two counts or more.
    const same = Array.from({ length: of + 1 }, (_, other) => sumOf(other, of).sum).filter((each) => each === sum).length;
    expect(sum === 'exact' || same > 1 || of === 1).toBe(true);
  });
});
