// How bots on a chat platform answer: what is measured of them, in rounds that they take in turns.
import type { ChildProcess } from 'node:child_process';
import { hear } from './processes.ts';

/** A bot in a process of its own, with the platform that it is connected to. */
export interface Side<P> {
  readonly platform: P;
  readonly process: ChildProcess;
}

/** What is asked of a bot: `act` has somebody do something, and resolves with how many milliseconds they waited. */
export interface Asked {
  readonly process: ChildProcess;
  act(who: string): Promise<number>;
}

/** What was measured of one side: one number for each round, in microseconds. */
export interface Seen {
  readonly each: number[];
  readonly p50: number[];
  readonly p99: number[];
  readonly slowest: number[];
  readonly cpu: number[];
}
const none = (): Seen => ({ each: [], p50: [], p99: [], slowest: [], cpu: [] });

/** Has these people do something `times` times in each round, with each side in turn. */
export async function measure<K extends string>(sides: Readonly<Record<K, Asked>>, people: readonly string[], times: number, rounds: number): Promise<Readonly<Record<K, Seen>>> {
  const names = Object.keys(sides) as K[];
  const seen = Object.fromEntries(names.map((name) => [name, none()])) as Record<K, Seen>;
  for (let round = 0; round <= rounds; round++) {
    // The first round only warms up, and takes longer: a bot runs for weeks.
    for (const name of names) await (round === 0 ? take(sides[name], people, 4 * times, none()) : take(sides[name], people, times, seen[name]));
  }
  return seen;
}

async function take(side: Asked, people: readonly string[], times: number, seen: Seen): Promise<void> {
  const waits: number[] = [];
  let left = times;
  const before = await spent(side.process);
  const start = performance.now();
  await Promise.all(
    people.map(async (who) => {
      while (left-- > 0) waits.push(await side.act(who));
    }),
  );
  const took = performance.now() - start;
  const cpu = (await spent(side.process)) - before;
  waits.sort((a, b) => a - b);
  const part = (share: number) => waits[Math.ceil(share * times) - 1]! * 1000;
  seen.each.push((took * 1000) / times);
  seen.p50.push(part(0.5));
  seen.p99.push(part(0.99));
  seen.slowest.push(part(1));
  seen.cpu.push(cpu / times);
}

/** What a bot has used of the processor so far, in microseconds. */
function spent(process: ChildProcess): Promise<number> {
  process.send('cpu');
  return hear<number>(process);
}

/** The slowest answer of each round, whatever was asked for. */
export const slowestOf = (seen: readonly Seen[]): number[] => seen[0]!.slowest.map((_, round) => Math.max(...seen.map(({ slowest }) => slowest[round]!)));
