import { expect, test } from 'vitest';
import { render as discord } from '#adapters/discord/render.ts';
import { render as slack } from '#adapters/slack/render.ts';
import { render as terminal } from '#adapters/terminal/render.ts';
import type { Message } from '#core/message.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';

conversations();

const civil = 'coordinator civil-society-side';
const bangkok = { zone: 'Asia/Bangkok', home: 'Europe/Vienna', lang: 'en' };
const days = ['12', '13', '14', '15', '18', '19', '20'];

/** What a focal point in Bangkok is asked about a poll of these times, as their evening or night has passed. */
async function asked(slots: string): Promise<Message> {
  await hears(civil, '/my digest off');
  say(await bed.as(civil).presses(await bed.as(civil).hears(`/meeting poll Planning call slots:"${slots}" closes:"8 March 2013 17:00"`), 1));
  return (await bed.passes('+1d')).find(({ to, text }) => to === 'Focal point, ANPUD' && text.includes('M1'))!.message;
}
const screen = { width: 100, colours: false, tty: false };
/** The lines that a platform is sent, whatever they stand in, that begin with the number of a time. An instant is what devices draw. */
const numbered = (sent: unknown) => {
  const words = JSON.stringify(sent, (_, part: unknown) => (isInstant(part) ? { text: `<${part.timestamp}>` } : part));
  return [...words.matchAll(/"(?:content|text)":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => JSON.parse(`"${text}"`) as string).join('').split('\n').flatMap((line) => /^(?:-# )?(\d\\?\. .*)$/.exec(line)?.[1] ?? []);
};
const isInstant = (part: unknown): part is { readonly timestamp: number } => typeof part === 'object' && part !== null && 'type' in part && part.type === 'date';

test('each time stands on a line of its own, with the number that it has where the poll is shown and with what is hard about its hour', async () => {
  const message = await asked('Tue 12 March 15:00; Thu 14 March 10:00; Fri 15 March 18:00');
  expect(terminal(message, bangkok, screen)).toEqual([
    'When can you? UNODC and civil society group on drug use and HIV',
    '  M1 Planning call',
    '      3 times to choose from: which suit you?',
    '      1. Tue 12 March 2013, 21:00 Bangkok (15:00 Vienna)',
    '      2. Thu 14 March 2013, 16:00 Bangkok (10:00 Vienna)',
    '      3. Sat 16 March 2013, 00:00 Bangkok (Fri 15 March 2013, 18:00 Vienna): night for you',
    '      Asked until Fri 8 March 2013, 23:00 Bangkok (17:00 Vienna), in 2 weeks',
    '[1] Say when I can',
  ]);
  expect((await hears('anpud', '/meeting show M1')).match(/^\d\. .*/gm)).toEqual(['1. 2013-03-12T14:00:00.000Z', '2. 2013-03-14T09:00:00.000Z', '3. 2013-03-15T17:00:00.000Z']);
  // 12 March 14:00, 14 March 09:00 and 15 March 17:00, UTC.
  expect(numbered(slack(message, bangkok).blocks)).toEqual([/^1\. <1363096800>/, /^2\. <1363251600>/, /^3\. <1363366800>.*: night for you$/].map((line) => expect.stringMatching(line)));
  expect(numbered(discord(message, bangkok).components)).toEqual([/^1\\\. <t:1363096800:F>/, /^2\\\. <t:1363251600:F>/, /^3\\\. <t:1363366800:F> .*: night for you$/].map((line) => expect.stringMatching(line)));
});

test('seven of them are within what every platform shows, whole', async () => {
  const message = await asked(days.map((day) => `${day} March 2013 18:00`).join('; '));
  const at = terminal(message, bangkok, screen);
  expect(at.filter((line) => /^ {6}\d\. .*: night for you$/.test(line))).toHaveLength(7);
  expect(at.at(-2)).toMatch(/^ {6}Asked until /);
  expect(JSON.stringify(discord(message, bangkok)).match(/night for you/g)).toHaveLength(7);
  expect(JSON.stringify(slack(message, bangkok).blocks).match(/night for you/g)).toHaveLength(7);
});

test('of a meeting in person no hour is called hard', async () => {
  const message = await asked('Tue 12 March 15:00; Thu 14 March 10:00; Fri 15 March 18:00" kind:face-to-face city:"Vienna');
  expect(terminal(message, bangkok, screen).filter((line) => /for you/.test(line))).toEqual([]);
});
