import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError, type Way } from '#core/errors.ts';
import { isKey, t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { place, showDay, showInstant, zoneNames } from '#core/time.ts';
import { readCivil, toInstant, type Around, type Civil } from '#core/when.ts';
import { runs } from '#tests/support/runs.ts';

/** Friday 22 February 2013, nine in the morning in Vienna. */
const around: Around = { now: Temporal.Instant.from('2013-02-22T08:00:00Z'), zone: 'Europe/Vienna' };
const past: Around = { ...around, toward: 'past' };

/** A reading in one line: `2027-03-06 15:00 Europe/Vienna`. */
const shown = ({ day, time, zone, turn }: Civil) => [day.toString(), time?.toString({ smallestUnit: 'minute' }), zone === 'Europe/Vienna' ? undefined : zone, turn].filter((part) => part !== undefined).join(' ');
const reads = (typed: string, from = around) => shown(readCivil(typed, from));

/** What a text is refused with. */
function refusal(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
const values = (ways: readonly Way[]) => ways.map(({ value }) => value);

describe('a date that can be read', () => {
  test.each([
    ['6 Mar 2027 15:00 Vienna', '2027-03-06 15:00'],
    ['6 March 2027', '2027-03-06'],
    ['6th of March, 2027', '2027-03-06'],
    ['March 6th 2027', '2027-03-06'],
    ['Mar. 6, 2027', '2027-03-06'],
    ['2027 Mar 6', '2027-03-06'],
    ['6-Mar-2027', '2027-03-06'],
    ['6mar2027', '2027-03-06'],
    ['6 MAR 2027', '2027-03-06'],
    ['Sat 6 March 2027', '2027-03-06'],
    ['6 March 2027 (Saturday)', '2027-03-06'],
    ['1 Sept 2013', '2013-09-01'],
    ['2027-03-06', '2027-03-06'],
    ['2027/3/6', '2027-03-06'],
    ['2027-03-06 15:00', '2027-03-06 15:00'],
    ['2027-03-06T15:00', '2027-03-06 15:00'],
    ['2027-03-06T15:00:00Z', '2027-03-06 15:00 UTC'],
    ['２０２７-０３-０６', '2027-03-06'],
    ['2027–03–06', '2027-03-06'],
    ['today', '2013-02-22'],
    ['tomorrow noon', '2013-02-23 12:00'],
    ['yesterday', '2013-02-21'],
    ['in 2 weeks', '2013-03-08'],
    ['2 weeks', '2013-03-08'],
    ['in a month', '2013-03-22'],
    ['3 days ago', '2013-02-19'],
    ['in 2 weeks 15:00 Bangkok', '2013-03-08 15:00 Asia/Bangkok'],
    ['13/04', '2013-04-13'],
    ['04/13', '2013-04-13'],
    ['04/04', '2013-04-04'],
    ['13.04.2027', '2027-04-13'],
    ['31/12/2027', '2027-12-31'],
    ['Wed 03/04', '2013-04-03'],
    ['Mon 03/04', '2013-03-04'],
  ])('%s is %s', (typed, expected) => expect(reads(typed)).toBe(expected));

  test.each([
    ['15:00', '2013-02-22 15:00'],
    ['8:00', '2013-02-23 08:00'],
    ['9:00', '2013-02-23 09:00'],
    ['noon', '2013-02-22 12:00'],
    ['12 noon', '2013-02-22 12:00'],
    ['3pm', '2013-02-22 15:00'],
    ['3 p.m.', '2013-02-22 15:00'],
    ['3:30 PM', '2013-02-22 15:30'],
    ['15h30', '2013-02-22 15:30'],
    ['15 h', '2013-02-22 15:00'],
    ['15.30', '2013-02-22 15:30'],
    ['6 March 15.00', '2013-03-06 15:00'],
    ['10am tomorrow', '2013-02-23 10:00'],
    ['11:59 pm', '2013-02-22 23:59'],
    ['0:00 tomorrow', '2013-02-23 00:00'],
  ])('the hour of %s: %s', (typed, expected) => expect(reads(typed)).toBe(expected));

  test.each([
    ['6 March 15:00 São Paulo', '2013-03-06 15:00 America/Sao_Paulo'],
    ['6 March 15:00 new york', '2013-03-06 15:00 America/New_York'],
    ['6 March 15:00 Kyiv', '2013-03-06 15:00 Europe/Kyiv'],
    ['15:00 6 March Geneva time', '2013-03-06 15:00 Europe/Zurich'],
    ['Nairobi 6 March 15:00', '2013-03-06 15:00 Africa/Nairobi'],
    ['on 6 March at 15:00 in Ho Chi Minh', '2013-03-06 15:00 Asia/Ho_Chi_Minh'],
    ['6 March 15:00 (Bangkok)', '2013-03-06 15:00 Asia/Bangkok'],
    ['6 March 15:00 Isle of Man', '2013-03-06 15:00 Europe/Isle_of_Man'],
    ['6 March 15:00 Europe/Vilnius', '2013-03-06 15:00 Europe/Vilnius'],
    ['6 March 15:00 UTC', '2013-03-06 15:00 UTC'],
    // At 08:00 UTC it is the 22nd in Vienna and still the 21st in Honolulu.
    ['tomorrow 15:00 Honolulu', '2013-02-22 15:00 Pacific/Honolulu'],
  ])('the place in %s: %s', (typed, expected) => expect(reads(typed)).toBe(expected));

  test.each([
    ['Tue 10am', '2013-02-26 10:00', '2013-02-19 10:00'],
    ['Tuesday', '2013-02-26', '2013-02-19'],
    ['this Tue', '2013-02-26', '2013-02-19'],
    ['Thu', '2013-02-28', '2013-02-21'],
    ['Sat', '2013-02-23', '2013-02-16'],
    ['6 March', '2013-03-06', '2012-03-06'],
    ['22 February', '2013-02-22', '2013-02-22'],
    ['21 February', '2014-02-21', '2013-02-21'],
    ['23/02', '2013-02-23', '2012-02-23'],
    ['15:00', '2013-02-22 15:00', '2013-02-21 15:00'],
    ['8:00', '2013-02-23 08:00', '2013-02-22 08:00'],
    ['in 2 weeks', '2013-03-08', '2013-03-08'],
  ])('%s is %s when it is to come and %s when it is over', (typed, coming, over) => {
    expect(reads(typed)).toBe(coming);
    expect(reads(typed, past)).toBe(over);
  });
});

describe('a date that is asked about', () => {
  test.each<[string, string, string[]]>([
    ['03/04', 'numbers', ['2013-04-03', '2013-03-04']],
    ['03/04 15:00 Bangkok', 'numbers', ['2013-04-03 15:00 Bangkok', '2013-03-04 15:00 Bangkok']],
    ['3.4.2027', 'numbers', ['2027-04-03', '2027-03-04']],
    ['13/04/27', 'numbers', ['2027-04-13']],
    ['6 Mar 27', 'numbers', ['2027-03-06', '2006-03-27']],
    ['next Tue', 'next', ['2013-02-26', '2013-03-05']],
    ['next Tue 10am Nairobi', 'next', ['2013-02-26 10:00 Nairobi', '2013-03-05 10:00 Nairobi']],
    ['last Tue', 'next', ['2013-02-19', '2013-02-12']],
    ['Fri', 'next', ['2013-02-22', '2013-03-01']],
    ['Fri 10am', 'next', ['2013-02-22 10:00', '2013-03-01 10:00']],
    ['12 am', 'twelve', ['2013-02-22 00:00', '2013-02-22 12:00']],
    ['6 March 12:30pm', 'twelve', ['2013-03-06 00:30', '2013-03-06 12:30']],
    ['6 March midnight', 'midnight', ['2013-03-06 00:00', '2013-03-06 23:59']],
    ['6 March 24:00', 'midnight', ['2013-03-06 00:00', '2013-03-06 23:59']],
    ['next Tue 12am', 'twelve', ['2013-02-26 00:00', '2013-02-26 12:00', '2013-03-05 00:00', '2013-03-05 12:00']],
    // Of a month, or counted from today.
    ['first Wednesday 15:00', 'next', ['2013-03-06 15:00', '2013-02-27 15:00']],
    ['15:00 second Tuesday Bangkok', 'next', ['2013-03-12 15:00 Bangkok', '2013-03-05 15:00 Bangkok']],
    ['second Fri', 'next', ['2013-03-08', '2013-03-01']],
    ['first Fri 10am', 'next', ['2013-03-01 10:00', '2013-02-22 10:00']],
    ['next second Tue', 'next', ['2013-03-12', '2013-03-05']],
    // One of two hours, where there is only one.
    ['6 March 15:00 first', 'once', ['2013-03-06 15:00']],
    ['6 March 15:00 second Bangkok', 'once', ['2013-03-06 15:00 Bangkok']],
    ['first Wed 6 March 15:00', 'once', ['2013-03-06 15:00']],
    ['second 6 March', 'once', ['2013-03-06']],
    ['Sun 27 October 03:00 second', 'once', ['2013-10-27 03:00']],
    ['next Tue 15:00 first', 'next', ['2013-02-26 15:00', '2013-03-05 15:00']],
    ['6 March 15:00 San Juan', 'places', ['2013-03-06 15:00 America/Argentina/San_Juan', '2013-03-06 15:00 Puerto Rico']],
  ])('%s', (typed, key, ways) => {
    const error = refusal(() => readCivil(typed, around));
    expect([error.key, values(error.ways)]).toEqual([`error.date.${key}`, ways]);
  });

  test('a weekday that does not fit: the date and the nearest such day, and the year of a text that was copied', () => {
    // Real calls of the field: "Thursday 15 February 2017" for 2018, a date of 2022 in the calls of 2023.
    expect(values(refusal(() => readCivil('Thursday 15 February 2017', around)).ways)).toEqual(['2017-02-15', '2017-02-16', '2018-02-15']);
    expect(values(refusal(() => readCivil('Tuesday 15 February 2023', around)).ways)).toEqual(['2023-02-15', '2023-02-14', '2022-02-15']);
    const error = refusal(() => readCivil('Mon 6 March 2013 10am', around));
    expect([error.key, error.params.date, error.params.weekday]).toEqual(['error.date.weekday', 'Wed 6 March 2013', 'Monday']);
    expect(values(error.ways)).toEqual(['2013-03-06 10:00', '2013-03-04 10:00']);
    expect(error.ways[0]!.label).toBe('Wed 6 March 2013, 10:00');
  });
  test('the first and the second of a weekday are offered as days that are over where such are asked for', () => {
    expect(values(refusal(() => readCivil('first Tuesday', past)).ways)).toEqual(['2013-02-05', '2013-02-19']);
    expect(reads('second Tuesday', past)).toBe('2013-02-12');
  });
  test('where both ways to count come to the same day, that is it', () => expect(['first Wednesday', 'second Tue 15:00'].map((typed) => reads(typed, { ...around, now: Temporal.Instant.from('2013-03-01T08:00:00Z') }))).toEqual(['2013-03-06', '2013-03-12 15:00']));
  test('of an hour that comes twice, the word says which', () => {
    expect(['27 October 02:30 second', 'second 02:30 27 October', 'Sunday 27 October 02:30 first'].map((typed) => reads(typed))).toEqual(['2013-10-27 02:30 second', '2013-10-27 02:30 second', '2013-10-27 02:30 first']);
    const eve = { ...around, now: Temporal.Instant.from('2013-10-25T08:00:00Z') };
    expect(reads('Sunday 02:30 second', eve)).toBe('2013-10-27 02:30 second');
    expect(values(refusal(() => readCivil('second Sunday 02:30', eve)).ways)).toEqual(['2013-11-10 02:30', '2013-11-03 02:30']);
  });
  test('on a Friday, "Fri 8am" can only be the next one, because eight is over', () => expect(reads('Fri 8am')).toBe('2013-03-01 08:00'));
});

describe('29 February without a year', () => {
  test.each([
    ['2012-02-01T08:00:00Z', '29 February', '2012-02-29'], ['2015-03-01T08:00:00Z', '29 February', '2016-02-29'], ['2012-02-29T08:00:00Z', '29 Feb 15:00', '2012-02-29 15:00'],
    ['2013-02-22T08:00:00Z', 'Mon 29 February', '2016-02-29'], // the weekday says which
  ])('is read at %s where the next February has one: %s', (now, typed, expected) => expect(reads(typed, { ...around, now: Temporal.Instant.from(now) })).toBe(expected));
  test('that is over is that of the last February, where it had one', () => expect(reads('29 February', past)).toBe('2012-02-29'));
  test('that the coming February has not says of which year it is spoken', () => {
    const error = refusal(() => readCivil('29 February', around));
    expect(error.params).toMatchObject({ day: '29', month: 'February 2013', last: '28' });
  });
});

describe('a date that is refused', () => {
  test.each([
    ['6 March 15:00 CET', 'CET', ['2013-03-06 15:00 Vienna']],
    ['12:15 CEST on 14 March', 'CEST', ['2013-03-14 12:15 Vienna']],
    ['6 March 15:00 CET (UTC+2)', 'CET UTC+2', ['2013-03-06 15:00 Vienna']],
    ['6 March 15:00 CET Vilnius', 'CET', ['2013-03-06 15:00 Vilnius']],
    ['6 March 15:00 EST', 'EST', []],
    ['6 March 15:00 BST', 'BST', []],
    ['6 March 15:00 UTC+2', 'UTC+2', []],
    ['6 March 15:00 UTC + 2', 'UTC+2', []],
    ['6 March 15:00 UTC−3', 'UTC-3', []],
    ['6 March 15:00+01:00', '+01:00', []],
    ['2027-03-06T15:00:00+01:00', '+01:00', []],
    ['6 March 15:00 GMT', 'GMT', []],
  ])('%s: a city is asked for', (typed, zone, ways) => {
    const error = refusal(() => readCivil(typed, around));
    expect([error.key, error.params.zone, values(error.ways)]).toEqual(['error.date.abbreviation', zone, ways]);
  });

  test.each<[string, string, string[]]>([
    ['30 February', 'noday', ['2013-02-28']],
    ['30 Feb 2016', 'noday', ['2016-02-29']],
    ['29 February 2015', 'noday', ['2015-02-28']],
    ['29 February', 'noday', ['2013-02-28', '2013-03-01', '2016-02-29']],
    ['29/02 15:00', 'noday', ['2013-02-28 15:00', '2013-03-01 15:00', '2016-02-29 15:00']],
    ['Fri 29 February', 'noday', ['2013-02-28', '2013-03-01', '2016-02-29']],
    ['31/02/2027', 'noday', ['2027-02-28']],
    ['31 April 10:00', 'noday', ['2013-04-30 10:00']],
    ['32 March', 'noday', ['2013-03-31']],
    ['0 March', 'noday', ['2013-03-31']],
    ['2013-02-30', 'noday', ['2013-02-28']],
    ['6 March 25:00', 'time', []],
    ['6 March 15:60', 'time', []],
    ['13pm', 'time', []],
    ['0am', 'time', []],
    ['6 March Viena', 'place', ['2013-03-06 Vienna']],
    ['15:00 Atlantis-on-Sea', 'place', []],
    ['0213-03-06', 'far', []],
    ['in 9999 years', 'far', []],
    ['6 March 2200', 'far', []],
    ['', 'unknown', []],
    ['   ', 'unknown', []],
    ['hello', 'unknown', []],
    ['Vienna', 'unknown', []],
    ['2027', 'unknown', []],
    ['2013-13-01', 'unknown', []],
    ['0/0', 'unknown', []],
    ['6 March 7 March', 'unknown', []],
    ['today 6 March', 'unknown', []],
    ['Tue 10', 'unknown', []],
    ['10:00-12:00', 'unknown', []],
    ['in 2 weeks ago', 'unknown', []],
    ['6 Foo 2027', 'unknown', []],
    ['٣ مارس', 'unknown', []],
    ['x'.repeat(100_000), 'unknown', []],
    ['1 day '.repeat(20_000), 'unknown', []],
  ])('%s', (typed, key, ways) => {
    const error = refusal(() => readCivil(typed, around));
    expect([error.key, values(error.ways)]).toEqual([`error.date.${key}`, ways]);
  });

  test('the error carries its field and what was typed, cut to a length that can be shown', () => {
    const error = refusal(() => readCivil(` ${'z'.repeat(500)}`, { ...around, field: 'due' }));
    expect([error.field, error.params.typed]).toEqual(['due', `${'z'.repeat(79)}…`]);
  });
});

describe('a time on a civil clock', () => {
  const instant = (typed: string) => toInstant(readCivil(typed, around)).toString();
  test.each([
    ['6 Mar 2027 15:00 Vienna', '2027-03-06T14:00:00Z'],
    ['6 Jul 2027 15:00 Vienna', '2027-07-06T13:00:00Z'],
    ['31 October 2027 02:30 first', '2027-10-31T00:30:00Z'],
    ['31 October 2027 02:30 second', '2027-10-31T01:30:00Z'],
    ['28 March 2027 02:30 São Paulo', '2027-03-28T05:30:00Z'],
    ['31 October 2027 02:30 Nairobi', '2027-10-30T23:30:00Z'],
    ['31 October 2027 02:30 Bangkok', '2027-10-30T19:30:00Z'],
    // A day without an hour begins when its clock does: in Beirut that day at 01:00.
    ['28 March 2027 Beirut', '2027-03-27T22:00:00Z'],
  ])('%s is %s', (typed, expected) => expect(instant(typed)).toBe(expected));

  test.each<[string, string, string[]]>([
    ['28 March 2027 02:30', 'skipped', ['2027-03-28 01:30 Vienna', '2027-03-28 03:30 Vienna']],
    ['28 March 2027 00:00 Beirut', 'skipped', ['2027-03-27 23:00 Beirut', '2027-03-28 01:00 Beirut']],
    ['3 October 2027 02:15 Lord Howe', 'skipped', ['2027-10-03 01:45 Lord Howe', '2027-10-03 02:45 Lord Howe']],
    ['30 December 2011 10:00 Apia', 'skipped', ['2011-12-29 10:00 Apia', '2011-12-31 10:00 Apia']],
    ['31 October 2027 02:30', 'twice', ['2027-10-31 02:30 first Vienna', '2027-10-31 02:30 second Vienna']],
    ['7 November 2027 01:30 New York', 'twice', ['2027-11-07 01:30 first New York', '2027-11-07 01:30 second New York']],
    ['4 April 2027 01:45 Lord Howe', 'twice', ['2027-04-04 01:45 first Lord Howe', '2027-04-04 01:45 second Lord Howe']],
  ])('%s: %s', (typed, key, ways) => {
    const error = refusal(() => instant(typed));
    expect([error.key, values(error.ways)]).toEqual([`error.date.${key}`, ways]);
    const [early, late] = values(error.ways).map((way) => toInstant(readCivil(way, around)));
    expect(Temporal.Instant.compare(early!, late!)).toBe(-1);
  });
  test('the two turns of an hour are told apart by their offset', () => {
    expect(refusal(() => instant('31 October 2027 02:30')).ways.map(({ label }) => label)).toEqual(['Sun 31 October 2027, 02:30 Vienna (UTC+02:00)', 'Sun 31 October 2027, 02:30 Vienna (UTC+01:00)']);
  });

  const zones = ['Europe/Vienna', 'America/New_York', 'Asia/Beirut', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Nairobi', 'Asia/Bangkok', 'Asia/Kathmandu', 'Africa/Cairo', 'Antarctica/Troll', 'Pacific/Chatham', 'America/Santiago'];
  const changesIn = (zone: string, year: number) => {
    const changes: Temporal.Instant[] = [];
    let at = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone).getTimeZoneTransition('next');
    while (at && at.year === year) {
      changes.push(at.toInstant());
      at = at.getTimeZoneTransition('next');
    }
    return changes;
  };
  test('São Paulo, Nairobi and Bangkok never change their clocks in 2027', () => {
    expect(['America/Sao_Paulo', 'Africa/Nairobi', 'Asia/Bangkok'].flatMap((zone) => changesIn(zone, 2027))).toEqual([]);
    expect(changesIn('Europe/Vienna', 2027).map(String)).toEqual(['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z']);
  });
  test.each(zones)('around each change of clocks in %s, a time is refused just when no instant or two show it', (zone) => {
    for (const change of [...changesIn(zone, 2027), Temporal.Instant.from('2027-06-15T12:00:00Z')]) {
      const shownAt = new Map<string, Temporal.Instant[]>();
      for (let minute = -300; minute <= 300; minute += 5) {
        const at = change.add({ minutes: minute });
        const local = at.toZonedDateTimeISO(zone).toPlainDateTime().toString();
        shownAt.set(local, [...(shownAt.get(local) ?? []), at]);
      }
      const first = change.toZonedDateTimeISO(zone).toPlainDateTime().subtract({ minutes: 150 });
      for (let minute = 0; minute <= 300; minute += 5) {
        const local = first.add({ minutes: minute });
        const instants = shownAt.get(local.toString()) ?? [];
        const civil: Civil = { day: local.toPlainDate(), time: local.toPlainTime(), zone, turn: undefined };
        if (instants.length === 1) expect(toInstant(civil).toString()).toBe(instants[0]!.toString());
        else expect(refusal(() => toInstant(civil)).key).toBe(instants.length === 0 ? 'error.date.skipped' : 'error.date.twice');
        if (instants.length === 2) expect([toInstant({ ...civil, turn: 'first' }), toInstant({ ...civil, turn: 'second' })].map(String)).toEqual(instants.map(String));
      }
    }
  });
});

describe('whatever is typed', () => {
  const arounds: fc.Arbitrary<Around> = fc.record({
    now: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }).map((at) => Temporal.Instant.fromEpochMilliseconds(at)),
    zone: fc.constantFrom('Europe/Vienna', 'Asia/Bangkok', 'America/Sao_Paulo', 'Asia/Beirut', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'),
    toward: fc.constantFrom('coming' as const, 'past' as const),
  });
  const valid = ['6 Mar 2027 15:00 Vienna', 'Tue 10am', 'in 2 weeks', '2027-03-06T15:00:00+01:00', 'next Tue noon', '31 October 2027 02:30 first Vienna', 'second Tue 10am', '03/04/2027', '30 February', '6 March 12 am CET (UTC+2)'];
  const vocabulary = 'mon tue fri next last this in a 0 2 6 12 13 29 30 31 weeks days year ago mar feb sept 2027 1899 2016 03/04 13/04 04/13/27 2013-02-30 3.4. 15:00 02:30 24:00 25:00 3pm 12 am pm noon midnight first second vienna san juan new york beirut cet utc utc+2 +01:00 today tomorrow on at of the time 6mar 15.30 , ( )'.split(' ');
  const soup = fc.array(fc.constantFrom(...vocabulary), { maxLength: 7 }).map((words) => words.join(' '));
  const mutated = fc.tuple(fc.constantFrom(...valid), fc.nat(40), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 })).map(([text, at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone));

  /** Reads a text, and as far as a time of a clock; every way out of an error must lead on. */
  function tries(typed: string, from: Around): void {
    const read = (text: string) => {
      const civil = readCivil(text, from);
      expect(civil.day.year).toBeGreaterThanOrEqual(1900);
      expect(civil.day.year).toBeLessThan(2200);
      return civil;
    };
    const check = (error: UserError) => {
      expect(isKey(error.key)).toBe(true);
      expect(plain(t('en', error.key, error.params))).not.toMatch(/undefined|\[object/);
      expect(new Set(values(error.ways)).size).toBe(error.ways.length);
      for (const way of error.ways) expect(way.label.length).toBeLessThanOrEqual(75);
    };
    let civil: Civil;
    try {
      civil = read(typed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      check(error);
      for (const way of error.ways) read(way.value);
      return;
    }
    try {
      toInstant(civil);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      check(error);
      expect(error.ways).toHaveLength(2);
      for (const way of error.ways) toInstant(read(way.value));
    }
  }
  prop.prop([fc.string({ unit: 'binary' }), arounds], runs(300))('any string is read or refused with ways that can be read', (typed, from) => tries(typed, from));
  prop.prop([soup, arounds], runs(1500))('any words of dates are read or refused with ways that can be read', (typed, from) => tries(typed, from));
  prop.prop([mutated, arounds], runs(700))('a slip of the hand is read or refused with ways that can be read', (typed, from) => tries(typed, from));

  const days = fc.integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2199, 11, 31) / 86_400_000 }).map((day) => Temporal.PlainDate.from('1970-01-01').add({ days: day }).toString());
  prop.prop([days, arounds], runs(300))('what showDay prints is read as that day', (day, from) => {
    expect(readCivil(showDay(day), from).day.toString()).toBe(day);
    expect(readCivil(day, from).day.toString()).toBe(day);
  });
  prop.prop([fc.constantFrom(...zoneNames()), arounds], runs(300))('what showInstant prints is read as that instant, but for an hour that occurs twice', (zone, { now }) => {
    const at = now.round('minute');
    const text = showInstant(at.toString(), zone).replace(place(zone), place(zone) === 'San Juan' ? zone : place(zone));
    const civil = readCivil(text, around);
    expect(civil.zone).toBe(zone);
    const both = (['first', 'second'] as const).map((turn) => toInstant({ ...civil, turn }).toString());
    expect(both).toContain(at.toString());
  });
  test('every zone can be named by its city behind a date', () => {
    const unread = zoneNames().filter((zone) => readCivil(`6 March 2027 15:00 ${place(zone) === 'San Juan' ? zone : place(zone)}`, around).zone !== zone);
    expect(unread).toEqual([]);
  });
});
