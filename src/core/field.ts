import { z } from 'zod';
import { holdsAddress } from '#core/address.ts';
import { isVisible } from '#core/clean.ts';
import { fold, nameKey } from '#core/fold.ts';

/** What a field asks for. Each door draws these kinds in its own way; there are no others. */
export type Kind = 'text' | 'line' | 'choice' | 'ref' | 'when' | 'yesno' | 'int' | 'file' | 'member' | 'room';

/** The things a `ref` field can point to. */
export type Thing = 'commitment' | 'milestone' | 'organisation' | 'event' | 'deadline' | 'command' | 'zone' | 'language' | 'group' | 'side' | 'meeting';

declare module 'zod' {
  interface GlobalMeta {
    kind?: Kind;
    of?: Thing;
    /** Asked for in a form although it may be left out. */
    asked?: boolean;
    /** Lies only sealed in drafts, in no button's id, and is shown to nobody. */
    secret?: boolean;
    /** Takes no address of a page: it may be the link to a call, and others read this. */
    linkless?: boolean;
  }
}

export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly of?: Thing;
  readonly required: boolean;
  readonly asked: boolean;
  /** Lies only sealed in drafts, and in the open nowhere. */
  readonly secret?: true;
  /** Takes no address of a page; one that was given is kept nowhere. */
  readonly linkless?: true;
  readonly choices?: readonly string[];
  readonly max?: number;
  readonly min?: number;
}

/** Builders for the fields of a command's `input`. Lengths are in UTF-16 units, as the platforms count. */
const words = (max: number) => z.string().trim().min(1).max(max).refine(isVisible);
export const text = (max = 1000) => words(max).meta({ kind: 'text' });
export const line = (max = 200) => words(max).meta({ kind: 'line' });
export const ref = (of: Thing) => (of === 'meeting' ? words(100).refine(isLinkless) : words(100)).meta({ kind: 'ref', of, ...(of === 'meeting' && { linkless: true }) });
export const when = () => words(80).meta({ kind: 'when' });
/** Somebody on the chat platform that the command is given on, and a room there. What is given is sealed at the door. */
export const member = () => words(600).meta({ kind: 'member' });
export const room = () => words(1000).meta({ kind: 'room' });
export const file = () => z.object({ name: z.string().max(300), text: z.string().max(1_000_000) }).meta({ kind: 'file' });

/** A whole number, as a number or in digits. */
export const int = (min: number, max: number) =>
  z.preprocess((typed) => (typeof typed === 'string' && /^[+-]?\d{1,15}$/.test(fold(typed).trim()) ? Number(fold(typed)) : typed), z.number().int().min(min).max(max)).meta({ kind: 'int' });

/** One of a few words, however they are written: `on-track`, `On track` and `ontrack` are one. */
export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.preprocess((typed) => (typeof typed === 'string' ? (findChoice(values, typed) ?? typed) : typed), z.enum(values)).meta({ kind: 'choice' });
}

/** Yes or no, in the words people use. A bare key counts as yes. */
export const yesno = () => z.preprocess((typed) => (typeof typed === 'string' ? (readYesNo(typed) ?? typed) : typed), z.boolean()).meta({ kind: 'yesno' });

const yes = new Set(['yes', 'y', 'true', 'on', '1']);
const no = new Set(['no', 'n', 'false', 'off', '0']);

/** What a word says of yes and no; undefined when it says neither. */
export function readYesNo(word: string): boolean | undefined {
  const key = nameKey(word);
  return yes.has(key) ? true : no.has(key) ? false : undefined;
}

/** The choice that a typed word means, if any. */
export function findChoice<T extends string>(choices: readonly T[], typed: string): T | undefined {
  const key = nameKey(typed);
  return choices.find((choice) => nameKey(choice) === key);
}

/** The fields of a meeting, of which none but the secret ones takes an address: what others read could hold the link to it. */
export function linkless<S extends z.core.$ZodLooseShape>(shape: S): S {
  const guarded = (field: z.ZodType): z.ZodType => {
    const meta = metaOf(field);
    return meta.secret ? field : field.refine(isLinkless).meta({ ...meta, linkless: true });
  };
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, guarded(field as z.ZodType)])) as S;
}
const isLinkless = (typed: unknown): boolean => typeof typed !== 'string' || !holdsAddress(typed);
/** What is said of a field, also of one that may be left out. */
const metaOf = (field: z.ZodType): z.GlobalMeta => field.meta() ?? (field instanceof z.ZodOptional ? metaOf(field.unwrap() as z.ZodType) : {});

const known = new WeakMap<z.ZodObject, readonly Field[]>();

/** The fields of an input schema, in order. Throws on a shape that no door could draw. */
export function fieldsOf(input: z.ZodObject): readonly Field[] {
  let fields = known.get(input);
  if (!fields) known.set(input, (fields = read(input)));
  return fields;
}

interface Shape {
  kind?: Kind;
  of?: Thing;
  asked?: boolean;
  secret?: boolean;
  linkless?: boolean;
  enum?: string[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

function read(input: z.ZodObject): Field[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const required = new Set(schema.required);
  return Object.entries((schema.properties ?? {}) as Record<string, Shape>).map(([name, shape]) => {
    if (!shape.kind) throw new Error(`field ${name} is made of a shape no door can draw; use the builders of field.ts`);
    return {
      name,
      kind: shape.kind,
      required: required.has(name),
      asked: shape.asked ?? false,
      ...(shape.of && { of: shape.of }),
      ...(shape.secret && { secret: true as const }),
      ...(shape.linkless && { linkless: true as const }),
      ...(shape.enum && { choices: shape.enum }),
      ...(shape.maxLength !== undefined && { max: shape.maxLength }),
      ...(shape.kind === 'int' && { min: shape.minimum ?? 0, max: shape.maximum ?? 0 }),
    };
  });
}
