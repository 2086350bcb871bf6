import type { ReadStream } from 'node:tty';
import type { Adapter } from '#bot/bot.ts';
import { openConsole } from '#adapters/terminal/console.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { render, type Screen } from '#adapters/terminal/render.ts';
import type { Session } from '#adapters/terminal/session.ts';
import { promptFor, welcome } from '#adapters/terminal/welcome.ts';

export interface Terminal extends Adapter {
  /** The program's exit code, once the input has ended or the terminal was stopped. */
  readonly done: Promise<number>;
}

/** The columns that a script's answers keep to, and the most that are easy to read on a wide screen. */
const [scriptWidth, widest] = [100, 110];

/**
 * The terminal: a prompt for a person at a screen, and line by line for a pipe. The prompt is there at once; what is needed
 * to answer is loaded behind it.
 */
export function makeTerminal(place: Place, input: ReadStream, output: NodeJS.WriteStream): Terminal {
  const { promise: done, resolve, reject } = Promise.withResolvers<number>();
  const stop = new AbortController();
  const console = input.isTTY && output.isTTY ? openConsole(input, output) : undefined;
  const screen = (): Screen =>
    console ? { width: Math.max(20, Math.min(widest, (output.columns || 80) - 1)), colours: output.hasColors(), tty: true } : { width: scriptWidth, colours: false, tty: false };
  const print = (lines: readonly string[]) => (console ? console.print(`${lines.join('\n')}\n`) : void output.write(`${lines.join('\n')}\n\n`));
  const reader = { zone: place.home, home: place.home, lang: 'en' };

  if (console || !place.sandbox) print(render(welcome(place), reader, screen()));
  const first = console?.read(promptFor(place.sandbox ? 'observer' : 'operator', screen()));
  let session: Session | undefined;

  return {
    platform: 'terminal', done,
    async start(bot) {
      const { beginSession } = await import('#adapters/terminal/session.ts');
      session = await beginSession(bot, place, reader, screen, print);
      const opening = await session.opening();
      if (opening.blocks.length > 0) session.show(opening, session.reader());
      const recovered = place.recover();
      if (console) {
        const { talk } = await import('#adapters/terminal/talk.ts');
        talk({ session, console, screen }, place, first!).then(resolve, reject);
      } else {
        const { runScript } = await import('#adapters/terminal/scripted.ts');
        await recovered;
        runScript(session, input, () => place.settled(), stop.signal).then(resolve, reject);
      }
    },
    async send(to, message, { reader: of, signal }) {
      await session!.arrives(to, message, of, signal);
    },
    async stop() {
      console?.close();
      input.destroy();
      stop.abort();
      await done;
    },
  };
}
