import { Temporal as polyfill } from 'temporal-polyfill';
import { fold, nameKey } from '#core/fold.ts';

// Node 24 has no Temporal of its own. Set here rather than by the polyfill's own global entry, which would also replace
// Intl.DateTimeFormat by a slower one.
if (!('Temporal' in globalThis)) Object.assign(globalThis, { Temporal: polyfill });

/** The present instant by the system's clock. The only place that asks for it. */
export function systemNow(): Temporal.Instant {
  return Temporal.Now.instant();
}

let stamped = { time: NaN, text: '' };

/** An instant as fixed-width UTC text (`2013-02-22T08:00:00.000Z`), so that text order is time order. */
export function stamp(at: Temporal.Instant): string {
  const time = at.epochMilliseconds;
  // One command stamps all that it writes with one instant.
  if (time !== stamped.time) stamped = { time, text: new Date(time).toISOString() };
  return stamped.text;
}

/** Zones that Node still lists under a name the IANA database has given up, and what they are called now. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara', 'America/Buenos_Aires': 'America/Argentina/Buenos_Aires', 'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan', 'America/Cordoba': 'America/Argentina/Cordoba', 'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis', 'America/Jujuy': 'America/Argentina/Jujuy', 'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza', 'Asia/Calcutta': 'Asia/Kolkata', 'Asia/Katmandu': 'Asia/Kathmandu', 'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh', 'Atlantic/Faeroe': 'Atlantic/Faroe', 'Europe/Kiev': 'Europe/Kyiv', 'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei', 'Pacific/Truk': 'Pacific/Chuuk',
};
const presentName = (zone: string) => renamed[zone] ?? zone;

/** Towns that people say and that give no zone its name: seats of the field's bodies and capitals, mostly. */
const towns: Readonly<Record<string, string>> = {
  'Europe/Zurich': 'Geneva Bern Basel Lausanne', 'Europe/Amsterdam': 'The_Hague Hague Rotterdam', 'Europe/Madrid': 'Barcelona', 'Europe/Lisbon': 'Porto',
  'Europe/Berlin': 'Munich Hamburg Frankfurt Cologne Bonn', 'Europe/Rome': 'Milan', 'Europe/Moscow': 'St_Petersburg Saint_Petersburg', 'Europe/London': 'Edinburgh Glasgow Brighton',
  'America/New_York': 'Washington Boston Philadelphia Atlanta Miami', 'America/Los_Angeles': 'San_Francisco Seattle', 'America/Toronto': 'Montreal Ottawa',
  'America/Sao_Paulo': 'Rio Rio_de_Janeiro Brasilia', 'America/Mexico_City': 'Mexico', 'America/Guayaquil': 'Quito', 'America/Bogota': 'Medellin',
  'Africa/Johannesburg': 'Cape_Town Durban Pretoria', 'Africa/Lagos': 'Abuja', 'Africa/Casablanca': 'Rabat', 'Africa/Dar_es_Salaam': 'Dodoma', 'Africa/Nairobi': 'Mombasa',
  'Asia/Kolkata': 'Delhi New_Delhi Mumbai Chennai Bangalore', 'Asia/Shanghai': 'Beijing', 'Asia/Karachi': 'Islamabad Lahore', 'Asia/Ho_Chi_Minh': 'Hanoi', 'Asia/Jerusalem': 'Tel_Aviv',
  'Asia/Qatar': 'Doha', 'Asia/Dubai': 'Abu_Dhabi', 'Asia/Almaty': 'Astana', 'Asia/Bangkok': 'Chiang_Mai', 'Europe/Istanbul': 'Ankara', 'America/Puerto_Rico': 'San_Juan',
  'America/St_Lucia': 'Castries Saint_Lucia', 'Australia/Sydney': 'Canberra', 'Pacific/Auckland': 'Wellington',
};

const abbreviations = new Set(
  ('cet cest mez mesz met mest eet eest wet west gmt bst ist est edt cst cdt mst mdt pst pdt akst akdt hst ast adt nst ndt msk samt trt irst pkt npt uzt ict wib wita wit ' +
    'eat cat wat sast brt art clt pet cot vet gst jst kst aest aedt acst acdt awst hkt sgt pht nzst nzdt').split(' '),
);

const isOffset = (word: string) => /^(utc|gmt|z)?[+-]\d{1,2}(:?\d{2})?$/.test(word);

/** Whether a text is a zone abbreviation (CET, EST), an offset (+01:00, UTC+1) or both (`CET (UTC+2)`): refused, a city is asked for. */
export function isZoneAbbreviation(text: string): boolean {
  const words = fold(text).replace(/([+-])\s+(?=\d)/g, '$1').replace(/\b(utc|gmt)\s(?=[+-])/g, '$1').split(/[\s(),]+/).filter((word) => word !== '' && word !== 'time');
  const vague = words.filter((word) => abbreviations.has(word) || isOffset(word));
  return vague.length > 0 && vague.length + words.filter((word) => word === 'utc').length === words.length;
}

