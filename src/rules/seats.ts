import { sideOf } from '#rules/roles.ts';
import type { Organisation, Role, Seat } from '#rules/things.ts';

/** A place in a group: a role, for an organisation, for a whole side (a coordinator) or for neither (an observer). */
export interface Place {
  readonly role: Role;
  readonly organisation: string | null;
  readonly side: string | null;
}

/**
 * The side whose seats a seat looks after: a coordinator's own or, where a side has no coordinator, that of any of its focal
 * points. So a side that has anybody left can fill its seats.
 */
export function keeperOf(seat: Seat, held: readonly Seat[], organisations: ReadonlyMap<string, Organisation>): string | null {
  if (seat.role === 'coordinator') return seat.side;
  const side = seat.organisation === null ? null : (organisations.get(seat.organisation)?.side ?? null);
  if (seat.role !== 'focal' || side === null) return null;
  return held.some((other) => other.role === 'coordinator' && other.side === side) ? null : side;
}

/** Whether a seat may offer a place: its side's own, an observer's, or as focal point that of the organisation's own alternate. */
export function mayOffer(seat: Seat, place: Place, held: readonly Seat[], organisations: ReadonlyMap<string, Organisation>): boolean {
  if (seat.role === 'focal' && place.role === 'alternate' && seat.organisation === place.organisation) return true;
  const side = keeperOf(seat, held, organisations);
  if (side === null) return false;
  if (place.role === 'observer') return true;
  return side === (place.side ?? (place.organisation === null ? null : organisations.get(place.organisation)?.side));
}

/** Whether anybody looks after a side's seats. For a place of no side, whether anybody looks after any. */
export function isKept(place: Place, held: readonly Seat[], organisations: ReadonlyMap<string, Organisation>): boolean {
  const side = sideOf(place, organisations);
  return held.map((seat) => keeperOf(seat, held, organisations)).some((kept) => kept !== null && (side === null || kept === side));
}

/** Who is in a place that only one can hold: an organisation's focal point, a side's coordinator. */
export function holderOf({ role, organisation, side }: Place, held: readonly Seat[]): Seat | undefined {
  if (role !== 'focal' && role !== 'coordinator') return undefined;
  return held.find((seat) => seat.role === role && seat.organisation === organisation && seat.side === side);
}

/** Every name under which an organisation is known. */
export function namesOf({ acronym, name, aliases }: Organisation): string[] {
  return [...new Set([acronym, name, ...aliases])];
}
