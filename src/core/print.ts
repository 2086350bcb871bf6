import { nameKey } from '#core/fold.ts';
import type { Field } from '#core/field.ts';
import type { Given } from '#core/message.ts';
import type { Grammar } from '#core/parse.ts';
import { quote } from '#core/scan.ts';

/**
 * The line that stands for a command with these values: `/commitment update 4 at-risk "Draft sent" behalf:WHO`. Reading it
 * gives the same values as texts. Fields that the grammar does not know, empty ones and files are left out.
 */
export function printLine(name: string, grammar: Grammar, given: Given): string {
  const said = new Map(grammar.fields.flatMap((field) => wordsOf(field, given[field.name])));
  const words = [`/${name.replace('.', ' ')}`];
  // As long as none is missing, values need no key.
  const missing = grammar.args.findIndex((arg) => !isPositional(grammar, arg, said.get(arg)));
  const inOrder = missing < 0 ? grammar.args : grammar.args.slice(0, missing);
  let before: Field | undefined;
  for (const arg of inOrder) {
    const field = grammar.fields.find((each) => each.name === arg)!;
    const value = said.get(arg)!;
    // "on" and "track" side by side would be one choice.
    const isBare = isSimple(value) && before?.kind !== 'choice' && (field.kind !== 'text' && field.kind !== 'line') && !isWord(value, grammar);
    words.push(isBare || (field.kind === 'choice' && before?.kind !== 'choice') ? value : quote(value));
    before = field;
  }
  for (const [key, value] of said) if (!inOrder.includes(key)) words.push(`${key}:${isSimple(value) ? value : quote(value)}`);
  return words.join(' ');
}

function wordsOf({ name, kind }: Field, value: unknown): [string, string][] {
  if (value === undefined || value === null || typeof value === 'object') return [];
  const words = kind === 'yesno' && typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value).trim();
  return words === '' ? [] : [[name, words]];
}

/** Whether a value can stand without its key: a choice only when it is one, in a form that is read back as it is. */
function isPositional(grammar: Grammar, arg: string, value: string | undefined): boolean {
  const field = grammar.fields.find((each) => each.name === arg);
  return value !== undefined && (field?.kind !== 'choice' || (isSimple(value) && field.choices!.includes(value)));
}

/** Whether a word needs no quotes: one word that no rule of the grammar touches. */
function isSimple(value: string): boolean {
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}._#/-]*[\p{L}\p{N}])?$/u.test(value);
}

/** Whether a word could be read as something else than a value: as "please", a flag, or a choice or its beginning. */
function isWord(value: string, { fields }: Grammar): boolean {
  const key = nameKey(value);
  return key === 'please' || fields.some(({ name, kind, choices = [] }) => (kind === 'yesno' && nameKey(name) === key) || choices.some((choice) => nameKey(choice).startsWith(key)));
}
