// Answers on Slack, by signed requests and by Socket Mode: how many a second, how long people wait for one and what it costs, one, sixteen
// and 64 at a time. Our bot beside Bolt as it comes: answering a constant, doing the same reads, and the same writes, each in a
// transaction of its own or those that come together in one.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, slowestOf, type Asked, type Seen, type Side } from '../answers.ts';
import { makeHome, type Order } from '../chat.ts';
import { card } from '../post.ts';
import { end, hear, startProcess } from '../processes.ts';
import { atLeast, atMost, withoutAim, type Figure } from '../rounds.ts';
import { openPlatform, type Platform, type Shown, type Where } from './platform.ts';
import { hall, people, press, slash, submit, team, type Deed, type View } from './traffic.ts';

let told = 0;
const numbers = [1, 2, 3, 4, 6, 7, 8, 10, 11, 12];
/** What is said of a commitment: each time of another one, and in other words. */
const words = () => ({ number: numbers[++told % numbers.length]!, note: `Waiting for the members’ comments on draft ${told}` });

type Bot = Side<Platform>;
const see = async ({ platform }: Bot, where: Where, holds: string, make: (deed: Deed) => object) => expected(await platform.tell(make, where), holds);

/** What somebody does and how long they wait, in milliseconds. Throws when they got another answer than they should have. */
const kinds = {
  list: async (bot: Bot, who: string) => (await see(bot, 'ack', 'C15', (deed) => slash(who, '/commitment', 'list', deed))).ms,
  update: async (bot: Bot, who: string) => {
    const { number, note } = words();
    return (await see(bot, 'ack', `C${number}`, (deed) => slash(who, '/update', `${number} at-risk ${note}`, deed))).ms;
  },
  button: async (bot: Bot, who: string) => {
    const { number } = words();
    return (await see(bot, 'later', `C${number}`, (deed) => press(who, `commitment.show?commitment=${number}`, deed))).ms;
  },
  modal: async (bot: Bot, who: string) => (await open(bot, who, words().number)).ms,
  form: async (bot: Bot, who: string) => {
    const { number, note } = words();
    const view = JSON.parse((await open(bot, who, number)).body) as View;
    return (await see(bot, 'ack', `C${number}`, (deed) => submit(who, view, { status: 'at-risk', note }, deed))).ms;
  },
  constant: async (bot: Bot, who: string) => (await see(bot, 'ack', 'secretariat', (deed) => slash(who, '/constant', '', deed))).ms,
} as const;
const names = ['list', 'update', 'button', 'modal', 'form'] as const;
type Kind = (typeof names)[number];

const open = (bot: Bot, who: string, number: number) => see(bot, 'view', '"callback_id"', (deed) => press(who, `commitment.update?commitment=${number}&form=open`, deed));

function expected(shown: Shown, holds: string): Shown {
  if (!shown.body.includes(holds)) throw new Error(`an answer was ${shown.body}`);
  return shown;
}

/** How many are at it at a time. */
const crowds = [1, 16, 64] as const;
const named = { 1: 'one at a time', 16: '16 at once', 64: '64 at once' } as const;
/** How near the rate is to come to Bolt's, and what is hoped for beside one that writes each update by itself. */
const aims = { http: { near: 0.95, each: 5 }, socket: { near: 0.9, each: 2.5 } } as const;
/** How the figures of a way are called: signed requests are what Slack's name alone stands for. */
const titles = { http: 'slack', socket: 'socket' } as const;

type Way = keyof typeof aims;
type Both = Readonly<Record<'limit' | 'ours', Seen>>;
/** What was seen with so many at a time: of each kind, and of reads and writes beside other limits. */
interface Crowd {
  readonly of: Record<Kind, Both>;
  readonly constant: Readonly<Record<'list' | 'update' | 'limit', Seen>>;
  readonly each: Both;
}

