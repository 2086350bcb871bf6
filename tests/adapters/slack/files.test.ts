import { afterEach, describe, expect, test } from 'vitest';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { calendarFile, handingOver } from '#tests/support/handing.ts';
import { isSoak } from '#tests/support/runs.ts';
import type { Answer, Person } from '#tests/support/slack/types.ts';

let bed: SlackBed;
const provoked: RegExp[] = [];
afterEach(async () => {
  await bed.slack.settled();
  expect(bed.slack.violations.filter((each) => !provoked.some((known) => known.test(each)))).toEqual([]);
  expect(bed.bugs).toEqual([]);
  provoked.length = 0;
  await bed.close();
});

/** What somebody has in their private conversation with the bot: names of files, and what is in them. */
async function filesOf(person: Person): Promise<[string, string][]> {
  const all = person.dms().flatMap(({ raw }) => (raw.files ?? []) as { name: string; url_private: string }[]);
  return Promise.all(all.map(async ({ name, url_private: url }) => [name, await (await fetch(url, { headers: { authorization: `Bearer ${bed.slack.token}` } })).text()] as [string, string]));
}
const whole: [string, string] = [calendarFile.name, calendarFile.text];
const asked = (method: RegExp) => bed.slack.requests.filter((each) => method.test(each.method));
const codeIn = ({ raw }: Answer) => JSON.stringify(raw).includes('BEGIN:VCALENDAR');

async function begins(more: Partial<Parameters<typeof slackBed>[0]> = {}) {
  bed = await slackBed({ around: handingOver(), ...more });
  return bed.person('INPUD');
}

describe.each(['socket', 'http'] as const)('a file, by %s', (mode) => {
  test('comes in the private conversation, once, and the answer says so', async () => {
    const person = await begins({ mode });
    const answer = await person.in(bed.main).types('/my next');
    expect([answer.ephemeral, answer.text]).toEqual([true, expect.stringContaining('The file secretariat-M4.ics is in our private conversation.')]);
    expect(codeIn(answer)).toBe(false);
    expect(await filesOf(person)).toEqual([whole]);
    expect(bed.main.messages()).toEqual([]);
    expect(asked(/^files\./).map(({ method }) => method)).toEqual(['files.getUploadURLExternal', 'files.completeUploadExternal']);
    // What the bot hears of its own file it does not answer.
    await bed.slack.settled();
    expect(person.dms()).toHaveLength(1);
  });
});

test('so it does in a thread, and in private before what is said of it', async () => {
  const person = await begins();
  const thread = bed.main.says(person, 'hello');
  expect((await person.in(bed.main, thread).writes('@Secretariat my next')).text).toContain('is in our private conversation');
  await person.in('dm').writes('my next');
  await bed.slack.settled();
  expect(person.dms().slice(-2).map(({ text }) => text)).toEqual(['(file secretariat-M4.ics)', expect.stringContaining('is in our private conversation')]);
  expect(await filesOf(person)).toEqual([whole, whole]);
});

test('a file is announced by its bytes, and its name and text arrive as they are', async () => {
  const person = await begins({ around: handingOver({ ...calendarFile, name: '../../etc/Nöt a náme.ics', text: 'żółć 👩‍👩‍👧 \r\n'.repeat(3000) }) });
  await person.in(bed.main).types('/my next');
  expect(await filesOf(person)).toEqual([['etc-N-t-a-n-me.ics', 'żółć 👩‍👩‍👧 \r\n'.repeat(3000)]]);
});

describe('a file that does not arrive', () => {
  test.each([/files.getUploadURLExternal/, /^upload$/, /conversations.open/])('because %s fails is shown as text, and can be asked for again', async (method) => {
    const person = await begins();
    bed.slack.fail(method, 'error');
    const answer = await person.in(bed.main).types('/my next');
    expect(answer.text).toContain('I could not hand over the file secretariat-M4.ics. This is what is in it:');
    expect([codeIn(answer), answer.buttons]).toEqual([true, ['Get the file again']]);
    expect(await filesOf(person)).toEqual([]);
    expect((await answer.presses('Get the file again')).text).toContain('is in our private conversation');
    expect(await filesOf(person)).toEqual([whole]);
  });

  test.each([...(isSoak ? ['hang' as const] : []), 'lost' as const, 'error' as const])('as far as is known (%s) is not sent twice by itself: who asked looks and asks again', { timeout: 30_000 }, async (how) => {
    const person = await begins();
    bed.slack.fail(/files.completeUploadExternal/, how);
    const answer = await person.in(bed.main).types('/my next');
    expect(answer.text).toContain('I could not see whether the file secretariat-M4.ics reached our private conversation.');
    expect([codeIn(answer), answer.buttons]).toEqual([false, ['Get the file again']]);
    expect(asked(/files.completeUploadExternal/)).toHaveLength(1);
    expect(await filesOf(person)).toEqual(how === 'lost' ? [whole] : []);
    await answer.presses('Get the file again');
    expect(await filesOf(person)).toEqual(how === 'lost' ? [whole, whole] : [whole]);
  });

  test.each(['missing_scope', 'file_uploads_disabled'])('because of %s is shown as text, and who can mend it is named', async (error) => {
    const person = await begins();
    bed.slack.fail(/files.getUploadURLExternal/, { ok: false, error });
    const answer = await person.in(bed.main).types('/my next');
    expect(answer.text).toContain('I may not send files here. Whoever runs me can allow it.');
    expect([codeIn(answer), answer.buttons]).toEqual([true, []]);
  });

  test('and is too long to be shown is not cut', async () => {
    const person = await begins({ around: handingOver({ ...calendarFile, text: 'x'.repeat(5000) }) });
    bed.slack.fail(/files.getUploadURLExternal/, 'reset');
    const answer = await person.in(bed.main).types('/my next');
    expect(answer.text).toContain('it is too long to show here. Please ask for it again.');
    expect([answer.text.includes('xxxx'), answer.buttons]).toEqual([false, ['Get the file again']]);
  });
});
