import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, stamp } from '#core/time.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { answerOf, callMinutes, gatheringsIn, isGathering, planMeeting, replyOf, stillCalled, type Calling, type Shifted } from '#rules/meetingrungs.ts';
import type { Facts } from '#rules/plan.ts';
import type { Wanted } from '#rules/rung.ts';
import { usualSettings, type Meeting, type Occurrence, type Organisation, type Rsvp, type Seat, type Settings } from '#rules/things.ts';
import { series } from '#tests/support/meetings.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const organisations = new Map(['inpud', 'unodc'].map((id): [string, Organisation] => [id, thing.organisation({ id, side: id === 'inpud' ? 'civil' : 'agency', ended: null })]));
const sides = [{ id: 'civil', label: 'Civil society' }, { id: 'agency', label: 'Agencies' }];
const seat = (id: string, more: Partial<Seat> = {}): Seat => thing.seat({ id, person_id: `p-${id}`, role: 'focal', organisation: 'inpud', side: null, ended: null, ...more });
const [inpud, unodc, chair] = [seat('s1'), seat('s2', { organisation: 'unodc' }), seat('s3', { role: 'coordinator', organisation: null, side: 'civil' })];
const alternate = seat('s4', { role: 'alternate' });
const seats = [inpud, unodc, chair, alternate];

const facts = (today: string, more: Partial<Settings> = {}): Facts => ({ zone: 'Europe/Vienna', today, settings: { ...usualSettings, ...more }, events: new Map(), deadlines: [], organisations, sides });
const at = (text: string) => Temporal.Instant.from(text);
const single = (more: Partial<Meeting> = {}) => series({ rule: null, until: { by: 'none' }, starts: '2027-03-10T15:00', ...more });
const poll = (more: Partial<Meeting> = {}) => single({ starts: null, slots: ['2027-03-09T15:00', '2027-03-10T15:00', '2027-03-11T09:00'], closes: '2027-02-20T17:00:00.000Z', ...more });
const calling = (meeting: Meeting, rsvps: readonly Rsvp[] = [], occurrences: readonly Occurrence[] = []): Shifted => ({ meeting, sittings: sittingsOf(meeting, occurrences, new Map()), rsvps, preferences: [], shifts: [] });
const rsvp = (more: Partial<Rsvp> = {}): Rsvp => ({ meeting: 4, slot: '', seat: 's1', organisation: 'inpud', reply: 'attend', entered: null, at: '2027-02-01T09:00:00.000Z', ...more });
/** What somebody is told. */
const told = (...of: Parameters<typeof planMeeting>) => planMeeting(...of).filter(({ kind }) => kind !== 'over');
const plan = (of: Calling, today: string, more: Partial<Settings> = {}, held: readonly Seat[] = seats) => told(of, held, facts(today, more), at(`${today}T08:00:00Z`));
/** Each rung once, with whom it is for. */
const lines = (wanted: readonly Wanted[]) => [...Map.groupBy(wanted, ({ subject, kind, rung, day }) => `${subject} ${kind} ${rung} ${day}`)].map(([what, same]) => `${what} → ${same.map(({ recipient }) => recipient.replace('seat/', '')).join(' ')}`);

