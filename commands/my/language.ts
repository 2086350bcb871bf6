import { z } from 'zod';
import { command } from '#bot/command.ts';
import { done } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { ref } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { languages, t } from '#core/i18n.ts';
import { message } from '#core/message.ts';
import { personFor, setPerson } from '#db/people.ts';

/** Shows or sets the language in which the bot speaks to me. */
export const myLanguage = command({
  name: 'my.language',
  who: 'anyone',
  input: z.object({ language: ref('language').optional() }),
  args: ['language'],
  async run(ctx, input) {
    if (input.language === undefined) {
      const others = languages().filter((code) => code !== ctx.lang);
      const text = ctx.t('my.language.own', { language: { b: [languageName(ctx.lang)] }, known: known() });
      return message(undefined, { text }, { buttons: others.slice(0, 9).map((code) => ({ label: languageName(code), run: 'my.language', given: { language: code } })) });
    }
    const language = languageRef(input.language, 'language');
    const person = await personFor(ctx.tx, ctx.secret, ctx.user.platform, ctx.user.id, ctx.now);
    await setPerson(ctx.tx, person.id, { language });
    return done(t(language, 'my.language.set', { language: { b: [languageName(language)] } }));
  },
});

/** The language that a code or a name means, in English or in itself. @throws UserError with those that there are */
export function languageRef(typed: string, field: string): string {
  const key = nameKey(typed);
  const found = languages().find((code) => [code, languageName(code), languageName(code, 'en')].some((name) => nameKey(name) === key));
  if (found) return found;
  throw new UserError('error.my.language', { typed, known: known() }, field, languages().map((code) => ({ label: languageName(code), value: code })));
}

const known = () => languages().map((code) => languageName(code)).join(', ');

function languageName(code: string, lang = code): string {
  return new Intl.DisplayNames([lang], { type: 'language' }).of(code) ?? code;
}
