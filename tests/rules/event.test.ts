import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { addDays } from '#core/time.ts';
import { aboutName, certaintyOf, checkDeadline, checkEvent, concerned, deadlineName, hanging, momentAt, occurrence, shifts, weaker, type Dated } from '#rules/event.ts';
import { eventIdFor } from '#rules/naming.ts';
import { certainties, type Deadline, type Due, type KeyEvent, type Moment } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const cnd57 = thing.event({ title: 'CND, 57th session', starts: '2014-03-13', ends: '2014-03-21', zone: vienna, certainty: 'confirmed' });
const on = (event: KeyEvent = cnd57) => new Map([[event.id, event]]);
const hung = (days: number, event = 'cnd57'): Due => ({ by: 'event', event, days });
const moment = (due: Due, time: string | null = null, zone = vienna): Moment => ({ due, time, zone });
const keyOf = (work: () => void) => {
  try {
    work();
    return '';
  } catch (error) {
    if (error instanceof UserError) return error.key.replace('error.event.', '');
    throw error;
  }
};

describe('when a moment comes', () => {
  test.each<[string, Moment, string, string]>([
    ['an hour of its zone', moment({ by: 'day', on: '2014-01-22' }, '12:00'), '2014-01-22', '2014-01-22T11:00:00Z'],
    ['an hour in summer', moment({ by: 'day', on: '2014-06-22' }, '12:00'), '2014-06-22', '2014-06-22T10:00:00Z'],
    ['a whole day, when it is over', moment({ by: 'day', on: '2014-01-22' }), '2014-01-22', '2014-01-22T23:00:00Z'],
    ['a whole day elsewhere', moment({ by: 'day', on: '2014-01-22' }, null, 'Asia/Bangkok'), '2014-01-22', '2014-01-22T17:00:00Z'],
    ['the day on which the clocks change', moment({ by: 'day', on: '2027-03-28' }), '2027-03-28', '2027-03-28T22:00:00Z'],
    ['days from an event', moment(hung(-45), '12:00'), '2014-01-27', '2014-01-27T11:00:00Z'],
    ['an hour that is skipped: the one after the gap', moment({ by: 'day', on: '2027-03-28' }, '02:30'), '2027-03-28', '2027-03-28T01:30:00Z'],
    ['an hour that occurs twice: the first', moment({ by: 'day', on: '2027-10-31' }, '02:30'), '2027-10-31', '2027-10-31T00:30:00Z'],
  ])('%s', (_, given, day, instant) => {
    const at = momentAt(given, on())!;
    expect([at.day, at.instant.toString()]).toEqual([day, instant]);
  });
  test('never, while its event has no date and when it was called off', () => {
    expect(momentAt(moment(hung(-45)), on({ ...cnd57, starts: null, ends: null }))).toBeUndefined();
    expect(momentAt(moment(hung(-45)), on({ ...cnd57, cancelled: '2013-12-01' }))).toBeUndefined();
    expect(momentAt(moment(hung(-45)), new Map())).toBeUndefined();
  });
});

describe('the days on which an event falls', () => {
  const aids = thing.event({ starts: '2012-12-01', ends: '2012-12-01', yearly: true });
  const leap = thing.event({ starts: '2012-02-29', ends: '2012-02-29', yearly: true });
  const newYear = thing.event({ starts: '2012-12-30', ends: '2013-01-02', yearly: true });
  test.each<[string, KeyEvent, string, string | undefined]>([
    ['its own, over or not', cnd57, '2020-01-01', '2014-03-13'],
    ['none without a date', thing.event(), '2014-01-01', undefined],
    ['none when called off', { ...cnd57, cancelled: '2014-01-01' }, '2014-01-02', undefined],
    ['its first year', aids, '2000-01-01', '2012-12-01'],
    ['the day itself', aids, '2013-12-01', '2013-12-01'],
    ['next year once it is over', aids, '2013-12-02', '2014-12-01'],
    ['centuries on', aids, '2199-12-02', '2200-12-01'],
    ['29 February, in other years the 28th', leap, '2013-01-01', '2013-02-28'],
    ['29 February in a leap year', leap, '2015-03-01', '2016-02-29'],
    ['under way over New Year', newYear, '2014-01-02', '2013-12-30'],
    ['after New Year', newYear, '2014-01-03', '2014-12-30'],
  ])('%s', (_, event, today, starts) => expect(occurrence(event, today)?.starts).toBe(starts));
  prop.prop([fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 20_000 })], runs(300))('each year: the first that is not over, on the same day', (from, length, later) => {
    const starts = addDays('2000-01-01', from);
    const event = thing.event({ starts, ends: addDays(starts, length), yearly: true });
    const today = addDays(starts, later);
    const found = occurrence(event, today)!;
    expect(found.ends >= today).toBe(true);
    expect(found.starts.slice(5) === starts.slice(5) || (starts.endsWith('02-29') && found.starts.endsWith('02-28'))).toBe(true);
    // No earlier year would do: the one before is over.
    const before = Temporal.PlainDate.from(found.starts).subtract({ years: 1 }).toString();
    expect(before < starts || addDays(before, length) < today || before.endsWith('02-28') || found.starts.endsWith('02-29')).toBe(true);
  });
});

