import type { Organisation, Role, Seat, Side } from '#rules/things.ts';

/**
 * Who may give a command: `anyone`, also without a seat; `reader`, whoever has a seat; or the roles that may.
 * Checked in one place, at every invocation and every press.
 */
export type Who = 'anyone' | 'reader' | readonly Role[];

/** Those who act for their own organisation. */
export const members = ['focal', 'alternate'] as const satisfies readonly Role[];
/** Those who act for an organisation or do the group's housekeeping. */
export const actors = ['focal', 'alternate', 'coordinator'] as const satisfies readonly Role[];
export const coordinators = ['coordinator'] as const satisfies readonly Role[];

/** The seats among these that a command may be given from. */
export function fitting<S extends Seat>(who: Who, seats: readonly S[]): readonly S[] {
  return who === 'anyone' || who === 'reader' ? seats : seats.filter((seat) => who.includes(seat.role));
}

/** Whether an organisation takes part in the group: outside bodies have no seats, and one that has ended has none any more. */
export const isMember = ({ side, ended }: Organisation): boolean => side !== null && ended === null;

/** The side a seat speaks for: a coordinator's own, or its organisation's. */
export function sideOf(seat: Pick<Seat, 'side' | 'organisation'>, organisations: ReadonlyMap<string, Organisation>): string | null {
  return seat.side ?? (seat.organisation === null ? null : (organisations.get(seat.organisation)?.side ?? null));
}

/**
 * Whether a seat may give the other side's yes to what `proposed` (a side) has proposed: a coordinator of that side or,
 * where it has none, one of its focal points.
 */
export function mayAgree(seat: Seat, proposed: string | null, held: readonly Seat[], organisations: ReadonlyMap<string, Organisation>): boolean {
  const side = sideOf(seat, organisations);
  if (side === null || side === proposed || seat.ended !== null) return false;
  if (seat.role === 'coordinator') return true;
  return seat.role === 'focal' && !held.some((other) => other.role === 'coordinator' && other.side === side && other.ended === null);
}

/** What a seat is called by its parts, for the catalogue: `Focal point, INPUD`, `Coordinator, Civil society side`, `Observer`. */
export function seatParts(seat: Seat, organisations: ReadonlyMap<string, Organisation>, sides: readonly Side[]): { role: Role; former: boolean; of: string } {
  const organisation = seat.organisation === null ? undefined : organisations.get(seat.organisation);
  const of = organisation?.acronym ?? sides.find((side) => side.id === seat.side)?.label ?? '';
  return { role: seat.role, former: seat.ended !== null, of };
}
