import { UserError, type Way } from '#core/errors.ts';
import { fold } from '#core/fold.ts';
import { findZones, isZoneAbbreviation, place, showDay } from '#core/time.ts';

/** What a text is read against. */
export interface Around {
  readonly now: Temporal.Instant;
  /** The zone that is meant when none is said: the group's home zone. */
  readonly zone: string;
  /** Whether a date without a year is the coming one or the last one. */
  readonly toward?: 'coming' | 'past';
  /** The field it stands in, for the error. */
  readonly field?: string;
}

/** A day on the civil clock of a zone, with an hour when one was said. */
export interface Civil {
  readonly day: Temporal.PlainDate;
  readonly time: Temporal.PlainTime | undefined;
  readonly zone: string;
  /** For an hour that occurs twice: which of the two. */
  readonly turn: 'first' | 'second' | undefined;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdays = 'mon tue wed thu fri sat sun'.split(' ');
const fullMonths = 'january february march april may june july august september october november december'.split(' ');
const fullWeekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** The number of a month or weekday word (from 1), by its full name or at least its first three letters. */
function named(word: string, full: readonly string[], short: readonly string[]): number {
  const key = word.replace(/\.$/, '');
  return key.length < 3 ? 0 : full.findIndex((name, i) => name === key || (key.length <= 5 && name.startsWith(key) && key.startsWith(short[i]!))) + 1;
}
const monthOf = (word: string) => named(word, fullMonths, months);
const weekdayOf = (word: string) => named(word, fullWeekdays, weekdays);

/**
 * Reads a date as people write it: `6 Mar 2027 15:00 Vienna`, `2027-03-06`, `Tue 10am`, `tomorrow`, `in 2 weeks`.
 * @throws UserError when it can be read in two ways (`03/04`, `next Tue`: both offered), when weekday and date disagree,
 *   for a zone abbreviation, and when it is no date at all
 */
export function readCivil(typed: string, around: Around): Civil {
  const fail = (key: ConstructorParameters<typeof UserError>[0], params: Record<string, string> = {}, ways: readonly Way[] = []) =>
    new UserError(key, { typed, ...params }, around.field, ways);
  const words = fold(typed).replace(/,/g, ' ').trim().split(/\s+/).filter((word) => word !== 'on' && word !== 'at' && word !== 'of');
  const zone = takeZone(words, around, fail);
  const turn = words.at(-1) === 'first' || words.at(-1) === 'second' ? (words.pop() as 'first' | 'second') : undefined;
  const time = takeTime(words, fail);
  const today = around.now.toZonedDateTimeISO(zone).toPlainDate();
  const day = words.length === 0 && time ? today : readDay(words, today, around.toward ?? 'coming', fail);
  return { day, time, zone, turn };
}

type Fail = (key: ConstructorParameters<typeof UserError>[0], params?: Record<string, string>, ways?: readonly Way[]) => UserError;

function takeZone(words: string[], around: Around, fail: Fail): string {
  for (let length = Math.min(3, words.length - 1); length > 0; length--) {
    const tail = words.slice(-length).join(' ').replace(/^\(|\)$|\btime$/g, '').trim();
    if (length === 1 && isZoneAbbreviation(tail)) throw fail('error.date.abbreviation', { zone: tail.toUpperCase() });
    if (/\d/.test(tail) || (length === 1 && (monthOf(tail) || weekdayOf(tail)))) continue;
    const [found] = findZones(tail);
    if (!found) continue;
    words.splice(-length);
    return found;
  }
  return around.zone;
}

function takeTime(words: string[], fail: Fail): Temporal.PlainTime | undefined {
  for (const [i, word] of words.entries()) {
    if (word === 'noon') return words.splice(i, 1), Temporal.PlainTime.from('12:00');
    if (word === 'midnight') throw fail('error.date.midnight');
    const joined = /^\d{1,2}$/.test(word) && /^[ap]\.?m\.?$/.test(words[i + 1] ?? '') ? word + words[i + 1]! : word;
    const match = /^(\d{1,2})(?:[:.h](\d{2}))?(h|[ap]\.?m\.?)?$/.exec(joined);
    if (!match || (match[2] === undefined && match[3] === undefined)) continue;
    if (match[2] !== undefined && joined.includes('.') && match[3] === undefined) continue; // 3.4 is rather a date
    let hour = Number(match[1]);
    const half = match[3]?.[0];
    if (half === 'a' || half === 'p') {
      if (hour === 12) throw fail('error.date.twelve', {}, []);
      if (hour < 1 || hour > 12) throw fail('error.date.time', { part: joined });
      if (half === 'p') hour += 12;
    }
    if (hour > 23 || Number(match[2] ?? 0) > 59) throw fail('error.date.time', { part: joined });
    words.splice(i, joined === word ? 1 : 2);
    return Temporal.PlainTime.from({ hour, minute: Number(match[2] ?? 0) });
  }
  return undefined;
}

function readDay(words: readonly string[], today: Temporal.PlainDate, toward: 'coming' | 'past', fail: Fail): Temporal.PlainDate {
  const [first = '', second = '', third = ''] = words;
  const said = words.join(' ');
  if (said === 'today') return today;
  if (said === 'tomorrow') return today.add({ days: 1 });
  if (said === 'yesterday') return today.subtract({ days: 1 });
  const span = /^(?:in )?(\d{1,4}) (day|week|month|year)s?( ago)?$/.exec(said);
  if (span) {
    const length = { [`${span[2]}s`]: Number(span[1]) };
    return span[3] ? today.subtract(length) : today.add(length);
  }
  if (first === 'next' && weekdayOf(second) && words.length === 2) {
    const coming = comingWeekday(today, weekdayOf(second));
    throw fail('error.date.next', {}, [coming, coming.add({ days: 7 })].map(asWay));
  }
  const weekday = weekdayOf(first);
  const rest = weekday ? words.slice(1) : first === 'this' && weekdayOf(second) ? words.slice(2) : words;
  const meant = weekday || (first === 'this' ? weekdayOf(second) : 0);
  if (rest.length === 0 && meant) return toward === 'past' ? comingWeekday(today.subtract({ days: 7 }), meant) : comingWeekday(today, meant);
  const day = readDate(meant ? rest : [first, second, third, ...words.slice(3)].filter(Boolean), today, toward, fail);
  if (meant && day.dayOfWeek !== meant) {
    const ways = [day, ...[-1, 1].map((way) => nearestWeekday(day, meant, way as 1 | -1))].map(asWay);
    throw fail('error.date.weekday', { date: showDay(day.toString()), weekday: fullWeekdays[meant - 1]!.replace(/^./, (c) => c.toUpperCase()) }, ways);
  }
  return day;
}

function readDate(words: readonly string[], today: Temporal.PlainDate, toward: 'coming' | 'past', fail: Fail): Temporal.PlainDate {
  const said = words.join(' ');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  if (iso) return exact(Number(iso[1]), Number(iso[2]), Number(iso[3]), fail);
  const numbers = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?\.?$/.exec(said);
  if (numbers) throw fail('error.date.numbers', {}, bothReadings(numbers.slice(1).map(Number), today, toward));
  const parts = words.map((word) => word.replace(/(\d)(st|nd|rd|th)$/, '$1').replace(/(\d)\.$/, '$1'));
  const at = parts.findIndex((part) => monthOf(part) > 0);
  const others = parts.filter((_, i) => i !== at);
  const day = others.find((part) => /^\d{1,2}$/.test(part));
  const year = others.find((part) => /^\d{4}$/.test(part));
  if (at < 0 || day === undefined || others.length !== (year === undefined ? 1 : 2)) throw fail('error.date.unknown');
  const month = monthOf(parts[at]!);
  if (year !== undefined) return exact(Number(year), month, Number(day), fail);
  return withoutYear(month, Number(day), today, toward) ?? exact(today.year, month, Number(day), fail);
}

/** The coming (or last) such day; for 29 February that may be years away. */
function withoutYear(month: number, day: number, today: Temporal.PlainDate, toward: 'coming' | 'past'): Temporal.PlainDate | undefined {
  const step = toward === 'past' ? -1 : 1;
  for (let i = 0; i <= 8; i++) {
    const year = today.year + i * step;
    if (day < 1 || day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) continue;
    const date = Temporal.PlainDate.from({ year, month, day });
    if (Temporal.PlainDate.compare(date, today) * step >= 0) return date;
  }
  return undefined;
}

function exact(year: number, month: number, day: number, fail: Fail): Temporal.PlainDate {
  if (month < 1 || month > 12) throw fail('error.date.unknown');
  const last = Temporal.PlainYearMonth.from({ year, month });
  if (day < 1 || day > last.daysInMonth) {
    throw fail('error.date.noday', { day: String(day), month: `${fullMonths[month - 1]!.replace(/^./, (c) => c.toUpperCase())} ${year}`, last: String(last.daysInMonth) }, [asWay(last.toPlainDate({ day: last.daysInMonth }))]);
  }
  return Temporal.PlainDate.from({ year, month, day });
}

function bothReadings([a, b, year]: readonly number[], today: Temporal.PlainDate, toward: 'coming' | 'past'): Way[] {
  const full = year === undefined || Number.isNaN(year) ? undefined : year < 100 ? 2000 + year : year;
  const readings = [[a!, b!], [b!, a!]].flatMap(([day, month]) => {
    if (month! < 1 || month! > 12) return [];
    if (full === undefined) return withoutYear(month!, day!, today, toward) ?? [];
    return day! >= 1 && day! <= Temporal.PlainYearMonth.from({ year: full, month: month! }).daysInMonth ? Temporal.PlainDate.from({ year: full, month: month!, day: day! }) : [];
  });
  return readings.filter((date, i) => i === 0 || !date.equals(readings[0]!)).map(asWay);
}

function comingWeekday(today: Temporal.PlainDate, weekday: number): Temporal.PlainDate {
  return today.add({ days: (weekday - today.dayOfWeek + 7) % 7 || 7 });
}

function nearestWeekday(day: Temporal.PlainDate, weekday: number, way: 1 | -1): Temporal.PlainDate {
  return day.add({ days: way * ((way * (weekday - day.dayOfWeek) + 7) % 7) });
}

function asWay(day: Temporal.PlainDate): Way {
  return { label: showDay(day.toString()), value: day.toString() };
}

/**
 * The instant of a civil time.
 * @throws UserError when the clock skips it (the times before and after are offered) or shows it twice (both are offered)
 */
export function toInstant(civil: Civil, field?: string): Temporal.Instant {
  const local = civil.day.toPlainDateTime(civil.time ?? Temporal.PlainTime.from('00:00'));
  const [early, late] = [local.toZonedDateTime(civil.zone, { disambiguation: 'earlier' }), local.toZonedDateTime(civil.zone, { disambiguation: 'later' })];
  if (early.epochMilliseconds === late.epochMilliseconds) return early.toInstant();
  const skipped = !early.toPlainDateTime().equals(local);
  if (!skipped && civil.turn) return (civil.turn === 'first' ? early : late).toInstant();
  const show = (at: Temporal.ZonedDateTime) => `${at.toPlainDate()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(civil.zone)}`;
  const ways = skipped
    ? [early, late].map((at) => ({ label: show(at), value: show(at) }))
    : [early, late].map((at, i) => ({ label: `${show(at)} (UTC${at.offset})`, value: `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${i === 0 ? 'first' : 'second'} ${place(civil.zone)}` }));
  const typed = `${local.toPlainTime().toString({ smallestUnit: 'minute' })}, ${showDay(civil.day.toString())}`;
  throw new UserError(skipped ? 'error.date.skipped' : 'error.date.twice', { typed, place: place(civil.zone) }, field, ways);
}