describe('certainty', () => {
  test.each(certainties.flatMap((one, i) => certainties.map((other, j) => [one, other, certainties[Math.max(i, j)]!] as const)))('of %s and %s the weaker is %s', (one, other, expected) => expect(weaker(one, other)).toBe(expected));
  const deadline = (closes: Due, certainty: Deadline['certainty'] = 'confirmed') => thing.deadline({ closes: moment(closes), certainty });
  test('of a deadline is no greater than that of the event it hangs on', () => {
    const estimate = on({ ...cnd57, certainty: 'estimate' });
    expect(certaintyOf(deadline(hung(-45)), on())).toBe('confirmed');
    expect(certaintyOf(deadline(hung(-45)), estimate)).toBe('estimate');
    expect(certaintyOf(deadline(hung(-45), 'unknown'), estimate)).toBe('unknown');
    expect(certaintyOf(deadline({ by: 'day', on: '2014-01-22' }), estimate)).toBe('confirmed');
    expect(certaintyOf({ ...deadline({ by: 'day', on: '2014-01-22' }), opens: moment(hung(-56)) }, estimate)).toBe('estimate');
    expect(certaintyOf(deadline(hung(-45)), new Map())).toBe('unknown');
  });
});

describe('an event', () => {
  test.each<[string, Partial<KeyEvent>, string]>([
    ['of some days', {}, ''],
    ['of one day with hours', { ends: '2014-03-13', begins: '10:00', finishes: '12:00' }, ''],
    ['without a date', { starts: null, ends: null, certainty: 'unknown' }, ''],
    ['of a year', { starts: '2014-01-01', ends: '2014-12-31' }, ''],
    ['that ends before it starts', { ends: '2014-03-12' }, 'order'],
    ['that ends before it begins on a day', { ends: '2014-03-13', begins: '12:00', finishes: '12:00' }, 'order'],
    ['longer than a year', { ends: '2015-03-15' }, 'long'],
    ['without a date that is confirmed', { starts: null, ends: null }, 'dateless'],
    ['with a date that is not known', { certainty: 'unknown' }, 'unsure'],
    ['each year without a date', { starts: null, ends: null, certainty: 'unknown', yearly: true }, 'yearly'],
  ])('%s', (_, change, key) => expect(keyOf(() => checkEvent({ ...cnd57, ...change }, 'on'))).toBe(key));
});

describe('a deadline', () => {
  const check = (closes: Moment, opens: Moment | null = null, event = cnd57) => keyOf(() => checkDeadline(thing.deadline({ opens, closes }), event, on(event)));
  test.each<[string, Moment, Moment | null, string]>([
    ['before the event', moment(hung(-45)), null, ''],
    ['on its last day', moment({ by: 'day', on: '2014-03-21' }, '18:00'), null, ''],
    ['after its last day', moment({ by: 'day', on: '2014-03-22' }), null, 'closesLate'],
    ['after it, by days', moment(hung(9)), null, 'closesLate'],
    ['with a window', moment(hung(-45)), moment(hung(-56)), ''],
    ['that opens and closes on one day', moment(hung(-45), '18:00'), moment(hung(-45), '09:00'), ''],
    ['that opens after it closes', moment(hung(-56)), moment(hung(-45)), 'opensLate'],
    ['that opens an hour after it closes', moment(hung(-45), '09:00'), moment(hung(-45), '10:00'), 'opensLate'],
    ['that opens in the evening of a zone where the other has not closed', moment(hung(-45), '10:00', 'America/New_York'), moment(hung(-45), '15:00'), ''],
  ])('%s', (_, closes, opens, key) => expect(check(closes, opens)).toBe(key));
  test('of an event without a date, or of each year, is as late as one likes', () => {
    expect(check(moment({ by: 'day', on: '2030-01-01' }), null, { ...cnd57, starts: null, ends: null })).toBe('');
    expect(check(moment({ by: 'day', on: '2030-01-01' }), null, { ...cnd57, yearly: true })).toBe('');
  });
});

