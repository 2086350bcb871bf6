import { describe, expect, test } from 'vitest';
import { zoneTable } from '#rules/zonetable.ts';

const zones = ['Europe/Vienna', 'Asia/Beirut', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Sao_Paulo', 'America/New_York', 'Asia/Bangkok', 'Asia/Kathmandu', 'UTC'];
const short = (zone: string, first: number, last: number) => zoneTable(zone, first, last).map(({ from, before, after, forward }) => `${from.slice(0, 16)} ${before / 3600} ${after / 3600} ${forward ? 'on' : 'back'}`);

describe('how the clock of a zone stands', () => {
  test('is said from long ago, and anew at each change, on the clock before it', () =>
    expect(short('Europe/Vienna', 2026, 2026)).toEqual(['1970-01-01T00:00 1 1 back', '2026-03-29T02:00 1 2 on', '2026-10-25T03:00 2 1 back']));
  test('begins in summer where the year does', () =>
    expect(short('Australia/Lord_Howe', 2026, 2026)).toEqual(['1970-01-01T00:00 11 11 on', '2026-04-05T02:00 11 10.5 back', '2026-10-04T02:00 10.5 11 on']));
  test('has the month of Ramadan', () =>
    expect(short('Africa/Casablanca', 2025, 2025)).toEqual(['1970-01-01T00:00 1 1 on', '2025-02-23T03:00 1 0 back', '2025-04-06T02:00 0 1 on']));
  test('has the last summer of a zone that has none any more', () =>
    expect(short('America/Sao_Paulo', 2018, 2027)).toEqual(['1970-01-01T00:00 -2 -2 on', '2018-02-18T00:00 -2 -3 back', '2018-11-04T00:00 -3 -2 on', '2019-02-17T00:00 -2 -3 back']));
  test.each([['Asia/Bangkok', 7], ['Asia/Kathmandu', 5.75], ['UTC', 0]])('is one in %s, which never changes', (zone, hours) =>
    expect(short(zone, 2026, 2036)).toEqual([`1970-01-01T00:00 ${hours} ${hours} back`]));
  test('of a year in the middle of an offset is that offset', () => expect(short('America/Sao_Paulo', 2026, 2026)).toEqual(['1970-01-01T00:00 -3 -3 back']));

  test.each(zones)('agrees with the program in %s on every day of ten years, and to the second where it changes', (zone) => {
    const changes = zoneTable(zone, 2019, 2028).map(({ from, before, after }) => ({ at: Date.parse(`${from}Z`) - before * 1000, after }));
    const begin = Date.parse('2019-01-01T00:00Z');
    const days = Array.from({ length: 3653 }, (_, i) => begin + i * 86_400_000);
    const near = changes.slice(1).flatMap(({ at }) => [at - 1000, at]);
    const stands = (at: number) => changes.findLast((each) => each.at <= at)!.after;
    expect([...days, ...near].filter((at) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9 !== stands(at))).toEqual([]);
  });
});
