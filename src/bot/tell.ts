import type { Message } from '#core/message.ts';
import { dayOf } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import { post } from '#db/outbox.ts';
import { peopleOf, platformsOf, seatsOf, type Person } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { settleFor } from '#bot/settle.ts';
import { hoursOf, timeFor } from '#rules/hours.ts';
import type { Seat } from '#rules/things.ts';

/** On whose behalf something is told: in which group. */
type Teller = Pick<Ctx, 'tx' | 'dir' | 'now' | 'secret' | 'person'>;

/** Tells the coordinators of both sides something in private, as `tellSeats` does. `about` is what the message is about, such as `C4`. */
export function tellCoordinators(ctx: Teller, message: Message, about?: string): Promise<number> {
  return tellSeats(ctx, ({ role }) => role === 'coordinator', message, about);
}

/**
 * Tells those who hold some of the group's seats something in private, once this transaction is through: each person once, not whoever
 * says it, nobody who takes no private messages, and whoever has paused them when that is over: on the platform that they prefer, or `on`
 * one that alone can show it. Answers how many are told.
 */
export async function tellSeats(ctx: Teller, which: (seat: Seat) => boolean, message: Message, about?: string, on?: string): Promise<number> {
  const { id } = ctx.dir.group;
  const seats = await seatsOf(ctx.tx, id);
  const people = await peopleOf(ctx.tx, seats.filter(which).map(({ person_id }) => person_id));
  let told = 0;
  for (const person of people.values()) {
    if (person.id === ctx.person?.id || !person.wishes.on) continue;
    const platforms = await platformsOf(ctx.tx, person.id, on ?? person.wishes.where);
    const [first, ...chain] = platforms.map((platform) => `${platform}:@${person.id}`);
    if (first === undefined) continue;
    const due = pauseEnd(ctx, person, seats);
    await post(ctx.tx, id, first, await settleFor(ctx.tx, ctx.secret, first, message, ctx.now, id), ctx.now, { chain, ...(due && { due }), ...(about !== undefined && { about }) });
    told++;
  }
  return told;
}

/** When somebody who has paused private messages may be written to again. */
function pauseEnd({ dir, now }: Teller, person: Person, seats: readonly Seat[]): Temporal.Instant | undefined {
  const zone = zoneFor(dir, person, seats);
  const { paused } = person.wishes;
  return paused !== null && paused > dayOf(now, zone) ? timeFor(paused, null, hoursOf(person.wishes, zone), now) : undefined;
}
