import type { z } from 'zod';
import { isVisible } from '#core/clean.ts';
import { cut } from '#core/fit.ts';
import { wording, type Path } from '#rules/filefaults.ts';
import { misspelt } from '#rules/misspelt.ts';

/** One thing wrong in a file: where it stands (`commitments[3].lead`) and what is wrong with it. */
export interface FileFault {
  readonly place: string;
  readonly fault: string;
}

/** What a file's text holds as data. @throws SyntaxError when it is no JSON */
export const parseFile = (text: string): unknown => JSON.parse(text.replace(/^\ufeff/, ''));

/** Reads a file's text by its shapes, and by what `references` finds in the data as it is. */
export function readAs<S extends z.ZodObject>(schema: S, text: string, references: (data: unknown) => readonly { path: Path; fault: string }[]): { file: z.output<S> } | { faults: FileFault[] } {
  let data: unknown;
  try {
    data = parseFile(text);
  } catch (error) {
    return { faults: [{ place: 'the file', fault: `is no JSON: ${cut((error as Error).message, 120)}` }] };
  }
  const read = schema.safeParse(data, { reportInput: true });
  const shapes: { path: Path; fault: string }[] = read.success ? [] : read.error.issues.map((issue) => ({ path: issue.path, fault: wording(issue) }));
  // A person who mends a file wants both lists at once, but of one place no more than the first fault.
  const places = new Set<string>();
  const faults = [...shapes, ...misspelt(schema, data), ...references(data)].filter(({ path }) => !places.has(path.join('.')) && places.add(path.join('.')));
  if (read.success && faults.length === 0) return { file: read.data };
  return { faults: faults.map(({ path, fault }) => ({ place: placeOf(path, data), fault })) };
}

/** A path as people find it: `commitments[3] (number 4).lead`. */
export function placeOf(path: Path, data: unknown): string {
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
