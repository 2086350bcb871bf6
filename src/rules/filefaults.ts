import type { z } from 'zod';
import { cut } from '#core/fit.ts';
import { nameKey } from '#core/fold.ts';
import { daysBetween } from '#core/time.ts';

/**
 * Events are named in chat, so their ids lose the file's prefix: `ev-cnd57` is `cnd57`. One that comes back each year is not of a year:
 * `cal-wad-2026` is `wad`.
 */
export function eventId(id: string, yearly = false): string {
  const name = id.replace(/^(ev|cal)-/, '');
  const bare = yearly ? name.replace(/-?(19|20)\d{2}$/, '') : name;
  return /[a-z]/.test(bare) ? bare : name;
}

export type Path = readonly PropertyKey[];
interface Fault {
  readonly path: Path;
  readonly fault: string;
}

const kinds: Readonly<Record<string, string>> = { string: 'a text', array: 'a list', object: 'an object with fields', boolean: 'true or false', number: 'a number', int: 'a whole number' };

/** What is wrong with the shape of one thing, in words for the person who mends the file. */
export function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return issue.input === undefined ? 'is missing' : `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_big') return issue.origin === 'string' ? `is longer than ${issue.maximum} characters` : issue.origin === 'array' ? `must have no more than ${issue.maximum}` : `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small') return issue.origin === 'array' ? `must have at least ${issue.minimum}` : `must be at least ${issue.minimum}`;
  return issue.message;
}

