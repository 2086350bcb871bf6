// A kill: ten thousand messages are due, and the process that delivers them is killed after three thousand and started again.
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clock, places, type Order } from './post.ts';
import { end, hear, startProcess, startReceiver } from './processes.ts';
import { median, type Figure } from './rounds.ts';
import { makeStore, sampleFile } from './store.ts';

/** How long after its restart everything has come, and what was lost and repeated. */
export async function kill(folder: string, rounds: number, count: number): Promise<Figure[]> {
  const receiver = await startReceiver();
  const [seconds, lost, repeated]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const path = join(folder, `kill-${round}.db`);
    await makeStore(path, sampleFile(), 3);
    const order: Order = { port: receiver.port, address: `file:${path}`, far: 0, count, spreadMs: 1, leadMs: 0 };
    const first = startProcess('sender.ts', order);
    await receiver.ask({ least: 0.3 * count, patienceMs: 60_000, forget: false });
    const killed = once(first, 'exit');
    first.kill('SIGKILL');
    await killed;
    await sleep(300);
    const restart = clock();
    const second = startProcess('sender.ts', { ...order, count: 0 });
    await receiver.ask({ least: count, patienceMs: 30_000, forget: false });
    await hear(second);
    second.send('settle');
    await hear(second);
    await end(second);
    const arrivals = await receiver.ask({ least: 0, patienceMs: 0, forget: true });
    const firsts = new Map(arrivals.map(({ once: id, at }) => [id, at]).reverse() as [string, number][]);
    seconds.push((Math.max(...firsts.values()) - restart) / 1000);
    lost.push(count - firsts.size);
    repeated.push(arrivals.length - firsts.size);
  }
  receiver.stop();
  const worst = Math.max(...repeated);
  return [
    { what: 'kill: all delivered after the restart', ours: `${median(seconds).toFixed(1)} s`, limit: '', result: '', aim: '≤ 2 s', met: median(seconds) <= 2 },
    { what: 'kill: lost', ours: `${Math.max(...lost)}`, limit: '', result: '', aim: '0', met: Math.max(...lost) === 0 },
    { what: 'kill: repeated', ours: `${worst}`, limit: `${places}`, result: '', aim: 'in flight', met: worst <= places },
  ];
}
