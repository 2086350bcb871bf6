import { expect, test } from 'vitest';
import type { APIApplicationCommand } from 'discord-api-types/v10';
import { grammarsOf } from '#bot/grammar.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { keysOf, source, t, type Key } from '#core/i18n.ts';
import { message, type Rich } from '#core/message.ts';
import { parseLine } from '#core/parse.ts';
import { makeLines } from '#adapters/discord/lines.ts';
import { commandsFor } from '#adapters/discord/register.ts';
import { render } from '#adapters/discord/render.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import { readLine, valueOf } from '#tests/support/discord/line.ts';
import { makeWorld, type Human, type Room } from '#tests/support/discord/world.ts';
import { discordScene } from '#tests/support/scenes.ts';
import { script } from '#tests/support/script.ts';

const lines = makeLines({ commands, aliases });
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const registered = commandsFor({ commands, aliases, menus }) as unknown as readonly APIApplicationCommand[];
const nouns = [...new Set([...commands.map(({ name }) => name.split('.')[0]!), ...Object.keys(aliases), 'secretariat'])].join('|');

/** Why a member cannot type a line where these commands are registered; undefined when they can. */
function fault(line: string, offered = registered): string | undefined {
  const world = makeWorld({ limits: false, tokenMs: 0, zone: 'UTC', port: 0, repeats: 0, shards: 1 });
  const resolved = { users: {}, members: {}, channels: {}, attachments: {}, messages: {} };
  try {
    for (const [option, text] of readLine(line, offered, 'en-GB').values) valueOf(world, {} as Room, {} as Human, option, text, resolved, 'en-GB');
    return undefined;
  } catch (error) {
    return `${line}: ${(error as Error).message}`;
  }
}

/** The texts in what is sent to Discord, wherever they stand in it. */
const textsIn = (body: unknown): string[] =>
  typeof body !== 'object' || body === null ? [] : Object.entries(body).flatMap(([name, value]) => (name === 'content' && typeof value === 'string' ? [value] : textsIn(value)));

