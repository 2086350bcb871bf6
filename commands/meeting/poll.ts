import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansMoment } from '#bot/dates.ts';
import { isKeeper } from '#bot/events.ts';
import { callIn, heardText, type Hearing } from '#bot/calling.ts';
import { partRef } from '#bot/meetingparts.ts';
import { calledTo, checkMayRun, localText, meetingName, meetingRef, meetingsOf } from '#bot/meetings.ts';
import { zoneThere } from '#bot/meetingtime.ts';
import { rolePairs } from '#bot/meetingwords.ts';
import { tellOpenRole } from '#bot/openroles.ts';
import { pollCard, recommended, strainText } from '#bot/polls.ts';
import { decided, emptySides, heard, pollOf, slotsAhead, slotText, takenTexts } from '#bot/pollstate.ts';
import { eventRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { zoneRef } from '#bot/zone.ts';
import { UserError, works, type Way } from '#core/errors.ts';
import { choice, int, line, linkless, ref, text, when, yesno } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { nameKey } from '#core/fold.ts';
import { oneLine } from '#core/legible.ts';
import { join, message, type Given, type Message } from '#core/message.ts';
import { addDays, dayOf, onClock, place, showDay, showInstant, stamp } from '#core/time.ts';
import { nextMeeting } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { openRoles, runs } from '#rules/called.ts';
import { momentAt } from '#rules/event.ts';
import { readMoment } from '#rules/moment.ts';
import { checkYear } from '#rules/yearless.ts';
import { readSlots } from '#rules/poll.ts';
import { actors } from '#rules/roles.ts';
import { meetingKinds, type Meeting, type Moment, type Preference, type Seat } from '#rules/things.ts';

const input = z.object(linkless({
  title: line(150),
  slots: text(600).meta({ asked: true }).optional(),
  minutes: int(5, 600).meta({ asked: true }).optional(),
  closes: when().meta({ asked: true }).optional(),
  zone: ref('zone').meta({ asked: true }).optional(),
  kind: choice(meetingKinds).optional(),
  chair: ref('organisation').optional(),
  convenor: ref('organisation').optional(),
  notes: ref('organisation').optional(),
  city: line(60).optional(),
  event: ref('event').optional(),
  sure: yesno().optional(),
}));
type Input = z.output<typeof input>;

/** How long a meeting is, in minutes, and for how many days people are asked, where nothing is said. */
const usual = { minutes: 60, days: 7 } as const;

/** Asks everybody which of some times suit them for a meeting; or asks until another time: `M7 closes:Friday`. */
export const meetingPoll = command({
  name: 'meeting.poll',
  who: actors,
  input,
  args: ['title'],
  dates: { closes: meansMoment(true) },
  async check(ctx) {
    if ((await isKeeper(ctx)) || (await meetingsOf(ctx)).some(({ meeting }) => ctx.seats.some((seat) => runs(meeting, seat)))) return;
    throw new UserError('error.poll.keeper');
  },
  async prefill(ctx) {
    return { zone: place(ctx.dir.group.zone), minutes: String(usual.minutes) };
  },
  async run(ctx, given) {
    if (/^m\s?#?\d+$/i.test(given.title)) return closeAt(ctx, given);
    if (!(await isKeeper(ctx))) throw new UserError('error.poll.keeper');
    const meeting = await meant(ctx, given);
    const same = (await meetingsOf(ctx)).find(({ meeting: other }) => other.starts === null && other.cancelled === null && nameKey(other.title) === nameKey(meeting.title) && JSON.stringify(other.slots) === JSON.stringify(meeting.slots));
    if (same) return asked(ctx, same.meeting, 'meeting.poll.already');
    return given.sure ? ask(ctx, meeting) : preview(ctx, meeting, given);
  },
});

/** The meeting that would be made, whose time is still to be found. */
async function meant(ctx: Ctx, given: Input): Promise<Meeting> {
  const event = given.event === undefined ? undefined : eventRef(ctx, given.event);
  if (event && event.cancelled !== null) throw new UserError('error.meeting.eventOff', { event: event.title }, 'event');
  if (given.kind === 'event' && !event) throw new UserError('error.meeting.whichEvent', {}, 'event');
  const kind = given.kind ?? (event ? 'event' : given.city === undefined ? 'teleconference' : 'face-to-face');
  const city = given.city === undefined ? (event?.city ?? null) : oneLine(given.city);
  const there = kind === 'teleconference' ? undefined : zoneThere(event, given.city);
  const zone = given.zone === undefined ? (there ?? ctx.dir.group.zone) : zoneRef(given.zone, 'zone');
  const slots = readSlots(given.slots ?? '', zone, ctx.around('slots'), ctx.lang);
  const [chair, convenor, notetaker] = (['chair', 'convenor', 'notes'] as const).map((role) => (given[role] === undefined ? null : partRef(ctx, given[role], role))) as [string | null, string | null, string | null];
  return {
    number: await nextMeeting(ctx.tx, ctx.dir.group.id), title: oneLine(given.title), kind, zone, starts: null, minutes: given.minutes ?? usual.minutes, rule: null, until: { by: 'none' }, city, place: null,
    event: event?.id ?? null, chair, convenor: convenor ?? ctx.me!.organisation, notetaker, slots, closes: closingOf(ctx, given.closes, { slots, zone }), cancelled: null, sequence: 0, changed: stamp(ctx.now),
  };
}

/**
 * The instant at which a poll closes: what was said, a day as a whole; else in seven days or as the day before its first time ends.
 * @throws UserError for what is over, what is not before the first time, and where there is no day left before it
 */
function closingOf(ctx: Ctx, typed: string | undefined, { slots, zone }: { readonly slots: readonly string[]; readonly zone: string }): string {
  const first = onClock(slots[0]!.slice(0, 10), slots[0]!.slice(11), zone);
  const [today, before] = [dayOf(ctx.now, zone), addDays(slots[0]!.slice(0, 10), -1)];
  const said = { first: { when: stamp(first) } };
  const hours = [2, 1].map((ago) => first.subtract({ hours: ago })).filter((at) => Temporal.Instant.compare(at, ctx.now) > 0);
  const ways = before >= today ? [{ label: showDay(before, ctx.lang), value: before }] : hours.map((at) => ({ label: showInstant(stamp(at), zone, ctx.lang), value: stamp(at).slice(0, 16).replace('T', ' ').concat(' UTC') }));
  const fault = (key: 'error.poll.soon' | 'error.poll.closePast' | 'error.poll.closeLate', more = {}) => new UserError(key, { ...said, ...more }, 'closes', ways);
  if (typed === undefined) {
    if (before < today) throw fault('error.poll.soon');
    return lastMinute([addDays(today, usual.days), before].sort()[0]!, zone);
  }
  const moment = readClose(ctx, typed, zone, ({ value }) => works(() => closingOf(ctx, value, { slots, zone })), ways);
  const at = momentAt(moment, ctx.dir.events);
  if (!at) throw new UserError('error.date.unknown', { typed: cut(typed.trim(), 80) }, 'closes');
  const closes = moment.time === null ? lastMinute(at.day, moment.zone) : stamp(at.instant);
  const words = { typed: cut(typed.trim(), 80), when: { when: closes } };
  if (closes <= stamp(ctx.now)) throw fault('error.poll.closePast', words);
  if (closes > stamp(first)) throw fault('error.poll.closeLate', words);
  return closes;
}

/**
 * The moment that somebody names. A date without a year that was not long ago means next year's only where that can stand.
 * @throws UserError as `checkYear` and `readMoment` do, with those of their ways that can stand; where none can, with `others`
 */
function readClose(ctx: Ctx, typed: string, zone: string, stands: (way: Way) => boolean, others: readonly Way[]): Moment {
  const around = { ...ctx.around('closes'), zone };
  try {
    checkYear(typed, around);
    return readMoment(typed, around, ctx.dir.events);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const ways = error.ways.filter(stands);
    if (error.key === 'error.date.justOver' && ways.length === 0) return readMoment(typed, { ...around, toward: 'past' }, ctx.dir.events);
    throw new UserError(error.key, error.params, error.field, ways.length > 0 ? ways : others);
  }
}

/** A day is over as its last minute begins: midnight would be read as the day after. */
const lastMinute = (day: string, zone: string) => stamp(onClock(day, '23:59', zone));

/** What would be asked, each time with whom it is hard for, and of how many people. */
async function preview(ctx: Ctx, meeting: Meeting, given: Input): Promise<Message> {
  const nobody: readonly Preference[] = [];
  const poll = { ...(await pollOf(ctx, meeting)), preferences: nobody };
  const order = await recommended(ctx, poll);
  const hard = new Map(order.map((each) => [each.slot, strainText(ctx, each)]));
  const isCounted = order.some(({ strained }) => strained.some(({ before }) => before !== undefined && before.early + before.late + before.night > 0));
  const empty = emptySides(poll).map((side) => nameOf(ctx.dir, side));
  const silent = heard(poll).nobody.map((id) => nameOf(ctx.dir, id));
  const open = openRoles(meeting, poll.asked.seats).length;
  const taken = await takenTexts(ctx, meeting);
  const list = meeting.slots!.map((slot, i) => {
    const note = join([hard.get(slot)!, taken.get(slot) ?? []], ' · ');
    return { text: [{ b: [`${i + 1}. `] }, ...slotText(ctx, meeting, slot)], ...(note.length > 0 && { note }) };
  });
  const kept: Given = { ...plainGiven(given), slots: meeting.slots!.map((slot) => typedSlot(slot, meeting.zone)).join('; '), zone: meeting.zone, kind: meeting.kind, closes: meeting.closes! };
  return message(
    ctx.t('meeting.poll.ask', { title: meeting.title }),
    { text: ctx.t('meeting.poll.what', { minutes: meeting.minutes, kind: ctx.t(`meeting.kind.${meeting.kind}`), until: { when: meeting.closes! } }) },
    { list },
    { fields: rolePairs(ctx, meeting, poll.asked.seats) },
    { note: isCounted ? ctx.t('meeting.poll.hard') : [] },
    { text: empty.length === 0 ? [] : ctx.t('meeting.poll.empty', { sides: empty.join(', ') }) },
    { note: silent.length === 0 ? [] : ctx.t('meeting.poll.nobody', { names: silent.join(', ') }) },
    { note: open === 0 ? [] : ctx.t('meeting.schedule.rolesTold', { count: open }) },
    { note: ctx.t('meeting.poll.willAsk', { people: others(ctx, await calledTo(ctx, meeting.number)) }) },
    { buttons: [{ label: ctx.label('meeting.poll.yes'), run: 'meeting.poll', given: { ...kept, sure: 'yes' }, tone: 'main' }, press(ctx, 'button.change', 'meeting.poll', { ...plainGiven(given), form: 'open' })] },
  );
}

const plainGiven = (given: Input): Given => Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== undefined && name !== 'sure'));

