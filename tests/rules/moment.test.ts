import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { momentAt } from '#rules/event.ts';
import { readMoment } from '#rules/moment.ts';
import type { Moment } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const cnd57 = thing.event({ title: 'CND, 57th session', starts: '2014-03-13', ends: '2014-03-21', zone: vienna, certainty: 'confirmed' });
const events = new Map(
  [
    cnd57,
    thing.event({ id: 'cnd58', title: 'CND, 58th session', starts: '2015-03-09', ends: '2015-03-17', zone: vienna }),
    thing.event({ id: 'vilnius-2013', kind: 'conference', title: 'International Harm Reduction Conference', city: 'Vilnius', zone: 'Europe/Vilnius', starts: '2013-06-09', ends: '2013-06-12' }),
    thing.event({ id: 'wad', kind: 'day', title: 'World AIDS Day', starts: '2011-12-01', ends: '2011-12-01', yearly: true }),
    thing.event({ id: 'spring', kind: 'un-meeting', title: 'Spring meeting', starts: '2027-04-01', ends: '2027-04-01', zone: vienna }),
    thing.event({ id: 'autumn', kind: 'un-meeting', title: 'Autumn meeting', starts: '2027-11-07', ends: '2027-11-07', zone: vienna }),
    thing.event({ id: 'someday', kind: 'conference', title: 'Someday forum', certainty: 'unknown' }),
    thing.event({ id: 'gone', kind: 'conference', title: 'Gone forum', starts: '2014-06-01', ends: '2014-06-01', cancelled: '2013-02-01' }),
  ].map((event) => [event.id, event]),
);
const around = { now: Temporal.Instant.from('2013-02-22T08:00:00Z'), zone: 'Africa/Nairobi', field: 'closes' };
const moment = (typed: string, own = cnd57) => readMoment(typed, around, events, own);
const day = (on: string, time: string | null = null, zone = 'Africa/Nairobi'): Moment => ({ due: { by: 'day', on }, time, zone });
const hung = (event: string, days: number, time: string | null = null, zone = vienna): Moment => ({ due: { by: 'event', event, days }, time, zone });
function refusal(typed: string): UserError {
  try {
    moment(typed);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`was read: ${typed}`);
}

describe('a moment', () => {
  test.each<[string, Moment]>([
    ['22 Jan 2014 12:00 Vienna', day('2014-01-22', '12:00', vienna)],
    ['22 Jan 2014', day('2014-01-22')],
    ['by 22 Jan 2014', day('2014-01-22')],
    ['12:00 22 Jan 2014 Vienna', day('2014-01-22', '12:00', vienna)],
    ['31 January 23:45', day('2014-01-31', '23:45')],
    ['31 January 11.45 pm', day('2014-01-31', '23:45')],
    ['2014-01-22 Bangkok', day('2014-01-22', null, 'Asia/Bangkok')],
    ['CND -45d 12:00 Vienna', hung('cnd57', -45, '12:00')],
    ['CND57 -45d 12:00', hung('cnd57', -45, '12:00')],
    ['CND57 -45d at noon', hung('cnd57', -45, '12:00')],
    ['CND57 −8w', hung('cnd57', -56)],
    ['CND58 -8w 9am New York', hung('cnd58', -56, '09:00', 'America/New_York')],
    ['8 weeks before CND57', hung('cnd57', -56)],
    ['8 weeks before CND57 noon', hung('cnd57', -56, '12:00')],
    ['Vilnius -2w 10:00', hung('vilnius-2013', -14, '10:00', 'Europe/Vilnius')],
    ['Vilnius -2w Bangkok', hung('vilnius-2013', -14, null, 'Asia/Bangkok')],
    ['International Harm Reduction Conference', hung('vilnius-2013', 0, null, 'Europe/Vilnius')],
    ['International Harm Reduction Conference 09:30', hung('vilnius-2013', 0, '09:30', 'Europe/Vilnius')],
    // What comes back each year does not move: the coming one is meant, once and for all.
    ['World AIDS Day -2w', day('2013-11-17')],
    ['wad -2w 17:00 Vienna', day('2013-11-17', '17:00', vienna)],
    ['autumn -1w 02:30 first', hung('autumn', -7, '02:30')],
    ['31 Oct 2027 02:30 first Vienna', day('2027-10-31', '02:30', vienna)],
    // The second of the two has no name of its own but in UTC.
    ['31 Oct 2027 02:30 second Vienna', day('2027-10-31', '01:30', 'UTC')],
    ['autumn -1w 02:30 second', hung('autumn', -7, '01:30', 'UTC')],
  ])('%s', (typed, expected) => expect(moment(typed)).toEqual(expected));

  test.each<[string, Moment]>([
    ['-45d 12:00', hung('cnd58', -45, '12:00')],
    ['-8w', hung('cnd58', -56)],
    ['- 8 weeks', hung('cnd58', -56)],
    ['45 days before noon', hung('cnd58', -45, '12:00')],
    ['45 days before it', hung('cnd58', -45)],
    ['CND -45d', hung('cnd58', -45)],
    ['8 weeks before the CND', hung('cnd58', -56)],
    ['CND57 -45d', hung('cnd57', -45)],
  ])('%s, said of the session of 2015, means that one', (typed, expected) => expect(moment(typed, events.get('cnd58'))).toEqual(expected));
  test('a bare offset, said of a conference, hangs on it in its zone, and CND is still the session', () => {
    expect(moment('-3d 18:00', events.get('vilnius-2013'))).toEqual(hung('vilnius-2013', -3, '18:00', 'Europe/Vilnius'));
    expect(moment('CND -3d', events.get('vilnius-2013'))).toEqual(hung('cnd57', -3));
  });
});

