import { expect, test } from 'vitest';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { aliases, commands } from '#commands/index.ts';
import { fieldsOf } from '#core/field.ts';
import { isKey, source } from '#core/i18n.ts';
import { parseLine } from '#core/parse.ts';
import { grammarsOf } from '#bot/grammar.ts';
import type { Message } from '#core/message.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const codeOf = (message: Message) => message.blocks.flatMap((block) => ('code' in block ? block.code.split('\n') : []));
const grammars = grammarsOf(new Map(commands.map((each) => [each.name, each])));
const isReadable = (line: string) => {
  try {
    return parseLine(line, grammars, aliases).command !== 'help';
  } catch {
    return false;
  }
};
const roles = ['unodc', 'inpud', 'chrc', 'coordinator agency-side', 'observer', 'stranger'];

test.each(roles)('%s gets twelve lines or fewer, with three lines that work', async (who) => {
  const answer = await bed.as(who).hears('/secretariat help');
  const lines = read(answer).split('\n');
  expect(lines.length).toBeLessThanOrEqual(11);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(who === 'stranger' ? 120 : 100);
  expect(codeOf(answer)).toHaveLength(3);
  const refused: string[] = [];
  for (const line of codeOf(answer)) {
    const outcome = await bed.as(who).says(line);
    if (!('say' in outcome) || outcome.error) refused.push(line);
  }
  expect(refused).toEqual([]);
});

test.each(roles)('%s is shown only what their seats may, and all of that', async (who) => {
  const shown = await hears(who, 'help');
  const listed = [...shown.matchAll(/(?:^| · )\/(\w+) ([\w ]+?)(?=$| · )/gm)].filter(([, noun]) => commands.some(({ name }) => name.startsWith(`${noun!}.`))).flatMap(([, noun, verbs]) => verbs!.split(' ').map((verb) => `${noun!}.${verb}`)).filter((name) => commands.some((each) => each.name === name));
  for (const { name } of commands.filter((each) => each.name !== 'help' && each.name !== 'group.import')) {
    const outcome = await bed.as(who).invokes(name, {});
    const key = 'error' in outcome ? outcome.error?.key : undefined;
    const refused = key !== undefined && ['error.seat.role', 'error.seat.none', 'error.ask.seated', 'error.setup.where', 'error.event.keeper', 'error.poll.keeper'].includes(key);
    expect(listed.includes(name), `${name} for ${who}`).toBe(!refused);
  }
});

test('the lines follow what is there: a proposal to agree to, a report still to be given', async () => {
  expect(codeOf(await bed.as('unodc').hears('help'))[0]).toMatch(/^\/update 1 on-track /);
  expect(codeOf(await bed.as('inpud').hears('help')).slice(0, 2)).toEqual([expect.stringMatching(/^\/update 3 on-track/), '/commitment rate 1 limited']);
  expect(codeOf(await bed.as('coordinator agency-side').hears('help'))[0]).toBe('/my tasks');
  await hears('hri', '/commitment add Publish a map');
  expect(codeOf(await bed.as('coordinator agency-side').hears('help'))[0]).toBe('/commitment agree 16');
  expect(codeOf(await bed.as('coordinator civil-society-side').hears('help'))[0]).toBe('/my tasks');
});

test('someone without a seat learns what they may do and how to get one, and nothing of the group', async () => {
  const help = await hears('stranger', 'help');
  expect(help).toMatch(/^What you can do here without a seat\n\/my zone language link data\n\/member focal ask\n/);
  expect(help).toContain("A coordinator or an organisation's focal point can give you a code for one.");
  for (const topic of ['', 'commitment', 'member', 'group', 'plan', 'member focal']) expect(await hears('stranger', `help ${topic}`)).not.toMatch(/UNODC|INPUD|C\d/);
  // In private no group is meant in which they could ask.
  expect(await bed.as('stranger', 'terminal:private').hears('help').then(read)).toBe(help.replace('focal ask', 'focal').replace('\n[Ask for a seat]', ''));
  const operator = await bed.bot.line('help', { user: { platform, id: 'operator', manages: true }, room: mainRoom });
  expect(read((operator as { say: Message }).say)).toContain('/group import');
});

