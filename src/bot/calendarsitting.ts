import { addDays, daysBetween, onClock, stamp } from '#core/time.ts';
import type { Sitting } from '#rules/meeting.ts';
import type { Group, Meeting } from '#rules/things.ts';

/** The name of an event in calendars, the same for ever: `M4-GROUP@secretariat`; what stands beside a series has one of its own. */
export const uid = ({ number }: Meeting, { id }: Pick<Group, 'id'>, apart = '') => `M${number}-${apart && `${apart}-`}${id}@secretariat`;

export const isOn = ({ state }: Sitting) => state === 'on';

export const bySlot = (a: Sitting, b: Sitting) => (a.slot < b.slot ? -1 : Number(a.slot > b.slot));

/** For how many days what was called off is still shown as such. */
const keptDays = 30;

/** Whether a sitting has been off for so long that no calendar needs to be told any more. */
export function isGone(sitting: Sitting, { cancelled }: Meeting, now: Temporal.Instant): boolean {
  const since = (sitting.state === 'cancelled' ? cancelled : null) ?? sitting.changed;
  return !isOn(sitting) && since <= stamp(now.subtract({ hours: keptDays * 24 }));
}

/** The instant of a time on the clock of a zone. */
export const slotAt = (slot: string, zone: string) => onClock(slot.slice(0, 10), slot.slice(11), zone);

/** What the clock of a zone shows at an instant: `2027-03-03T15:00`. */
export const clockAt = (at: string, zone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/**
 * Whether the clock of a zone runs as usual from one instant to the other, and shows both only once. Calendar programs disagree about
 * what begins or ends in an hour that comes twice, and about how long one of a series lasts in which the clock changes.
 */
export function isSteady(begins: string, ends: string, zone: string): boolean {
  if (isCalm(begins.slice(0, 10), ends.slice(0, 10), zone)) return true;
  const [first, last] = [begins, ends].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(zone)) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  return first.offsetNanoseconds === last.offsetNanoseconds && isOnce(first) && isOnce(last);
}

/** Whether no clock changes near these days. It is known from their noons, which many sittings share, and is so on most. */
export function isCalm(from: string, to: string, zone: string): boolean {
  const [before, after] = [onClock(addDays(from, -2), '12:00', zone), onClock(addDays(to, 2), '12:00', zone)];
  return after.epochMilliseconds - before.epochMilliseconds === (daysBetween(from, to) + 4) * 86_400_000;
}

const isOnce = (at: Temporal.ZonedDateTime) => (['earlier', 'later'] as const).every((disambiguation) => at.toPlainDateTime().toZonedDateTime(at.timeZoneId, { disambiguation }).equals(at));
