import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf, daysBetween } from '#core/time.ts';
import { freshness, headline } from '#rules/commitment.ts';
import { planCommitment, planEvent, stillWanted, type Facts } from '#rules/plan.ts';
import type { Wanted } from '#rules/rung.ts';
import { ladders, usualSettings, type Commitment, type Deadline, type Due, type KeyEvent, type Ladder, type Milestone, type Report, type Settings } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const organisations = [
  thing.organisation({ id: 'unodc', side: 'agency' }),
  thing.organisation({ id: 'inpud', side: 'civil', zone: 'Asia/Bangkok' }),
  thing.organisation({ id: 'hri', side: 'civil' }),
  thing.organisation({ id: 'who' }),
  thing.organisation({ id: 'old', side: 'civil', ended: '2013-05-01' }),
];
const cnd57 = thing.event({ id: 'cnd57', starts: '2014-03-13', ends: '2014-03-21', zone: vienna, certainty: 'confirmed' });
const cnd58 = thing.event({ id: 'cnd58', starts: '2015-03-09', ends: '2015-03-17', zone: vienna });

/** The group's facts on a day; no session unless one is given. */
const facts = (today: string, { events = [] as readonly KeyEvent[], settings = {} as Partial<Settings>, deadlines = [] as readonly Deadline[] } = {}): Facts => ({
  zone: vienna, today, settings: { ...usualSettings, ...settings }, deadlines, events: new Map(events.map((event) => [event.id, event])),
  organisations: new Map(organisations.map((each) => [each.id, each])), sides: [thing.side({ id: 'civil' }), thing.side({ id: 'agency' })],
});
const c4 = (more: Partial<Commitment> = {}) => thing.commitment({ number: 4, lead: 'unodc', counterpart: 'inpud', ...more });
const step = (more: Partial<Milestone> = {}) => thing.milestone({ commitment: 4, number: 2, due: { by: 'day', on: '2013-09-02' }, ...more });
const report = (at: string, more: Partial<Report> = {}) => thing.report({ commitment: 4, organisation: 'unodc', at: `${at}T09:00:00.000Z`, ...more });
const on = (day: string): Due => ({ by: 'day', on: day });

const both = ['coordinator/civil', 'coordinator/agency'];
const members = ['focal/unodc', 'focal/inpud', 'focal/hri'];
/** `kind rung day → recipients`, one line for each rung. */
const lines = (wanted: readonly Wanted[]) => [...Map.groupBy(wanted, ({ subject, kind, rung, day }) => `${subject} ${kind} ${rung} ${day}`)].map(([rung, all]) => `${rung} → ${all.map(({ recipient }) => recipient).join(' ')}`);
const only = (kind: Ladder, wanted: readonly Wanted[]) => lines(wanted.filter((each) => each.kind === kind));