describe('what hangs on an event', () => {
  const things: Dated = {
    commitments: [
      thing.commitment({ number: 1, title: 'One', due: hung(-56), lead: 'net' }), thing.commitment({ number: 2, due: { by: 'day', on: '2014-03-01' } }), thing.commitment({ number: 3, due: hung(0, 'cnd58') }),
      thing.commitment({ number: 4, due: hung(0), state: 'declined' }), thing.commitment({ number: 5, lead: 'who' }), thing.commitment({ number: 6, due: hung(0), state: 'proposed', lead: 'un' }),
    ],
    milestones: [
      thing.milestone({ commitment: 5, number: 2, title: 'Draft', due: hung(-14) }), thing.milestone({ commitment: 5, number: 1, due: hung(-14), done: '2013-12-01T00:00:00.000Z' }),
      thing.milestone({ commitment: 4, due: hung(-14) }), thing.milestone({ commitment: 2, due: hung(-7), title: 'Sent' }),
    ],
    deadlines: [
      thing.deadline({ title: 'Side events', opens: moment(hung(-56)), closes: moment(hung(-45), '12:00') }), thing.deadline({ number: 2, closes: moment({ by: 'day', on: '2014-02-20' }) }),
      thing.deadline({ number: 3, cancelled: '2013-12-01' }), thing.deadline({ event: 'cnd58', number: 1, closes: moment(hung(30)) }), thing.deadline({ event: 'cnd58', number: 2, closes: moment(hung(-30, 'cnd58')) }),
    ],
  };
  test('is told in order: windows, commitments, milestones; not what was declined, done or called off', () => {
    expect(hanging('cnd57', things).map(({ id, part }) => `${id} ${part}`)).toEqual(['CND57.1 opens', 'CND57.1 closes', 'CND57.2 closes', 'CND58.1 closes', 'C1 due', 'C2.1 due', 'C5.2 due', 'C6 due']);
    expect(hanging('vilnius', things)).toEqual([]);
  });
  const moved = { ...cnd57, starts: '2014-03-20', ends: '2014-03-28' };
  test('shifts with it, old and new; a day of its own stays', () => {
    expect(shifts(cnd57, moved, things).map(({ id, part, from, to }) => [id, part, from, to])).toEqual([
      ['CND57.1', 'opens', '2014-01-16', '2014-01-23'], ['CND57.1', 'closes', '2014-01-27', '2014-02-03'], ['CND58.1', 'closes', '2014-04-12', '2014-04-19'], ['C1', 'due', '2014-01-16', '2014-01-23'],
      ['C2.1', 'due', '2014-03-06', '2014-03-13'], ['C5.2', 'due', '2014-02-27', '2014-03-06'], ['C6', 'due', '2014-03-13', '2014-03-20'],
    ]);
    expect(shifts(cnd57, { ...cnd57, certainty: 'estimate', ends: '2014-03-20' }, things)).toEqual([]);
  });
  test('loses its date when it is called off or has none any more, and with it go its own deadlines', () => {
    const off = shifts(cnd57, { ...cnd57, cancelled: '2014-01-01' }, things);
    expect(off.map(({ id }) => id)).toEqual(['CND57.1', 'CND57.1', 'CND57.2', 'CND58.1', 'C1', 'C2.1', 'C5.2', 'C6']);
    expect(off.every(({ to }) => to === undefined)).toBe(true);
    expect(shifts(cnd57, { ...cnd57, starts: null, ends: null }, things).map(({ id }) => id)).not.toContain('CND57.2');
  });
  prop.prop([fc.integer({ min: -400, max: 400 })], runs(100))('comes back to where it was when the event does', (days) => {
    const other = { ...cnd57, starts: addDays(cnd57.starts!, days), ends: addDays(cnd57.ends!, days) };
    const there = shifts(cnd57, other, things);
    const back = shifts(other, cnd57, things);
    expect(back.map(({ id, part, from, to }) => [id, part, to, from])).toEqual(there.map(({ id, part, from, to }) => [id, part, from, to]));
  });

  const organisations = new Map(
    [['un', 'agency'], ['net', 'civil'], ['old', 'civil'], ['hri', 'civil'], ['who', null]].map(([id, side]) => [id!, thing.organisation({ id: id!, side: side!, ended: id === 'old' ? '2013-01-01' : null })]),
  );
  const sides = [thing.side({ id: 'agency' }), thing.side({ id: 'civil' })];
  const roles = (event: KeyEvent, of: Dated = things) => concerned(event, of, organisations, sides);
  test('concerns both coordinators and, at a session or an event with deadlines, every living member', () => {
    expect(roles(cnd57)).toEqual(['coordinator/agency', 'coordinator/civil', 'focal/un', 'focal/net', 'focal/hri']);
    expect(roles({ ...cnd57, kind: 'conference' })).toEqual(roles(cnd57));
    expect(roles({ ...cnd57, kind: 'cnd-reconvened' }, { commitments: [], milestones: [], deadlines: [] })).toEqual(roles(cnd57));
  });
  test('concerns at other events the owners of what hangs on it; an outside lead has nobody to tell but the coordinators', () => {
    expect(roles({ ...cnd57, kind: 'conference' }, { ...things, deadlines: [] })).toEqual(['coordinator/agency', 'coordinator/civil', 'focal/net', 'focal/un']);
    expect(roles({ ...cnd57, kind: 'conference' }, { commitments: [thing.commitment({ due: hung(0), lead: 'who' })], milestones: [], deadlines: [] })).toEqual(['coordinator/agency', 'coordinator/civil']);
  });
});

