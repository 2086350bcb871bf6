import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules, type Tree } from '#tests/support/house.ts';

const own = 'tests/architecture.test.ts';
const root = join(import.meta.dirname, '..');
const real: Tree = new Map(globSync('{src,commands,db,tests,scripts,bench}/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/')).filter((path) => path !== own).map((path) => [path, readFileSync(join(root, path), 'utf8')]));

describe('the house', () => {
  test.each(Object.keys(rules))('%s', (rule) => expect(rules[rule]!(real)).toEqual([]));
});

/** A small house in which all is well. */
const sound = {
  'src/main.ts': "import { start } from '#adapters/terminal/start.ts';\nimport { commands } from '#commands/index.ts';\n",
  'src/adapters/terminal/start.ts': "import { draw } from './draw.ts';\nimport { makeBot } from '#bot/bot.ts';\n",
  'src/adapters/terminal/draw.ts': "import type { start } from '#adapters/terminal/start.ts';\n",
  'src/delivery/send.ts': "import { claim } from '#db/outbox.ts';\n",
  'src/bot/bot.ts': "import { fold } from '#core/fold.ts';\n",
  'src/rules/due.ts': "import en from '#locales/en.json' with { type: 'json' };\n",
  'src/core/fold.ts': '',
  'src/core/time.ts': 'export const systemNow = () => Temporal.Now.instant();\n',
  'commands/index.ts': "import { eventMove } from '#commands/event/move.ts';\n",
  'commands/event/move.ts': "import { command } from '#bot/bot.ts';\nexport const eventMove = command({\n  name: 'event.move',\n});\n",
  'db/outbox.ts': "import { sql } from 'kysely';\n",
  'db/migrations/index.ts': "import { start } from './0001_start.ts';\n",
  'db/migrations/0001_start.ts': "import type { RawBuilder } from 'kysely';\n",
  'tests/due.test.ts': "import { dueDay } from '#rules/due.ts';\n",
};
const lots = (path: string, count: number, size: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${path}${i}.ts`, '\n'.repeat(size)]));

/** Each rule broken once or more: the rule, what is written where, and the one thing that must be found. */
const broken: readonly (readonly [rule: string, Readonly<Record<string, string>>, string])[] = [
  ['imports point down, and never to a neighbour of the top row', { 'src/core/fold.ts': "import type { Due } from '#rules/due.ts';\n" }, 'src/core/fold.ts imports src/rules/due.ts'],
  ['imports point down, and never to a neighbour of the top row', { 'src/bot/bot.ts': "import {\n  eventMove,\n} from '../../commands/event/move.ts';\n", 'commands/event/move.ts': "\n  name: 'event.move',\n" }, 'src/bot/bot.ts imports commands/event/move.ts'],
  ['imports point down, and never to a neighbour of the top row', { 'src/adapters/discord/a.ts': "export { draw } from '#adapters/terminal/draw.ts';\n" }, 'src/adapters/discord/a.ts imports src/adapters/terminal/draw.ts'],
  ['imports point down, and never to a neighbour of the top row', { 'src/delivery/send.ts': "const list = await import('#commands/index.ts');\n" }, 'src/delivery/send.ts imports commands/index.ts'],
  ['imports point down, and never to a neighbour of the top row', { 'db/outbox.ts': "import { testbed } from '#tests/support/world.ts';\n" }, 'db/outbox.ts imports tests/support/world.ts'],
  ['nothing imports itself in a circle at run time', { 'src/rules/due.ts': "import { a } from './freshness.ts';\n", 'src/rules/freshness.ts': "import { b } from '#rules/due.ts';\n" }, 'src/rules/due.ts → src/rules/freshness.ts → src/rules/due.ts'],
  ['the databases are known in db/ only', { 'src/bot/bot.ts': "import type { Kysely } from 'kysely';\n" }, 'src/bot/bot.ts imports kysely'],
  ['the databases are told apart in db/open.ts only', { 'db/outbox.ts': 'sql`pragma query_only`;\n' }, 'db/outbox.ts:1 sql`pragma query_only`;'],
  ['Bolt is known in one folder', { 'src/adapters/discord/a.ts': "import { App } from '@slack/bolt';\n" }, 'src/adapters/discord/a.ts imports @slack/bolt'],
  ['discord.js is known in one folder', { 'src/adapters/slack/a.ts': "import { Client } from 'discord.js';\n" }, 'src/adapters/slack/a.ts imports discord.js'],
  ['discord.js is known in one folder', { 'src/adapters/slack/a.ts': "import { Routes } from 'discord-api-types/v10';\n" }, 'src/adapters/slack/a.ts imports discord-api-types/v10'],
  ['what people can do cannot reach the network', { 'src/rules/due.ts': "import { get } from 'node:https';\n" }, 'src/rules/due.ts imports node:https'],
  ['what people can do cannot reach the network', { 'commands/event/move.ts': "\n  name: 'event.move',\n await fetch('https://example.org');\n" }, "commands/event/move.ts:3 await fetch('https://example.org');"],
  ['files are small', { 'src/core/fold.ts': '\n'.repeat(301) }, 'src/core/fold.ts has 301 lines'],
  ['files are small', lots('src/core/a', 4, 201), 'one file in ten has more than 201 lines'],
  ['files are small', lots('src/core/a', 20, 91), 'the median is 91 lines'],
  ['the chat platforms are a small part', { 'src/core/fold.ts': '\n'.repeat(79), 'src/adapters/slack/a.ts': '\n'.repeat(9), 'src/adapters/discord/a.ts': '\n'.repeat(9) }, '18 lines of 114 are of chat platforms'],
  ['a command is called like its file', { 'commands/event/move.ts': "\n  name: 'event.shift',\n" }, 'commands/event/move.ts is called event.shift'],
  ['commands/index.ts lists the commands', { 'commands/event/add.ts': "\n  name: 'event.add',\n" }, 'commands/event/add.ts is not in the list'],
  ['commands/index.ts lists the commands', { 'commands/index.ts': "import { eventMove } from '#commands/event/move.ts';\nimport { old } from '#commands/event/old.ts';\n" }, 'commands/event/old.ts is in the list and not there'],
  ['migrations/index.ts lists the migrations', { 'db/migrations/0002_more.ts': '' }, 'db/migrations/0002_more.ts is not in the list'],
  ['platforms are named where they are spoken with', { 'src/bot/bot.ts': "\nif (platform === 'slack') return;\n" }, "src/bot/bot.ts:2 if (platform === 'slack') return;"],
  ['only time.ts asks for the time', { 'src/rules/due.ts': 'const today = new Date();\n' }, 'src/rules/due.ts:1 const today = new Date();'],
  ['nothing is exported as default', { 'tests/due.test.ts': 'export default {};\n' }, 'tests/due.test.ts:1 export default {};'],
  ['tests use the real thing', { 'tests/due.test.ts': "vi.mock('#rules/due.ts');\n" }, "tests/due.test.ts:1 vi.mock('#rules/due.ts');"],
];

describe('a house in which a rule is broken', () => {
  const found = (tree: Tree) => Object.entries(rules).flatMap(([rule, check]) => check(tree).map((finding) => `${rule}: ${finding}`));
  test('is not the sound one', () => expect(found(new Map(Object.entries(sound)))).toEqual([]));
  test.each(broken)('%s', (rule, change, finding) => expect(found(new Map(Object.entries({ ...sound, ...change })))).toEqual([`${rule}: ${finding}`]));
  test('has each rule broken once', () => expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules))));
});
