import { z } from 'zod';
import { command } from '#bot/command.ts';
import { knownLanguages, languageName, languageRef } from '#bot/language.ts';
import { done } from '#bot/reply.ts';
import { ref } from '#core/field.ts';
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
      const text = ctx.t('my.language.own', { language: { b: [languageName(ctx.lang)] }, known: knownLanguages() });
      return message(undefined, { text }, { buttons: others.slice(0, 9).map((code) => ({ label: languageName(code), run: 'my.language', given: { language: code } })) });
    }
    const language = languageRef(input.language, 'language');
    const person = await personFor(ctx.tx, ctx.secret, ctx.user.platform, ctx.user.id, ctx.now);
    await setPerson(ctx.tx, person.id, { language });
    return done(t(language, 'my.language.set', { language: { b: [languageName(language)] } }));
  },
});