describe('what is due by a day', () => {
  const plan = (due: Due, today: string, more: Partial<Commitment> = {}, given: Parameters<typeof facts>[1] = {}) => planCommitment(c4({ due, ...more }), [], [], facts(today, given)).filter(({ kind }) => kind === 'commitment' || kind === 'overdue');

  test('is asked for on the rungs before, and when it is late of one after the other', () => {
    expect(lines(plan(on('2013-09-02'), '2013-02-22'))).toEqual([
      'C4 commitment -14d 2013-08-19 → focal/unodc',
      'C4 commitment -7d 2013-08-26 → focal/unodc',
      'C4 commitment -2d 2013-08-31 → focal/unodc',
      'C4 commitment 0d 2013-09-02 → focal/unodc',
      'C4 overdue +3d 2013-09-05 → focal/unodc',
      'C4 overdue +10d 2013-09-12 → alternate/unodc',
      'C4 overdue +17d 2013-09-19 → focal/inpud',
      'C4 overdue +24d 2013-09-26 → coordinator/civil coordinator/agency',
    ]);
  });
  test('is of use until that day is over at home; late, for ever', () => {
    const wanted = plan(on('2013-09-02'), '2013-02-22');
    expect(new Set(wanted.filter(({ kind }) => kind === 'commitment').map(({ until }) => until))).toEqual(new Set(['2013-09-02T22:00:00.000Z']));
    expect(new Set(wanted.filter(({ kind }) => kind === 'overdue').map(({ until }) => until))).toEqual(new Set([null]));
    expect(plan(on('2013-12-02'), '2013-02-22')[0]!.until).toBe('2013-12-02T23:00:00.000Z');
    expect(new Set(wanted.map(({ date }) => date))).toEqual(new Set(['2013-09-02']));
  });
  test.each<[string, Due, Parameters<typeof facts>[1]]>([
    ['no date', { by: 'none' }, {}],
    ['a horizon', { by: 'horizon', on: '2015-12-31', span: 'year' }, {}],
    ['an event without days', { by: 'event', event: 'cnd57', days: -56 }, { events: [thing.event({ id: 'cnd57' })] }],
    ['an event that was called off', { by: 'event', event: 'cnd57', days: -56 }, { events: [{ ...cnd57, cancelled: '2013-11-01' }] }],
    ['an event that is not there', { by: 'event', event: 'cnd57', days: -56 }, {}],
  ])('%s has no rungs', (_, due, given) => expect(plan(due, '2013-02-22', {}, given)).toEqual([]));
  test('that hangs on an event moves with it', () => {
    const due: Due = { by: 'event', event: 'cnd57', days: -56 };
    expect(lines(plan(due, '2013-02-22', {}, { events: [cnd57] }))[3]).toBe('C4 commitment 0d 2014-01-16 → focal/unodc');
    expect(lines(plan(due, '2013-02-22', {}, { events: [{ ...cnd57, starts: '2014-03-20' }] }))[3]).toBe('C4 commitment 0d 2014-01-23 → focal/unodc');
  });
  test.each<[string, Partial<Commitment>, Report[]]>([
    ['proposed', { state: 'proposed' }, []],
    ['declined', { state: 'declined' }, []],
    ['done', {}, [report('2013-05-01', { status: 'done' })]],
  ])('and is %s, asks for nothing', (_, more, reports) => expect(planCommitment(c4({ due: on('2013-09-02'), agreed: '2013-02-21T16:30:00.000Z', ...more }), [step()], reports, facts('2013-02-22', { events: [cnd57] }))).toEqual([]));
  test('and is done in the eyes of others than its lead, is asked for', () => {
    expect(planCommitment(c4({ due: on('2013-09-02') }), [], [report('2013-05-01', { status: 'done', organisation: 'inpud' })], facts('2013-02-22')).length).toBeGreaterThan(0);
    expect(planCommitment(c4({ due: on('2013-09-02') }), [], [report('2013-05-01', { status: 'blocked' })], facts('2013-02-22')).length).toBeGreaterThan(0);
  });
  test.each<[string, string[]]>([
    ['2013-08-19', ['-14d', '-7d', '-2d', '0d', '+3d', '+10d', '+17d', '+24d']],
    ['2013-08-20', ['-7d', '-2d', '0d', '+3d', '+10d', '+17d', '+24d']],
    ['2013-09-02', ['0d', '+3d', '+10d', '+17d', '+24d']],
    ['2013-09-06', ['+10d', '+17d', '+24d']],
    ['2013-09-27', []],
    ['2019-01-01', []],
  ])('on %s has the rungs whose day is not over: %j', (today, rungs) => expect(plan(on('2013-09-02'), today).map(({ rung }) => rung).filter((rung, i, all) => all.indexOf(rung) === i)).toEqual(rungs));
  test.each<[string, Partial<Commitment>, string[], string[]]>([
    ['nobody leads', { lead: null }, both, ['coordinator/civil coordinator/agency', 'focal/inpud', 'focal/inpud', 'coordinator/civil coordinator/agency']],
    ['somebody has been asked to lead', { lead: null, offered: 'hri' }, both, ['coordinator/civil coordinator/agency', 'focal/inpud', 'focal/inpud', 'coordinator/civil coordinator/agency']],
    ['an outside body leads', { lead: 'who' }, both, ['coordinator/civil coordinator/agency', 'focal/inpud', 'focal/inpud', 'coordinator/civil coordinator/agency']],
    ['one that has ended leads', { lead: 'old' }, both, ['coordinator/civil coordinator/agency', 'focal/inpud', 'focal/inpud', 'coordinator/civil coordinator/agency']],
    ['the lead is unknown', { lead: 'nobody' }, both, ['coordinator/civil coordinator/agency', 'focal/inpud', 'focal/inpud', 'coordinator/civil coordinator/agency']],
    ['there is no counterpart', { counterpart: null }, ['focal/unodc'], ['focal/unodc', 'alternate/unodc', 'coordinator/civil coordinator/agency', 'coordinator/civil coordinator/agency']],
    ['the counterpart is an outside body', { counterpart: 'who' }, ['focal/unodc'], ['focal/unodc', 'alternate/unodc', 'coordinator/civil coordinator/agency', 'coordinator/civil coordinator/agency']],
    ['neither is there', { lead: null, counterpart: null }, both, ['coordinator/civil coordinator/agency', 'coordinator/civil coordinator/agency', 'coordinator/civil coordinator/agency', 'coordinator/civil coordinator/agency']],
  ])('when %s, goes to others', (_, more, owner, steps) => {
    const wanted = plan(on('2013-09-02'), '2013-02-22', more);
    expect(new Set(wanted.filter(({ kind }) => kind === 'commitment').map(({ recipient }) => recipient))).toEqual(new Set(owner));
    expect(only('overdue', wanted).map((line) => line.split(' → ')[1])).toEqual(steps);
  });
  test('keeps to the rungs of the group; those after the day are of use for ever, and from the fourth on both coordinators hear', () => {
    const settings = { ladders: { commitment: ['-1d', '+1d'], overdue: ['+1d', '+2d', '+3d', '+4d', '+5d', '+6d'] } };
    const wanted = plan(on('2013-09-02'), '2013-02-22', {}, { settings });
    expect(lines(wanted).slice(0, 2)).toEqual(['C4 commitment -1d 2013-09-01 → focal/unodc', 'C4 commitment +1d 2013-09-03 → focal/unodc']);
    expect(wanted.slice(0, 2).map(({ until }) => until)).toEqual(['2013-09-02T22:00:00.000Z', null]);
    expect(lines(wanted).slice(5)).toEqual(['+4d 2013-09-06', '+5d 2013-09-07', '+6d 2013-09-08'].map((rung) => `C4 overdue ${rung} → coordinator/civil coordinator/agency`));
    expect(plan(on('2013-09-02'), '2013-02-22', {}, { settings: { ladders: { commitment: [], overdue: [] } } })).toEqual([]);
  });
});

