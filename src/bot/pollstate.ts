import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { join, message, type Message, type Rich } from '#core/message.ts';
import { onClock, stamp } from '#core/time.ts';
import { readCivil, toInstant } from '#core/when.ts';
import { preferencesOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { localText, meetingName, meetingsOf, whenForAll, whenText, type Found } from '#bot/meetings.ts';
import { press } from '#bot/reply.ts';
import { calledSeats, isMember } from '#rules/called.ts';
import { sittingsOf, type Sitting } from '#rules/meeting.ts';
import { standing, type Asked } from '#rules/preferences.ts';
import { sideOf } from '#rules/roles.ts';
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

/** The slots that are still to come: all of them, unless a poll was opened again after the first. */
export const slotsAhead = ({ now }: Pick<Ctx, 'now'>, { slots, zone }: Meeting): string[] => (slots ?? []).filter((slot) => stamp(onClock(slot.slice(0, 10), slot.slice(11), zone)) > stamp(now));

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
 * @throws UserError for what is none of the poll's, and for a day that has two
 */
export function slotRef(ctx: Ctx, meeting: Meeting, typed: string, field = 'slot'): string {
  const slots = meeting.slots!;
  const said = typed.trim();
  const found = /^#?\d{1,2}$/.test(said) ? slots.filter((_, i) => String(i + 1) === said.replace('#', '')) : slots.includes(said) ? [said] : slotsOn(ctx, meeting, said, field);
  if (found.length === 1) return found[0]!;
  const ways = slotWays(ctx, meeting, found.length > 1 ? found : slots);
  throw new UserError(found.length > 1 ? 'error.poll.slots' : 'error.poll.noSlot', { name: meetingName(meeting), typed: cut(said, 60), count: slots.length }, field, ways);
}

/** Slots as what would work in a field that takes one. */
export const slotWays = (ctx: Pick<Ctx, 'lang'>, { slots, zone }: Meeting, some: readonly string[]): Way[] => some.map((slot) => ({ label: localText(ctx, { local: slot, zone }), value: String(slots!.indexOf(slot) + 1) }));

/** The slots on a day, or at an hour of it. */
function slotsOn(ctx: Ctx, { slots, zone }: Meeting, typed: string, field: string): string[] {
  try {
    const civil = readCivil(typed, { ...ctx.around(field), zone });
    if (civil.time === undefined) return slots!.filter((slot) => slot.slice(0, 10) === civil.day.toString());
    const at = stamp(toInstant({ ...civil, turn: civil.turn ?? 'first' }, field));
    return slots!.filter((slot) => stamp(onClock(slot.slice(0, 10), slot.slice(11), zone)) === at);
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
}

/** Which organisations have answered for every slot, for some and for none. */
export function heard({ meeting, asked, preferences }: Poll): Heard {
  const sides = standing(meeting.slots!, preferences, asked).flatMap((each) => each.sides);
  const silent = new Set(sides.flatMap((side) => side.silent));
  const said = new Set(sides.flatMap(({ says }) => Object.values(says).flat()));
  const held = new Set(calledSeats(asked.seats, asked.organisations, new Set()).map(({ organisation }) => organisation));
  const members = [...asked.organisations.values()].filter(isMember).map(({ id }) => id);
  const missing = members.filter((id) => silent.has(id) && held.has(id));
  return { answered: members.filter((id) => !silent.has(id)), missing, part: missing.filter((id) => said.has(id)), nobody: members.filter((id) => silent.has(id) && !held.has(id)) };
}

/** The sides of which nobody at all can be asked. */
export const emptySides = ({ asked }: Poll): string[] => {
  const called = new Set(calledSeats(asked.seats, asked.organisations, new Set()).map((seat) => sideOf(seat, asked.organisations)));
  return asked.sides.flatMap(({ id }) => (called.has(id) ? [] : [id]));
};
