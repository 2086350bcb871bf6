import { platformsOf, type Person } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Facts } from '#delivery/facts.ts';
import type { Seat } from '#rules/things.ts';

/**
 * Where a person is written to, on the platform they prefer, and where else the message goes when they cannot be: their other platforms,
 * the alternates of the organisation they were asked for, the coordinators of its side. Never a chat id: those are looked up by whoever sends.
 */
export async function addressesOf(tx: Tx, { dir, seats, people }: Facts, to: Person, seat: Seat | undefined): Promise<string[]> {
  const own = await of(tx, to);
  if (own.length === 0 || !seat) return own;
  const side = seat.side ?? dir.organisations.get(seat.organisation ?? '')?.side ?? null;
  const others = [
    ...seats.filter(({ role, organisation }) => role === 'alternate' && organisation !== null && organisation === seat.organisation),
    ...seats.filter((each) => each.role === 'coordinator' && each.side === side),
  ].flatMap(({ person_id }) => people.get(person_id) ?? []).filter(({ id, wishes }) => id !== to.id && wishes.on);
  const chain: string[] = [];
  for (const other of new Set(others)) chain.push(...(await of(tx, other)));
  return [...own, ...chain];
}

const of = async (tx: Tx, { id, wishes }: Person) => (await platformsOf(tx, id, wishes.where)).map((platform) => `${platform}:@${id}`);
