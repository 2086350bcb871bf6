import { expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
import type { Got } from '#tests/support/world.ts';

conversations();

const to = (got: readonly Got[], who: string) => got.filter((each) => each.to === who).map(({ text }) => text);

test('scenario 10: down from 02:00 to 08:00 UTC, with three reminders and a press of a button inside', async () => {
  const rest = ['inpud', 'ahrn', 'hri', 'unodc', 'ehrn', 'anpud', 'coordinator agency-side', 'coordinator civil-society-side'];
  for (const who of rest) await hears(who, '/my digest off');
  const add = async (who: string, agrees: string, title: string, due: string) => {
    const said = await hears(who, `/commitment add ${title} due:"${due}" lead:${who}`);
    await hears(agrees, `/commitment agree ${/C\d+/.exec(said)![0]}`);
  };
  await add('ehrn', 'coordinator agency-side', 'Training of peers', '3 June 2013');
  await add('unodc', 'coordinator civil-society-side', 'Paper on hepatitis', '3 June 2013');
  await hears('coordinator agency-side', '/event deadline vilnius-2013 Abstracts closes:"20 May 2013 07:00 Vienna"');
  await bed.posted();

  // The last sign of life; a prompt of an earlier day is still on a screen.
  await bed.passes('2013-05-17T20:00:00Z');
  await hears('unodc', '/commitment add Older paper due:"27 May 2013" lead:UNODC');
  await hears('coordinator civil-society-side', '/commitment agree 18');
  await bed.posted();
  await bed.passes('2013-05-20T01:59:59Z');
  await bed.comesUp();

  // Back at 08:00. What is still useful is sent once, and says that it is late.
  bed.now = Temporal.Instant.from('2013-05-20T08:00:00Z');
  const got = await bed.comesUp();
  expect(to(got, 'Focal point, EHRN')).toEqual([expect.stringMatching(/This should have come Mon 20 May 2013, 09:00 Vilnius \(08:00 Vienna\)\. I was down then\.\nC16 Training of peers/)]);
  expect(to(got, 'Focal point, UNODC')).toEqual([expect.stringMatching(/This should have come Mon 20 May 2013, 09:00 Vienna\. I was down then\.\nC18 [^]*\nC17 /)]);
  // What is of no use any more is not sent, but listed to both coordinators, with when the program was down.
  for (const { text } of got.filter((each) => each.to.startsWith('Focal'))) expect(text).not.toContain('Abstracts');
  for (const side of ['Coordinator, UNODC side', 'Coordinator, Civil society side']) {
    const [told] = to(got, side);
    expect(told).toContain('I was down from Mon 20 May 2013, 03:59 Vienna to Mon 20 May 2013, 10:00 Vienna.');
    expect(told).toContain('3 reminders come late, once, and say so.\n2 reminders are of no use any more and are not sent:\n');
    expect(told).toMatch(/Abstracts \(International Harm Reduction Conference\), for Focal point, (ANPUD|AHRN), Mon 20 May 2013/);
  }
  // No flood: one message for each.
  expect(new Set(got.map((each) => each.to)).size).toBe(got.length);

  // The press that was made at 05:00 and delivered again by the platform is carried out once.
  const prompt = got.find((each) => each.to === 'Focal point, UNODC')!.message;
  const button = buttonsOf(prompt).find(({ label }) => label === 'C18 At risk')!;
  if (!('run' in button)) throw new Error('a button that does nothing');
  const pressed = { via: 'button' as const, id: 'the press of 05:00' };
  expect(await bed.as('unodc').invokes(button.run, button.given, pressed)).toMatchObject({ say: { tone: 'done' } });
  expect(await bed.as('unodc').invokes(button.run, button.given, pressed)).toEqual({ ignore: 'duplicate' });
  expect((await hears('unodc', '/commitment history 18')).match(/UNODC reported C18 At risk/g)).toHaveLength(1);
  await bed.posted();

  // Nothing is said a second time, and `reminder list` says when the program was down.
  expect(await bed.comesUp()).toEqual([]);
  expect((await bed.passes('2013-05-24T20:00:00Z')).filter(({ text }) => text.includes('I was down'))).toEqual([]);
  expect(await hears('coordinator agency-side', '/reminder list')).toMatch(/2013-05-20T01:59:59.000Z[^]*2013-05-20T08:00:00.000Z/);
  expect(await bed.store.read((tx) => tx.selectFrom('reminder').select('cause').where('group_id', '=', group).where('cause', '=', 'late').execute())).not.toEqual([]);
});