describe('a milestone', () => {
  const plan = (more: Partial<Milestone>, today = '2013-02-22') => planCommitment(c4(), [step(more)], [], facts(today, {}));
  test('is asked of whoever answers for its commitment', () => {
    expect(lines(plan({}))).toEqual(['C4.2 milestone -14d 2013-08-19 → focal/unodc', 'C4.2 milestone -3d 2013-08-30 → focal/unodc', 'C4.2 milestone 0d 2013-09-02 → focal/unodc']);
    expect(plan({})[0]!.until).toBe('2013-09-02T22:00:00.000Z');
    expect(lines(planCommitment(c4({ lead: null }), [step()], [], facts('2013-02-22', {})))[0]).toBe('C4.2 milestone -14d 2013-08-19 → coordinator/civil coordinator/agency');
  });
  test.each<[string, Partial<Milestone>]>([['done', { done: '2013-03-01T09:00:00.000Z' }], ['without a date', { due: { by: 'none' } }], ['a horizon', { due: { by: 'horizon', on: '2013-12-31', span: 'year' } }]])('%s has no rungs', (_, more) => expect(plan(more)).toEqual([]));
  test('29 February counts as a day like any other', () => expect(lines(plan({ due: on('2016-02-29') }))).toEqual(['C4.2 milestone -14d 2016-02-15 → focal/unodc', 'C4.2 milestone -3d 2016-02-26 → focal/unodc', 'C4.2 milestone 0d 2016-02-29 → focal/unodc']));
});

