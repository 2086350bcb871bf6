import { z } from 'zod';
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
    /** Kept in no draft and in no button, however its form goes on. */
    secret?: boolean;
  }
}

export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly of?: Thing;
  readonly required: boolean;
  readonly asked: boolean;
  /** Kept nowhere but where its command keeps it. */
  readonly secret?: true;
  readonly choices?: readonly string[];
  readonly max?: number;
  readonly min?: number;
}

/** Builders for the fields of a command's `input`. Lengths are in UTF-16 units, as the platforms count. */
const words = (max: number) => z.string().trim().min(1).max(max).refine(isVisible);
export const text = (max = 1000) => words(max).meta({ kind: 'text' });
export const line = (max = 200) => words(max).meta({ kind: 'line' });
export const ref = (of: Thing) => (of === 'meeting' ? words(100).refine((typed) => !holdsAddress(typed)) : words(100)).meta({ kind: 'ref', of });
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

/** Whether a text holds the address of a page: no name of a meeting does, so it may be the link to one in the wrong field. */
export const holdsAddress = (text: string): boolean => /:\/\/|\bwww\.|\w\.[a-z]{2,}\/\S/i.test(text);

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
      ...(shape.enum && { choices: shape.enum }),
      ...(shape.maxLength !== undefined && { max: shape.maxLength }),
      ...(shape.kind === 'int' && { min: shape.minimum ?? 0, max: shape.maximum ?? 0 }),
    };
  });
}
