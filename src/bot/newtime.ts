import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { isWeekday, takeDates, takeHour, takeWeekday } from '#core/said.ts';
import { addDays, onClock, place, showDay, stamp, weekdayOf } from '#core/time.ts';
import { readCivil, toInstant } from '#core/when.ts';
import type { Ctx } from '#bot/command.ts';
import { checkYear } from '#rules/yearless.ts';

/**
 * When something begins that began at another time, both on the clock of `zone` (`2027-03-10T15:00`): an hour alone keeps the day, a day
 * alone the hour, a weekday is that of the same week; `+30m` and `2 days later` count from where it was.
 * @throws UserError as `readCivil` and `checkYear` do, for an hour that does not exist or is the second of two, and for what is over
 */
export function readNewTime(ctx: Ctx, typed: string, was: string, zone: string, field: string): string {
  const away = awayFrom(was, typed);
  const civil = away ? { day: away.toPlainDate(), time: away.toPlainTime(), zone, turn: undefined } : civilOf(ctx, typed, was, zone, field);
  const at = instantOf({ ...civil, time: civil.time ?? Temporal.PlainTime.from(was.slice(11)) }, field);
  if (Temporal.Instant.compare(at, ctx.now) <= 0) throw new UserError('error.meeting.past', { typed: cut(typed.trim(), 80), when: { when: stamp(at) } }, field);
  const local = at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  if (!onClock(local.slice(0, 10), local.slice(11), zone).equals(at)) throw second(local, zone, field);
  return local;
}

function awayFrom(was: string, typed: string): Temporal.PlainDateTime | undefined {
  const [, sign, count, unit, way] = /^([+-])? ?(\d{1,3}|an?|one) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)(?: (earlier|later))?$/.exec(fold(typed).trim()) ?? [];
  if (unit === undefined || (sign === undefined) === (way === undefined)) return undefined;
  const many = (/^\d/.test(count!) ? Number(count) : 1) * (sign === '-' || way === 'earlier' ? -1 : 1);
  return Temporal.PlainDateTime.from(was).add({ [({ m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const)[unit[0] as 'm']]: many });
}

/** What was said; with the day that is meant before it where only an hour was, or a weekday: that is one of the same week. */
function civilOf(ctx: Ctx, typed: string, was: string, zone: string, field: string) {
  const around = { ...ctx.around(field), zone };
  checkYear(typed, around);
  const day = dayMeant(typed, was.slice(0, 10));
  if (day === undefined || day < ctx.today) return readCivil(typed, around);
  try {
    return readCivil(`${day} ${typed}`, around);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.key, { ...error.params, typed: cut(typed.trim(), 80) }, field, error.ways);
  }
}

function dayMeant(typed: string, was: string): string | undefined {
  const said = fold(typed).replace(/[,;()]/g, ' ').split(/\s+/).filter((word) => word !== '');
  const isCount = (word: string) => word === 'first' || word === 'second';
  // `second Tue` is not the one of that week.
  if (said.some((word, i) => isCount(word) && isWeekday(said[i + 1] ?? ''))) return undefined;
  const words = said.filter((word) => !isCount(word));
  const { of, fault } = takeHour(words);
  const { weekday, which } = takeWeekday(words);
  if (which !== undefined || takeDates(words, Temporal.PlainDate.from(was)).dates.length > 0) return undefined;
  if (weekday > 0) return addDays(was, weekday - weekdayOf(was));
  return of[0] !== undefined || fault !== undefined ? was : undefined;
}

/** The instant of a civil time; of two hours, only the first can be offered. */
function instantOf(civil: Parameters<typeof toInstant>[0], field: string): Temporal.Instant {
  try {
    return toInstant(civil, field);
  } catch (error) {
    if (!(error instanceof UserError) || error.key !== 'error.date.twice') throw error;
    throw new UserError('error.date.firstOnly', error.params, field, error.ways.slice(0, 1));
  }
}

const second = (local: string, zone: string, field: string) =>
  new UserError('error.meeting.second', { typed: `${local.slice(11)}, ${showDay(local.slice(0, 10))}`, place: place(zone) }, field, [{ label: `${showDay(local.slice(0, 10))}, ${local.slice(11)}`, value: `${local.replace('T', ' ')} first ${zone}` }]);
