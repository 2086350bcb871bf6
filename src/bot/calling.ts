import { join, type Rich } from '#core/message.ts';
import { dayOf, stamp } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import { findMeeting } from '#db/meetings.ts';
import { peopleOf, seatsOf } from '#db/people.ts';
import { plan, remindersOf, unplan } from '#db/reminders.ts';
import { toldOn } from '#db/told.ts';
import type { Ctx } from '#bot/command.ts';
import { heardAt, isNear } from '#rules/heard.ts';
import { hoursOf } from '#rules/hours.ts';
import { nextSitting, sittingsOf } from '#rules/meeting.ts';
import type { Wanted } from '#rules/rung.ts';
import type { Seat } from '#rules/things.ts';

/** Where a sitting was and where it is, as stamps; '' where it was or is off. Of a whole series, its next sitting. */
export interface Change {
  readonly from: string;
  readonly to: string;
}

/** When somebody is told of something: at once, when their next working day begins, or only then less than a day before it is of no use any more. */
export type When = 'now' | 'later' | 'late';
/** Who is told of something, by person. */
export type Hearing = ReadonlyMap<string, When>;
/** So many hours before a meeting begins people should have heard of it. */
const inTime = 24;

/**
 * Has the people of these seats called in to a meeting, or asked by a poll, in private: `subject` is `M4`, of one sitting
 * `M4/2027-03-10T15:00`. The meeting has been saved before. Not whoever acts.
 */
export async function callIn(ctx: Ctx, subject: string, seats: readonly Seat[]): Promise<Hearing> {
  const until = await callEnds(ctx, subject);
  return tellSeats(ctx, seats, byAct(ctx, subject, 'called', until));
}

/** Has nobody called in any more by an act that was taken back: whoever has not heard of it never does. */
export async function uncall({ tx, dir }: Pick<Ctx, 'tx' | 'dir'>, number: number, call: string): Promise<void> {
  const rows = await remindersOf(tx, dir.group.id, `M${number}`);
  await unplan(tx, dir.group.id, rows.filter(({ kind, rung }) => kind === 'called' && rung === `called/${call}`));
}

/**
 * Has the people of these seats told in private that a sitting (`M4/2027-03-10T15:00`; `M4` for a single meeting or a whole series) begins
 * at another time, is called off or takes place again: once, of what stands when they are told. Who hears of it less than 48 hours before
 * hears at once. Not whoever acts: they know how it stands, and what they had not heard of before is not told to them any more. `last`: of a
 * series that ends otherwise, when its last one was to begin.
 */
export async function tellMoved(ctx: Ctx, subject: string, { from, to }: Change, seats: readonly Seat[], more: { readonly reason?: string | undefined; readonly last?: string | undefined } = {}): Promise<Hearing> {
  const own = new Set(ctx.seats.map(({ id }) => `seat/${id}`));
  const known = (await remindersOf(ctx.tx, ctx.dir.group.id, subject)).filter((row) => row.subject === subject && row.kind === 'moved' && own.has(row.recipient) && (row.data?.last === undefined) === (more.last === undefined));
  await unplan(ctx.tx, ctx.dir.group.id, known);
  const [first] = [from, to].filter((at) => at > stamp(ctx.now)).sort();
  const by = ctx.me?.organisation ?? ctx.me?.side ?? undefined;
  const data = { from, to, ...(by !== undefined && { by }), ...(more.last !== undefined && { last: more.last }), ...(more.reason !== undefined && { reason: more.reason }) };
  return tellSeats(ctx, seats, { subject, kind: 'moved', rung: `moved/${ctx.call}`, date: to === '' ? ctx.today : to.slice(0, 10), day: ctx.today, until: first ?? null }, data);
}

/**
 * Has the people of these seats told in private that a meeting (`M4`) is held elsewhere, of which its next sitting begins at `until`, as `tellMoved`
 * does. The places are as `placeOf` writes them.
 */
export async function tellPlace(ctx: Ctx, subject: string, data: Change, seats: readonly Seat[], until: string | null): Promise<Hearing> {
  return tellSeats(ctx, seats, byAct(ctx, subject, 'place', until), { ...data });
}

