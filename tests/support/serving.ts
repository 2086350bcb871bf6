import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runProgram, startProgram, type Program, type Surroundings } from '#tests/support/program.ts';

/** A port that nobody listens on, from below those that systems hand out for outgoing connections: it is still free when it is needed. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probed(randomInt(15_000, 32_000)).catch(() => undefined);
    if (port !== undefined) return port;
  }
}

async function probed(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Waits until a program has told this to whoever runs it. */
export async function told(program: Program, words: string | RegExp): Promise<void> {
  const isTold = () => (typeof words === 'string' ? program.err().includes(words) : words.test(program.err()));
  const ended = once(program.child, 'close').then(() => false);
  while (!isTold()) {
    const more = await Promise.race([once(program.child.stderr!, 'data').then(() => true), ended]);
    if (!more && !isTold()) throw new Error(`ended without ${String(words)}:\n${program.err()}`);
  }
}

/** Waits until it serves. */
export const up = (program: Program) => told(program, '"event":"started"');

/** The lines of its log. */
export const logOf = (err: string) => err.split('\n').filter((line) => line.startsWith('{')).join('\n');
/** What it tells in sentences. */
export const sentencesOf = (err: string) => err.split('\n').filter((line) => line !== '' && !line.startsWith('{')).join('\n');

/** A page on the port of a program. */
export async function page(port: number, path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, body: await answer.json() };
}

/** Programs that serve, all of which end with the test. */
export function servers() {
  const running: Program[] = [];
  return {
    /** Starts the program as it serves. Its input stays open and nothing is written there. */
    serve(where: Surroundings): Program {
      const program = startProgram(['serve'], where);
      running.push(program);
      return program;
    },
    async end(): Promise<void> {
      for (const program of running.splice(0)) {
        program.child.kill('SIGKILL');
        await program.end();
      }
    },
  };
}

/** Runs a program that cannot serve to its end: the sentences it told. */
export async function refusal(where: Surroundings, args: readonly string[] = []): Promise<string> {
  const { out, err, code } = await runProgram(args, [], where);
  if (out !== '' || code !== 1 || /^\s+at /m.test(err)) throw new Error(`ended with ${code}:\n${out}${err}`);
  return sentencesOf(err);
}

/** Has a program that is started with `env` write down every module that it loads. */
export function recordLoading(folder: string): { env: { NODE_OPTIONS: string }; loaded: () => string[] } {
  const [hook, list] = [join(folder, 'hook.mjs'), join(folder, 'loaded.txt')];
  const record = `registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });`;
  writeFileSync(hook, `import { appendFileSync } from 'node:fs';\nimport { registerHooks } from 'node:module';\n${record}\n`);
  return { env: { NODE_OPTIONS: `--import=${hook}` }, loaded: () => readFileSync(list, 'utf8').split('\n') };
}
