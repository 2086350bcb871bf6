// A burst on Slack, which takes one message a second in a channel: how near our delivery comes to what that allows. Beside it
// @slack/web-api as it comes, once, because it takes minutes.
import { join } from 'node:path';
import { makeHome } from '../chat.ts';
import { deliver, through, type Burst } from '../delivered.ts';
import { sizesOf, type Load } from '../load.ts';
import type { Figure } from '../rounds.ts';
import { bound } from './limits.ts';
import { channelsOf, openPlatform } from './platform.ts';
import { team } from './traffic.ts';

/** How our delivery does beside the bound and beside Slack's own client. */
export async function burstOnSlack(folder: string, rounds: number, load: Load): Promise<Figure[]> {
  const sizes = sizesOf(load);
  const channels = channelsOf(sizes.length);
  const path = (round: number) => join(folder, `slack-burst-${round}.db`);
  const run = async (file: string, round = 0) => deliver(`slack/${file}`, await openPlatform(true), path(round), channels, sizes, 300_000);
  const peer = run('web.ts');
  const ours: Burst[] = [];
  for (let round = 0; round < rounds; round++) {
    await makeHome(path(round), { platform: 'slack', server: team, channels, people: [] });
    ours.push(await run('sender.ts', round));
  }
  return through('slack', '@slack/web-api', sizes, bound(sizes), ours, [await peer], { bound: 1.03, refused: 0, small: 1.5 });
}
