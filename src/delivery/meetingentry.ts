import type { View } from '#bot/command.ts';
import { dialinSpan } from '#bot/dialins.ts';
import { lackOf, linkButton } from '#bot/lacking.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { localText, meetingName, whenText } from '#bot/meetings.ts';
import { clockNote, plainFacts } from '#bot/meetingwords.ts';
import { shortName } from '#bot/ownreplies.ts';
import { answeredText, answersText, laterClose } from '#bot/polls.ts';
import { hourText, slotsAhead, slotText } from '#bot/pollstate.ts';
import { press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { dayOf, daysBetween, showDay, stamp } from '#core/time.ts';
import type { Asked, Entry } from '#delivery/entry.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { answerEntry, partEntry, partText, placeEntry, showMeeting } from '#delivery/meetingsaid.ts';
import { distance, pointText, type Reading } from '#delivery/view.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { answerOf, sittingIn, type Calling, type Shifted } from '#rules/meetingrungs.ts';
import { isBeforeMove } from '#rules/meetingshift.ts';
import { recommendedOf, strainAt } from '#rules/sociable.ts';
import type { KeyEvent, Meeting, Reply, Rsvp } from '#rules/things.ts';

/** Puts a reminder about a meeting or a poll into words; undefined when it has gone meanwhile. */
export function meetingEntry(view: Reading, facts: Facts, asked: Asked): Entry | undefined {
  const { row } = asked;
  const calling = facts.callings.get(meetingIn(row.subject)!);
  if (!calling) return undefined;
  const { meeting, sittings } = calling;
  const sitting = row.subject.includes('/') || meeting.rule === null ? sittingIn(calling, row.subject) : nextSitting(sittings, stamp(view.now));
  const entry: Entry = { id: meetingName(meeting), ...(sitting && { dated: shortName(view, sitting) }), item: { text: titleOfMeeting(meeting) }, why: () => [], answers: [], show: undefined, owed: undefined, once: row.kind !== 'meeting' && row.kind !== 'poll' };
  if (row.kind === 'polled') return polledEntry(view, facts, meeting, entry);
  const isPoll = meeting.starts === null;
  if (row.kind === 'moved') return movedEntry(view, asked, calling, sitting, entry);
  if (row.kind === 'place') return placeEntry(view, calling, asked, entry);
  if (row.kind === 'part') return partEntry(view, calling, asked, entry);
  if (isPoll) return pollEntry(view, meeting, entry, row.kind === 'called' ? partText(view, meeting) : []);
  if (!sitting) return undefined;
  if (row.kind === 'alternate' || row.kind === 'entered') return answerEntry(view, calling, sitting, asked, entry);
  if (row.kind === 'call') return withLink(view, facts, meeting, sitting, callEntry(sitting, asked, entry));
  const called = calledEntry(view, calling, sitting, { row, said: ownReply(view, calling, sitting) }, entry);
  return row.kind === 'meeting' ? withLink(view, facts, meeting, sitting, called) : called;
}

/** The same with a press that sets the link, for whoever is to see to it as long as there is none; of what is yet to come it is said as well. */
function withLink(view: Reading, { seats, links }: Facts, meeting: Meeting, sitting: Sitting, entry: Entry): Entry {
  if (!lackOf(view, meeting, sitting, seats, links)?.link) return entry;
  const note = entry.owed === '' ? [] : view.t('meeting.lacks.list', { list: view.t('meeting.lacks.link') });
  return { ...entry, item: { ...entry.item, note: join([entry.item.note ?? [], note], ' · ') }, answers: [linkButton(view, sitting), ...entry.answers] };
}

export const titleOfMeeting = (meeting: Pick<Meeting, 'number' | 'title'>): Rich => [{ b: [meetingName(meeting)] }, ` ${meeting.title}`];

const dayHere = (view: Reading, at: string) => dayOf(at, view.zone);

/** What is said of a meeting that is on: when, how it comes back, what hour that is for the reader and whether it was another, and what they can answer or have. */
function calledEntry(view: Reading, calling: Shifted, sitting: Sitting, { row, said }: Pick<Asked, 'row'> & { readonly said: Said | undefined }, entry: Entry): Entry {
  const { meeting } = calling;
  const isWhole = row.kind === 'called' && !row.subject.includes('/');
  const isSeries = isWhole && meeting.rule !== null;
  const when = view.t(isSeries ? 'reminder.calling.first' : 'reminder.calling.when', { when: whenText(view, sitting), distance: distance(view, dayHere(view, sitting.at)) });
  // Nobody takes a no to one of several times for an answer to the meeting.
  const refused = isWhole && !said && saidNo(view, calling, sitting);
  const by = said ? undefined : enteredFor(view, calling, sitting);
  const entered = by ? enteredText(view, calling, by) : [];
  const oneMore = row.kind === 'called' && !isWhole && sitting.added ? view.t('reminder.calling.oneMore') : [];
  const word = said ? view.t(said.isOld ? 'reminder.calling.saidBefore' : 'reminder.calling.said', { reply: view.t(`reminder.calling.reply.${said.reply}`) }) : refused ? view.t('reminder.calling.refused') : [];
  const fresh = replyButtons(view, sitting, refused ? ['apologies', 'attend', 'maybe', 'alternate'] : ['attend', 'maybe', 'apologies', 'alternate']);
  return {
    ...entry,
    item: { ...entry.item, note: join([when, oneMore, isWhole ? plainFacts(view, meeting) : clockNote(view, calling, sitting), isWhole ? partText(view, meeting) : [], isSeries ? exceptionsText(view, calling) : [], strainText(view, meeting, sitting), entered, word], ' · ') },
    answers: !said ? fresh : said.isOld ? againButtons(view, sitting, said) : [press(view, 'button.change', 'meeting.rsvp', { ...givenOf(sitting), form: 'open' })],
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

/** What somebody has answered, and whether that was for another time. */
interface Said {
  readonly reply: Reply;
  readonly isOld: boolean;
}

/** What the reader has answered, from whichever of their seats. */
function ownReply(view: Pick<View, 'seats'>, calling: Shifted, { slot }: Sitting): Said | undefined {
  const said = view.seats.map((seat) => answerOf(calling.rsvps, slot, seat)).find((answer) => answer?.entered === null);
  return said && { reply: said.reply, isOld: isBeforeMove(said, calling, calling.shifts) };
}

/** What somebody else has said for the organisation of one of the reader's seats. */
const enteredFor = ({ seats }: Pick<View, 'seats'>, { rsvps }: Calling, { slot }: Sitting): Rsvp | undefined => seats.map((seat) => answerOf(rsvps, slot, seat)).find((answer) => answer !== undefined && answer.entered !== null);

function enteredText(view: Reading, calling: Shifted, rsvp: Rsvp): Rich {
  return view.t(isBeforeMove(rsvp, calling, calling.shifts) ? 'reminder.calling.saidForBefore' : 'reminder.calling.saidFor', { by: nameOf(view.dir, rsvp.entered!), reply: view.t(`reminder.calling.reply.${rsvp.reply}`) });
}

/** Whether the reader said no to this time, as it was one of several. */
const saidNo = ({ seats }: Pick<View, 'seats'>, { preferences }: Calling, { local }: Sitting): boolean =>
  preferences.some(({ seat, slot, fit }) => slot === local && fit === 'no' && seats.some(({ id }) => id === seat));

/** Asks again whether one comes: whether what one said still fits, or where one had said nothing, whether one can now. */
function againButtons(view: View, sitting: Sitting, said: Said | undefined): Button[] {
  const says = (key: 'reminder.calling.fits' | 'reminder.calling.cannot' | 'reminder.calling.stays' | 'button.attend', reply: Reply) => press(view, key, 'meeting.rsvp', { ...givenOf(sitting), reply });
  if (said?.reply === 'apologies') return [says('reminder.calling.stays', 'apologies'), says('button.attend', 'attend')];
  return [said ? says('reminder.calling.fits', said.reply) : says('button.attend', 'attend'), says('reminder.calling.cannot', 'apologies')];
}

/** That it is an unsocial hour for the reader. Whoever travels to a meeting lives by its clock. */
function strainText(view: Reading, { kind }: Meeting, { at, minutes }: Pick<Sitting, 'at' | 'minutes'>): Rich {
  const strain = kind === 'teleconference' ? strainAt(at, minutes, view.zone) : undefined;
  return strain === undefined ? [] : view.t(`reminder.calling.strain.${strain}`);
}

/** That it is about to begin, and how one comes in: that is put in when the message is sent, if it is still so then. */
function callEntry(sitting: Sitting, { seat }: Asked, entry: Entry): Entry {
  return { ...entry, item: { ...entry.item, note: [dialinSpan(sitting, seat?.id)] }, owed: '' };
}

/** What one is asked of a poll: each time on a line of its own, numbered as where the poll is shown, and whether its hour is hard for the reader. */
function pollEntry(view: Reading, meeting: Meeting, entry: Entry, part: Rich): Entry | undefined {
  const { closes, slots } = meeting;
  if (closes === null || slots === null) return undefined;
  const day = dayHere(view, closes);
  const ahead = slotsAhead(view, meeting);
  const times = ahead.map((slot): Rich => [`${slots.indexOf(slot) + 1}. `, ...slotText(view, meeting, slot), ...hourText(view, meeting, slot)]);
  const note = join([view.t('reminder.calling.asked', { count: ahead.length }), ...times, view.t('reminder.calling.askedUntil', { until: { when: closes }, distance: distance(view, day) })], '\n');
  return { ...entry, item: { ...entry.item, note: join([note, part], ' · ') }, answers: [press(view, 'button.sayWhen', 'meeting.answer', { meeting: meetingName(meeting) })], show: showMeeting(view, meeting), owed: day };
}

/** How a poll stands that has closed, for whoever decides on it: the best times can be taken with one press, and people asked for longer. */
function polledEntry(view: Reading, facts: Facts, meeting: Meeting, entry: Entry): Entry | undefined {
  const poll = facts.polls.get(meeting.number);
  if (!poll || meeting.slots === null) return undefined;
  const name = meetingName(meeting);
  const best = recommendedOf(poll.order);
  const later = laterClose(view, meeting);
  const choose = poll.order.slice(0, 2).map(({ slot }): Button => ({ label: view.label('meeting.choose.one', { when: localText(view, { local: slot, zone: meeting.zone }) }), run: 'meeting.choose', given: { meeting: name, slot: String(meeting.slots!.indexOf(slot) + 1) } }));
  const extend: Button[] = later === undefined ? [] : [{ label: view.label('meeting.poll.extend'), run: 'meeting.poll', given: { title: name, closes: later } }];
  const first = poll.order.length === 0 ? view.t('meeting.poll.past') : best === undefined ? (poll.order[0]!.cannot.length > 0 ? view.t('meeting.poll.noBest') : []) : view.t('reminder.calling.best', { when: slotText(view, meeting, best.slot) });
  return {
    ...entry,
    item: { ...entry.item, note: join([view.t('reminder.calling.polled'), answeredText(view, poll.answered, poll.of, 'silence'), first, best === undefined ? [] : answersText(view, best)], ' · ') },
    answers: [...choose, ...extend, press(view, 'meeting.poll.how', 'meeting.show', { meeting: name })],
    show: undefined,
    owed: view.here,
  };
}

/** That it begins at another time, is called off, or takes place after all. Of a poll, until when it asks. */
function movedEntry(view: Reading, { row }: Asked, calling: Shifted, sitting: Sitting | undefined, entry: Entry): Entry {
  const { meeting } = calling;
  const { from = '', to = '', reason, by } = row.data ?? {};
  const isPoll = meeting.starts === null && meeting.cancelled === null;
  const way = wayOf(row, calling, view.now);
  const who = by === undefined ? [] : view.t('reminder.calling.by', { by: nameOf(view.dir, by) });
  const strain = to === '' || isPoll ? [] : strainText(view, meeting, { at: to, minutes: (sitting ?? meeting).minutes });
  const why = reason === undefined ? [] : view.t('event.reason', { reason });
  const said = sitting && to !== '' ? ownReply(view, calling, sitting) : undefined;
  const entered = sitting && to !== '' && !said ? enteredFor(view, calling, sitting) : undefined;
  const before = said?.isOld ? view.t('reminder.calling.saidBefore', { reply: view.t(`reminder.calling.reply.${said.reply}`) }) : entered ? enteredText(view, calling, entered) : [];
  const note = join([view.t(`reminder.calling.${way}`, { from: pointText(view, from), to: pointText(view, to) }), who, why, afterText(view, calling, way), strain, before], ' · ');
  const item = { ...entry.item, note };
  if (to === '') return { ...entry, item };
  if (isPoll) return { ...entry, item, answers: [press(view, 'button.sayWhen', 'meeting.answer', { meeting: meetingName(meeting) })], owed: dayHere(view, to) };
  const answers = sitting ? againButtons(view, sitting, said) : [];
  return { ...entry, item, answers: [...answers, showMeeting(view, meeting)], show: showMeeting(view, meeting), owed: dayHere(view, to) };
}

/** What became of a meeting whose time was `from` and is `to`, '' for none. */
function wayOf({ subject, data }: Asked['row'], { meeting, sittings }: Calling, now: Temporal.Instant) {
  const { starts, rule, slots, cancelled } = meeting;
  const { from = '', to = '', partly } = data ?? {};
  const isSeries = rule !== null && !subject.includes('/');
  if (starts === null) return cancelled === null ? 'closes' : slots === null ? 'off' : 'pollOff';
  if (to === '' && rule !== null && cancelled === null) return !isSeries ? 'leftOut' : partly === undefined ? 'fewer' : 'shorter';
  if (to === '') return isSeries ? 'seriesOff' : 'off';
  if (from === '') return isSeries ? 'more' : 'on';
  if (!isSeries) return 'moved';
  // What comes before the first that is moved stays as it was.
  return sittings.some(({ state, at }) => state === 'on' && at > stamp(now) && at < from && at < to) ? 'seriesFrom' : 'series';
}

/** How a series goes on without one of it, or up to which one where it has another end. */
function afterText(view: Reading, { sittings }: Calling, way: ReturnType<typeof wayOf>): Rich {
  const coming = sittings.filter(({ state, at }) => state === 'on' && at > stamp(view.now));
  const [next, last] = [coming[0], coming.at(-1)];
  if (way === 'leftOut') return next ? view.t('reminder.calling.goesOn', { when: whenText(view, next) }) : view.t('reminder.calling.noMore');
  if (way !== 'fewer' && way !== 'shorter' && way !== 'more') return [];
  return last ? view.t('reminder.calling.last', { when: whenText(view, last) }) : view.t('reminder.calling.noMore');
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
