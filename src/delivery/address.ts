import { platformsOf, type Person } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Facts } from '#delivery/facts.ts';
import type { Seat } from '#rules/things.ts';

/**
 * Where a person is written to, and where else the message goes when they cannot be: their other platforms, the alternates of the
 * organisation they were asked for, the coordinators of its side. Never a chat id: those are looked up by whoever sends.
 */
export async function addressesOf(tx: Tx, { dir, seats, people }: Facts, to: Person, seat: Seat | undefined): Promise<string[]> {
  const own = await of(tx, to.id);
  if (own.length === 0 || !seat) return own;
  const side = seat.side ?? dir.organisations.get(seat.organisation ?? '')?.side ?? null;
  const others = [
    ...seats.filter(({ role, organisation }) => role === 'alternate' && organisation !== null && organisation === seat.organisation),
    ...seats.filter((each) => each.role === 'coordinator' && each.side === side),
  ].map(({ person_id }) => person_id).filter((id) => id !== to.id && people.get(id)?.wishes.on);
  const chain: string[] = [];
  for (const id of new Set(others)) chain.push(...(await of(tx, id)));
  return [...own, ...chain];
}

const of = async (tx: Tx, person: string) => (await platformsOf(tx, person)).map((platform) => `${platform}:@${person}`);
