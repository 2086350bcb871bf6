import type { ReadStream } from 'node:tty';
import type { Adapter } from '#bot/bot.ts';
import { openConsole } from '#adapters/terminal/console.ts';
import type { Place } from '#adapters/terminal/place.ts';
import type { Screen } from '#adapters/terminal/render.ts';
import { operator, platform } from '#adapters/terminal/sandbox.ts';
import { runScript } from '#adapters/terminal/scripted.ts';
import { makeSession, type Session } from '#adapters/terminal/session.ts';
import { talk, welcome } from '#adapters/terminal/talk.ts';
import { findVoice, firstVoice, type Voice } from '#adapters/terminal/voice.ts';

export interface Terminal extends Adapter {
  /** The program's exit code, once the input has ended or the terminal was stopped. */
  readonly done: Promise<number>;
}

/** The columns that a script's answers keep to, and the most that are easy to read on a wide screen. */
const [scriptWidth, widest] = [100, 110];

/** The terminal: a prompt for a person at a screen, and line by line for a pipe. */
export function makeTerminal(place: Place, input: ReadStream, output: NodeJS.WriteStream): Terminal {
  const { promise: done, resolve, reject } = Promise.withResolvers<number>();
  const console = input.isTTY && output.isTTY ? openConsole(input, output) : undefined;
  const screen = (): Screen =>
    console ? { width: Math.max(20, Math.min(widest, (output.columns || 80) - 1)), colours: output.hasColors(), tty: true } : { width: scriptWidth, colours: false, tty: false };
  const print = (lines: readonly string[]) => (console ? console.print(`${lines.join('\n')}\n`) : void output.write(`${lines.join('\n')}\n\n`));
  const stop = new AbortController();
  let session: Session | undefined;

  return {
    platform, done,
    async start(bot) {
      const voice: Voice = place.sandbox ? await findVoice(place.store, place.secret, firstVoice) : { user: operator, name: 'operator', seats: '' };
      session = makeSession(bot, place, voice, screen, print);
      const desk = console && { session, console, screen };
      if (!place.sandbox) session.show(session.tell('terminal.real.start'), session.reader());
      else if (desk) welcome(desk, place);
      const left = await session.openForms();
      if (left.blocks.length > 0) session.show(left, session.reader());
      const recovered = place.recover();
      if (desk) {
        talk(desk, place).then(resolve, reject);
      } else {
        await recovered;
        runScript(session, input, () => place.settled(), stop.signal).then(resolve, reject);
      }
    },
    async send(to, message, { reader }) {
      session!.room(to, message, reader);
    },
    async stop() {
      if (console) console.close();
      else input.destroy();
      stop.abort();
      await done;
    },
  };
}
