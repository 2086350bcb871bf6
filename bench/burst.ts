// A burst: of a hundred thousand messages that wait, ten thousand fall due within a second. Fifty sends at a time are posted to a
// receiver in another process, which notes how late each comes: from our outbox, from timers in memory and from a job queue.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { newDatabase, startPostgres, whyNoPostgres } from '#tests/support/postgres.ts';
import type { Order, Planned } from './post.ts';
import { end, hear, startProcess, startReceiver, type Receiver } from './processes.ts';
import { atMost, withoutAim, type Figure } from './rounds.ts';
import { makeStore, sampleFile } from './store.ts';

export interface Burst {
  /** How many messages wait in all, and how many of them fall due over how many milliseconds. */
  readonly waiting: number;
  readonly count: number;
  readonly spreadMs: number;
  /** How much time there is at first for planning these. */
  readonly leadMs: number;
}

/** How late the burst comes, in microseconds: one number for each round. */
interface Lateness {
  readonly p50: number[];
  readonly p99: number[];
  /** From its begin to its end, for each message. */
  readonly each: number[];
}

/** How late our messages come, beside those of timers in memory and of pg-boss: when they fall due within a while, and all at once. */
export async function burst(folder: string, rounds: number, { waiting, count, spreadMs, leadMs }: Burst): Promise<Figure[]> {
  const receiver = await startReceiver();
  const server = whyNoPostgres() === undefined ? await startPostgres() : undefined;
  const far = waiting - count;
  const order = { port: receiver.port, address: '', far: 0, count, spreadMs, leadMs };
  const store = join(folder, 'waiting.db');
  let copies = 0;
  try {
    await makeStore(store, sampleFile(), 3);
    await prepare('sender.ts', { ...order, address: `file:${store}`, far, count: 0 });
    const database = server && (await newDatabase(server.url));
    if (database) await prepare('boss.ts', { ...order, address: database, far, count: 0 });
    // The receiver, which stays, is not to be slow for whoever comes first.
    await run('timers.ts', receiver, async () => ({ ...order, far }), none());
    const measure = async (spread: number) => {
      const [timers, ours, boss] = [none(), none(), none()];
      const now = { ...order, spreadMs: spread };
      for (let round = 0; round < rounds; round++) {
        await run('timers.ts', receiver, async () => ({ ...now, far }), timers);
        await run('sender.ts', receiver, async () => ({ ...now, address: copyOf(store, join(folder, `burst-${++copies}.db`)) }), ours);
        if (database) await run('boss.ts', receiver, async () => ({ ...now, address: await newDatabase(server.url, new URL(database).pathname.slice(1)) }), boss);
      }
      return { timers, ours, boss };
    };
    const [spread, once] = [await measure(spreadMs), await measure(1)];
    const beside = (what: string, { ours, timers, boss }: typeof spread) => [
      atMost(`${what}: p99 late, beside timers`, ours.p99, timers.p99, 1.4),
      withoutAim(atMost(`${what}: p50 late, beside timers`, ours.p50, timers.p50, 1)),
      withoutAim(atMost(`${what}: each, until all had come`, ours.each, timers.each, 1)),
      ...(database ? [atMost(`${what}: p99 late, beside pg-boss`, ours.p99, boss.p99, 0.5), withoutAim(atMost(`${what}: p50 late, beside pg-boss`, ours.p50, boss.p50, 1))] : []),
    ];
    return [...beside('burst', spread), ...beside('at once', once).map(withoutAim)];
  } finally {
    receiver.stop();
    await server?.stop();
  }
}

const none = (): Lateness => ({ p50: [], p99: [], each: [] });

function copyOf(store: string, path: string): string {
  copyFileSync(store, path);
  return `file:${path}`;
}

/** Has a sender plan what waits, and end. */
async function prepare(file: string, order: Order): Promise<void> {
  const sender = startProcess(file, order);
  await hear(sender);
  await end(sender);
}

/** Lets a sender deliver the burst. One that was not ready when it began has measured its planning and gets another try with more time. */
async function run(file: string, receiver: Receiver, place: () => Promise<Order>, seen: Lateness, leads = 1): Promise<void> {
  const order = await place();
  const sender = startProcess(file, { ...order, leadMs: order.leadMs * leads });
  const { start, inTime } = await hear<Planned>(sender);
  const arrivals = await receiver.ask({ least: order.count, patienceMs: 60_000, forget: true });
  sender.kill('SIGKILL');
  if (!inTime) return run(file, receiver, place, seen, leads * 2);
  if (arrivals.length < order.count) throw new Error(`${file} delivered ${arrivals.length} of ${order.count}`);
  const late = arrivals.map((arrival) => arrival.late).sort((a, b) => a - b);
  const part = (share: number) => late[Math.ceil(share * late.length) - 1]! * 1000;
  seen.p50.push(part(0.5));
  seen.p99.push(part(0.99));
  seen.each.push(((Math.max(...arrivals.map(({ at }) => at)) - start) * 1000) / order.count);
}
