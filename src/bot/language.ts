import { UserError } from '#core/errors.ts';
import { nameKey } from '#core/fold.ts';
import { languages } from '#core/i18n.ts';

/** The language that a code or a name means, in English or in itself. @throws UserError with those that there are */
export function languageRef(typed: string, field: string): string {
  const key = nameKey(typed);
  const found = languages().find((code) => [code, languageName(code), languageName(code, 'en')].some((name) => nameKey(name) === key));
  if (found) return found;
  throw new UserError('error.my.language', { typed, known: knownLanguages() }, field, languages().map((code) => ({ label: languageName(code), value: code })));
}

/** The languages the bot speaks, each by its own name. */
export const knownLanguages = () => languages().map((code) => languageName(code)).join(', ');

/** A language's name, in itself unless another language is given: `English`. */
export function languageName(code: string, lang = code): string {
  return new Intl.DisplayNames([lang], { type: 'language' }).of(code) ?? code;
}
