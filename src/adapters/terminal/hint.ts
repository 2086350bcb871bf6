import { hintOf, nameOf } from '#bot/hint.ts';
import { t } from '#core/i18n.ts';
import type { Field } from '#core/field.ts';
import type { Rich } from '#core/message.ts';

/** A field by its name, with what it takes. */
export function hint(field: Field, lang: string): Rich {
  const label = nameOf(field, lang);
  const own = hintOf(field);
  if (field.choices) return t(lang, 'terminal.hint.choice', { label, choices: field.choices.join(', ') });
  if (own) return t(lang, field.kind === 'text' ? 'terminal.hint.long' : 'terminal.hint.own', { label, hint: t(lang, own), max: field.max ?? 0 });
  if (field.kind === 'yesno' || field.kind === 'when') return t(lang, `terminal.hint.${field.kind}`, { label });
  if (field.kind === 'int') return t(lang, 'terminal.hint.int', { label, min: field.min!, max: field.max! });
  return t(lang, 'terminal.hint.text', { label, max: field.max ?? 0 });
}
