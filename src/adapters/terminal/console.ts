import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import type { Completion } from '#adapters/terminal/complete.ts';
import { clean, widthOf } from '#adapters/terminal/clean.ts';
import { breakMark, keysOf, pasteMarks } from '#adapters/terminal/keys.ts';

/** A screen with a keyboard: asks for lines, one at a time, and prints between them. */
export interface Console {
  /** The next line; `cancel` for Ctrl-C on an empty line; undefined at the end of the input. */
  read(prompt: string, form?: Completer): Promise<string | typeof cancel | undefined>;
  /** What Tab does at the prompt; a field of a form brings its own, and its answers are not brought back by Up. */
  completer: Completer;
  /** Prints above the line that is being typed. */
  print(text: string): void;
  close(): void;
}
export type Completer = (line: string) => Promise<Completion>;
export const cancel = Symbol('cancel');

/** Opens the console of a screen. What is typed is remembered for this run only: people's words go into no second file. */
export function openConsole(input: Readable, output: NodeJS.WriteStream): Console {
  let form: Completer | undefined;
  let waiting: ((line: string | typeof cancel | undefined) => void) | undefined;
  const ahead: string[] = [];
  let closed = false;

  const rl: Interface = createInterface({
    input: keysOf(input), output, terminal: true, historySize: 200, removeHistoryDuplicates: true, tabSize: 2,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      (form ?? self.completer)(line.slice(0, rl.cursor)).then(
        ({ typed, choices }) => {
          const labelled = choices.length > 1 && choices.some(({ label, value }) => label !== value);
          if (labelled) print(listing(choices, output.columns));
          const values = choices.map(({ value }) => value);
          // Our own list says what each one is, so readline is only given what they have in common. Words that were looked for
          // are not taken away: one more of them may find the one that is meant.
          const shared = sharedStart(values);
          const further = shared.length > typed.length && fold(shared).startsWith(fold(typed)) ? [shared] : [];
          done(null, [labelled ? further : values.map((value) => (choices.length === 1 && !/[:"]$/.test(value) ? `${value} ` : value)), typed]);
        },
        () => done(null, [[], '']),
      );
    },
  });
  output.write(pasteMarks.on);
  const answer = (line: string | typeof cancel | undefined) => {
    const to = waiting;
    waiting = undefined;
    to?.(line);
  };
  rl.on('line', (line) => {
    const words = line.replaceAll(breakMark, '\n');
    if (waiting) answer(words);
    else ahead.push(words);
  });
  rl.on('history', (lines) => {
    if (form) lines.shift();
  });
  rl.on('SIGINT', () => {
    if (!waiting) return;
    if (rl.line === '') {
      output.write('\n');
      answer(cancel);
    } else {
      rl.write(null, { ctrl: true, name: 'e' });
      rl.write(null, { ctrl: true, name: 'u' });
    }
  });
  rl.on('close', () => {
    if (!closed) output.write(`${pasteMarks.off}\n`);
    closed = true;
    answer(undefined);
  });

  function print(text: string): void {
    if (!waiting) return void output.write(`${text}\n`);
    output.write(`\r\u001b[J${text}\n`);
    rl.prompt(true);
  }

  const self: Console = {
    print,
    completer: async () => ({ typed: '', choices: [] }),
    async read(prompt, completer) {
      form = completer;
      const line = ahead.shift();
      if (line !== undefined) return line;
      if (closed) return undefined;
      rl.setPrompt(prompt);
      rl.prompt();
      return new Promise((resolve) => (waiting = resolve));
    },
    close: () => rl.close(),
  };
  return self;
}

/** The choices with what they are, one on a line. */
function listing(choices: Completion['choices'], width: number): string {
  const column = Math.max(...choices.map(({ value }) => widthOf(value))) + 2;
  const lines = choices.map(({ label, value }) => `  ${value}${' '.repeat(column - widthOf(value))}${label.startsWith(value) ? label.slice(value.length).replace(/^[,\s]+/, '') : label}`);
  return lines.map((line) => cut(clean(line), Math.max(20, width - 1))).join('\n');
}

function sharedStart(words: readonly string[]): string {
  return words.length === 0 ? '' : words.reduce((start, word) => {
    let length = 0;
    while (length < start.length && start[length] === word[length]) length++;
    return start.slice(0, length);
  });
}
