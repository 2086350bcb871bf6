import { UserError } from '#core/errors.ts';
import { cut, limits } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import type { Rich } from '#core/message.ts';
import { place, showDay, stamp } from '#core/time.ts';
import { listMeetings, rsvpsOf, type Called } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { isKeeper } from '#bot/events.ts';
import { meantBy, ownTime } from '#bot/meant.ts';
import { drawnInto } from '#rules/answernews.ts';
import { calledSeats, runs } from '#rules/called.ts';
import { nextSitting, sittingsOf, sittingsOnDay, type Sitting } from '#rules/meeting.ts';
import type { Meeting, Seat } from '#rules/things.ts';

/** A meeting with all its sittings. */
export interface Found extends Called {
  readonly sittings: readonly Sitting[];
}

/** What a meeting is called in chat: `M4`. */
export const meetingName = ({ number }: Pick<Meeting, 'number'>): string => `M${number}`;

/** All meetings of the group with their sittings. */
export async function meetingsOf({ tx, dir }: Pick<Ctx, 'tx' | 'dir'>): Promise<Found[]> {
  return (await listMeetings(tx, dir.group.id)).map((called) => withSittings(dir, called));
}

const withSittings = ({ events }: Pick<Ctx['dir'], 'events'>, called: Called): Found => ({ ...called, sittings: sittingsOf(called.meeting, called.occurrences, events) });

/**
 * The meeting that a reference means: `M4`, `4`, `#4`, or words that only one title has.
 * @throws UserError for one that this group does not have, and for words that fit several
 */
export async function meetingRef(ctx: Ctx, typed: string, field = 'meeting'): Promise<Found> {
  const all = await listMeetings(ctx.tx, ctx.dir.group.id);
  const digits = /^[mM]?\s?#?(\d{1,6})$/.exec(typed.trim())?.[1];
  const named = digits === undefined ? all.filter(({ meeting }) => fold(meeting.title).includes(fold(typed).trim())) : all.filter(({ meeting }) => meeting.number === Number(digits));
  // Of several that fit by their words, those that still stand are meant.
  const standing = named.filter(({ meeting }) => meeting.cancelled === null);
  const found = standing.length === 1 ? standing : named;
  if (found.length === 1) return withSittings(ctx.dir, found[0]!);
  const ways = (found.length > 1 ? found : all.filter(({ meeting }) => meeting.cancelled === null)).slice(-5).map(({ meeting }) => ({ label: cut(`${meetingName(meeting)} ${meeting.title}`, 75), value: meetingName(meeting) }));
  throw new UserError(found.length > 1 ? 'error.meeting.several' : all.length === 0 ? 'error.meeting.none' : 'error.meeting.unknown', { typed: cut(typed, 60), count: found.length }, field, ways);
}

/**
 * Which of a series is meant: by its slot as buttons give it, by its day or hour on the meeting's clock or the reader's, or without a word
 * the next one that is on.
 * @throws UserError where there is none, and for what can mean several: each is offered on the reader's own clock
 */
export function sittingRef(ctx: Ctx, { meeting, sittings }: Found, typed?: string, field = 'on'): Sitting {
  const name = meetingName(meeting);
  if (meeting.rule === null && sittings[0]) return sittings[0];
  if (typed === undefined) {
    const next = nextSitting(sittings, stamp(ctx.now));
    if (next) return next;
    throw new UserError(meeting.starts === null ? 'error.meeting.polled' : 'error.meeting.over', { name, title: meeting.title }, field);
  }
  const exact = sittings.find(({ slot }) => slot === typed.trim());
  if (exact) return exact;
  const { found, said, differ } = meantBy(ctx, typed, sittings, meeting.zone, field);
  const isOn = ({ state }: Sitting) => state === 'on';
  // Of several on one day, the one that stands is meant, not those left out.
  const [sitting, ...others] = differ || !found.some(isOn) ? found : found.filter(isOn);
  if (sitting && others.length === 0) return sitting;
  const ways = (some: readonly Sitting[], label: (sitting: Sitting) => string) => some.slice(0, 5).map((each) => ({ label: cut(label(each), limits.buttonLabel), value: each.slot }));
  const day = showDay(said.day.toString(), ctx.lang);
  if (found.length > 1) {
    const words = { name, day, typed: cut(typed.trim(), 60), place: place(meeting.zone) };
    throw new UserError(differ ? 'error.meeting.clocks' : 'error.meeting.twoOn', words, field, ways(found.some(isOn) ? found.filter(isOn) : found, ({ at }) => ownTime(ctx, at, meeting.zone)));
  }
  const coming = sittings.filter((each) => isOn(each) && each.ends > stamp(ctx.now));
  if (said.time === undefined) throw new UserError('error.meeting.noneOn', { name, day }, field, ways(coming, (each) => localText(ctx, each)));
  const near = sittingsOnDay(sittings, said.day.toString(), said.zone).filter(isOn);
  const when = `${day}, ${said.time.toString({ smallestUnit: 'minute' })} ${place(said.zone)}`;
  throw new UserError('error.meeting.noneAt', { name, when }, field, ways(near.length > 0 ? near : coming, (each) => localText(ctx, each)));
}

/** When a sitting begins on its own clock, without the reader's: for labels and fields. `Wed 3 March 2027, 15:00 Vienna`. */
export const localText = ({ lang }: Pick<Ctx, 'lang'>, { local, zone }: Pick<Sitting, 'local' | 'zone'>): string => `${showDay(local.slice(0, 10), lang)}, ${local.slice(11)} ${place(zone)}`;

/**
 * When a sitting begins, for one reader whose zone is known: drawn on their own clock with the group's beside it, and the meeting's own
 * where neither of the two shows its hour.
 */
export function whenText({ dir, zone: own }: Pick<Ctx, 'dir' | 'zone'>, { at, local, zone }: Pick<Sitting, 'at' | 'local' | 'zone'>): Rich {
  const offset = (clock: string) => Temporal.Instant.from(at).toZonedDateTimeISO(clock).offsetNanoseconds;
  return [own, dir.group.zone].some((clock) => offset(clock) === offset(zone)) ? [{ when: at }] : [{ when: at }, ` (${local.slice(11)} ${place(zone)})`];
}

/** The same for whoever reads it: for rooms, and for what others get. */
export const whenForAll = ({ dir }: Pick<Ctx, 'dir'>, sitting: Pick<Sitting, 'at' | 'local' | 'zone'>): Rich => whenText({ dir, zone: dir.group.zone }, sitting);

/** Whether the caller may move a meeting, call it off and give its link: whoever keeps the calendar, and the organisations that have a role in it. */
export const mayRun = async (ctx: Ctx, meeting: Pick<Meeting, 'chair' | 'convenor' | 'notetaker'>): Promise<boolean> => ctx.seats.some((seat) => runs(meeting, seat)) || isKeeper(ctx);

/** @throws UserError for whoever may not */
export async function checkMayRun(ctx: Ctx, meeting: Meeting): Promise<void> {
  if (!(await mayRun(ctx, meeting))) throw new UserError('error.meeting.keeper', { name: meetingName(meeting) });
}

/** The seats that a sitting calls in: `slot` empty for a single meeting. Of a whole series those called without an answer of their own. */
export async function calledTo(ctx: Pick<Ctx, 'tx' | 'dir'>, number: number, slot?: string): Promise<Seat[]> {
  const { id } = ctx.dir.group;
  const answered = slot === undefined ? [] : await rsvpsOf(ctx.tx, id, number, slot);
  const held = await seatsOf(ctx.tx, id);
  return calledSeats(held, ctx.dir.organisations, drawnInto(answered, held));
}