describe('no moment', () => {
  test.each<[string, string, string[]]>([
    ['none', 'date.unknown', []],
    ['', 'date.unknown', []],
    ['hello', 'date.unknown', []],
    ['June 2014', 'date.unknown', []],
    ['22 Jan 2014 12:00 CET', 'date.abbreviation', []],
    ['CND57 -45d CET', 'date.abbreviation', ['cnd57 -45d Vienna']],
    ['CND57 -45d 12 am', 'date.twelve', ['cnd57 -45d 00:00', 'cnd57 -45d 12:00']],
    ['CND57 -45d midnight', 'date.midnight', ['cnd57 -45d 00:00', 'cnd57 -45d 23:59']],
    ['CND57 -45d 25:00', 'date.time', []],
    ['CND57 -45d 12:00 Atlantis', 'date.place', []],
    ['Thursday 15 February 2017', 'date.weekday', ['2017-02-15', '2017-02-16', '2018-02-15']],
    ['03/04 12:00', 'date.numbers', ['2013-04-03 12:00', '2013-03-04 12:00']],
    ['28 March 2027 02:30 Vienna', 'date.skipped', ['2027-03-28 01:30 Vienna', '2027-03-28 03:30 Vienna']],
    ['spring -4d 02:30', 'date.skipped', ['spring -4d 01:30 Vienna', 'spring -4d 03:30 Vienna']],
    ['autumn -1w 02:30', 'date.twice', ['autumn -1w 02:30 first Vienna', 'autumn -1w 02:30 second Vienna']],
    ['CND75 -8w 12:00', 'event.unknown', ['cnd57 -8w 12:00']],
    ['CND75 -8w 22 Jan', 'event.unknown', []],
    ['someday -2w', 'event.undated', []],
    ['Someday forum', 'event.undated', []],
    ['gone -2w', 'event.cancelled', []],
  ])('%s', (typed, key, ways) => {
    const error = refusal(typed);
    expect([error.key, error.ways.map(({ value }) => value), error.field]).toEqual([`error.${key}`, ways, 'closes']);
    for (const way of ways) expect(() => moment(way)).not.toThrow();
  });
  test('is told of in the words that were typed', () => {
    const said = (typed: string) => plain(t('en', refusal(typed).key, refusal(typed).params));
    expect(said('CND57 -45d Midnight')).toBe('"midnight" is the start of a day or its end: 00:00 or 23:59. Which one?');
    expect(said('Someday')).toBe('Someday forum has no date yet, so nothing can hang on it.');
    expect(said('Hello World')).toContain('I cannot read "Hello World" as a date.');
    expect(said('gone -2w')).toBe('Gone forum was called off, so nothing can hang on it.');
  });
});

test('whatever hour is kept, the two that occur are the two instants', () => {
  const at = (typed: string) => momentAt(moment(typed), events)!.instant.toString();
  expect([at('31 Oct 2027 02:30 first Vienna'), at('31 Oct 2027 02:30 second Vienna')]).toEqual(['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z']);
  expect(at('autumn -1w 02:30 second')).toBe('2027-10-31T01:30:00Z');
});

describe('whatever is typed', () => {
  const words = 'cnd cnd57 vilnius wad -8w -45d +1d 8 weeks before after the 22 jan 2014 2027-10-31 28 march 2027 tue next 03/04 12:00 02:30 12 am midnight noon cet vienna bangkok second first gone someday none ( :'.split(' ');
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((list) => list.join(' '));
  const tries = (typed: string) => {
    try {
      expect(momentAt(moment(typed), events)).toBeDefined();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.field).toBe('closes');
      expect(plain(t('en', error.key, error.params))).not.toMatch(/undefined|\[object/);
      // A way may leave another question open, but never leads to what is no date at all.
      for (const { value } of error.ways) expect(keyOf(value)).not.toMatch(/\.unknown$/);
    }
  };
  const keyOf = (typed: string) => {
    try {
      moment(typed);
      return '';
    } catch (error) {
      return (error as UserError).key;
    }
  };
  prop.prop([soup], runs(600))('any words are read as a moment, or refused with ways that lead on', tries);
  prop.prop([fc.string({ unit: 'binary' })], runs(200))('any string, too', tries);
});
