import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, describe, expect, test } from 'vitest';
import type { Attached } from '#core/message.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { calendarFile, handingOver } from '#tests/support/handing.ts';
import type { Answer, Posted } from '#tests/support/discord/types.ts';

let bed: DiscordBed;
afterEach(async () => {
  await bed.discord.settled();
  expect(bed.discord.violations).toEqual([]);
  expect(bed.bugs).toEqual([]);
  await bed.close();
});

async function begins(file?: Attached) {
  bed = await discordBed({ around: handingOver(file) });
  return bed.person('INPUD');
}
/** The files of a message: names, and what is in them. */
const filesOf = ({ raw }: Answer | Posted): Promise<string[][]> => Promise.all((raw as APIMessage).attachments.map(async ({ filename, url }) => [filename, await (await fetch(url)).text()]));
const whole = [calendarFile.name, calendarFile.text];

test('a file is attached to the answer that only they see', async () => {
  const person = await begins();
  const answer = await person.in(bed.main).types('/my next');
  expect([answer.ephemeral, answer.text]).toEqual([true, expect.stringContaining('(file secretariat-M4.ics)')]);
  expect(await filesOf(answer)).toEqual([whole]);
  expect(bed.main.messages()).toEqual([]);
});

test('and to one in private, and to one that is written there', async () => {
  const person = await begins();
  expect(await filesOf(await person.in('dm').types('/my next'))).toEqual([whole]);
  expect(await filesOf((await person.in('dm').writes('my next'))!)).toEqual([whole]);
});

test('its name is made safe, its text arrives as it is', async () => {
  const text = 'żółć 👩‍👩‍👧 \r\n'.repeat(3000);
  const person = await begins({ ...calendarFile, name: '../../etc/Nöt a náme.ics', text });
  expect(await filesOf(await person.in(bed.main).types('/my next'))).toEqual([['etc-N-t-a-n-me.ics', text]]);
});

describe('where something is amiss', () => {
  test('an answer that was lost or refused for a moment comes with its file', async () => {
    const person = await begins();
    for (const how of ['lost', 'error', 'reset'] as const) {
      bed.discord.fail(/callback/, how);
      expect(await filesOf(await person.in(bed.main).types('/my next'))).toEqual([whole]);
    }
  });

  test('a room in which the bot may attach nothing shows the file as text', async () => {
    const person = await begins();
    bed.main.deny('ATTACH_FILES');
    const answer = await person.in(bed.main).types('/my next');
    expect(answer.text).toContain('I may not send files here. Whoever runs me can allow it. This is what is in secretariat-M4.ics:');
    expect(answer.text).toContain('BEGIN:VCALENDAR');
    expect(await filesOf(answer)).toEqual([]);
  });
});
