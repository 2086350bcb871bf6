import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { addDays, dayOf, onClock, place, showDay, showInstant, showWhen, stamp } from '#core/time.ts';
import { readCivil, toInstant } from '#core/when.ts';
import { occurrence } from '#rules/event.ts';
import { timeFor, weeklyTimes, hoursOf } from '#rules/hours.ts';
import { dayOfRung } from '#rules/ladder.ts';
import { planEvent } from '#rules/plan.ts';
import { usualSettings } from '#rules/things.ts';
import { usualWishes } from '#rules/wishes.ts';
import { thing } from '#tests/support/things.ts';
// Made by tests/support/civil_times.py with Python's zoneinfo: another reading of the IANA database than ours.
import fixture from './civil-times.json' with { type: 'json' };

const vienna = 'Europe/Vienna';
const now = Temporal.Instant.from('2026-11-21T12:00Z');
const full = (utc: string) => stamp(Temporal.Instant.from(utc));
const read = (typed: string) => toInstant(readCivil(typed, { now, zone: vienna }));

describe('civil times by an independent reading of the time zone database', () => {
  test('are there in number', () => {
    expect([fixture.calls, fixture.lastFridays, fixture.mondays, fixture.odd, fixture.farDays].map(({ length }) => length)).toEqual([55, 25, 52, 21, 144]);
    expect(fixture.calls[0]!.day).toBe('2026-12-03');
    expect(fixture.calls.at(-1)!.day).toBe('2028-12-28');
  });

  test.each([...fixture.calls, ...fixture.lastFridays])('$day $time in Vienna is $utc, and each reader sees it on their own clock and day', ({ day, time, utc, seen }) => {
    const at = read(`${day} ${time} Vienna`);
    expect(stamp(at)).toBe(full(utc));
    expect(onClock(day, time, vienna)).toEqual(at);
    for (const [i, zone] of fixture.readers.entries()) {
      expect(showInstant(utc, zone)).toBe(seen[i]);
      expect(showWhen(utc, zone, vienna)).toBe(`${seen[i]} (${time} Vienna)`);
      expect(seen[i]).toContain(`${showDay(dayOf(at, zone))}, `);
      expect(dayOf(utc, zone)).toBe(dayOf(at, zone));
    }
  });

  test('every second Thursday is every other one of the weekly ones', () => {
    let at = Temporal.Instant.from('2026-12-01T00:00Z');
    for (const { day, utc } of fixture.calls) {
      const next = weeklyTimes({ day: 4, at: '15:00' }, vienna, at);
      expect(next).toEqual({ date: day, at: Temporal.Instant.from(utc) });
      at = weeklyTimes({ day: 4, at: '15:00' }, vienna, next.at).at;
    }
  });

  test.each(fixture.readers.map((zone, i) => [zone, i] as const))('Monday nine o\'clock in %s, all of 2027', (zone, i) => {
    let at = Temporal.Instant.from('2027-01-01T00:00Z');
    for (const { day, utc } of fixture.mondays) {
      const next = weeklyTimes({ day: 1, at: '09:00' }, zone, at);
      expect(next).toEqual({ date: day, at: Temporal.Instant.from(utc[i]!) });
      expect(timeFor(day, null, hoursOf(usualWishes, zone), at)).toEqual(next.at);
      at = next.at;
    }
  });

  test.each(fixture.odd)('$typed in $zone is $utc', ({ zone, typed, utc, instead, after }) => {
    const said = (words: string) => read(`${words} ${place(zone)}`);
    const [day, time] = typed.split(' ') as [string, string];
    expect(stamp(onClock(day, time, zone))).toBe(full(after));
    if (utc.length === 1) {
      expect(stamp(said(typed))).toBe(full(utc[0]!));
      return;
    }
    let error: unknown;
    try {
      said(typed);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof UserError)) throw new Error(`${typed} was read`);
    expect(error.key).toBe(utc.length === 0 ? 'error.date.skipped' : 'error.date.twice');
    const offered = error.ways.map(({ value }) => read(value));
    if (utc.length > 0) expect(offered.map(stamp)).toEqual(utc.map(full));
    else expect(offered.map((at) => at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' '))).toEqual(instead);
    expect(error.ways).toHaveLength(2);
  });

  test('29 February 2028 is read, seen and counted from', () => {
    const { day, hour, zones, rungs, yearly } = fixture.leap;
    expect(stamp(read(`${day} ${hour.time} Vienna`))).toBe(full(hour.utc));
    expect(stamp(read('29 Feb 2028 10am Vienna'))).toBe(full(hour.utc));
    expect(zones.map((zone) => showInstant(hour.utc, zone))).toEqual(hour.seen);
    for (const [days, on] of rungs as [number, string][]) {
      expect(dayOfRung(day, `${days > 0 ? '+' : ''}${days}d`)).toBe(on);
      expect(addDays(on, -days)).toBe(day);
    }
    const event = thing.event({ starts: day, ends: day, yearly: true });
    for (const [year, on] of yearly as [number, string][]) expect(occurrence(event, `${year}-01-01`)).toEqual({ starts: on, ends: on });
    expect(() => read('29 Feb 2027 10:00 Vienna')).toThrow('error.date.noday');
  });

  test.each(fixture.farDays)('a last day $day $time in $zone is that day everywhere, and each reader hears of it at their own nine o\'clock, in time', ({ zone, day, time, until, heard }) => {
    const event = thing.event({ starts: day, ends: day, zone });
    const deadline = thing.deadline({ closes: { due: { by: 'event', event: event.id, days: 0 }, time, zone } });
    const facts = {
      zone: vienna, today: '2026-11-21', settings: { ...usualSettings, ladders: { closing: ['0d'] } }, events: new Map([[event.id, event]]), deadlines: [deadline],
      organisations: new Map([['a', thing.organisation({ side: 'civil' })]]), sides: [],
    };
    const [wanted] = planEvent(event, [deadline], facts).filter(({ kind }) => kind === 'closing');
    expect(wanted).toMatchObject({ date: day, day, until: full(until), recipient: 'focal/a' });
    for (const [i, reader] of fixture.far.entries()) {
      const last = Temporal.Instant.from(wanted!.until!);
      const at = timeFor(wanted!.day, last, hoursOf(usualWishes, reader), now);
      expect(stamp(at)).toBe(full(heard[i]!));
      expect(at.epochMilliseconds).toBeLessThan(last.epochMilliseconds);
      expect(showInstant(stamp(at), reader)).toContain(', 09:00 ');
      // On the very day, unless it is over by nine there.
      if (dayOf(at, reader) !== day) expect(onClock(day, '09:00', reader).epochMilliseconds).toBeGreaterThanOrEqual(last.epochMilliseconds);
    }
  });
});
