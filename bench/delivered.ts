// What became of a burst on a chat platform: how long it took, how often it was refused, and how long rooms waited that have only one or
// two messages.
import { type Sending } from './load.ts';
import { hear, startProcess } from './processes.ts';
import { isSmall } from './reminders200.ts';
import { median, type Figure } from './rounds.ts';

/** A message that has come: to which channel and when, in milliseconds since 1970. */
export interface Posted {
  readonly channel: string;
  readonly at: number;
}

/** A platform that is written to. */
export interface Written {
  /** What a bot is told: where its platform is. */
  readonly api: string;
  /** Resolves when so many messages have come, or so many milliseconds have passed. */
  come(count: number, patienceMs: number): Promise<readonly Posted[]>;
  /** How many requests were refused as too many. */
  refused(): number;
  close(): void;
}

/** What became of one burst. Times are in seconds. */
export interface Burst {
  readonly took: number;
  readonly refused: number;
  readonly small: number;
}

/** Has a sender, a file of this folder, deliver so many messages to each of these channels. */
export async function deliver(file: string, platform: Written, path: string, channels: readonly string[], sizes: readonly number[], patienceMs: number): Promise<Burst> {
  const sender = startProcess(file, { api: platform.api, path, sizes } satisfies Sending);
  const start = await hear<number>(sender);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const posted = await platform.come(count, patienceMs);
  sender.kill('SIGKILL');
  platform.close();
  if (posted.length !== count) throw new Error(`${file} delivered ${posted.length} of ${count}`);
  const small = new Set(channels.filter((_, i) => isSmall(sizes[i]!)));
  const late = posted.filter(({ channel }) => small.has(channel)).map(({ at }) => (at - start) / 1000);
  return { took: (Math.max(...posted.map(({ at }) => at)) - start) / 1000, refused: platform.refused(), small: median(late) };
}

/** What is aimed at: so many times the bound, so many refused, and so many seconds in small rooms. */
export interface Aims {
  readonly bound: number;
  readonly refused: number;
  readonly small: number;
}

/** How our bursts compare with the bound, in milliseconds, and with those of a peer, which were in the same minutes. */
export function through(platform: string, peer: string, sizes: readonly number[], boundMs: number, ours: readonly Burst[], peers: readonly Burst[], aims: Aims): Figure[] {
  const middle = (of: keyof Burst, bursts: readonly Burst[]) => median(bursts.map((burst) => burst[of]));
  const worst = (bursts: readonly Burst[]) => Math.max(...bursts.map(({ refused }) => refused));
  const [took, small, refused, least] = [middle('took', ours), middle('small', ours), worst(ours), boundMs / 1000];
  const seconds = (time: number) => `${time.toFixed(1)} s`;
  const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return [
    { what: `${count} on ${platform}: through, beside bound`, ours: seconds(took), limit: seconds(least), result: times(took, least), aim: `≤ ${aims.bound} ×`, met: took / least <= aims.bound },
    { what: `the same, beside ${peer}`, ours: seconds(took), limit: seconds(middle('took', peers)), result: times(took, middle('took', peers)), aim: '', met: undefined },
    { what: 'the same, refused as too many', ours: `${refused}`, limit: `${worst(peers)}`, result: '', aim: `≤ ${aims.refused}`, met: refused <= aims.refused },
    { what: 'the same, p50 late in small rooms', ours: seconds(small), limit: seconds(middle('small', peers)), result: times(small, middle('small', peers)), aim: `≤ ${aims.small} s`, met: small <= aims.small },
  ];
}
