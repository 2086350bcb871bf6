import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { call } from '../scripts/call.ts';
import { answers, commandsPage, played, playedYear, shownFirst, typed } from '../scripts/docs.ts';
import { drawPicture, messagesPage, pictures } from '../scripts/messages.ts';

const page = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('docs/commands.md says what the commands say (npm run docs)', () => {
  expect(page('docs/commands.md')).toBe(commandsPage());
});

test('the README shows what the program really answers (npm run docs)', () => {
  const shown = /<!-- transcript -->\n```\n([^]*?)\n```/.exec(page('README.md'))![1]!;
  expect(shown.split('\n').filter((line) => line.startsWith('> ')).map((line) => line.slice(2))).toEqual(typed());
  expect(shown.split('\n').filter((line) => !line.startsWith('> ')).join('\n').trim()).toBe(answers(typed()).trim());
});

test('docs/messages.md and the README show messages that the bot sends (npm run docs)', async () => {
  const seen = await pictures();
  expect(seen).toHaveLength(10);
  expect(page('docs/messages.md')).toBe(messagesPage(seen));
  expect(page('README.md')).toContain(`<!-- both -->\n\n${drawPicture(shownFirst(seen))}\n`);
});

const shownAs = (name: string) => new RegExp(`<!-- ${name} -->\\n\\n\`\`\`\\n([^]*?)\\n\`\`\``).exec(page('README.md'))?.[1];

test('the year that is played is the same whenever it is played, here and for the README', async () => {
  const year = await playedYear();
  expect(shownAs('year')).toBe(year);
  expect(year.split('\n')[0]).toContain('are from the record; updates, added dates and the move of an event are invented.');
  // Each hears in their own morning.
  expect(year).toContain('→ Focal point, ANPUD  Mon 4 March 2013, 09:00 Bangkok (03:00 Vienna)');
  expect(year).toContain('→ Focal point, HRC  Fri 24 January 2014, 09:00 New York (15:00 Vienna)');
}, 60_000);

test('the README shows how a teleconference really goes, from its poll to its link (npm run docs)', async () => {
  const shown = await played(call);
  expect(shownAs('call')).toBe(shown);
  // Nobody but those who come has the link, and nobody before it is time.
  expect(shown.split('https://meet.example.org/planning')).toHaveLength(3);
});