describe('before the Commission meets', () => {
  const plan = (reports: readonly Report[] = [], today = '2013-09-01', more: Partial<Commitment> = {}, events: readonly KeyEvent[] = [cnd57]) => planCommitment(c4(more), [], reports, facts(today, { events }));
  const asked = ['C4 update -6w 2014-01-30 → focal/unodc', 'C4 update -3w 2014-02-20 → focal/unodc', 'C4 update -1w 2014-03-06 → focal/unodc'];
  test('each lead is asked how things stand, until its first day is over', () => {
    expect(only('update', plan())).toEqual(asked);
    expect(plan()[0]!.until).toBe('2014-03-13T23:00:00.000Z');
    expect(plan([], '2013-09-01', {}, [{ ...cnd57, zone: null }])[0]!.until).toBe('2014-03-13T23:00:00.000Z');
    expect(plan([], '2013-09-01', {}, [{ ...cnd57, zone: 'America/New_York' }])[0]!.until).toBe('2014-03-14T04:00:00.000Z');
    expect(only('update', plan([], '2013-09-01', { lead: 'who' }))[0]).toBe('C4 update -6w 2014-01-30 → coordinator/civil coordinator/agency');
  });
  test.each<[string, string[]]>([
    ['2013-12-01', ['-6w', '-3w', '-1w']],
    ['2014-01-15', ['-6w', '-3w', '-1w']],
    // Within fourteen days before the first rung, or since.
    ['2014-01-16', ['-3w', '-1w']],
    ['2014-01-29', ['-3w', '-1w']],
    ['2014-01-30', []],
    ['2014-02-25', []],
  ])('not of one who reported on %s: %j', (day, rungs) => expect(plan([report(day)], '2013-09-01').flatMap(({ kind, rung }) => (kind === 'update' ? rung : []))).toEqual(rungs));
  test('whatever others reported', () => expect(only('update', plan([report('2014-02-25', { organisation: 'inpud' })]))).toEqual(asked));
  test.each<[string, Partial<Commitment>, readonly KeyEvent[]]>([
    ['while nobody leads', { lead: null }, [cnd57]],
    ['for a session that was called off', {}, [{ ...cnd57, cancelled: '2013-11-01' }]],
    ['for one without days', {}, [thing.event({ id: 'cnd57' })]],
    ['for the reconvened part', {}, [{ ...cnd57, kind: 'cnd-reconvened' }]],
    ['for a conference', {}, [{ ...cnd57, kind: 'conference' }]],
    ['for a session that has begun', {}, [{ ...cnd57, starts: '2013-08-31' }]],
  ])('not %s', (_, more, events) => expect(only('update', plan([], '2013-09-01', more, events))).toEqual([]));
  test('once, when two sessions begin on the same day', () => expect(plan([], '2014-02-01', {}, [cnd57, { ...cnd58, starts: cnd57.starts }])).toEqual(plan([], '2014-02-01')));
  test('for every session that is known', () => expect(only('update', plan([], '2014-03-01', {}, [cnd57, cnd58]))).toEqual([asked[2], 'C4 update -6w 2015-01-26 → focal/unodc', 'C4 update -3w 2015-02-16 → focal/unodc', 'C4 update -1w 2015-03-02 → focal/unodc']));
  test('both coordinators get the list of what needs a word, and before it hear when nobody has called a meeting in person', () => {
    const wanted = planEvent(cnd57, [], facts('2013-09-01', { events: [cnd57] }));
    expect(lines(wanted)).toEqual(['event/cnd57 event -30d 2014-02-11 → room', 'event/cnd57 event -7d 2014-03-06 → room', 'event/cnd57 word -2w 2014-02-27 → coordinator/civil coordinator/agency', 'event/cnd57 face -60d 2014-01-12 → coordinator/civil coordinator/agency']);
    expect(new Set(wanted.map(({ until }) => until))).toEqual(new Set(['2014-03-13T23:00:00.000Z']));
  });
});

