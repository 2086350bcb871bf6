import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { alone } from '#tests/support/kill.ts';

/** A process that composes and delivers. */
export interface Sender {
  /** Resolves when its store is open. Rejects when it ends before. */
  readonly ready: Promise<void>;
  /** What was wrong with it, but for deliveries that failed. */
  readonly trouble: readonly string[];
  /** Ends it in the middle of whatever it does (SIGKILL). Resolves when nothing more of it comes into the store. */
  kill(): Promise<void>;
  /** Lets it finish what it has begun; resolves when it has ended with exit code 0. */
  end(): Promise<void>;
}

/** A clock for all processes of a run: it showed `shows` when the system's clock showed `was`, both in milliseconds, and goes on from there. */
export interface RunClock {
  readonly shows: number;
  readonly was: number;
}

let count = 0;
const program = join(import.meta.dirname, 'sender.ts');
const environment = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'secretariat-compile-cache') };

/** Starts a process that composes and delivers from the store at an address to a transport; with a token, to a local Discord. */
export function startSender(address: string, url: string, { shows, was }: RunClock, token?: string): Sender {
  const name = `sender-${++count}`;
  const child = spawn(process.execPath, [program, address, url, String(shows), String(was), ...(token === undefined ? [] : [token])], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...environment, PGAPPNAME: name } });
  const trouble: string[] = [];
  const up = Promise.withResolvers<void>();
  up.promise.catch(() => {}); // whoever waits for it is told; nobody has to
  createInterface({ input: child.stdout }).on('line', (line) => void (line === 'ready' ? up.resolve() : trouble.push(line)));
  createInterface({ input: child.stderr }).on('line', (line) => trouble.push(line));
  const closed = once(child, 'close') as Promise<[number | null]>;
  void closed.then(([code]) => up.reject(new Error(`a sender ended with ${code}: ${trouble.join('\n')}`)));
  return {
    ready: up.promise, trouble,
    async kill() {
      child.kill('SIGKILL');
      await closed;
      if (address.startsWith('postgres:')) await alone(address, name);
    },
    async end() {
      child.stdin.end();
      const [code] = await closed;
      if (code !== 0) throw new Error(`a sender ended with ${code}: ${trouble.join('\n')}`);
    },
  };
}
