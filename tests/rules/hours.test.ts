import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf, endOfDay, onClock, stamp, weekdayOf } from '#core/time.ts';
import { hoursOf, isWorking, nextWorking, timeFor, weeklyTimes, type Hours } from '#rules/hours.ts';
import { usualWishes } from '#rules/wishes.ts';
import { runs } from '#tests/support/runs.ts';

const zones = ['Europe/Vienna', 'Asia/Beirut', 'America/New_York', 'America/Sao_Paulo', 'Pacific/Auckland', 'Pacific/Honolulu', 'Pacific/Apia', 'America/Nuuk', 'Australia/Lord_Howe', 'Asia/Kathmandu'] as const;
const usual = (zone: string, more: Partial<Hours> = {}): Hours => ({ ...hoursOf(usualWishes, zone), ...more });
/** An instant by the clock of a zone, with its offset where the clock shows it twice. */
const local = (text: string, zone: string) => Temporal.ZonedDateTime.from(`${text}[${zone}]`).toInstant();
const shown = (at: Temporal.Instant, zone: string) => at.toZonedDateTimeISO(zone).toString({ smallestUnit: 'minute', timeZoneName: 'never' });
const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

describe('a civil time', () => {
  test.each([
    ['2027-03-27', '02:30', 'Europe/Vienna', '2027-03-27T02:30+01:00'],
    // Put forward: the hour is skipped. Put back: it comes twice, and the first counts.
    ['2027-03-28', '02:30', 'Europe/Vienna', '2027-03-28T03:30+02:00'],
    ['2027-10-31', '02:30', 'Europe/Vienna', '2027-10-31T02:30+02:00'],
    ['2027-03-28', '00:00', 'Asia/Beirut', '2027-03-28T01:00+03:00'],
    ['2027-10-30', '23:30', 'Asia/Beirut', '2027-10-30T23:30+03:00'],
    ['2018-11-04', '00:30', 'America/Sao_Paulo', '2018-11-04T01:30-02:00'],
    ['2027-10-03', '02:15', 'Australia/Lord_Howe', '2027-10-03T02:45+11:00'],
    ['2027-03-27', '23:30', 'America/Nuuk', '2027-03-28T00:30-01:00'],
    ['2022-03-26', '23:30', 'America/Nuuk', '2022-03-26T23:30-02:00'],
    ['2011-12-30', '09:00', 'Pacific/Apia', '2011-12-31T09:00+14:00'],
  ])('%s %s in %s is %s', (day, time, zone, expected) => expect(shown(onClock(day, time, zone), zone)).toBe(expected));
  test.each([
    ['2014-03-13', 'Europe/Vienna', '2014-03-13T23:00:00.000Z'],
    ['2027-03-27', 'Asia/Beirut', '2027-03-27T22:00:00.000Z'],
    ['2027-10-30', 'Asia/Beirut', '2027-10-30T22:00:00.000Z'],
    ['2016-02-28', 'UTC', '2016-02-29T00:00:00.000Z'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s is over in %s at %s', (day, zone, expected) => expect(endOfDay(day, zone)).toBe(expected));
  const days = fc.integer({ min: 0, max: 30_000 }).map((count) => addDays('1970-01-01', count));
  const changing = fc.tuple(fc.constantFrom('2027-03-28', '2027-10-31', '2027-03-14', '2027-11-07', '2018-11-04', '2027-09-26', '2027-04-04', '2011-12-30', '1945-04-02', '2023-03-26'), fc.integer({ min: -3, max: 3 })).map(([day, away]) => addDays(day, away));
  prop.prop([fc.oneof(days, changing), fc.nat(1439), fc.constantFrom(...zones)], runs(500))('is what Temporal says, near a change of clocks as elsewhere', (day, minute, zone) => {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    expect(stamp(onClock(day, time, zone))).toBe(stamp(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).toInstant()));
  });
  prop.prop([days, fc.constantFrom(...zones)], runs(300))('a day ends as the next begins, and has its weekday', (day, zone) => {
    const date = Temporal.PlainDate.from(day);
    expect(endOfDay(day, zone)).toBe(stamp(date.add({ days: 1 }).toZonedDateTime(zone).toInstant()));
    expect(weekdayOf(day)).toBe(date.dayOfWeek);
  });
});

describe('working hours', () => {
  // Thursday 13 March 2014.
  test.each<[string, string, Partial<Hours>, boolean]>([
    ['2014-03-13T09:00', 'Europe/Vienna', {}, true],
    ['2014-03-13T08:59:59.999', 'Europe/Vienna', {}, false],
    ['2014-03-13T16:59:59.999', 'Europe/Vienna', {}, true],
    ['2014-03-13T17:00', 'Europe/Vienna', {}, false],
    ['2014-03-15T10:00', 'Europe/Vienna', {}, false],
    ['2014-03-15T10:00', 'Europe/Vienna', { rest: [5] }, true],
    ['2014-03-14T10:00', 'Europe/Vienna', { rest: [5] }, false],
    // Friday afternoon in Honolulu is Saturday in London.
    ['2014-03-14T16:00', 'Pacific/Honolulu', {}, true],
    // Monday morning in Auckland is Sunday in Vienna.
    ['2014-03-17T09:00', 'Pacific/Auckland', {}, true],
    ['2014-03-13T23:15', 'Asia/Bangkok', { from: '22:00', to: '23:30' }, true],
    ['2014-03-13T23:30', 'Asia/Bangkok', { from: '22:00', to: '23:30' }, false],
    ['2014-03-13T00:00', 'Asia/Bangkok', { from: '00:00', to: '23:59' }, true],
    // Beirut goes from midnight to one; what is skipped of the hours is lost, and what would lie wholly in it comes an hour later.
    ['2027-03-28T01:00', 'Asia/Beirut', { from: '00:00', to: '08:00', rest: [] }, true],
    ['2027-03-28T01:20', 'Asia/Beirut', { from: '00:15', to: '00:45', rest: [] }, true],
    ['2027-03-28T01:50', 'Asia/Beirut', { from: '00:15', to: '00:45', rest: [] }, false],
    // Both hours of an hour that comes twice.
    ['2027-10-31T02:30+02:00', 'Europe/Vienna', { from: '02:00', to: '04:00', rest: [] }, true],
    ['2027-10-31T02:30+01:00', 'Europe/Vienna', { from: '02:00', to: '04:00', rest: [] }, true],
  ])('at %s in %s with %o: %s', (at, zone, more, expected) => expect(isWorking(local(at, zone), usual(zone, more))).toBe(expected));

  test.each<[string, string, Partial<Hours>, string]>([
    ['2014-03-13T10:07', 'Europe/Vienna', {}, '2014-03-13T10:07+01:00'],
    ['2014-03-13T03:00', 'Europe/Vienna', {}, '2014-03-13T09:00+01:00'],
    ['2014-03-13T17:00', 'Europe/Vienna', {}, '2014-03-14T09:00+01:00'],
    ['2014-03-14T17:00', 'Europe/Vienna', {}, '2014-03-17T09:00+01:00'],
    ['2014-03-28T17:00', 'Europe/Vienna', {}, '2014-03-31T09:00+02:00'],
    ['2014-03-13T17:00', 'Europe/Vienna', { rest: [1, 2, 4, 5, 6, 7] }, '2014-03-19T09:00+01:00'],
    ['2027-03-27T23:00', 'Asia/Beirut', { from: '00:00', to: '06:00', rest: [] }, '2027-03-28T01:00+03:00'],
    ['2027-10-30T23:45+03:00', 'Asia/Beirut', { from: '00:00', to: '06:00', rest: [] }, '2027-10-31T00:00+02:00'],
    ['2018-11-03T23:59', 'America/Sao_Paulo', { from: '00:30', to: '02:00', rest: [] }, '2018-11-04T01:30-02:00'],
    // All working hours of that Saturday are skipped, and so is Saturday's share of Sunday.
    ['2027-03-27T20:00', 'America/Nuuk', { from: '23:10', to: '23:50', rest: [] }, '2027-03-28T23:10-01:00'],
    ['2027-03-28T01:00', 'Europe/Vienna', { from: '02:30', to: '03:00', rest: [] }, '2027-03-29T02:30+02:00'],
    // Apia had no 30 December 2011, a Friday.
    ['2011-12-29T17:00', 'Pacific/Apia', {}, '2012-01-02T09:00+14:00'],
    ['2011-12-29T17:00', 'Pacific/Apia', { rest: [6, 7, 1, 2, 3, 4] }, '2012-01-06T09:00+14:00'],
    ['2014-03-13T17:00', 'Europe/Vienna', { rest: [1, 2, 3, 4, 5, 6, 7] }, '2014-03-13T17:00+01:00'],
  ])('after %s in %s with %o come at %s', (at, zone, more, expected) => expect(shown(nextWorking(local(at, zone), usual(zone, more)), zone)).toBe(expected));

  // Hours that no zone skips, so that a clock and a calendar are all it takes to tell.
  const clock = (hour: number) => `${String(Math.floor(hour / 2)).padStart(2, '0')}:${hour % 2 ? '30' : '00'}`;
  const spans = fc.tuple(fc.integer({ min: 8, max: 43 }), fc.integer({ min: 1, max: 6 })).map(([from, length]) => ({ from: clock(from), to: clock(Math.min(from + length, 44)) }));
  const rests = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 });
  const hours = fc.record({ zone: fc.constantFrom(...zones), span: spans, rest: rests }).map(({ zone, span, rest }): Hours => ({ zone, ...span, rest }));
  const instants = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2029, 0) }).map((at) => Temporal.Instant.fromEpochMilliseconds(at));
  const looksWorking = (at: Temporal.Instant, { zone, from, to, rest }: Hours) => {
    const here = at.toZonedDateTimeISO(zone);
    const time = here.toPlainTime().toString({ smallestUnit: 'minute' });
    return !rest.includes(here.dayOfWeek) && time >= from && time < to;
  };
  prop.prop([instants, hours], runs(300))('are what the clock and the calendar of a zone say', (at, hours) => {
    expect(isWorking(at, hours)).toBe(looksWorking(at, hours));
    const next = nextWorking(at, hours);
    expect(looksWorking(next, hours)).toBe(true);
    expect(before(next, at)).toBe(false);
    for (let each = at; before(each, next); each = each.add({ minutes: 30 })) expect(looksWorking(each, hours)).toBe(false);
    expect(nextWorking(next, hours)).toEqual(next);
  });
  prop.prop([instants, fc.nat(9_000_000), hours], runs(300))('come no earlier for whoever asks later', (at, seconds, hours) => {
    expect(before(nextWorking(at.add({ seconds }), hours), nextWorking(at, hours))).toBe(false);
  });

  const offset = fc.integer({ min: -20, max: 20 });
  const until = fc.option(fc.integer({ min: -20 * 1440, max: 20 * 1440 }));
  prop.prop([instants, offset, until, hours], runs(1500))('decide when a reminder is given: in them, in time, and on its day, in this order of weight from the last to the first', (now, away, minutes, hours) => {
    const day = addDays(dayOf(now, hours.zone), away);
    const end = minutes === null ? null : now.add({ minutes });
    const at = timeFor(day, end, hours, now);
    const inTime = (each: Temporal.Instant) => end === null || before(each, end);
    // Never before now; in time, unless it is too late already, when it is looked at at once.
    expect(before(at, now)).toBe(false);
    if (inTime(now)) expect(inTime(at)).toBe(true);
    else expect(at).toEqual(now);
    // In working hours, unless none are left in time. Then no hour that others sleep at, unless it must be.
    const hoursLeft = inTime(nextWorking(now, hours));
    expect(looksWorking(at, hours)).toBe(inTime(now) ? hoursLeft : looksWorking(now, hours));
    if (inTime(now) && !hoursLeft) expect(looksWorking(at, { ...hours, rest: [] })).toBe(inTime(nextWorking(now, { ...hours, rest: [] })));
    // As the hours begin on its day, wherever that is possible; never before its day, wherever that is possible.
    const opens = onClock(day, hours.from, hours.zone);
    if (!hours.rest.includes(weekdayOf(day)) && inTime(opens) && !before(opens, now)) expect(at).toEqual(opens);
    if (dayOf(at, hours.zone) < day) expect(inTime(nextWorking(opens, hours))).toBe(false);
    // Whoever looks again at that time finds that it has come.
    expect(timeFor(day, end, hours, at)).toEqual(at);
  });
  prop.prop([instants, fc.nat(3_000_000), offset, until, hours], runs(400))('give no reminder earlier to whoever looks later', (now, seconds, away, minutes, hours) => {
    const day = addDays(dayOf(now, hours.zone), away);
    const end = minutes === null ? null : now.add({ minutes });
    expect(before(timeFor(day, end, hours, now.add({ seconds })), timeFor(day, end, hours, now))).toBe(false);
  });
});

