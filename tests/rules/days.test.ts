import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { addDays, showDay } from '#core/time.ts';
import { readAlternatives, readDays } from '#rules/days.ts';
import { runs } from '#tests/support/runs.ts';

const around = { now: Temporal.Instant.from('2013-02-22T08:00:00Z'), zone: 'Europe/Vienna', field: 'on' };
const days = (typed: string) => readDays(typed, around);
const short = (typed: string) => {
  const { starts, ends, begins, finishes, precision, zone } = days(typed);
  return [starts, ends, ...(begins || finishes ? [begins, finishes] : []), ...(precision === 'day' ? [] : [precision]), ...(zone === 'Europe/Vienna' ? [] : [zone])];
};
const keyOf = (typed: string) => {
  try {
    days(typed);
    return '';
  } catch (error) {
    if (error instanceof UserError) return error.key;
    throw error;
  }
};

describe('the days of an event', () => {
  test.each([
    ['6 Mar 2027', ['2027-03-06', '2027-03-06']],
    ['on 6 Mar 2027', ['2027-03-06', '2027-03-06']],
    ['29 February 2016', ['2016-02-29', '2016-02-29']],
    ['13 to 21 March 2014', ['2014-03-13', '2014-03-21']],
    ['from 13 to 21 March 2014', ['2014-03-13', '2014-03-21']],
    ['13-21 March 2014', ['2014-03-13', '2014-03-21']],
    ['13–21 March 2014', ['2014-03-13', '2014-03-21']],
    ['13th - 21st March 2014', ['2014-03-13', '2014-03-21']],
    ['March 13-21, 2014', ['2014-03-13', '2014-03-21']],
    ['13 March-21 March 2014', ['2014-03-13', '2014-03-21']],
    ['Thu 13 to Fri 21 March 2014', ['2014-03-13', '2014-03-21']],
    ['2014-03-13 to 2014-03-21', ['2014-03-13', '2014-03-21']],
    ['2014-03-13..2014-03-21', ['2014-03-13', '2014-03-21']],
    ['28 April to 1 May 2019', ['2019-04-28', '2019-05-01']],
    ['28 April 2019 until 1 May', ['2019-04-28', '2019-05-01']],
    ['28 April - 1 May', ['2013-04-28', '2013-05-01']],
    ['30 Dec to 2 Jan 2014', ['2013-12-30', '2014-01-02']],
    ['30 Dec 2013 to 2 Jan', ['2013-12-30', '2014-01-02']],
    ['tomorrow to 3 March', ['2013-02-23', '2013-03-03']],
    ['in 2 weeks to in 3 weeks', ['2013-03-08', '2013-03-15']],
    ['3 March 15:00', ['2013-03-03', '2013-03-03', '15:00', null]],
    ['3 March 15:00 to 17:30', ['2013-03-03', '2013-03-03', '15:00', '17:30']],
    ['3 March 15:00-17:30', ['2013-03-03', '2013-03-03', '15:00', '17:30']],
    ['3 March 3pm to 5pm Bangkok', ['2013-03-03', '2013-03-03', '15:00', '17:00', 'Asia/Bangkok']],
    ['13 March 2014 10:00 to 21 March 2014 18:00', ['2014-03-13', '2014-03-21', '10:00', '18:00']],
    ['June 2013', ['2013-06-01', '2013-06-30', 'month']],
    ['2013-06', ['2013-06-01', '2013-06-30', 'month']],
    ['April to May 2027', ['2027-04-01', '2027-05-31', 'window']],
    ['2027-04 to 2027-05', ['2027-04-01', '2027-05-31', 'window']],
    ['2015', ['2015-01-01', '2015-12-31', 'year']],
    ['31 October 2027 02:30 first', ['2027-10-31', '2027-10-31', '02:30', null]],
  ])('%s', (typed, expected) => expect(short(typed)).toEqual(expected));
  prop.prop([fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 300 }), fc.constantFrom(' to ', ' - ', ' until ')], runs(200))('are read back as they are shown', (from, length, between) => {
    const [starts, ends] = [addDays('2013-02-22', from), addDays('2013-02-22', from + length)];
    expect(days(`${showDay(starts)}${between}${showDay(ends)}`)).toMatchObject({ starts, ends, precision: 'day', single: false });
    expect(days(showDay(starts))).toMatchObject({ starts, ends: starts, single: true });
  });
});

describe('no days of an event', () => {
  test.each([
    ['21 March to 13 March 2014', 'event.order'], ['2014-03-21 to 2014-03-13', 'event.order'], ['May to April 2027', 'event.order'], ['hello', 'date.unknown'], ['1 to 3', 'date.unknown'], ['', 'date.unknown'],
    ['Fri 13 to Fri 21 March 2014', 'date.weekday'], ['13 to 32 March 2014', 'date.noday'], ['13 to 31 June 2014', 'date.noday'], ['next Tue', 'date.next'], ['03/04 to 05/04', 'date.numbers'], ['3 March 15:00 CET', 'date.abbreviation'],
    ['3 March 12 am to 5pm', 'date.twelve'], ['28 March 2027 02:30', 'date.skipped'], ['31 October 2027 02:30', 'date.twice'], ['31 October 2027 02:30 second', 'date.twice'],
  ])('%s', (typed, key) => expect(keyOf(typed)).toBe(`error.${key}`));
  test('one of two that is wrong is offered with the other', () => {
    try {
      days('Fri 13 to Fri 21 March 2014');
    } catch (error) {
      const { ways } = error as UserError;
      expect(ways.map(({ value }) => value)).toEqual(['2014-03-13 to fri 21 march 2014', '2014-03-14 to fri 21 march 2014', '2015-03-13 to fri 21 march 2014']);
      expect(short(ways[0]!.value)).toEqual(['2014-03-13', '2014-03-21']);
    }
    expect.assertions(2);
  });
  const soup = fc.array(fc.constantFrom(...'13 21 to - until march 2014 june 2013-03-01 tue 15:00 02:30 28 31 october 2027 noon cet bangkok second or ..'.split(' ')), { maxLength: 7 }).map((list) => list.join(' '));
  prop.prop([soup], runs(600))('any words are days in order, or refused with a reason', (typed) => {
    if (keyOf(typed) === '') expect(days(typed).starts <= days(typed).ends).toBe(true);
    else expect(keyOf(typed)).toMatch(/^error\.(date|event)\./);
  });
});

test('other days stand with or, or semicolons, between them', () => {
  const spans = readAlternatives('15-19 March 2014; April to May 2014 or 3 October 2014', around);
  expect(spans.map(({ starts, ends }) => [starts, ends])).toEqual([['2014-03-15', '2014-03-19'], ['2014-04-01', '2014-05-31'], ['2014-10-03', '2014-10-03']]);
});