describe('freshness', () => {
  const agreed = '2013-02-21T16:30:00.000Z';
  const plan = (reports: readonly Report[], today = '2013-02-22', more: Partial<Commitment> = {}, settings: Partial<Settings> = {}) => only('fresh', planCommitment(c4({ agreed, ...more }), [], reports, facts(today, { settings })));
  test('is asked for on the day the headline turns yellow', () => {
    expect(plan([report('2013-03-01')])).toEqual(['C4 fresh 0d 2013-05-31 → focal/unodc']);
    expect(plan([report('2013-03-01')], '2013-02-22', {}, { rhythm: 30 })).toEqual(['C4 fresh 0d 2013-04-01 → focal/unodc']);
    expect(plan([report('2013-03-01')], '2013-02-22', { lead: 'who' })).toEqual(['C4 fresh 0d 2013-03-24 → coordinator/civil coordinator/agency']);
  });
  test('without a report, when the grace is over', () => expect(plan([])).toEqual(['C4 fresh 0d 2013-03-24 → focal/unodc']));
  test('not once it is past, not without an agreement or a lead', () => {
    expect(plan([report('2013-03-01')], '2013-06-01')).toEqual([]);
    expect(plan([], '2013-03-25')).toEqual([]);
    expect(plan([], '2013-02-22', { agreed: null })).toEqual([]);
    expect(plan([], '2013-02-22', { lead: null })).toEqual([]);
  });
  prop.prop([fc.integer({ min: 0, max: 400 }), fc.option(fc.integer({ min: 0, max: 400 })), fc.integer({ min: 1, max: 365 })], runs(200))('that day is the first on which the light is no longer green or new', (since, after, rhythm) => {
    const commitment = c4({ agreed: `${addDays('2013-01-01', since)}T22:30:00.000Z` });
    const reports = after === null ? [] : [report(addDays('2013-01-01', since + after))];
    const [first] = planCommitment(commitment, [], reports, facts('2013-01-01', { settings: { rhythm } })).filter(({ kind }) => kind === 'fresh');
    const light = (day: string) => freshness(commitment, headline(commitment, reports), day, vienna, { rhythm });
    expect(['green', 'new']).toContain(light(addDays(first!.day, -1)));
    expect(['yellow', 'never']).toContain(light(first!.day));
  });
});

describe('an owner that is missing', () => {
  const plan = (more: Partial<Commitment>, today = '2013-02-22') => only('owner', planCommitment(c4({ agreed: '2013-02-21T23:30:00.000Z', lead: null, ...more }), [], [], facts(today)));
  test('is asked for of both coordinators, from the day of the agreement at home', () => {
    expect(plan({})).toEqual(['+14d 2013-03-08', '+45d 2013-04-08', '+90d 2013-05-23'].map((rung) => `C4 owner ${rung} → coordinator/civil coordinator/agency`));
    expect(plan({}, '2013-04-09')).toHaveLength(1);
  });
  test.each<[string, Partial<Commitment>]>([['somebody leads', { lead: 'unodc' }], ['somebody has been asked', { offered: 'hri' }], ['nobody has agreed yet', { agreed: null }], ['it is only proposed', { state: 'proposed' }]])('not when %s', (_, more) => expect(plan(more)).toEqual([]));
});

