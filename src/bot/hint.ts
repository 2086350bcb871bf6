import { isKey, type Key } from '#core/i18n.ts';
import type { Field } from '#core/field.ts';

/** The text that says what goes into a field. Where fields of one name take different things, there is one for each kind: `hint.to.when`. */
export function hintOf({ name, kind }: Field): Key | undefined {
  return [`hint.${name}.${kind}`, `hint.${name}`].find(isKey);
}
