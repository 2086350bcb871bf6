import { z } from 'zod';
import { calendarOf } from '#bot/calendar.ts';
import { command, type Ctx } from '#bot/command.ts';
import { callsTo } from '#bot/feedcalendar.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { sittingText } from '#bot/meetingdates.ts';
import { mayRun, meetingName, meetingRef, type Found } from '#bot/meetings.ts';
import { repeatOf, rolePairs } from '#bot/meetingwords.ts';
import { ownReplies, type OwnReply } from '#bot/ownreplies.ts';
import { pollShow } from '#bot/polls.ts';
import { outdated } from '#bot/replies.ts';
import { press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { int, ref, yesno } from '#core/field.ts';
import { join, message, type Block, type Button, type Message, type Pair, type Rich } from '#core/message.ts';
import { dayOf, showDate, showDay, stamp } from '#core/time.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { attendance, type OrganisationAttendance } from '#rules/attendance.ts';
import { eventName } from '#rules/event.ts';
import { isForgotten, meetingOver } from '#rules/forgetting.ts';
import type { Sitting } from '#rules/meeting.ts';
import { replies } from '#rules/things.ts';
import { takesPart } from '#rules/visibility.ts';

/** So many times to come are shown. */
const shown = 5;

/** One meeting whole: its times on the reader's clock, how it comes back, where it is, who runs it and how many come; or its calendar file. */
export const meetingShow = command({
  name: 'meeting.show',
  who: 'reader',
  reads: true,
  input: z.object({ meeting: ref('meeting'), calendar: yesno().optional(), seen: int(0, 1).optional(), page: int(1, 999).optional() }),
  args: ['meeting'],
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    // What a No comes to.
    if (input.seen !== undefined) return message(undefined, { text: ctx.t('meeting.show.kept') }, { buttons: [press(ctx, 'button.show', 'meeting.show', { meeting: meetingName(found.meeting) })] });
    if (found.meeting.slots !== null && found.meeting.cancelled === null) return pollShow(ctx, found, input.page);
    return input.calendar ? calendarFile(ctx, found) : whole(ctx, found);
  },
});

async function whole(ctx: Ctx, found: Found): Promise<Message> {
  const { meeting } = found;
  const coming = found.sittings.filter(({ state, ends }) => state === 'on' && ends > stamp(ctx.now));
  const times = coming.slice(0, shown);
  const own = await ownReplies(ctx, found);
  const said = times.map((sitting) => sittingText(ctx, found, sitting, own(sitting)));
  const list: Block[] = meeting.rule === null ? said.map((text) => ({ text })) : said.length === 0 ? [] : [{ text: [{ b: ctx.t('meeting.show.next', { count: said.length }) }] }, { list: said.map((text) => ({ text })) }];
  return message(
    [`${meetingName(meeting)} ${meeting.title}`],
    { text: stateText(ctx, found, coming) },
    { note: coming.length === 0 && isForgotten(meetingOver(found), ctx.now) ? ctx.t('meeting.who.forgotten') : [] },
    ...list,
    { note: coming.length > times.length ? ctx.t('meeting.show.more', { count: coming.length - times.length }) : [] },
    { fields: await pairs(ctx, found, coming[0]) },
    { buttons: await buttons(ctx, found, coming, own) },
  );
}

/** What there is to say of a meeting that has no time to come. */
function stateText(ctx: Ctx, { meeting: { cancelled } }: Found, coming: readonly Sitting[]): Rich {
  if (cancelled !== null) return ctx.t('meeting.show.off', { day: showDay(dayOf(cancelled, ctx.dir.group.zone), ctx.lang) });
  return coming.length === 0 ? ctx.t('meeting.show.over') : [];
}

async function pairs(ctx: Ctx, found: Found, next: Sitting | undefined): Promise<Pair[]> {
  const { meeting } = found;
  const pair = (key: Parameters<Ctx['t']>[0], value: Rich): Pair[] => (value.length === 0 ? [] : [{ label: ctx.t(key), value }]);
  const { kind, city, event } = meeting;
  const isMember = takesPart(ctx.seats);
  const seats = await seatsOf(ctx.tx, ctx.dir.group.id);
  return [
    ...pair('field.repeat', repeatOf(ctx, meeting)),
    ...pair('field.kind', join([ctx.t(`meeting.kind.${kind}`), ctx.t('meeting.minutes', { count: (next ?? meeting).minutes })], ', ')),
    ...pair('field.city', city === null ? [] : [city]),
    ...pair('field.event', event === null ? [] : [`${eventName(event)} ${ctx.dir.events.get(event)?.title ?? ''}`]),
    // Where exactly, and who runs it, is for those who come.
    ...(isMember ? [...pair('field.place', meeting.place === null ? [] : [meeting.place]), ...rolePairs(ctx, meeting, seats)] : []),
    ...(isMember && next ? await counts(ctx, found, next) : []),
  ];
}