describe('an event', () => {
  const plan = (more: Partial<KeyEvent>, today = '2013-02-22', settings: Partial<Settings> = {}) => {
    const event = { ...cnd57, kind: 'conference', ...more };
    return lines(planEvent(event, [], facts(today, { events: [event], settings })));
  };
  test('is told to the room, by its own rungs where it has some', () => {
    expect(plan({})).toEqual(['event/cnd57 event -30d 2014-02-11 → room', 'event/cnd57 event -7d 2014-03-06 → room']);
    expect(plan({ rungs: ['-60d', '-1d'] })).toEqual(['event/cnd57 event -60d 2014-01-12 → room', 'event/cnd57 event -1d 2014-03-12 → room']);
    expect(plan({ rungs: [] })).toEqual([]);
    expect(plan({}, '2013-02-22', { ladders: { event: ['-3d'] } })).toEqual(['event/cnd57 event -3d 2014-03-10 → room']);
    expect(plan({}, '2014-03-07')).toEqual([]);
  });
  test.each<[string, Partial<KeyEvent>]>([['without days', { starts: null, ends: null }], ['that was called off', { cancelled: '2013-05-01' }], ['that is over', { starts: '2012-03-12', ends: '2012-03-16' }]])('%s is not', (_, more) => expect(plan(more)).toEqual([]));
  test.each<[string, string, string[]]>([
    // 29 February comes back on the 28th in other years.
    ['2016-02-29', '2016-03-01', ['event -30d 2017-01-29', 'event -7d 2017-02-21']],
    ['2016-02-29', '2019-03-01', ['event -30d 2020-01-30', 'event -7d 2020-02-22']],
    ['2016-02-29', '2015-02-01', ['event -30d 2016-01-30', 'event -7d 2016-02-22']],
    ['2013-06-26', '2013-06-26', []],
    ['2013-06-26', '2013-06-27', ['event -30d 2014-05-27', 'event -7d 2014-06-19']],
    ['2013-06-26', '2033-06-20', []],
    ['2013-06-26', '2033-06-01', ['event -7d 2033-06-19']],
  ])('that began on %s and comes back each year, on %s is told of its next time: %j', (starts, today, rungs) => {
    expect(plan({ starts, ends: starts, yearly: true }, today)).toEqual(rungs.map((rung) => `event/cnd57 ${rung} → room`));
  });
});

