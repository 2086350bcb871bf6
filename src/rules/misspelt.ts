import type { z } from 'zod';
import { distance } from '#core/fold.ts';
import type { Path } from '#rules/filefaults.ts';

/** A schema as far as it is walked here: an object's fields, a list's entries, and what is wrapped in "may be left out". */
interface Schema {
  readonly def: { readonly type: string; readonly shape?: Readonly<Record<string, z.ZodType>>; readonly element?: z.ZodType; readonly innerType?: z.ZodType };
}

/**
 * Fields whose name is nearly that of one that is missing (`theem`). Fields that are not read are ignored otherwise, but a slip
 * must not lose what somebody wrote.
 */
export function misspelt(schema: z.ZodType, data: unknown, path: Path = []): { path: Path; fault: string }[] {
  const { def } = schema as unknown as Schema;
  if (def.innerType) return misspelt(def.innerType, data, path);
  if (def.element && Array.isArray(data)) return data.flatMap((entry, i) => misspelt(def.element!, entry, [...path, i]));
  if (!def.shape || typeof data !== 'object' || data === null) return [];
  const { shape } = def;
  const missing = Object.keys(shape).filter((name) => !Object.hasOwn(data, name));
  const slips = Object.keys(data).flatMap((name) => {
    const meant = Object.hasOwn(shape, name) ? undefined : missing.find((each) => distance(name.toLowerCase().slice(0, 30), each.toLowerCase()) <= (each.length > 4 ? 2 : 1));
    return meant === undefined ? [] : [{ path: [...path, name], fault: `is no field that is read; "${meant}" is meant, perhaps` }];
  });
  return [...slips, ...Object.entries(shape).flatMap(([name, inner]) => misspelt(inner, (data as Record<string, unknown>)[name], [...path, name]))];
}
