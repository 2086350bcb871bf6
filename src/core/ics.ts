import { tidy } from '#core/legible.ts';

/** A component of a calendar (RFC 5545), as `VEVENT`: its properties in order, and the components within it. */
export interface Component {
  readonly name: string;
  readonly properties: readonly (Property | undefined)[];
  readonly parts?: readonly Component[];
}

/** One content line: a name, its parameters and a value that has its final form already (`text`, `utc`, …). */
export interface Property {
  readonly name: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly value: string;
}

/** A property; none for a value that is not there. */
export function property(name: string, value: string | number | undefined, params?: Readonly<Record<string, string>>): Property | undefined {
  return value === undefined ? undefined : { name, value: String(value), ...(params && { params }) };
}

/** People's words as a value of type TEXT (§3.3.11): nothing in them ends the line or begins another. */
export const text = (words: string) => tidy(words).replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');

/** A link as a value of type URI (§3.3.13), which knows no escaping: what cannot stand in one is percent-encoded. @throws TypeError when it is none */
export const uri = (link: string) => new URL(link).href;

/** A civil day (`2027-03-03`) as a DATE (§3.3.4). */
export const date = (day: string) => day.replaceAll('-', '');

/** A civil time (`2027-03-03T15:00`, seconds where there are some) as a DATE-TIME of a zone that stands beside it (§3.3.5). */
export const local = (time: string) => `${time.replace(/[-:]/g, '')}${time.length === 16 ? '00' : ''}`;

/** An instant's stamp as a DATE-TIME in UTC (§3.3.5), to the second. */
export const utc = (stamp: string) => `${local(stamp.slice(0, 19))}Z`;

/** Seconds ahead of UTC as a UTC-OFFSET (§3.3.14): `+0530`; an offset of local mean time has seconds. */
export function offset(seconds: number): string {
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${hours}${minutes}${rest === '00' ? '' : rest}`;
}

/** The whole of a calendar as it is sent: lines end with CRLF, and none is longer than 75 octets. @throws Error when a value would break its line */
export function writeComponent(component: Component): string {
  return `${linesOf(component).map(folded).join('\r\n')}\r\n`;
}

function linesOf({ name, properties, parts = [] }: Component): string[] {
  return [`BEGIN:${name}`, ...properties.flatMap((each) => (each ? [lineOf(each)] : [])), ...parts.flatMap(linesOf), `END:${name}`];
}

function lineOf({ name, params = {}, value }: Property): string {
  // All values come here escaped or made by the program; this guards against one that is not.
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value) || Object.values(params).some((given) => /["\0-\x1f\x7f]/.test(given))) throw new Error(`a value of ${name} breaks its line`);
  const marks = Object.entries(params).map(([key, given]) => `;${key}=${/[:;,]/.test(given) ? `"${given}"` : given}`);
  return `${name}${marks.join('')}:${value}`;
}

const most = 75;

/** Folds a line (§3.1): what follows begins with a blank, and no character is cut in two. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= most) return line;
  let out = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > most) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}
