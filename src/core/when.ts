import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold, nearest } from '#core/fold.ts';
import { isWeekday, takeDates, takeHour, takeWeekday, weekdayName, type Fault, type Reading, type Toward, type Weekday } from '#core/said.ts';
import { abbreviationsOf, findZones, isZoneAbbreviation, place, showDay, zoneNames } from '#core/time.ts';

/** What a text is read against. */
export interface Around {
  readonly now: Temporal.Instant;
  /** The zone that is meant when none is said: the group's home zone. */
  readonly zone: string;
  /** Whether a date without a year, or a weekday, is the coming one or the last one. */
  readonly toward?: Toward;
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

/** No date needs more characters. */
const longest = 200;
/** Years beyond these are slips of the hand. */
export const years = { first: 1900, last: 2199 } as const;

/**
 * Reads a date as people write it: `6 Mar 2027 15:00 Vienna`, `2027-03-06`, `Tue 10am`, `tomorrow`, `in 2 weeks`, `15:00`.
 * Words may come in any order. A result in the past is not refused here.
 * @throws UserError when it can be read in two ways (`03/04`, `next Tue`, `second Tue`, `12 am`, `midnight`), when weekday and date
 *   disagree, for a day that does not exist, for `first` and `second` of an hour that comes once, a zone abbreviation, an offset, an
 *   unknown place, and when it is no date at all. Its ways are texts that can be read
 */
export function readCivil(typed: string, around: Around): Civil {
  const words = typed.length > longest ? [] : wordsOf(typed);
  const count = takeCount(words);
  const hours = takeHour(words);
  const weekday = takeWeekday(words);
  const here = around.now.toZonedDateTimeISO(around.zone);
  // What is left without the date is the place; and only with the place is it known which day is today.
  const where = takeZone(takeDates(words, here.toPlainDate()).left, around);
  const zone = where.of[0] ?? around.zone;
  const now = here.withTimeZone(zone);
  const { dates } = takeDates(words, now.toPlainDate(), around.toward);
  // Before a weekday it counts days, where no date says which; else it is one of the two that an hour can be.
  const nth = count?.isOfDays && dates.length === 0 ? count.nth : undefined;
  const turn = nth === undefined ? count?.word : undefined;
  const days = inReach(dayMeant(dates, { ...weekday, nth }, hours, now, around.toward ?? 'coming'));
  const fault = [days.fault?.key === 'error.date.unknown' ? days.fault : undefined, where.fault, hours.fault, days.fault].find((each) => each !== undefined);
  if (fault) {
    const ways = where.of.flatMap((of) => days.of.flatMap((day) => hours.of.map((time) => asWay(day, time, isTwice(day, time, of ?? zone) ? turn : undefined, of))));
    throw new UserError(fault.key, { typed: cut(typed.trim(), 80), ...fault.params }, around.field, ways.slice(0, 6));
  }
  const [day, time] = [days.of[0]!, hours.of[0]];
  if (turn && !isTwice(day, time, zone)) throw new UserError('error.date.once', { typed: cut(typed.trim(), 80), turn }, around.field, [asWay(day, time, undefined, where.of[0])]);
  return { day, time, zone, turn };
}

/** The words of a date, folded; an ISO time is taken apart. */
function wordsOf(typed: string): string[] {
  return fold(typed)
    .replace(/[,;()[\]]/g, ' ')
    .replace(/\b(utc|gmt)\s?([+-])\s?(?=\d)/g, '$1$2')
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const iso = /^(\d{4}-\d{1,2}-\d{1,2})t(\d{1,2}:\d{2}(?::00(?:\.0+)?)?)(z|[+-]\d{2}(?::?\d{2})?)?$/.exec(word);
      if (iso) return [iso[1]!, iso[2]!, ...(iso[3] === undefined ? [] : [iso[3] === 'z' ? 'utc' : iso[3]])];
      const offset = /^(\d{1,2}:\d{2})(\+\d{1,2}(?::?\d{2})?)$/.exec(word);
      return offset ? [offset[1]!, offset[2]!] : [word];
    });
}

