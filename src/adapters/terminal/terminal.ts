import type { Readable } from 'node:stream';
import type { Adapter } from '#bot/bot.ts';
import type { Screen } from '#adapters/terminal/render.ts';
import { operator, platform } from '#adapters/terminal/sandbox.ts';
import { runScript } from '#adapters/terminal/scripted.ts';
import { makeSession, type Session } from '#adapters/terminal/session.ts';
import { findVoice, firstVoice, type Voice } from '#adapters/terminal/voice.ts';
import type { Place } from '#adapters/terminal/place.ts';

/** The columns that a script's answers keep to. */
const scriptWidth = 100;

export interface Terminal extends Adapter {
  /** The program's exit code, once the input has ended or the terminal was stopped. */
  readonly done: Promise<number>;
}

/** The terminal: a prompt for a person at a screen, and line by line for a pipe. */
export function makeTerminal(place: Place, input: Readable & { isTTY?: boolean }, output: NodeJS.WriteStream): Terminal {
  const { promise: done, resolve, reject } = Promise.withResolvers<number>();
  let session: Session | undefined;
  let end = (): void => {};
  const script = (): Screen => ({ width: scriptWidth, colours: false, tty: false });
  const print = (lines: readonly string[]) => void output.write(`${lines.join('\n')}\n\n`);

  return {
    platform, done,
    async start(bot) {
      const voice: Voice = place.sandbox ? await findVoice(place.store, place.secret, firstVoice) : { user: operator, name: 'operator', seats: '' };
      session = makeSession(bot, place, voice, script, print);
      if (!place.sandbox) session.show(session.tell('terminal.real.start'), session.reader());
      await place.recover();
      end = () => input.destroy();
      runScript(session, input, () => place.settled()).then(resolve, reject);
    },
    async send(to, message, { reader }) {
      session!.room(to, message, reader);
    },
    async stop() {
      end();
      await done;
    },
  };
}
