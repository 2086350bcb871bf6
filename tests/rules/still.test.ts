import { describe, expect, test } from 'vitest';
import { planCommitment, planEvent, stillWanted, type Facts, type Still } from '#rules/plan.ts';
import type { Wanted } from '#rules/rung.ts';
import { usualSettings, type Commitment, type Deadline, type Due, type KeyEvent, type Ladder, type Milestone, type Report } from '#rules/things.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const organisations = [thing.organisation({ id: 'unodc', side: 'agency' }), thing.organisation({ id: 'inpud', side: 'civil' }), thing.organisation({ id: 'hri', side: 'civil' })];
const cnd57 = thing.event({ id: 'cnd57', starts: '2014-03-13', ends: '2014-03-21', zone: vienna, certainty: 'confirmed' });
const facts = (today: string, { events = [] as readonly KeyEvent[], deadlines = [] as readonly Deadline[] } = {}): Facts => ({
  zone: vienna, today, settings: usualSettings, deadlines, events: new Map(events.map((event) => [event.id, event])),
  organisations: new Map(organisations.map((each) => [each.id, each])), sides: [thing.side({ id: 'civil' }), thing.side({ id: 'agency' })],
});
const c4 = (more: Partial<Commitment> = {}) => thing.commitment({ number: 4, lead: 'unodc', counterpart: 'inpud', ...more });
const step = (more: Partial<Milestone> = {}) => thing.milestone({ commitment: 4, number: 2, due: { by: 'day', on: '2013-09-02' }, ...more });
const report = (at: string, more: Partial<Report> = {}) => thing.report({ commitment: 4, organisation: 'unodc', at: `${at}T09:00:00.000Z`, ...more });
const on = (day: string): Due => ({ by: 'day', on: day });

