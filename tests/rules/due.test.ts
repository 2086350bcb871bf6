import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import type { Around } from '#core/when.ts';
import { dueDay, findEvents, offsetText, readDue, showDue } from '#rules/due.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import type { Due } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';
import { sampleText } from '#tests/support/world.ts';

const read = readGroupFile(sampleText);
if ('faults' in read) throw new Error('the sample is faulty');
const undated = thing.event({ id: 'hrc-2027', title: 'Harm Reduction Forum', kind: 'conference', certainty: 'unknown' });
const odd = thing.event({ id: 'c-plus', title: 'Конференция (C++) в Москве', kind: 'conference', starts: '2013-09-02', certainty: 'confirmed' });
const events = new Map([...fromFile(read.file, Temporal.Instant.from('2013-02-22T08:00:00Z')).events, undated, odd].map((event) => [event.id, event]));
const on = (day: string): Around => ({ now: Temporal.Instant.from(`${day}T11:00:00Z`), zone: 'Europe/Vienna', field: 'due' });
const start = '2013-02-22';

const due = (typed: string, day = start) => readDue(typed, on(day), events);
const hanging = (event: string, days = 0): Due => ({ by: 'event', event, days });
function refusal(typed: string, day = start): UserError {
  try {
    due(typed, day);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`was read: ${typed}`);
}
const refused = (typed: string, day = start) => {
  const error = refusal(typed, day);
  return [error.key.replace('error.', ''), error.ways.map(({ value }) => value)];
};

describe('when something is due', () => {
  test.each<[string, Due]>([
    ['none', { by: 'none' }],
    ['No date', { by: 'none' }],
    ['open', { by: 'none' }],
    ['–', { by: 'none' }],
    ['6 Mar 2014', { by: 'day', on: '2014-03-06' }],
    ['by 6 March', { by: 'day', on: '2013-03-06' }],
    ['2013-02-22', { by: 'day', on: '2013-02-22' }],
    ['today', { by: 'day', on: '2013-02-22' }],
    ['in 2 weeks', { by: 'day', on: '2013-03-08' }],
    ['Tue', { by: 'day', on: '2013-02-26' }],
    ['6 March Bangkok', { by: 'day', on: '2013-03-06' }],
    ['2015', { by: 'horizon', on: '2015-12-31', span: 'year' }],
    ['end of 2015', { by: 'horizon', on: '2015-12-31', span: 'year' }],
    ['by the end of 2015', { by: 'horizon', on: '2015-12-31', span: 'year' }],
    ['2013', { by: 'horizon', on: '2013-12-31', span: 'year' }],
    ['June 2015', { by: 'horizon', on: '2015-06-30', span: 'month' }],
    ['by June 2015', { by: 'horizon', on: '2015-06-30', span: 'month' }],
    ['End of Feb. 2016', { by: 'horizon', on: '2016-02-29', span: 'month' }],
    ['2015-06', { by: 'horizon', on: '2015-06-30', span: 'month' }],
    ['February', { by: 'horizon', on: '2013-02-28', span: 'month' }],
    ['January', { by: 'horizon', on: '2014-01-31', span: 'month' }],
    ['CND57', hanging('cnd57')],
    ['cnd 57', hanging('cnd57')],
    ['CND57R', hanging('cnd57r')],
    ['CND57 -8w', hanging('cnd57', -56)],
    ['CND57−8w', hanging('cnd57', -56)],
    ['cnd57 - 8 weeks', hanging('cnd57', -56)],
    ['CND57R + 10 days', hanging('cnd57r', 10)],
    ['8 weeks before CND57', hanging('cnd57', -56)],
    ['2d after the Vilnius conference', hanging('vilnius-2013', 2)],
    ['Vilnius -1d', hanging('vilnius-2013', -1)],
    ['vilnius-2013 -1d', hanging('vilnius-2013', -1)],
    ['vilnius-2013', hanging('vilnius-2013')],
    ['Kuala Lumpur', hanging('kl-2015')],
    ['UNGASS -10d', hanging('ungass2016', -10)],
    ['special session', hanging('ungass2016')],
    ['Конференция', hanging('c-plus')],
    ['конференция -1w', hanging('c-plus', -7)],
  ])('%s', (typed, expected) => expect(due(typed)).toEqual(expected));

  test.each<[string, string, Due]>([
    // The main part of the next session, or of the one under way; never the opening or the reconvened part in December.
    ['CND', '2013-02-22', hanging('cnd56')],
    ['the next CND', '2013-02-22', hanging('cnd56')],
    ['CND', '2013-03-11', hanging('cnd56')],
    ['CND +1w', '2013-03-12', hanging('cnd56', 7)],
    ['CND +1w', '2013-03-15', hanging('cnd56', 7)],
    ['CND -8w', '2013-03-16', hanging('cnd57', -56)],
    ['CND -8w', '2013-12-10', hanging('cnd57', -56)],
    ['CND -8w', '2013-12-12', hanging('cnd57', -56)],
    ['CND -8w', '2014-12-04', hanging('cnd58', -56)],
    ['CND -8w', '2013-01-02', hanging('cnd56', -56)],
  ])('%s, said on %s', (typed, day, expected) => expect(due(typed, day)).toEqual(expected));
});

