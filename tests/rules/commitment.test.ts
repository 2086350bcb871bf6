import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addDays } from '#core/time.ts';
import { daysLate, freshness, headline, isConcerned, mayRate, milestoneLate, type Freshness } from '#rules/commitment.ts';
import type { Commitment, Due, Milestone, Organisation, Report, Status } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const settings = { rhythm: 90 };
const commitment = (change: Partial<Commitment> = {}): Commitment => ({
  number: 4, title: 'Overdose document finished', text: null, theme: null, source: null, item: null, lead: 'unodc', basis: null, offered: null, counterpart: null, partners: [],
  due: { by: 'none' }, due_note: null, recurring: false, state: 'agreed', proposed: null, agreed: '2013-02-21T16:30:00.000Z', amendment: null, ...change,
});
const report = (organisation: string, at = '2013-03-01T09:00:00.000Z', status: Status = 'on-track'): Report => ({ commitment: 4, organisation, status, note: null, at, entered: null, was: null });
const organisation = (id: string, side: string | null): Organisation => ({ id, acronym: id, name: id, side, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null });
const unodc = organisation('unodc', 'agency');
const inpud = organisation('inpud', 'civil');
const hri = organisation('hri', 'civil');
const who = organisation('who', null);

describe('the headline', () => {
  test('is the report of the lead, whoever else reported and when', () => {
    const reports = [report('inpud', '2013-05-01T00:00:00.000Z'), report('unodc'), report('who')];
    expect(headline(commitment(), reports)?.organisation).toBe('unodc');
    expect(headline(commitment({ lead: 'hri' }), reports)).toBeUndefined();
    expect(headline(commitment({ lead: null }), reports)).toBeUndefined();
    expect(headline(commitment(), [])).toBeUndefined();
  });
});

describe('freshness', () => {
  // Reported on 1 March 2013, ten in the morning in Vienna.
  test.each<[string, Freshness]>([['2013-03-01', 'green'], ['2013-05-30', 'green'], ['2013-05-31', 'yellow'], ['2013-08-28', 'yellow'], ['2013-08-29', 'red'], ['2019-01-01', 'red']])('on %s is %s', (today, light) => expect(freshness(commitment(), report('unodc'), today, vienna, settings)).toBe(light));
  test('of what is done is settled, whenever that was said', () => expect(freshness(commitment(), report('unodc', '2013-03-01T09:00:00.000Z', 'done'), '2019-01-01', vienna, settings)).toBe('settled'));
  test.each<[string, Freshness]>([['2013-02-21', 'new'], ['2013-03-23', 'new'], ['2013-03-24', 'never'], ['2015-01-01', 'never']])('without a report, on %s, is %s: thirty days after agreement nobody is asked', (today, light) => expect(freshness(commitment(), undefined, today, vienna, settings)).toBe(light));
  test('of what is not agreed yet is new', () => expect(freshness(commitment({ agreed: null, state: 'proposed' }), undefined, '2019-01-01', vienna, settings)).toBe('new'));
  test('keeps to the rhythm of the group', () => {
    expect([30, 31, 60, 61].map((days) => freshness(commitment(), report('unodc'), addDays('2013-03-01', days), vienna, { rhythm: 30 }))).toEqual(['green', 'yellow', 'yellow', 'red']);
  });
  test('counts the civil days of the home zone: the same instant is another day in Bangkok', () => {
    const late = report('unodc', '2013-03-01T22:30:00.000Z');
    expect(freshness(commitment(), late, '2013-05-31', vienna, settings)).toBe('yellow');
    expect(freshness(commitment(), late, '2013-05-31', 'Asia/Bangkok', settings)).toBe('green');
  });
  test('a change of clocks makes no day more or less', () => {
    // 22:30 UTC is 23:30 in Vienna before the change of 31 March 2013, and the next day's 00:30 after it.
    expect(freshness(commitment(), report('unodc', '2013-03-30T22:59:00.000Z'), '2013-06-28', vienna, settings)).toBe('green');
    expect(freshness(commitment(), report('unodc', '2013-03-30T23:01:00.000Z'), '2013-06-29', vienna, settings)).toBe('green');
    expect(freshness(commitment(), report('unodc', '2013-03-31T22:01:00.000Z'), '2013-06-30', vienna, settings)).toBe('green');
  });
  const order: readonly Freshness[] = ['green', 'yellow', 'red'];
  prop.prop([fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 365 })], runs(300))('never gets better as time goes by', (one, more, rhythm) => {
    const at = (days: number) => order.indexOf(freshness(commitment(), report('unodc'), addDays('2013-03-01', days), vienna, { rhythm }));
    expect(at(one + more)).toBeGreaterThanOrEqual(at(one));
    const without = (days: number) => freshness(commitment(), undefined, addDays('2013-02-21', days), vienna, { rhythm });
    expect(without(one) === 'never' && without(one + more) === 'new').toBe(false);
  });
});