describe('a deadline of an event', () => {
  const side = thing.deadline({
    opens: { due: { by: 'event', event: 'cnd57', days: -59 }, time: null, zone: vienna }, closes: { due: { by: 'event', event: 'cnd57', days: -45 }, time: '12:00', zone: vienna },
  });
  const plan = (more: Partial<Deadline> = {}, today = '2013-09-01', event: KeyEvent = cnd57, settings: Partial<Settings> = {}) => planEvent(event, [{ ...side, ...more }], facts(today, { events: [event], settings })).filter(({ kind }) => kind === 'opening' || kind === 'closing');
  const all = members.join(' ');

  test('is told to every member as it opens and before it closes, and to the room once each', () => {
    expect(lines(plan())).toEqual([
      `event/cnd57/1 opening -7d 2014-01-06 → ${all}`,
      `event/cnd57/1 opening 0d 2014-01-13 → ${all} room`,
      `event/cnd57/1 closing -14d 2014-01-13 → ${all}`,
      `event/cnd57/1 closing -7d 2014-01-20 → ${all}`,
      `event/cnd57/1 closing -2d 2014-01-25 → ${all} room`,
      `event/cnd57/1 closing 0d 2014-01-27 → ${all}`,
    ]);
  });
  test('is of use until its last instant: the hour in its zone, or else the end of that day', () => {
    const untils = (more: Partial<Deadline>) => [...new Set(plan(more).map(({ until }) => until))];
    expect(untils({})).toEqual(['2014-01-27T11:00:00.000Z']);
    expect(untils({ closes: { ...side.closes, time: null } })).toEqual(['2014-01-27T23:00:00.000Z']);
    expect(untils({ closes: { ...side.closes, zone: 'America/New_York' } })).toEqual(['2014-01-27T17:00:00.000Z']);
    expect(untils({ closes: { ...side.closes, time: '00:30', zone: 'Asia/Bangkok' } })).toEqual(['2014-01-26T17:30:00.000Z']);
    // Put forward that night: 02:30 is 03:30.
    expect(untils({ closes: { due: on('2014-03-30'), time: '02:30', zone: vienna } })).toEqual(['2014-03-30T01:30:00.000Z']);
    expect(untils({ closes: { due: on('2014-10-26'), time: '02:30', zone: vienna } })).toEqual(['2014-10-26T00:30:00.000Z']);
  });
  test('with an open window keeps the rungs that are left', () => expect(plan({}, '2014-01-21').map(({ kind, rung, recipient }) => `${kind} ${rung} ${recipient}`)).toEqual(['closing -2d focal/unodc', 'closing -2d focal/inpud', 'closing -2d focal/hri', 'closing -2d room', 'closing 0d focal/unodc', 'closing 0d focal/inpud', 'closing 0d focal/hri']));
  test('without a window has only its close', () => expect(new Set(plan({ opens: null }).map(({ kind }) => kind))).toEqual(new Set(['closing'])));
  test('whose close is not known yet still opens', () => {
    const wanted = plan({ opens: { ...side.opens!, due: on('2014-01-13') } }, '2013-09-01', { ...cnd57, starts: null, ends: null });
    expect(lines(wanted)).toEqual([`event/cnd57/1 opening -7d 2014-01-06 → ${all}`, `event/cnd57/1 opening 0d 2014-01-13 → ${all} room`]);
    expect(wanted[0]!.until).toBeNull();
  });
  test.each<[string, Partial<Deadline>, KeyEvent]>([
    ['called off', { cancelled: '2013-12-01' }, cnd57],
    ['of an event that was called off', {}, { ...cnd57, cancelled: '2013-12-01' }],
    ['of an event that was called off, though it has a day of its own', { closes: { ...side.closes, due: on('2014-01-27') } }, { ...cnd57, cancelled: '2013-12-01' }],
    ['of an event without days', {}, { ...cnd57, starts: null, ends: null }],
  ])('%s has no rungs', (_, more, event) => expect(plan(more, '2013-09-01', event)).toEqual([]));
  test.each([[['-7d', '-1d', '0d'], '-1d'], [['0d'], '0d'], [['-3d'], '-3d']])('with the rungs %j tells the room on %s', (closing, rung) => {
    expect(plan({}, '2013-09-01', cnd57, { ladders: { closing, opening: [] } }).filter(({ recipient }) => recipient === 'room').map((each) => each.rung)).toEqual([rung]);
  });
});

