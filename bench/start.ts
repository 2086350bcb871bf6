// Starting: from the spawn of `node src/main.ts` on a store that exists, its code compiled before, to the first answer of a script
// (later than any prompt), beside a Node that runs an empty file and ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, takeTurns, type Figure } from './rounds.ts';

const main = join(import.meta.dirname, '../src/main.ts');

/** How many times as long as an empty Node the program takes to answer. */
export async function starting(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const answer = () => answerOf(join(folder, 'start.db'));
  await answer(); // makes the store
  const { ours, limit } = await takeTurns({ ours: { times: 1, turn: answer }, limit: { times: 1, turn: () => run(empty) } }, rounds, turns);
  return [atMost('start: to the first answer', ours, limit, 6)];
}

async function run(file: string): Promise<void> {
  const [code] = (await once(spawn(process.execPath, [file], { stdio: 'ignore' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`an empty Node ended with ${code}`);
}

async function answerOf(store: string): Promise<void> {
  const child = spawn(process.execPath, [main, `--db=${store}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.write('/commitment list\n');
  const [answer] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  if (!answer.includes('C1 ')) throw new Error(`no list but ${answer}`);
  // Its end is not part of the start, but must not run beside what is measured next.
  void ended.then(() => {});
  child.stdin.end();
  child.stdout.resume();
  await ended;
}
