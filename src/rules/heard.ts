import { addDays, dayOf, onClock, stamp } from '#core/time.ts';
import { nextWorking, timeFor, type Hours } from '#rules/hours.ts';

/**
 * The most messages that reminding makes for one person in one group on one of their days: one of all that is due; the digest, when
 * it comes at another hour; and what cannot wait until the next morning.
 */
export const mostADay = 3;

/** A meeting that was moved is told at once where it is, or was to be, within so many hours. */
const nearHours = 48;

/** Whether one of some instants (stamps; '' for none) is so near that people hear of it at any hour. */
export function isNear(points: readonly (string | undefined)[], now: Temporal.Instant): boolean {
  const [from, to] = [stamp(now), stamp(now.add({ hours: nearHours }))];
  return points.some((at) => at !== undefined && at > from && at <= to);
}

/** When somebody who has been told of something today is told of more. */
export const nextMorning = (now: Temporal.Instant, hours: Hours): Temporal.Instant => nextWorking(onClock(addDays(dayOf(now, hours.zone), 1), '00:00', hours.zone), hours);

/** When somebody hears of what is said now and is of use until an instant (a stamp; null: for ever): `told` is how many messages they have had today. */
export function heardAt(until: string | null, hours: Hours, told: number, now: Temporal.Instant): Temporal.Instant {
  const at = timeFor(dayOf(now, hours.zone), until === null ? null : Temporal.Instant.from(until), hours, now);
  if (told === 0 || Temporal.Instant.compare(at, now) > 0) return at;
  const morning = nextMorning(now, hours);
  return told < mostADay && until !== null && until <= stamp(morning) ? now : morning;
}
