import { object, type Part } from '#tests/support/slack/shapes.ts';

/** Faults of a request, each with where it is: `must be less than 76 characters [json-pointer:/blocks/0/text/text]`. */
export type Faults = string[];

export const fault = (faults: Faults, at: string, why: string): void => void faults.push(`${why} [json-pointer:${at}]`);

/** A text within bounds; `least` is 1 unless told. Says whether it is there. */
export function text(value: unknown, at: string, faults: Faults, most: number, { least = 1, optional = false } = {}): void {
  if (value === undefined || value === null) return optional ? undefined : fault(faults, at, 'missing required field');
  if (typeof value !== 'string') return fault(faults, at, 'must be a string');
  if (value.length < least) fault(faults, at, `must be more than ${least - 1} characters`);
  if (value.length > most) fault(faults, at, `must be less than ${most + 1} characters`);
}

/** A text object. */
export function words(value: unknown, at: string, faults: Faults, most: number, { plain = true, optional = false, least = 1 } = {}): void {
  if (value === undefined || value === null) return optional ? undefined : fault(faults, at, 'missing required field: text');
  const given = object(value);
  if (given.type !== 'plain_text' && (plain || given.type !== 'mrkdwn')) fault(faults, `${at}/type`, `unsupported type: ${String(given.type)}`);
  text(given.text, `${at}/text`, faults, most, { least });
  if (given.type === 'plain_text') known(given, at, faults, ['type', 'text', 'emoji']);
  else known(given, at, faults, ['type', 'text', 'verbatim']);
  for (const key of ['emoji', 'verbatim']) if (given[key] !== undefined && typeof given[key] !== 'boolean') fault(faults, `${at}/${key}`, 'must be a boolean');
}

/** A list within bounds. */
export function items(value: unknown, at: string, faults: Faults, most: number, least = 1): Part[] {
  if (!Array.isArray(value)) {
    fault(faults, at, 'must provide an array');
    return [];
  }
  if (value.length < least) fault(faults, at, `no fewer than ${least} items required`);
  if (value.length > most) fault(faults, at, `no more than ${most} items allowed`);
  return value.map(object);
}

/** Only fields that the documentation names. */
export function known(part: Part, at: string, faults: Faults, names: readonly string[]): void {
  for (const key of Object.keys(part)) if (!names.includes(key) && part[key] !== undefined) fault(faults, `${at}/${key}`, `no more properties than allowed: ${key}`);
}

export function whole(value: unknown, at: string, faults: Faults, { least, most, optional = true }: { least: number; most: number; optional?: boolean }): void {
  if (value === undefined && optional) return;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) fault(faults, at, `must be a whole number from ${least} to ${most}`);
}