describe('a single meeting', () => {
  test('is told of a week and a day before to each seat that is called, and fifteen minutes before at the very instant', () => {
    const wanted = plan(calling(single()), '2027-03-01');
    expect(lines(wanted)).toEqual(['M4 meeting -7d 2027-03-03 → s1 s2 s3', 'M4 meeting -1d 2027-03-09 → s1 s2 s3', 'M4 call -15m@15:00 2027-03-10 → s1 s2 s3']);
    expect(new Set(wanted.map(({ until }) => until))).toEqual(new Set(['2027-03-10T14:00:00.000Z']));
    expect(wanted.map(({ exact }) => exact)).toEqual([...Array(6).fill(undefined), ...Array(3).fill('2027-03-10T13:45:00.000Z')]);
  });
  test('keeps the rungs whose day is not over; the last one until it ends', () => {
    expect(lines(plan(calling(single()), '2027-03-04'))).toEqual(['M4 meeting -1d 2027-03-09 → s1 s2 s3', 'M4 call -15m@15:00 2027-03-10 → s1 s2 s3']);
    const today = facts('2027-03-10', { ladders: { meeting: ['0d'] } });
    expect(lines(told(calling(single()), seats, today, at('2027-03-10T13:59:00Z')))).toEqual(['M4 meeting 0d 2027-03-10 → s1 s2 s3', 'M4 call -15m@15:00 2027-03-10 → s1 s2 s3']);
    expect(lines(told(calling(single()), seats, today, at('2027-03-10T14:00:00Z')))).toEqual(['M4 call -15m@15:00 2027-03-10 → s1 s2 s3']);
    expect(told(calling(single()), seats, facts('2027-03-10'), at('2027-03-10T14:59:00Z'))).toHaveLength(3);
    expect(told(calling(single()), seats, facts('2027-03-10'), at('2027-03-10T15:00:00Z'))).toEqual([]);
  });
  test('has no rungs when it is called off, and none beside the last where a group wants none', () => {
    expect(plan(calling(single({ cancelled: '2027-02-01T00:00:00.000Z' })), '2027-03-01')).toEqual([]);
    expect(lines(plan(calling(single()), '2027-03-01', { ladders: { meeting: [] } }))).toEqual(['M4 call -15m@15:00 2027-03-10 → s1 s2 s3']);
  });
  test('calls a seat that is not called when it has answered', () => {
    expect(lines(plan(calling(single(), [rsvp({ seat: 's4' })]), '2027-03-01'))[0]).toBe('M4 meeting -7d 2027-03-03 → s1 s2 s3 s4');
  });
  test('is planned when it begins within sixty days, or as far as its rungs reach', () => {
    expect(plan(calling(single()), '2027-01-08')).toEqual([]);
    expect(plan(calling(single()), '2027-01-09')).toHaveLength(9);
    expect(lines(plan(calling(single()), '2026-11-30', { ladders: { meeting: ['-90d'] } }))).toContain('M4 meeting -90d 2026-12-10 → s1 s2 s3');
  });
});