/** The lines that a text shows, and the text without them. */
function shownIn(text: string): { shown: string[]; rest: string } {
  const shown: string[] = [];
  const rest = text.replace(/```\n([^]*?)\n```|`([^`\n]+)`/g, (_, block: string | undefined, span: string | undefined) => {
    shown.push(...(block ?? span!).split('\n').filter((line) => line.startsWith('/')));
    return '';
  });
  return { shown, rest };
}
const drawn = (rich: Rich) => textsIn(render(lines.message(message(undefined, { text: rich })), reader)).join('\n');

test.each([
  ['/update 4 on-track Draft sent to WHO', '/update commitment:4 status:on-track note:Draft sent to WHO'],
  ['/commitment rate 1 limited', '/commitment rate commitment:1 completion:limited'],
  ['/commitment amend 5 due:in 6 months', '/commitment amend commitment:5 due:in 6 months'],
  ['/secretariat help commitment', '/help topic:commitment'],
  ['/member focal INPUD role:alternate', '/member focal organisation:INPUD role:alternate'],
  ['/member handover "Civil society" to:code', '/member handover organisation:Civil society to:code'],
  ['/commitment milestone C4.1 done', '/commitment milestone commitment:C4.1 done:True'],
  ['/commitment add …', '/commitment add title:…'],
  ['/commitment show <number>', '/commitment show commitment:<number>'],
  // A file is attached.
  ['/group import group.json', '/group import'],
  ['/my tasks', '/my tasks'],
  // No line of the grammar, and none that has an option for all of it.
  ['/clock +3d', '/clock +3d'],
  ['/commitment list page:2', '/commitment list page:2'],
  ['-14d -7d', '-14d -7d'],
])('%s is written %s', (line, written) => expect(lines.line(line)).toBe(written));

test('a prefix stands before the noun', () => {
  expect(makeLines({ commands, aliases }, 'sec-').line('/update 4 done')).toBe('/sec-update commitment:4 status:done');
  expect(makeLines({ commands, aliases }, 'sec-').line('/plan show theme')).toBe('/sec-plan show by:theme');
});

test('every line in the texts stands as a line, and is one that a member can type; read as a line it means the same', () => {
  // What is said only at the terminal, elsewhere, or to whoever runs the program.
  const keys = keysOf('en').filter((key) => !/^(terminal|config|serve|slack)\.|^error\.import\.which$/.test(key));
  const holes: Readonly<Record<string, string>> = { number: '4', organisation: 'INPUD', event: 'cnd57', side: 'Civil society' };
  const grammars = grammarsOf(new Map(commands.map((command) => [command.name, command])));
  const meant = (line: string) => {
    const { command, given } = parseLine(line, grammars, aliases);
    return [command, commands.find(({ name }) => name === command)!.input.safeParse(given)];
  };
  const wrong: string[] = [];
  let count = 0;
  for (const key of keys) {
    const text = source('en', key)!;
    const isExample = /\.example(Alone)?$/.test(key);
    if (!isExample && !new RegExp(`(?<![\\w/])/(?:${nouns})\\b`).test(text)) continue;
    const params = Object.fromEntries([...text.matchAll(/\{(\w+)[},]/g)].map(([, name]) => [name!, holes[name!] ?? 'x']));
    const rich = t('en', key as Key, params);
    const { shown, rest } = shownIn(drawn(isExample ? [{ code: rich.join('') }] : rich));
    // A file is no part of the line.
    if (isExample && key !== 'group.import.example') expect([key, meant(shown[0]!)]).toEqual([key, meant(rich.join(''))]);
    count += shown.length;
    wrong.push(...shown.flatMap((line) => fault(line) ?? []));
    if (shown.length === 0 || new RegExp(`(?<![\\w/])/(?:${nouns})\\b`).test(rest)) wrong.push(`${key}: ${rest}`);
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(70);
});

test('every line that is shown in the whole conversation, in answers, rooms and private messages, is one that a member can type', async () => {
  const bed = await discordBed({ limits: false });
  const { person, does } = await discordScene(bed, (who) => `Somebody ${who}`);
  for (const step of script) await does(step);
  for (const { name } of commands) await person('inpud').in(bed.main).types(`/help topic:${name.replace('.', ' ')}`);
  for (const noun of nouns.split('|').slice(0, -2)) await person('coordinator agency-side').in(bed.main).types(`/help topic:${noun}`);
  const shown = new Set(bed.discord.requests.flatMap(({ body }) => textsIn(body)).flatMap((text) => shownIn(text).shown));
  const offered = bed.discord.registered();
  await bed.close();
  expect([...shown].flatMap((line) => fault(line, offered) ?? [])).toEqual([]);
  expect([...shown].filter((line) => line.includes(':')).length).toBeGreaterThan(40);
});

test('help says in twelve lines or fewer what can be made of a message, to whoever can; of the order of values it says something only where lines are written', async () => {
  const bed = await discordBed({ limits: false });
  const [inpud, observer] = [await bed.person('INPUD'), await bed.person('observer')];
  const help = (await inpud.in(bed.main).types('/help')).text;
  expect(help).toContain('→ Apps → Log as update, Make commitment, Add as evidence');
  expect(help.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(12);
  expect((await observer.in(bed.main).types('/help')).text).not.toContain('Apps');
  expect((await inpud.in(bed.main).types('/help topic:commitment add')).text).not.toContain('Words with a colon');
  expect((await inpud.in('dm').writes('help commitment add'))!.text).toContain('Words with a colon');
  await bed.close();
});

test('the name of a command alone has the prefix too, as in help', () => {
  const { message } = makeLines({ commands, aliases }, 'sec-');
  const said = message({ v: 1, blocks: [{ list: [{ text: [{ b: ['/plan'] }, ' show changes'] }, { text: [{ b: ['/nothing'] }, ' /plan'] }] }] });
  expect(said.blocks).toEqual([{ list: [{ text: [{ b: ['/sec-plan'] }, ' show changes'] }, { text: [{ b: ['/nothing'] }, ' /plan'] }] }]);
});