describe('the time for a reminder', () => {
  const vienna = 'Europe/Vienna';
  const time = (day: string, until: string | null, now: string, { zone = vienna, ...more }: Partial<Hours> = {}) => shown(timeFor(day, until === null ? null : Temporal.Instant.from(until), usual(zone, more), Temporal.Instant.from(now)), zone);
  const thursday = '2014-03-13';
  const saturday = '2014-03-15';
  const early = '2014-03-01T00:00:00Z';
  test.each<[string, string, string | null, string, Partial<Hours>, string]>([
    ['as hours begin on its day', thursday, null, early, {}, '2014-03-13T09:00+01:00'],
    ['at the reader\'s own hour', thursday, null, early, { zone: 'Asia/Bangkok' }, '2014-03-13T09:00+07:00'],
    ['at hours of the evening', thursday, null, early, { from: '22:00', to: '23:30' }, '2014-03-13T22:00+01:00'],
    ['in summer time', '2014-03-31', null, early, {}, '2014-03-31T09:00+02:00'],
    ['after a rest day, when that is in time', saturday, '2014-03-17T23:00:00Z', early, {}, '2014-03-17T09:00+01:00'],
    ['before a rest day, when after it is too late', saturday, endOfDay(saturday, vienna), early, {}, '2014-03-14T09:00+01:00'],
    ['before a rest day, to the very instant', saturday, '2014-03-17T08:00:00Z', early, {}, '2014-03-14T09:00+01:00'],
    ['after a rest day, to the very instant', saturday, '2014-03-17T08:00:00.001Z', early, {}, '2014-03-17T09:00+01:00'],
    // The deadline is at noon in Vienna: 06:00 in New York (summer time there since the 9th), 01:00 in Honolulu.
    ['the day before, where the last hour strikes early', thursday, '2014-03-13T11:00:00Z', early, { zone: 'America/New_York' }, '2014-03-12T09:00-04:00'],
    ['the day before, where the last hour strikes at night', thursday, '2014-03-13T11:00:00Z', early, { zone: 'Pacific/Honolulu' }, '2014-03-12T09:00-10:00'],
    ['on the day, where it strikes late', thursday, '2014-03-13T11:00:00Z', early, { zone: 'Pacific/Auckland' }, '2014-03-13T09:00+13:00'],
    ['three days before, over a weekend', '2014-03-17', '2014-03-17T07:00:00Z', early, {}, '2014-03-14T09:00+01:00'],
    ['at once, when its time has gone by during hours', thursday, null, '2014-03-13T10:30:00Z', {}, '2014-03-13T11:30+01:00'],
    ['the next morning, when it has gone by after hours', thursday, null, '2014-03-13T19:00:00Z', {}, '2014-03-14T09:00+01:00'],
    ['on Monday, when it has gone by on Friday evening', '2014-03-14', null, '2014-03-14T19:00:00Z', {}, '2014-03-17T09:00+01:00'],
    ['at once on Friday, when only Saturday is left', saturday, endOfDay(saturday, vienna), '2014-03-14T10:30:00Z', {}, '2014-03-14T11:30+01:00'],
    ['on Saturday morning, when Friday is over', saturday, endOfDay(saturday, vienna), '2014-03-14T19:00:00Z', {}, '2014-03-15T09:00+01:00'],
    ['at once on Saturday', saturday, endOfDay(saturday, vienna), '2014-03-15T09:30:00Z', {}, '2014-03-15T10:30+01:00'],
    ['at once on Saturday evening, when nothing else is left', saturday, endOfDay(saturday, vienna), '2014-03-15T20:00:00Z', {}, '2014-03-15T21:00+01:00'],
    ['at once at night, before it is too late in the morning', thursday, '2014-03-13T07:00:00Z', '2014-03-13T02:00:00Z', {}, '2014-03-13T03:00+01:00'],
    ['at once, when it is too late', thursday, '2014-03-13T07:00:00Z', '2014-03-13T07:00:00Z', {}, '2014-03-13T08:00+01:00'],
    ['after a day of the zone that never was', '2011-12-30', null, '2011-12-01T00:00:00Z', { zone: 'Pacific/Apia' }, '2012-01-02T09:00+14:00'],
    ['at the hour after the gap', '2027-03-28', null, early, { from: '02:30', to: '05:00', rest: [] }, '2027-03-28T03:30+02:00'],
    ['at the first of two hours', '2027-10-31', null, early, { from: '02:30', to: '05:00', rest: [] }, '2027-10-31T02:30+02:00'],
  ])('is %s', (_, day, until, now, hours, expected) => expect(time(day, until, now, hours)).toBe(expected));
});

