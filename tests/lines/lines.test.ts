import { expect, test } from 'vitest';
import { commands } from '#commands/index.ts';
import { speak, type Figures } from '#tests/lines/run.ts';

// The long form says 240,000 lines in 120 groups: npm run soak.
const rounds = process.env.SOAK ? 120 : 2;
const each = process.env.SOAK ? 2000 : 2000;

test(`${rounds * each} generated lines: no crash, no answer over the limits, and history adds up to the state`, async () => {
  const figures: Figures = { lines: 0, resolved: 0, changed: 0, ran: {} };
  for (let round = 1; round <= rounds; round++) await speak(each, round, figures);
  const least = Math.min(...commands.map(({ name }) => figures.ran[name] ?? 0));
  const ran = commands.map(({ name }) => [name, figures.ran[name] ?? 0] as const).sort((a, b) => a[1] - b[1]);
  console.log(ran.slice(0, 6).map(([name, count]) => `${name} ${count}`).join(', '));
  console.log(`${figures.lines} lines, ${figures.resolved} led to a command, ${figures.changed} changed the state, each command ran at least ${least} times`);
  expect(figures.resolved / figures.lines).toBeGreaterThan(0.6);
  expect(figures.changed / figures.lines).toBeGreaterThan(0.25);
  expect(least).toBeGreaterThanOrEqual(process.env.SOAK ? 200 : 1);
}, 600_000);
