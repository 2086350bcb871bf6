import { isKey, t, type Key } from '#core/i18n.ts';
import type { Field } from '#core/field.ts';
import { plain } from '#core/message.ts';

/** The text that says what goes into a field. Where fields of one name take different things, there is one for each kind: `hint.to.when`. */
export function hintOf({ name, kind }: Field): Key | undefined {
  return [`hint.${name}.${kind}`, `hint.${name}`].find(isKey);
}

/** What a field is called. */
export function nameOf({ name }: Pick<Field, 'name'>, lang: string): string {
  const key = `field.${name}`;
  return isKey(key) ? plain(t(lang, key)) : name.charAt(0).toUpperCase() + name.slice(1);
}
