import type { Seat, Snooze } from '#rules/things.ts';

/** A seat that changes, and the seat of the same person that stands in its place where it ends. */
export interface SeatMove {
  readonly before: Seat;
  readonly after: Seat;
  readonly into: Seat | undefined;
}

/**
 * What becomes of two people's seats of one group when they are one person, whose id is `stays`: all of `theirs` become theirs, also those
 * that have ended. Of one place that both hold, the other's seat ends; so does an alternate's beside the focal point's of the same
 * organisation, as where one person takes both.
 */
export function joinedSeats(stays: string, own: readonly Seat[], theirs: readonly Seat[], at: string): SeatMove[] {
  const isHeld = ({ ended }: Seat) => ended === null;
  const held = [...own, ...theirs].filter(isHeld);
  const first = (seat: Seat) => held.find((each) => each.role === seat.role && each.organisation === seat.organisation && each.side === seat.side);
  const above = (seat: Seat) => (seat.role === 'alternate' ? held.find(({ role, organisation }) => role === 'focal' && organisation === seat.organisation) : undefined);
  return [...own, ...theirs].flatMap((before): SeatMove[] => {
    const better = isHeld(before) ? (above(before) ?? first(before)) : undefined;
    const into = better === before ? undefined : better;
    const after = { ...before, person_id: stays, ended: into ? at : before.ended };
    return after.person_id === before.person_id && after.ended === before.ended ? [] : [{ before, after, into }];
  });
}

/** A snooze of a seat that ends, and the one in its place: none where that seat has its own about the same. */
export interface SnoozeMove {
  readonly gone: Snooze;
  readonly made: Snooze | undefined;
}

/** What seats that end have put aside, as the seats in their place keep it. */
export function joinedSnoozes(moves: readonly SeatMove[], snoozes: readonly Snooze[]): SnoozeMove[] {
  const keyOf = (subject: string, seat: string) => `${subject} ${seat}`;
  const kept = new Set(snoozes.map(({ subject, seat }) => keyOf(subject, seat)));
  return snoozes.flatMap((gone): SnoozeMove[] => {
    const into = moves.find(({ before }) => before.id === gone.seat)?.into;
    if (!into) return [];
    const key = keyOf(gone.subject, into.id);
    const made = kept.has(key) ? undefined : { ...gone, seat: into.id };
    kept.add(key);
    return [{ gone, made }];
  });
}
