/** A component as it stands in the text. */
interface Part {
  readonly name: string;
  readonly properties: Line[];
  readonly parts: Part[];
}
interface Line {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/**
 * What a calendar does against RFC 5545, by section; nothing for one that keeps to it. Stricter than the RFC in one thing: it may have only
 * what the program means to write.
 */
export function icsFaults(text: string): string[] {
  const faults: string[] = [];
  const say = (section: string, what: string) => faults.push(`§${section} ${what}`);
  for (const line of text.split('\r\n')) {
    if (Buffer.byteLength(line) > 75) say('3.1', `a line of ${Buffer.byteLength(line)} octets`);
    if (/[\r\n]/.test(line)) say('3.1', 'a bare CR or LF');
    if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(line)) say('3.1', 'a control character');
    if (!line.isWellFormed()) say('3.1', 'a character cut in two');
  }
  if (!text.endsWith('END:VCALENDAR\r\n')) say('3.4', 'no END:VCALENDAR with a line break at the end');
  const lines = text.replace(/\r\n$/, '').replace(/\r\n[ \t]/g, '').split('\r\n').map((line) => lineOf(line, say));
  const root: Part = { name: '', properties: [], parts: [] };
  const open = [root];
  for (const line of lines) {
    const at = open.at(-1)!;
    if (line.name === 'BEGIN') {
      const part: Part = { name: line.value, properties: [], parts: [] };
      at.parts.push(part);
      open.push(part);
    } else if (line.name !== 'END') at.properties.push(line);
    else if (open.length < 2 || at.name !== line.value) say('3.6', `END:${line.value} within ${at.name}`);
    else open.pop();
  }
  if (open.length > 1) say('3.6', `${open.at(-1)!.name} has no END`);
  if (root.properties.length > 0 || root.parts.length !== 1 || root.parts[0]!.name !== 'VCALENDAR') say('3.4', 'not one VCALENDAR');
  else calendar(root.parts[0]!, say);
  return faults;
}

type Say = (section: string, what: string) => void;

function lineOf(line: string, say: Say): Line {
  const [, name = '', marks = '', value = ''] = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/su.exec(line) ?? [];
  if (name === '') say('3.1', `no content line: ${line.slice(0, 40)}`);
  return { name, params: new Map([...marks.matchAll(/;([A-Z0-9-]+)=("[^"]*"|[^";:,]*)/g)].map(([, key, given]) => [key!, given!.replaceAll('"', '')])), value };
}

/** How often a property may stand in a component: `1` exactly once, `?` at most once, `*` as often as it likes. Others may not. */
type Allowed = Readonly<Record<string, '1' | '?' | '*'>>;
const inCalendar: Allowed = { VERSION: '1', PRODID: '1', CALSCALE: '?', METHOD: '?', 'X-WR-CALNAME': '?', 'REFRESH-INTERVAL': '?', 'X-PUBLISHED-TTL': '?' };
const inZone: Allowed = { TZID: '1' };
const inObservance: Allowed = { DTSTART: '1', TZOFFSETFROM: '1', TZOFFSETTO: '1' };
const inEvent: Allowed = {
  UID: '1', DTSTAMP: '1', DTSTART: '1', 'LAST-MODIFIED': '?', SEQUENCE: '?', DTEND: '?', 'RECURRENCE-ID': '?', RRULE: '?', EXDATE: '*', SUMMARY: '?', DESCRIPTION: '?', LOCATION: '?',
  URL: '?', STATUS: '?', TRANSP: '?',
};

function counts(part: Part, allowed: Allowed, section: string, say: Say): void {
  const names = part.properties.map(({ name }) => name);
  for (const name of new Set([...names, ...Object.keys(allowed)])) {
    const [count, may] = [names.filter((each) => each === name).length, allowed[name]];
    if (may === undefined || (may === '1' && count !== 1) || (may === '?' && count > 1)) say(section, `${name} ${count} times in ${part.name}`);
  }
}

