// A burst on Discord, whose limits decide how soon all of it can be through: how near our delivery comes to that, beside @discordjs/rest
// as it comes, in the same minute.
import { join } from 'node:path';
import { makeHome } from '../chat.ts';
import { deliver, through, type Burst } from '../delivered.ts';
import { sizesOf, type Load } from '../load.ts';
import type { Figure } from '../rounds.ts';
import { bound } from './limits.ts';
import { channelsOf, openPlatform, server } from './platform.ts';

/** How our delivery does beside the bound and beside discord.js. */
export async function burstOnDiscord(folder: string, rounds: number, load: Load): Promise<Figure[]> {
  const sizes = sizesOf(load);
  const channels = channelsOf(sizes.length);
  const [ours, peers]: Burst[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const path = join(folder, `discord-burst-${round}.db`);
    await makeHome(path, { platform: 'discord', server, channels, people: [] });
    const run = async (file: string) => deliver(`discord/${file}`, await openPlatform(channels, true), path, channels, sizes, 90_000);
    const [our, peer] = await Promise.all([run('sender.ts'), run('rest.ts')]);
    ours!.push(our);
    peers!.push(peer);
  }
  return through('discord', '@discordjs/rest', sizes, bound(sizes), ours!, peers!, { bound: 1.1, refused: 6, small: 6 });
}