/**
 * Has the people of these seats told in private that their organisation has other parts in a meeting (`M4`, its next sitting at `until`) than before,
 * as `tellMoved` does. The parts are as `partsOf` writes them.
 */
export async function tellPart(ctx: Ctx, subject: string, data: Change & { readonly organisation: string }, seats: readonly Seat[], until: string | null): Promise<Hearing> {
  return tellSeats(ctx, seats, byAct(ctx, subject, 'part', until), { ...data });
}

/** What is told of an act, as soon as people can be told, and is of use until an instant. */
function byAct({ call, today }: Ctx, subject: string, kind: Wanted['kind'], until: string | null): Omit<Wanted, 'recipient'> {
  return { subject, kind, rung: `${kind}/${call}`, date: until === null ? today : until.slice(0, 10), day: today, until };
}

async function tellSeats(ctx: Ctx, seats: readonly Seat[], what: Omit<Wanted, 'recipient'>, data?: Readonly<Record<string, string>>): Promise<Hearing> {
  const own = new Set(ctx.seats.map(({ id }) => id));
  const others = seats.filter(({ id, ended, person_id }) => ended === null && !own.has(id) && person_id !== ctx.person?.id);
  await plan(ctx.tx, ctx.dir.group.id, others.map(({ id }) => ({ ...what, recipient: `seat/${id}`, due: stamp(ctx.now), ...(data && { data }) })));
  return hearing(ctx, others, what.until, isNear(what.kind === 'place' || what.kind === 'part' ? [what.until ?? undefined] : [data?.from, data?.to], ctx.now));
}

/** When the people of these seats are told of what is planned for now and of use until an instant, by the same rules as when they are. */
export async function hearing({ tx, dir, now }: Ctx, seats: readonly Seat[], until: string | null, isUrgent = false): Promise<Hearing> {
  const held = await seatsOf(tx, dir.group.id);
  const heard = new Map<string, When>();
  const last = until === null ? undefined : Temporal.Instant.from(until).subtract({ hours: inTime });
  for (const person of (await peopleOf(tx, [...new Set(seats.map(({ person_id }) => person_id))])).values()) {
    const hours = hoursOf(person.wishes, zoneFor(dir, person, held));
    const today = dayOf(now, hours.zone);
    const { paused, away } = person.wishes;
    const isThere = (paused === null || paused <= today) && (away === null || today < away.from || today > away.to);
    const at = isUrgent ? now : heardAt(until, hours, await toldOn(tx, dir.group.id, person.id, today), now);
    const isLate = last !== undefined && Temporal.Instant.compare(at, last) > 0;
    heard.set(person.id, isThere && Temporal.Instant.compare(at, now) <= 0 ? 'now' : isLate ? 'late' : 'later');
  }
  return heard;
}

/** How many people are told something, or asked, how many of them only when their next working day begins, and for how many that is late. */
export function heardText({ t }: Pick<Ctx, 't'>, key: 'meeting.told' | 'meeting.asked', heard: Hearing): Rich {
  const later = [...heard.values()].filter((when) => when !== 'now').length;
  const late = [...heard.values()].filter((when) => when === 'late').length;
  const said = { people: heard.size, now: heard.size - later, later };
  const told = t(key, { ...said, when: later === 0 ? 'now' : later === heard.size ? 'later' : 'both' });
  return late === 0 ? told : join([told, t('meeting.toldLate', { late, of: heard.size, what: key === 'meeting.told' ? 'told' : 'asked' })], ' ');
}

/** Until when it is of use to be called: until the sitting begins (of a series the next one), or until the poll closes. */
async function callEnds({ tx, dir, now }: Ctx, subject: string): Promise<string | null> {
  const [root, slot = ''] = subject.split('/');
  const found = await findMeeting(tx, dir.group.id, Number(root!.slice(1)));
  if (!found || found.meeting.starts === null) return found?.meeting.closes ?? null;
  const sittings = sittingsOf(found.meeting, found.occurrences, dir.events);
  return (slot === '' ? nextSitting(sittings, stamp(now)) : sittings.find((each) => each.slot === slot))?.at ?? null;
}
