import { join, message, type Block, type Button, type Calls, type Message, type Rich } from '#core/message.ts';
import { showDate, stamp } from '#core/time.ts';
import { findMeeting, rsvpsOf } from '#db/meetings.ts';
import { post } from '#db/outbox.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, whenForAll, type Found } from '#bot/meetings.ts';
import { plainFacts, repeatOf } from '#bot/meetingwords.ts';
import { pollCard } from '#bot/polls.ts';
import { press } from '#bot/reply.ts';
import { attendance, type OrganisationAttendance } from '#rules/attendance.ts';
import { nextSitting, sittingsOf, type Sitting } from '#rules/meeting.ts';
import type { Meeting, Reply } from '#rules/things.ts';
import { sumOf, type Sum } from '#rules/visibility.ts';

/** What a card is made with. Its words are for everybody in a room. */
type Viewer = Pick<Ctx, 'tx' | 'dir' | 'now' | 'lang' | 't' | 'label'>;

/**
 * Shows a meeting in the group's main rooms: when it is next and the times after that, how it comes back, in which city, and how many come. Neither place, link
 * nor anybody's seat stands on it.
 */
export async function meetingCard(ctx: Viewer, found: Found): Promise<Message> {
  const { meeting } = found;
  if (meeting.slots !== null && meeting.cancelled === null) return pollCard(ctx, meeting);
  const next = nextSitting(found.sittings, stamp(ctx.now));
  const card = message(
    [`${meetingName(meeting)} ${meeting.title}`],
    ...(await timeBlocks(ctx, found)),
    { note: plainFacts(ctx, meeting) },
    { note: next && meeting.rule === null ? await countsText(ctx, next) : [] },
    { buttons: buttonsFor(ctx, found, next) },
  );
  const told = next ?? (meeting.cancelled === null ? undefined : found.sittings.findLast(({ state }) => state === 'cancelled'));
  return told ? { ...card, calls: callsFor(meeting, told, next === undefined) } : card;
}

/** What the platform's own calendar is told. */
const callsFor = (meeting: Pick<Meeting, 'number' | 'title' | 'city'>, { at, ends }: Pick<Sitting, 'at' | 'ends'>, off: boolean): Calls => ({ title: `${meetingName(meeting)} ${meeting.title}`, at, ends, place: meeting.city, off });

/** So many times of a series are shown: nothing touches a card when one has passed, and those after it still say when it is next. */
const shown = 3;

async function timeBlocks(ctx: Viewer, { meeting: { cancelled, rule }, sittings }: Found): Promise<Block[]> {
  if (cancelled !== null) return [{ text: ctx.t('meeting.card.off') }];
  const [next, ...later] = sittings.filter(({ state, ends }) => state === 'on' && ends > stamp(ctx.now)).slice(0, shown);
  if (!next) return [{ text: ctx.t('meeting.card.over') }];
  const when = { b: whenForAll(ctx, next) };
  if (rule === null) return [{ text: ctx.t('meeting.card.on', { when }) }];
  return [{ text: ctx.t('meeting.card.next') }, { list: [{ text: [when], note: await countsText(ctx, next) }, ...later.map((sitting) => ({ text: whenForAll(ctx, sitting) }))] }];
}

/** How many organisations come to a sitting, may come, and do not, as far as everybody may know. */
async function countsText(ctx: Viewer, { number, slot, at }: Sitting): Promise<Rich> {
  const { id } = ctx.dir.group;
  const { sides, of } = attendance(await rsvpsOf(ctx.tx, id, number, slot), await seatsOf(ctx.tx, id), ctx.dir.organisations, ctx.dir.sides, at);
  const says = sides.flatMap(({ organisations }) => organisations).map(wordOf);
  const [come, maybe, apologies] = (['comes', 'maybe', 'apologies'] as const).map((word) => sumOf(says.filter((said) => said === word).length, of)) as [Sum, Sum, Sum];
  const part = (key: 'meeting.card.maybe' | 'meeting.card.apologies', sum: Sum) => (sum.count === 0 || sum.sum === 'few' ? [] : ctx.t(key, { ...sum }));
  return join([ctx.t('meeting.card.come', { ...come }), part('meeting.card.maybe', maybe), part('meeting.card.apologies', apologies)], ', ');
}

