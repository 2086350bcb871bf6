import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { readCivil, type Around } from '#core/when.ts';
import { dueDay } from '#rules/due.ts';
import { localsOf, most } from '#rules/recurrence.ts';
import { checkSittings, readRepeat } from '#rules/repeat.ts';
import { repeatText } from '#rules/repeattext.ts';
import { readRule, ruleText } from '#rules/rrule.ts';
import type { Due, KeyEvent } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const cnd = (id: string, starts: string, more: Partial<KeyEvent> = {}): [string, KeyEvent] => [id, thing.event({ id, title: `Commission ${id}`, starts, ends: starts, ...more })];
const events = new Map([cnd('cnd70', '2027-03-08'), cnd('cnd71', '2028-03-13'), cnd('hrc-2027', '2027-01-01', { kind: 'conference', title: 'Harm Reduction Forum', precision: 'year' })]);
const vienna = 'Europe/Vienna';
const around: Around = { now: Temporal.Instant.from('2026-11-22T10:00Z'), zone: vienna, field: 'repeat' };
const [wed, thu, last] = ['2027-03-03T15:00', '2027-03-11T15:00', '2027-03-31T15:00'];
const [none, on, cnd71]: [Due, (day: string) => Due, Due] = [{ by: 'none' }, (day) => ({ by: 'day', on: day }), { by: 'event', event: 'cnd71', days: 0 }];

const read = (typed: string, starts = wed, zone = vienna) => readRepeat(typed, starts, { ...around, zone }, events);
function refusal(typed: string, starts = wed, zone = vienna): UserError {
  try {
    read(typed, starts, zone);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`was read: ${typed}`);
}
const said = ({ key, params }: UserError) => plain(t('en', key, params));
const words = (typed: string, starts = wed) => plain(repeatText({ ...read(typed, starts), starts, zone: vienna }, events, 'en')!);

