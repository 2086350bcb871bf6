import { expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { save } from '#db/save.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const secret = makeSecret('test');
const answers = async (lines: Readonly<Record<string, string>>) => {
  for (const [who, reply] of Object.entries(lines)) await hears(who, `/meeting rsvp M1 ${reply}`);
};

test('whoever runs it sees by side and organisation who comes, and who has not answered; nobody by name', async () => {
  await meets(bed, { chair: 'unodc' });
  await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await answers({ inpud: 'apologies', ana: 'attend', hri: 'attend', idpc: 'maybe', enpud: 'alternate', 'coordinator civil-society-side': 'attend' });
  await hears('unodc', '/meeting rsvp M1 attend behalf:WHO');
  await hears('coordinator civil-society-side', '/meeting rsvp M1 attend behalf:AHRN');
  expect((await hears('unodc', '/meeting who M1')).split('\n')).toEqual([
    'M1 Weekly call',
    '2013-02-27T14:00:00.000Z',
    '4 organisations of 16 come.',
    'UNODC side: nobody of 1 has answered yet',
    'Not answered: UNODC',
    'Civil society side: 4 of 15 come',
    'Attends: AHRN (entered by Civil society side), HRI, INPUD, coordinator',
    'Maybe: IDPC',
    'Apologies: INPUD',
    'Alternate comes: ENPUD',
    'Not answered: Alliance, ANPUD, CHRC, EHRN, HRC, IHRD, Intercambios, MENAHRA',
    'Not answered: SAHRN, Youth RISE',
    'Outside bodies',
    'Attends: WHO (entered by UNODC)',
    '[Show it]',
  ]);
});

test('others see who comes, and of the rest only how many they are', async () => {
  await meets(bed, { chair: 'unodc' });
  await answers({ inpud: 'attend', hri: 'apologies' });
  const said = await hears('inpud', '/meeting who M1');
  expect(said).toMatch(/\nAttends: INPUD\nApologies: HRI\nNot answered: 13\n/);
  // Why there are no names, and who can help.
  const why = 'Who has not answered is named only to coordinators and to the organisations that chair the meeting, call it or take its notes. They can ask the others to answer.';
  expect(said).toContain(`\n${why}\n[Show it]`);
  expect(await hears('unodc', '/meeting who M1')).not.toContain(why);
  expect(said).not.toContain('ANPUD');
});

test('observers see counts alone, and those of one or two not at all', async () => {
  await meets(bed);
  const none = 'M1 Weekly call\n2013-02-27T14:00:00.000Z\nNo organisation has said yet that it comes.\nNames are shown to those who have a seat for an organisation or a side.\n[Show it]';
  expect(await hears('observer', '/meeting who M1')).toBe(none);
  for (const who of ['inpud', 'hri']) {
    await hears(who, '/meeting rsvp M1 attend');
    expect(await hears('observer', '/meeting who M1')).toContain('Fewer than three organisations have said that they come. The number itself could tell which ones, so I do not give it.');
  }
  await hears('idpc', '/meeting rsvp M1 attend');
  const three = await hears('observer', '/meeting who M1');
  expect(three).toContain('3 organisations of 16 come.');
  for (const name of ['INPUD', 'HRI', 'IDPC', 'side:']) expect(three).not.toContain(name);
  expect(await hears('stranger', '/meeting who M1')).toContain('You do not hold a seat in');
});

test('of a series it is the next one, or that of a day; while a time is being found it leads to the meeting', async () => {
  await meetsWeekly(bed);
  await hears('inpud', '/meeting rsvp M1 attend on:"6 March"');
  expect(await hears('hri', '/meeting who M1')).not.toContain('INPUD');
  expect(await hears('hri', '/meeting who M1 "6 March"')).toContain('2013-03-06T14:00:00.000Z\n1 organisation of 16 comes.');
  await meets(bed, { number: 2, starts: null, slots: ['2013-03-13T15:00', '2013-03-14T15:00', '2013-03-15T15:00'], closes: '2013-03-10T15:00:00.000Z' });
  expect(await hears('hri', '/meeting who M2')).toBe('M2 Weekly call\nIt has no time yet: people are asked when they can. Who can come when stands there.\n[Show it]');
  await meets(bed, { number: 3, starts: '2013-03-13T15:00', cancelled: '2013-02-22T08:00:00.000Z' });
  expect(await hears('hri', '/meeting who M3')).toContain('M3 Weekly call does not take place on');
});

test('who has given up the seat before it does not come; afterwards it stands, and neither is told of the person', async () => {
  await meets(bed);
  await answers({ inpud: 'attend', hri: 'attend' });
  const before = await bed.as('inpud').hears('/my data erase');
  await bed.as('inpud').presses(before, 'Yes, erase me');
  expect(await hears('hri', '/meeting who M1')).toContain('Attends: HRI\n');
  later({ hours: 6 * 24 });
  const left = await bed.as('hri').hears('/my data erase');
  await bed.as('hri').presses(left, 'Yes, erase me');
  expect(await hears('idpc', '/meeting who M1')).toContain('Attends: HRI\n');
});

test('forty organisations are paged, in short lines', async () => {
  const side = 'civil-society-side';
  const more = Array.from({ length: 40 }, (_, i) => ({ id: `net-${i}`, acronym: `Network of drug users number ${i}`, name: `Network ${i} ${'of people who use drugs '.repeat(3)}`.trim(), side, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null }));
  await bed.store.tx(async (tx) => {
    for (const organisation of more) await save(tx, { group, at: bed.now, act: 'import', call: organisation.id, seat: null, door: 'test' }, 'organisation', null, organisation);
  });
  await meets(bed);
  let page = await bed.as('coordinator civil-society-side').hears('/meeting who M1');
  let text = read(page);
  for (let pages = 1; page.blocks.some((block) => 'buttons' in block && block.buttons.some(({ label }) => label === 'More')); pages++) {
    expect(pages).toBeLessThan(5);
    page = say(await bed.as('coordinator civil-society-side').presses(page, 'More'));
    text += `\n${read(page)}`;
  }
  for (const { acronym } of more) expect(text.split(acronym).length).toBeGreaterThan(1);
  for (const line of text.split('\n')) expect(line.split(', ').length).toBeLessThanOrEqual(8);
});
