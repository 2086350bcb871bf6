import { UserError, type Way } from '#core/errors.ts';
import { cut, limits } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { join, message, type Message, type Rich } from '#core/message.ts';
import { takeWeekday } from '#core/said.ts';
import { onClock, stamp } from '#core/time.ts';
import { preferencesOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meantBy, ownTime } from '#bot/meant.ts';
import { localText, meetingName, meetingsOf, whenForAll, whenText, type Found } from '#bot/meetings.ts';
import { press } from '#bot/reply.ts';
import { calledSeats } from '#rules/called.ts';
import { sittingsOf, type Sitting } from '#rules/meeting.ts';
import { standing, type Asked } from '#rules/preferences.ts';
import { isMember, sideOf } from '#rules/roles.ts';
import { strainAt } from '#rules/sociable.ts';
import type { Meeting, Preference } from '#rules/things.ts';

/** A meeting whose time is being found, with who is asked and what has been answered. */
export interface Poll {
  readonly meeting: Meeting;
  readonly asked: Asked;
  readonly preferences: readonly Preference[];
}

/** A poll with all that has been answered. Whoever travels to a meeting lives by its clock, so only calls have unsocial hours. */
export async function pollOf({ tx, dir }: Pick<Ctx, 'tx' | 'dir'>, meeting: Meeting): Promise<Poll> {
  const seats = await seatsOf(tx, dir.group.id);
  const organisations = meeting.kind === 'teleconference' ? dir.organisations : new Map([...dir.organisations].map(([id, each]) => [id, { ...each, zone: null }]));
  return { meeting, asked: { seats, organisations, sides: dir.sides }, preferences: await preferencesOf(tx, dir.group.id, meeting.number) };
}

/** A slot as the meeting would take place in it. */
export const sittingIn = ({ dir }: Pick<Ctx, 'dir'>, meeting: Meeting, slot: string): Sitting => sittingsOf({ ...meeting, starts: slot, rule: null }, [], dir.events)[0]!;

/** When a slot is: on the reader's own clock, with the group's and the meeting's beside it. */
export const slotText = (ctx: Pick<Ctx, 'dir' | 'zone'>, meeting: Meeting, slot: string): Rich => whenText(ctx, sittingIn(ctx, meeting, slot));

/** The same for whoever reads it. */
export const slotForAll = (ctx: Pick<Ctx, 'dir'>, meeting: Meeting, slot: string): Rich => whenForAll(ctx, sittingIn(ctx, meeting, slot));

/** Whether the hour of a slot is hard for the reader, as words that follow the time. Whoever travels to a meeting lives by its clock. */
export function hourText({ t, zone }: Pick<Ctx, 't' | 'zone'>, meeting: Meeting, slot: string): Rich {
  const strain = meeting.kind === 'teleconference' ? strainAt(onClock(slot.slice(0, 10), slot.slice(11), meeting.zone), meeting.minutes, zone) : undefined;
  return strain === undefined ? [] : t(`meeting.answer.hour.${strain}`);
}

/** The slots that are still to come: all of them, unless a poll was opened again after the first. */
export const slotsAhead = ({ now }: Pick<Ctx, 'now'>, { slots, zone }: Meeting): string[] => (slots ?? []).filter((slot) => startOf({ zone }, slot) > stamp(now));

/** Which other meetings of the group take place at the same time as a slot, in words, for the slots of which that is so. */
export async function takenTexts(ctx: Pick<Ctx, 'tx' | 'dir' | 't'>, meeting: Meeting): Promise<ReadonlyMap<string, Rich>> {
  const all = (await meetingsOf(ctx)).filter(({ meeting: { number } }) => number !== meeting.number);
  return new Map((meeting.slots ?? []).flatMap((slot): [string, Rich][] => {
    const { at, ends } = sittingIn(ctx, meeting, slot);
    const taken = all.filter(({ sittings }) => sittings.some((each) => each.state === 'on' && each.at < ends && at < each.ends));
    const list = taken.map((other): Rich => [`${meetingName(other.meeting)} ${cut(other.meeting.title, 60)}`]);
    return list.length === 0 ? [] : [[slot, ctx.t('meeting.poll.taken', { list: join(list, ', ') })]];
  }));
}

/** What is said where a poll is over because its time was chosen or it was called off. Undefined while its time is being found. */
export function decided(ctx: Ctx, { meeting, sittings }: Found): Message | undefined {
  const { starts, cancelled, title } = meeting;
  if (starts === null && cancelled === null) return undefined;
  const name = meetingName(meeting);
  const when = sittings[0] ? whenText(ctx, sittings[0]) : [];
  const text = cancelled !== null ? ctx.t('meeting.poll.off', { name, title }) : ctx.t('meeting.poll.chosen', { name, title, when });
  return { ...message(undefined, { text }, { buttons: [press(ctx, 'button.show', 'meeting.show', { meeting: name })] }), tone: 'refusal' };
}

