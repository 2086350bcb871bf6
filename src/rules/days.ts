import { UserError } from '#core/errors.ts';
import { fold } from '#core/fold.ts';
import { monthOf, takeHour } from '#core/said.ts';
import { dayOf, showDay } from '#core/time.ts';
import { readCivil, toInstant, type Around, type Civil } from '#core/when.ts';
import { readHorizon } from '#rules/due.ts';
import { mended } from '#rules/moment.ts';

/** The days of an event, with its hours where they were said. */
export interface Span {
  readonly starts: string;
  readonly ends: string;
  readonly begins: string | null;
  readonly finishes: string | null;
  /** `month`, `year` or `window`: it falls on some day within them. */
  readonly precision: 'day' | 'month' | 'year' | 'window';
  /** The zone that was said, else the usual one. */
  readonly zone: string;
  /** Whether one day alone was said, and no last one. */
  readonly single: boolean;
}

const parted = [
  /^(?:from )?(.+?) (?:to|until|till|through|and|-) (.+)$/,
  /^(?:from )?(.+?)\.\.\.?(.+)$/,
  /^((?:[a-z]+[.,]? )?\d{1,2}(?:st|nd|rd|th)?)-(\d{1,2}(?:st|nd|rd|th)? .*[a-z]{3}.*)$/,
  /^([a-z]{3,}\.? \d{1,2})-(\d{1,2}(?:,? \d{4})?)$/,
  /^(\d{1,2} [a-z]+\.?(?: \d{4})?)-(\d{1,2} [a-z].*)$/,
  /^(.*\d[:.h]\d{2})-(\d{1,2}[:.h]\d{2}.*)$/,
];

/**
 * Reads the day or days of an event: `6 Mar 2027`, `13 to 21 March 2014`, `28 April - 1 May 2019`, `3 March 15:00 to 17:00 Vienna`,
 * and where no day is known `June 2013` or `April to May 2027`.
 * @throws UserError as `readCivil` does, and for an end before the start. Its ways are texts that can be read
 */
export function readDays(typed: string, around: Around): Span {
  const said = fold(typed).trim().replace(/\s+/g, ' ').replace(/^on (?=.)/, '');
  const today = dayOf(around.now, around.zone);
  const [, first = said, last] = parted.map((pattern) => pattern.exec(said)).find((match) => match !== null) ?? [];
  const whole = wholeMonths(first, last, today);
  if (whole) return check({ ...whole, begins: null, finishes: null, zone: around.zone, single: false }, around);
  const { from, to } = last === undefined ? one(said, typed, around) : two(first, last, typed, around);
  return check({ starts: from.day.toString(), ends: to.day.toString(), begins: clockOf(from), finishes: last === undefined ? null : clockOf(to), precision: 'day', zone: from.zone === around.zone ? to.zone : from.zone, single: last === undefined }, around);
}

/** Other days that an event may fall on, with `or` or a semicolon between them. */
export function readAlternatives(typed: string, around: Around): Span[] {
  return typed.split(/;|\bor\b/i).filter((part) => part.trim() !== '').map((part) => mended(part, () => readDays(part, around), (way) => ({ ...way, value: typed.replace(part.trim(), way.value) })));
}

function check(span: Span, around: Around): Span {
  if (span.ends < span.starts) throw new UserError('error.event.order', { from: showDay(span.starts), to: showDay(span.ends) }, around.field);
  return span;
}

/** Months or years as a whole, from the first to the last of them. */
function wholeMonths(first: string, last: string | undefined, today: string): Pick<Span, 'starts' | 'ends' | 'precision'> | undefined {
  const end = readHorizon(last ?? first, today);
  if (!end) return undefined;
  // `April to May 2027`: the year stands once.
  const start = last === undefined ? end : readHorizon(/\d/.test(first) ? first : `${first} ${end.on.slice(0, 4)}`, today);
  if (!start) return undefined;
  return { starts: `${start.on.slice(0, start.span === 'year' ? 4 : 7)}${start.span === 'year' ? '-01-01' : '-01'}`, ends: end.on, precision: last === undefined ? start.span : 'window' };
}

function one(said: string, typed: string, around: Around): { from: Civil; to: Civil } {
  const civil = checked(mended(typed, () => readCivil(said, around), (way) => way), around);
  return { from: civil, to: civil };
}

/** A first and a last day, of which one may lack what the other says: the month, the year, the day itself beside an hour. */
function two(first: string, last: string, typed: string, around: Around): { from: Civil; to: Civil } {
  const before = (said: string) => checked(mended(typed, () => readCivil(said, around), (way) => ({ ...way, value: `${way.value} to ${last}` })), around);
  const after = (said: string) => checked(mended(typed, () => readCivil(said, around), (way) => ({ ...way, value: `${first} to ${way.value}` })), around);
  if (isHour(last)) {
    const from = before(first);
    return { from, to: after(`${from.day.toString()} ${last}`) };
  }
  const [start, end] = [withMonth(first, last), withMonth(last, first)];
  if (hasYear(start) && !hasYear(end) && hasWord(end)) {
    const from = before(start);
    return { from, to: nearest(from, (year) => after(`${end} ${year}`), 1) };
  }
  const to = after(end);
  return { from: hasYear(start) || !hasWord(start) ? before(start) : nearest(to, (year) => before(`${start} ${year}`), -1), to };
}

/** The day as of the year of the other one or, over New Year, of the next year that way. */
function nearest({ day }: Civil, read: (year: number) => Civil, way: 1 | -1): Civil {
  const same = read(day.year);
  if (Temporal.PlainDate.compare(same.day, day) * way >= 0) return same;
  const next = read(day.year + way);
  return Math.abs(day.until(next.day).days) <= 31 ? next : same;
}

const withMonth = (said: string, other: string) => (/[a-z]{3}|\d[-/.]\d/.test(said.replace(weekday, '')) ? said : `${said} ${wordOf(other) ?? ''}`.trim());
const wordOf = (said: string) => said.split(/[ ,]+/).find((word) => monthOf(word) > 0);
const hasWord = (said: string) => wordOf(said) !== undefined;
const weekday = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]? /;
const hasYear = (said: string) => /(^|\D)\d{4}(\D|$)/.test(said.replace(/\d{1,2}:\d{2}/g, ''));
const clockOf = ({ time }: Civil) => time?.toString({ smallestUnit: 'minute' }) ?? null;

/** Whether words begin with an hour and name no day. */
function isHour(said: string): boolean {
  const words = said.split(' ');
  const { of } = takeHour(words);
  return of[0] !== undefined && !words.some((word) => /\d/.test(word));
}

/** @throws UserError for an hour that the clock skips or shows twice: of two, an event can only be told to begin at the first */
function checked(civil: Civil, { field }: Around): Civil {
  try {
    const at = toInstant(civil, field);
    if (civil.turn === 'second' && !at.equals(toInstant({ ...civil, turn: 'first' }))) toInstant({ ...civil, turn: undefined }, field);
    return civil;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.key, error.params, field, error.ways.filter(({ value }) => !value.includes(' second ')));
  }
}
