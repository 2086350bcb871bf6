import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { makeBot } from '#bot/bot.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { makeSecret } from '#core/secret.ts';
import { openStore, type Store } from '#db/open.ts';
import { makeDelivery } from '#delivery/send.ts';
import { makeTick } from '#delivery/tick.ts';
import { sandboxClock } from '#adapters/terminal/clock.ts';
import { makeSandbox, sandboxGroup, stateOfStore } from '#adapters/terminal/sandbox.ts';
import { makeTerminal } from '#adapters/terminal/terminal.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { sampleText } from '#tests/support/world.ts';

/** The keys that are more than a letter. */
export const keys = { enter: '\r', tab: '\t', ctrlC: '\u0003', ctrlD: '\u0004', up: '\u001b[A', paste: (text: string) => `\u001b[200~${text}\u001b[201~` };

/** A person at a screen of the terminal, in this process: keys go in, and what stands on the screen comes out. */
export interface Screen {
  readonly store: Store;
  /** All that was drawn, without colours and movements of the cursor; `raw` with them. */
  text(): string;
  raw(): string;
  /** Presses keys and waits until this is drawn, in what is drawn from then on. */
  types(typed: string, until: string | RegExp): Promise<string>;
  resize(columns: number): void;
  readonly done: Promise<number>;
}

/** Sits down at the terminal of a sandbox. `colours` as a screen with colours has them. */
export async function sitDown({ columns = 100, colours = false, address = ':memory:', store }: { columns?: number; colours?: boolean; address?: string; store?: Store } = {}): Promise<Screen> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  let drawn = '';
  let told = () => {};
  const output = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        drawn += String(chunk);
        told();
        done();
      },
    }),
    { isTTY: true, columns, rows: 30, hasColors: () => colours },
  );
  const start = Temporal.Instant.from('2013-02-22T08:00:00Z');
  const opened = store ?? (await openStore(address, start));
  const secret = makeSecret('test');
  if ((await stateOfStore(opened)) === 'empty') {
    const read = readGroupFile(sampleText);
    if ('faults' in read) throw new Error('the sample is faulty');
    await makeSandbox(opened, secret, read.file);
  }
  const { group } = await sandboxGroup(opened);
  const clock = await sandboxClock(opened);
  const terminal = makeTerminal(
    {
      store: opened, secret, clock, sandbox: true, home: group.zone, begins: clock.now(), settled: () => delivery.settled(), recover: () => delivery.recover(),
      pass: (to) => tick.until(to, { move: (at) => clock.forward(at, group.zone), settled: () => delivery.settled() }),
    },
    input as never, output as never,
  );
  const fail = (_: string, error: unknown) => void terminal.stop().then(() => Promise.reject(error));
  const delivery = makeDelivery(opened, secret, terminal, fail, { clock: clock.now });
  const tick = makeTick({ store: opened, secret, now: clock.now, sandbox: true, wake: () => delivery.wake(), log: fail });
  const bot = makeBot({ store: opened, secret, aliases, menus, commands: new Map(commands.map((command) => [command.name, command])), now: clock.now, wake: () => delivery.wake(), bug: (_incident, _command, error) => fail('', error) });
  await terminal.start(bot);
  const text = () => stripVTControlCharacters(drawn).replaceAll('\r', '');
  return {
    store: opened, text, done: terminal.done,
    raw: () => drawn,
    async types(typed, until) {
      const from = text().length;
      const found = () => (typeof until === 'string' ? text().slice(from).includes(until) : until.test(text().slice(from)));
      input.write(typed);
      const patience = AbortSignal.timeout(4000);
      while (!found()) {
        await new Promise<void>((resolve, reject) => {
          told = resolve;
          patience.onabort = () => reject(new Error(`${String(until)} was not drawn after ${JSON.stringify(typed)}, but:\n${text().slice(from)}`));
        });
      }
      return text().slice(from);
    },
    resize(to) {
      output.columns = to;
      output.emit('resize');
    },
  };
}
