import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { place, showDay } from '#core/time.ts';
import { readCivil, type Around, type Civil } from '#core/when.ts';

/** A date without a year that was at most so many days ago may be meant itself, or that of next year: more of them within this year, which is the year that people leave out. */
const lately = { anyYear: 60, thisYear: 183 };

/** Weekdays and hours alone come again sooner than after so many days; dates without a year do not. */
const aboutYear = 300;

/**
 * Refuses a date without a year that was not long ago, because nobody can tell whether the next one is meant: that one is its way, with
 * the year. What says its year, a weekday or an hour alone, and what is no date are left to whoever reads them.
 * @throws UserError `error.date.justOver`
 */
export function checkYear(typed: string, around: Around): void {
  const said = typed.replace(/^\s*(?:by|on|until|till)\s+/i, '');
  const [coming, past] = (['coming', 'past'] as const).map((toward) => attempt(said, { ...around, toward }));
  // With a weekday, only one of the two years may fit.
  const [next, last] = [civilOf(coming), civilOf(past)];
  const isYearless = next ? (last ? away(last.day, next.day) > aboutYear : faultOf(past) === 'error.date.weekday') : last !== undefined && ['error.date.weekday', 'error.date.noday'].includes(faultOf(coming) ?? '');
  if (!isYearless) return;
  const { time, turn, zone } = (next ?? last)!;
  const was = last?.day ?? another(next!.day, -1);
  const today = around.now.toZonedDateTimeISO(zone).toPlainDate();
  const ago = away(was, today);
  if (ago <= 0 || ago > (was.year === today.year ? lately.thisYear : lately.anyYear)) return;
  const day = (next?.day ?? another(last!.day, 1)).toString();
  const hour = time?.toString({ smallestUnit: 'minute' });
  const value = [day, ...(hour === undefined ? [] : [hour, ...(turn ? [turn] : []), zone])].join(' ');
  const label = hour === undefined ? showDay(day) : `${showDay(day)}, ${hour} ${place(zone)}`;
  throw new UserError('error.date.justOver', { typed: cut(typed.trim(), 80), was: showDay(was.toString()), next: showDay(day) }, around.field, [{ label, value }]);
}

/** The same day of the year before or after; of 29 February, in the nearest year that has one. */
function another(day: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate {
  const years = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => day.add({ years: step * count }));
  return years.find((other) => other.day === day.day)!;
}

const away = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to, { largestUnit: 'days' }).days;
const civilOf = (read: Civil | UserError | undefined) => (read instanceof UserError ? undefined : read);
const faultOf = (read: Civil | UserError | undefined) => (read instanceof UserError ? read.key : undefined);

function attempt(typed: string, around: Around): Civil | UserError {
  try {
    return readCivil(typed, around);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
