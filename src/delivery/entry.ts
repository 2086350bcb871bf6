import { stateText } from '#bot/card.ts';
import { dueText, nameOf, seatLabel } from '#bot/words.ts';
import { join, type Button, type Item, type Rich } from '#core/message.ts';
import { daysBetween, showDay } from '#core/time.ts';
import type { Reported } from '#db/commitments.ts';
import type { Reminder } from '#db/reminders.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { faceEntry, meetingEntry, titleOfMeeting } from '#delivery/meetingentry.ts';
import type { Instead } from '#delivery/resolve.ts';
import { distance, eventName, momentText, pointText, type Reading } from '#delivery/view.ts';
import { daysLate, headline, milestoneLate } from '#rules/commitment.ts';
import { dueDay } from '#rules/due.ts';
import { certaintyOf } from '#rules/event.ts';
import { statuses, type Certainty, type Commitment, type Seat } from '#rules/things.ts';

/** A reminder for somebody: from which of their seats it is theirs, and whose place they take. Rooms have no seat. */
export interface Asked {
  readonly row: Reminder;
  readonly seat?: Seat;
  readonly instead?: Instead | undefined;
}

/** A reminder in words. `why` says why one is asked, of so many things at once; `answers` can be pressed at once. */
export interface Entry {
  readonly id: string;
  readonly item: Item;
  readonly why: (count: number) => Rich;
  readonly answers: readonly Button[];
  readonly show: Button | undefined;
  /** Whether it waits for an answer, and the day by which: the earlier, the more urgent. */
  readonly owed: string | undefined;
  /** What it is called on buttons where another one has the same number: `M4, 3 March`. */
  readonly dated?: string;
  /** Whether it is news that is said only this once: it stands before all that will be asked again. */
  readonly once?: boolean;
}

/** Puts a reminder about a commitment, milestone, event, deadline or meeting into words; undefined when it has gone meanwhile. */
export function entryOf(view: Reading, facts: Facts, asked: Asked): Entry | undefined {
  const { subject, kind } = asked.row;
  if (meetingIn(subject) !== undefined) return meetingEntry(view, facts, asked);
  if (kind === 'moved') return movedEntry(view, facts, asked);
  return subject.startsWith('event/') ? eventEntry(view, asked) : commitmentEntry(view, facts, asked);
}

const button = (label: string, run: string, given: Readonly<Record<string, string>>): Button => ({ label, run, given });
const showCommitment = (view: Reading, number: number) => button(view.label('reminder.prompt.show', { id: `C${number}` }), 'commitment.show', { commitment: String(number) });
const showEvent = (view: Reading, id: string) => button(view.label('reminder.prompt.show', { id: id.toUpperCase() }), 'event.show', { event: id });

function commitmentEntry(view: Reading, facts: Facts, asked: Asked): Entry | undefined {
  const { row, seat } = asked;
  const reported = facts.all.find(({ commitment }) => commitment.number === Number.parseInt(row.subject.slice(1), 10));
  if (!reported) return undefined;
  const { commitment: c, reports } = reported;
  const step = row.subject.includes('.') ? facts.steps.find(({ commitment, number }) => row.subject === `C${commitment}.${number}`) : undefined;
  const late = step ? milestoneLate(step, view.dir.events, view.today) : daysLate(c, headline(c, reports), view.dir.events, view.today);
  const date = dateText(view, (step ?? c).due, late);
  const isOwner = row.kind === 'owner';
  const what = [step ? view.t('reminder.prompt.step') : [], date, isOwner ? view.t('reminder.prompt.needsOwner') : stateText(view, reported)];
  const leads = seat !== undefined && seat.organisation !== null && seat.organisation === c.lead;
  const due = dueDay((step ?? c).due, view.dir.events) ?? row.date;
  const answers = answersTo(view, c, row, { leads, isStep: step !== undefined });
  return {
    id: row.subject,
    item: { text: [{ b: [row.subject] }, ` ${(step ?? c).title}`], note: join(what, ' · ') },
    why: (count) => whyText(view, reported, asked, count),
    answers,
    show: showCommitment(view, c.number),
    // Whoever is only told that something is late, by another, owes nothing.
    owed: answers.length === 0 ? undefined : due < row.date ? due : row.date,
  };
}

/** A day that is further off than so many days is only named. */
const far = 60;

