import { stamp } from '#core/time.ts';
import { findMeeting } from '#db/meetings.ts';
import { plan } from '#db/reminders.ts';
import type { Ctx } from '#bot/command.ts';
import { nextSitting, sittingsOf } from '#rules/meeting.ts';
import type { Wanted } from '#rules/rung.ts';
import type { Seat } from '#rules/things.ts';

/** Where a sitting was and where it is, as stamps; '' where it was or is off. Of a whole series, its next sitting. */
export interface Change {
  readonly from: string;
  readonly to: string;
}

/**
 * Has the people of these seats called in to a meeting, or asked by a poll, in private: `subject` is `M4`, of one sitting
 * `M4/2027-03-10T15:00`. The meeting has been saved before. Not whoever acts. Answers how many people that are.
 */
export async function callIn(ctx: Ctx, subject: string, seats: readonly Seat[]): Promise<number> {
  const until = await callEnds(ctx, subject);
  return tellSeats(ctx, seats, { subject, kind: 'called', rung: `called/${ctx.call}`, date: until === null ? ctx.today : until.slice(0, 10), day: ctx.today, until });
}

/**
 * Has the people of these seats told in private that a sitting (`M4/2027-03-10T15:00`; `M4` for a single meeting or a whole series) begins
 * at another time, is called off or takes place again: once, of what stands when they are told. Who hears of it less than 48 hours before
 * hears at once. Not whoever acts. Answers how many people that are.
 */
export async function tellMoved(ctx: Ctx, subject: string, { from, to }: Change, seats: readonly Seat[], more: { readonly reason?: string | undefined } = {}): Promise<number> {
  const [first] = [from, to].filter((at) => at > stamp(ctx.now)).sort();
  const data = { from, to, ...(more.reason !== undefined && { reason: more.reason }) };
  return tellSeats(ctx, seats, { subject, kind: 'moved', rung: `moved/${ctx.call}`, date: to === '' ? ctx.today : to.slice(0, 10), day: ctx.today, until: first ?? null }, data);
}

async function tellSeats(ctx: Ctx, seats: readonly Seat[], what: Omit<Wanted, 'recipient'>, data?: Readonly<Record<string, string>>): Promise<number> {
  const own = new Set(ctx.seats.map(({ id }) => id));
  const others = seats.filter(({ id, ended, person_id }) => ended === null && !own.has(id) && person_id !== ctx.person?.id);
  await plan(ctx.tx, ctx.dir.group.id, others.map(({ id }) => ({ ...what, recipient: `seat/${id}`, due: stamp(ctx.now), ...(data && { data }) })));
  return new Set(others.map(({ person_id }) => person_id)).size;
}

/** Until when it is of use to be called: until the sitting begins (of a series the next one), or until the poll closes. */
async function callEnds({ tx, dir, now }: Ctx, subject: string): Promise<string | null> {
  const [root, slot = ''] = subject.split('/');
  const found = await findMeeting(tx, dir.group.id, Number(root!.slice(1)));
  if (!found || found.meeting.starts === null) return found?.meeting.closes ?? null;
  const sittings = sittingsOf(found.meeting, found.occurrences, dir.events);
  return (slot === '' ? nextSitting(sittings, stamp(now)) : sittings.find((each) => each.slot === slot))?.at ?? null;
}
