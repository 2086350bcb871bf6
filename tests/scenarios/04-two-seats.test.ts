import { expect, test } from 'vitest';
import { discordBed } from '#tests/support/discord/bed.ts';

test('scenario 4: the focal point of a regional and a global network is asked for which one, each time, and reminded once', async () => {
  const bed = await discordBed({ limits: false });
  const agency = (await bed.person('coordinator agency-side')).in(bed.main);
  const both = await bed.person('ANPUD');
  await bed.seat(both, 'INPUD');
  const voice = both.in(bed.main);

  // A commitment that is shared by both: one press for each, and no answer is taken over from the last time.
  for (const [as, status] of [['ANPUD', 'At risk'], ['INPUD', 'On track'], ['ANPUD', 'Blocked']] as const) {
    const form = await (await voice.types('/commitment show commitment:6')).presses('Report on it').catch(() => voice.types('/update commitment:6'));
    const question = form.kind === 'modal' ? await form.fills({ status }) : form;
    expect(question.text).toContain('For which organisation do you do this?');
    expect(question.buttons.toSorted()).toEqual(['ANPUD', 'INPUD']);
    const next = await question.presses(as);
    const answer = next.kind === 'modal' ? await next.fills({ status }) : next;
    expect(answer.text).toContain(`${as} reports C6 ${status}`);
  }
  const reports = await bed.store.read((tx) => tx.selectFrom('report').select(['organisation', 'status']).where('commitment', '=', 6).orderBy('organisation').execute());
  expect(reports).toEqual([{ organisation: 'anpud', status: 'blocked' }, { organisation: 'inpud', status: 'on-track' }]);

  // Something of each is due on one day: one reminder, not two.
  for (const [i, as] of ['ANPUD', 'INPUD'].entries()) {
    const proposed = await (await voice.types(`/commitment add title:Report of ${as} due:20 March 2013 lead:${as}`)).presses(as);
    expect(proposed.text).toContain(`C${16 + i}: Report of ${as}`);
    await agency.types(`/commitment agree commitment:${16 + i} answer:yes`);
  }
  await bed.passes('2013-03-21T20:00:00Z');
  const prompts = both.dms().filter(({ text }) => text.startsWith('2 things for you'));
  for (const { text } of prompts) expect([text.includes('C16 Report of ANPUD'), text.includes('C17 Report of INPUD')]).toEqual([true, true]);
  expect(prompts.map(({ text }) => /due Wed 20 March 2013, ([^·]+) ·/.exec(text)?.[1])).toEqual(['in 16 days', 'in 2 weeks', 'in 7 days', 'in 2 days', 'today']);
  expect(both.dms().filter(({ text }) => text.includes('things for you')).length).toBe(prompts.length);
  // There, too, a press says nothing of for whom.
  const question = await both.in('dm').presses(prompts.at(-1)!, 'C16 On track');
  expect(question.buttons.toSorted()).toEqual(['ANPUD', 'INPUD']);
  expect((await question.presses('INPUD')).text).toContain('INPUD does not answer for C16');
  expect((await question.presses('ANPUD')).text).toContain('C16 is now On track');
  expect([bed.bugs, bed.failures, bed.discord.violations]).toEqual([[], [], []]);
  await bed.close();
});