/** How our bot answers on Slack beside Bolt: of each kind so many in a round, and half as many one at a time. */
export async function answering(folder: string, way: Way, rounds: number, times: number): Promise<Figure[]> {
  const template = join(folder, `slack-${way}.db`);
  await makeHome(template, { platform: 'slack', server: team, channels: [hall], people });
  const started: Bot[] = [];
  const start = async (file: string, writes: Order['writes'] = 'together') => {
    const path = join(folder, `slack-${way}-${started.length}.db`);
    copyFileSync(template, path);
    const platform = await openPlatform();
    const process = startProcess(`slack/${file}`, { api: platform.api, path, card: JSON.stringify(card(0)), writes, way } satisfies Order);
    started.push({ platform, process });
    const port = await hear<number>(process);
    if (way === 'http') platform.tellTo(port);
    else await platform.connected(1);
    return started.at(-1)!;
  };
  try {
    const [limit, ours, each] = [await start('bare.ts'), await start('bot.ts'), await start('bare.ts', 'each')];
    const asked = (bot: Bot, kind: keyof typeof kinds) => ({ process: bot.process, act: (who: string) => kinds[kind](bot, who) });
    const crowd = async (at: (typeof crowds)[number]): Promise<Crowd> => {
      const take = <K extends string>(sides: Record<K, Asked>) => measure(sides, people.slice(0, at), at === 1 ? times / 2 : times, rounds);
      const of = {} as Record<Kind, Both>;
      for (const kind of names) of[kind] = await take({ limit: asked(limit, kind), ours: asked(ours, kind) });
      const constant = await take({ limit: asked(limit, 'constant'), list: asked(ours, 'list'), update: asked(ours, 'update') });
      return { of, constant, each: await take({ limit: asked(each, 'update'), ours: asked(ours, 'update') }) };
    };
    return figures(way, { 1: await crowd(1), 16: await crowd(16), 64: await crowd(64) });
  } finally {
    for (const { process } of started) await end(process);
    for (const { platform } of started) platform.close();
  }
}

function figures(way: Way, seen: Readonly<Record<(typeof crowds)[number], Crowd>>): Figure[] {
  const { near, each } = aims[way];
  const title = titles[way];
  const rate = (what: string, { ours, limit }: Both, least: number) => atLeast(`${title}: ${what}`, ours.each, limit.each, least);
  const hoped = (figure: Figure): Figure => ({ ...figure, aim: `(${figure.aim})`, met: undefined });
  const both = ['list', 'update'] as const;
  const slowest = (side: keyof Both) => slowestOf(Object.values(seen[64].of).map((of) => of[side]));
  const worst = Math.max(...slowest('ours'));
  return [
    ...both.flatMap((kind) => crowds.map((at) => rate(`${kind}, ${named[at]}`, seen[at].of[kind], near))),
    ...(way === 'http' ? both : []).flatMap((kind) => ([16, 64] as const).map((at) => hoped(rate(`${kind}, ${at}, beside constant`, { ours: seen[at].constant[kind], limit: seen[at].constant.limit }, 1)))),
    hoped(rate('update, 16, beside own commits', seen[16].each, each)),
    ...both.map((kind) => withoutAim(atMost(`${title}: ${kind}, 16, processor`, seen[16].of[kind].ours.cpu, seen[16].of[kind].limit.cpu, 1))),
    ...names.map((kind) => withoutAim(atMost(`${title}: ${kind}, p50, one at a time`, seen[1].of[kind].ours.p50, seen[1].of[kind].limit.p50, 1))),
    ...names.map((kind) => withoutAim(atMost(`${title}: ${kind}, p99, 16 at once`, seen[16].of[kind].ours.p99, seen[16].of[kind].limit.p99, 1))),
    { ...atMost(`${title}: slowest of 64 at once`, slowest('ours'), slowest('limit'), 1), ours: `${(worst / 1000).toFixed(0)} ms`, aim: '≤ 3 s', met: worst <= 3_000_000 },
  ];
}
