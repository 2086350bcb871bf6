import { reserved, type Form } from '#bot/command.ts';
import { isEmpty } from '#bot/form.ts';
import { faultsOf } from '#bot/refuse.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf, findChoice, type Field } from '#core/field.ts';
import type { Given } from '#core/message.ts';
import { openFile } from '#adapters/terminal/file.ts';
import type { Session } from '#adapters/terminal/session.ts';

/** A value as it stands in brackets before the answer. */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** What an answer stands for, once it is found to be one that the field can hold. */
export async function take(session: Session, form: Form, field: Field, words: string, given: Given): Promise<{ value: unknown } | UserError> {
  const standing = given[field.name];
  if (words === '' && !isEmpty(standing)) return { value: standing };
  if (words === '' || (words === '-' && !field.required)) return field.required ? new UserError('terminal.form.needed') : { value: '' };
  if (field.kind === 'file') return openFile(words, field.name).then((value) => ({ value }), (error: unknown) => (error instanceof UserError ? error : Promise.reject(error)));
  if (field.choices) return choose(field.choices, words);
  const input = session.bot.commands.find(({ name }) => name === form.command)!.input;
  if ((reserved as readonly string[]).includes(field.name)) return { value: words };
  const checked = input.safeParse({ [field.name]: words });
  const faults = checked.success ? [] : faultsOf(checked.error.issues.filter(({ path }) => path[0] === field.name), fieldsOf(input), { [field.name]: words });
  return faults[0] ?? { value: words };
}

/** The choice that is meant, by its number or its word. */
function choose(choices: readonly string[], words: string): { value: string } | UserError {
  const byNumber = /^\d{1,2}$/.test(words);
  const value = byNumber ? choices[Number(words) - 1] : findChoice(choices, words);
  if (value !== undefined) return { value };
  return byNumber ? new UserError('terminal.form.number', { count: choices.length }) : new UserError('terminal.form.choice', { word: words.slice(0, 60) });
}
