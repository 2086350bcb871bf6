import { z } from 'zod';
import { isVisible } from '#core/clean.ts';
import { cut } from '#core/fit.ts';
import { nameKey } from '#core/fold.ts';
import { findZones } from '#core/time.ts';
import { years } from '#core/when.ts';
import { eventId, referenceFaults, wording, type Path } from '#rules/filefaults.ts';
import { misspelt } from '#rules/misspelt.ts';

/**
 * The file a group is imported from (documented in `sample/README.md`). Only the fields read here are read;
 * others are ignored, so nothing personal that someone wrote into a file can come in.
 */
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens');
const words = (most: number) =>
  z.string().max(most).refine((text) => isVisible(text) && text.isWellFormed() && !text.includes('\0'), 'must hold visible, whole characters');
const zone = z
  .string()
  .refine((name) => (name.includes('/') || name === 'UTC') && findZones(name).length === 1, 'is no zone name such as Europe/Vienna')
  .transform((name) => findZones(name)[0]!);
const day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), 'is no day such as 2013-02-21');
const instant = z.string().refine(isInstant, 'is no time such as 2013-02-21T17:30:00+01:00');
const link = z.object({ event: id, offset: z.string().regex(/^[+-]?\d{1,4}[dw]$/, 'is no offset such as -8w or 0d') });
const about = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'is no date such as 2017, 2017-06 or 2017-06-30');
const maybe = <T extends z.ZodType>(type: T) => type.nullish();

const milestone = z.object({ id: maybe(id), title: words(200), due: maybe(day), dueFrom: maybe(link), dueBasis: maybe(words(300)) });
const commitment = z.object({
  id, number: z.int().min(1).max(99_999), title: words(200), text: maybe(words(3000)), theme: maybe(words(60)),
  lead: maybe(id), leadBasis: maybe(words(300)), counterpart: maybe(id), partners: z.array(id).max(40).default([]),
  due: maybe(day), duePrecision: maybe(z.enum(['day', 'week', 'month', 'year', 'window'])), dueFrom: maybe(link), dueBasis: maybe(words(400)),
  recurring: z.boolean().default(false), milestones: z.array(milestone).max(50).default([]),
});
const organisation = z.object({
  id, acronym: words(40).refine((text) => nameKey(text) !== '', 'must hold a letter or digit'), name: words(150), scope: maybe(words(40)), region: maybe(words(60)), timeZone: maybe(zone), publicLabel: maybe(words(100)),
  aliases: z.array(words(150)).max(10).default([]), scopeNote: maybe(words(300)), endedOn: maybe(about),
  successor: maybe(z.object({ acronym: words(40) })), renamedTo: maybe(z.object({ name: words(150), on: maybe(about) })), isConvenor: z.boolean().optional(),
});
const keyEvent = z.object({
  id: id.refine((text) => /[a-z]/.test(eventId(text)), 'must hold a letter after ev- or cal-'), title: words(150), kind: words(40), start: maybe(day), end: maybe(day), precision: z.enum(['day', 'week', 'month', 'year', 'window']).default('day'),
  city: maybe(words(60)), timeZone: maybe(zone), certainty: z.enum(['confirmed', 'announced', 'estimate', 'unknown']), source: maybe(words(60)), note: maybe(words(400)),
});

export const groupFile = z.object({
  schemaVersion: z.literal(1), kind: z.literal('group'),
  group: z.object({
    id, name: words(100), convenor: maybe(id), timeZone: maybe(zone), formedOn: maybe(day), languages: z.array(z.string().max(20)).default(['en']),
    sides: z.array(z.object({ id, label: words(60), organisations: z.array(id) })).length(2),
    planPeriod: maybe(z.object({ start: day, end: day })),
  }),
  organisations: z.array(organisation).min(1).max(300),
  roles: z.array(z.object({ organisation: id, kind: z.string() })).default([]),
  commitments: z.array(commitment).max(2000).default([]),
  meetings: z.array(z.object({ id, title: words(200), date: maybe(day), timeZone: maybe(zone), endAt: maybe(instant), decisions: z.array(id).default([]) })).default([]),
  decisions: z.array(z.object({ id, refersTo: z.array(id).default([]) })).default([]),
  keyEvents: z.array(keyEvent).max(500).default([]),
});
export type GroupFile = z.output<typeof groupFile>;

/** One thing wrong in a file: where it stands (`commitments[3].lead`) and what is wrong with it. */
export interface FileFault {
  readonly place: string;
  readonly fault: string;
}

/** Reads a file's text. Either the whole file is right, or every fault in it is named with its place. */
export function readGroupFile(text: string): { file: GroupFile } | { faults: FileFault[] } {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return { faults: [{ place: 'the file', fault: `is no JSON: ${cut((error as Error).message, 120)}` }] };
  }
  const read = groupFile.safeParse(data, { reportInput: true });
  const shapes: { path: Path; fault: string }[] = read.success ? [] : read.error.issues.map((issue) => ({ path: issue.path, fault: wording(issue) }));
  // A person who mends a file wants both lists at once, but of one place no more than the first fault.
  const places = new Set<string>();
  const faults = [...shapes, ...misspelt(groupFile, data), ...referenceFaults(data)].filter(({ path }) => !places.has(path.join('.')) && places.add(path.join('.')));
  if (read.success && faults.length === 0) return { file: read.data };
  return { faults: faults.map(({ path, fault }) => ({ place: placeOf(path, data), fault })) };
}

/** A path as people find it: `commitments[3] (number 4).lead`. */
function placeOf(path: Path, data: unknown): string {
  let place = '';
  let at = data;
  for (const part of path) {
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? (at as Record<PropertyKey, unknown>)[part] : undefined;
    place += typeof part === 'number' ? `[${part}]${nameOf(at)}` : `${place === '' ? '' : '.'}${String(part)}`;
  }
  return place || 'the file';
}

/** What an entry of a list is called: its number, its acronym or its id. */
function nameOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return '';
  const { number, acronym, id: own } = entry as Record<string, unknown>;
  if (Number.isSafeInteger(number)) return ` (number ${String(number)})`;
  const name = [acronym, own].find((each) => typeof each === 'string' && each.length <= 60 && isVisible(each));
  return name === undefined ? '' : ` (${String(name)})`;
}

function isDay(text: string): boolean {
  try {
    const { year } = Temporal.PlainDate.from(text, { overflow: 'reject' });
    return year >= years.first && year <= years.last;
  } catch {
    return false;
  }
}

function isInstant(text: string): boolean {
  try {
    return Temporal.Instant.from(text) !== undefined;
  } catch {
    return false;
  }
}
