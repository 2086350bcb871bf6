import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const main = `${root}src/main.ts`;

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** Without `scripts/node.mjs` between: a signal then meets the program itself. */
  readonly direct?: boolean;
}

/** The process that another one has started. Linux only. */
export function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

/** The real program, started as `npm start` starts it, with pipes for its input and output. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly out: () => string;
  readonly err: () => string;
  says(line: string): void;
  /** Waits until it has printed this. */
  until(text: string | RegExp): Promise<void>;
  /** Waits until it has ended; its exit code, or the signal that ended it. */
  end(): Promise<number | NodeJS.Signals>;
}

/** Starts the program. It sees nothing of the tests' own environment but the path to Node. */
export function startProgram(args: readonly string[], { cwd = root, env = {}, uid, direct = false }: Surroundings = {}): Program {
  const child = spawn(process.execPath, [...(direct ? [] : [`${root}scripts/node.mjs`]), main, ...args], { cwd, env: { PATH: process.env.PATH, ...env }, ...(uid !== undefined && { uid, gid: uid }) });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A program that refuses to start does not read its input.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    child,
    out: () => out,
    err: () => err,
    says: (line) => void child.stdin.write(`${line}\n`),
    async until(text) {
      const found = () => (typeof text === 'string' ? out.includes(text) : text.test(out));
      while (!found()) {
        const more = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
        if (!more && !found()) throw new Error(`ended without ${String(text)}:\n${out}${err}`);
      }
    },
    async end() {
      const [code, signal] = await ended;
      return code ?? signal!;
    },
  };
}

/** Runs the program on a script to its end. Without `scripts/node.mjs` between, which passes on signals, and whose start costs as much as a few commands. */
export async function runProgram(args: readonly string[], lines: readonly string[] | string, where: Surroundings = {}): Promise<{ out: string; err: string; code: number | NodeJS.Signals; answers: string[] }> {
  const program = startProgram(args, { ...where, direct: true });
  program.child.stdin!.end(typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join(''));
  const code = await program.end();
  const out = program.out();
  return { out, err: program.err(), code, answers: out === '' ? [] : out.replace(/\n\n$/, '').split('\n\n') };
}
