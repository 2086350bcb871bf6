import { monthOf } from '#core/said.ts';
import { weekdayOf } from '#core/time.ts';
import { weekdayNamed } from '#rules/clock.ts';
import { codeOf, type Rule } from '#rules/rrule.ts';

/** What words say of how a meeting comes back. `other`: the other thing that they can mean, in words. */
interface Said {
  readonly rule: Rule;
  readonly other?: string;
}
/** Words that make no rule, and the first of them that is not understood, if it is one. */
interface Unsaid {
  readonly unknown: string;
}

const digits = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 };
const weekdayShapes = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*';

/** Words that say the same as others, put into these. `said` is folded. */
const same: readonly (readonly [RegExp, string])[] = [
  [/[,;&()+]+/g, ' '],
  [/\b(?:every )?(?:weekdays?|working days?|workdays?)\b/g, 'every mon tue wed thu fri'],
  [/\bmon[a-z]* ?(?:-|to|till|until|through) ?fri[a-z]*\b/g, 'mon tue wed thu fri'],
  [/\b(?:each|any)\b/g, 'every'],
  [/\bper (?=week|month|quarter|year)/g, 'every '],
  [/\bonce (?:an? |every )(?=\d|day|week|month|quarter|year)/g, 'every '],
  [/\bevery other\b|\balternate\b/g, 'every 2nd'],
  [/\bdaily\b/g, 'every day'],
  [/\bweekly\b/g, 'every week'],
  [/\b(?:every )?fortnight(?:ly)?\b/g, 'every 2 weeks'],
  [/\bmonthly\b/g, 'every month'],
  [/\bhalf[- ]?yearly\b|\bevery half[- ]year\b/g, 'every 6 months'],
  [/\b(?:yearly|annually|annual)\b/g, 'every year'],
  [/\bquarterly\b|\bevery quarter\b/g, 'every 3 months'],
  [/\bquarters\b/g, 'quarter'],
  [/\b(?:second|2nd|next)[- ]to[- ]last\b|\b(?:second|2nd)[- ]last\b|\blast but one\b/g, '-2th'],
];

const fillers = new Set(['the', 'on', 'in', 'a', 'an', 'at', 'and', 'it', 'meets', 'meet', 'repeat', 'repeats', 'repeating']);
type Unit = 'day' | 'week' | 'month' | 'year';

/** What stands in the words, in whatever order. */
interface Found {
  every: boolean;
  unit: Unit | undefined;
  interval: number;
  nths: number[];
  weekdays: number[];
  days: number[];
  months: number[];
}

/**
 * Reads how a meeting comes back: `weekly`, `every 2 weeks on Thu`, `every 2nd Thu`, `first Tue every 2 months`, `last day of the month`,
 * `every year on 26 June`. What is not said is taken from the start: its weekday and, of a month, which of its kind it is. `said` is folded.
 */
export function sayRule(said: string, starts: string): Said | Unsaid {
  const clear = same.reduce((text, [from, to]) => text.replace(from, to), said);
  const words = clear.split(/\s+/).filter((word) => word !== '' && !fillers.has(word)).map((word) => (digits.includes(word) ? String(digits.indexOf(word) + 1) : word));
  const found = sort(words);
  return 'unknown' in found ? found : (ruleOf(found, starts) ?? { unknown: '' });
}

function sort(words: readonly string[]): Found | Unsaid {
  const found: Found = { every: false, unit: undefined, interval: 0, nths: [], weekdays: [], days: [], months: [] };
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i]!, words[i + 1] ?? ''];
    const [count, nth, unit, nextUnit] = [countOf(word), nthOf(word), unitOf(word), unitOf(next)];
    const isInterval = nextUnit !== undefined && (count !== undefined || (nth !== undefined && nth > 1 && found.every && words[i - 1] === 'every'));
    if (word === 'of') continue;
    if (word === 'every') found.every = true;
    else if (isInterval || (unit !== undefined && !isDayOf(words, i))) {
      const [size, by] = isInterval ? [count ?? nth!, nextUnit] : [1, unit!];
      const named = by === 'quarter' ? 'month' : by;
      // `every 2 weeks every week`, and `3 days every month`, say two things.
      if (found.unit !== undefined && found.unit !== named) return { unknown: word };
      if (found.unit !== undefined && size > 1 && found.interval > 1) return { unknown: word };
      found.unit = named;
      found.interval = Math.max(found.interval, size * (by === 'quarter' ? 3 : 1), size === 0 ? NaN : 0);
      if (isInterval) i++;
    } else if (unit === 'day') continue;
    else if (nth !== undefined) found.nths.push(nth);
    else if (count !== undefined && count >= 1 && count <= 31) found.days.push(count);
    else if (weekdayNamed(word) !== undefined && new RegExp(`^${weekdayShapes}\\.?$`).test(word)) found.weekdays.push(weekdayNamed(word)!);
    else if (monthOf(word) > 0) found.months.push(monthOf(word));
    else return { unknown: word };
  }
  return found;
}

