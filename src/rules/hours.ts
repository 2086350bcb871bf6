import { addDays, dayOf, onClock, weekdayOf } from '#core/time.ts';
import type { Wanted } from '#rules/rung.ts';
import type { Weekly } from '#rules/things.ts';
import type { Wishes } from '#rules/wishes.ts';

/** When somebody may be reminded: from one clock time (`HH:MM`) up to another, later one, on all but the rest days (ISO weekdays). */
export interface Hours {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly rest: readonly number[];
}

export function hoursOf({ from, to, rest }: Wishes, zone: string): Hours {
  return { zone, from, to, rest };
}

/** What a working time begins and ends with; the end is no longer in it. */
interface Span {
  readonly opens: Temporal.Instant;
  readonly closes: Temporal.Instant;
}

/** Whoever works one day a week, on a weekday that the zone skipped once, has none for thirteen days. */
const farthest = 14;

/** The working time of a civil day; undefined on a rest day, and where the zone skipped that day or all of its working hours. */
function spanOf(day: string, { zone, from, to, rest }: Hours): Span | undefined {
  if (rest.includes(weekdayOf(day))) return undefined;
  const [opens, closes] = [onClock(day, from, zone), onClock(day, to, zone)];
  return isBefore(opens, closes) && dayOf(opens, zone) === day ? { opens, closes } : undefined;
}

const isBefore = (a: Temporal.Instant, b: Temporal.Instant) => a.epochMilliseconds < b.epochMilliseconds;

/** Whether an instant lies in somebody's working hours. */
export function isWorking(at: Temporal.Instant, hours: Hours): boolean {
  const span = spanOf(dayOf(at, hours.zone), hours);
  return span !== undefined && !isBefore(at, span.opens) && isBefore(at, span.closes);
}

/** The first instant in working hours that is not before `at`: `at` itself during them. */
export function nextWorking(at: Temporal.Instant, hours: Hours): Temporal.Instant {
  const span = spanFrom(dayOf(at, hours.zone), 1, hours, ({ closes }) => isBefore(at, closes));
  return span && isBefore(at, span.opens) ? span.opens : at;
}

/** The first working time that will do, from a civil day onwards or back; undefined when there is none near. */
function spanFrom(day: string, step: 1 | -1, hours: Hours, willDo: (span: Span) => boolean): Span | undefined {
  for (let away = 0; away <= farthest; away++) {
    const span = spanOf(addDays(day, away * step), hours);
    if (span && willDo(span)) return span;
  }
  return undefined;
}

/**
 * When a reminder is to be given that belongs on a civil day of its reader and is of use until an instant (null: for ever), as seen
 * from now. Never before `now`, and before `until` unless that has passed already.
 *
 * 1. As working hours begin on that day, or on the first working day after it.
 * 2. When that would be too late: as working hours began for the last time before `until`.
 * 3. When that time has gone by: now or, outside working hours, as they begin again.
 * 4. When that would be too late: at the hour at which working hours begin, though it is a rest day; and failing that, now.
 *
 * Only 4 lies outside working hours: no working time is left before `until`.
 */
export function timeFor(day: string, until: Temporal.Instant | null, hours: Hours, now: Temporal.Instant): Temporal.Instant {
  const inTime = (at: Temporal.Instant) => until === null || isBefore(at, until);
  const first = spanFrom(day, 1, hours, () => true);
  const meant = !first || inTime(first.opens) ? first : spanFrom(dayOf(until!, hours.zone), -1, hours, ({ opens }) => inTime(opens));
  if (meant && !isBefore(meant.opens, now)) return meant.opens;
  const next = nextWorking(now, hours);
  if (inTime(next)) return next;
  const restless = nextWorking(now, { ...hours, rest: [] });
  return inTime(restless) ? restless : now;
}

/**
 * When a rung of a ladder is to be given. One that comes before the day it hangs on leaves a day to act, where working days allow: what
 * belongs on the Saturday before a Monday comes on Friday.
 */
export function timeForRung({ day, date, until }: Pick<Wanted, 'day' | 'date' | 'until'>, hours: Hours, now: Temporal.Instant): Temporal.Instant {
  const end = until === null ? null : Temporal.Instant.from(until);
  const begins = day < date ? onClock(date, '00:00', hours.zone) : null;
  if (begins !== null && (end === null || isBefore(begins, end))) {
    const before = timeFor(day, begins, hours, now);
    if (isBefore(before, begins) && isWorking(before, hours)) return before;
  }
  return timeFor(day, end, hours, now);
}

/**
 * When something weekly comes next, strictly after an instant: its civil day and the instant. An hour that the zone skips on that day
 * comes as much later as it skips; of one that it has twice, the first counts.
 */
export function weeklyTimes({ day, at }: Weekly, zone: string, after: Temporal.Instant): { readonly date: string; readonly at: Temporal.Instant } {
  // What fell on a day that the zone skipped comes the day after.
  const since = addDays(dayOf(after, zone), -1);
  for (let date = addDays(since, (day - weekdayOf(since) + 7) % 7); ; date = addDays(date, 7)) {
    const time = onClock(date, at, zone);
    if (isBefore(after, time)) return { date, at: time };
  }
}
