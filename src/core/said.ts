import type { Key } from '#core/i18n.ts';

/** What some words can mean: one thing, several with the reason why one must ask, or nothing. */
export interface Reading<T> {
  readonly of: readonly T[];
  readonly fault?: Fault;
}
export interface Fault {
  readonly key: Key;
  readonly params?: Readonly<Record<string, string>>;
}
export type Toward = 'coming' | 'past';

const unknown: Reading<never> = { of: [], fault: { key: 'error.date.unknown' } };
const months = 'january february march april may june july august september october november december'.split(' ');
const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());

/** The number of a word (from 1) by its full name or its first three to five letters; 0 when it is none of them. */
function numberOf(word: string, names: readonly string[]): number {
  const key = word.replace(/\.$/, '');
  return key.length < 3 ? 0 : names.findIndex((name) => name === key || (key.length <= 5 && name.startsWith(key))) + 1;
}

/** The number of a month (from 1) by its name or a short form of it (`Mar`, `Sept.`); 0 when it is none. */
export const monthOf = (word: string): number => numberOf(word, months);
export const isWeekday = (word: string): boolean => numberOf(word, weekdays) > 0;
export const weekdayName = (weekday: number): string => capital(weekdays[weekday - 1]!);

const clock = /^(\d{1,2})(?:(?:[:h](\d{2})|\.(00|1[3-9]|[2-5]\d))(?::00(?:\.0+)?)?)?(h|[ap]\.?m\.?)?$/;

/** Takes the time of day out of the words: `15:00`, `15.30`, `3pm`, `3 p.m.`, `15h`, `noon`. `undefined` when none is said. */
export function takeHour(words: string[]): Reading<Temporal.PlainTime | undefined> {
  for (const [i, word] of words.entries()) {
    const next = words[i + 1] ?? '';
    const named = [word, /^12([:.]00)?$/.test(word) ? next : ''].find((each) => each === 'noon' || each === 'midnight');
    if (named !== undefined) {
      words.splice(i, named === word ? 1 : 2);
      return named === 'noon' ? { of: [at(12, 0)] } : midnight();
    }
    const apart = /^\d{1,2}([:.]\d{2})?$/.test(word) && /^(h|[ap]\.?m\.?)$/.test(next);
    const part = apart ? word + next : word;
    const match = clock.exec(part);
    const minute = match?.[2] ?? match?.[3];
    const half = match?.[4];
    if (!match || (minute === undefined && half === undefined)) continue;
    words.splice(i, apart ? 2 : 1);
    return hourOf(Number(match[1]), Number(minute ?? 0), half?.[0], part);
  }
  return { of: [undefined] };
}

const at = (hour: number, minute: number) => Temporal.PlainTime.from({ hour, minute });
const midnight = (): Reading<Temporal.PlainTime> => ({ of: [at(0, 0), at(23, 59)], fault: { key: 'error.date.midnight' } });

function hourOf(hour: number, minute: number, half: string | undefined, part: string): Reading<Temporal.PlainTime> {
  const twelve = half === 'a' || half === 'p';
  if (minute > 59 || hour > (twelve ? 12 : 24) || (twelve && hour === 0) || (hour === 24 && minute > 0)) return { of: [], fault: { key: 'error.date.time', params: { part } } };
  if (hour === 24) return midnight();
  if (twelve && hour === 12) {
    const of = [at(0, minute), at(12, minute)];
    const [first, second] = of.map((time) => time.toString({ smallestUnit: 'minute' }));
    return { of, fault: { key: 'error.date.twelve', params: { part, first: first!, second: second! } } };
  }
  return { of: [at(half === 'p' ? hour + 12 : hour, minute)] };
}

export interface Weekday {
  /** 1 for Monday; 0 when none is said. */
  readonly weekday: number;
  /** `next Tue`, `last Tue`: which of two weeks is meant, nobody knows. */
  readonly which: 'next' | 'last' | undefined;
}

/** Takes a weekday out of the words, with `next`, `last`, `this` before it. */
export function takeWeekday(words: string[]): Weekday {
  const i = words.findIndex((word) => numberOf(word, weekdays) > 0);
  if (i < 0) return { weekday: 0, which: undefined };
  const weekday = numberOf(words[i]!, weekdays);
  const before = words[i - 1] ?? '';
  const isLinked = ['next', 'last', 'past', 'this', 'coming'].includes(before);
  words.splice(isLinked ? i - 1 : i, isLinked ? 2 : 1);
  return { weekday, which: before === 'next' ? 'next' : before === 'last' || before === 'past' ? 'last' : undefined };
}

const relative: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** Takes every date out of the words; what is `left` names no day. */
export function takeDates(words: readonly string[], today: Temporal.PlainDate, toward: Toward = 'coming'): { dates: Reading<Temporal.PlainDate>[]; left: string[] } {
  const dates: Reading<Temporal.PlainDate>[] = [];
  const left = takeSpans(words, today, dates).filter((word) => {
    const date = Object.hasOwn(relative, word) ? { of: [today.add({ days: relative[word]! })] } : readNumbers(word, today, toward);
    if (date) dates.push(date);
    return !date;
  });
  return takeMonth(left.flatMap(apart), today, toward, dates);
}