test('a word shows its verbs, one line each with an example that can be read; what one may not do says who may', async () => {
  const answer = await bed.as('inpud').hears('help commitment');
  const list = answer.blocks.flatMap((block) => ('list' in block ? block.list : []));
  expect(list).toHaveLength(commands.filter(({ name }) => name.startsWith('commitment.')).length);
  const lines: string[] = [];
  for (const who of roles) {
    for (const noun of ['commitment', 'my', 'plan', 'member', 'group']) {
      const spans = (await bed.as(who).hears(`/${noun}`)).blocks.flatMap((block) => ('list' in block ? block.list.flatMap(({ text }) => text) : []));
      for (const span of spans) if (typeof span === 'object' && 'code' in span) lines.push(span.code);
    }
  }
  expect(lines.length).toBeGreaterThan(80);
  expect(lines.filter((line) => !isReadable(line))).toEqual([]);
  expect(await hears('observer', 'help commitment')).toContain('update · Report how a commitment stands · for: Focal point, Alternate');
  expect(await hears('inpud', 'help group')).toContain('audit · See every change: when, from which seat, before and after · for: Coordinator');
});

test('one command is explained with its fields, found by its name, its verb or its noun', async () => {
  const update = await hears('inpud', 'help update');
  expect(update).toMatch(/^\/commitment update: Report how a commitment stands\ncommitment · Its number, .* · needed\nstatus · not-started, on-track, at-risk, blocked, done · needed\nnote · /);
  expect(update).toContain('For example: /update 3 on-track');
  expect(await hears('inpud', 'help commitment update')).toBe(update);
  expect(await hears('inpud', 'help Commitments')).toMatch(/^\/commitment\n/);
  expect(await hears('inpud', 'help show')).toContain('I have no help on "show".');
  expect(await hears('inpud', 'help help')).toMatch(/^\/help: /);
});

test('an unknown word is answered by the nearest', async () => {
  const answer = await bed.as('inpud').hears('help comitment');
  expect(read(answer)).toContain('I have no help on "comitment". There is help on: commitment, my, ');
  const next = await bed.as('inpud').presses(answer, 'commitment');
  expect(read((next as { say: Message }).say)).toMatch(/^\/commitment\n/);
  expect(await hears('inpud', `help ${'x'.repeat(90)}`)).toContain('I have no help on "xxx');
});

test('every command has a short help text, every field a label', () => {
  const helps = commands.map(({ name }) => `${name}.help`);
  expect(helps.filter((key) => !isKey(key))).toEqual([]);
  expect(helps.filter((key) => source('en', key)!.length > 100)).toEqual([]);
  const labels = commands.flatMap(({ input }) => fieldsOf(input).map(({ name }) => `field.${name}`));
  expect(labels.filter((key) => !isKey(key))).toEqual([]);
});

test.each([
  ['hi', 'Hello. What would you like to do?'],
  ['Hello there!', 'Hello. What would you like to do?'],
  ['Good morning', 'Hello. What would you like to do?'],
  ['Thank you very much', 'You are welcome.'],
  ['thanks!', 'You are welcome.'],
])('%s is answered kindly, with a way on', async (line, words) => {
  const answer = await bed.as('inpud').hears(line);
  expect(read(answer)).toBe(`${words}\n[My tasks] [Help]`);
  expect(answer.tone).toBeUndefined();
});

test('words that are not known end with a way on', async () => {
  const answer = await bed.as('inpud', 'terminal:private').hears('florble the map');
  expect(read(answer)).toBe('I do not know "florble". See what you can do: /secretariat help\n[My tasks] [Help]');
  expect(read(say(await bed.as('inpud', 'terminal:private').presses(answer, 'My tasks')))).toContain('Nothing is due from you.');
  expect(read(say(await bed.as('inpud', 'terminal:private').presses(answer, 'Help')))).toContain('What you can do here as Focal point, INPUD');
});
