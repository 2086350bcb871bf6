import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { takeClock, weekdayNamed, weekdays, wordsOf } from '#rules/clock.ts';
import type { Weekly } from '#rules/things.ts';

/** A weekly time as it can be typed again: `Mon 09:00`. */
export const weeklyName = ({ day, at }: Weekly): string => `${weekdays[day - 1]!} ${at}`;

const off = /^(off|none|never|no|stop)$/;
const often = new Set(['always', 'daily', 'hourly', 'weekday', 'weekdays', 'workday', 'workdays', 'day', 'days', 'hour', 'hours', 'minute', 'minutes', 'twice']);
const noise = new Set(['every', 'each', 'on', 'at', 'in', 'the', 'a', 'weekly', 'week', "o'clock"]);

/**
 * Reads when something comes each week: `Mon 09:00`, `Mondays at 9am`, `every Friday`; `off` is never (null). Without an hour
 * it is the `usual` one.
 * @throws UserError for more than once a week, without a weekday, and for what is no time of day. Its ways can be read
 */
export function readWeekly(typed: string, field: string, usual = '09:00'): Weekly | null {
  const words = wordsOf(typed);
  if (off.test(words.join(' '))) return null;
  const said = new Set(words.flatMap((word) => weekdayNamed(word) ?? []));
  const rest = words.filter((word) => weekdayNamed(word) === undefined && !noise.has(word));
  const isOften = said.size > 1 || rest.some((word) => often.has(word));
  const hours = takeClock(rest);
  const [day = 1] = said;
  const ways = (hours && hours.of.length > 0 ? hours.of : [usual]).map((at): Way => ({ label: weeklyName({ day, at }), value: weeklyName({ day, at }) }));
  if (isOften) throw new UserError('error.weekly.often', { typed: cut(typed.trim(), 60) }, field, ways);
  if (said.size === 0 || rest.length > 0) throw new UserError('error.weekly.unknown', { typed: cut(typed.trim(), 60) }, field, ways);
  if (hours?.fault) throw new UserError(hours.fault.key, hours.fault.params, field, hours.of.length > 0 ? ways : []);
  return { day, at: hours?.of[0] ?? usual };
}