describe('how a meeting comes back', () => {
  test.each<[string, string, Due, string?]>([
    ['weekly for a year', 'FREQ=WEEKLY;BYDAY=WE', on('2028-03-02')],
    ['Every week, 10 times', 'FREQ=WEEKLY;COUNT=10;BYDAY=WE', none],
    ['every Wed until CND71', 'FREQ=WEEKLY;BYDAY=WE', cnd71],
    ['Wednesdays until CND71 -2d', 'FREQ=WEEKLY;BYDAY=WE', { by: 'event', event: 'cnd71', days: -2 }],
    ['each wednesday for 6 months', 'FREQ=WEEKLY;BYDAY=WE', on('2027-09-02')],
    ['weekly for half a year', 'FREQ=WEEKLY;BYDAY=WE', on('2027-09-02')],
    ['every Wed for 6 weeks', 'FREQ=WEEKLY;BYDAY=WE', on('2027-04-13')],
    ['every Wed until 30 June', 'FREQ=WEEKLY;BYDAY=WE', on('2027-06-30')],
    ['every Wed until 15 Feb', 'FREQ=WEEKLY;BYDAY=WE', on('2028-02-15')],
    ['every Wed until June', 'FREQ=WEEKLY;BYDAY=WE', { by: 'horizon', on: '2027-06-30', span: 'month' }],
    ['every Wed until the end of 2027', 'FREQ=WEEKLY;BYDAY=WE', { by: 'horizon', on: '2027-12-31', span: 'year' }],
    ['every 2 weeks until 30 June 2027', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', on('2027-06-30')],
    ['fortnightly ×8'.replace('×', 'x'), 'FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=WE', none],
    ['every two weeks on Wednesday ten times', 'FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=WE', none],
    ['every other Wed 8 times', 'FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=WE', none],
    ['alternate Wednesdays 8 times', 'FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=WE', none],
    ['once a week for 6 weeks', 'FREQ=WEEKLY;BYDAY=WE', on('2027-04-13')],
    ['weekly on Wednesdays, for the next 6 weeks', 'FREQ=WEEKLY;BYDAY=WE', on('2027-04-13')],
    ['each month, first Wednesday, until CND71', 'FREQ=MONTHLY;BYDAY=1WE', cnd71],
    ['every third week 5 times', 'FREQ=WEEKLY;INTERVAL=3;COUNT=5;BYDAY=WE', none],
    ['every Wed and Fri for 3 months', 'FREQ=WEEKLY;BYDAY=WE,FR', on('2027-06-02')],
    ['every fri, mon & wed 12 meetings', 'FREQ=WEEKLY;COUNT=12;BYDAY=MO,WE,FR', none],
    ['every weekday for 2 months', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', on('2027-05-02')],
    ['Monday to Friday 10 times', 'FREQ=WEEKLY;COUNT=10;BYDAY=MO,TU,WE,TH,FR', none],
    ['daily 5 times', 'FREQ=DAILY;COUNT=5', none],
    ['every 3 days 5 times', 'FREQ=DAILY;INTERVAL=3;COUNT=5', none],
    ['every Wed 15:00 Vienna 3 times', 'FREQ=WEEKLY;COUNT=3;BYDAY=WE', none],
    ['every Wed at 3pm, once', 'FREQ=WEEKLY;COUNT=1;BYDAY=WE', none],
    ['first Wed every 2 months for a year', 'FREQ=MONTHLY;INTERVAL=2;BYDAY=1WE', on('2028-03-02')],
    ['1st and 3rd Wed of the month 10 times', 'FREQ=MONTHLY;COUNT=10;BYDAY=1WE,3WE', none],
    ['the first Wednesday 10 times', 'FREQ=MONTHLY;COUNT=10;BYDAY=1WE', none],
    ['monthly 10 times', 'FREQ=MONTHLY;COUNT=10;BYDAY=1WE', none, 'day 3 of the month 10 times'],
    ['quarterly for 2 years', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE', on('2029-03-02'), 'day 3 of every 3 months for 2 years'],
    ['half-yearly 4 times', 'FREQ=MONTHLY;INTERVAL=6;COUNT=4;BYDAY=1WE', none, 'day 3 of every 6 months 4 times'],
    ['every month on Wednesday 4 times', 'FREQ=MONTHLY;COUNT=4;BYDAY=1WE', none],
    ['day 3 of the month for a year', 'FREQ=MONTHLY;BYMONTHDAY=3', on('2028-03-02')],
    ['the 3rd of each month 4 times', 'FREQ=MONTHLY;COUNT=4;BYMONTHDAY=3', none],
    ['every month on the 3rd and the 17th 4 times', 'FREQ=MONTHLY;COUNT=4;BYMONTHDAY=3,17', none],
    ['yearly 5 times', 'FREQ=YEARLY;COUNT=5;BYMONTH=3;BYMONTHDAY=3', none],
    ['every year on 3 March 5 times', 'FREQ=YEARLY;COUNT=5;BYMONTH=3;BYMONTHDAY=3', none],
    ['first Wed of March every year, for 5 years', 'FREQ=YEARLY;BYMONTH=3;BYDAY=1WE', on('2032-03-02')],
    ['RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=8', 'FREQ=WEEKLY;COUNT=8;BYDAY=WE', none],
    ['count=8;byday=we,mo; interval=1; freq=weekly;wkst=su', 'FREQ=WEEKLY;COUNT=8;BYDAY=MO,WE;WKST=SU', none],
    ['FREQ=WEEKLY until CND71', 'FREQ=WEEKLY;BYDAY=WE', cnd71],
    ['FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1 4 times', 'FREQ=MONTHLY;COUNT=4;BYDAY=WE;BYSETPOS=1', none],
    // UNTIL as an instant: 13:00 UTC is 15:00 in Vienna in summer, and 12:00 UTC comes before that day's meeting.
    ['FREQ=WEEKLY;UNTIL=20270630T130000Z', 'FREQ=WEEKLY;BYDAY=WE', on('2027-06-30')],
    ['FREQ=WEEKLY;UNTIL=20270630T120000Z', 'FREQ=WEEKLY;BYDAY=WE', on('2027-06-29')],
    ['FREQ=WEEKLY;UNTIL=20270630T145900', 'FREQ=WEEKLY;BYDAY=WE', on('2027-06-29')],
    ['FREQ=WEEKLY;UNTIL=20270630', 'FREQ=WEEKLY;BYDAY=WE', on('2027-06-30')],
    // Of several times on the last day only the first come by then.
    ['FREQ=DAILY;BYHOUR=15,19;UNTIL=20270305T170000', 'FREQ=DAILY;COUNT=5;BYHOUR=15,19', none],
    ['FREQ=DAILY;BYHOUR=15,19;UNTIL=20270305T190000', 'FREQ=DAILY;BYHOUR=15,19', on('2027-03-05')],
    ['FREQ=DAILY;BYHOUR=15,19;UNTIL=20270305T120000', 'FREQ=DAILY;BYHOUR=15,19', on('2027-03-04')],
    ['FREQ=DAILY;BYHOUR=10,15;UNTIL=20270305T120000', 'FREQ=DAILY;COUNT=4;BYHOUR=10,15', none],
  ])('%s', (typed, rule, until, other) => expect(read(typed)).toEqual({ rule, until, ...(other !== undefined && { other }) }));

  test.each<[string, string, string, string?]>([
    ['every 2nd Thu until CND', thu, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', '2nd Thu of the month until cnd'],
    ['every second Thursday 10 times', thu, 'FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=TH', '2nd Thu of the month 10 times'],
    ['second Thursday of every month 10 times', thu, 'FREQ=MONTHLY;COUNT=10;BYDAY=2TH'],
    ['2nd Thu 10 times', thu, 'FREQ=MONTHLY;COUNT=10;BYDAY=2TH'],
    ['last Wed of the month 10 times', last, 'FREQ=MONTHLY;COUNT=10;BYDAY=-1WE'],
    ['every last Wed 10 times', last, 'FREQ=MONTHLY;COUNT=10;BYDAY=-1WE'],
    ['monthly 10 times', last, 'FREQ=MONTHLY;COUNT=10;BYDAY=-1WE', 'last day of the month 10 times'],
    ['last day of the month 10 times', last, 'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=-1'],
    ['second-last Wed of the month 4 times', '2027-03-24T15:00', 'FREQ=MONTHLY;COUNT=4;BYDAY=-2WE'],
    ['last Fri of June every year 4 times', '2027-06-25T15:00', 'FREQ=YEARLY;COUNT=4;BYMONTH=6;BYDAY=-1FR'],
  ])('%s from %s', (typed, starts, rule, other) => expect(read(typed, starts)).toMatchObject({ rule, ...(other !== undefined && { other }) }));

  test('`CND` is the first one after the start, not the next one as of today', () => {
    expect(read('weekly until CND').until).toEqual({ by: 'event', event: 'cnd70', days: 0 });
    expect(read('weekly until CND', thu).until).toEqual(cnd71);
  });
  test.each<[string, string, string]>([
    ['in 6 months', wed, '2027-05-22'], ['in 20 weeks', wed, '2027-04-11'], ['+20w', wed, '2027-04-11'], ['22 November', wed, '2027-11-22'],
    ['Fri', '2026-11-25T15:00', '2026-11-27'], ['tomorrow', '2026-11-23T15:00', '2026-11-23'],
    // What comes again before the series starts can only mean the next one after it.
    ['20 Feb', wed, '2028-02-20'], ['end of January', wed, '2028-01-31'],
  ])('a day is read from today, not from the first time: until %s', (end, starts, day) => expect(dueDay(read(`${starts === wed ? 'weekly' : 'daily'} until ${end}`, starts).until, events)).toBe(day));
  test.each([
    ['until yesterday', 'date.past', '"yesterday" is Sat 21 November 2026'],
    ['until tomorrow', 'repeat.ended', 'ends on Mon 23 November 2026'],
    ['until in 6 weeks', 'repeat.ended', 'ends on Sun 3 January 2027'],
    ['until +2w', 'repeat.ended', 'ends on Sun 6 December 2026'],
    ['until next Friday', 'date.next', '"next friday" is read in two ways'],
  ])('and one before the first time is refused by its right day: %s', (end, key, text) => {
    const refused = refusal(`every Wed ${end}`);
    expect([refused.key, refused.ways.map(({ value }) => value)]).toEqual([`error.${key}`, ['every wed until CND71', 'every wed for a year', 'every wed 10 times']]);
    expect(said(refused)).toContain(text);
  });
  test('two of a kind are written alike', () => expect(read('Every WED and mon 4 times').rule).toBe(read('freq=weekly;byday=MO,WE,MO;count=4').rule));
});

describe('how a meeting cannot come back', () => {
  const year = (text: string) => `${text} for a year`;
  test.each<[string, string, string[]]>([
    ['weekly', 'repeat.endless', ['weekly until CND71', 'weekly for a year', 'weekly 10 times']],
    ['every Wed until none', 'repeat.endless', ['every wed until CND71', 'every wed for a year', 'every wed 10 times']],
    ['RRULE:FREQ=WEEKLY;BYDAY=WE', 'repeat.endless', ['FREQ=WEEKLY;BYDAY=WE until CND71', 'FREQ=WEEKLY;BYDAY=WE for a year', 'FREQ=WEEKLY;BYDAY=WE 10 times']],
    ['', 'repeat.unknown', ['every Wednesday', 'every 2 weeks on Wednesday', '1st Wednesday of the month'].map(year)],
    ['every blue moon', 'repeat.word', ['every Wednesday', 'every 2 weeks on Wednesday', '1st Wednesday of the month'].map(year)],
    ['twice a week for a month', 'repeat.word', ['every Wednesday', 'every 2 weeks on Wednesday', '1st Wednesday of the month'].map((text) => `${text} for a month`)],
    ['every Wed in March 3 times', 'repeat.unknown', ['every Wednesday', 'every 2 weeks on Wednesday', '1st Wednesday of the month'].map((text) => `${text} 3 times`)],
    ['biweekly 10 times', 'repeat.twofold', ['every 2 weeks on Wednesday 10 times', 'every Wednesday and Friday 10 times']],
    ['biweekly until the cows come home', 'repeat.twofold', ['every 2 weeks on Wednesday for a year', 'every Wednesday and Friday for a year']],
    ['bimonthly 3 times', 'repeat.twofold', ['every 2 months 3 times', 'every 2 weeks on Wednesday 3 times']],
    ['every Wed 16:00 10 times', 'repeat.hour', ['every wed 10 times']],
    ['every Wed 12 am 10 times', 'repeat.hour', ['every wed 10 times']],
    ['every Wed until 30 June 10 times', 'repeat.ends', ['every wed 10 times', 'every wed until 30 june']],
    ['FREQ=WEEKLY;COUNT=3 until CND71', 'repeat.ends', ['FREQ=WEEKLY;BYDAY=WE until cnd71', 'FREQ=WEEKLY;BYDAY=WE 3 times']],
    ['every Wed until 1 March 2027', 'repeat.ended', ['every wed until CND71', 'every wed for a year', 'every wed 10 times']],
    ['weekly 0 times', 'repeat.none', ['weekly for a year', 'weekly 10 times', 'weekly 200 times']],
    ['weekly 500 times', 'repeat.many', ['weekly for a year', 'weekly 10 times', 'weekly 200 times']],
    ['daily for a year', 'repeat.many', ['daily 10 times', 'daily 200 times']],
    ['every Wed for 30 years', 'repeat.far', ['every wed for a year', 'every wed 10 times', 'every wed 200 times']],
    ['yearly 50 times', 'repeat.far', ['yearly for a year', 'yearly 10 times']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2', 'repeat.never', ['every Wednesday for a year']],
    ['FREQ=HOURLY;COUNT=3', 'repeat.often', ['every Wednesday for a year']],
    ['FREQ=WEEKLY;BYEASTER=1;COUNT=3', 'repeat.part', ['FREQ=WEEKLY;COUNT=3']],
    ['RSCALE=HEBREW;FREQ=WEEKLY;COUNT=3', 'repeat.part', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=WEEKLY;BYSECOND=0;COUNT=3', 'repeat.part', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=WEEKLY;BYDAY=XX;COUNT=3', 'repeat.value', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=YEARLY;BYDAY=53WE;COUNT=3', 'repeat.value', ['FREQ=YEARLY;COUNT=3']],
    ['FREQ=WEEKLY;INTERVAL=0;COUNT=3', 'repeat.value', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=SOMETIMES', 'repeat.value', ['every Wednesday for a year']],
    ['FREQ=WEEKLY;UNTIL=20270231', 'repeat.value', []],
    ['FREQ=WEEKLY;BYDAY=WE;BYDAY=TH;COUNT=3', 'repeat.again', ['FREQ=WEEKLY;BYDAY=WE;COUNT=3']],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20270630', 'repeat.clash', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=WEEKLY;BYMONTHDAY=3;COUNT=3', 'repeat.clash', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=MONTHLY;BYWEEKNO=9;COUNT=3', 'repeat.clash', ['FREQ=MONTHLY;COUNT=3']],
    ['FREQ=WEEKLY;BYDAY=1WE;COUNT=3', 'repeat.clash', ['FREQ=WEEKLY;COUNT=3']],
    ['FREQ=WEEKLY;BYSETPOS=1;COUNT=3', 'repeat.clash', ['FREQ=WEEKLY;COUNT=3']],
    ['every Wed until 03/04', 'date.numbers', ['every wed until 2027-04-03', 'every wed until 2027-03-04']],
    ['every Wed until 30 June 15:00', 'date.whole', ['every wed until 2027-06-30']],
    ['every Wed until CND72 -8w', 'event.unknown', ['every wed until cnd71 -8w']],
    ['every Wed until CND99 -8w', 'event.unknown', ['every wed until CND71', 'every wed for a year', 'every wed 10 times']],
    ['every Wed until the cows come home', 'date.unknown', ['every wed until CND71', 'every wed for a year', 'every wed 10 times']],
    ['every Wed until Harm Reduction Forum', 'event.undated', ['every wed until CND71', 'every wed for a year', 'every wed 10 times']],
  ])('%s', (typed, key, ways) => {
    const error = refusal(typed);
    expect([error.key, error.field, error.ways.map(({ value }) => value)]).toEqual([`error.${key}`, 'repeat', ways]);
  });

  test.each<[string, string, string[]]>([
    ['every Thu 5 times', wed, ['2027-02-25', '2027-03-04', '2027-03-11']],
    ['every Tue and Thu 5 times', wed, ['2027-03-02', '2027-03-04', '2027-03-09']],
    ['every 2 weeks on Mon 5 times', wed, ['2027-03-01', '2027-03-08', '2027-03-15']],
    ['last Fri of the month 5 times', wed, ['2027-02-26', '2027-03-26', '2027-04-30']],
    ['every Thu until 10 March 2027', wed, ['2027-02-25', '2027-03-04']],
    ['every Fri 5 times', '2026-11-26T15:00', ['2026-11-27', '2026-12-04']],
    ['every year on 29 February 3 times', wed, ['2028-02-29', '2032-02-29']],
  ])('%s, from %s, which is none of its days: the nearest ones are offered where the first time was given', (typed, starts, ways) => {
    const error = refusal(typed, starts);
    expect([error.key, error.field, error.ways.map(({ value }) => value)]).toEqual(['error.repeat.first', 'when', ways.map((day) => `${day} 15:00 Europe/Vienna`)]);
  });

  test('says what was understood, what is wrong and what would work', () => {
    expect(said(refusal('weekly'))).toBe('"weekly" has no end. Until when does the meeting come back? For example: until CND, until 30 June 2027, for 6 months, 10 times.');
    expect(said(refusal('every Wed until 03/04'))).toBe('"03/04" can be read in more than one way. Which day do you mean?');
    expect(said(refusal('every Thu 5 times'))).toBe('The first meeting is on Wed 3 March 2027, 15:00. "every Thu 5 times" does not fall on that day or hour. Choose a first day that fits, or change how the meeting comes back.');
    expect(said(refusal('every Wed until 1 March 2027'))).toBe('"every Wed until 1 March 2027" ends on Mon 1 March 2027. The first meeting is on Wed 3 March 2027, after that. Please give a later end.');
    expect(said(refusal('FREQ=WEEKLY;BYMONTHDAY=3;COUNT=3'))).toBe('BYMONTHDAY does not go with FREQ=WEEKLY in one rule. Leave one of them out.');
  });
});

describe('hours that a clock does not show once', () => {
  test.each([
    [vienna, '2027-03-07T02:30', 'error.repeat.skipped', 'On Sun 28 March 2027 there is no 02:30 in Vienna: the clock is put forward then. Choose another time for the first meeting.', ['2027-03-07 01:30', '2027-03-07 03:30']],
    [vienna, '2027-10-17T02:30', 'error.repeat.twice', 'On Sun 31 October 2027 the clock in Vienna shows 02:30 twice: it is put back then. Choose another time for the first meeting.', ['2027-10-17 01:30', '2027-10-17 03:30']],
    ['America/New_York', '2027-10-17T01:30', 'error.repeat.twice', 'On Sun 7 November 2027 the clock in New York shows 01:30 twice: it is put back then. Choose another time for the first meeting.', ['2027-10-17 00:30', '2027-10-17 02:30']],
    ['Australia/Lord_Howe', '2027-09-26T02:15', 'error.repeat.skipped', 'On Sun 3 October 2027 there is no 02:15 in Lord Howe: the clock is put forward then. Choose another time for the first meeting.', ['2027-09-26 01:15', '2027-09-26 03:15']],
  ])('in %s from %s', (zone, starts, key, text, ways) => {
    const error = refusal('every Sunday 5 times', starts, zone);
    expect([error.key, said(error), error.field, error.ways.map(({ value }) => value)]).toEqual([key, text, 'when', ways.map((way) => `${way} ${zone}`)]);
    expect(read('every Sunday 5 times', ways[1]!.replace(' ', 'T'), zone).rule).toBe('FREQ=WEEKLY;COUNT=5;BYDAY=SU');
  });
  test('sittings that are all there once are fine', () => {
    expect(() => checkSittings(localsOf('FREQ=DAILY;COUNT=200', wed, null), vienna)).not.toThrow();
    expect(() => checkSittings(['2027-03-28T02:30'], 'Africa/Nairobi')).not.toThrow();
    expect(() => checkSittings(['2027-03-27T02:30', '2027-03-28T02:30'], vienna, 'to')).toThrow('error.repeat.skipped');
  });
});

describe('a rule in words', () => {
  test.each([
    ['weekly for a year', 'every Wednesday, 15:00 Vienna, until Thu 2 March 2028'],
    ['every 2 weeks until CND71', 'every 2 weeks on Wednesday, 15:00 Vienna, until CND71 (Mon 13 March 2028)'],
    ['weekly until CND71 -2d', 'every Wednesday, 15:00 Vienna, until CND71 -2d (Sat 11 March 2028)'],
    ['weekly until June', 'every Wednesday, 15:00 Vienna, until June 2027'],
    ['every mon wed fri 10 times', 'every Monday, Wednesday and Friday, 15:00 Vienna, 10 times'],
    ['every weekday 10 times', 'every weekday (Monday to Friday), 15:00 Vienna, 10 times'],
    ['every weekday once', 'every weekday (Monday to Friday), 15:00 Vienna, once'],
    ['daily 5 times', 'every day, 15:00 Vienna, 5 times'],
    ['every 3 days 5 times', 'every 3 days, 15:00 Vienna, 5 times'],
    ['monthly 5 times', 'every month on the first Wednesday, 15:00 Vienna, 5 times'],
    ['1st and last Wed every 2 months 5 times', 'every 2 months on the first and last Wednesday, 15:00 Vienna, 5 times'],
    ['day 3 and the last day of the month 5 times', 'every month on day 3 and the last day, 15:00 Vienna, 5 times'],
    ['yearly 5 times', 'every year on 3 March, 15:00 Vienna, 5 times'],
    ['first Wed of March 5 times', 'every year on the first Wednesday of March, 15:00 Vienna, 5 times'],
    ['FREQ=YEARLY;BYWEEKNO=9;COUNT=3', 'FREQ=YEARLY;BYWEEKNO=9;BYDAY=WE, 15:00 Vienna, 3 times'],
    ['FREQ=DAILY;BYHOUR=9,15 until 5 March 2027', 'FREQ=DAILY;BYHOUR=9,15, Vienna time, until Fri 5 March 2027'],
    ['FREQ=MONTHLY;BYDAY=1WE,3TH;COUNT=3', 'FREQ=MONTHLY;BYDAY=1WE,3TH, 15:00 Vienna, 3 times'],
  ])('%s', (typed, text) => expect(words(typed)).toBe(text));
  test('one for which there are none stands as code', () => expect(repeatText({ rule: 'FREQ=YEARLY;BYYEARDAY=62', starts: wed, zone: vienna, until: none }, events, 'en')).toEqual([{ code: 'FREQ=YEARLY;BYYEARDAY=62' }, ', 15:00 Vienna']));
  test('an event without a date is said to be so', () => expect(plain(repeatText({ rule: 'FREQ=WEEKLY;BYDAY=WE', starts: wed, zone: vienna, until: cnd71 }, new Map(), 'en')!)).toBe('every Wednesday, 15:00 Vienna, until CND71, which has no date now'));
  test('a single meeting has none', () => expect(repeatText({ rule: null, starts: wed, zone: vienna, until: none }, events, 'en')).toBeUndefined());

  const frequent = fc.constantFrom('weekly', 'daily', 'monthly', 'quarterly', 'yearly', 'every weekday', 'fortnightly', 'half-yearly', 'last day of the month', 'day 17 of every 2 months');
  const weekday = fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun');
  const nth = fc.constantFrom('first', 'second', '3rd', '4th', 'last', 'second-last', '5th');
  const month = fc.constantFrom('January', 'Feb', 'June', 'December');
  const count = fc.integer({ min: 2, max: 9 });
  const phrase = fc.oneof(
    frequent, fc.tuple(weekday, weekday).map(([a, b]) => `every ${a} and ${b}`), fc.tuple(count, weekday).map(([n, a]) => `every ${n} weeks on ${a}`), count.map((n) => `every ${n} days`),
    fc.tuple(nth, weekday).map(([n, a]) => `${n} ${a} of the month`), fc.tuple(nth, nth, weekday, weekday, count).map(([n, m, a, b, by]) => `${n} and ${m} ${a} and ${b} every ${by} months`),
    fc.tuple(nth, weekday, month).map(([n, a, m]) => `${n} ${a} of ${m}`), fc.tuple(count, month).map(([n, m]) => `every year on ${n} ${m}`), fc.tuple(nth, weekday).map(([n, a]) => `every ${n} ${a}`),
  );
  const ends = fc.oneof(count.map((n) => `${n} times`), fc.constantFrom('for a year', 'for 6 months', 'until CND71', 'until CND71 -8w', 'until 31 December 2027', 'until June 2027'));
  const days = fc.integer({ min: 0, max: 200 }).map((more) => Temporal.PlainDateTime.from('2026-12-01T15:00').add({ days: more }).toString({ smallestUnit: 'minute' }));
  prop.prop([phrase, ends, days], runs(300))('is read again as it is said', (text, end, from) => {
    let starts = from;
    try {
      read(`${text} ${end}`, starts);
    } catch (error) {
      // On another day, if that is what is wrong.
      if (!(error instanceof UserError)) throw error;
      fc.pre(error.key === 'error.repeat.first' && error.ways.length > 0);
      starts = error.ways[0]!.value.slice(0, 16).replace(' ', 'T');
    }
    const repeat = read(`${text} ${end}`, starts);
    const { rule, until } = read(words(`${text} ${end}`, starts), starts);
    expect({ rule, until }).toEqual({ rule: repeat.rule, until: repeat.until });
    if (repeat.other !== undefined) expect(read(repeat.other, starts).rule).not.toBe(rule);
  });
});

describe('whatever is typed', () => {
  const soup = (of: string, by: string, maxLength: number) => fc.array(fc.constantFrom(...of.split(' ')), { maxLength }).map((list) => list.join(by));
  const spoken = soup('every each weekly monthly quarterly yearly daily first 2nd third last other wed thu fri and on the of month week weeks year day days 2 3 31 0 999 until till for a year 6 months times 10 x5 cnd cnd71 -8w 30 june march 15:00 3pm vienna cet weekday to twice once bi-weekly second-last, none forum ( ) 😀', ' ', 9);
  const coded = fc.tuple(soup('FREQ=WEEKLY FREQ=DAILY FREQ=MONTHLY FREQ=YEARLY FREQ=HOURLY FREQ= INTERVAL=2 INTERVAL=99999 COUNT=5 COUNT=0 COUNT=9999 UNTIL=20270630 UNTIL=20279999T999999Z UNTIL=19990101 BYDAY=WE BYDAY=1WE,-1FR BYDAY=+9MO BYDAY= BYMONTH=2,3 BYMONTH=13 BYMONTHDAY=30,31 BYMONTHDAY=-31 BYYEARDAY=366 BYWEEKNO=53 BYWEEKNO=-1 BYSETPOS=1 BYSETPOS=-366 BYHOUR=15 BYHOUR=0,9,15,23 BYMINUTE=0 BYSECOND=1 WKST=SU =; RSCALE=X EXDATE:1', ';', 6), fc.constantFrom('', ' until CND71', ' for a year', ' 5 times')).map((pair) => pair.join(''));
  const starts = fc.constantFrom(wed, thu, last, '2027-03-28T02:30', '2028-02-29T00:00', '2026-11-22T23:45', '2199-12-31T23:59', '2027-01-01T15:00');
  const sound = (typed: string, from: string) => {
    const { rule, until } = read(typed, from);
    const locals = localsOf(rule, from, dueDay(until, events) ?? null);
    expect(locals[0]).toBe(from);
    expect(locals.length).toBeLessThanOrEqual(most);
    expect(ruleText(readRule(rule), from)).toBe(rule);
    expect(rule.includes('COUNT=')).toBe(until.by === 'none');
    expect(plain(repeatText({ rule, starts: from, zone: vienna, until }, events, 'en')!)).not.toMatch(/undefined|\[object|NaN/);
  };
  const tries = (typed: string, from: string) => {
    try {
      sound(typed, from);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(said(error)).not.toMatch(/undefined|\[object|NaN/);
      expect(['repeat', 'when']).toContain(error.field);
      for (const { value } of error.ways) {
        if (error.field === 'repeat') sound(value, from);
        else if (error.key === 'error.repeat.first') {
          const { day, time } = readCivil(value, around);
          sound(typed, `${day.toString()}T${time!.toString({ smallestUnit: 'minute' })}`);
        }
      }
    }
  };
  prop.prop([spoken, starts], runs(300))('any words are read as a series that can be, or refused with ways that are', tries);
  prop.prop([coded, starts], runs(300))('any parts of rules, too', tries);
  prop.prop([fc.string({ unit: 'binary', maxLength: 80 }), starts], runs(100))('any string, too', tries);
  test.each(['x'.repeat(2000), 'every '.repeat(200), 'FREQ='.repeat(200), `every Wed until ${'a'.repeat(1000)}`, '9'.repeat(400), `${'('.repeat(400)}`])('long ones, too: %.20s…', (typed) => tries(typed, wed));
});
