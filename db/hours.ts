import { peopleOf, seatsOf, type Person } from '#db/people.ts';
import type { Directory } from '#db/groups.ts';
import type { Tx } from '#db/schema.ts';
import { hoursOf, type Hours } from '#rules/hours.ts';
import type { Seat } from '#rules/things.ts';
import { usualWishes } from '#rules/wishes.ts';

/** The role that a seat answers for, as reminders name it: `focal/inpud`, `coordinator/agency-side`. Undefined for seats that are not reminded. */
export function roleOf({ role, organisation, side }: Seat): string | undefined {
  if (role === 'coordinator') return `coordinator/${side}`;
  return role === 'focal' || role === 'alternate' ? `${role}/${organisation}` : undefined;
}

/** All names by which reminders know a seat: the role that it answers for, and itself. */
export const knownAs = (seat: Seat): string[] => [roleOf(seat) ?? [], `seat/${seat.id}`].flat();

/**
 * The working hours by which each recipient of a group is reminded: those of whoever holds the role now; where nobody does, usual hours
 * in the organisation's zone. Rooms keep the group's home zone.
 */
export async function hoursIn(tx: Tx, dir: Directory): Promise<(recipient: string) => Hours> {
  const seats = await seatsOf(tx, dir.group.id);
  const people = await peopleOf(tx, seats.map(({ person_id }) => person_id));
  const holders = new Map(seats.flatMap((seat) => knownAs(seat).map((recipient) => [recipient, seat] as const)).reverse());
  const made = new Map<string, Hours>();
  return (recipient) => {
    let hours = made.get(recipient);
    if (!hours) {
      const [kind, of = ''] = recipient.split('/');
      const person = people.get(kind === 'person' ? of : (holders.get(recipient)?.person_id ?? ''));
      const zone = person ? zoneFor(dir, person, seats) : (dir.organisations.get(of)?.zone ?? dir.group.zone);
      made.set(recipient, (hours = hoursOf(kind === 'room' ? usualWishes : (person?.wishes ?? usualWishes), zone)));
    }
    return hours;
  };
}

/** The zone in which a person of a group is reminded: their own, else that of the organisation they sit for, else the group's home. */
export function zoneFor({ organisations, group }: Directory, person: Person, seats: readonly Seat[]): string {
  const of = seats.find(({ person_id, organisation }) => person_id === person.id && organisation !== null)?.organisation;
  return person.zone ?? organisations.get(of ?? '')?.zone ?? group.zone;
}
