import { t } from '#core/i18n.ts';
import { showInstant, stamp } from '#core/time.ts';
import { complete } from '#adapters/terminal/complete.ts';
import { cancel } from '#adapters/terminal/console.ts';
import { isFarewell } from '#adapters/terminal/farewell.ts';
import { fillIn, type Desk } from '#adapters/terminal/form.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { paint } from '#adapters/terminal/render.ts';

/** Talks with a person at a screen until they leave. Resolves with the exit code. */
export async function talk(desk: Desk, place: Place): Promise<number> {
  const { session, console } = desk;
  for (;;) {
    const prompt = `${paint(desk.screen(), 'bold', session.voice().name)}> `;
    const line = await console.read(prompt, (typed) => complete(session.bot, typed, session.from(), session.voices), true);
    if (line === undefined || line === cancel || isFarewell(line)) break;
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    const outcome = await session.line(line);
    const answer = 'ask' in outcome ? await fillIn(desk, outcome.ask, outcome.reader) : outcome;
    if (answer === undefined) break;
    if ('say' in answer) session.show(answer.say, answer.reader);
    await place.settled();
  }
  session.show(session.tell('terminal.stopping'), session.reader());
  console.close();
  return 0;
}

/** What a person sees first: where they are, and what they can try. */
export function welcome({ session }: Desk, place: Place): void {
  const { lang } = session.reader();
  const now = showInstant(stamp(session.bot.now()), place.home, lang);
  const items = (['look', 'speak', 'report', 'more'] as const).map((key) => ({ text: t(lang, `terminal.welcome.${key}`) }));
  session.show({ v: 1, title: t(lang, 'terminal.welcome.title', { now }), blocks: [{ list: items }] }, session.reader());
}
