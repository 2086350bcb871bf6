// Starting to serve chat platforms: from the spawn of `node src/main.ts` until it hears what people do there, and the memory it has soon after.
// Beside it the bare libraries of the same platforms, which connect to the same local ones; the code of both is compiled before.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlatform as openDiscord } from './discord/platform.ts';
import { atMost, median, takeTurns, withoutAim, type Figure } from './rounds.ts';
import { appToken, botToken, openPlatform as openSlack } from './slack/platform.ts';

/** How long after the start memory is looked at, in milliseconds. */
const restMs = 500;

const [main, libraries] = [join(import.meta.dirname, '../src/main.ts'), join(import.meta.dirname, 'libraries.mjs')];

/** How much longer the program takes to start than bare libraries do, and how much more memory it has: with both platforms and with Slack alone. */
export async function servingStarts(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const [slack, discord] = [await openSlack(), await openDiscord()];
  const common = {
    PATH: process.env.PATH, NODE_COMPILE_CACHE: join(folder, 'compiled'), SECRET_KEY: 'a key of the figures, of which nothing depends',
    PORT: `${await freePort()}`, SLACK_API_URL: slack.api, DISCORD_API_URL: discord.api,
  };
  const slackOnly = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken };
  const both = { ...slackOnly, DISCORD_TOKEN: 'bench'.padEnd(60, '0') };
  const memory: Record<'ours' | 'limit' | 'oursSlack' | 'limitSlack', number[]> = { ours: [], limit: [], oursSlack: [], limitSlack: [] };
  const side = (name: keyof typeof memory, file: string, words: string, tokens: object) => ({
    times: 1,
    turn: async () => {
      const env = { ...common, ...tokens, DATABASE_URL: `file:${join(folder, `serving-${name}.db`)}` };
      const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      await says(child, words);
      return async () => {
        // What either holds once it has come to rest.
        await sleep(restMs);
        const used = residentOf(child);
        if (used !== undefined) memory[name].push(used);
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      };
    },
  });
  try {
    const times = await takeTurns({
      ours: side('ours', main, '"started"', both), limit: side('limit', libraries, 'ready', both),
      oursSlack: side('oursSlack', main, '"started"', slackOnly), limitSlack: side('limitSlack', libraries, 'ready', slackOnly),
    }, rounds, turns);
    return [
      atMost('serve: both started', times.ours, times.limit, 1.1), ...held('serve: both, memory', memory.ours, memory.limit),
      ...[atMost('serve: Slack alone started', times.oursSlack, times.limitSlack, 1.1), ...held('serve: Slack alone, memory', memory.oursSlack, memory.limitSlack)].map(withoutAim),
    ];
  } finally {
    slack.close();
    discord.close();
  }
}

/** The memory that both hold, in megabytes; none where the system does not tell. */
function held(what: string, ours: readonly number[], limit: readonly number[]): Figure[] {
  if (ours.length === 0) return [];
  const [our, its] = [median(ours), median(limit)];
  return [{ what, ours: `${our.toFixed(0)} MB`, limit: `${its.toFixed(0)} MB`, result: `${(our / its).toFixed(2)} ×`, aim: '≤ 1.1 ×', met: our / its <= 1.1 }];
}

/** What a process has in memory, in megabytes. */
function residentOf({ pid }: ChildProcess): number | undefined {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, 'utf8'))![1]) / 1024 : undefined;
}

async function says(child: ChildProcess, words: string): Promise<void> {
  let said = '';
  for await (const text of child.stderr!.setEncoding('utf8').iterator({ destroyOnReturn: false })) if ((said += text).includes(words)) break;
  if (!said.includes(words)) throw new Error(`the program said ${said}`);
  child.stderr!.resume();
}

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