describe('when something cannot be due', () => {
  test.each<[string, string, string[]]>([
    ['2013-02-21', 'date.past', []],
    ['yesterday', 'date.past', []],
    ['2012', 'date.past', []],
    ['June 2012', 'date.past', []],
    ['2012-12', 'date.past', []],
    ['0999', 'date.past', []],
    ['CND56 -8w', 'date.past', []],
    ['CND -8w', 'date.past', ['cnd57 -8w']],
    ['8 weeks before the CND', 'date.past', ['cnd57 -8w']],
    ['2200', 'date.far', []],
    ['CND57 +9999w', 'date.far', []],
    ['6 March 15:00', 'date.hour', ['2013-03-06']],
    ['6 March 12 am', 'date.twelve', ['2013-03-06']],
    ['03/04', 'date.numbers', ['2013-04-03', '2013-03-04']],
    ['02/01/2013', 'date.numbers', []],
    ['next Tue', 'date.next', ['2013-02-26', '2013-03-05']],
    ['last Tue', 'date.next', []],
    ['Thu 21 Feb 2014', 'date.weekday', ['2014-02-21', '2014-02-20']],
    ['30 February', 'date.noday', ['2013-02-28']],
    ['6 March CET', 'date.abbreviation', ['2013-03-06']],
    ['hello', 'date.unknown', []],
    ['', 'date.unknown', []],
    ['CND75 -8w', 'event.unknown', ['cnd57 -8w', 'cnd57r -8w']],
    ['Nowhere -8w', 'event.unknown', []],
    ['(((( -8w', 'event.unknown', []],
    ['c++ -1w', 'event.unknown', ['cnd56 -1w', 'cnd56r -1w', 'cnd57 -1w']],
    ['International AIDS Conference', 'event.several', ['aids2014', 'aids2016']],
    ['International AIDS Conference -8w', 'event.several', ['aids2014 -8w', 'aids2016 -8w']],
    ['Harm Reduction Forum -8w', 'event.undated', []],
    ['hrc-2027', 'event.undated', []],
  ])('%s', (typed, key, ways) => expect(refused(typed)).toEqual([key, ways]));
  test.each([
    ['CND', '2013-03-12', 'date.past', ['cnd57']],
    ['CND -8w', '2013-03-12', 'date.past', ['cnd57 -8w']],
    ['CND', '2016-03-23', 'event.unknown', []],
    ['Vilnius', '2014-01-01', 'date.past', []],
  ])('%s, said on %s', (typed, day, key, ways) => expect(refused(typed, day)).toEqual([key, ways]));
  test('the answer names the field, what was typed, and the day that a way comes to', () => {
    const error = refusal('CND -8w');
    expect([error.field, error.ways[0]!.label]).toEqual(['due', 'CND57 -8w: Thu 16 January 2014']);
    expect(plain(t('en', error.key, error.params))).toBe('"CND -8w" is Mon 14 January 2013: that day is over. Please give a day that is still to come.');
    expect(plain(t('en', refusal('CND75 -8w').key, refusal('CND75 -8w').params))).toBe('I know no event "cnd75". Coming ones are: CND57, CND57R.');
  });
});