/** How many organisations of each side come to the next sitting. One or two of them could be told who they are, so this is for members. */
async function counts(ctx: Ctx, found: Found, { number, slot, at }: Sitting): Promise<Pair[]> {
  const { id } = ctx.dir.group;
  const rsvps = await rsvpsOf(ctx.tx, id, number, slot);
  const isOld = await outdated(ctx, found);
  const old = new Set(rsvps.filter(isOld).map(({ seat }) => seat));
  const { sides } = attendance(rsvps, await seatsOf(ctx.tx, id, 'all'), ctx.dir.organisations, ctx.dir.sides, at);
  return sides.filter(({ organisations }) => organisations.length > 0).map(({ side, organisations }): Pair => {
    const count = (which: (each: OrganisationAttendance) => boolean) => organisations.filter(which).length;
    const part = (key: 'meeting.show.maybe' | 'meeting.show.apologies' | 'meeting.show.silent' | 'meeting.show.before', number: number): Rich => (number === 0 ? [] : ctx.t(key, { count: number }));
    const come = count(({ represented }) => represented);
    const maybe = count(({ represented, answers }) => !represented && answers.maybe.length > 0);
    const apologies = count(({ answers }) => answers.apologies.length > 0);
    const silent = count(({ answered }) => !answered);
    const before = count(({ answered, answers }) => answered && replies.every((reply) => answers[reply].every(({ seat }) => old.has(seat))));
    const value = join([ctx.t('meeting.show.side', { come, of: organisations.length }), part('meeting.show.maybe', maybe), part('meeting.show.apologies', apologies), part('meeting.show.silent', silent), part('meeting.show.before', before)], ', ');
    return { label: [nameOf(ctx.dir, side)], value };
  });
}

/** What can be done: answering to the next one first, but for what one has said already. */
async function buttons(ctx: Ctx, { meeting }: Found, coming: readonly Sitting[], own: (sitting: Sitting) => OwnReply): Promise<Button[]> {
  const given = { meeting: meetingName(meeting) };
  const [next] = coming;
  const runs = meeting.cancelled === null && (await mayRun(ctx, meeting));
  const off = runs ? [press(ctx, 'button.callOff', 'meeting.cancel', given)] : [];
  if (!next) return [press(ctx, 'button.comingMeetings', 'meeting.list')];
  return [
    ...replyButtons(ctx, next, own(next).presses, meeting.rule === null ? undefined : showDate(dayOf(next.at, ctx.zone), ctx.lang)),
    press(ctx, 'button.who', 'meeting.who', given),
    ...(coming.length > shown ? [press(ctx, 'button.allDates', 'meeting.list', given)] : []),
    press(ctx, 'button.ics', 'meeting.show', { ...given, calendar: 'yes' }),
    ...(runs ? [press(ctx, 'button.move', 'meeting.move', { ...given, form: 'open' }), press(ctx, 'button.change', 'meeting.change', { ...given, form: 'open' }), ...off] : []),
  ];
}

/** The meeting as a file that calendars read: without its link, because a file may be passed on. */
async function calendarFile(ctx: Ctx, found: Found): Promise<Message> {
  const { meeting, sittings } = found;
  const name = meetingName(meeting);
  const again = press(ctx, 'button.ics', 'meeting.show', { meeting: name, calendar: 'yes' });
  const show = press(ctx, 'button.show', 'meeting.show', { meeting: name });
  if (meeting.starts === null) return { ...message(undefined, { text: ctx.t('meeting.show.noFile', { name, title: meeting.title }) }, { buttons: [show] }), tone: 'refusal' };
  const kept = takesPart(ctx.seats) ? found : { ...found, meeting: { ...meeting, place: null } };
  const text = calendarOf({ group: ctx.dir.group, meetings: [kept], events: ctx.dir.events, view: 'invitation', reader: { zone: ctx.zone, lang: ctx.lang }, calls: await callsTo(ctx.tx, ctx.dir, ctx.seats, [meeting]), now: ctx.now });
  const count = sittings.filter(({ state, ends }) => state === 'on' && ends > stamp(ctx.now)).length;
  return message(
    undefined,
    { text: ctx.t('meeting.show.file', { name, title: meeting.title, count }) },
    { file: { name: `${name}.ics`, type: 'text/calendar', text, again } },
    { buttons: [show] },
  );
}
