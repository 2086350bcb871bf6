import { describe, expect, test } from 'vitest';
import { addDays, abbreviationsOf, daysBetween, dayOf, findZones, isZoneAbbreviation, place, showDay, showInstant, showMonth, showWhen, stamp, zoneNames } from '#core/time.ts';
import { fc, test as prop } from '@fast-check/vitest';
import { runs } from '#tests/support/runs.ts';

const instants = fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2150, 0) }).map((at) => Temporal.Instant.fromEpochMilliseconds(at));
const days = instants.map((at) => at.toZonedDateTimeISO('UTC').toPlainDate().toString());

describe('zones', () => {
  test.each([
    ['Vienna', 'Europe/Vienna'],
    ['europe/vienna', 'Europe/Vienna'],
    [' VIENNA ', 'Europe/Vienna'],
    ['Geneva', 'Europe/Zurich'],
    ['sao paulo', 'America/Sao_Paulo'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['New York', 'America/New_York'],
    ['new-york', 'America/New_York'],
    ['Kyiv', 'Europe/Kyiv'],
    ['Kiev', 'Europe/Kyiv'],
    ['Kolkata', 'Asia/Kolkata'],
    ['Calcutta', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Yangon', 'Asia/Yangon'],
    ['Rangoon', 'Asia/Yangon'],
    ['Buenos Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['St. Lucia', 'America/St_Lucia'],
    ['US/Eastern', 'America/New_York'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
  ])('%s is %s', (name, zone) => expect(findZones(name)).toEqual([zone]));
  test.each(['', ' ', 'Atlantis', 'Europe/Atlantis', 'CET', 'EST', 'GMT', 'Etc/GMT+5', '+01:00', '__proto__', 'constructor', '😀'])('"%s" is none', (name) => expect(findZones(name)).toEqual([]));
  test('a city of two zones is both', () => expect(findZones('San Juan')).toEqual(['America/Argentina/San_Juan', 'America/Puerto_Rico']));
  test('each zone is found by its name and can be used; its present name is the one that is kept', () => {
    for (const zone of zoneNames()) {
      expect(findZones(zone)).toEqual([zone]);
      expect(findZones(place(zone))).toContain(zone);
      expect(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId).toBe(zone);
    }
    for (const old of ['Europe/Kiev', 'Asia/Calcutta', 'America/Buenos_Aires']) expect(zoneNames()).not.toContain(old);
    expect(zoneNames().length).toBeGreaterThan(400);
  });

  test.each(['CET', 'cest', 'EST', 'BST', 'GMT', 'IST', 'UTC+2', 'utc-03:00', 'GMT+1', '+02:00', '+0530', '-3', '−3', 'UTC + 2', 'CET (UTC+2)', 'CET time'])('%s is no precise zone', (word) => expect(isZoneAbbreviation(word)).toBe(true));
  test.each(['UTC', 'Vienna', 'CET Vienna', '', '15:00', 'cetera', '2'])('%s is none of those', (word) => expect(isZoneAbbreviation(word)).toBe(false));
  test('a zone tells what its own clock is called', () => {
    expect(abbreviationsOf('Europe/Vienna')).toEqual(['CET', 'CEST']);
    expect(abbreviationsOf('America/New_York')).toEqual(['EST', 'EDT']);
    expect(abbreviationsOf('Asia/Bangkok')).toEqual([]);
  });
  test.each([['Europe/Vienna', 'Vienna'], ['America/Argentina/Buenos_Aires', 'Buenos Aires'], ['America/Port-au-Prince', 'Port-au-Prince'], ['UTC', 'UTC']])('%s is said %s', (zone, city) => expect(place(zone)).toBe(city));
});

describe('what is shown', () => {
  test.each([
    ['en', 'Thu 13 March 2014', 'March 2014'],
    ['en-GB', 'Thu 13 March 2014', 'March 2014'],
    ['de', 'Do. 13. März 2014', 'März 2014'],
    ['nonsense!', 'Thu 13 March 2014', 'March 2014'],
    ['en_US', 'Thu 13 March 2014', 'March 2014'],
    ['', 'Thu 13 March 2014', 'March 2014'],
  ])('a day and a month in "%s"', (lang, day, month) => {
    expect(showDay('2014-03-13', lang)).toBe(day);
    expect(showMonth('2014-03-13', lang)).toBe(month);
  });
  test.each(['th', 'th-TH', 'ar', 'fa', 'my', 'ne', 'ja', 'zh', 'th-u-ca-buddhist', 'ar-SA'])('in %s the year is of the common era and in figures that all can read', (lang) => {
    const text = showDay('2013-02-21', lang);
    expect(text).toMatch(/2013/);
    expect(text).toMatch(/21/);
    expect(text).not.toMatch(/2556|1434|1391/);
  });
  test('an instant stands on the clock of a zone, with its city', () => {
    expect(showInstant('2013-02-22T08:00:00.000Z', 'Europe/Vienna')).toBe('Fri 22 February 2013, 09:00 Vienna');
    expect(showInstant('2013-02-21T23:30:00Z', 'Asia/Bangkok')).toBe('Fri 22 February 2013, 06:30 Bangkok');
    expect(showInstant('2027-03-27T23:59:59.999Z', 'America/New_York')).toBe('Sat 27 March 2027, 19:59 New York');
  });
  test('for a reader, the home clock stands beside their own only where it shows another time', () => {
    expect(showWhen('2013-02-22T14:00:00Z', 'Asia/Bangkok', 'Europe/Vienna')).toBe('Fri 22 February 2013, 21:00 Bangkok (15:00 Vienna)');
    expect(showWhen('2013-02-22T20:00:00Z', 'Asia/Bangkok', 'Europe/Vienna')).toBe('Sat 23 February 2013, 03:00 Bangkok (Fri 22 February 2013, 21:00 Vienna)');
    expect(showWhen('2013-02-22T14:00:00Z', 'Europe/Berlin', 'Europe/Vienna')).toBe('Fri 22 February 2013, 15:00 Berlin');
  });
  // The weekly call of the group: Wednesdays 15:00 in Vienna, in March 2027, as each reader must see it.
  test.each([
    ['2027-03-03', '21:00', '17:00', '11:00', '09:00', '16:00'],
    ['2027-03-10', '21:00', '17:00', '11:00', '09:00', '16:00'],
    ['2027-03-17', '21:00', '17:00', '11:00', '10:00', '16:00'],
    ['2027-03-24', '21:00', '17:00', '11:00', '10:00', '16:00'],
    ['2027-03-31', '20:00', '16:00', '10:00', '09:00', '16:00'],
  ])('the call of %s', (day, bangkok, nairobi, saoPaulo, newYork, vilnius) => {
    const at = stamp(Temporal.PlainDateTime.from(`${day}T15:00`).toZonedDateTime('Europe/Vienna').toInstant());
    const time = (zone: string) => /(\d\d:\d\d) /.exec(showInstant(at, zone))![1];
    expect(['Asia/Bangkok', 'Africa/Nairobi', 'America/Sao_Paulo', 'America/New_York', 'Europe/Vilnius'].map(time)).toEqual([bangkok, nairobi, saoPaulo, newYork, vilnius]);
  });
});

describe('days', () => {
  prop.prop([instants, fc.constantFrom('Europe/Vienna', 'Pacific/Apia', 'America/St_Johns', 'Asia/Kathmandu', 'UTC')], runs(300))('the day of an instant is its zone\'s civil day', (at, zone) => {
    const expected = at.toZonedDateTimeISO(zone).toPlainDate().toString();
    expect(dayOf(at, zone)).toBe(expected);
    expect(dayOf(stamp(at), zone)).toBe(expected);
  });
  prop.prop([days, days], runs(300))('days between two days are civil days', (from, to) => {
    const expected = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
    expect(daysBetween(from, to)).toBe(expected);
    expect(addDays(from, expected)).toBe(to);
  });
  test('a change of clocks makes no day longer', () => {
    expect(daysBetween('2027-03-27', '2027-03-29')).toBe(2);
    expect(daysBetween('2027-10-30', '2027-11-01')).toBe(2);
  });
  prop.prop([instants, instants], runs(200))('stamps are in order as texts', (a, b) => {
    expect(stamp(a) < stamp(b)).toBe(Temporal.Instant.compare(a, b) < 0);
    expect(stamp(a)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
