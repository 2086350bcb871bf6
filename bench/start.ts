// Starting: from the spawn of `node src/main.ts`, on a store that exists and with its code compiled before, to the prompt on a
// screen; and to the first answer of a script. Beside it a Node that runs an empty file and ends.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, takeTurns, withoutAim, type Figure } from './rounds.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const endOfInput = '\u0004';

/** How many times as long as an empty Node the program takes to show its prompt, and to answer. */
export async function starting(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const args = [main, `--db=${join(folder, 'start.db')}`];
  const answered = () => shows(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }), 'C1 ', { say: '/commitment list\n' });
  // A screen to show a prompt on, lent by util-linux.
  const prompted = () => shows(spawn('script', ['--quiet', '--command', [process.execPath, ...args].join(' '), '/dev/null'], { env: { ...process.env, NO_COLOR: '1' } }), 'observer> ', { end: endOfInput });
  await (await answered())(); // makes the store
  const ended = async () => void (await once(spawn(process.execPath, [empty], { stdio: 'ignore' }), 'exit'));
  const hasScreen = spawnSync('script', ['--version']).status === 0;
  const sides = { prompted: { times: 1, turn: hasScreen ? prompted : async () => {} }, limit: { times: 1, turn: ended }, answered: { times: 1, turn: answered } };
  const times = await takeTurns(sides, rounds, turns);
  return [...(hasScreen ? [atMost('start: to the prompt', times.prompted, times.limit, 6)] : []), withoutAim(atMost('start: to the first answer', times.answered, times.limit, 6))];
}

/** Resolves when the program has shown some words. Its end is waited for, but is no part of the time. */
async function shows(child: ChildProcess, words: string, { say = '', end = '' }): Promise<() => Promise<void>> {
  const { stdin, stdout } = child;
  const ended = once(child, 'exit');
  let shown = '';
  stdin!.write(say);
  for await (const text of stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) if ((shown += text).includes(words)) break;
  if (!shown.includes(words)) throw new Error(`the program showed ${shown}`);
  return async () => {
    stdin!.end(end);
    stdout!.resume();
    await ended;
  };
}