/** Whether a `day` names one of a month (`last day of the month`, `day 11`) and not how often. */
function isDayOf(words: readonly string[], at: number): boolean {
  const [before, after] = [words[at - 1] ?? '', words[at + 1] ?? ''];
  return words[at] === 'day' && (countOf(after) !== undefined || nthOf(after) !== undefined || nthOf(before) !== undefined);
}
const countOf = (word: string) => (/^\d{1,4}$/.test(word) ? Number(word) : undefined);
function nthOf(word: string): number | undefined {
  if (Object.hasOwn(ordinals, word)) return ordinals[word];
  return /^-?\d{1,2}(?:st|nd|rd|th)$/.test(word) ? Number.parseInt(word, 10) : undefined;
}
const unitOf = (word: string) => /^(day|week|month|year|quarter)s?$/.exec(word)?.[1] as Unit | 'quarter' | undefined;

function ruleOf(found: Found, starts: string): Said | undefined {
  const { unit, every, months, weekdays, nths, days } = found;
  if (found.interval > 999 || Number.isNaN(found.interval)) return undefined;
  const start = Temporal.PlainDate.from(starts.slice(0, 10));
  const interval = found.interval > 1 ? { INTERVAL: String(found.interval) } : {};
  const own = weekdayOf(starts.slice(0, 10));
  if (months.length > 0) return ofYear(found, interval);
  if (unit === 'year' || unit === 'day') {
    if (nths.length + weekdays.length + days.length > 0) return undefined;
    return { rule: unit === 'day' ? { FREQ: 'DAILY', ...interval } : { FREQ: 'YEARLY', ...interval, BYMONTH: String(start.month), BYMONTHDAY: String(start.day) } };
  }
  if (unit === 'week' || (unit === undefined && weekdays.length > 0 && nths.length === 0)) {
    if (nths.length + days.length > 0) return undefined;
    return { rule: { FREQ: 'WEEKLY', ...interval, BYDAY: codes(weekdays.length > 0 ? weekdays : [own]) } };
  }
  const [nth = 0, ...more] = nths;
  // Of `every second Thursday` nobody can tell whether every other one is meant or one a month.
  if (unit === undefined && every && nth > 1 && nth <= 5 && more.length === 0 && weekdays.length > 0 && days.length === 0) {
    return { rule: { FREQ: 'WEEKLY', INTERVAL: String(nth), BYDAY: codes(weekdays) }, other: `${ordinal(nth)} ${weekdays.map(shortOf).join(' and ')} of the month` };
  }
  if (unit === undefined && nths.length + days.length === 0) return undefined;
  return ofMonth(found, interval, start);
}

const order = (list: readonly number[]) => [...new Set(list)].sort((a, b) => a - b);
const codes = (weekdays: readonly number[]) => order(weekdays).map(codeOf).join(',');
const shortOf = (weekday: number) => ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday - 1]!;
/** An ordinal as it can be read again: `2nd`, `last`. */
export const ordinal = (nth: number): string => ({ 1: '1st', 2: '2nd', 3: '3rd', '-1': 'last', '-2': 'second-last' })[nth] ?? `${nth}th`;

/** Which of its weekday in its month a day is: of those that not every month has, the last. */
export function nthOfMonth(day: Temporal.PlainDate): number {
  const nth = Math.ceil(day.day / 7);
  return nth > 4 ? -1 : nth;
}

const inMonth = (nth: number) => nth >= -5 && nth <= 5;
const onDays = (nths: readonly number[], weekdays: readonly number[]) => order(nths).flatMap((nth) => order(weekdays).map((weekday) => `${nth}${codeOf(weekday)}`)).join(',');

function ofMonth({ nths, weekdays, days, unit }: Found, interval: { readonly INTERVAL?: string }, start: Temporal.PlainDate): Said | undefined {
  const frame = { FREQ: 'MONTHLY', ...interval };
  if (weekdays.length > 0) {
    if (days.length > 0 || !nths.every(inMonth) || (nths.length === 0 && weekdays.length > 1)) return undefined;
    return { rule: { ...frame, BYDAY: onDays(nths.length > 0 ? nths : [nthOfMonth(start)], weekdays) } };
  }
  const all = order([...nths, ...days]);
  if (all.some((day) => day < -2 || day > 31)) return undefined;
  if (all.length > 0) return unit === undefined && days.length === 0 && !nths.includes(-1) ? undefined : { rule: { ...frame, BYMONTHDAY: all.join(',') } };
  const size = interval.INTERVAL === undefined ? 'the month' : `every ${interval.INTERVAL} months`;
  const other = start.day <= 28 ? `day ${start.day} of ${size}` : start.day === start.daysInMonth ? `last day of ${size}` : undefined;
  return { rule: { ...frame, BYDAY: onDays([nthOfMonth(start)], [start.dayOfWeek]) }, ...(other !== undefined && { other }) };
}

function ofYear({ unit, months, weekdays, nths, days }: Found, interval: { readonly INTERVAL?: string }): Said | undefined {
  if (unit !== undefined && unit !== 'year') return undefined;
  const frame = { FREQ: 'YEARLY', ...interval, BYMONTH: order(months).join(',') };
  if (weekdays.length > 0) return nths.length > 0 && days.length === 0 && nths.every(inMonth) ? { rule: { ...frame, BYDAY: onDays(nths, weekdays) } } : undefined;
  const all = order([...nths, ...days]);
  return all.length > 0 && all.every((day) => day >= -1 && day <= 31) ? { rule: { ...frame, BYMONTHDAY: all.join(',') } } : undefined;
}
