import { daysBetween, weekdayOf } from '#core/time.ts';
import { codeOf, readRule, ruleText, weekdayCodes, type Rule } from '#rules/rrule.ts';

/** What a rule is made of besides how often, how many times and at which hour. */
const aside = new Set(['FREQ', 'INTERVAL', 'COUNT', 'WKST', 'BYHOUR', 'BYMINUTE']);

/**
 * A rule of which one time (`2027-03-10T15:00`) is now another, and all others with it: on the weekdays as many days away, on the same one
 * of the month, which may be its last. A COUNT becomes `count`. Undefined for a rule that cannot be turned so: it names several hours, or days in ways that
 * cannot be told from one of them.
 */
export function shiftRule(rule: string, from: string, to: string, count: number): string | undefined {
  const read = readRule(rule);
  const hours = hoursTo(read, from, to);
  const days = from.slice(0, 10) === to.slice(0, 10) ? {} : daysTo(read, from.slice(0, 10), to.slice(0, 10));
  if (!hours || !days) return undefined;
  return ruleText({ ...read, ...hours, ...days, ...(read.COUNT !== undefined && { COUNT: String(count) }) }, to);
}

type Parts = Partial<Pick<Rule, 'BYHOUR' | 'BYMINUTE' | 'BYDAY' | 'BYMONTHDAY' | 'BYMONTH'>>;

function hoursTo({ BYHOUR, BYMINUTE }: Rule, from: string, to: string): Parts | undefined {
  if (from.slice(11) === to.slice(11) || (BYHOUR === undefined && BYMINUTE === undefined)) return {};
  if (BYHOUR?.includes(',')) return undefined;
  return { ...(BYHOUR !== undefined && { BYHOUR: String(Number(to.slice(11, 13))) }), ...(BYMINUTE !== undefined && { BYMINUTE: String(Number(to.slice(14, 16))) }) };
}

function daysTo(rule: Rule, from: string, to: string): Parts | undefined {
  const { BYDAY = '', BYMONTHDAY = '', BYMONTH = '' } = rule;
  const [month, day] = [String(Number(to.slice(5, 7))), Number(to.slice(8, 10))];
  // Beyond the end of the month it is counted from the start of the next one.
  const isFromEnd = (part: string) => part.startsWith('-') && from.slice(0, 7) === to.slice(0, 7);
  const isOne = !BYDAY.includes(',') && !BYMONTHDAY.includes(',') && !BYMONTH.includes(',');
  switch (`${rule.FREQ} ${Object.keys(rule).filter((part) => !aside.has(part)).sort().join(' ')}`.trim()) {
    case 'DAILY':
      return {};
    case 'DAILY BYDAY':
    case 'WEEKLY BYDAY':
      return { BYDAY: sorted(BYDAY.split(',').map((code) => turned(code, daysBetween(from, to)))) };
    case 'MONTHLY BYDAY':
      return isOne && /\d/.test(BYDAY) ? { BYDAY: nthOf(to, isFromEnd(BYDAY)) } : undefined;
    case 'MONTHLY BYMONTHDAY':
      return isOne ? { BYMONTHDAY: dayOfMonth(to, isFromEnd(BYMONTHDAY)) } : undefined;
    case 'YEARLY BYDAY BYMONTH':
      return isOne && /\d/.test(BYDAY) ? { BYMONTH: month, BYDAY: nthOf(to, isFromEnd(BYDAY)) } : undefined;
    case 'YEARLY BYMONTH BYMONTHDAY':
      return isOne && !BYMONTHDAY.startsWith('-') ? { BYMONTH: month, BYMONTHDAY: String(day) } : undefined;
    default:
      return undefined;
  }
}

const rank = (code: string) => weekdayCodes.findIndex((known) => known === code);
const turned = (code: string, days: number) => codeOf((((rank(code) + days) % 7) + 7) % 7 + 1);
const sorted = (codes: readonly string[]) => codes.toSorted((a, b) => rank(a) - rank(b)).join(',');

/** Which weekday of its month a day is, `2TH`, or counted from the end, `-1FR`: never the fifth, which most months do not have. */
function nthOf(day: string, fromEnd: boolean): string {
  const { day: date, daysInMonth } = Temporal.PlainDate.from(day);
  const [nth, left] = [Math.ceil(date / 7), Math.ceil((daysInMonth - date + 1) / 7)];
  const counted = fromEnd ? (left > 4 ? nth : -left) : nth > 4 ? -left : nth;
  return `${counted}${codeOf(weekdayOf(day))}`;
}

/** Which of its month a day is; counted from the end where each month has such a one. The 31st is the last. */
function dayOfMonth(day: string, fromEnd: boolean): string {
  const { day: date, daysInMonth } = Temporal.PlainDate.from(day);
  const left = daysInMonth - date + 1;
  return String(date === 31 || (fromEnd && left <= 28) ? -left : date);
}