describe('planning', () => {
  const days = fc.integer({ min: 0, max: 900 }).map((count) => addDays('2013-01-01', count));
  const id = fc.constantFrom('unodc', 'inpud', 'hri', 'who', 'old', null);
  const dues: fc.Arbitrary<Due> = fc.oneof(
    fc.constant<Due>({ by: 'none' }), days.map((day): Due => on(day)), days.map((day): Due => ({ by: 'horizon', on: day, span: 'year' })),
    fc.record({ by: fc.constant('event' as const), event: fc.constantFrom('cnd57', 'cnd58', 'gone'), days: fc.integer({ min: -120, max: 30 }) }),
  );
  const commitments = fc.record({
    lead: id, offered: id, counterpart: id, due: dues, state: fc.constantFrom('agreed', 'agreed', 'agreed', 'proposed', 'declined'), agreed: fc.option(days.map((day) => `${day}T22:30:00.000Z`)),
  }).map((more): Commitment => c4(more as Partial<Commitment>));
  const reports = fc.array(fc.record({ organisation: fc.constantFrom('unodc', 'inpud', 'who'), at: days, status: fc.constantFrom('on-track', 'blocked', 'done') }), { maxLength: 3 })
    .map((all) => all.map(({ organisation, at, status }) => report(at, { organisation, status: status as Report['status'] })));
  const milestones = fc.array(fc.record({ due: dues, done: fc.constantFrom(null, null, '2013-03-01T09:00:00.000Z') }), { maxLength: 3 }).map((all) => all.map((more, i) => step({ number: i + 1, ...more })));
  const sessions = fc.record({ a: fc.option(days), b: fc.option(days), off: fc.boolean() }).map(({ a, b, off }) => [{ ...cnd57, starts: a, ends: a }, { ...cnd58, starts: b, ends: b, cancelled: off ? '2013-01-01' : null }]);
  const key = ({ subject, kind, rung, date, recipient }: Wanted) => [subject, kind, rung, date, recipient].join(' ');
  const everything = { commitment: commitments, reports, milestones, sessions, today: days };

  prop.prop([fc.record(everything)], runs(400))('says the same for the same facts, each once, in order, never before today, and only what is still wanted', ({ commitment, reports, milestones, sessions, today }) => {
    const known = facts(today, { events: sessions, deadlines: sessions.map(({ id }) => thing.deadline({ event: id })) });
    const plan = () => [...planCommitment(commitment, milestones, reports, known), ...sessions.flatMap((event) => planEvent(event, known.deadlines.filter((each) => each.event === event.id), known))];
    const wanted = plan();
    expect(plan()).toEqual(wanted);
    expect(new Set(wanted.map(key)).size).toBe(wanted.length);
    expect(wanted.every(({ day, kind }) => day >= today && (ladders as readonly string[]).includes(kind))).toBe(true);
    for (const climbed of Map.groupBy(wanted, ({ subject, kind, date }) => `${subject} ${kind} ${date}`).values()) {
      const days = climbed.map(({ day }) => day);
      expect(days).toEqual([...days].sort());
    }
    const now = Temporal.Instant.from(`${today}T00:00:00Z`);
    for (const each of wanted) {
      expect(each.until === null || each.until > now.toString()).toBe(true);
      expect(each.until === null || each.day <= dayOf(each.until, vienna)).toBe(true);
      expect(stillWanted(each, each.subject.startsWith('C') ? { commitment, milestones, reports } : undefined, known, now)).toBe('yes');
    }
  });
  prop.prop([fc.record(everything), fc.integer({ min: 1, max: 60 })], runs(300))('a day later says the same, but for what is over', ({ commitment, reports, milestones, sessions, today }, more) => {
    const on = (day: string) => planCommitment(commitment, milestones, reports, facts(day, { events: sessions }));
    const later = addDays(today, more);
    expect(on(later)).toEqual(on(today).filter(({ day, kind, date }) => day >= later && (kind !== 'update' || date >= later)));
  });
  prop.prop([fc.record(everything), fc.integer({ min: -200, max: 200 })], runs(200))('follows an event that is moved, and comes back to the same when it is moved back', ({ commitment, reports, milestones, sessions }, by) => {
    const moved = sessions.map((event) => (event.starts === null ? event : { ...event, starts: addDays(event.starts, by), ends: addDays(event.starts, by) }));
    const plan = (events: readonly KeyEvent[]) => planCommitment(commitment, milestones, reports, facts('2000-01-01', { events })).filter(({ kind }) => kind !== 'update');
    const [here, there] = [plan(sessions), plan(moved)];
    expect(there.map(({ rung, recipient }) => [rung, recipient])).toEqual(here.map(({ rung, recipient }) => [rung, recipient]));
    for (const [i, each] of here.entries()) expect([0, by]).toContain(daysBetween(each.day, there[i]!.day));
    expect(plan(moved.map((event) => (event.starts === null ? event : { ...event, starts: addDays(event.starts, -by), ends: addDays(event.starts, -by) })))).toEqual(here);
  });
});