describe('a due date that hangs on an event', () => {
  test('follows the event, and is none while the event has none', () => {
    const moved = new Map([['cnd57', { ...events.get('cnd57')!, starts: '2014-03-17' }]]);
    expect(dueDay(hanging('cnd57', -56), events)).toBe('2014-01-16');
    expect(dueDay(hanging('cnd57', -56), moved)).toBe('2014-01-20');
    expect(dueDay(hanging('hrc-2027'), events)).toBeUndefined();
    expect(dueDay(hanging('nowhere'), events)).toBeUndefined();
    expect(dueDay({ by: 'none' }, events)).toBeUndefined();
  });
  test('is counted in civil days, also across a change of clocks and a leap day', () => {
    expect(dueDay(hanging('cnd57', 20), events)).toBe('2014-04-02');
    expect(dueDay(hanging('cnd59', -14), events)).toBe('2016-02-29');
  });
  test.each([[0, ''], [-56, ' -8w'], [7, ' +1w'], [-1, ' -1d'], [10, ' +10d']])('%i days are said as "%s"', (days, text) => expect(offsetText(days)).toBe(text));
  prop.prop([fc.constantFrom(...[...events.values()].filter(({ starts, precision }) => starts !== null && starts > '2013-06' && precision === 'day').map(({ id }) => id)), fc.integer({ min: -90, max: 3000 }), fc.boolean()], runs(200))('is read again as it is written', (id, days, upper) => {
    const text = `${upper ? id.toUpperCase() : id}${offsetText(days)}`;
    expect(due(text)).toEqual(hanging(id, days));
  });
});

describe('a due date in words', () => {
  test.each<[Due, string | undefined]>([
    [{ by: 'none' }, undefined],
    [{ by: 'day', on: '2014-03-06' }, 'Thu 6 March 2014'],
    [{ by: 'horizon', on: '2015-12-31', span: 'year' }, '2015'],
    [{ by: 'horizon', on: '2015-06-30', span: 'month' }, 'June 2015'],
    [hanging('cnd57', -56), 'Thu 16 January 2014'],
    [hanging('hrc-2027'), undefined],
  ])('%j is %s', (one, words) => {
    expect(showDue(one, events, 'en')).toBe(words);
    if (words !== undefined && one.by !== 'event') expect(due(words)).toEqual(one);
  });
});

describe('an event by its name', () => {
  const found = (name: string, today = start) => findEvents(name, today, events).map(({ id }) => id);
  test.each([
    ['cnd57', ['cnd57']],
    ['CND 57 R', ['cnd57r']],
    ['57th session', ['cnd57', 'cnd57r']],
    ['reconvened 57th', ['cnd57r']],
    ['melbourne', ['aids2014']],
    ['Genève', []],
    ['Geneva', ['pcb35']],
    ['conf', ['vilnius-2013', 'aids2014', 'kl-2015', 'aids2016']],
    ['ference', []],
    ['москве', ['c-plus']],
    ['', []],
    ['!', []],
    ['c', []],
  ])('%s', (name, ids) => expect(found(name)).toEqual(ids));
  test('coming ones hide past ones, and past ones are found when none is coming', () => {
    expect(found('harm reduction conference', '2014-01-01')).toEqual(['kl-2015']);
    expect(found('harm reduction conference', '2017-01-01')).toEqual(['vilnius-2013', 'kl-2015']);
    expect(found('harm reduction conference', '2013-06-12')).toEqual(['vilnius-2013', 'kl-2015']);
  });
});

describe('whatever is typed', () => {
  const words = 'cnd cnd57 cnd57r vilnius conference -8w +1d - 8 weeks days before after the by end of 2012 2015 june 2200 in 2 ago tue next 03/04 30 feb none open 15:00 cet c++ ( hrc-2027 aids москве'.split(' ');
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((list) => list.join(' '));
  const days = fc.constantFrom('2013-02-22', '2013-03-12', '2014-03-21', '2015-12-31', '2016-02-29', '2030-01-01');
  const tries = (typed: string, day: string) => {
    const sound = (text: string) => {
      const date = dueDay(due(text, day), events);
      expect(date === undefined || date >= day).toBe(true);
    };
    try {
      sound(typed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.field).toBe('due');
      expect(plain(t('en', error.key, error.params))).not.toMatch(/undefined|\[object/);
      for (const { value } of error.ways) sound(value);
    }
  };
  prop.prop([soup, days], runs(800))('any words are read as a day to come, or refused with ways that are', tries);
  prop.prop([fc.string({ unit: 'binary' }), days], runs(300))('any string, too', tries);
});
