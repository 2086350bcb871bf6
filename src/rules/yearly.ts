import { addDays, daysBetween } from '#core/time.ts';
import type { Days, KeyEvent } from '#rules/things.ts';

/**
 * The days on which an event falls: its own or, when it comes back each year, those of the first time that is not over on `today`
 * (never before its first year). 29 February is kept on the 28th in other years. Undefined without days and when it was called off.
 */
export function occurrence({ starts, ends, yearly, cancelled }: KeyEvent, today: string): Days | undefined {
  if (starts === null || cancelled !== null) return undefined;
  const last = ends ?? starts;
  if (!yearly || last >= today) return { starts, ends: last };
  const first = Temporal.PlainDate.from(starts);
  const length = daysBetween(starts, last);
  // One that ends after New Year is still under way in the year after the one in which it began.
  const since = Number(today.slice(0, 4)) - first.year - 1;
  for (let years = Math.max(1, since); ; years++) {
    const begins = first.add({ years }).toString();
    if (addDays(begins, length) >= today) return { starts: begins, ends: addDays(begins, length) };
  }
}
