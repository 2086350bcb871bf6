import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import '#core/time.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { isKey, t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { hintOf } from '#bot/hint.ts';
import type { Command } from '#bot/command.ts';
import { aliases, commands } from '#commands/index.ts';
import { call } from './call.ts';
import { heading, play } from './demo.ts';
import { drawPicture, messagesPage, pictures, type Picture } from './messages.ts';
import { year, type Step } from './year.ts';

/** What a newcomer types first, each line with who says it. */
const tour: readonly [string, string][] = [
  ['observer', '/commitment list overdose'],
  ['UNODC', '/update 4 at-risk "Draft with WHO since May"'],
  ['INPUD', '/update 4 done'],
  ['INPUD', '/commitment rate 4 limited "No draft seen yet"'],
  ['observer', '/commitment show 4'],
  ['observer', '/commitment history 4'],
];

/** The program's answers to some lines, on a store that is thrown away. */
export function answers(lines: readonly string[]): string {
  const ran = spawnSync(process.execPath, ['src/main.ts', '--db=:memory:'], { input: `${lines.join('\n')}\n`, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}

/** The lines of the tour as they are typed: whoever speaks next is said first. */
export function typed(): string[] {
  return tour.flatMap(([who, line], i) => (i > 0 && tour[i - 1]![0] === who ? [line] : [`/as ${who}`, line]));
}

/** The tour as the README shows it: each line behind a `>`, and what the program answers. */
function transcript(): string {
  const lines = typed();
  let before = '';
  return lines
    .map((line, i) => {
      // Each line is said after all before it, so the answer to it is what has been added.
      const all = answers(lines.slice(0, i + 1));
      const answer = all.slice(before.length);
      before = all;
      return `> ${line}\n${answer}`;
    })
    .join('')
    .trimEnd();
}

/** `docs/commands.md`: every command with its fields, made of the schemas and texts that the program itself uses. */
export function commandsPage(): string {
  const nouns = [...new Set(commands.map(({ name }) => name.split('.')[0]!))];
  const short = Object.entries(aliases).map(([word, name]) => `\`/${word}\` is short for \`/${name.replace('.', ' ')}\`.`);
  const parts = nouns.map((noun) => [`## ${noun}`, ...commands.filter(({ name }) => name.split('.')[0] === noun).map(section)].join('\n\n'));
  return `# Commands\n\nMade by \`npm run docs\` from the commands themselves. ${short.join(' ')} Every command also takes \`as:\` where you hold several seats.\n\n${parts.join('\n\n')}\n`;
}

function section({ name, who, input, args }: Command): string {
  // What only buttons fill in is left out.
  const fields = fieldsOf(input).filter((field) => !['page', 'sure', 'seen', 'act'].includes(field.name));
  const words = (key: Key) => plain(t('en', key));
  const usage = [`/${name.replace('.', ' ')}`, ...args.map((arg) => (fields.find((field) => field.name === arg)!.required ? `<${arg}>` : `[${arg}]`)), ...fields.filter((field) => !args.includes(field.name)).map((field) => `[${field.name}:…]`)];
  const may = who === 'anyone' ? 'Anyone' : who === 'reader' ? 'Whoever holds a seat' : who.map((role) => words(`role.${role}`)).join(', ');
  const list = fields.map((field) => `- \`${field.name}\`: ${describe(field)}`);
  return [`### \`${usage.join(' ')}\``, `${words(`${name}.help` as Key)}. For: ${may}.`, ...(list.length ? [list.join('\n')] : [])].join('\n\n');
}

function describe(field: Field): string {
  const { name, kind, choices, max, min } = field;
  const hint = hintOf(field) ?? [`field.${name}`].find(isKey);
  const shape = choices
    ? choices.map((choice) => `\`${choice}\``).join(' ')
    : kind === 'text' || kind === 'line' ? `up to ${max} characters` : kind === 'int' ? `${min} to ${max}` : '';
  return [choices || !hint ? '' : plain(t('en', hint as Key)), shape].filter(Boolean).join('; ');
}

/** The picture that the README shows. */
export const shownFirst = ([card]: readonly Picture[]): Picture => card!;

/** What is seen while some steps are played. */
export async function played(steps: readonly Step[]): Promise<string> {
  const seen: string[] = [];
  await play(steps, (piece) => seen.push(piece));
  return seen.join('\n').trimEnd();
}

/** The year as the README shows it. */
export const playedYear = async (): Promise<string> => `${heading}\n\n${await played(year)}`;

if (import.meta.main) {
  writeFileSync('docs/commands.md', commandsPage());
  const seen = await pictures();
  writeFileSync('docs/messages.md', messagesPage(seen));
  const texts = { transcript: transcript(), call: await played(call), year: await playedYear() };
  const filled = Object.entries(texts).reduce(
    (page, [name, text]) => page.replace(new RegExp(`(<!-- ${name} -->\\n\\n?\`\`\`\\n)[^]*?(\\n\`\`\`)`), (_all, head: string, end: string) => head + text + end),
    readFileSync('README.md', 'utf8'),
  );
  writeFileSync('README.md', filled.replace(/(<!-- both -->\n\n)[^]*?<\/table>/, (_all, head: string) => head + drawPicture(shownFirst(seen))));
}