const values: Readonly<Record<string, readonly [section: string, form: RegExp]>> = {
  VERSION: ['3.7.4', /^2\.0$/],
  CALSCALE: ['3.7.1', /^GREGORIAN$/],
  METHOD: ['3.7.2', /^PUBLISH$/],
  DTSTAMP: ['3.8.7.2', /^\d{8}T\d{6}Z$/],
  'LAST-MODIFIED': ['3.8.7.3', /^\d{8}T\d{6}Z$/],
  SEQUENCE: ['3.8.7.4', /^\d+$/],
  STATUS: ['3.8.1.11', /^(CONFIRMED|CANCELLED|TENTATIVE)$/],
  TRANSP: ['3.8.2.7', /^(OPAQUE|TRANSPARENT)$/],
  URL: ['3.3.13', /^https:\/\/[!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]+$/],
  TZOFFSETFROM: ['3.3.14', /^(?!-0000)[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/],
  TZOFFSETTO: ['3.3.14', /^(?!-0000)[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/],
  ...Object.fromEntries(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'UID', 'PRODID', 'X-WR-CALNAME'].map((name) => [name, ['3.3.11', /^(?:[^\\;,]|\\[\\;,nN])*$/u] as const])),
};

function calendar(part: Part, say: Say): void {
  counts(part, inCalendar, '3.6', say);
  if (part.parts.length === 0) say('3.6', 'no component');
  const zones = part.parts.filter(({ name }) => name === 'VTIMEZONE');
  const ids = zones.map((zone) => valueOf(zone, 'TZID'));
  if (new Set(ids).size < ids.length) say('3.6.5', 'a zone twice');
  for (const zone of zones) {
    counts(zone, inZone, '3.6.5', say);
    if (zone.parts.length === 0) say('3.6.5', 'a zone without observances');
    for (const each of zone.parts) {
      if (each.name !== 'STANDARD' && each.name !== 'DAYLIGHT') say('3.6.5', `${each.name} in a zone`);
      counts(each, inObservance, '3.6.5', say);
      if (!/^\d{8}T\d{6}$/.test(valueOf(each, 'DTSTART') ?? '')) say('3.6.5', 'an observance begins not in local time');
    }
  }
  const events = part.parts.filter(({ name }) => name === 'VEVENT');
  if (zones.length + events.length < part.parts.length) say('3.6', 'a component of another kind');
  for (const each of events) event(each, ids, say);
  const names = events.map((each) => `${valueOf(each, 'UID')} ${valueOf(each, 'RECURRENCE-ID')}`);
  if (new Set(names).size < names.length) say('3.8.4.7', 'two events of one name');
  for (const name of names) if (!names.includes(name.replace(/ .*/, ' undefined'))) say('3.8.4.4', 'one of a series that is not there');
  for (const line of [part, ...part.parts, ...zones.flatMap(({ parts }) => parts)].flatMap(({ properties }) => properties)) {
    const [section, form] = values[line.name] ?? [];
    if (form && !form.test(line.value)) say(section!, `${line.name}:${line.value.slice(0, 60)}`);
  }
}

const lineIn = (part: Part, name: string) => part.properties.find((each) => each.name === name);
const valueOf = (part: Part, name: string) => lineIn(part, name)?.value;

function event(part: Part, zones: readonly (string | undefined)[], say: Say): void {
  counts(part, inEvent, '3.6.1', say);
  if (part.parts.length > 0) say('3.6.1', `${part.parts[0]!.name} in an event`);
  for (const line of part.properties.filter(({ name }) => /^(DTSTART|DTEND|EXDATE|RECURRENCE-ID)$/.test(name))) {
    const zone = line.params.get('TZID');
    if (line.params.get('VALUE') === 'DATE' ? !isDay(line.value) : !isTime(line.value)) say('3.3.5', `${line.name}:${line.value}`);
    if (zone !== undefined && !zones.includes(zone)) say('3.2.19', `no clock of ${zone}`);
    if (zone !== undefined && line.value.endsWith('Z')) say('3.2.19', 'a zone beside UTC');
    if (zone === undefined && !line.value.endsWith('Z') && line.params.get('VALUE') !== 'DATE') say('3.3.5', `${line.name} floats`);
    if (line.name === 'DTEND' && zone !== lineIn(part, 'DTSTART')?.params.get('TZID')) say('3.8.2.2', 'DTEND is of another zone than DTSTART');
    if (line.params.get('VALUE') !== lineIn(part, 'DTSTART')?.params.get('VALUE')) say('3.8.4.4', `${line.name} is of another type than DTSTART`);
  }
  if (lineIn(part, 'DTEND') && valueOf(part, 'DTEND')! <= valueOf(part, 'DTSTART')!) say('3.8.2.2', 'the end is not later than the start');
  const rule = valueOf(part, 'RRULE');
  if (rule === undefined) return;
  if (lineIn(part, 'RECURRENCE-ID')) say('3.8.5.3', 'a rule for one of a series');
  const keys = rule.split(';').map((each) => each.split('=')[0]!);
  if (new Set(keys).size < keys.length || !keys.includes('FREQ') || !rule.split(';').every((each) => /^[A-Z]+=[A-Z0-9,+-]+$/.test(each))) say('3.3.10', `RRULE:${rule}`);
  if (keys.includes('COUNT') || !/;UNTIL=\d{8}T\d{6}Z(;|$)/.test(rule)) say('3.3.10', 'the rule ends not in UTC');
}

const isDay = (value: string) => /^\d{8}$/.test(value) && isReal(value, '00', '00', '00');
function isTime(value: string): boolean {
  const [, day, hours, minutes, seconds] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z?$/.exec(value) ?? [];
  return day !== undefined && isReal(day, hours!, minutes!, seconds!);
}
function isReal(day: string, hours: string, minutes: string, seconds: string): boolean {
  try {
    Temporal.PlainDateTime.from(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hours}:${minutes}:${seconds}`);
    return true;
  } catch {
    return false;
  }
}