function dateText(view: Reading, due: Commitment['due'], late: number): Rich {
  const day = dueDay(due, view.dir.events);
  if (day === undefined || due.by === 'horizon') return [];
  const sure = due.by !== 'event' || view.dir.events.get(due.event)?.certainty === 'confirmed';
  const date = sure ? [showDay(day, view.lang)] : dueText(view.t, view.dir, due, view.lang);
  if (daysBetween(view.here, day) > far) return view.t('my.tasks.due', { date });
  return late > 0 ? view.t('commitment.late', { date, late: view.t('commitment.daysLate', { days: late }) }) : view.t('reminder.prompt.due', { date, distance: distance(view, day) });
}

function whyText(view: Reading, { commitment: c, reports }: Reported, { row, seat }: Asked, count: number): Rich {
  const organisation = c.lead === null ? '' : nameOf(view.dir, c.lead);
  const side = seat?.side ? nameOf(view.dir, seat.side) : '';
  if (row.kind === 'again') return view.t('reminder.why.again', { count });
  if (row.kind === 'overdue' && seat && seat.organisation !== c.lead && c.lead !== null) {
    if (seat.organisation !== null) return view.t('reminder.why.counterpart', { organisation: nameOf(view.dir, seat.organisation), lead: organisation });
    return view.t('reminder.why.unanswered', { side });
  }
  if (c.lead === null) return view.t('reminder.why.open', { side, count });
  if (view.dir.organisations.get(c.lead)?.side === null && side !== '') return view.t('reminder.why.outside', { side, organisation, count });
  if (row.kind === 'update') {
    const session = [...view.dir.events.values()].find(({ kind, starts }) => kind === 'cnd-session' && starts === row.date);
    if (session) return view.t('reminder.why.update', { organisation, count, event: eventName(view, session), distance: distance(view, row.date) });
  }
  if (row.kind === 'fresh') return view.t(headline(c, reports) ? 'reminder.why.old' : 'reminder.why.never', { organisation, count });
  return view.t('reminder.why.leads', { organisation, count });
}

/** What can be answered with one press. Only whoever leads can say how it stands; a milestone is done or not. */
function answersTo(view: Reading, { number, lead }: Commitment, { subject, kind }: Reminder, { leads, isStep }: { leads: boolean; isStep: boolean }): Button[] {
  const commitment = String(number);
  const aside = [button(view.label('reminder.prompt.snooze'), 'reminder.snooze', { subject }), button(view.label('reminder.prompt.pass'), 'reminder.pass', { subject })];
  if (!leads && kind === 'overdue' && lead !== null) return [];
  if (!leads) {
    const find = lead === null ? [button(view.label('reminder.prompt.find', { id: `C${number}` }), 'commitment.assign', { commitment, form: 'open' })] : [];
    return [...find, showCommitment(view, number), ...aside];
  }
  const write = button(view.label('reminder.prompt.write'), 'commitment.update', { commitment, form: 'open' });
  if (isStep) return [button(view.label('status.done'), 'commitment.milestone', { commitment: subject, done: 'yes' }), write, ...aside];
  const said = statuses.filter((status) => status !== 'not-started').map((status) => button(view.label(`status.${status}`), 'commitment.update', { commitment, status }));
  return [...said, write, ...aside];
}

function eventEntry(view: Reading, asked: Asked): Entry | undefined {
  const { row, seat } = asked;
  const [, id = '', number] = row.subject.split('/');
  const event = view.dir.events.get(id);
  if (!event) return undefined;
  if (row.kind === 'face') return faceEntry(view, event, asked);
  const entry = { id: row.subject, answers: [], show: showEvent(view, id), owed: undefined };
  const why = () => (seat?.organisation ? view.t('reminder.why.member', { organisation: nameOf(view.dir, seat.organisation) }) : []);
  const unsure = (certainty: typeof event.certainty) => (certainty === 'confirmed' ? [] : view.t('reminder.prompt.uncertain', { certainty: view.t(`certainty.${certainty}`) }));
  if (number === undefined) {
    const day = showDay(row.date, view.lang);
    const date = event.city === null ? [day] : view.t('reminder.prompt.place', { date: day, city: event.city });
    return { ...entry, why, item: { text: [{ b: [event.title] }], note: join([view.t('reminder.prompt.begins', { date, distance: distance(view, row.date) }), unsure(event.certainty)], ' · ') } };
  }
  const deadline = view.dir.deadlines.find((each) => each.event === id && String(each.number) === number);
  if (!deadline) return undefined;
  const [opens, closes] = [momentText(view, deadline.opens, 'opens'), momentText(view, deadline.closes, 'closes')];
  const opening = opens && row.kind === 'opening' ? view.t(opens.day > view.here ? 'reminder.prompt.opens' : 'reminder.prompt.open', { at: opens.at, distance: distance(view, opens.day) }) : [];
  const closing = closes ? view.t('reminder.prompt.closes', { at: closes.at, distance: distance(view, closes.day) }) : [];
  const how = [deadline.addressee === null ? [] : view.t('reminder.prompt.to', { addressee: deadline.addressee }), deadline.paper === null ? [] : view.t('reminder.prompt.paper', { paper: deadline.paper })];
  return { ...entry, why, item: { text: [{ b: [deadline.title] }, ` (${event.title})`], note: join([opening, closing, ...how, unsure(certaintyOf(deadline, view.dir.events))], ' · ') } };
}