/** What the clock of a zone is called for short, in winter and summer: `CET`, `CEST`. */
export function abbreviationsOf(zone: string): string[] {
  const names = ['en-GB', 'en-US'].flatMap((lang) => {
    const format = new Intl.DateTimeFormat(lang, { timeZone: zone, timeZoneName: 'short' });
    return [Date.UTC(2020, 0), Date.UTC(2020, 6)].map((at) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value);
  });
  return [...new Set(names)].filter((name) => /^[A-Z]+$/.test(name));
}

const lastPart = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1);

/** The zones of the IANA database that this Node knows, under their present names, and what each is called. Made when first asked for. */
let atlas: { readonly zones: readonly string[]; readonly byName: ReadonlyMap<string, readonly string[]> } | undefined;
function makeAtlas(): NonNullable<typeof atlas> {
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone').map(presentName), 'UTC'])].sort();
  const byName = new Map<string, readonly string[]>();
  const learn = (name: string, zone: string) => {
    const known = byName.get(nameKey(name)) ?? [];
    if (!known.includes(zone)) byName.set(nameKey(name), [...known, zone]);
  };
  for (const zone of zones) for (const name of [zone, lastPart(zone)]) learn(name, zone);
  for (const [old, zone] of Object.entries(renamed)) for (const name of [old, lastPart(old)]) learn(name, zone);
  for (const [zone, names] of Object.entries(towns)) for (const name of names.split(' ')) learn(name, zone);
  return { zones, byName };
}
const knownZones = () => (atlas ??= makeAtlas());

/** The zones that a name or a city can mean: `Vienna`, `Europe/Vienna`, `sao paulo`, `Geneva`. Empty when none is known. */
export function findZones(text: string): readonly string[] {
  // `Nairobi, Kenya` is Nairobi.
  const found = knownZones().byName.get(nameKey(text)) ?? knownZones().byName.get(nameKey(text.split(',')[0]!));
  if (found) return found;
  if (!text.includes('/')) return [];
  try {
    // Other names of a zone (US/Eastern). Etc/GMT+5 is an offset in disguise, and with its sign turned round.
    const zone = presentName(new Intl.DateTimeFormat('en', { timeZone: text.trim() }).resolvedOptions().timeZone);
    return zone.startsWith('Etc/') ? [] : [zone];
  } catch {
    return [];
  }
}

/** The names under which zones can be asked for, for completion. */
export function zoneNames(): readonly string[] {
  return knownZones().zones;
}

/** A zone as people say it: its city (`Europe/Vienna` → `Vienna`). */
export function place(zone: string): string {
  return lastPart(zone).replaceAll('_', ' ');
}

/** Formatters by language or zone: making one costs fifty times more than using it. */
function keep(make: (name: string) => Intl.DateTimeFormat): (name: string) => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (name) => made.get(name) ?? (made.set(name, make(name)), made.get(name)!);
}