/** A slot as it can be typed again, whatever day it is then. */
function typedSlot(slot: string, zone: string): string {
  const local = Temporal.PlainDateTime.from(slot);
  const isTwice = local.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds !== local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  return `${slot.replace('T', ' ')}${isTwice ? ' first' : ''}`;
}

const others = (ctx: Ctx, seats: readonly Seat[]) => new Set(seats.flatMap(({ person_id }) => (person_id === ctx.person?.id ? [] : [person_id]))).size;

async function ask(ctx: Ctx, meeting: Meeting): Promise<Message> {
  await ctx.save('meeting', null, meeting);
  for (const role of openRoles(meeting, await seatsOf(ctx.tx, ctx.dir.group.id))) await tellOpenRole(ctx, meeting, role, ctx.lang);
  await ctx.announce(await pollCard(ctx, meeting), { card: meetingName(meeting) });
  return asked(ctx, meeting, 'meeting.poll.done', await callIn(ctx, meetingName(meeting), await calledTo(ctx, meeting.number)));
}

function asked(ctx: Ctx, meeting: Meeting, key: 'meeting.poll.done' | 'meeting.poll.already' | 'meeting.poll.closesNow', heard: Hearing = new Map()): Message {
  const given = { meeting: meetingName(meeting) };
  const said = ctx.t(key, { name: meetingName(meeting), title: meeting.title, until: { when: meeting.closes! }, people: heard.size, asked: heardText(ctx, 'meeting.asked', heard) });
  const undo = key === 'meeting.poll.already' ? [] : [undoButton(ctx)];
  return done(said, press(ctx, 'button.sayWhen', 'meeting.answer', given), press(ctx, 'meeting.poll.how', 'meeting.show', given), ...undo);
}

