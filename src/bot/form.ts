import type { Field } from '#core/field.ts';
import type { Form } from '#bot/command.ts';

/** Whether a field has been left open. */
export const isEmpty = (value: unknown): boolean => value === undefined || value === '';

/** Those that are asked: where something was refused, these and what is missing; else all that matter to most people. */
export function toAsk({ fields, given, errors }: Form): readonly Field[] {
  const isMissing = ({ name, required }: Field) => required && isEmpty(given[name]);
  const refused = fields.filter((field) => field.name in errors || isMissing(field));
  return Object.keys(errors).length > 0 ? refused : fields.filter((field) => field.required || field.asked || (!isEmpty(given[field.name]) && field.kind !== 'yesno'));
}