/** What an organisation says as a whole: it is there when anybody is. */
function wordOf({ represented, answers }: OrganisationAttendance): 'comes' | 'maybe' | 'apologies' | undefined {
  return represented ? 'comes' : answers.maybe.length > 0 ? 'maybe' : answers.apologies.length > 0 ? 'apologies' : undefined;
}

function buttonsFor(ctx: Viewer, { meeting }: Found, next: Sitting | undefined): Button[] {
  const given = { meeting: meetingName(meeting) };
  const show = press(ctx, 'button.show', 'meeting.show', given);
  // Of several dates on a card, the one that is answered.
  return next ? [...replyButtons(ctx, next, ['attend', 'maybe', 'apologies'], next.slot === '' ? undefined : showDate(next.local.slice(0, 10), ctx.lang)), show] : [show];
}

/** Buttons by which one says whether one comes to a sitting. `of` is what it is called on them, where more than one can be meant: `M4`, `3 March`. */
export function replyButtons(ctx: Pick<Ctx, 'label'>, { number, slot }: Sitting, which: readonly Reply[], of?: string): Button[] {
  return which.map((reply) => {
    const button = press(ctx, `button.${reply}`, 'meeting.rsvp', { meeting: meetingName({ number }), reply, ...(slot !== '' && { on: slot }) });
    return of === undefined ? button : { ...button, label: ctx.label('button.replyTo', { reply: button.label, of }) };
  });
}

async function found(ctx: Viewer, number: number): Promise<Found | undefined> {
  const called = await findMeeting(ctx.tx, ctx.dir.group.id, number);
  return called && { ...called, sittings: sittingsOf(called.meeting, called.occurrences, ctx.dir.events) };
}

/** Has the card of a meeting, where rooms have one, show how it stands now. Nothing new is posted. */
export async function refreshMeeting(ctx: Viewer, number: number): Promise<void> {
  const it = await found(ctx, number);
  if (!it) return;
  const [card, name] = [await meetingCard(ctx, it), meetingName(it.meeting)];
  for (const { purpose, address } of ctx.dir.rooms) if (purpose === 'main') await post(ctx.tx, ctx.dir.group.id, address, card, ctx.now, { card: name, edits: true, about: name });
}

/** Posts the card of a meeting in the group's main rooms, and tells rooms for announcements of it in a line. */
export async function postMeeting(ctx: Ctx, number: number): Promise<void> {
  const it = await found(ctx, number);
  if (!it) return;
  await ctx.announce(await meetingCard(ctx, it), { card: meetingName(it.meeting) });
  const next = nextSitting(it.sittings, stamp(ctx.now));
  if (!next) return;
  const when = whenForAll(ctx, next);
  const repeat = repeatOf(ctx, it.meeting);
  await announceMeeting(ctx, it.meeting, repeat.length === 0 ? ctx.t('meeting.card.new', { when }) : ctx.t('meeting.card.newSeries', { repeat, when }));
}

/** Tells only the rooms for announcements of something about a meeting: that it is new, moved or called off. */
export async function announceMeeting(ctx: Ctx, meeting: Meeting, text: Rich): Promise<void> {
  const name = meetingName(meeting);
  const told = message([`${name} ${meeting.title}`], { text }, { buttons: [press(ctx, 'button.show', 'meeting.show', { meeting: name })] });
  for (const { purpose, address } of ctx.dir.rooms) if (purpose === 'announcements') await post(ctx.tx, ctx.dir.group.id, address, told, ctx.now, { about: name });
}