/** Another closing time for a poll that has not been decided. Who has not answered one that was over is asked once more. */
async function closeAt(ctx: Ctx, given: Input): Promise<Message> {
  const found = await meetingRef(ctx, given.title, 'title');
  const { meeting } = found;
  await checkMayRun(ctx, meeting);
  const over = decided(ctx, found);
  if (over) return over;
  const name = meetingName(meeting);
  if (given.slots !== undefined) throw new UserError('error.poll.fixed', { name }, 'slots');
  const slots = slotsAhead(ctx, meeting);
  if (slots.length === 0) throw new UserError('error.poll.allPast', { name });
  if (given.closes === undefined) throw new UserError('error.poll.whenClose', { name, until: { when: meeting.closes! }, first: localText(ctx, { local: slots[0]!, zone: meeting.zone }) }, 'closes');
  const after = { ...meeting, closes: closingOf(ctx, given.closes, { slots, zone: meeting.zone }), changed: stamp(ctx.now) };
  if (after.closes === meeting.closes) throw new UserError('error.poll.sameClose', { name, until: { when: meeting.closes } }, 'closes');
  await ctx.save('meeting', meeting, after);
  await ctx.announce(await pollCard(ctx, after), { card: name, edits: true });
  const poll = await pollOf(ctx, after);
  const answeredIn = (seat: Seat) => slots.every((slot) => poll.preferences.some((each) => each.seat === seat.id && each.slot === slot));
  const missing = meeting.closes! > stamp(ctx.now) ? [] : (await calledTo(ctx, meeting.number)).filter((seat) => !answeredIn(seat));
  return asked(ctx, after, 'meeting.poll.closesNow', missing.length === 0 ? undefined : await callIn(ctx, name, missing));
}