/** That something has another date now. The old one is the one that was last told. */
function movedEntry(view: Reading, facts: Facts, { row }: Asked): Entry | undefined {
  const title = titleOf(view, facts, row.subject);
  if (title === undefined) return undefined;
  const { from = '', to = '' } = row.data ?? {};
  const [, id = ''] = row.subject.split('/');
  const event = view.dir.events.get(id);
  const key = event && event.cancelled !== null ? 'calledOff' : to === '' ? 'movedOff' : from === '' ? 'undated' : 'moved';
  const note = view.t(`reminder.prompt.${key}`, { from: pointText(view, from), to: pointText(view, to) });
  const certainty = howSure(view, facts, row.subject);
  const unsure = certainty !== 'confirmed' && to !== '' ? view.t('reminder.prompt.uncertain', { certainty: view.t(`certainty.${certainty}`) }) : [];
  const show = event ? showEvent(view, id) : showCommitment(view, Number.parseInt(row.subject.slice(1), 10));
  return { id: row.subject, item: { text: title, note: join([note, unsure], ' · ') }, why: () => [], answers: [], show, owed: undefined };
}

/** How certain the date of a subject is: no surer than the event it hangs on. */
function howSure({ dir }: Reading, { all, steps }: Facts, subject: string): Certainty {
  const [root, id = '', number] = subject.split('/');
  const deadline = dir.deadlines.find((each) => each.event === id && String(each.number) === number);
  if (deadline) return certaintyOf(deadline, dir.events);
  const step = steps.find((each) => subject === `C${each.commitment}.${each.number}`);
  const due = step?.due ?? all.find(({ commitment }) => subject === `C${commitment.number}`)?.commitment.due;
  const event = root === 'event' ? id : due?.by === 'event' ? due.event : '';
  return dir.events.get(event)?.certainty ?? 'confirmed';
}

/** What a subject is called. Undefined when it has gone. */
export function titleOf(view: Reading, facts: Facts, subject: string): Rich | undefined {
  const meeting = facts.meetings.get(meetingIn(subject) ?? 0);
  if (meeting) return titleOfMeeting(meeting);
  const [, id = '', number] = subject.split('/');
  if (subject.startsWith('event/')) {
    const event = view.dir.events.get(id);
    const deadline = number === undefined ? undefined : view.dir.deadlines.find((each) => each.event === id && String(each.number) === number);
    if (!event || (number !== undefined && !deadline)) return undefined;
    return deadline ? [{ b: [deadline.title] }, ` (${event.title})`] : [{ b: [event.title] }];
  }
  const step = facts.steps.find((each) => subject === `C${each.commitment}.${each.number}`);
  const title = step?.title ?? facts.all.find(({ commitment }) => subject === `C${commitment.number}`)?.commitment.title;
  return title === undefined ? undefined : [{ b: [subject] }, ` ${title}`];
}

/** For whom somebody is asked. */
export function insteadText(view: Reading, instead: Instead): Rich {
  if ('vacant' in instead) return view.t('reminder.why.vacant', { organisation: nameOf(view.dir, instead.vacant) });
  const seat = seatLabel(view.t, view.dir, instead.seat);
  return instead.back === undefined ? view.t('reminder.why.unreached', { seat }) : view.t('reminder.why.away', { seat, day: showDay(instead.back, view.lang) });
}
