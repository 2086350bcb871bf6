import 'temporal-polyfill/global';
import { fold, nameKey } from '#core/fold.ts';

/** The present instant by the system's clock. The only place that asks for it. */
export function systemNow(): Temporal.Instant {
  return Temporal.Now.instant();
}

/** An instant as fixed-width UTC text (`2013-02-22T08:00:00.000Z`), so that text order is time order. */
export function stamp(at: Temporal.Instant): string {
  return at.toString({ fractionalSecondDigits: 3 });
}

/** The zones of the IANA database that this Node knows, in their canonical spelling. */
const zones: readonly string[] = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/** Towns that people of the field say and that are no zone's own name. */
const towns: Readonly<Record<string, string>> = {
  geneva: 'Europe/Zurich', beijing: 'Asia/Shanghai', delhi: 'Asia/Kolkata', mumbai: 'Asia/Kolkata', washington: 'America/New_York',
  rio: 'America/Sao_Paulo', capetown: 'Africa/Johannesburg', barcelona: 'Europe/Madrid', hanoi: 'Asia/Ho_Chi_Minh',
  sanfrancisco: 'America/Los_Angeles', telaviv: 'Asia/Jerusalem', abuja: 'Africa/Lagos', kathmandu: 'Asia/Katmandu', kyiv: 'Europe/Kiev',
};

const abbreviations = new Set(
  'cet cest eet eest wet west gmt bst ist est edt cst cdt mst mdt pst pdt msk ict eat cat wat sast brt art jst aest aedt hkt sgt pht nzst nzdt'.split(' '),
);

/** Whether a word is a zone abbreviation (CET, EST) or an offset (+01:00, UTC+1): both are refused, a city is asked for. */
export function isZoneAbbreviation(word: string): boolean {
  return abbreviations.has(fold(word)) || /^(utc|gmt)?[+-]\d{1,2}(:?\d{2})?$/i.test(word);
}

const byTown = new Map<string, string[]>();
for (const zone of zones) {
  for (const name of new Set([nameKey(zone), nameKey(zone.split('/').at(-1)!)])) byTown.set(name, [...(byTown.get(name) ?? []), zone]);
}
for (const [town, zone] of Object.entries(towns)) if (!byTown.has(town)) byTown.set(town, [zone]);

/** The zones that a name or a city can mean: `Vienna`, `Europe/Vienna`, `sao paulo`, `Geneva`. Empty when none is known. */
export function findZones(text: string): string[] {
  const found = byTown.get(nameKey(text));
  if (found) return found;
  if (!text.includes('/')) return [];
  try {
    return [new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone];
  } catch {
    return [];
  }
}

/** The names under which zones can be asked for, for completion. */
export function zoneNames(): readonly string[] {
  return zones;
}

/** A zone as people say it: its city (`Europe/Vienna` → `Vienna`). */
export function place(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(lang: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = lang + JSON.stringify(options);
  let made = formats.get(name);
  // The Gregorian calendar and Latin digits, because a year must not be misread (Thai would give 2556).
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(`${lang === 'en' ? 'en-GB' : lang}-u-ca-gregory-nu-latn`, { timeZone: 'UTC', ...options })));
  return made;
}

const dayShown = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const;
const monthShown = { month: 'long', year: 'numeric' } as const;

/** A civil date with its weekday and the month's name: `Thu 13 March 2014`. It has no zone and stays that day everywhere. */
export function showDay(day: string, lang = 'en'): string {
  return format(lang, dayShown).format(Date.parse(`${day}T00:00:00Z`)).replace(',', '');
}

/** A month with its year: `June 2013`. */
export function showMonth(day: string, lang = 'en'): string {
  return format(lang, monthShown).format(Date.parse(`${day}T00:00:00Z`));
}

/** An instant on the clock of a zone, with its city: `Fri 22 February 2013, 09:00 Vienna`. */
export function showInstant(at: string, zone: string, lang = 'en'): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return `${showDay(local.toPlainDate().toString(), lang)}, ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(zone)}`;
}

/** The civil day an instant falls on in a zone, as `YYYY-MM-DD`. */
export function dayOf(at: Temporal.Instant | string, zone: string): string {
  return (typeof at === 'string' ? Temporal.Instant.from(at) : at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whole civil days from one day to another; negative when `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}