describe('lateness', () => {
  const event = thing.event({ title: 'CND57', starts: '2014-03-13', ends: '2014-03-21', zone: vienna, city: 'Vienna', certainty: 'confirmed' });
  const events = new Map([['cnd57', event], ['open', { ...event, id: 'open', starts: null, ends: null }]]);
  test.each<[Due, string, number]>([
    [{ by: 'day', on: '2014-03-13' }, '2014-03-12', 0],
    [{ by: 'day', on: '2014-03-13' }, '2014-03-13', 0],
    [{ by: 'day', on: '2014-03-13' }, '2014-03-14', 1],
    [{ by: 'day', on: '2014-03-13' }, '2014-04-01', 19],
    [{ by: 'event', event: 'cnd57', days: -56 }, '2014-01-16', 0],
    [{ by: 'event', event: 'cnd57', days: -56 }, '2014-01-17', 1],
    [{ by: 'event', event: 'open', days: 0 }, '2019-01-01', 0],
    [{ by: 'event', event: 'nowhere', days: 0 }, '2019-01-01', 0],
    [{ by: 'horizon', on: '2015-12-31', span: 'year' }, '2015-12-31', 0],
    [{ by: 'horizon', on: '2015-12-31', span: 'year' }, '2016-01-01', 1],
    [{ by: 'none' }, '2019-01-01', 0],
  ])('%j on %s: %i days', (due, today, days) => {
    expect(daysLate(commitment({ due }), undefined, events, today)).toBe(days);
    expect(daysLate(commitment({ due }), report('unodc', '2013-03-01T09:00:00.000Z', 'blocked'), events, today)).toBe(days);
    expect(daysLate(commitment({ due }), report('unodc', '2013-03-01T09:00:00.000Z', 'done'), events, today)).toBe(0);
    expect(daysLate(commitment({ due, state: 'proposed' }), undefined, events, today)).toBe(0);
    expect(daysLate(commitment({ due, state: 'declined' }), undefined, events, today)).toBe(0);
    const step: Milestone = { commitment: 4, number: 1, title: 'Draft', due, due_note: null, done: null };
    expect(milestoneLate(step, events, today)).toBe(days);
    expect(milestoneLate({ ...step, done: '2014-03-20T00:00:00.000Z' }, events, today)).toBe(0);
  });
});

describe('who answers for a commitment', () => {
  test.each<[string, Organisation, Partial<Commitment>, boolean]>([
    ['its lead', unodc, {}, true],
    ['its counterpart', inpud, { counterpart: 'inpud' }, true],
    ['one in support', hri, { partners: ['hri'] }, true],
    ['an outside body in support', who, { partners: ['who'] }, true],
    ['one of a side in support', hri, { partners: ['civil'] }, true],
    ['one of the other side', unodc, { lead: null, partners: ['civil'] }, false],
    ['an outside body of no side', who, { partners: ['civil'] }, false],
    ['one that has only been asked', inpud, { lead: null, offered: 'inpud' }, false],
    ['nobody of it', hri, { lead: null }, false],
  ])('%s', (_, one, change, yes) => expect(isConcerned(one, commitment(change))).toBe(yes));
});

describe('who rates a commitment', () => {
  test.each<[string, Organisation, Organisation | undefined, boolean]>([
    ['the other side', inpud, unodc, true],
    ['the leading side', unodc, unodc, false],
    ['another of the leading side', hri, inpud, false],
    ['either side where nobody leads', inpud, undefined, true],
    ['either side where nobody leads', unodc, undefined, true],
    ['either side where an outside body leads', inpud, who, true],
    ['either side where an outside body leads', unodc, who, true],
    ['an outside body', who, unodc, false],
  ])('%s: %o', (_, one, lead, yes) => {
    expect(mayRate(one, commitment(), lead)).toBe(yes);
    expect(mayRate(one, commitment({ state: 'proposed' }), lead)).toBe(false);
    expect(mayRate(one, commitment({ state: 'declined' }), lead)).toBe(false);
  });
  const sides = fc.constantFrom('civil', 'agency', null);
  prop.prop([sides, sides], runs(100))('never one of the side that leads', (own, leading) => {
    const allowed = mayRate(organisation('a', own), commitment({ lead: 'b' }), organisation('b', leading));
    expect(allowed).toBe(own !== null && own !== leading);
  });
});
