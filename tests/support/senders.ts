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

/** A sender in which people command, too. */
export interface Caller extends Sender {
  /** The invocations that are carried out. */
  readonly done: ReadonlySet<string>;
  command(invocation: object & { readonly id: string }): void;
}

/** A clock for all processes of a run: it showed `shows` when the system's clock showed `was`, both in milliseconds, and goes on from there. */
export interface RunClock {
  readonly shows: number;
  readonly was: number;
}

let count = 0;
const environment = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'secretariat-compile-cache') };

/** Starts a process that composes and delivers from the store at an address to a transport; with a token, to a local Discord. */
export function startSender(address: string, url: string, clock: RunClock, token?: string): Sender {
  return startProgram('sender', [address, url], clock, token === undefined ? [] : [token]);
}

/** Starts a process in which people command and that delivers. */
export function startCaller(address: string, url: string, clock: RunClock): Caller {
  const done = new Set<string>();
  const { send, ...sender } = startProgram('caller', [address, url], clock, [], (line) => {
    if (!line.startsWith('done ')) return false;
    done.add(line.slice('done '.length));
    return true;
  });
  return { ...sender, done, command: (invocation) => send(JSON.stringify(invocation)) };
}

/** Starts a program of this folder. What it says is trouble, but for `ready` and for what is `heard`. */
function startProgram(program: string, [address, url]: [string, string], { shows, was }: RunClock, rest: readonly string[], heard: (line: string) => boolean = () => false): Sender & { send(line: string): void } {
  const name = `${program}-${++count}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, `${program}.ts`), address, url, String(shows), String(was), ...rest], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...environment, PGAPPNAME: name } });
  const trouble: string[] = [];
  const up = Promise.withResolvers<void>();
  up.promise.catch(() => {}); // whoever waits for it is told; nobody has to
  createInterface({ input: child.stdout }).on('line', (line) => void (line === 'ready' ? up.resolve() : heard(line) || trouble.push(line)));
  createInterface({ input: child.stderr }).on('line', (line) => trouble.push(line));
  child.stdin.on('error', () => {}); // it was killed with something in the pipe: that is the point
  const closed = once(child, 'close') as Promise<[number | null]>;
  void closed.then(([code]) => up.reject(new Error(`a ${program} ended with ${code}: ${trouble.join('\n')}`)));
  return {
    ready: up.promise, trouble,
    send: (line) => void child.stdin.write(`${line}\n`),
    async kill() {
      child.kill('SIGKILL');
      await closed;
      if (address.startsWith('postgres:')) await alone(address, name);
    },
    async end() {
      child.stdin.end();
      const [code] = await closed;
      if (code !== 0) throw new Error(`a ${program} ended with ${code}: ${trouble.join('\n')}`);
    },
  };
}
