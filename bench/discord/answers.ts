// Answers on Discord: how long people wait for the first one, from the moment the gateway tells of what they did until the answer is
// there, 64 at a time and one at a time. Our bot beside discord.js as it comes, which does the same reads and writes.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, slowestOf, type Seen, type Side } from '../answers.ts';
import { makeHome, type Order } from '../chat.ts';
import { card } from '../post.ts';
import { end, hear, startProcess } from '../processes.ts';
import { atLeast, atMost, withoutAim, type Figure } from '../rounds.ts';
import { hall, openPlatform, server, type Callback, type Platform } from './platform.ts';
import { modalOf, option, people, press, slash, subcommand, submit, typing } from './traffic.ts';

let told = 0;
const numbers = [1, 2, 3, 4, 6, 7, 8, 10, 11, 12];
/** What is said of a commitment: each time of another one, and in other words. */
const words = () => ({ number: numbers[++told % numbers.length]!, note: `Waiting for the members’ comments on draft ${told}` });

/** What somebody does and how long they wait, in milliseconds. Throws when they got another answer than they should have. */
const kinds = {
  list: async ({ platform }: Side<Platform>, who: string) => expected(await platform.interact(slash(who, 'commitment', subcommand('list'))), 4, 'C15'),
  update: async ({ platform }: Side<Platform>, who: string) => {
    const { number, note } = words();
    return expected(await platform.interact(slash(who, 'update', option('commitment', `C${number}`), option('status', 'at-risk'), option('note', note))), 4, `C${number}`);
  },
  button: async ({ platform }: Side<Platform>, who: string) => {
    const { number } = words();
    return expected(await platform.interact(press(who, `commitment.show?commitment=${number}`)), 4, `C${number}`);
  },
  form: async ({ platform }: Side<Platform>, who: string) => {
    const { number, note } = words();
    const opened = await platform.interact(press(who, `commitment.update?commitment=${number}&form=open`));
    expected(opened, 9, '');
    return expected(await platform.interact(submit(who, modalOf(opened.body), { status: 'at-risk', note })), 4, `C${number}`);
  },
  choices: async ({ platform }: Side<Platform>, who: string) => expected(await platform.interact(typing(who, 'commitment', subcommand('show', { ...option('commitment', 'c'), focused: true }))), 8, 'C15'),
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

function expected({ body, ms }: Callback, type: number, holds: string): number {
  if (!body.startsWith(`{"type":${type}`) || !body.includes(holds)) throw new Error(`an answer was ${body}`);
  return ms;
}

type Both = Readonly<Record<'limit' | 'ours', Seen>>;

/** How our bot answers beside the limit: of each kind so many in a round, 64 at a time, and half as many one at a time. */
export async function answering(folder: string, rounds: number, times: number): Promise<Figure[]> {
  const template = join(folder, 'discord.db');
  await makeHome(template, { platform: 'discord', server, channels: [hall], people });
  const started: Side<Platform>[] = [];
  const start = async (file: string, writes: Order['writes'] = 'each') => {
    const path = join(folder, `discord-${started.length}.db`);
    copyFileSync(template, path);
    const platform = await openPlatform();
    const process = startProcess(`discord/${file}`, { api: platform.api, path, card: JSON.stringify(card(0)), writes } satisfies Order);
    started.push({ platform, process });
    await Promise.all([hear(process), platform.ready]);
    return started.at(-1)!;
  };
  try {
    const [limit, ours, loose] = [await start('bare.ts'), await start('bot.ts'), await start('bare.ts', 'later')];
    const asked = (side: Side<Platform>, kind: Kind) => ({ process: side.process, act: (who: string) => kinds[kind](side, who) });
    const [together, single] = [{}, {}] as [Record<Kind, Both>, Record<Kind, Both>];
    for (const kind of names) {
      const both = { limit: asked(limit, kind), ours: asked(ours, kind) };
      together[kind] = await measure(both, people, times, rounds);
      single[kind] = await measure(both, people.slice(0, 1), times / 2, rounds);
    }
    const loosely = await measure({ limit: asked(loose, 'update'), ours: asked(ours, 'update') }, people, times, rounds);
    const all = [together, single].flatMap((seen) => names.map((kind) => seen[kind]));
    const slowest = (side: 'ours' | 'limit') => slowestOf(all.map((seen) => seen[side]));
    const worst = Math.max(...slowest('ours'));
    const late = (name: string, seen: typeof all) => names.map((kind, i) => atMost(`discord: ${kind}, p99, ${name}`, seen[i]!.ours.p99, seen[i]!.limit.p99, 1.2));
    const rate = (what: string, { ours, limit }: Both) => atLeast(`discord: ${what}`, ours.each, limit.each, 0.9);
    return [
      ...(['list', 'update'] as const).flatMap((kind) => [rate(`${kind}, 64 at once`, together[kind]), rate(`${kind}, one at a time`, single[kind])]),
      withoutAim(rate('update, beside not durable', loosely)),
      ...(['list', 'update'] as const).map((kind) => withoutAim(atMost(`discord: ${kind}, processor`, together[kind].ours.cpu, together[kind].limit.cpu, 1))),
      ...late('64 at once', all.slice(0, names.length)), ...late('one at a time', all.slice(names.length)),
      { ...atMost('discord: slowest answer', slowest('ours'), slowest('limit'), 1), ours: `${(worst / 1000).toFixed(0)} ms`, aim: '≤ 3 s', met: worst <= 3_000_000 },
    ];
  } finally {
    for (const { process } of started) await end(process);
    for (const { platform } of started) platform.close();
  }
}
