import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import type { Reading } from '#core/said.ts';
import { takeClock, weekdayNamed, weekdays, wordsOf } from '#rules/clock.ts';
import type { Weekly } from '#rules/things.ts';
import type { Wishes } from '#rules/wishes.ts';

/** Working hours of a day, `HH:MM`. */
export type Span = Pick<Wishes, 'from' | 'to'>;

/** The fewest minutes a day that reminders can be given in. */
const least = 60;

const usual: Span = { from: '09:00', to: '17:00' };
const noon = 12 * 60;

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const lasting = ({ from, to }: Span) => minutesOf(to) - minutesOf(from);
const afternoon = (clock: string) => `${Number(clock.slice(0, 2)) + 12}${clock.slice(2)}`;
/** Working hours as they can be typed again: `09:00-17:00`. */
export const spanName = ({ from, to }: Span) => `${from}-${to}`;
const wayOf = (span: Span): Way => ({ label: spanName(span), value: spanName(span) });

/**
 * Reads working hours: `09:00-17:00`, `9-17`, `9am to 5pm`, `from 8.30 until 16.00`. The end of a day is 23:59.
 * @throws UserError when they go over midnight, last less than an hour, can be read in two ways or are no hours. Its ways can be read
 */
export function readHours(typed: string, field: string): Span {
  const parts = fold(typed).trim().replace(/^(from|between)\s/, '').split(/\s*(?:-|\bto\b|\btill?\b|\buntil\b|\band\b)\s*/);
  const said = parts.map(wordsOf);
  const [starts, ends] = said.map(takeClock);
  const shown = { typed: cut(typed.trim(), 60) };
  if (parts.length !== 2 || !starts || !ends || said.flat().length > 0) throw new UserError('error.hours.unknown', shown, field, [wayOf(usual)]);
  for (const { of, fault } of [starts, ends]) if (fault && of.length === 0) throw new UserError(fault.key, fault.params, field);
  // Midnight begins a day or ends it: here it is plain which.
  const pick = ({ of, fault }: Reading<string>, which: 0 | 1) => (fault?.key === 'error.date.midnight' ? [of[which]!] : of);
  const isAfternoon = /^[\d:.]+$/.test(parts[0]!) && /p\.?m\.?$/.test(parts[1]!);
  const froms = pick(starts, 0).flatMap((from) => (isAfternoon && minutesOf(from) < noon ? [from, afternoon(from)] : [from]));
  const all = froms.flatMap((from) => pick(ends, 1).map((to): Span => ({ from, to })));
  const good = all.filter((span) => lasting(span) >= least);
  if (good.length > 1) throw new UserError('error.hours.two', shown, field, good.map(wayOf));
  if (good.length === 1) return good[0]!;
  const [span] = all as [Span];
  // "9-5" means the afternoon.
  const isMorning = minutesOf(span.from) < noon && lasting(span) < 0;
  throw new UserError(lasting(span) < 0 ? 'error.hours.nights' : 'error.hours.short', { ...span }, field, [wayOf(isMorning ? { from: span.from, to: afternoon(span.to) } : usual)]);
}

/** Days of rest as they can be typed again: `Sat Sun`. */
export const restName = (rest: readonly number[]): string => rest.map((day) => weekdays[day - 1]!).join(' ') || 'none';

const none = /^(none|no|never|off|-)$/;
const noise = new Set(['and', 'on', 'the', 'every', 'rest', 'days', 'day']);

/**
 * Reads the weekdays of rest: `Sat,Sun`, `Fri Sat`, `weekend`, `Fri-Sun`, `none`. Sorted ISO weekdays.
 * @throws UserError when no day is left to work on and for what is no weekday. Its ways can be read
 */
export function readRest(typed: string, field: string): readonly number[] {
  const ways = ['Sat Sun', 'Fri Sat', 'none'].map((value) => ({ label: value, value }));
  const found = new Set<number>();
  const said = fold(typed).trim();
  if (none.test(said)) return [];
  const words = wordsOf(said.replace(/\s*-\s*/g, ' to ').replace(/\b(every|each) day\b/, 'all'));
  const unknown = () => new UserError('error.hours.rest', { typed: cut(typed.trim(), 60) }, field, ways);
  for (const [i, word] of words.entries()) {
    const day = weekdayNamed(word);
    const start = words[i - 1] === 'to' ? weekdayNamed(words[i - 2] ?? '') : undefined;
    if (day !== undefined) for (const each of daysFrom(start ?? day, day)) found.add(each);
    else if (/^weekends?$/.test(word)) found.add(6).add(7);
    else if (/^(all|always|daily)$/.test(word)) for (const each of daysFrom(1, 7)) found.add(each);
    else if (!noise.has(word) && !(word === 'to' && i > 0 && i < words.length - 1)) throw unknown();
  }
  if (found.size === 0) throw unknown();
  if (found.size === 7) throw new UserError('error.hours.allRest', {}, field, ways);
  return [...found].sort((a, b) => a - b);
}

const daysFrom = (first: number, last: number) => Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => ((first - 1 + i) % 7) + 1);

/** Whether a weekly time lies in the working hours of a working day. */
export function fits({ day, at }: Weekly, { from, to, rest }: Pick<Wishes, 'from' | 'to' | 'rest'>): boolean {
  return !rest.includes(day) && at >= from && at < to;
}

/** The first weekly time of somebody's working hours. */
export function firstFit({ from, rest }: Pick<Wishes, 'from' | 'rest'>): Weekly {
  return { day: [1, 2, 3, 4, 5, 6, 7].find((day) => !rest.includes(day))!, at: from };
}
