import { isMember, sideOf } from '#rules/roles.ts';
import type { Meeting, Organisation, Seat } from '#rules/things.ts';

type Organisations = ReadonlyMap<string, Organisation>;

/**
 * The seats that a meeting calls in, in the order given: the focal points of the living organisations (the alternates where one has no
 * focal point), the coordinators, and every other held seat that has answered. A person may hold several of them.
 */
export function calledSeats(seats: readonly Seat[], organisations: Organisations, answered: ReadonlySet<string>): Seat[] {
  const held = seats.filter(({ ended }) => ended === null);
  const led = new Set(held.filter(({ role }) => role === 'focal').map(({ organisation }) => organisation));
  return held.filter((seat) => answered.has(seat.id) || isCalled(seat, led, organisations));
}

function isCalled(seat: Seat, led: ReadonlySet<string | null>, organisations: Organisations): boolean {
  if (seat.role === 'coordinator') return sideOf(seat, organisations) !== null;
  const organisation = seat.organisation === null ? undefined : organisations.get(seat.organisation);
  if (!organisation || !isMember(organisation)) return false;
  return seat.role === 'focal' || (seat.role === 'alternate' && !led.has(organisation.id));
}

/** Whether a seat is the first to speak for an organisation: its focal point's, or an alternate's where it has no focal point. */
export function leads({ role, organisation, ended }: Seat, of: string, seats: readonly Seat[]): boolean {
  if (ended !== null || organisation !== of) return false;
  return role === 'focal' || (role === 'alternate' && !seats.some((seat) => seat.role === 'focal' && seat.organisation === of && seat.ended === null));
}

export const meetingRoles = ['chair', 'convenor', 'notetaker'] as const;
export type MeetingRole = (typeof meetingRoles)[number];
type Roles = Pick<Meeting, MeetingRole>;

/** The parts that an organisation has to know of, because others wait for it. */
export const toldParts = ['chair', 'notetaker'] as const;

/** Which of these an organisation has in a meeting, as one word: `chair`, `notetaker`, `chair+notetaker`; '' for none. */
export const partsOf = (meeting: Pick<Meeting, (typeof toldParts)[number]>, organisation: string): string => toldParts.filter((part) => meeting[part] === organisation).join('+');

/** Whether a seat acts for the organisation that chairs a meeting, calls it or takes its notes. */
export function runs(meeting: Roles, { role, organisation, ended }: Seat): boolean {
  return ended === null && organisation !== null && (role === 'focal' || role === 'alternate') && meetingRoles.some((name) => meeting[name] === organisation);
}

/** The roles of a meeting that stand open because their organisation has nobody left to fill them. One that was given to nobody is not among them. */
export function openRoles(meeting: Roles, seats: readonly Seat[]): MeetingRole[] {
  return meetingRoles.filter((name) => meeting[name] !== null && !seats.some((seat) => seat.organisation === meeting[name] && runs(meeting, seat)));
}
