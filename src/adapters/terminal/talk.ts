import type { Message } from '#core/message.ts';
import { complete } from '#adapters/terminal/complete.ts';
import { cancel, type Console } from '#adapters/terminal/console.ts';
import { isFarewell } from '#adapters/terminal/farewell.ts';
import { fillIn, type Desk } from '#adapters/terminal/form.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { promptFor } from '#adapters/terminal/welcome.ts';

/** Talks with a person at a screen until they leave. The first prompt stands there already. Resolves with the exit code. */
export async function talk(desk: Desk, place: Place, first: ReturnType<Console['read']>): Promise<number> {
  const { session, console } = desk;
  console.completer = async (typed) => complete(session.bot, typed, session.from(), await session.words());
  for (let reading = first; ; reading = console.read(promptFor(session.prompt(), desk.screen()))) {
    const line = await reading;
    if (line === undefined || line === cancel || isFarewell(line)) break;
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    if ((await answer(desk, line)) === 'leave') break;
    await place.settled();
  }
  session.show(session.tell('terminal.stopping'), session.reader());
  console.close();
  return 0;
}

/** Answers a line, and each one for which a form is left. What is said of those forms comes last, where their buttons can be pressed. */
async function answer({ session, ...desk }: Desk, line: string): Promise<'leave' | undefined> {
  const left: Message[] = [];
  for (let next: string | undefined = line; next !== undefined; ) {
    const outcome = await session.line(next);
    const done = 'ask' in outcome ? await fillIn({ session, ...desk }, outcome.ask, outcome.reader) : outcome;
    next = undefined;
    if (done === undefined) return 'leave';
    if ('say' in done) session.show(done.say, done.reader);
    if (!('left' in done)) continue;
    left.push(done.left);
    next = done.line;
  }
  for (const told of left) session.show(told, session.reader());
  return undefined;
}
