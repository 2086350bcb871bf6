// `npm run bench`: every figure beside its named limit, measured in the same run. `-- --short` takes a quick look, `-- --tiny` only
// shows that everything runs; with `--store` the chat platforms are left out.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { burst } from './burst.ts';
import { composing } from './compose.ts';
import { answering as onDiscord } from './discord/answers.ts';
import { burstOnDiscord } from './discord/burst.ts';
import { feeds } from './feed.ts';
import { whole } from './load.ts';
import { manyGroups } from './groups.ts';
import { kill } from './kill.ts';
import { readPath } from './read.ts';
import { claiming, outbox, planning } from './remind.ts';
import type { Figure } from './rounds.ts';
import { servingStarts } from './serving.ts';
import { answering as onSlack } from './slack/answers.ts';
import { burstOnSlack } from './slack/burst.ts';
import { starting } from './start.ts';
import { writePath } from './write.ts';

/**
 * How many rounds are counted, how many turns each side takes in one, and how much there is: groups beside ten, reminders planned beside
 * ten thousand (or fewer), a burst with what waits beside it; how often a calendar is asked for in a turn; what people do on a chat
 * platform in a round, and a burst there.
 */
const scales = {
  full: {
    rounds: 7, read: 60, write: 40, start: 5, size: 20, groups: 1000, due: 15, few: 10_000, many: 1_000_000,
    bursts: 5, burst: { waiting: 100_000, count: 10_000, spreadMs: 1000, leadMs: 1500 }, kills: 3, feed: 5, asks: 4000,
    deeds: 1000, there: 3, load: whole,
  },
  short: {
    rounds: 5, read: 40, write: 30, start: 2, size: 4, groups: 100, due: 10, few: 10_000, many: 100_000,
    bursts: 1, burst: { waiting: 20_000, count: 10_000, spreadMs: 1000, leadMs: 1500 }, kills: 1, feed: 3, asks: 3000,
    deeds: 500, there: 1, load: whole,
  },
  tiny: {
    rounds: 1, read: 1, write: 1, start: 1, size: 1, groups: 11, due: 1, few: 1000, many: 2000,
    bursts: 1, burst: { waiting: 500, count: 200, spreadMs: 20, leadMs: 300 }, kills: 1, feed: 1, asks: 40,
    deeds: 16, there: 1, load: { rooms: 30, total: 60, most: 3 },
  },
};
const scale = process.argv.includes('--short') ? scales.short : process.argv.includes('--tiny') ? scales.tiny : scales.full;

/** Without the chat platforms, which take the longest. */
const isStoreOnly = process.argv.includes('--store');

const folder = mkdtempSync(join(tmpdir(), 'secretariat-bench-'));
const started = performance.now();
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores; medians of ${scale.rounds} rounds\n`);
line('', 'ours', 'limit', '', 'aim', '');
try {
  show(await readPath(folder, scale.rounds, scale.read));
  show(await writePath(folder, scale.rounds, scale.write));
  show(await starting(folder, scale.rounds, scale.start));
  show(await manyGroups(folder, scale.rounds, scale.size, 10, scale.groups));
  show(await claiming(folder, scale.rounds, scale.due, scale.few, scale.many));
  show(await outbox(folder, scale.rounds, scale.due));
  show(await planning(folder, scale.rounds, scale.due));
  show(await composing(folder, scale.groups));
  show(await burst(folder, scale.bursts, scale.burst));
  show(await kill(folder, scale.kills, scale.burst.count));
  show(await feeds(folder, scale.rounds, scale.feed, scale.asks));
  if (!isStoreOnly) {
    show(await onDiscord(folder, scale.rounds, scale.deeds));
    show(await burstOnDiscord(folder, scale.there, scale.load));
    show(await onSlack(folder, 'http', scale.rounds, scale.deeds));
    show(await onSlack(folder, 'socket', scale.rounds, scale.deeds));
    show(await burstOnSlack(folder, scale.there, scale.load));
    show(await servingStarts(folder, scale.rounds, scale.start));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);

function show(figures: readonly Figure[]): void {
  for (const { what, ours, limit, result, aim, met } of figures) line(what, ours, limit, result, aim, met === undefined ? '' : met ? 'met' : 'not met');
}

function line(what: string, ours: string, limit: string, result: string, aim: string, met: string): void {
  console.log(`${what.padEnd(38)} ${ours.padStart(9)} ${limit.padStart(9)}  ${result.padEnd(16)} ${aim.padEnd(10)} ${met}`.trimEnd());
}
