import { UserError, type Way } from '#core/errors.ts';
import { cut, limits } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { onClock, showInstant, stamp } from '#core/time.ts';
import { readCivil, toInstant, type Around, type Civil } from '#core/when.ts';
import { checkYear } from '#rules/yearless.ts';

/** How many times people can be asked about at once. */
export const slotCount = { least: 3, most: 7 } as const;

/**
 * Reads the times that a poll asks about: three to seven dates with an hour, parted by semicolons or line breaks, each as `readCivil`
 * reads one. The first place named holds for all that name none; where none is named, `zone` does.
 * @returns local times on the clock of `zone` (`2027-03-09T15:00`), in order
 * @throws UserError for too few or too many, the same twice, and `error.poll.slot` for what is wrong with one: it cannot be read, has no
 *   hour, is over, lacks a year and was not long ago, or its hour does not exist or comes twice on one of the clocks. Its ways are whole texts that can be read
 */
export function readSlots(typed: string, zone: string, around: Around, lang = 'en'): string[] {
  const parts = partsOf(typed);
  const { least, most } = slotCount;
  if (parts.length < least) throw new UserError('error.poll.few', { count: parts.length, least, most }, around.field, asList(typed, zone, around));
  if (parts.length > most) throw new UserError('error.poll.many', { count: parts.length, most }, around.field);
  const clock = parts.map((part) => zoneNamed(part, around)).find((named) => named !== undefined) ?? zone;
  const without = (i: number): Way[] => [asWay(parts.toSpliced(i, 1).join('; '))].filter(({ value }) => isRead(() => readSlots(value, zone, around)));
  const locals = parts.map((part, i) => {
    try {
      return readSlot(part, clock, zone, around, lang);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const ways = error.ways.filter(({ value }) => isRead(() => readSlot(value, clock, zone, around, lang))).map(({ label, value }) => ({ label, value: parts.with(i, value).join('; ') }));
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
  try {
    const [one, other] = ['UTC', 'Asia/Tokyo'].map((zone) => readCivil(part, { ...around, zone, toward: 'coming' }).zone);
    return one === other ? one : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The text with semicolons, where it parts its times otherwise: by commas, `or`, `and`. */
function asList(typed: string, zone: string, around: Around): Way[] {
  const parts = typed.split(/[;；\r\n,/|]|\b(?:or|and)\b/i).map((part) => part.trim()).filter((part) => part !== '');
  const value = parts.join('; ');
  return parts.length >= slotCount.least && parts.length <= slotCount.most && isRead(() => readSlots(value, zone, around)) ? [asWay(value)] : [];
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

const asWay = (value: string): Way => ({ label: cut(value, limits.buttonLabel), value });