type Entry = Readonly<Record<string, unknown>>;
const entryOf = (value: unknown): Entry => (typeof value === 'object' && value !== null ? (value as Entry) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const entriesOf = (value: unknown): Entry[] => listOf(value).map(entryOf);

/**
 * What stands twice in a group's file, refers to nothing, or ends before it begins. It reads the data as it is, also where
 * shapes are wrong, so that all faults can be told at once.
 */
export function referenceFaults(data: unknown): Fault[] {
  const file = entryOf(data);
  const group = entryOf(file.group);
  const [sides, organisations, events, commitments] = [group.sides, file.organisations, file.keyEvents, file.commitments].map(entriesOf);
  const faults: Fault[] = [];
  const known = (path: Path, value: unknown, ids: ReadonlySet<unknown>, kind: string) => {
    if (typeof value === 'string' && !ids.has(value)) faults.push({ path, fault: `"${cut(value, 60)}" is no ${kind} of this file` });
  };
  const once = (values: readonly { path: Path; value: unknown }[], fault = (value: string) => `"${value}" stands here a second time`) => {
    const seen = new Set<unknown>();
    for (const { path, value } of values) {
      if (value === undefined || value === null) continue;
      if (seen.has(value)) faults.push({ path, fault: fault(cut(String(value), 60)) });
      seen.add(value);
    }
  };
  const each = (list: readonly Entry[], at: Path, field: string, turn = (value: unknown) => value) => list.map((entry, i) => ({ path: [...at, i, field], value: turn(entry[field]) }));
  const text = (turn: (text: string) => string) => (value: unknown) => (typeof value === 'string' ? turn(value) : undefined);

  once([...each(sides!, ['group', 'sides'], 'id'), ...each(organisations!, ['organisations'], 'id')]);
  once(each(organisations!, ['organisations'], 'acronym', text(nameKey)));
  once(each(commitments!, ['commitments'], 'id'));
  once(each(commitments!, ['commitments'], 'number'));
  once(sides!.flatMap((side, i) => listOf(side.organisations).map((value, j) => ({ path: ['group', 'sides', i, 'organisations', j], value }))), (value) => `"${value}" is already on a side`);

  const idsOf = (list: readonly Entry[]) => new Set(list.map(({ id }) => id));
  const organisationIds = idsOf(organisations!);
  // An event is also known by the name that it has in chat.
  const eventIds = new Set(events!.flatMap(({ id, yearly }) => (typeof id === 'string' ? [id, eventId(id), eventId(id, yearly === true)] : [])));
  const partnerIds = new Set([...organisationIds, ...idsOf(sides!)]);
  const decisions = entriesOf(file.decisions);
  const decisionIds = idsOf(decisions);
  const allIds = new Set(Object.values(file).flatMap((list) => [...idsOf(entriesOf(list))]));
  known(['group', 'convenor'], group.convenor, organisationIds, 'organisation');
  for (const [i, side] of sides!.entries()) for (const [j, of] of listOf(side.organisations).entries()) known(['group', 'sides', i, 'organisations', j], of, organisationIds, 'organisation');
  for (const [i, role] of entriesOf(file.roles).entries()) known(['roles', i, 'organisation'], role.organisation, organisationIds, 'organisation');
  for (const [i, meeting] of entriesOf(file.meetings).entries()) for (const [j, of] of listOf(meeting.decisions).entries()) known(['meetings', i, 'decisions', j], of, decisionIds, 'decision');
  for (const [i, decision] of decisions.entries()) for (const [j, of] of listOf(decision.refersTo).entries()) known(['decisions', i, 'refersTo', j], of, allIds, 'entry');
  for (const [i, commitment] of commitments!.entries()) {
    const at = ['commitments', i];
    known([...at, 'lead'], commitment.lead, organisationIds, 'organisation');
    known([...at, 'counterpart'], commitment.counterpart, organisationIds, 'organisation');
    for (const [j, partner] of listOf(commitment.partners).entries()) known([...at, 'partners', j], partner, partnerIds, 'organisation or side');
    known([...at, 'dueFrom', 'event'], entryOf(commitment.dueFrom).event, eventIds, 'key event');
    for (const [j, step] of entriesOf(commitment.milestones).entries()) known([...at, 'milestones', j, 'dueFrom', 'event'], entryOf(step.dueFrom).event, eventIds, 'key event');
  }

  const period = entryOf(group.planPeriod);
  return [...faults, ...idFaults(file.keyEvents, 'keyEvents'), ...daysFaults(file.keyEvents, 'keyEvents'), ...ordered(['group', 'planPeriod', 'end'], period.start, period.end)];
}

function ordered(path: Path, start: unknown, end: unknown): Fault[] {
  return typeof start === 'string' && typeof end === 'string' && end < start ? [{ path, fault: `is before its start, ${start.slice(0, 10)}` }] : [];
}

/** Events of a file that end before they start, or take longer than a year. `list` is the name of the list they are in. */
export function daysFaults(events: unknown, list: string): Fault[] {
  return entriesOf(events).flatMap((event, i) => {
    const spans = [{ path: [list, i], ...event }, ...entriesOf(event.alternatives).map((span, j) => ({ path: [list, i, 'alternatives', j], ...span }))];
    return spans.flatMap(({ path, start, end }: { path: Path; start?: unknown; end?: unknown }) => [...ordered([...path, 'end'], start, end), ...tooLong([...path, 'end'], start, end)]);
  });
}

function tooLong(path: Path, start: unknown, end: unknown): Fault[] {
  if (typeof start !== 'string' || typeof end !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(start) || !/^\d{4}-\d{2}-\d{2}$/.test(end)) return [];
  return daysBetween(start, end) > 366 ? [{ path, fault: `is more than a year after its start, ${start}` }] : [];
}

/** Ids of a list that stand in it twice. Of what comes back each year on the same day, one entry is enough and more do no harm. */
export function idFaults(events: unknown, list: string): Fault[] {
  const seen = new Map<string, string>();
  return entriesOf(events).flatMap(({ id, yearly, start }, i) => {
    if (typeof id !== 'string') return [];
    const [name, day] = [eventId(id, yearly === true), yearly === true && typeof start === 'string' ? start.slice(5) : ''];
    const first = seen.get(name);
    if (first === undefined) seen.set(name, day);
    return first === undefined || (day !== '' && first === day) ? [] : [{ path: [list, i, 'id'], fault: `"${cut(name, 60)}" stands here a second time` }];
  });
}
