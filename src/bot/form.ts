import type { Form } from '#bot/command.ts';
import { hintOf } from '#bot/hint.ts';
import { isSealed } from '#bot/secrets.ts';
import type { Field } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import type { Given, Rich } from '#core/message.ts';

/** Whether a field has been left open. */
export const isEmpty = (value: unknown): boolean => value === undefined || value === '';

/** Filled in, and still nothing to show: what only the form itself carries. */
const isCarried = ({ kind, name }: Field): boolean => kind === 'yesno' || name === 'seen';

/** Those that are asked: where something was refused, these and what is missing; else all that matter to most people. */
export function toAsk({ fields, given, errors }: Form): readonly Field[] {
  const isMissing = ({ name, required }: Field) => required && isEmpty(given[name]);
  const refused = fields.filter((field) => field.name in errors || isMissing(field));
  return Object.keys(errors).length > 0 ? refused : fields.filter((field) => field.required || field.asked || (!isEmpty(given[field.name]) && !isCarried(field)));
}

/** Whether something was picked or sealed before that cannot be shown again; nothing given then means that it stays. */
export const isKept = ({ kind, name }: Field, given: Given): boolean => isSealed(given[name]) || ((kind === 'member' || kind === 'room' || kind === 'file') && !isEmpty(given[name]));

/** What a field takes, or why it was refused. A list of choices (`isList`) needs no word of how to write one. */
export function besideField(form: Form, field: Field, isList: boolean, lang: string): Rich | undefined {
  const { name, kind } = field;
  if (form.errors[name]) return form.errors[name];
  if (isKept(field, form.given)) return t(lang, field.secret ? 'door.form.keepSecret' : 'door.form.keep');
  if (isList && kind !== 'yesno') return undefined;
  const own = hintOf(field);
  if (own) return t(lang, own);
  if (kind === 'when') return t(lang, 'door.form.when');
  return kind === 'int' ? t(lang, 'door.form.int', { min: field.min!, max: field.max! }) : undefined;
}