/** `in 2 weeks`, `3 months ago`. */
function takeSpans(words: readonly string[], today: Temporal.PlainDate, dates: Reading<Temporal.PlainDate>[]): string[] {
  const left = [...words];
  for (let i = 1; i < left.length; i++) {
    const [count, unit] = [left[i - 1]!, left[i]!];
    if (!/^(day|week|month|year)s?$/.test(unit) || !/^(\d{1,4}|an?|one)$/.test(count)) continue;
    const [ahead, ago] = [left[i - 2] === 'in', left[i + 1] === 'ago'];
    if (ahead && ago) continue;
    const length = { [unit.endsWith('s') ? unit : `${unit}s`]: /^\d/.test(count) ? Number(count) : 1 };
    dates.push({ of: [ago ? today.subtract(length) : today.add(length)] });
    left.splice(ahead ? i - 2 : i - 1, 2 + Number(ahead) + Number(ago));
    i = Math.max(0, i - 3);
  }
  return left;
}

/** `6-Mar-2027`, `6Mar`, `Mar-6`: as separate words. */
function apart(word: string): string[] {
  const parts = word.split(/[-./]|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)/).filter((part) => part !== '');
  return parts.length > 1 && parts.length < 4 && parts.some((part) => monthOf(part) > 0) && parts.some((part) => /^\d/.test(part)) ? parts : [word];
}

/** `2027-03-06`, `06/03/2027`, `03/04`. */
function readNumbers(word: string, today: Temporal.PlainDate, toward: Toward): Reading<Temporal.PlainDate> | undefined {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(word) ?? [];
  if (year) return onDay(Number(year), Number(month), Number(day), today, toward);
  const [, a, b, short] = /^(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?\.?$/.exec(word) ?? [];
  if (!a) return undefined;
  const full = short === undefined ? undefined : short.length === 2 ? 2000 + Number(short) : Number(short);
  const reading = asked([onDay(full, Number(b), Number(a), today, toward), onDay(full, Number(a), Number(b), today, toward)]);
  // A year of two digits may be a day, too: never guessed.
  return reading.of.length === 1 && reading.fault?.key === 'error.date.numbers' && short?.length !== 2 ? { of: reading.of } : reading;
}

/** Two ways to read numbers: those that name a day are asked about. */
function asked(readings: readonly Reading<Temporal.PlainDate>[]): Reading<Temporal.PlainDate> {
  const sound = readings.filter(({ fault }) => !fault).flatMap(({ of }) => of);
  const distinct = sound.filter((date, i) => i === 0 || !date.equals(sound[0]!));
  if (distinct.length > 0) return { of: distinct, fault: { key: 'error.date.numbers' } };
  return readings.find(({ fault }) => fault?.key === 'error.date.noday') ?? unknown;
}

/** `6 Mar 2027`, `March 6th`, `2027 Mar 6`: a month's name with a day and perhaps a year. */
function takeMonth(words: string[], today: Temporal.PlainDate, toward: Toward, dates: Reading<Temporal.PlainDate>[]): { dates: Reading<Temporal.PlainDate>[]; left: string[] } {
  const isMonth = (word: string) => monthOf(word) > 0;
  const [name, ...others] = words.filter(isMonth);
  if (name === undefined) return { dates, left: words };
  const isDay = (word: string) => /^\d{1,2}(st|nd|rd|th|\.)?$/.test(word);
  const isYear = (word: string) => /^\d{4}$/.test(word);
  const [days, years] = [words.filter(isDay), words.filter(isYear)];
  const month = monthOf(name);
  const [a, b] = days.map((word) => Number.parseInt(word, 10));
  if (others.length > 0) dates.push(unknown);
  else if (days.length === 1 && years.length <= 1) dates.push(onDay(years[0] === undefined ? undefined : Number(years[0]), month, a!, today, toward));
  else if (days.length === 2 && years.length === 0) dates.push(asked([onDay(2000 + b!, month, a!, today, toward), onDay(2000 + a!, month, b!, today, toward)]));
  else dates.push(unknown);
  return { dates, left: words.filter((word) => !isMonth(word) && !isDay(word) && !isYear(word)) };
}

/** That day of the month; without a year the coming (or last) such day. 29 February is that of a leap year only where no February without one comes first. */
function onDay(year: number | undefined, month: number, day: number, today: Temporal.PlainDate, toward: Toward): Reading<Temporal.PlainDate> {
  if (month < 1 || month > 12) return unknown;
  const step = toward === 'past' ? -1 : 1;
  const candidates = year === undefined ? Array.from({ length: 9 }, (_, i) => today.year + i * step) : [year];
  const ends = candidates.map((of) => Temporal.PlainYearMonth.from({ year: of, month })).map((of) => of.toPlainDate({ day: of.daysInMonth }));
  const inReach = (date: Temporal.PlainDate) => year !== undefined || Temporal.PlainDate.compare(date, today) * step >= 0;
  const found = day < 1 ? undefined : ends.filter((end) => day <= end.day).map((end) => end.with({ day })).find(inReach);
  const end = ends.find(inReach)!;
  if (found && day <= end.day) return { of: [found] };
  const name = `${capital(months[month - 1]!)}${year === undefined && !found ? '' : ` ${end.year}`}`;
  return { of: found ? [end, end.add({ days: 1 }), found] : [end], fault: { key: 'error.date.noday', params: { day: String(day), month: name, last: String(end.day) } } };
}