describe('when it comes to giving a reminder', () => {
  const due = on('2013-09-02');
  const parts = { commitment: c4({ due, agreed: '2013-02-21T16:30:00.000Z' }), milestones: [step()], reports: [] as Report[] };
  const deadline = thing.deadline({ closes: { due: { by: 'event', event: 'cnd57', days: -45 }, time: '12:00', zone: vienna } });
  const known = (today: string, event: KeyEvent = cnd57, deadlines: readonly Deadline[] = [deadline]) => facts(today, { events: [event], deadlines });
  const find = (wanted: readonly Wanted[], kind: Ladder, rung: string) => wanted.find((each) => each.kind === kind && each.rung === rung)!;
  const planned = (kind: Ladder, rung: string, of = parts) => find(planCommitment(of.commitment, of.milestones, of.reports, known('2013-02-22')), kind, rung);
  const told = (kind: Ladder, rung: string) => find(planEvent(cnd57, [deadline], known('2013-09-01')), kind, rung);
  const at = (instant: string) => Temporal.Instant.from(instant);
  const noon = (day: string) => at(`${day}T10:00:00Z`);

  test.each<[string, Wanted, Partial<typeof parts>, string, Still]>([
    ['nothing has changed', planned('commitment', '-14d'), {}, '2013-08-19', 'yes'],
    ['it comes late, but in time', planned('commitment', '-14d'), {}, '2013-09-02', 'yes'],
    ['the day is over', planned('commitment', '-14d'), {}, '2013-09-03', 'past'],
    ['the day is over, and it asks about that', planned('overdue', '+3d'), {}, '2013-09-30', 'yes'],
    ['it is done', planned('commitment', '-14d'), { reports: [report('2013-08-18', { status: 'done' })] }, '2013-08-19', 'settled'],
    ['it is done and the day is over', planned('commitment', '-14d'), { reports: [report('2013-08-18', { status: 'done' })] }, '2013-09-30', 'settled'],
    ['it was declined', planned('commitment', '-14d'), { commitment: c4({ due, state: 'declined' }) }, '2013-08-19', 'settled'],
    ['the due date was moved', planned('commitment', '-14d'), { commitment: c4({ due: on('2013-10-01') }) }, '2013-08-19', 'moved'],
    ['the due date was taken away', planned('commitment', '-14d'), { commitment: c4({ due: { by: 'none' } }) }, '2013-08-19', 'moved'],
    ['somebody else leads', planned('commitment', '-14d'), { commitment: c4({ due, lead: 'hri' }) }, '2013-08-19', 'moved'],
    ['the milestone is open', planned('milestone', '-3d'), {}, '2013-08-30', 'yes'],
    ['the milestone is done', planned('milestone', '-3d'), { milestones: [step({ done: '2013-08-01T09:00:00.000Z' })] }, '2013-08-30', 'settled'],
    ['the milestone is gone', planned('milestone', '-3d'), { milestones: [] }, '2013-08-30', 'settled'],
    ['the milestone was moved', planned('milestone', '-3d'), { milestones: [step({ due: on('2013-10-01') })] }, '2013-08-30', 'moved'],
    ['no report came', planned('update', '-3w'), {}, '2014-02-20', 'yes'],
    ['a report came', planned('update', '-3w'), { reports: [report('2014-02-01')] }, '2014-02-20', 'answered'],
    ['an old report is all there is', planned('update', '-6w'), { reports: [report('2014-01-01')] }, '2014-01-30', 'yes'],
    ['the session has begun', planned('update', '-1w'), {}, '2014-03-14', 'past'],
    ['the headline is yellow', planned('fresh', '0d'), {}, '2013-03-24', 'yes'],
    ['the headline is long yellow', planned('fresh', '0d'), {}, '2013-06-24', 'yes'],
    ['the headline was renewed', planned('fresh', '0d'), { reports: [report('2013-03-20')] }, '2013-03-24', 'answered'],
    ['the lead is missing', planned('owner', '+14d', { ...parts, commitment: c4({ lead: null, agreed: parts.commitment.agreed }) }), { commitment: c4({ lead: null, agreed: parts.commitment.agreed }) }, '2013-03-07', 'yes'],
    ['the lead was found', planned('owner', '+14d', { ...parts, commitment: c4({ lead: null, agreed: parts.commitment.agreed }) }), {}, '2013-03-07', 'settled'],
    ['somebody was asked to lead', planned('owner', '+14d', { ...parts, commitment: c4({ lead: null, agreed: parts.commitment.agreed }) }), { commitment: c4({ lead: null, offered: 'hri', agreed: parts.commitment.agreed }) }, '2013-03-07', 'settled'],
    ['a snooze ends', { ...planned('commitment', '0d'), kind: 'again', rung: 'again', date: '2013-08-25', until: null }, {}, '2013-08-25', 'yes'],
    ['a snooze ends and it is done', { ...planned('commitment', '0d'), kind: 'again', rung: 'again', date: '2013-08-25', until: null }, { reports: [report('2013-08-18', { status: 'done' })] }, '2013-08-25', 'settled'],
    ['a snooze ends and the milestone is done', { ...planned('milestone', '0d'), kind: 'again', rung: 'again', until: null }, { milestones: [step({ done: '2013-08-01T09:00:00.000Z' })] }, '2013-08-25', 'settled'],
  ])('and %s', (_, reminder, change, day, still) => expect(stillWanted(reminder, { ...parts, ...change }, known(day), noon(day))).toBe(still));

  test('of a commitment that is no longer there', () => expect(stillWanted(planned('commitment', '-14d'), undefined, known('2013-08-19'), noon('2013-08-19'))).toBe('settled'));
  test('whose rung the group has taken out of its rules', () => {
    const changed = { ...known('2013-08-19'), settings: { ...usualSettings, ladders: { commitment: ['-7d'] } } };
    expect(stillWanted(planned('commitment', '-14d'), parts, changed, noon('2013-08-19'))).toBe('moved');
    expect(stillWanted(planned('commitment', '-7d'), parts, changed, noon('2013-08-26'))).toBe('yes');
  });

  test.each<[string, Wanted, Facts, string, Still]>([
    ['nothing has changed', told('event', '-7d'), known('2014-03-06'), '2014-03-06T08:00:00Z', 'yes'],
    ['it has begun', told('event', '-7d'), known('2014-03-13'), '2014-03-13T12:00:00Z', 'yes'],
    ['its first day is over', told('event', '-7d'), known('2014-03-14'), '2014-03-13T23:00:00Z', 'past'],
    ['it was moved', told('event', '-7d'), known('2014-03-06', { ...cnd57, starts: '2014-03-20' }), '2014-03-06T08:00:00Z', 'moved'],
    ['it was called off', told('event', '-7d'), known('2014-03-06', { ...cnd57, cancelled: '2014-01-01' }), '2014-03-06T08:00:00Z', 'settled'],
    ['it is gone', told('event', '-7d'), facts('2014-03-06'), '2014-03-06T08:00:00Z', 'settled'],
    ['a word is needed', told('word', '-2w'), known('2014-02-27'), '2014-02-27T08:00:00Z', 'yes'],
    ['the hour has not struck', told('closing', '0d'), known('2014-01-27'), '2014-01-27T10:59:59.999Z', 'yes'],
    ['the hour has struck', told('closing', '0d'), known('2014-01-27'), '2014-01-27T11:00:00Z', 'past'],
    ['the hour was put off', told('closing', '0d'), known('2014-01-27', cnd57, [{ ...deadline, closes: { ...deadline.closes, time: '23:45' } }]), '2014-01-27T11:00:00Z', 'yes'],
    ['the deadline was put off', told('closing', '0d'), known('2014-01-27', cnd57, [{ ...deadline, closes: { ...deadline.closes, due: on('2014-02-01') } }]), '2014-01-27T10:00:00Z', 'moved'],
    ['the deadline was called off', told('closing', '0d'), known('2014-01-27', cnd57, [{ ...deadline, cancelled: '2014-01-02' }]), '2014-01-27T10:00:00Z', 'settled'],
    ['the deadline is gone', told('closing', '0d'), known('2014-01-27', cnd57, []), '2014-01-27T10:00:00Z', 'settled'],
    ['the digest comes', { subject: 'digest', kind: 'digest', rung: 'weekly', date: '2014-01-27', recipient: 'room', day: '2014-01-27', until: null }, facts('2014-01-27'), '2014-01-27T10:00:00Z', 'yes'],
  ])('of an event, and %s', (_, reminder, now, instant, still) => expect(stillWanted(reminder, undefined, now, at(instant))).toBe(still));

  test('of an event that comes back each year, whose time is over', () => {
    const day = { ...cnd57, kind: 'day', starts: '2013-06-26', ends: '2013-06-26', yearly: true };
    const [, last] = planEvent(day, [], facts('2014-01-01', { events: [day] }));
    expect(last).toMatchObject({ date: '2014-06-26', day: '2014-06-19' });
    expect(stillWanted(last!, undefined, facts('2014-06-27', { events: [day] }), at('2014-06-27T08:00:00Z'))).toBe('past');
    expect(stillWanted(last!, undefined, facts('2014-06-26', { events: [day] }), at('2014-06-26T08:00:00Z'))).toBe('yes');
  });
});
