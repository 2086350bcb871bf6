import { expect, test } from 'vitest';
import { makeLines } from '#adapters/slack/lines.ts';
import { commandsOf } from '#adapters/slack/manifest.ts';
import { grammarsOf } from '#bot/grammar.ts';
import { aliases, commands } from '#commands/index.ts';
import { keysOf, source, t, type Key } from '#core/i18n.ts';
import type { Rich } from '#core/message.ts';
import { parseLine } from '#core/parse.ts';

const prefixes = ['', 'sec-'] as const;
const grammars = grammarsOf(new Map(commands.map((command) => [command.name, command])));

/** What Slack hands over when somebody sends a line: the line of the program, as the door puts it together. Undefined where no such command is there. */
function received(line: string, prefix: string): string | undefined {
  const [, command = '', rest = ''] = /^(\/\S+)(?: ([^]*))?$/.exec(line) ?? [];
  if (!commandsOf({ commands, aliases }, prefix).some((each) => each.command === command)) return undefined;
  const word = command.slice(1);
  return word === 'secretariat' ? `/secretariat ${rest}` : `/${word.slice(prefix.length)} ${rest}`;
}

/** Where a text speaks of a line. */
const said = new RegExp(`(?<![\\w/])/(?:${[...new Set([...commands.map(({ name }) => name.split('.')[0]!), ...Object.keys(aliases), 'secretariat'])].join('|')})\\b`);

/** The lines in a text: they stand in code. */
const linesIn = (rich: Rich): string[] => rich.flatMap((part) => (typeof part === 'string' ? [] : 'b' in part ? linesIn(part.b) : 'code' in part ? part.code.split('\n').filter((line) => line.startsWith('/')) : []));

test.each([
  ['/update 4 on-track Draft sent to WHO', '/update 4 on-track Draft sent to WHO', '/sec-update 4 on-track Draft sent to WHO'],
  ['/commitment rate 1 limited', '/commitment rate 1 limited', '/sec-commitment rate 1 limited'],
  ['/my tasks', '/my tasks', '/sec-my tasks'],
  ['/help', '/secretariat help', '/secretariat help'],
  ['/help commitment add', '/secretariat help commitment add', '/secretariat help commitment add'],
  ['/secretariat help commitment', '/secretariat help commitment', '/secretariat help commitment'],
  ['/commitment add "Two\nlines"', '/commitment add "Two\nlines"', '/sec-commitment add "Two\nlines"'],
  // No word of ours, and no line at all.
  ['/invite @Secretariat', '/invite @Secretariat', '/invite @Secretariat'],
  ['/mytasks', '/mytasks', '/mytasks'],
  ['-14d -7d', '-14d -7d', '-14d -7d'],
])('%s is typed %s, and %s where commands have a prefix', (line, plain, prefixed) => {
  expect(prefixes.map((prefix) => makeLines({ commands, aliases }, prefix).line(line))).toEqual([plain, prefixed]);
});

test.each(prefixes)('every line in the texts is one that can be sent in Slack, and means there what it means anywhere (prefix "%s")', (prefix) => {
  const lines = makeLines({ commands, aliases }, prefix);
  const holes: Readonly<Record<string, string>> = { number: '4', organisation: 'INPUD', event: 'cnd57', side: 'Civil society' };
  // What is said only at the terminal, of another platform, or to whoever runs the program.
  const keys = keysOf('en').filter((key) => !/^(terminal|config|serve|discord|slack)\.|^error\.import\.which$/.test(key));
  let count = 0;
  for (const key of keys) {
    const text = source('en', key)!;
    const isExample = /\.example(Alone)?$/.test(key);
    if (!isExample && !said.test(text)) continue;
    const rich = t('en', key as Key, Object.fromEntries([...text.matchAll(/\{(\w+)[},]/g)].map(([, name]) => [name!, holes[name!] ?? 'x'])));
    for (const line of isExample ? [rich.join('')] : linesIn(rich)) {
      count += 1;
      const arrived = received(lines.line(line), prefix);
      expect([key, line, arrived !== undefined]).toEqual([key, line, true]);
      expect([key, parseLine(arrived!, grammars, aliases)]).toEqual([key, parseLine(line, grammars, aliases)]);
    }
  }
  expect(count).toBeGreaterThan(70);
});