describe('names', () => {
  test('of what history is about', () => {
    expect(['C4', 'event/cnd57', 'event/cnd57/1', 'seat/x'].map(aboutName)).toEqual(['C4', 'CND57', 'CND57.1', 'seat/x']);
    expect(deadlineName({ event: 'cnd57', number: 2 })).toBe('CND57.2');
  });
  const none = new Set<string>();
  test.each<[string, string | null, boolean, string]>([
    ['CND, 71st session', '2028-03-13', false, 'cnd71'],
    ['CND, reconvened 71st session', '2028-12-07', false, 'cnd71r'],
    ['CND intersessional meeting', '2027-10-05', false, 'cnd-intersessional-meeting-2027'],
    ['International Harm Reduction Conference', '2027-04-20', false, 'international-harm-reduction-2027'],
    ["International Drug Users' Day", '2027-11-01', true, 'international-drug-users'],
    ['The planning of the plan', null, false, 'planning-plan'],
    ['Harm Reduction 2027', '2027-04-20', false, 'harm-reduction-2027'],
    ['June', '2027-06-01', false, 'event-june-2027'],
    ['CND', null, false, 'event-cnd'],
    ['2027', '2027-06-01', false, 'event-2027'],
    ['Конференция в Москве', '2027-06-01', false, 'event-2027'],
    ['Supercalifragilisticexpialidocious forum', null, false, 'forum'],
    ['Réunion générale', null, false, 'reunion-generale'],
  ])('of an event called %s', (title, starts, yearly, id) => expect(eventIdFor({ title, starts, yearly }, none)).toBe(id));
  test('are never taken twice, however they are written', () => {
    expect(eventIdFor({ title: 'CND, 71st session', starts: null, yearly: false }, new Set(['cnd71', 'cnd712']))).toBe('cnd71-3');
  });
  prop.prop([fc.string({ unit: 'grapheme' }), fc.constantFrom(null, '2027-04-20'), fc.boolean()], runs(200))('can be typed, and hold a letter', (title, starts, yearly) => {
    const id = eventIdFor({ title, starts, yearly }, none);
    expect(id).toMatch(/^(?=.*[a-z])[a-z0-9][a-z0-9-]{0,59}$/);
  });
});
