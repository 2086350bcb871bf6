import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { readWeekly, weeklyName } from '#rules/weekly.ts';
import { firstFit, fits, readHours, readRest } from '#rules/worktime.ts';
import { runs } from '#tests/support/runs.ts';

type Reader = (typed: string, field: string) => unknown;

/** What a text is read as; of a refusal its key, then the ways out. */
function reads(reader: Reader, typed: string): unknown {
  try {
    return reader(typed, 'field');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(plain(t('en', error.key, error.params)).length).toBeGreaterThan(10);
    return [error.key.replace('error.', ''), ...error.ways.map(({ value }) => value)];
  }
}

describe('a weekly time', () => {
  test.each<[string, unknown]>([
    ['Mon 09:00', { day: 1, at: '09:00' }],
    ['monday 9am', { day: 1, at: '09:00' }],
    ['Mondays at 9', { day: 1, at: '09:00' }],
    ['every Friday', { day: 5, at: '08:30' }],
    ['Fri 14.30', { day: 5, at: '14:30' }],
    ['fridays, 2 p.m.', { day: 5, at: '14:00' }],
    ['Thurs noon', { day: 4, at: '12:00' }],
    ['Sa 9', { day: 6, at: '09:00' }],
    ['OFF', null],
    ['none', null],
    ['daily', ['weekly.often', 'Mon 08:30']],
    ['always', ['weekly.often', 'Mon 08:30']],
    ['every day at 10', ['weekly.often', 'Mon 10:00']],
    ['every hour', ['weekly.often', 'Mon 08:30']],
    ['Mon and Tue 9', ['weekly.often', 'Mon 09:00']],
    ['Mon, Tue 9', ['weekly.often', 'Mon 09:00']],
    ['Mon 25:00', ['date.time']],
    ['Mon 12am', ['date.twelve', 'Mon 00:00', 'Mon 12:00']],
    ['Mon midnight', ['date.midnight', 'Mon 00:00', 'Mon 23:59']],
    ['09:00', ['weekly.unknown', 'Mon 09:00']],
    ['31 February', ['weekly.unknown', 'Mon 08:30']],
    ['every second Tuesday', ['weekly.unknown', 'Tue 08:30']],
    ['Mon 9 10', ['weekly.unknown', 'Mon 09:00']],
  ])('%s', (typed, meant) => expect(reads((said, field) => readWeekly(said, field, '08:30'), typed)).toEqual(meant));

  prop.prop([fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })], runs(200))('is read as it is written', (day, hour, minute) => {
    const weekly = { day, at: Temporal.PlainTime.from({ hour, minute }).toString({ smallestUnit: 'minute' }) };
    expect(readWeekly(weeklyName(weekly), 'field')).toEqual(weekly);
  });
});

describe('working hours', () => {
  test.each<[string, unknown]>([
    ['09:00-17:00', { from: '09:00', to: '17:00' }],
    ['9-17', { from: '09:00', to: '17:00' }],
    ['9am to 5pm', { from: '09:00', to: '17:00' }],
    ['9 a.m. until 5 p.m.', { from: '09:00', to: '17:00' }],
    ['09:00–17:30', { from: '09:00', to: '17:30' }],
    ['from 8.30 till 16.00', { from: '08:30', to: '16:00' }],
    ['between 10 and 18', { from: '10:00', to: '18:00' }],
    ['9am-12pm', { from: '09:00', to: '12:00' }],
    ['9-5pm', { from: '09:00', to: '17:00' }],
    ['0-24', { from: '00:00', to: '23:59' }],
    ['midnight to 8', { from: '00:00', to: '08:00' }],
    ['9-5', ['hours.nights', '09:00-17:00']],
    ['17-9', ['hours.nights', '09:00-17:00']],
    ['22:00-06:00', ['hours.nights', '09:00-17:00']],
    ['09:00-09:00', ['hours.short', '09:00-17:00']],
    ['09:00-09:59', ['hours.short', '09:00-17:00']],
    ['12pm-8pm', ['hours.two', '00:00-20:00', '12:00-20:00']],
    ['1-5pm', ['hours.two', '01:00-17:00', '13:00-17:00']],
    ['25:00-26:00', ['date.time']],
    ['9-25', ['date.time']],
    ['9', ['hours.unknown', '09:00-17:00']],
    ['9-12-17', ['hours.unknown', '09:00-17:00']],
    ['whenever', ['hours.unknown', '09:00-17:00']],
    ['9 to 17 daily', ['hours.unknown', '09:00-17:00']],
  ])('%s', (typed, meant) => expect(reads(readHours, typed)).toEqual(meant));
});

const restWays = ['Sat Sun', 'Fri Sat', 'none'];
describe('days of rest', () => {
  test.each<[string, unknown]>([
    ['Sat,Sun', [6, 7]],
    ['Fri Sat', [5, 6]],
    ['sundays and Mondays', [1, 7]],
    ['weekend', [6, 7]],
    ['Fri-Sun', [5, 6, 7]],
    ['Sat – Mon', [1, 6, 7]],
    ['none', []],
    ['-', []],
    ['Mon-Sun', ['hours.allRest', ...restWays]],
    ['every day', ['hours.allRest', ...restWays]],
    ['Mon Tue Wed Thu Fri weekend', ['hours.allRest', ...restWays]],
    ['never on a Sunday', ['hours.rest', ...restWays]],
    ['to', ['hours.rest', ...restWays]],
    ['and', ['hours.rest', ...restWays]],
  ])('%s', (typed, meant) => expect(reads(readRest, typed)).toEqual(meant));
});

const words = fc.array(fc.constantFrom('Mon', 'tue', 'Sundays', '9', '17', '25', '09:00', '12am', '5pm', 'noon', 'midnight', '24:00', '-', '–', 'to', 'every', 'day', 'off', 'none', 'weekend', ',', '31', 'Feb', '🙂', 'и')).map((parts) => parts.join(' '));
prop.prop([fc.oneof(words, fc.string({ unit: 'binary' }))], runs(1000))('whatever is typed is read or refused, and what is offered instead can be read', (typed) => {
  for (const reader of [readWeekly, readHours, readRest] as const) {
    try {
      const read = reader(typed, 'field');
      if (reader === readHours) expect((read as { to: string }).to > (read as { from: string }).from).toBe(true);
      if (reader === readRest) expect(new Set(read as number[]).size).toBeLessThan(7);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const { value } of error.ways) expect(() => reader(value, 'field')).not.toThrow();
    }
  }
});

prop.prop([fc.integer({ min: 0, max: 22 }), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 })], runs(200))('the first weekly time of any working hours lies in them', (hour, rest) => {
  const hours = { from: `${String(hour).padStart(2, '0')}:00`, to: '23:30', rest };
  expect(fits(firstFit(hours), hours)).toBe(true);
  for (const day of rest) expect(fits({ day, at: hours.from }, hours)).toBe(false);
  expect(fits({ ...firstFit(hours), at: '23:30' }, hours)).toBe(false);
});
