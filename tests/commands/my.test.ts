import { expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { limits } from '#core/fit.ts';
import { addCatalogue } from '#core/i18n.ts';
import { newId } from '#core/id.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const count = (table: 'person' | 'account' | 'draft') => bed.store.read(async (tx) => (await tx.selectFrom(table).selectAll().execute()).length);

test('the lead sees what has no report, then what is late first, and reports from there', async () => {
  const first = await hears('unodc', '/my tasks');
  expect(first).toMatch(/^13 things wait for you\nC1 /);
  expect(first).toContain('C4 Complete the draft overdose document of WHO and UNODC\n  UNODC leads · no report yet');
  later({ hours: 24 * 100 });
  await hears('unodc', '/update 4 on-track');
  later({ hours: 24 * 100 });
  const second = await bed.as('unodc').hears('/my tasks');
  const text = read(second);
  expect(text.split('\n').slice(1, 9)).toEqual([
    'C14 Cooperate on sharing, collecting and validating data with HRI, the UN Reference Group, UNAIDS and WHO, avoiding overlaps',
    '  UNODC leads · Sat 8 June 2013, 94 days late · never reported',
    'C14.1 Data meeting held before the harm reduction conference',
    '  milestone, Sat 8 June 2013, 94 days late',
    expect.stringMatching(/^C15 UNODC draws up/),
    '  UNODC leads · Sun 9 June 2013, 93 days late · never reported',
    'C15.1 Work plan agreed by both sides',
    '  milestone, Sun 9 June 2013, 93 days late',
  ]);
  expect(text).toMatch(/C4 .*\n {2}UNODC leads · On track, 100 days ago, report is getting old\n/);
  expect(text.indexOf('\nC13 ')).toBeLessThan(text.indexOf('\nC4 '));
  expect(await bed.as('unodc').presses(second, 'Report on C14')).toMatchObject({ ask: { command: 'commitment.update', given: { commitment: '14' } } });
  expect(read(say(await bed.as('unodc').presses(second, 'C14.1 is done')))).toContain('Done: C14.1 Data meeting');
  await hears('unodc', '/update 14 done');
  expect(await hears('unodc', '/my tasks')).not.toMatch(/C14/);
});

test('a coming milestone is a task six weeks before its day', async () => {
  later({ hours: 24 * 63 });
  expect(await hears('unodc', '/my tasks')).not.toContain('C14.1');
  later({ hours: 24 });
  expect(await hears('unodc', '/my tasks')).toContain('C14.1 Data meeting held before the harm reduction conference\n  milestone, due Sat 8 June 2013');
});

test('who is asked to lead, and who can agree, finds that with its press', async () => {
  await hears('unodc', '/commitment assign 5 IDPC');
  const asked = await bed.as('idpc').hears('/my tasks');
  expect(read(asked)).toContain('IDPC is asked to take the lead');
  expect(read(say(await bed.as('idpc').presses(asked, 'We lead C5')))).toContain('C5');
  expect(await hears('idpc', '/my tasks')).toContain('IDPC leads · no report yet');

  await hears('hri', '/commitment add Publish a map of services');
  expect(await hears('unodc', '/my tasks')).not.toContain('Publish a map');
  expect(await hears('coordinator civil-society-side', '/my tasks')).not.toContain('Publish a map');
  const proposed = await bed.as('coordinator agency-side').hears('/my tasks');
  expect(read(proposed)).toMatch(/C16 Publish a map of services\n {2}Civil society side proposes this\. It waits for your side's yes/);
  expect(read(say(await bed.as('coordinator agency-side').presses(proposed, 'Agree to C16')))).toContain('C16');
  expect(await hears('coordinator agency-side', '/my tasks')).not.toContain('Civil society side proposes');

  await hears('hri', '/commitment amend 4 due:"1 June 2013"');
  const amended = await bed.as('coordinator agency-side').hears('/my tasks');
  expect(read(amended)).toContain('Civil society side proposes a change');
  await bed.as('coordinator agency-side').hears('/my data erase sure:yes');
  // Where a side has no coordinator, its focal point gives the yes.
  expect(await hears('unodc', '/my tasks')).toContain('Civil society side proposes a change');
});

test('a coordinator sees what has no owner and no date, and seats that nobody holds', async () => {
  const text = await hears('coordinator civil-society-side', '/my tasks');
  expect(text).toMatch(/C5 .*\n {2}needs an owner: who takes the lead\?\nC9 /);
  expect(text).toMatch(/\d+ commitments have no date\. Does one of them need one\?\n {2}C1, C2, C3, C4/);
  expect(text).toContain('[Find a lead for C5] [Find a lead for C9]');
  await hears('chrc', '/my data erase sure:yes');
  const vacant = await bed.as('coordinator civil-society-side').hears('/my tasks');
  expect(read(vacant)).toContain('CHRC Caribbean Harm Reduction Coalition\n  has no focal point and no alternate');
  expect(await hears('coordinator agency-side', '/my tasks')).not.toContain('CHRC');
  expect(read(say(await bed.as('coordinator civil-society-side').presses(vacant, 'Offer the seat of CHRC')))).toContain('You offer this seat: Focal point, CHRC.');
});

test('a half-filled form waits there and is opened again with what it holds, never sent', async () => {
  await bed.as('unodc').says('/update 4 note:"Draft sent"');
  later({ hours: 2 });
  const tasks = await bed.as('unodc').hears('/my tasks page:1');
  expect(read(tasks)).toContain('A form you began: commitment update\n  4 Draft sent');
  const again = await bed.as('unodc').presses(tasks, 'Go on with the form');
  expect(again).toMatchObject({ ask: { command: 'commitment.update', given: { commitment: '4', note: 'Draft sent' } } });
  later({ hours: 25 });
  expect(await hears('unodc', '/my tasks')).not.toContain('A form you began');
});

test('nothing to do is said kindly; ratings that the side never gave are the last quiet line', async () => {
  expect(await hears('observer', '/my tasks')).toBe('Nothing is due from you. Thank you. You can look how everything stands, or what has changed.\n[Commitments] [What has changed]');
  expect(await hears('inpud', '/my tasks')).toContain('your side has not rated 15 commitments yet. To rate one: /commitment rate 1');
  await hears('hri', '/commitment rate 1 limited');
  expect(await hears('inpud', '/my tasks')).toContain('your side has not rated 14 commitments yet. To rate one: /commitment rate 2');
  expect(await hears('stranger', '/my tasks')).toContain('You do not hold a seat in');
});

test('many tasks are paged, and each page stays within the limits with presses for its own', async () => {
  for (let i = 0; i < 40; i++) await hears('unodc', `/commitment add Commitment number ${i} ${'with a long title '.repeat(8)} lead:UNODC`);
  for (let i = 16; i < 56; i++) await hears('coordinator civil-society-side', `/commitment agree ${i}`);
  const first = await bed.as('unodc').hears('/my tasks');
  expect(read(first)).toMatch(/^53 things wait for you \(page 1 of \d\)/);
  const second = say(await bed.as('unodc').presses(first, 'More'));
  expect(read(second)).toContain('(page 2 of');
  const labels = buttonsOf(second).map(({ label }) => label);
  expect(labels.slice(-2)).toEqual(['More', 'Back']);
  for (const label of labels.slice(0, -2)) expect(read(second)).toContain(`\n${label.replace('Report on ', '')} `);
  expect(read(second).length).toBeLessThan(limits.text + 300);
});

test.each([
  ['/my zone Bangkok', 'Done. Your time now: Fri 22 February 2013, 15:00 Bangkok.'],
  ['/my zone "sao paulo"', 'Done. Your time now: Fri 22 February 2013, 05:00 Sao Paulo.'],
  ['/my zone Europe/Vilnius', 'Done. Your time now: Fri 22 February 2013, 10:00 Vilnius.'],
  ['/my zone CET', 'Please name a city, for example Vienna or Nairobi.'],
  ['/my zone +01:00', 'Please name a city, for example Vienna or Nairobi.'],
  ['/my zone Bankok', 'I know no time zone or city "Bankok".'],
  ['/my zone', 'You have not set a time zone. I show you times like this: Fri 22 February 2013, 09:00 Vienna.'],
])('%s: %s', async (line, answer) => {
  const people = await count('person');
  expect(await hears('stranger', line)).toContain(answer);
  expect(await count('person')).toBe(people + (answer.startsWith('Done') ? 1 : 0));
});

test('a zone that was set is used from then on, by whoever has a seat and whoever has none', async () => {
  expect(await hears('anpud', '/my zone')).toContain('15:00 Bangkok');
  const offer = await bed.as('stranger', 'terminal:elsewhere').hears('/my zone Bankok');
  expect(read(say(await bed.as('stranger', 'terminal:elsewhere').presses(offer, 'Bangkok')))).toBe('Done. Your time now: Fri 22 February 2013, 15:00 Bangkok.');
  expect(await hears('stranger', '/my zone')).toBe('Your time: Fri 22 February 2013, 15:00 Bangkok.\n[Change it]');
  await hears('anpud', '/my zone Nairobi');
  expect(await hears('anpud', '/my zone')).toContain('Your time: Fri 22 February 2013, 11:00 Nairobi.');
});

test('the language is one that is spoken', async () => {
  expect(await hears('stranger', '/my language')).toBe('I speak English with you. I know: English.');
  expect(await hears('stranger', '/my language Klingon')).toContain('I do not speak "Klingon". I know: English.');
  expect(await hears('stranger', '/my language english')).toBe('I speak English with you from now on.');
});

test('a language is offered by its own name, and answers in itself from then on', async () => {
  const forget = addCatalogue('fr', { my: { language: { set: 'Je vous parle {language}.' }, data: { nothing: 'Rien.' } } });
  try {
    const offer = await bed.as('inpud').hears('/my language');
    expect(read(offer)).toBe('I speak English with you. I know: English, français.\n[français]');
    expect(read(say(await bed.as('inpud').presses(offer, 'français')))).toBe('Je vous parle français.');
    expect(await hears('inpud', '/my data')).toContain('Language: français');
    expect(await hears('hri', '/my language French')).toBe('Je vous parle français.');
    expect(await hears('hri', '/commitment show 99')).toContain('There is no C99.');
    expect(await hears('hri', '/my language en')).toContain('I speak English with you from now on.');
  } finally {
    forget();
  }
});

test('my data says what is stored and gives all of it out', async () => {
  expect(await hears('stranger', '/my data')).toBe('Nothing is stored about you.');
  await hears('inpud', '/my zone London');
  await hears('inpud', '/update 6 at-risk');
  await bed.as('inpud').says('/update 3');
  const shown = await hears('inpud', '/my data');
  expect(shown).toContain('Seats: Focal point, INPUD, since Fri 22 February 2013');
  expect(shown).toContain('Time zone: Europe/London');
  expect(shown).toContain('1 act is in the history. It stays there as "Former focal point"');
  expect(shown).toContain('1 half-filled form.');
  const out = await bed.as('inpud').hears('/my data export');
  const code = out.blocks.flatMap((block) => ('code' in block ? [block.code] : [])).join('');
  expect(JSON.parse(code)).toEqual({
    accounts: ['terminal'], zone: 'Europe/London', language: null,
    seats: [{ seat: 'Focal point, INPUD', group: 'UNODC and civil society group on drug use and HIV', since: '2013-02-22T08:00:00.000Z', ended: null }],
    forms: [{ command: 'commitment.update', given: expect.objectContaining({ commitment: '3' }) }],
    acts: ['2013-02-22T08:00:00.000Z commitment.update C6'],
  });
});

test('a long export comes in pages that add up to the whole', async () => {
  const note = '🙂'.repeat(1200);
  await bed.as('inpud').says(`/update 6 almost ${note}`);
  await bed.as('inpud').says(`/update 3 note:"${note.slice(0, 900)}"`);
  for (let i = 0; i < 60; i++) await hears('inpud', `/update 6 ${i % 2 ? 'on-track' : 'at-risk'}`);
  let page = await bed.as('inpud').hears('/my data export');
  let whole = '';
  for (let i = 0; ; i++) {
    const code = page.blocks.flatMap((block) => ('code' in block ? [block.code] : [])).join('');
    expect(code.length).toBeLessThanOrEqual(limits.text - 200);
    whole += code;
    if (!buttonsOf(page).some(({ label }) => label === 'More')) break;
    expect(i).toBeLessThan(20);
    page = say(await bed.as('inpud').presses(page, 'More'));
  }
  expect(JSON.parse(whole).acts).toHaveLength(60);
});

test('erasing asks first with its consequences, then leaves no trace of the person and all of the record', async () => {
  await hears('inpud', '/update 6 at-risk');
  await bed.as('inpud').says('/update 3');
  const asked = await bed.as('inpud').hears('/my data erase');
  expect(read(asked)).toContain('This seat ends: Focal point, INPUD (UNODC and civil society group on drug use and HIV)');
  expect(read(asked)).toContain('INPUD is then without a focal point and alternate. To pass the seat on first: /member handover INPUD to:code');
  expect(read(say(await bed.as('inpud').presses(asked, 'No, keep it')))).toContain('Focal point, INPUD');
  const [people, accounts] = [await count('person'), await count('account')];
  expect(read(say(await bed.as('inpud').presses(asked, 'Yes, erase me')))).toContain('Nothing about you is stored here any more.');
  expect([await count('person'), await count('account'), await count('draft')]).toEqual([people - 1, accounts - 1, 0]);
  expect(read(say(await bed.as('inpud').presses(asked, 'Yes, erase me')))).toContain('Nothing about you is stored');
  expect(await hears('inpud', '/my data')).toBe('Nothing is stored about you.');
  expect(await hears('inpud', '/commitment list')).toContain('You do not hold a seat in');
  expect(await hears('inpud', '/update 6 done')).toContain('You do not hold a seat in');
  expect(await hears('observer', '/commitment history 6')).toContain('INPUD reported C6 At risk\n  Former focal point');
  expect(await hears('coordinator civil-society-side', '/member list INPUD')).toContain('no focal point');
});

test('erasing ends the seats in every group, from whichever room it is asked', async () => {
  await bed.store.tx(async (tx) => {
    await tx.insertInto('group').values({ id: 'second', name: 'Second group', zone: 'UTC', language: 'en', settings: '{"rhythm":90}', revision: newId(bed.now) }).execute();
    const { person_id } = await tx.selectFrom('seat').select('person_id').where('organisation', '=', 'inpud').executeTakeFirstOrThrow();
    await tx.insertInto('seat').values({ group_id: 'second', id: 'seat-2', person_id, role: 'observer', organisation: null, side: null, since: '2013-02-22T08:00:00.000Z', ended: null }).execute();
  });
  expect(await hears('inpud', '/my data erase')).toContain('This seat ends: Observer (Second group)');
  await hears('inpud', '/my data erase sure:yes');
  expect(await bed.store.read((tx) => tx.selectFrom('seat').select('ended').where('group_id', '=', 'second').execute())).toEqual([{ ended: '2013-02-22T08:00:00.000Z' }]);
  expect(await bed.store.read((tx) => tx.selectFrom('history').select(['act', 'seat']).where('group_id', '=', 'second').execute())).toEqual([{ act: 'my.data', seat: 'seat-2' }]);
});
