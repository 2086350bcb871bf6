import { expect, test } from 'vitest';
import { limits } from '#core/fit.ts';
import { buttonsOf } from '#core/message.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { read, sampleText, testbed } from '#tests/support/world.ts';

conversations();

test('the plan shows its sums first, then each commitment in one line by state', async () => {
  await hears('unodc', '/update 4 at-risk Draft with WHO');
  await hears('unodc', '/update 12 done');
  const plan = await hears('observer', '/plan show');
  expect(plan.split('\n').slice(0, 5)).toEqual([
    'Work plan: UNODC and civil society group on drug use and HIV',
    expect.stringMatching(/^15 commitments, horizon 2015\. 2 have no owner yet\. 1\d have no date\. None is late\.$/),
    'At risk (1)',
    'C4 Complete the draft overdose document of WHO and UNODC · UNODC',
    'No report yet (11)',
  ]);
  expect(plan).toMatch(/\nC14 .* · UNODC · Sat 8 June 2013\n/);
  expect(plan).toMatch(/\nOwner open \(2\)\nC5 .*\nC9 .*\nDone \(1\)\nC12 /);
  for (let number = 1; number <= 15; number++) expect(plan.match(new RegExp(`^C${number} `, 'gm'))).toHaveLength(1);
  later({ hours: 24 * 120 });
  expect(await hears('observer', '/plan show')).toMatch(/2 are late\.[^]*\nC14 .* · UNODC · Sat 8 June 2013, 14 days late\n/);
});

test('the plan can be read by theme, with the state in each line', async () => {
  await hears('unodc', '/update 4 at-risk');
  const plan = say(await bed.as('observer').presses(await bed.as('observer').hears('/plan show'), 'By theme'));
  expect(read(plan)).toMatch(/\nOverdose \(1\)\nC4 .* · UNODC · At risk, today\n/);
  expect(read(plan)).toMatch(/\nGlobal fund \(2\)\nC5 .* · Owner open · .*\nC8 /);
  expect(buttonsOf(plan).map(({ label }) => label)).toContain('By state');
  expect(await hears('observer', '/plan show by:colour')).toContain('I do not know "colour". It can be: state, theme.');
  expect(await hears('stranger', '/plan show')).toContain('You do not hold a seat in');
});

test('what is proposed stands apart, and a long plan is paged within the limits', async () => {
  await hears('hri', `/commitment add ${'A rather long title of a commitment '.repeat(5)}`);
  expect(await hears('observer', '/plan show')).toMatch(/\nProposed, not yet agreed \(1\)\nC16 /);
  for (let i = 0; i < 30; i++) await hears('hri', `/commitment add ${'A rather long title of a commitment '.repeat(5)}`);
  const first = await bed.as('observer').hears('/plan show');
  expect(read(first)).toContain('(page 1 of 3)');
  const second = say(await bed.as('observer').presses(first, 'More'));
  expect(read(second)).toContain('(page 2 of 3)\n46 commitments');
  expect(buttonsOf(second).map(({ label }) => label)).toEqual(['More', 'Back', 'By theme', 'What has changed']);
  expect(read(second).length).toBeLessThan(limits.text + 100);
});

test('changes are told once per commitment with the newest, who and when; an import is one line', async () => {
  await hears('unodc', '/update 4 on-track');
  later({ minutes: 5 });
  await hears('unodc', '/update 4 at-risk "Draft with WHO since May"');
  await hears('inpud', '/update 6 blocked');
  const answer = await hears('observer', '/plan changes since:2013-02-21');
  expect(answer.split('\n')).toEqual([
    'Since Thu 21 February 2013: 2 commitments changed',
    expect.stringMatching(/^C6 Bring civil society/),
    '  INPUD reported C6 Blocked · Focal point, INPUD · 2013-02-22T08:05:00.000Z · from terminal',
    'C4 Complete the draft overdose document of WHO and UNODC',
    '  UNODC reported C4 At risk: Draft with WHO since May · Focal point, UNODC · 2013-02-22T08:05:00.000Z · from terminal · and 1 change before',
    '15 commitments entered from the record',
    '  2013-02-21T16:30:00.000Z',
    'All changes of one: /commitment history 6',
  ]);
  expect(await hears('observer', '/plan changes since:2013-02-22')).not.toContain('entered from the record');
  expect(await hears('observer', '/plan changes since:"22 Feb 2013 09:01"')).toMatch(/^Since Fri 22 February 2013: 2 commitments changed\n/);
});

test('what was taken back is no change', async () => {
  await hears('unodc', '/update 4 on-track');
  await hears('unodc', '/update 11 blocked');
  await hears('unodc', '/my undo');
  await hears('hri', '/commitment add A passing thought');
  await hears('hri', '/my undo');
  const answer = await hears('observer', '/plan changes since:2013-02-22');
  expect(answer).toMatch(/^Since Fri 22 February 2013: 1 commitment changed\nC4 /);
  expect(answer).not.toContain('passing thought');
});

test('without a date it is the last CND that began, before the first one thirty days', async () => {
  expect(await hears('observer', '/plan changes')).toMatch(/^Since Wed 23 January 2013: no changes\n15 commitments entered/);
  later({ hours: 24 * 17 });
  expect(await hears('observer', '/plan changes')).toBe('Nothing has changed since Mon 11 March 2013 (CND, 56th session).\n[Work plan]');
  await hears('unodc', '/update 4 on-track');
  for (const since of ['CND', 'cnd56', 'CND 56', '11 March', 'today']) expect(await hears('observer', `/plan changes since:${since}`)).toMatch(/^Since Mon 11 March 2013.*: 1 commitment changed\nC4 /);
  later({ hours: 24 * 370 });
  expect(await hears('observer', '/plan changes')).toBe('Nothing has changed since Thu 13 March 2014 (CND, 57th session with high-level review).\n[Work plan]');
});

test.each([
  ['CND', 'No CND in this group\'s list has begun yet.'],
  ['CND57', '"CND57" is still to come (Thu 13 March 2014).'],
  ['tomorrow', '"tomorrow" is still to come (Sat 23 February 2013).'],
  ['2013-02-30', 'there is no 30 February 2013'],
  ['03/04', '[Tue 3 April 2012] [Sun 4 March 2012]'],
  ['the other day', 'I cannot read "the other day" as a date or an event that has been.'],
])('since:%s is refused', async (since, answer) => {
  expect(await hears('observer', `/plan changes since:${since}`)).toContain(answer);
});

test('many changes are paged, with each commitment on one page only', async () => {
  const file = JSON.parse(sampleText);
  const extra = Array.from({ length: 60 }, (_, i) => ({ id: `x${i}`, number: 100 + i, title: `Commitment ${i} with a title of some length`, lead: 'unodc' }));
  const large = await testbed({ file: JSON.stringify({ ...file, commitments: [...file.commitments, ...extra] }) });
  for (let i = 0; i < 60; i++) await large.as('unodc').says(`/update ${100 + i} on-track A note of some length, so that the answer grows`);
  let page = await large.as('observer').hears('/plan changes since:2013-02-22');
  expect(read(page)).toMatch(/^Since Fri 22 February 2013: 60 commitments changed \(page 1 of \d\)/);
  const seen: string[] = [];
  for (;;) {
    seen.push(...(read(page).match(/^C\d+ /gm) ?? []));
    expect(read(page).length).toBeLessThan(limits.text + 100);
    if (!buttonsOf(page).some(({ label }) => label === 'More')) break;
    page = say(await large.as('observer').presses(page, 'More'));
  }
  expect(seen).toHaveLength(60);
  expect(new Set(seen).size).toBe(60);
  await large.close();
});
