// Answers on Discord: how long people wait for the first one, from the moment the gateway tells of what they did until the answer is
// there, 64 at a time and one at a time. Our bot beside discord.js as it comes, which does the same reads and writes.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { hall, openPlatform, type Callback, type Platform } from './discordserver.ts';
import { makeHome, type Order } from './discordstore.ts';
import { modalOf, option, people, press, slash, subcommand, submit, typing } from './discordtraffic.ts';
import { card } from './post.ts';
import { end, hear, startProcess } from './processes.ts';
import { atLeast, atMost, withoutAim, type Figure } from './rounds.ts';

/** A bot in a process of its own, with the platform that it is connected to. */
interface Side {
  readonly platform: Platform;
  readonly process: ChildProcess;
}

let told = 0;
const numbers = [1, 2, 3, 4, 6, 7, 8, 10, 11, 12];
/** What is said of a commitment: each time of another one, and in other words. */
const words = () => ({ number: numbers[++told % numbers.length]!, note: `Waiting for the members’ comments on draft ${told}` });

/** What somebody does and how long they wait, in milliseconds. Throws when they got another answer than they should have. */
const kinds = {
  list: async ({ platform }: Side, who: string) => expected(await platform.interact(slash(who, 'commitment', subcommand('list'))), 4, 'C15'),
  update: async ({ platform }: Side, who: string) => {
    const { number, note } = words();
    return expected(await platform.interact(slash(who, 'update', option('commitment', `C${number}`), option('status', 'at-risk'), option('note', note))), 4, `C${number}`);
  },
  button: async ({ platform }: Side, who: string) => {
    const { number } = words();
    return expected(await platform.interact(press(who, `commitment.show?commitment=${number}`)), 4, `C${number}`);
  },
  form: async ({ platform }: Side, who: string) => {
    const { number, note } = words();
    const opened = await platform.interact(press(who, `commitment.update?commitment=${number}&form=open`));
    expected(opened, 9, '');
    return expected(await platform.interact(submit(who, modalOf(opened.body), { status: 'at-risk', note })), 4, `C${number}`);
  },
  choices: async ({ platform }: Side, who: string) => expected(await platform.interact(typing(who, 'commitment', subcommand('show', { ...option('commitment', 'c'), focused: true }))), 8, 'C15'),
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

function expected({ body, ms }: Callback, type: number, holds: string): number {
  if (!body.startsWith(`{"type":${type}`) || !body.includes(holds)) throw new Error(`an answer was ${body}`);
  return ms;
}

/** What was measured of one side: one number for each round, in microseconds. */
interface Seen {
  readonly each: number[];
  readonly p99: number[];
  readonly slowest: number[];
  readonly cpu: number[];
}
const none = (): Seen => ({ each: [], p99: [], slowest: [], cpu: [] });

/** How our bot answers beside the limit: of each kind so many in a round, 64 at a time, and half as many one at a time. */
export async function answering(folder: string, rounds: number, times: number): Promise<Figure[]> {
  const template = join(folder, 'discord.db');
  await makeHome(template, [hall], people);
  const started: Side[] = [];
  const start = async (file: string, durable = true) => {
    const path = join(folder, `discord-${started.length}.db`);
    copyFileSync(template, path);
    const platform = await openPlatform();
    const process = startProcess(file, { api: platform.api, path, card: JSON.stringify(card(0)), durable } satisfies Order);
    started.push({ platform, process });
    await Promise.all([hear(process), platform.ready]);
    return started.at(-1)!;
  };
  try {
    const sides = { limit: await start('discordbare.ts'), ours: await start('discordbot.ts'), loose: await start('discordbare.ts', false) };
    const measure = async (kind: Kind, at: number, of: readonly (keyof typeof sides)[]) => {
      const seen = { limit: none(), ours: none(), loose: none() };
      for (let round = 0; round <= rounds; round++) {
        const count = at === 1 ? times / 2 : times;
        // The first round only warms up, and takes longer: a bot runs for weeks.
        for (const side of of) await (round === 0 ? take(sides[side], kind, at, 4 * count, none()) : take(sides[side], kind, at, count, seen[side]));
      }
      return seen;
    };
    const [together, single]: Partial<Record<Kind, Awaited<ReturnType<typeof measure>>>>[] = [{}, {}];
    for (const kind of names) {
      together![kind] = await measure(kind, people.length, kind === 'update' ? ['limit', 'ours', 'loose'] : ['limit', 'ours']);
      single![kind] = await measure(kind, 1, ['limit', 'ours']);
    }
    const all = [together!, single!].flatMap((seen) => names.map((kind) => seen[kind]!));
    const slowest = (side: 'ours' | 'limit') => all[0]![side].slowest.map((_, round) => Math.max(...all.map((seen) => seen[side].slowest[round]!)));
    const worst = Math.max(...slowest('ours'));
    const beside = (name: string, seen: typeof all) => names.map((kind, i) => atMost(`discord: ${kind}, p99, ${name}`, seen[i]!.ours.p99, seen[i]!.limit.p99, 1.2));
    const rate = (what: string, { ours, limit }: { readonly ours: Seen; readonly limit: Seen }) => atLeast(`discord: ${what}`, ours.each, limit.each, 0.9);
    const { update } = together!;
    return [
      ...(['list', 'update'] as const).flatMap((kind) => [rate(`${kind}, 64 at once`, together![kind]!), rate(`${kind}, one at a time`, single![kind]!)]),
      withoutAim(rate('update, beside not durable', { ours: update!.ours, limit: update!.loose })),
      ...(['list', 'update'] as const).map((kind) => withoutAim(atMost(`discord: ${kind}, processor`, together![kind]!.ours.cpu, together![kind]!.limit.cpu, 1))),
      ...beside('64 at once', all.slice(0, names.length)), ...beside('one at a time', all.slice(names.length)),
      { ...atMost('discord: slowest answer', slowest('ours'), slowest('limit'), 1), ours: `${(worst / 1000).toFixed(0)} ms`, aim: '≤ 3 s', met: worst <= 3_000_000 },
    ];
  } finally {
    for (const { process } of started) await end(process);
    for (const { platform } of started) platform.close();
  }
}

/** Has people do something so many times, so many of them at a time. */
async function take(side: Side, kind: Kind, at: number, times: number, seen: Seen): Promise<void> {
  const waits: number[] = [];
  let left = times;
  const before = await spent(side);
  const start = performance.now();
  await Promise.all(
    people.slice(0, at).map(async (who) => {
      while (left-- > 0) waits.push(await kinds[kind](side, who));
    }),
  );
  const took = performance.now() - start;
  const cpu = (await spent(side)) - before;
  waits.sort((a, b) => a - b);
  seen.each.push((took * 1000) / times);
  seen.p99.push(waits[Math.ceil(0.99 * times) - 1]! * 1000);
  seen.slowest.push(waits.at(-1)! * 1000);
  seen.cpu.push(cpu / times);
}

/** What a bot has used of the processor so far, in microseconds. */
function spent({ process }: Side): Promise<number> {
  process.send('cpu');
  return hear<number>(process);
}