describe('what comes weekly', () => {
  test.each<[number, string, string, string, string, string]>([
    [1, '09:00', 'Europe/Vienna', '2014-03-13T12:00', '2014-03-17', '2014-03-17T09:00+01:00'],
    [4, '12:00', 'Europe/Vienna', '2014-03-13T11:59', '2014-03-13', '2014-03-13T12:00+01:00'],
    [4, '12:00', 'Europe/Vienna', '2014-03-13T12:00', '2014-03-20', '2014-03-20T12:00+01:00'],
    [1, '09:00', 'Europe/Vienna', '2014-03-28T12:00', '2014-03-31', '2014-03-31T09:00+02:00'],
    // Sunday 02:30: skipped in spring, twice in autumn.
    [7, '02:30', 'Europe/Vienna', '2027-03-27T12:00', '2027-03-28', '2027-03-28T03:30+02:00'],
    [7, '02:30', 'Europe/Vienna', '2027-03-28T03:30', '2027-04-04', '2027-04-04T02:30+02:00'],
    [7, '02:30', 'Europe/Vienna', '2027-10-30T12:00', '2027-10-31', '2027-10-31T02:30+02:00'],
    [7, '02:30', 'Europe/Vienna', '2027-10-31T02:30+02:00', '2027-11-07', '2027-11-07T02:30+01:00'],
    [7, '02:30', 'Europe/Vienna', '2027-10-31T02:30+01:00', '2027-11-07', '2027-11-07T02:30+01:00'],
    [7, '00:00', 'Asia/Beirut', '2027-03-27T12:00', '2027-03-28', '2027-03-28T01:00+03:00'],
    [6, '23:30', 'Asia/Beirut', '2027-10-30T12:00', '2027-10-30', '2027-10-30T23:30+03:00'],
    [7, '00:30', 'America/Sao_Paulo', '2018-11-03T12:00', '2018-11-04', '2018-11-04T01:30-02:00'],
    // Apia went from Thursday to Saturday: Friday's comes on Saturday, beside Saturday's own.
    [5, '09:00', 'Pacific/Apia', '2011-12-29T12:00', '2011-12-30', '2011-12-31T09:00+14:00'],
    [5, '09:00', 'Pacific/Apia', '2011-12-31T08:00', '2011-12-30', '2011-12-31T09:00+14:00'],
    [5, '09:00', 'Pacific/Apia', '2011-12-31T09:00', '2012-01-06', '2012-01-06T09:00+14:00'],
  ])('day %i %s in %s after %s: %s', (day, at, zone, after, date, expected) => {
    const next = weeklyTimes({ day, at }, zone, local(after, zone));
    expect({ date: next.date, at: shown(next.at, zone) }).toEqual({ date, at: expected });
  });
  const weekly = fc.record({ day: fc.integer({ min: 1, max: 7 }), at: fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`) });
  // Half of them close to a change of the clock.
  const changes = ['2027-03-28T01:00Z', '2027-10-31T01:00Z', '2027-03-27T22:00Z', '2027-10-30T21:00Z', '2027-03-14T07:00Z', '2027-11-07T06:00Z', '2018-11-04T03:00Z', '2027-04-03T14:00Z', '2027-09-25T14:00Z', '2011-12-30T10:00Z'].map((text) => Temporal.Instant.from(text));
  const instants = fc.oneof(fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2030, 0) }).map((at) => Temporal.Instant.fromEpochMilliseconds(at)), fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -1500, max: 1500 })).map(([at, minutes]) => at.add({ minutes })));
  prop.prop([weekly, fc.constantFrom(...zones), instants], runs(600))('is the first of all its times that is later than the instant', (weekly, zone, after) => {
    const here = after.toZonedDateTimeISO(zone).toPlainDate();
    const all = Array.from({ length: 20 }, (_, i) => here.add({ days: i - 9 })).filter(({ dayOfWeek }) => dayOfWeek === weekly.day);
    const times = all.map((date) => ({ date: date.toString(), at: date.toPlainDateTime(weekly.at).toZonedDateTime(zone).toInstant() })).filter(({ at }) => before(after, at));
    expect(weeklyTimes(weekly, zone, after)).toEqual(times[0]);
  });
  prop.prop([weekly, fc.constantFrom(...zones), instants, fc.nat(2_000_000)], runs(300))('comes no earlier for whoever asks later, and always again within eight days', (weekly, zone, after, seconds) => {
    const next = weeklyTimes(weekly, zone, after);
    expect(before(weeklyTimes(weekly, zone, after.add({ seconds })).at, next.at)).toBe(false);
    expect(before(after, next.at)).toBe(true);
    expect(next.at.since(after).total('hours')).toBeLessThanOrEqual(8 * 24);
    const following = weeklyTimes(weekly, zone, next.at);
    expect(following.date).toBe(addDays(next.date, 7));
  });
});
