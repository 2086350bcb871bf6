import { expect, test } from 'vitest';
import { limits } from '#core/fit.ts';
import { buttonsOf } from '#core/message.ts';
import { stateOf } from '#db/save.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

const coordinator = 'coordinator agency-side';
conversations();

test('settings are shown to every reader and changed by a coordinator, who can take that back', async () => {
  const shown = await hears('observer', '/group settings');
  expect(shown).toBe(
    ['Settings of the group', 'Name: UNODC and civil society group on drug use and HIV', 'Time zone: Europe/Vienna: Fri 22 February 2013, 09:00 Vienna', 'Language: English', 'Reporting rhythm: A report is fresh for 90 days, old after 180.', 'Digest in the rooms: Monday 09:00, Vienna time', 'Calendar of the meetings: for members only', 'Rooms: #main (main room)'].join('\n'),
  );
  expect(await hears(coordinator, '/group settings')).toContain('[Change it]');
  const changed = await bed.as(coordinator).hears('/group settings rhythm:60 zone:Geneva name:"The contact group"');
  expect(read(changed)).toContain('Name: The contact group\nTime zone: Europe/Zurich');
  expect(read(changed)).toContain('A report is fresh for 60 days, old after 120.');
  expect(await hears('observer', '/commitment list')).toMatch(/^The contact group: 15 commitments/);
  expect(await hears(coordinator, '/group audit')).toMatch(/The contact group changed\. Name: UNODC and civil society.* → The contact group; .*Reporting rhythm in days: 90 → 60\n {2}Coordinator, UNODC side/);
  expect(await hears(coordinator, '/group settings rhythm:60')).toContain('The settings are like that already.');
  expect(read(say(await bed.as(coordinator).presses(changed, 'Undo')))).toContain('Taken back');
  expect(await hears('observer', '/group settings')).toBe(shown);
});

test('a shorter rhythm makes reports old sooner', async () => {
  await hears('unodc', '/update 4 on-track');
  bed.now = bed.now.add({ hours: 24 * 40 });
  expect(await hears('observer', '/commitment list on-track')).not.toContain('old');
  await hears(coordinator, '/group settings rhythm:30');
  expect(await hears('observer', '/commitment list on-track')).toContain('On track, 40 days ago, report is getting old');
});

test.each([
  ['inpud', '/group settings rhythm:60', 'You are here as Focal point, INPUD. "group settings" is for: Coordinator.'],
  ['observer', '/group settings name:X', 'You are here as Observer.'],
  ['stranger', '/group settings', 'You do not hold a seat in'],
  [coordinator, '/group settings rhythm:6', '"6" is not a whole number from 7 to 365.'],
  [coordinator, '/group settings rhythm:366', '"366" is not a whole number from 7 to 365.'],
  [coordinator, '/group settings rhythm:often', '"often" is not a whole number'],
  [coordinator, '/group settings zone:CET', 'Please name a city'],
  [coordinator, '/group settings language:xx', 'I do not speak "xx".'],
  [coordinator, '/group settings name:"\u200b\u200b"', 'this is empty'],
  ['inpud', '/group audit', 'You are here as Focal point, INPUD. "group audit" is for: Coordinator.'],
  ['observer', '/group audit', 'You are here as Observer.'],
  ['stranger', '/group audit', 'You do not hold a seat in'],
  [coordinator, '/group audit about:C99', 'There is no C99.'],
  [coordinator, '/group audit who:NOBODY', 'I know no organisation "NOBODY"'],
  [coordinator, '/group audit since:tomorrow', 'is still to come'],
])('%s: %s is refused', async (who, line, answer) => {
  const before = await bed.store.read((tx) => stateOf(tx, group));
  expect(await hears(who, line)).toContain(answer);
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
});

test('the audit tells every write with its seat, on whose behalf, its door, and what was before', async () => {
  await hears('unodc', '/update 4 on-track Draft sent');
  await hears('unodc', '/update 4 at-risk');
  await hears('unodc', '/update 4 blocked behalf:WHO');
  await hears('inpud', '/commitment rate 4 limited');
  await hears('inpud', '/commitment rate 4 substantial');
  const answer = await hears(coordinator, '/group audit about:C4');
  expect(answer.split('\n').slice(0, 11)).toEqual([
    'All changes, newest first (page 1)',
    'INPUD rated C4 Substantial',
    '  Focal point, INPUD · 2013-02-22T08:00:00.000Z · from terminal · before: Limited',
    'INPUD rated C4 Limited',
    '  Focal point, INPUD · 2013-02-22T08:00:00.000Z · from terminal',
    'WHO reported C4 Blocked',
    '  Focal point, UNODC for WHO · 2013-02-22T08:00:00.000Z · from terminal',
    'UNODC reported C4 At risk',
    '  Focal point, UNODC · 2013-02-22T08:00:00.000Z · from terminal · before: On track: Draft sent',
    'UNODC reported C4 On track: Draft sent',
    '  Focal point, UNODC · 2013-02-22T08:00:00.000Z · from terminal',
  ]);
  expect(answer).toMatch(/C4 entered from the record: .*\n {2}Secretariat · 2013-02-21T16:30:00\.000Z · from import/);
  const inpud = await hears(coordinator, '/group audit who:INPUD');
  expect(inpud.match(/^INPUD rated/gm)).toHaveLength(2);
  expect(inpud).not.toContain('UNODC reported');
  expect(await hears(coordinator, '/group audit who:"UNODC side"')).toBe('Nothing was written that fits.');
  expect(await hears(coordinator, '/group audit who:unodc about:C4 since:today')).not.toMatch(/rated|record/);
});

test('the audit is paged through to the first line, each line once, with long notes cut', async () => {
  for (let i = 0; i < 12; i++) await hears('unodc', `/update 4 at-risk Note ${i} ${'and so on '.repeat(90)}`);
  let page = await bed.as(coordinator).hears('/group audit about:4');
  const seen: string[] = [];
  for (let i = 1; ; i++) {
    expect(read(page)).toContain(`(page ${i})`);
    expect(read(page).length).toBeLessThan(limits.text);
    seen.push(...page.blocks.flatMap((block) => ('list' in block ? block.list.map(({ text }) => text.join('')) : [])));
    if (!buttonsOf(page).some(({ label }) => label === 'More')) break;
    page = say(await bed.as(coordinator).presses(page, 'More'));
  }
  expect(seen).toHaveLength(14);
  expect(new Set(seen).size).toBe(14);
  expect(seen.at(-1)).toContain('C4 entered from the record');
  expect(buttonsOf(page).map(({ label }) => label)).toEqual(['Back']);
  expect(read(await bed.as(coordinator).hears('/group audit page:999'))).toContain('Nothing was written that fits.');
});
