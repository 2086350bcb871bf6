import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { year, type Step } from './year.ts';

/** Said before the year. */
export const heading = [
  'The group, its commitments and the dates of events are from the record; updates, added dates and the move of an event are invented.',
  'A year in the sandbox, from what was agreed on 21 February 2013 to the end of CND in March 2014. An answer is for whoever typed;',
  'behind an arrow is what others get.',
].join('\n');

/**
 * Plays steps through the program itself, on a store that is thrown away, and hands on what a reader sees, piece by piece: what is
 * typed, the answers, and of the messages that fall due on the way those to the recipients that a step names; the others are counted.
 */
export async function play(steps: readonly Step[], see: (piece: string) => void): Promise<void> {
  const program = spawn(process.execPath, ['src/main.ts', '--db=:memory:'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pieces = piecesOf(program.stdout);
  let speaker = '';
  for (const { tells, says, shows = [] } of steps) {
    if (tells !== undefined) see(`# ${tells}\n`);
    for (const [i, [who, line]] of says.entries()) {
      if (who !== speaker) program.stdin.write(`/as ${(speaker = who)}\n`);
      program.stdin.write(`${line}\n`);
      see(`${who}> ${line}`);
      // A number presses a button of the answer before, so nothing may come between the two.
      const isAnswered = /^\d+$/.test(says[i + 1]?.[1] ?? '');
      if (!isAnswered) program.stdin.write(`${mark}\n`);
      for (const piece of shown(await answerTo(pieces, isAnswered), shows)) see(`${piece}\n`);
    }
  }
  program.stdin.end();
  for await (const _rest of pieces);
}

/** A line that changes nothing, and how its answer begins: what comes before that belongs to the line before. */
const mark = '/in';
const answerToMark = 'This store has one group';

/** The answer to a line, with the messages before and after it; who speaks now is seen from the prompt. */
async function answerTo(pieces: AsyncGenerator<string>, isAnswered: boolean): Promise<string[]> {
  const all: string[] = [];
  for (let piece = await pieces.next(); !piece.done && !piece.value.startsWith(answerToMark); piece = await pieces.next()) {
    if (!piece.value.startsWith('You speak as ')) all.push(piece.value);
    if (isAnswered && all.length > 0) break;
  }
  return all;
}

/** The answer and the messages to those who are named; the others are counted. */
function shown(all: readonly string[], shows: readonly string[]): string[] {
  const isHidden = (piece: string) => piece.startsWith('→ ') && !shows.some((to) => piece.startsWith(`→ ${to}  `));
  const hidden = all.filter(isHidden);
  const recipients = new Set(hidden.map((piece) => piece.split('  ')[0])).size;
  const more = hidden.length === 1 ? '→ one more message' : `→ ${hidden.length} more messages, to ${recipients} recipients`;
  return [...all.filter((piece) => !isHidden(piece)), ...(hidden.length > 0 ? [more] : [])];
}

/** What the program prints, in the pieces that an empty line ends. */
async function* piecesOf(output: NodeJS.ReadableStream): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const line of createInterface({ input: output })) {
    if (line !== '') lines.push(line);
    else if (lines.length > 0) {
      yield lines.join('\n');
      lines = [];
    }
  }
}

if (import.meta.main) {
  console.log(`${heading}\n`);
  await play(year, console.log);
}
