import { reserved, type Form } from '#bot/command.ts';
import { isEmpty } from '#bot/form.ts';
import { faultsOf } from '#bot/refuse.ts';
import { isSealed, takenOut } from '#bot/secrets.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf, findChoice, type Field } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import { plain, type Given } from '#core/message.ts';
import { openFile } from '#adapters/terminal/file.ts';
import type { Session } from '#adapters/terminal/session.ts';

/** A value as it stands in brackets before the answer. */
export function shown(value: unknown, lang: string): string {
  if (isSealed(value)) return plain(t(lang, 'terminal.form.sealed'));
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** What an answer stands for, once it is found to be one that the field can hold; a `needed` field is not left empty by Enter alone. */
export async function take(session: Session, form: Form, field: Field, words: string, given: Given, needed: boolean): Promise<{ value: unknown } | UserError> {
  const standing = given[field.name];
  if (words === '' && !isEmpty(standing)) return { value: standing };
  if (words === '' && needed) return new UserError('terminal.form.needed');
  if (words === '' || (words === '-' && !needed)) return { value: words === '-' && field.secret ? takenOut : '' };
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
