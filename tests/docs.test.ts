import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answers, commandsPage, typed } from '../scripts/docs.ts';

const page = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('docs/commands.md says what the commands say (npm run docs)', () => {
  expect(page('docs/commands.md')).toBe(commandsPage());
});

test('the README shows what the program really answers (npm run docs)', () => {
  const shown = /<!-- transcript -->\n```\n([^]*?)\n```/.exec(page('README.md'))![1]!;
  expect(shown.split('\n').filter((line) => line.startsWith('> ')).map((line) => line.slice(2))).toEqual(typed());
  expect(shown.split('\n').filter((line) => !line.startsWith('> ')).join('\n').trim()).toBe(answers(typed()).trim());
});
