// A burst on Discord, whose limits decide how soon all of it can be through: how near our delivery comes to that, how often it is refused,
// and how long rooms wait that have only one or two messages. Beside it @discordjs/rest as it comes, in the same minute.
import { join } from 'node:path';
import { bound } from './discordlimits.ts';
import { channelsOf, sizesOf, type Load, type Sending } from './discordload.ts';
import { openPlatform } from './discordserver.ts';
import { makeHome } from './discordstore.ts';
import { hear, startProcess } from './processes.ts';
import { isSmall } from './reminders200.ts';
import { median, type Figure } from './rounds.ts';

/** What became of one burst. Times are in seconds. */
interface Burst {
  readonly took: number;
  readonly refused: number;
  readonly small: number;
}

/** How our delivery does beside the bound and beside discord.js. */
export async function burstOnDiscord(folder: string, rounds: number, load: Load): Promise<Figure[]> {
  const sizes = sizesOf(load);
  const least = bound(sizes) / 1000;
  const bursts: { readonly ours: Burst; readonly peer: Burst }[] = [];
  for (let round = 0; round < rounds; round++) {
    const path = join(folder, `discord-burst-${round}.db`);
    await makeHome(path, channelsOf(sizes.length), []);
    const [ours, peer] = await Promise.all([run('discordsender.ts', path, sizes), run('discordrest.ts', path, sizes)]);
    bursts.push({ ours, peer });
  }
  const middle = (of: keyof Burst, side: 'ours' | 'peer') => median(bursts.map((burst) => burst[side][of]));
  const worst = (side: 'ours' | 'peer') => Math.max(...bursts.map((burst) => burst[side].refused));
  const [took, small, refused] = [middle('took', 'ours'), middle('small', 'ours'), worst('ours')];
  const seconds = (time: number) => `${time.toFixed(1)} s`;
  const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return [
    { what: `${count} on discord: through, beside bound`, ours: seconds(took), limit: seconds(least), result: times(took, least), aim: '≤ 1.1 ×', met: took / least <= 1.1 },
    { what: 'the same, beside @discordjs/rest', ours: seconds(took), limit: seconds(middle('took', 'peer')), result: times(took, middle('took', 'peer')), aim: '', met: undefined },
    { what: 'the same, refused as too many', ours: `${refused}`, limit: `${worst('peer')}`, result: '', aim: '≤ 6', met: refused <= 6 },
    { what: 'the same, p50 late in small rooms', ours: seconds(small), limit: seconds(middle('small', 'peer')), result: times(small, middle('small', 'peer')), aim: '≤ 6 s', met: small <= 6 },
  ];
}

async function run(file: string, path: string, sizes: readonly number[]): Promise<Burst> {
  const channels = channelsOf(sizes.length);
  const platform = await openPlatform(channels, true);
  const sender = startProcess(file, { api: platform.api, path, sizes } satisfies Sending);
  const start = await hear<number>(sender);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const posted = await platform.come(count, 90_000);
  sender.kill('SIGKILL');
  platform.close();
  if (posted.length !== count) throw new Error(`${file} delivered ${posted.length} of ${count}`);
  const small = new Set(channels.filter((_, i) => isSmall(sizes[i]!)));
  const late = posted.filter(({ channel }) => small.has(channel)).map(({ at }) => (at - start) / 1000);
  return { took: (Math.max(...posted.map(({ at }) => at)) - start) / 1000, refused: platform.refused(), small: median(late) };
}