/** Takes `first` or `second` out of the words, and tells whether it stands before a weekday. */
function takeCount(words: string[]): { readonly word: NonNullable<Civil['turn']>; readonly nth: number; readonly isOfDays: boolean } | undefined {
  const at = words.findIndex((word) => word === 'first' || word === 'second');
  if (at < 0) return undefined;
  const word = words.splice(at, 1)[0] as 'first' | 'second';
  return { word, nth: word === 'first' ? 1 : 2, isOfDays: isWeekday(words[at] ?? '') };
}

const noise = new Set(['on', 'at', 'of', 'the', 'in', 'time']);

/** The zone that the words left over name; undefined when they name none. */
function takeZone(words: readonly string[], around: Around): Reading<string | undefined> {
  const rest = words.filter((word) => !noise.has(word) && !isZoneAbbreviation(word));
  const zones = [findZones(words.join(' ')), findZones(rest.join(' '))].find((found) => found.length > 0) ?? [];
  const vague = words.filter((word) => isZoneAbbreviation(word));
  if (vague.length > 0) {
    const isHome = vague.some((word) => abbreviationsOf(around.zone).includes(word.toUpperCase()));
    return { of: zones.length > 0 ? zones : isHome ? [around.zone] : [], fault: { key: 'error.date.abbreviation', params: { zone: vague.join(' ').toUpperCase() } } };
  }
  if (rest.length === 0) return { of: [undefined] };
  if (zones.length === 1) return { of: zones };
  const said = cut(rest.join(' '), 60);
  if (zones.length > 1) return { of: zones, fault: { key: 'error.date.places', params: { place: said } } };
  if (/\d/.test(said)) return { of: [], fault: { key: 'error.date.unknown' } };
  const near = nearest(said, zoneNames().map(place)).flatMap((name) => findZones(name).slice(0, 1));
  return { of: near, fault: { key: 'error.date.place', params: { place: said } } };
}

/** The day that is meant: the one date said, or the weekday alone, or the hour alone. */
function dayMeant(
  dates: readonly Reading<Temporal.PlainDate>[], { weekday, which, nth }: Weekday & { readonly nth: number | undefined }, hours: Reading<Temporal.PlainTime | undefined>, now: Temporal.ZonedDateTime, toward: Toward,
): Reading<Temporal.PlainDate> {
  const today = now.toPlainDate();
  const step = toward === 'past' ? -1 : 1;
  // Whether the hour lies ahead today (or behind, when the past is meant). Without an hour nobody can tell.
  const ahead = hours.of.some((time) => time === undefined || Temporal.PlainTime.compare(time, now.toPlainTime()) * step > 0);
  const [date] = dates;
  if (dates.length > 1) return { of: [], fault: { key: 'error.date.unknown' } };
  if (date && !weekday) return date;
  if (date) return checkWeekday(date, weekday, today);
  if (weekday && nth !== undefined) return nthMeant(nth, dayMeant([], { weekday, which, nth: undefined }, hours, now, toward).of, which === 'last' ? -1 : which === 'next' ? 1 : step);
  if (weekday) {
    const direction = which === undefined ? step : which === 'next' ? 1 : -1;
    const away = ((weekday - today.dayOfWeek) * direction + 7) % 7;
    const coming = today.add({ days: direction * (away || 7) });
    if (which !== undefined) return { of: [coming, coming.add({ days: 7 * direction })], fault: { key: 'error.date.next' } };
    return away === 0 && ahead ? { of: [today, coming], fault: { key: 'error.date.next' } } : { of: [coming] };
  }
  const hourSaid = hours.fault !== undefined || hours.of[0] !== undefined;
  return hourSaid ? { of: [ahead ? today : today.add({ days: step })] } : { of: [], fault: { key: 'error.date.unknown' } };
}

/** The first or second such weekday of a month, or counted from today: `from` are the weekdays that come next. */
function nthMeant(nth: number, from: readonly Temporal.PlainDate[], direction: 1 | -1): Reading<Temporal.PlainDate> {
  const weeks = (day: Temporal.PlainDate, count: number) => day.add({ days: 7 * direction * count });
  const ofMonth = Array.from({ length: 7 }, (_, i) => weeks(from[0]!, i)).find(({ day }) => Math.ceil(day / 7) === nth)!;
  const others = from.map((day) => weeks(day, nth - 1)).filter((day) => !day.equals(ofMonth));
  return { of: [ofMonth, ...others], ...(others.length > 0 && { fault: { key: 'error.date.next' } as const }) };
}

