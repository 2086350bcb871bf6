import type { View } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { localText, meetingName, whenText } from '#bot/meetings.ts';
import { clockNote, plainFacts } from '#bot/meetingwords.ts';
import { answersText, laterClose, slotText } from '#bot/polls.ts';
import { press } from '#bot/reply.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { dayOf, daysBetween, showDay, stamp } from '#core/time.ts';
import { dialinSpan } from '#delivery/dialin.ts';
import type { Asked, Entry } from '#delivery/entry.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { distance, pointText, type Reading } from '#delivery/view.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { replyOf, sittingIn, type Calling } from '#rules/meetingrungs.ts';
import { strainAt } from '#rules/sociable.ts';
import type { KeyEvent, Meeting, Reply } from '#rules/things.ts';

/** Puts a reminder about a meeting or a poll into words; undefined when it has gone meanwhile. */
export function meetingEntry(view: Reading, facts: Facts, asked: Asked): Entry | undefined {
  const { row } = asked;
  const calling = facts.callings.get(meetingIn(row.subject)!);
  if (!calling) return undefined;
  const { meeting, sittings } = calling;
  const entry: Entry = { id: meetingName(meeting), item: { text: titleOfMeeting(meeting) }, why: () => [], answers: [], show: undefined, owed: undefined, once: row.kind !== 'meeting' && row.kind !== 'poll' };
  if (row.kind === 'polled') return polledEntry(view, facts, meeting, entry);
  const isPoll = meeting.starts === null;
  const sitting = row.subject.includes('/') || meeting.rule === null ? sittingIn(calling, row.subject) : nextSitting(sittings, stamp(view.now));
  if (row.kind === 'moved') return movedEntry(view, asked, meeting, sitting, entry);
  if (isPoll) return pollEntry(view, meeting, entry);
  if (!sitting) return undefined;
  return row.kind === 'call' ? callEntry(view, sitting, entry) : calledEntry(view, calling, sitting, row.kind === 'called' && !row.subject.includes('/'), entry);
}

export const titleOfMeeting = (meeting: Pick<Meeting, 'number' | 'title'>): Rich => [{ b: [meetingName(meeting)] }, ` ${meeting.title}`];

const dayHere = (view: Reading, at: string) => dayOf(at, view.zone);

/** What is said of a meeting that is on: when, how it comes back, what hour that is for the reader and whether it was another, and what they can answer or have. */
function calledEntry(view: Reading, calling: Calling, sitting: Sitting, isWhole: boolean, entry: Entry): Entry {
  const { meeting } = calling;
  const isSeries = isWhole && meeting.rule !== null;
  const reply = ownReply(view, calling, sitting);
  const when = view.t(isSeries ? 'reminder.calling.first' : 'reminder.calling.when', { when: whenText(view, sitting), distance: distance(view, dayHere(view, sitting.at)) });
  const said = reply === undefined ? [] : view.t('reminder.calling.said', { reply: view.t(`reminder.calling.reply.${reply}`) });
  return {
    ...entry,
    item: { ...entry.item, note: join([when, isWhole ? plainFacts(view, meeting) : clockNote(view, calling, sitting), isSeries ? exceptionsText(view, calling) : [], strainText(view, meeting, sitting), said], ' · ') },
    answers: reply === undefined ? replyButtons(view, sitting, ['attend', 'maybe', 'apologies', 'alternate']) : [press(view, 'button.change', 'meeting.rsvp', { ...givenOf(sitting), form: 'open' })],
    show: showMeeting(view, meeting),
    owed: sitting.local.slice(0, 10),
  };
}

/** So many of a series that are not as its rule says are named to whoever hears of it for the first time. */
const mostNamed = 3;

function exceptionsText(view: Reading, { sittings }: Calling): Rich {
  const unusual = sittings.filter(({ at, moved, added, state }) => at > stamp(view.now) && (moved || added || state === 'out')).slice(0, mostNamed);
  const list = unusual.map((sitting) => (sitting.state === 'out' ? view.t('reminder.calling.none', { day: showDay(sitting.local.slice(0, 10), view.lang) }) : whenText(view, sitting)));
  return list.length === 0 ? [] : view.t('reminder.calling.unusual', { list: join(list, '; ') });
}

const givenOf = (sitting: Sitting) => ({ meeting: meetingName(sitting), ...(sitting.slot !== '' && { on: sitting.slot }) });
const showMeeting = (view: View, meeting: Meeting): Button => ({ label: view.label('reminder.prompt.show', { id: meetingName(meeting) }), run: 'meeting.show', given: { meeting: meetingName(meeting) } });

/** What the reader has answered, from whichever of their seats. */
export function ownReply(view: Pick<View, 'seats'>, { rsvps }: Pick<Calling, 'rsvps'>, { slot }: Sitting): Reply | undefined {
  return view.seats.map((seat) => replyOf(rsvps, slot, seat)).find((reply) => reply !== undefined);
}

/** That it is an unsocial hour for the reader. Whoever travels to a meeting lives by its clock. */
function strainText(view: Reading, { kind }: Meeting, { at, minutes }: Pick<Sitting, 'at' | 'minutes'>): Rich {
  const strain = kind === 'teleconference' ? strainAt(at, minutes, view.zone) : undefined;
  return strain === undefined ? [] : view.t(`reminder.calling.strain.${strain}`);
}

