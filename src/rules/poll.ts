import { attempt, UserError, works, type Way } from '#core/errors.ts';
import { cut, limits } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { onClock, place, showInstant, stamp } from '#core/time.ts';
import { placeName, readCivil, toInstant, type Around, type Civil } from '#core/when.ts';
import { checkYear } from '#rules/yearless.ts';

/** How many times people can be asked about at once. */
export const slotCount = { least: 3, most: 7 } as const;

/**
 * Reads the times that a poll asks about: three to seven dates with an hour, parted by semicolons or line breaks, each as `readCivil`
 * reads one. `all` before a place says that it holds for all that name none; where no time names a place, `zone` holds.
 * @returns local times on the clock of `zone` (`2027-03-09T15:00`), in order
 * @throws UserError for too few or too many, the same twice, where only some name a place and that makes a difference, and
 *   `error.poll.slot` for what is wrong with one: it cannot be read, has no hour, is over, lacks a year and was not long ago, or its hour
 *   does not exist or comes twice on one of the clocks. Its ways are whole texts that can be read
 */
export function readSlots(typed: string, zone: string, around: Around, lang = 'en'): string[] {
  const parts = withAll(partsOf(typed), around);
  const { least, most } = slotCount;
  if (parts.length < least) throw new UserError('error.poll.few', { count: parts.length, least, most }, around.field, asList(typed, zone, around));
  if (parts.length > most) throw new UserError('error.poll.many', { count: parts.length, most }, around.field);
  const named = parts.map((part) => zoneNamed(part, around));
  const without = (i: number): Way[] => [asWay(parts.toSpliced(i, 1).join('; '))].filter(({ value }) => works(() => readSlots(value, zone, around)));
  const readings = clocksMeant(named, zone).map((clocks) => ({ clocks, locals: attempt(() => readOn(clocks, parts, zone, around, lang, () => [])) }));
  const told = readings.filter(({ locals }, i) => locals && readings.findIndex((other) => String(other.locals) === String(locals)) === i);
  if (told.length === 0 || (told.length === 1 && readings.every(({ locals }) => locals))) return readings[0]!.locals ?? readOn(readings[0]!.clocks, parts, zone, around, lang, without);
  const list = named.flatMap((place, i) => (place === undefined ? [i + 1] : []));
  const ways = told.map(({ clocks }) => ({ label: cut(clocksText(list, clocks), limits.buttonLabel), value: parts.map((part, i) => (named[i] === undefined ? on(part, clocks[i]!) : part)).join('; ') }));
  const places = [...new Set(named.flatMap((clock) => (clock === undefined ? [] : [place(clock)])))].join(', ');
  throw new UserError('error.poll.places', { places, count: list.length, list: list.join(', ') }, around.field, ways);
}

/** A time with the place it is meant in. */
const on = (part: string, zone: string) => `${part} ${placeName(zone)}`;

/**
 * The clocks on which times can be meant of which some name a place, the likeliest first: a place holds up to the next one, those before
 * the first are on the clock of the poll or on that of the first; or each place is meant for its own time alone.
 */
function clocksMeant(named: readonly (string | undefined)[], zone: string): string[][] {
  const first = named.find((place) => place !== undefined) ?? zone;
  const before = (i: number) => named.slice(0, i + 1).findLast((place) => place !== undefined);
  const ways = [named.map((_, i) => before(i) ?? zone), named.map((_, i) => before(i) ?? first), named.map((place) => place ?? zone)];
  return ways.filter((clocks, i) => ways.findIndex((other) => String(other) === String(clocks)) === i);
}

/** On which clock each of some times is, by their numbers: `New York`, or `1: Vienna · 3: Bangkok`. */
function clocksText(list: readonly number[], clocks: readonly string[]): string {
  const groups = [...Map.groupBy(list, (number) => clocks[number - 1]!)];
  return groups.length === 1 ? place(groups[0]![0]) : groups.map(([zone, numbers]) => `${numbers.join(', ')}: ${place(zone)}`).join(' · ');
}