/**
 * The slot that is meant: its number, its local time as it is kept, or its day.
 * @throws UserError for what is none of the poll's, and for what can mean several, on whichever clock: each is offered on the reader's own
 */
export function slotRef(ctx: Ctx, meeting: Meeting, typed: string, field = 'slot'): string {
  const slots = meeting.slots!;
  const said = typed.trim();
  const found = /^#?\d{1,2}$/.test(said) ? slots.filter((_, i) => String(i + 1) === said.replace('#', '')) : slots.includes(said) ? [said] : slotsOn(ctx, meeting, said, field);
  if (found.length === 1) return found[0]!;
  const words = { name: meetingName(meeting), typed: cut(said, 60) };
  if (found.length === 0) throw new UserError('error.poll.noSlot', { ...words, count: slots.length }, field, slotWays(ctx, meeting, slots));
  throw new UserError('error.poll.slots', { ...words, count: found.length }, field, slotWays(ctx, meeting, found));
}

/** When a slot is, for a private label: on the reader's own clock with that of the meeting behind it, in at most so many characters. */
export function slotLabel(ctx: Pick<Ctx, 'zone' | 'lang'>, { zone }: Pick<Meeting, 'zone'>, slot: string, room: number = limits.buttonLabel): string {
  const [own, theirs] = [ownTime(ctx, startOf({ zone }, slot), zone), localText(ctx, { local: slot, zone })];
  return cut(own.length <= room ? own : theirs, room);
}

/** Slots as what would work in a field that takes one. */
export const slotWays = (ctx: Pick<Ctx, 'zone' | 'lang'>, meeting: Meeting, some: readonly string[]): Way[] =>
  some.map((slot) => ({ label: slotLabel(ctx, meeting, slot), value: String(meeting.slots!.indexOf(slot) + 1) }));

/** The instant at which a slot begins, as a stamp. */
const startOf = ({ zone }: Pick<Meeting, 'zone'>, slot: string) => stamp(onClock(slot.slice(0, 10), slot.slice(11), zone));

/** The weekday that was said where nothing else was: of a poll that is each of its times on such a day, in whichever week. */
function weekdayAlone(typed: string): number | undefined {
  const words = fold(typed).replace(/[,.]/g, ' ').trim().split(/\s+/);
  const { weekday, which } = takeWeekday(words);
  return weekday > 0 && which === undefined && words.join('').replace(/^on$/, '') === '' ? weekday : undefined;
}

/** The slots on a day, or at an hour of it, on the meeting's clock or on the reader's. */
function slotsOn(ctx: Ctx, meeting: Meeting, typed: string, field: string): string[] {
  const weekday = weekdayAlone(typed);
  if (weekday !== undefined) {
    const days = (slot: string) => [meeting.zone, ctx.zone].map((clock) => Temporal.Instant.from(startOf(meeting, slot)).toZonedDateTimeISO(clock).dayOfWeek);
    return meeting.slots!.filter((slot) => days(slot).includes(weekday));
  }
  try {
    return meantBy(ctx, typed, meeting.slots!.map((slot) => ({ slot, at: startOf(meeting, slot) })), meeting.zone, field).found.map(({ slot }) => slot);
  } catch (error) {
    if (error instanceof UserError && error.key === 'error.date.unknown') return [];
    throw error;
  }
}

/** Which organisations have answered, by id. */
export interface Heard {
  /** For every slot. */
  readonly answered: readonly string[];
  /** Not for every one, though they can be asked; and those of them that have for some. */
  readonly missing: readonly string[];
  readonly part: readonly string[];
  /** Of which nobody can be asked. */
  readonly nobody: readonly string[];
  /** The sides of which nobody has answered at all, for no slot. */
  readonly silent: readonly string[];
}

/** Which organisations have answered for every slot, for some and for none. */
export function heard({ meeting, asked, preferences }: Poll): Heard {
  const slots = standing(meeting.slots!, preferences, asked);
  const sides = slots.flatMap((each) => each.sides);
  const silent = new Set(sides.flatMap((side) => side.silent));
  const said = new Set(sides.flatMap(({ says }) => Object.values(says).flat()));
  const held = new Set(calledSeats(asked.seats, asked.organisations, new Set()).map(({ organisation }) => organisation));
  const members = [...asked.organisations.values()].filter(isMember).map(({ id }) => id);
  const missing = members.filter((id) => silent.has(id) && held.has(id));
  return {
    answered: members.filter((id) => !silent.has(id)), missing, part: missing.filter((id) => said.has(id)), nobody: members.filter((id) => silent.has(id) && !held.has(id)),
    silent: asked.sides.flatMap(({ id }) => (slots.every(({ unheard }) => unheard.includes(id)) ? [id] : [])),
  };
}

/** The sides of which nobody at all can be asked. */
export const emptySides = ({ asked }: Poll): string[] => {
  const called = new Set(calledSeats(asked.seats, asked.organisations, new Set()).map((seat) => sideOf(seat, asked.organisations)));
  return asked.sides.flatMap(({ id }) => (called.has(id) ? [] : [id]));
};
