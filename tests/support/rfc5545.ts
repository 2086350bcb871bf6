import { most } from '#rules/recurrence.ts';

/**
 * Recurrence rules by the letter of RFC 5545, 3.3.10, as slowly as can be: every day of forty years is asked whether it is one of the
 * rule's. For tests of what does it fast. Weeks begin where WKST says, years of weeks on Monday.
 */
interface Day {
  readonly date: string;
  readonly number: number;
  readonly weekday: number;
  readonly [unit: string]: string | number;
}

function* calendar(first: number, last: number): Generator<Day> {
  let day = Temporal.PlainDate.from({ year: first, month: 1, day: 1 });
  for (let number = 0; day.year <= last; number++, day = day.add({ days: 1 })) {
    const weeks = Temporal.PlainDate.from({ year: day.yearOfWeek!, month: 12, day: 28 }).weekOfYear!;
    yield {
      date: day.toString(), number, weekday: day.dayOfWeek, year: day.year, month: day.month, day: day.day, inMonth: day.daysInMonth, ofYear: day.dayOfYear, inYear: day.daysInYear,
      week: day.weekOfYear!, weekYear: day.yearOfWeek!, weeks,
    };
  }
}
let known: readonly Day[] | undefined;

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const has = (list: readonly number[] | undefined, number: number, of: number) => list === undefined || list.includes(number) || list.includes(number - of - 1);

/** The civil times of a rule from `starts` on, up to a day, and as many as a series can have. The days are those of 2024 to 2070. */
export function byTheBook(rule: string, starts: string, last: string | null, limit = most): string[] {
  const days = (known ??= [...calendar(2024, 2070)]);
  const parts = Object.fromEntries(rule.split(';').map((part) => part.split('=') as [string, string]));
  const { FREQ: freq, INTERVAL = '1', COUNT = 'Infinity', WKST = 'MO' } = parts;
  const numbers = (part: string) => parts[part]?.split(',').map(Number);
  const [months, dates, yearDays, weeks, positions] = ['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYSETPOS'].map(numbers);
  const weekdays = parts.BYDAY?.split(',').map((text) => ({ nth: Number(text.slice(0, -2)), weekday: codes.indexOf(text.slice(-2)) + 1 }));
  const first = days.find(({ date }) => date === starts.slice(0, 10))!;
  const isBare = weekdays === undefined && dates === undefined && yearDays === undefined;
  const inMonths = freq === 'MONTHLY' || months !== undefined;
  const isOne = (day: Day) =>
    (months === undefined || months.includes(Number(day.month))) &&
    has(dates, Number(day.day), Number(day.inMonth)) && has(yearDays, Number(day.ofYear), Number(day.inYear)) && has(weeks, Number(day.week), Number(day.weeks)) &&
    (weekdays === undefined || weekdays.some(({ nth, weekday }) => {
      const [at, of] = inMonths ? [Number(day.day), Number(day.inMonth)] : [Number(day.ofYear), Number(day.inYear)];
      return weekday === day.weekday && (nth === 0 || nth === Math.ceil(at / 7) || nth === -Math.ceil((of - at + 1) / 7));
    })) &&
    // What is not said comes from the start.
    (!isBare || freq === 'DAILY' || ((freq === 'WEEKLY' || weeks !== undefined) ? day.weekday === first.weekday : day.day === first.day)) &&
    (!isBare || freq !== 'YEARLY' || months !== undefined || weeks !== undefined || day.month === first.month);
  const periodOf = (day: Day): number => {
    if (freq === 'DAILY') return day.number;
    if (freq === 'WEEKLY') return Math.floor((day.number + 7 - ((day.weekday - 1 - codes.indexOf(WKST) + 7) % 7)) / 7);
    return freq === 'MONTHLY' ? Number(day.year) * 12 + Number(day.month) : Number(weeks === undefined ? day.year : day.weekYear);
  };
  const found: string[] = [];
  let [now, list]: [number, Day[]] = [NaN, []];
  const close = () => {
    const chosen = positions === undefined ? list : list.filter((_, i) => has(positions, i + 1, list.length));
    for (const { date } of chosen) if (date >= first.date && (last === null || date <= last)) found.push(`${date}${starts.slice(10)}`);
    list = [];
  };
  // From the year before, whose last week may be the first one of the next.
  const since = Math.max(0, first.number - 366 - Number(first.ofYear));
  for (let i = since; i < days.length && found.length < Math.min(Number(COUNT), limit) && (last === null || days[i]!.date <= last || list.length > 0); i++) {
    const period = periodOf(days[i]!);
    if (period !== now) close();
    now = period;
    if ((period - periodOf(first)) % Number(INTERVAL) === 0 && isOne(days[i]!)) list.push(days[i]!);
  }
  close();
  return found.slice(0, Math.min(Number(COUNT), limit));
}