/** The times of a poll, each on its own clock where it names none. `without`: what is offered instead where one of them cannot be mended. */
function readOn(clocks: readonly string[], parts: readonly string[], zone: string, around: Around, lang: string, without: (i: number) => Way[]): string[] {
  const locals = parts.map((part, i) => {
    try {
      return readSlot(part, clocks[i]!, zone, around, lang);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const ways = error.ways.filter(({ value }) => works(() => readSlot(value, clocks[i]!, zone, around, lang))).map(({ label, value }) => ({ label, value: parts.with(i, value).join('; ') }));
      const key = error.key === 'error.date.twice' && ways.length === 1 ? 'error.date.firstOnly' : error.key;
      throw new UserError('error.poll.slot', { number: i + 1, count: parts.length, fault: t(lang, key, error.params) }, around.field, ways.length > 0 ? ways : without(i));
    }
  });
  const again = locals.findIndex((local, i) => locals.indexOf(local) < i);
  if (again >= 0) {
    const [day, time] = locals[again]!.split('T') as [string, string];
    const when = showInstant(stamp(onClock(day, time, zone)), zone, lang);
    throw new UserError('error.poll.twice', { first: locals.indexOf(locals[again]!) + 1, second: again + 1, when }, around.field, without(again));
  }
  return locals.sort();
}

/** Times of which one says `all New York`, or a part that says nothing else: each that names no place, with this one. */
function withAll(parts: readonly string[], around: Around): readonly string[] {
  const at = parts.findIndex((part) => all.test(part));
  if (at < 0) return parts;
  const said = parts[at]!.replace(all, ' ').replace(/:(?=\s)/, ' ').trim();
  const named = zoneNamed(said, around);
  const zone = named ?? zoneNamed(`12:00 ${said}`, around);
  if (zone === undefined) return parts;
  const times = named === undefined ? parts.toSpliced(at, 1) : parts.with(at, said);
  return times.map((part) => (zoneNamed(part, around) === undefined ? on(part, zone) : part));
}
const all = /\ball(?: times)?\b/i;

/** What stands between semicolons and line breaks, without what lists begin their lines with. */
function partsOf(typed: string): string[] {
  return typed.split(/[;；\r\n\u2028\u2029]+/).map((part) => part.trim().replace(/^(?:[-*•]|\d\))\s+/, '')).filter((part) => part !== '');
}

/** One time on the clock of the poll's zone. `clock` is the zone it was said in, where it names none. */
function readSlot(part: string, clock: string, zone: string, around: Around, lang: string): string {
  checkYear(part, { ...around, zone: clock });
  const civil = readCivil(part, { ...around, zone: clock, toward: 'coming' });
  const said = cut(part, 60);
  if (civil.time === undefined) throw new UserError('error.poll.hour', { said });
  const at = once(civil);
  const local = at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  // A local time can only be kept where it says which of two instants is meant: the first.
  if (!onClock(local.slice(0, 10), local.slice(11), zone).equals(at)) throw new UserError('error.poll.second', { said, when: showInstant(stamp(at), zone, lang) });
  if (Temporal.Instant.compare(at, around.now) <= 0) throw new UserError('error.poll.past', { said, when: showInstant(stamp(at), zone, lang) });
  return local;
}

/** @throws UserError for an hour that does not exist or comes twice: of two, only the first can be kept */
function once(civil: Civil): Temporal.Instant {
  const at = toInstant(civil);
  return civil.turn === 'second' && !at.equals(toInstant({ ...civil, turn: 'first' })) ? toInstant({ ...civil, turn: undefined }) : at;
}

/** The zone that a text names; undefined where it names none, or cannot be read. */
function zoneNamed(part: string, around: Around): string | undefined {
  const [one, other] = ['UTC', 'Asia/Tokyo'].map((zone) => attempt(() => readCivil(part, { ...around, zone, toward: 'coming' }).zone));
  return one === other ? one : undefined;
}

/** The text with semicolons, where it parts its times otherwise: by commas, `or`, `and`. */
function asList(typed: string, zone: string, around: Around): Way[] {
  const parts = typed.split(/[;；\r\n,/|]|\b(?:or|and)\b/i).map((part) => part.trim()).filter((part) => part !== '');
  const value = parts.join('; ');
  const isOther = value !== partsOf(typed).join('; ');
  return isOther && parts.length >= slotCount.least && parts.length <= slotCount.most && works(() => readSlots(value, zone, around)) ? [asWay(value)] : [];
}

const asWay = (value: string): Way => ({ label: cut(value, limits.buttonLabel), value });
