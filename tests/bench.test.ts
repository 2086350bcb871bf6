import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyNoPostgres } from '#tests/support/postgres.ts';
import { isSoak } from '#tests/support/runs.ts';

const deeds = ['list', 'update', 'button', 'modal', 'form'];
/** The figures of one way to be told things by Slack. */
const slack = (way: string, ...beside: readonly string[]) => [
  ...['list', 'update'].flatMap((what) => ['one at a time', '16 at once', '64 at once'].map((how) => `${what}, ${how}`)), ...beside, 'update, 16, beside own commits',
  'list, 16, processor', 'update, 16, processor', ...deeds.map((what) => `${what}, p50, one at a time`), ...deeds.map((what) => `${what}, p99, 16 at once`), 'slowest of 64 at once',
].map((what) => `${way}: ${what}`);
/** Those of them that have no aim of their own. */
const isLookedAt = (what: string) => /beside|processor|p50|p99/.test(what);
const memory = (what: string) => (existsSync('/proc/self/status') ? [what] : []);

/** The figures of the chat platforms, which take long: in a soak. */
const chats = !isSoak ? [] : [
  'discord: list, 64 at once', 'discord: list, one at a time', 'discord: update, 64 at once', 'discord: update, one at a time', 'discord: update, beside not durable',
  'discord: list, processor', 'discord: update, processor',
  ...['64 at once', 'one at a time'].flatMap((how) => ['list', 'update', 'button', 'form', 'choices'].map((what) => `discord: ${what}, p99, ${how}`)),
  'discord: slowest answer',
  '60 on discord: through, beside bound', 'the same, beside @discordjs/rest', 'the same, refused as too many', 'the same, p50 late in small rooms',
  ...slack('slack', ...['list', 'update'].flatMap((what) => [16, 64].map((at) => `${what}, ${at}, beside constant`))), ...slack('socket'),
  '60 on slack: through, beside bound', 'the same, beside @slack/web-api', 'the same, refused as too many', 'the same, p50 late in small rooms',
  ...['both', 'Slack alone'].flatMap((what) => [`serve: ${what} started`, ...memory(`serve: ${what}, memory`)]),
];
const chatsWithoutAim = !isSoak ? [] : [
  'discord: update, beside not durable', 'discord: list, processor', 'discord: update, processor', 'the same, beside @discordjs/rest',
  ...slack('slack', ...['list', 'update'].flatMap((what) => [16, 64].map((at) => `${what}, ${at}, beside constant`))).filter(isLookedAt), ...slack('socket').filter(isLookedAt),
  'the same, beside @slack/web-api', 'serve: Slack alone started', ...memory('serve: Slack alone, memory'),
];

test('the bench measures each figure beside its limit and says which aims are met', { timeout: 120_000 }, () => {
  const out = execFileSync(process.execPath, [join(import.meta.dirname, '../bench/run.ts'), '--tiny', ...(isSoak ? [] : ['--store'])], { encoding: 'utf8' });
  const table = out.split('\n\n')[1]!.split('\n').slice(1);
  const figures = table.filter((line) => !line.startsWith('start: to the prompt')); // needs a screen
  const named = (lines: readonly string[]) => lines.map((line) => line.slice(0, 38).trim());
  const boss = (what: string) => (whyNoPostgres() === undefined ? [what] : []);
  expect(named(figures)).toEqual([
    'read: commitment list', 'read: the same, drawn as lines',
    'write: update, one at a time', 'write: update, 64 at once',
    'start: to the first answer',
    ...['list', 'show', 'my tasks', 'search'].map((what) => `11 groups beside 10: ${what}`),
    'reminder: claim and mark, a row', 'the same, 2000 planned beside 1000',
    'outbox: claim and settle, a row',
    'plan: the first in a transaction adds', 'plan: each more adds', 'plan: 1000 at once, a row',
    'compose: 11 groups, 10 due in each',
    ...['burst', 'at once'].flatMap((what) => [
      `${what}: p99 late, beside timers`, `${what}: p50 late, beside timers`, `${what}: each, until all had come`,
      ...boss(`${what}: p99 late, beside pg-boss`), ...boss(`${what}: p50 late, beside pg-boss`),
    ]),
    'kill: all delivered after the restart', 'kill: lost', 'kill: repeated',
    'feed: unchanged, whole', 'feed: unchanged, 304',
    ...chats,
  ]);
  const withoutAim = figures.filter((line) => !/ (met|not met)$/.test(line) && !line.startsWith('at once: '));
  expect(named(withoutAim)).toEqual([
    'read: the same, drawn as lines', 'start: to the first answer', 'plan: the first in a transaction adds', 'compose: 11 groups, 10 due in each',
    'burst: p50 late, beside timers', 'burst: each, until all had come', ...boss('burst: p50 late, beside pg-boss'),
    ...chatsWithoutAim,
  ]);
  // Whatever the machine is like: a kill loses nothing, and repeats no more than was under way.
  expect(figures.filter((line) => /^kill: (lost|repeated)/.test(line)).every((line) => line.endsWith(' met') && !line.endsWith('not met'))).toBe(true);
});