function checkWeekday(date: Reading<Temporal.PlainDate>, weekday: number, today: Temporal.PlainDate): Reading<Temporal.PlainDate> {
  const fitting = date.of.filter((day) => day.dayOfWeek === weekday);
  // A 29 February of some years off is only meant where the weekday says so.
  const isLeapDay = date.of.length > 1 && fitting[0]?.day === 29;
  if (fitting.length === 1) return date.fault?.key === 'error.date.noday' && !isLeapDay ? date : { of: fitting };
  if (date.fault) return date;
  const [day] = date.of;
  if (!day) return date;
  // The slip may be in the weekday, in the day, or in the year of a text that was copied.
  const away = (weekday - day.dayOfWeek + 7) % 7;
  const near = day.add({ days: away > 3 ? away - 7 : away });
  const otherYears = [1, -1, 2, -2].map((count) => day.add({ years: count })).filter((other) => other.dayOfWeek === weekday && other.day === day.day);
  const sensible = otherYears.filter((other) => Temporal.PlainDate.compare(day, today) < 0 || Temporal.PlainDate.compare(other, today) >= 0);
  return { of: [day, near, ...sensible.slice(0, 1)], fault: { key: 'error.date.weekday', params: { date: showDay(day.toString()), weekday: weekdayName(weekday) } } };
}

function inReach({ of, fault }: Reading<Temporal.PlainDate>): Reading<Temporal.PlainDate> {
  const near = of.filter(({ year }) => year >= years.first && year <= years.last);
  const far: Fault = { key: 'error.date.far', params: { first: String(years.first), last: String(years.last) } };
  return near.length === 0 && of.length > 0 ? { of: [], fault: far } : { of: near, ...(fault && { fault }) };
}

const clock = (time: Temporal.PlainTime) => time.toString({ smallestUnit: 'minute' });

/** A place name that can be read again: the city where only one zone has it. */
export function placeName(zone: string): string {
  const [found, ...others] = findZones(place(zone));
  return found === zone && others.length === 0 ? place(zone) : zone;
}

function asWay(day: Temporal.PlainDate, time: Temporal.PlainTime | undefined, turn: Civil['turn'], zone: string | undefined): Way {
  const rest = [time && clock(time), turn, zone && placeName(zone)].filter((part) => part !== undefined);
  const shown = [time && clock(time), zone && placeName(zone)].filter((part) => part !== undefined).join(' ');
  return { label: `${showDay(day.toString())}${shown && `, ${shown}`}`, value: [day.toString(), ...rest].join(' ') };
}

/** The two times that a civil time can be, the same on most days, and how many the clock shows of them: none where it skips the time. */
function bothOf(day: Temporal.PlainDate, time: Temporal.PlainTime, zone: string) {
  const local = day.toPlainDateTime(time);
  const [early, late] = [local.toZonedDateTime(zone, { disambiguation: 'earlier' }), local.toZonedDateTime(zone, { disambiguation: 'later' })];
  return { early, late, shown: early.epochMilliseconds === late.epochMilliseconds ? 1 : early.toPlainDateTime().equals(local) ? 2 : 0 };
}

const isTwice = (day: Temporal.PlainDate, time: Temporal.PlainTime | undefined, zone: string) => time !== undefined && bothOf(day, time, zone).shown === 2;

/**
 * The instant of a civil time; the day's first when no hour was said.
 * @throws UserError when the clock skips it (the times before and after are offered) or shows it twice (both are offered)
 */
export function toInstant(civil: Civil, field?: string): Temporal.Instant {
  const { day, time, zone, turn } = civil;
  if (time === undefined) return day.toZonedDateTime(zone).toInstant();
  const { early, late, shown } = bothOf(day, time, zone);
  if (shown === 1) return early.toInstant();
  const skipped = shown === 0;
  if (!skipped && turn) return (turn === 'first' ? early : late).toInstant();
  const ways = [early, late].map((at, i): Way => {
    const way = asWay(at.toPlainDate(), at.toPlainTime(), skipped ? undefined : i === 0 ? 'first' : 'second', zone);
    return skipped ? way : { ...way, label: `${way.label} (UTC${at.offset})` };
  });
  throw new UserError(skipped ? 'error.date.skipped' : 'error.date.twice', { typed: `${clock(time)}, ${showDay(day.toString())}`, place: place(zone) }, field, ways);
}
