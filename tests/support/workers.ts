import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One report on a commitment, told from all others by its note. */
export interface Update {
  readonly id: string;
  readonly user: string;
  readonly commitment: string;
  readonly status: string;
  readonly note: string;
}

/** What a worker made of an update: carried out, or recognised as carried out before. */
export type Answer = 'done' | 'ignored';

export interface Worker {
  /** Resolves when its store is open. Rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Ids it has handed to its bot, and what the bot has answered: all that a person in front of it can know. */
  readonly begun: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Refusals, bugs and whatever it wrote to stderr. */
  readonly trouble: readonly string[];
  send(update: Update): void;
  /** Called at each answer. */
  heard: (id: string) => void;
  /** Ends it in the middle of whatever it does (SIGKILL); resolves when all it said before has been read. */
  kill(): Promise<void>;
  /** Lets it finish what it has begun; resolves when it has ended with exit code 0. */
  end(): Promise<void>;
}

const launcher = join(import.meta.dirname, 'worker.ts');
/** Compiled code is kept between starts, so that a worker is up in half the time. */
const environment = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'secretariat-compile-cache') };

/** Starts a process with a bot on the store at an address. `wrap` puts a command line before it, such as a limit. */
export function startWorker(address: string, wrap: readonly string[] = []): Worker {
  const [program, ...args] = [...wrap, process.execPath, launcher, address];
  const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
  const [begun, answers, trouble] = [new Set<string>(), new Map<string, Answer>(), [] as string[]];
  const up = Promise.withResolvers<void>();
  up.promise.catch(() => {}); // whoever waits for it is told; nobody has to
  const worker = {
    ready: up.promise, begun, answers, trouble,
    heard: (_id: string) => {},
    send: (update: Update) => void child.stdin.write(`${JSON.stringify(update)}\n`),
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async end() {
      child.stdin.end();
      const [code] = await closed;
      if (code !== 0) throw new Error(`a worker ended with ${code}: ${trouble.join('\n')}`);
    },
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, id = ''] = line.split(' ');
    if (word === 'ready') up.resolve();
    else if (word === 'begin') begun.add(id);
    else if (word === 'done' || word === 'ignored') answers.set(id, word);
    else trouble.push(line);
    if (answers.has(id) && word !== 'begin') worker.heard(id);
  });
  createInterface({ input: child.stderr }).on('line', (line) => trouble.push(line));
  child.stdin.on('error', () => {}); // it was killed with something in the pipe: that is the point
  const closed = once(child, 'close') as Promise<[number | null]>;
  void closed.then(([code]) => up.reject(new Error(`a worker ended with ${code}: ${trouble.join('\n')}`)));
  return worker;
}