describe('a series', () => {
  test('has rungs for each sitting that is on; of a moved one at its new time', () => {
    const changed = { meeting: 4, added: false, sequence: 1, changed: '2027-02-01T00:00:00.000Z', minutes: null };
    const own: Occurrence[] = [{ ...changed, slot: '2027-03-10T15:00', starts: null }, { ...changed, slot: '2027-03-17T15:00', starts: '2027-03-18T09:00' }];
    const wanted = lines(plan(calling(series(), [], own), '2027-03-08', {}, [inpud]));
    expect(wanted.filter((line) => line.includes('call'))).toEqual(['M4/2027-03-17T15:00 call -15m@09:00 2027-03-18 → s1', 'M4/2027-03-24T15:00 call -15m@15:00 2027-03-24 → s1', 'M4/2027-03-31T15:00 call -15m@15:00 2027-03-31 → s1']);
    // The second of March is over; after a week without one, the next is told of a week before, those that follow a day before.
    expect(wanted.filter((line) => line.includes('meeting'))).toEqual(['M4/2027-03-17T15:00 meeting -7d 2027-03-11 → s1', 'M4/2027-03-17T15:00 meeting -1d 2027-03-17 → s1', 'M4/2027-03-24T15:00 meeting -1d 2027-03-23 → s1', 'M4/2027-03-31T15:00 meeting -1d 2027-03-30 → s1']);
  });
  test('of hundred sittings is planned for sixty days only, and quickly', () => {
    const of = calling(series({ rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=100', until: { by: 'none' } }));
    const forty = Array.from({ length: 40 }, (_, i) => seat(`t${i}`));
    const began = performance.now();
    const wanted = plan(of, '2027-03-01', {}, forty);
    expect(performance.now() - began).toBeLessThan(500);
    expect(new Set(wanted.map(({ subject }) => subject)).size).toBe(9);
    expect(wanted).toHaveLength(9 * 2 * 40);
  });
});

describe('cards', () => {
  const ends = (of: Calling, now: string) => planMeeting(of, seats, facts(now.slice(0, 10)), at(now)).flatMap(({ kind, subject, exact, recipient }) => (kind === 'over' ? [`${subject} ${exact} ${recipient}`] : []));
  test('are renewed as a sitting ends, as long as it has not, and as a poll closes', () => {
    expect(ends(calling(single()), '2027-03-01T08:00:00Z')).toEqual(['M4 2027-03-10T15:00:00.000Z room']);
    expect(ends(calling(single()), '2027-03-10T14:59:00Z')).toEqual(['M4 2027-03-10T15:00:00.000Z room']);
    expect(ends(calling(single()), '2027-03-10T15:00:00Z')).toEqual([]);
    expect(ends(calling(single({ cancelled: '2027-02-01T00:00:00.000Z' })), '2027-03-01T08:00:00Z')).toEqual([]);
    expect(ends(calling(poll()), '2027-02-10T08:00:00Z')).toEqual(['M4 2027-02-20T17:00:00.000Z room']);
  });
});

describe('a poll', () => {
  test('asks all who are called a day before it closes, and tells whoever decides as it has closed', () => {
    const wanted = plan(calling(poll({ chair: 'inpud', convenor: 'unodc' })), '2027-02-10');
    expect(lines(wanted)).toEqual(['M4 poll -1d 2027-02-19 → s1 s2 s3', 'M4 polled 2027-02-20T17:00:00.000Z 2027-02-20 → focal/unodc focal/inpud']);
    expect(wanted.at(-1)).toMatchObject({ exact: '2027-02-20T17:00:00.000Z', until: null });
  });
  test('without a convenor or chair, or with one that has no seats here, tells the coordinators', () => {
    const told = (more: Partial<Meeting>) => plan(calling(poll(more)), '2027-02-10').filter(({ kind }) => kind === 'polled').map(({ recipient }) => recipient);
    expect(told({})).toEqual(['coordinator/civil', 'coordinator/agency']);
    expect(told({ chair: 'who' })).toEqual(['coordinator/civil', 'coordinator/agency']);
    expect(told({ chair: 'inpud' })).toEqual(['focal/inpud']);
  });
});

describe('is still wanted', () => {
  const wanted = (kind: string, of = calling(single())) => plan(of, '2027-02-10', {}, [inpud]).find((each) => each.kind === kind)!;
  const still = (kind: string, of: Shifted | undefined, now: string, more: Partial<Settings> = {}) => stillCalled(wanted(kind), of, inpud, facts(now.slice(0, 10), more), at(now));
  const noon = '2027-03-09T12:00:00Z';
  test.each([
    ['meeting', calling(single()), noon, 'yes'],
    ['meeting', calling(single(), [rsvp()]), noon, 'yes'],
    ['meeting', calling(single(), [rsvp({ reply: 'apologies' })]), noon, 'answered'],
    ['call', calling(single(), [rsvp({ reply: 'apologies' })]), '2027-03-10T13:45:00Z', 'answered'],
    ['call', calling(single(), [rsvp({ seat: 'org/inpud', reply: 'apologies' })]), '2027-03-10T13:45:00Z', 'yes'],
    ['meeting', calling(single(), [rsvp({ seat: 'org/inpud', reply: 'apologies' })]), noon, 'yes'],
    ['call', calling(single(), [rsvp({ seat: 'org/inpud', reply: 'apologies' }), rsvp({ reply: 'maybe' })]), '2027-03-10T13:45:00Z', 'yes'],
    ['call', calling(single(), [rsvp({ reply: 'alternate' })]), '2027-03-10T13:45:00Z', 'yes'],
    ['meeting', undefined, noon, 'settled'],
    ['meeting', calling(single({ cancelled: '2027-03-01T00:00:00.000Z' })), noon, 'settled'],
    ['meeting', calling(single({ starts: '2027-03-11T15:00' })), noon, 'moved'],
    ['meeting', calling(single({ starts: '2027-03-10T17:00' })), noon, 'yes'],
    ['call', calling(single({ starts: '2027-03-10T17:00' })), '2027-03-10T13:45:00Z', 'moved'],
    ['meeting', calling(single()), '2027-03-10T14:00:00Z', 'past'],
    ['call', calling(single()), '2027-03-10T14:59:59Z', 'yes'],
    ['call', calling(single()), '2027-03-10T15:00:00Z', 'past'],
  ] as const)('%s %#', (kind, of, now, expected) => expect(still(kind, of, now)).toBe(expected));
  test('not by a rung that the group has no more', () => expect(still('meeting', calling(single()), noon, { ladders: { meeting: ['-2d'] } })).toBe('moved'));
  test('of a sitting that was left out, and of one that its series has no more', () => {
    const slot = '2027-03-10T15:00';
    const [one] = plan(calling(series()), '2027-03-08', {}, [inpud]).filter(({ subject }) => subject.endsWith(slot));
    const now = at('2027-03-09T12:00:00Z');
    expect(stillCalled(one!, calling(series(), [], [{ meeting: 4, slot, starts: null, added: false, sequence: 1, changed: '2027-02-01T00:00:00.000Z', minutes: null }]), inpud, facts('2027-03-09'), now)).toBe('settled');
    expect(stillCalled(one!, calling(series({ until: { by: 'day', on: '2027-03-05' } })), inpud, facts('2027-03-09'), now)).toBe('moved');
  });
  test('of a poll until all of its times are answered, it closes or has its time', () => {
    const of = calling(poll());
    const [ask, told] = [wanted('poll', of), plan(of, '2027-02-10').find(({ kind }) => kind === 'polled')!];
    const now = at('2027-02-19T09:00:00Z');
    const says = (count: number): Shifted => ({ ...of, preferences: of.meeting.slots!.slice(0, count).map((slot) => ({ meeting: 4, slot, seat: 's1', organisation: 'inpud', fit: 'yes', at: '2027-02-11T09:00:00.000Z' })) });
    expect(stillCalled(ask, says(2), inpud, facts('2027-02-19'), now)).toBe('yes');
    expect(stillCalled(ask, says(3), inpud, facts('2027-02-19'), now)).toBe('answered');
    expect(stillCalled(ask, calling(poll({ closes: '2027-02-25T17:00:00.000Z' })), inpud, facts('2027-02-19'), now)).toBe('moved');
    expect(stillCalled(told, calling(single()), undefined, facts('2027-02-20'), at('2027-02-20T17:00:00Z'))).toBe('settled');
    expect(stillCalled(told, calling(poll({ closes: '2027-02-20T19:00:00.000Z' })), undefined, facts('2027-02-20'), at('2027-02-20T17:00:00Z'))).toBe('moved');
    expect(stillCalled(told, of, undefined, facts('2027-02-20'), at('2027-02-20T17:00:00Z'))).toBe('yes');
  });
});

test('the word of a seat counts before what was entered for its organisation, which is not the seat’s own', () => {
  const entered = rsvp({ seat: 'org/inpud', reply: 'apologies' });
  const own = rsvp({ seat: 's4', reply: 'attend' });
  expect([answerOf([entered], '', alternate), replyOf([entered], '', alternate)]).toEqual([entered, undefined]);
  expect([answerOf([entered, own], '', alternate), replyOf([entered, own], '', alternate)]).toEqual([own, 'attend']);
  expect(replyOf([rsvp({ slot: '2027-03-10T15:00' })], '2027-03-17T15:00', inpud)).toBeUndefined();
});

test('people meet in person at a session when they do so within three days of it', () => {
  const cnd = { starts: '2027-03-08', ends: '2027-03-12' };
  for (const [day, isIt] of [['2027-03-04', false], ['2027-03-05', true], ['2027-03-15', true], ['2027-03-16', false]] as const) expect(isGathering([day], cnd)).toBe(isIt);
  const days = (more: Partial<Meeting>) => gatheringsIn([calling(single(more))]);
  expect(days({ kind: 'face-to-face' })).toEqual(['2027-03-10']);
  expect(days({ kind: 'event' })).toEqual(['2027-03-10']);
  expect(days({ kind: 'teleconference' })).toEqual([]);
  expect(days({ kind: 'event', cancelled: '2027-03-01T00:00:00.000Z' })).toEqual([]);
});

test('whatever the series: each rung once, none before today, every last call so many minutes before its sitting, and all is still wanted', () => {
  const rule = fc.constantFrom('FREQ=WEEKLY;BYDAY=WE', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', 'FREQ=MONTHLY;BYDAY=1TU', null);
  const zone = fc.constantFrom('Europe/Vienna', 'Asia/Bangkok', 'America/New_York');
  const rungs = fc.uniqueArray(fc.integer({ min: -80, max: 0 }), { maxLength: 4 }).map((days) => days.map((day) => `${day}d`));
  fc.assert(fc.property(rule, zone, rungs, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 21 }), (by, clock, meeting, later, hour) => {
    const today = addDays('2027-02-20', later);
    const of = calling(series({ rule: by, zone: clock, until: by === null ? { by: 'none' } : { by: 'day', on: '2027-08-31' } }));
    const known = facts(today, { ladders: { meeting } });
    const now = at(`${today}T00:00:00Z`).add({ hours: hour });
    const wanted = told(of, seats, known, now);
    expect(new Set(wanted.map((each) => JSON.stringify([each.subject, each.kind, each.rung, each.date, each.recipient]))).size).toBe(wanted.length);
    for (const each of wanted) {
      expect(each.day >= today || each.kind === 'call').toBe(true);
      expect(stillCalled(each, of, seats.find(({ id }) => each.recipient === `seat/${id}`), known, now)).toBe('yes');
      if (each.kind === 'call') expect(stamp(at(each.exact!).add({ minutes: callMinutes }))).toBe(each.until);
    }
  }), runs(100));
});
