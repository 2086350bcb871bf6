import { fc, test as property } from '@fast-check/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { addDays } from '#core/time.ts';
import { localsOf } from '#rules/recurrence.ts';
import { moveSeries } from '#rules/seriesmove.ts';
import { series } from '#tests/support/meetings.ts';
import { runs } from '#tests/support/runs.ts';

/** A series that is moved as a whole to another day: its rule and its days before and then; undefined where that is refused. */
function moved(rule: string, from: string, to: string) {
  const starts = `${from}T15:00`;
  const was = localsOf(rule, starts, null);
  try {
    const { meeting } = moveSeries({ meeting: series({ rule, starts, until: { by: 'none' } }), occurrences: [] }, starts, `${to}T15:00`, new Map(), '2013-01-02T00:00:00.000Z');
    return { rule: meeting.rule!.replace(/;?COUNT=\d+/, ''), was, is: localsOf(meeting.rule!, meeting.starts!, null) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

describe('a series of every month or year on another day', () => {
  test.each<[string, string, string, string | undefined]>([
    ['FREQ=MONTHLY;BYDAY=4TH', '2013-03-28', '2013-03-29', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['FREQ=MONTHLY;BYDAY=4TH', '2013-03-28', '2013-03-26', 'FREQ=MONTHLY;BYDAY=4TU'],
    ['FREQ=MONTHLY;BYDAY=1MO', '2013-04-01', '2013-03-29', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2013-03-29', '2013-04-01', 'FREQ=MONTHLY;BYDAY=1MO'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2013-03-29', '2013-03-28', 'FREQ=MONTHLY;BYDAY=-1TH'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2013-03-29', '2013-03-01', 'FREQ=MONTHLY;BYDAY=1FR'],
    ['FREQ=MONTHLY;BYMONTHDAY=28', '2013-03-28', '2013-03-31', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2013-03-31', '2013-03-30', 'FREQ=MONTHLY;BYMONTHDAY=-2'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2013-03-31', '2013-04-01', 'FREQ=MONTHLY;BYMONTHDAY=1'],
    // February has no such day.
    ['FREQ=MONTHLY;BYMONTHDAY=28', '2013-03-28', '2013-03-30', undefined],
    ['FREQ=MONTHLY;BYMONTHDAY=28', '2013-03-28', '2013-03-29', undefined],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2013-03-31', '2013-03-01', 'FREQ=MONTHLY;BYMONTHDAY=1'],
    // What skips months does not come to fall on other ones.
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2013-03-31', '2013-03-28', undefined],
    ['FREQ=MONTHLY;BYDAY=5FR', '2013-03-29', '2013-03-28', undefined],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28', '2012-02-28', '2012-02-29', undefined],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=4TH', '2013-03-28', '2013-03-29', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1FR'],
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=26', '2013-06-26', '2013-07-01', 'FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1'],
  ])('%s from %s to %s', (rule, from, to, is) => expect(moved(`${rule};COUNT=14`, from, to)?.rule).toBe(is));

  test('one that meets February no more can be on any day that its months have', () => expect(moved('FREQ=MONTHLY;BYMONTHDAY=28;COUNT=5', '2013-03-28', '2013-03-30')?.is).toEqual(['2013-03-30', '2013-04-30', '2013-05-30', '2013-06-30', '2013-07-30'].map((day) => `${day}T15:00`)));

  const kinds = fc.constantFrom('nth', 'last', 'day', 'last day', 'yearly', 'yearly nth');
  let carried = 0;
  afterAll(() => expect(carried).toBeGreaterThan(30));
  const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  property.prop([kinds, fc.integer({ min: 0, max: 3000 }), fc.integer({ min: -20, max: 20 }), fc.integer({ min: 2, max: 18 })], runs(300))('each stays as many months away as the first, and near', (kind, start, days, count) => {
    const given = Temporal.PlainDate.from('2013-01-01').add({ days: start });
    const last = given.with({ day: given.daysInMonth });
    const day = kind === 'last day' ? last : kind === 'last' ? last.subtract({ days: start % 7 }) : given;
    const weekday = codes[day.dayOfWeek - 1]!;
    const nth = Math.ceil(day.day / 7);
    const rule = {
      nth: `FREQ=MONTHLY;BYDAY=${nth}${weekday}`, last: `FREQ=MONTHLY;BYDAY=-1${weekday}`, day: `FREQ=MONTHLY;BYMONTHDAY=${day.day}`, 'last day': 'FREQ=MONTHLY;BYMONTHDAY=-1',
      yearly: `FREQ=YEARLY;BYMONTH=${day.month};BYMONTHDAY=${day.day}`, 'yearly nth': `FREQ=YEARLY;BYMONTH=${day.month};BYDAY=${nth}${weekday}`,
    }[kind];
    const from = day.toString();
    fc.pre(days !== 0);
    const found = moved(`${rule};COUNT=${count}`, from, addDays(from, days));
    if (!found) return;
    carried++;
    const month = (local: string) => Number(local.slice(0, 4)) * 12 + Number(local.slice(5, 7));
    expect(found.is.length).toBe(found.was.length);
    const away = found.is.map((local, i) => month(local) - month(found.was[i]!));
    expect(new Set(away).size).toBe(1);
  });
});