/** That it is about to begin, and how one comes in: that is put in when the message is sent. */
function callEntry(view: Reading, sitting: Sitting, entry: Entry): Entry {
  const minutes = Math.ceil((Temporal.Instant.from(sitting.at).epochMilliseconds - view.now.epochMilliseconds) / 60_000);
  const soon = minutes > 0 ? view.t('reminder.calling.soon', { minutes }) : view.t('reminder.calling.begun');
  return { ...entry, item: { ...entry.item, note: join([soon, [{ when: sitting.at }], [dialinSpan(sitting)]], ' · ') }, owed: '' };
}

function pollEntry(view: Reading, meeting: Meeting, entry: Entry): Entry | undefined {
  const { closes, slots } = meeting;
  if (closes === null || slots === null) return undefined;
  const day = dayHere(view, closes);
  const note = view.t('reminder.calling.asked', { count: slots.length, until: { when: closes }, distance: distance(view, day) });
  return { ...entry, item: { ...entry.item, note }, answers: [press(view, 'button.sayWhen', 'meeting.answer', { meeting: meetingName(meeting) })], show: showMeeting(view, meeting), owed: day };
}

/** How a poll stands that has closed, for whoever decides on it: the best times can be taken with one press, and people asked for longer. */
function polledEntry(view: Reading, facts: Facts, meeting: Meeting, entry: Entry): Entry | undefined {
  const poll = facts.polls.get(meeting.number);
  if (!poll || meeting.slots === null) return undefined;
  const name = meetingName(meeting);
  const [best] = poll.order;
  const later = laterClose(view, meeting);
  const choose = poll.order.slice(0, 2).map(({ slot }): Button => ({ label: view.label('meeting.choose.one', { when: localText(view, { local: slot, zone: meeting.zone }) }), run: 'meeting.choose', given: { meeting: name, slot: String(meeting.slots!.indexOf(slot) + 1) } }));
  const extend: Button[] = later === undefined ? [] : [{ label: view.label('meeting.poll.extend'), run: 'meeting.poll', given: { title: name, closes: later } }];
  const first = best === undefined ? view.t('meeting.poll.past') : view.t('reminder.calling.best', { when: slotText(view, meeting, best.slot) });
  return {
    ...entry,
    item: { ...entry.item, note: join([view.t('reminder.calling.polled'), view.t('meeting.poll.answered', { count: poll.answered, of: poll.of }), first, best === undefined ? [] : answersText(view, best)], ' · ') },
    answers: [...choose, ...extend, press(view, 'meeting.poll.how', 'meeting.show', { meeting: name })],
    show: undefined,
    owed: view.here,
  };
}

/** That it begins at another time, is called off, or takes place after all. Of a poll, until when it asks. */
function movedEntry(view: Reading, { row }: Asked, meeting: Meeting, sitting: Sitting | undefined, entry: Entry): Entry {
  const { from = '', to = '', reason } = row.data ?? {};
  const isSeries = meeting.rule !== null && !row.subject.includes('/');
  const isPoll = meeting.starts === null && meeting.cancelled === null;
  const which = isPoll ? 'closes' : to === '' ? (isSeries && meeting.cancelled === null ? 'fewer' : isSeries ? 'seriesOff' : 'off') : from === '' ? (isSeries ? 'more' : 'on') : isSeries ? 'series' : 'moved';
  const strain = to === '' || isPoll ? [] : strainText(view, meeting, { at: to, minutes: meeting.minutes });
  const why = reason === undefined ? [] : view.t('event.reason', { reason });
  const item = { ...entry.item, note: join([view.t(`reminder.calling.${which}`, { from: pointText(view, from), to: pointText(view, to) }), strain, why], ' · ') };
  if (to === '') return { ...entry, item };
  if (isPoll) return { ...entry, item, answers: [press(view, 'button.sayWhen', 'meeting.answer', { meeting: meetingName(meeting) })], owed: dayHere(view, to) };
  const cannot = sitting ? [press(view, 'reminder.calling.cannot', 'meeting.rsvp', { ...givenOf(sitting), reply: 'apologies' })] : [];
  return { ...entry, item, answers: [...cannot, showMeeting(view, meeting)], show: showMeeting(view, meeting), owed: dayHere(view, to) };
}

/** That the Commission comes near and nobody has called a meeting in person for then. */
export function faceEntry(view: Reading, event: KeyEvent, { row: { date, subject }, seat }: Asked): Entry {
  const given = { kind: 'face-to-face', event: event.id, form: 'open' };
  const [weeks, days] = [Math.floor(daysBetween(view.here, date) / 7), daysBetween(view.here, date)];
  return {
    id: subject,
    item: { text: [{ b: [event.title] }], note: view.t('reminder.calling.noFace', { days, weeks, unit: days > 20 ? 'weeks' : 'days' }) },
    why: () => (seat?.side ? view.t('reminder.calling.coordinates', { side: view.dir.sides.find(({ id }) => id === seat.side)?.label ?? '' }) : []),
    answers: [press(view, 'reminder.calling.schedule', 'meeting.schedule', given), press(view, 'reminder.calling.poll', 'meeting.poll', given)],
    show: undefined,
    owed: date,
  };
}
