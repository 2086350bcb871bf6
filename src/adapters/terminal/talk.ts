import { complete } from '#adapters/terminal/complete.ts';
import { cancel, type Console } from '#adapters/terminal/console.ts';
import { isFarewell } from '#adapters/terminal/farewell.ts';
import { fillIn, type Desk } from '#adapters/terminal/form.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { promptFor } from '#adapters/terminal/welcome.ts';

/** Talks with a person at a screen until they leave. The first prompt stands there already. Resolves with the exit code. */
export async function talk(desk: Desk, place: Place, first: ReturnType<Console['read']>): Promise<number> {
  const { session, console } = desk;
  console.completer = (typed) => complete(session.bot, typed, session.from(), session.voices);
  for (let reading = first; ; reading = console.read(promptFor(session.voice().name, desk.screen()))) {
    const line = await reading;
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
