import { UserError } from '#core/errors.ts';

/**
 * Refuses what no store and no platform can carry: NUL and half characters (lone surrogates).
 * Everything else is people's text and is kept as it is; the renderers see to it that it does nothing.
 */
export function checkText(text: string, field?: string): string {
  if (text.includes('\0')) throw new UserError('error.text.nul', {}, field);
  if (!text.isWellFormed()) throw new UserError('error.text.half', {}, field);
  return text;
}

/** Whether a text would show anything at all: not only blanks, marks of direction and zero-width characters. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/u.test(text);
}
