import { z } from 'zod';
import { isVisible } from '#core/clean.ts';
import { nameKey } from '#core/fold.ts';
import { findZones } from '#core/time.ts';

/**
 * The file a group is imported from (documented in `sample/README.md`). Only the fields read here are read;
 * others are ignored, so nothing personal that someone wrote into a file can come in.
 */
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens');
const words = (most: number) =>
  z.string().max(most).refine((text) => isVisible(text) && text.isWellFormed() && !text.includes('\0'), 'must hold visible, whole characters');
const zone = z.string().refine((name) => name.includes('/') && findZones(name).length > 0, 'is no zone name such as Europe/Vienna');
const day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), 'is no day such as 2013-02-21');
const instant = z.string().refine(isInstant, 'is no time such as 2013-02-21T17:30:00+01:00');
const link = z.object({ event: id, offset: z.string().regex(/^[+-]?\d{1,4}[dw]$/, 'is no offset such as -8w or 0d') });
const maybe = <T extends z.ZodType>(type: T) => type.nullish();

const milestone = z.object({ id, title: words(200), due: maybe(day), dueFrom: maybe(link), dueBasis: maybe(words(300)) });
const commitment = z.object({
  id, number: z.int().min(1).max(99_999), title: words(200), text: maybe(words(3000)), theme: maybe(words(60)),
  lead: maybe(id), leadBasis: maybe(words(300)), counterpart: maybe(id), partners: z.array(id).max(40).default([]),
  due: maybe(day), duePrecision: maybe(z.enum(['day', 'week', 'month', 'year', 'window'])), dueFrom: maybe(link), dueBasis: maybe(words(400)),
  recurring: z.boolean().default(false), milestones: z.array(milestone).max(50).default([]),
});
const organisation = z.object({
  id, acronym: words(40), name: words(150), scope: maybe(words(40)), region: maybe(words(60)), timeZone: maybe(zone), publicLabel: maybe(words(100)),
  aliases: z.array(words(150)).max(10).default([]), scopeNote: maybe(words(300)), endedOn: maybe(z.string().regex(/^\d{4}(-\d\d){0,2}$/, 'is no date')),
  successor: maybe(z.object({ acronym: words(40) })), renamedTo: maybe(z.object({ name: words(150), on: maybe(z.string()) })), isConvenor: z.boolean().optional(),
});
const keyEvent = z.object({
  id, title: words(150), kind: words(40), start: maybe(day), end: maybe(day), precision: z.enum(['day', 'week', 'month', 'year', 'window']).default('day'),
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
    data = JSON.parse(text);
  } catch (error) {
    return { faults: [{ place: 'the file', fault: `is no JSON: ${(error as Error).message.slice(0, 120)}` }] };
  }
  const read = groupFile.safeParse(data);
  const faults: FileFault[] = read.success ? [] : read.error.issues.map((issue) => ({ place: placeOf(issue.path), fault: wording(issue) }));
  // What refers to what can be looked at as soon as the shapes are right; a person mending a file wants both lists at once.
  const shaped = read.success ? read.data : groupFile.safeParse(withoutFaulty(data, read.error.issues)).data;
  if (shaped) faults.push(...referenceFaults(shaped).filter(({ place }) => faults.every((fault) => fault.place !== place)));
  return read.success && faults.length === 0 ? { file: read.data } : { faults };
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, part) => (typeof part === 'number' ? `${place}[${part}]` : place === '' ? String(part) : `${place}.${String(part)}`), '') || 'the file';
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is missing' : `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_big') return issue.origin === 'string' ? `is longer than ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small') return issue.origin === 'array' ? `must have at least ${issue.minimum}` : `must be at least ${issue.minimum}`;
  return issue.message;
}

/** The data with faulty optional fields blanked, so that the references of the rest can be checked in the same pass. */
function withoutFaulty(data: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(data);
  for (const { path } of issues) {
    let at = copy as Record<PropertyKey, unknown> | undefined;
    for (const part of path.slice(0, -1)) at = at?.[part] as Record<PropertyKey, unknown> | undefined;
    const last = path.at(-1);
    if (at && last !== undefined && !Array.isArray(at)) at[last] = undefined;
  }
  return copy;
}

function referenceFaults(file: GroupFile): FileFault[] {
  const faults: FileFault[] = [];
  const say = (place: string, fault: string) => void faults.push({ place, fault });
  const organisations = new Set(file.organisations.map((organisation) => organisation.id));
  const sides = new Set(file.group.sides.map((side) => side.id));
  const events = new Set(file.keyEvents.map((event) => event.id));
  const known = (place: string, what: string | null | undefined, ids: ReadonlySet<string>, kind: string) => {
    if (what != null && !ids.has(what)) say(place, `"${what}" is no ${kind} of this file`);
  };
  const once = (list: readonly (string | number)[], place: (i: number) => string) => {
    for (const [i, value] of list.entries()) if (list.indexOf(value) < i) say(place(i), `"${value}" stands here a second time`);
  };
  once(file.organisations.map((o) => o.id), (i) => `organisations[${i}].id`);
  once(file.organisations.map((o) => nameKey(o.acronym)), (i) => `organisations[${i}].acronym`);
  once(file.keyEvents.map((e) => e.id), (i) => `keyEvents[${i}].id`);
  once(file.commitments.map((c) => c.number), (i) => `commitments[${i}].number`);
  once(file.group.sides.flatMap((s) => s.organisations), (i) => `group.sides: organisation ${i + 1}`);
  known('group.convenor', file.group.convenor, organisations, 'organisation');
  for (const [i, side] of file.group.sides.entries()) for (const [j, of] of side.organisations.entries()) known(`group.sides[${i}].organisations[${j}]`, of, organisations, 'organisation');
  for (const [i, role] of file.roles.entries()) known(`roles[${i}].organisation`, role.organisation, organisations, 'organisation');
  for (const [i, event] of file.keyEvents.entries()) if (event.start && event.end && event.end < event.start) say(`keyEvents[${i}].end`, `is before its start ${event.start}`);
  for (const [i, c] of file.commitments.entries()) {
    const at = `commitments[${i}]`;
    known(`${at}.lead`, c.lead, organisations, 'organisation');
    known(`${at}.counterpart`, c.counterpart, organisations, 'organisation');
    for (const [j, partner] of c.partners.entries()) known(`${at}.partners[${j}]`, partner, new Set([...organisations, ...sides]), 'organisation or side');
    known(`${at}.dueFrom.event`, c.dueFrom?.event, events, 'key event');
    for (const [j, step] of c.milestones.entries()) known(`${at}.milestones[${j}].dueFrom.event`, step.dueFrom?.event, events, 'key event');
  }
  return faults;
}

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
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