// The Gregorian calendar and Latin digits, because a year must not be misread (Thai would give 2556).
function locale(lang: string): string {
  try {
    return new Intl.Locale(lang === 'en' ? 'en-GB' : lang, { calendar: 'gregory', numberingSystem: 'latn' }).toString();
  } catch {
    return locale('en'); // a client may say anything about its language
  }
}
const dayFormat = keep((lang) => new Intl.DateTimeFormat(locale(lang), { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' }));
const weekdayFormat = keep((lang) => new Intl.DateTimeFormat(locale(lang), { timeZone: 'UTC', weekday: 'long' }));
const dateFormat = keep((lang) => new Intl.DateTimeFormat(locale(lang), { timeZone: 'UTC', day: 'numeric', month: 'long' }));
const monthFormat = keep((lang) => new Intl.DateTimeFormat(locale(lang), { timeZone: 'UTC', month: 'long', year: 'numeric' }));
// Swedish writes a date as YYYY-MM-DD.
const isoFormat = keep((timeZone) => new Intl.DateTimeFormat('sv-SE-u-ca-gregory-nu-latn', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }));

/** Answers that are asked for again and again, as the days of a list are; forgotten all at once when there are many. */
function remember<B extends unknown[], T>(work: (text: string, ...by: B) => T): (text: string, ...by: B) => T {
  // Two maps, because putting a name together costs more than looking it up.
  const known = new Map<unknown, Map<string, T>>();
  let count = 0;
  return (text, ...by) => {
    let answers = known.get(by[0]);
    let value = answers?.get(text);
    if (value === undefined) {
      if (++count > 5000) {
        known.clear();
        answers = undefined;
        count = 1;
      }
      if (!answers) known.set(by[0], (answers = new Map()));
      answers.set(text, (value = work(text, ...by)));
    }
    return value;
  };
}
const millisecondsOf = remember((day: string) => Date.parse(`${day}T00:00:00Z`));

/** A civil date with its weekday and the month's name: `Thu 13 March 2014`. It has no zone and stays that day everywhere. */
export const showDay = remember((day: string, lang: string = 'en') => dayFormat(lang).format(millisecondsOf(day)).replace(',', ''));

/** The same in short, for a button beside the whole date: `13 March`. */
export function showDate(day: string, lang = 'en'): string {
  return dateFormat(lang).format(millisecondsOf(day));
}

/** An ISO weekday in full: `Monday` for 1. */
export function showWeekday(weekday: number, lang = 'en'): string {
  return weekdayFormat(lang).format(millisecondsOf(`2024-01-0${weekday}`)); // which was such a day
}

/** A month with its year: `June 2013`. */
export function showMonth(day: string, lang = 'en'): string {
  return monthFormat(lang).format(millisecondsOf(day));
}

/** An instant on the clock of a zone, with its city: `Fri 22 February 2013, 09:00 Vienna`. */
export function showInstant(at: string, zone: string, lang = 'en'): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return `${showDay(local.toPlainDate().toString(), lang)}, ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(zone)}`;
}

// Since 1972 the clocks of all zones change and turn to a new day on a full minute of UTC.
const dayInMinute = remember((zone, minute: number) => isoFormat(zone).format(minute * 60_000));
const dayAt = remember((at, zone: string) => isoFormat(zone).format(Date.parse(at)));

/** The civil day an instant falls on in a zone, as `YYYY-MM-DD`. */
export function dayOf(at: Temporal.Instant | string, zone: string): string {
  return typeof at === 'string' ? dayAt(at, zone) : dayInMinute(zone, Math.floor(at.epochMilliseconds / 60_000));
}

/** Whole civil days from one day to another; negative when `to` comes first. Both are `YYYY-MM-DD`, years 0 to 9999. */
export function daysBetween(from: string, to: string): number {
  return (millisecondsOf(to) - millisecondsOf(from)) / 86_400_000;
}

/** The day so many civil days after a day. */
export const addDays = remember((day: string, days: number) => new Date(millisecondsOf(day) + days * 86_400_000).toISOString().slice(0, 10));

/** The ISO weekday of a day: 1 is Monday. */
export function weekdayOf(day: string): number {
  // 1 January 1970 was a Thursday.
  return ((((millisecondsOf(day) / 86_400_000 + 3) % 7) + 7) % 7) + 1;
}

const clockFormat = keep((timeZone) => new Intl.DateTimeFormat('sv-SE-u-ca-gregory-nu-latn', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }));
/** How many milliseconds the clock of a zone is ahead of UTC as a day begins in UTC. */
const ahead = remember((day, zone: string) => Date.parse(`${clockFormat(zone).format(millisecondsOf(day)).replace(' ', 'T')}Z`) - millisecondsOf(day));

const atLocal = remember((local, zone: string) => {
  const day = local.slice(0, 10);
  const [offset, later] = [ahead(addDays(day, -1), zone), ahead(addDays(day, 2), zone)];
  // On most days no clock changes near, and reckoning is enough.
  return offset === later ? Temporal.Instant.fromEpochMilliseconds(Date.parse(`${local}Z`) - offset) : Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();
});

/**
 * The instant at which the clock of a zone shows a time (`HH:MM`) on a civil day. A time that the clock skips comes as much later as
 * it skips (02:30 is 03:30); of one that it shows twice, the first counts.
 */
export function onClock(day: string, time: string, zone: string): Temporal.Instant {
  return atLocal(`${day}T${time}`, zone);
}

/** The instant from which a civil day is over in a zone, as a stamp. */
export const endOfDay = remember((day, zone: string) => stamp(onClock(addDays(day, 1), '00:00', zone)));

/**
 * An instant for one reader: on the clock of their zone, with the group's home clock beside it where that shows another time:
 * `Fri 22 February 2013, 15:00 Bangkok (09:00 Vienna)`.
 */
export function showWhen(at: string, zone: string, home: string, lang = 'en'): string {
  const here = showInstant(at, zone, lang);
  const instant = Temporal.Instant.from(at);
  const [mine, theirs] = [instant.toZonedDateTimeISO(zone), instant.toZonedDateTimeISO(home)];
  if (mine.offsetNanoseconds === theirs.offsetNanoseconds) return here;
  const time = `${theirs.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(home)}`;
  return mine.toPlainDate().equals(theirs.toPlainDate()) ? `${here} (${time})` : `${here} (${showDay(theirs.toPlainDate().toString(), lang)}, ${time})`;
}
