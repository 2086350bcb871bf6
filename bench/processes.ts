import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Arrival, Question } from './receiver.ts';

/** Starts a file of this folder as a process of its own. */
export function startProcess(file: string, order: object | null = null): ChildProcess {
  return fork(join(import.meta.dirname, file), [JSON.stringify(order)]);
}

/** The next thing that a process says. Throws when it ends instead. */
export async function hear<T>(child: ChildProcess): Promise<T> {
  const heard = new AbortController();
  const { signal } = heard;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs[1]} ended with ${code}`);
  });
  ended.catch(() => {}); // when it says something, nobody waits for its end any more
  try {
    return (await Promise.race([once(child, 'message', { signal }) as Promise<[T]>, ended]))[0];
  } finally {
    heard.abort();
  }
}

/** Lets a process go and waits until it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

export interface Receiver {
  readonly port: number;
  ask(question: Question): Promise<readonly Arrival[]>;
  stop(): void;
}

/** Starts the process to which the messages are posted. */
export async function startReceiver(): Promise<Receiver> {
  const child = startProcess('receiver.ts');
  const { port } = await hear<{ port: number }>(child);
  return {
    port,
    ask(question) {
      child.send(question);
      return hear(child);
    },
    stop: () => child.disconnect(),
  };
}
