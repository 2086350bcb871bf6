import { expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { limits } from '#core/fit.ts';
import { addCatalogue } from '#core/i18n.ts';
import { newId } from '#core/id.ts';
import { tiedRoom } from '#bot/chat.ts';
import { tieRoom } from '#db/groups.ts';
import { peopleOf, seatsOf } from '#db/people.ts';
import { remindersOf } from '#db/reminders.ts';
import { roomIn, secret, talker } from '#tests/support/chat.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
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
  expect(read(vacant)).toContain('CHRC, Caribbean Harm Reduction Coalition\n  has no focal point and no alternate');
  expect(await hears('coordinator agency-side', '/my tasks')).not.toContain('CHRC');
  expect(read(say(await bed.as('coordinator civil-society-side').presses(vacant, 'Offer the seat of CHRC')))).toContain('You offer this seat: Focal point, CHRC.');
  // What is offered waits for an answer, and is not offered again.
  const waits = 'A focal point\'s seat is offered and waits for an answer\n  CHRC until 2013-03-01T';
  expect(await hears('coordinator civil-society-side', '/my tasks')).toContain(waits);
  expect(await hears('coordinator civil-society-side', '/my tasks')).not.toContain('[Offer the seat of CHRC]');
  const shown = await hears('coordinator civil-society-side', '/member show CHRC');
  expect(shown).toContain('Offered, waits for an answer: Focal point, until 2013-03-01T');
  expect(shown).not.toContain("[Offer its focal point's seat]");
  expect(await hears('observer', '/member show CHRC')).not.toContain('Offered, waits');
  later({ hours: 7 * 24 });
  expect(await hears('coordinator civil-society-side', '/my tasks')).toContain('[Offer the seat of CHRC]');
});

test('organisations that nobody speaks for are one line, with one press that opens the form', async () => {
  await hears('chrc', '/my data erase sure:yes');
  await hears('hri', '/my data erase sure:yes');
  const tasks = await bed.as('coordinator civil-society-side').hears('/my tasks');
  expect(read(tasks)).toContain('2 organisations have nobody: CHRC, HRI\n');
  expect(await bed.as('coordinator civil-society-side').presses(tasks, 'Offer a seat')).toMatchObject({ ask: { command: 'member.focal', given: { role: 'focal' } } });
});

test('where people can be picked, the seat is offered in a form; so it is when nothing at all is said', async () => {
  await hears('chrc', '/my data erase sure:yes');
  const room = roomIn('server-1', 'room');
  await bed.store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, room, 'main'), 'r'));
  const coordinator = talker(bed, 'coordinator civil-society-side', room, { platform: 'terminal' });
  const form = { ask: { command: 'member.focal', given: { organisation: 'CHRC', role: 'focal' } } };
  expect(await coordinator.presses(say(await coordinator.says('/my tasks')), 'Offer the seat of CHRC')).toMatchObject(form);
  expect(await coordinator.presses(say(await coordinator.says('/member show CHRC')), "Offer its focal point's seat")).toMatchObject(form);
  expect(await coordinator.says('/member focal')).toMatchObject({ ask: { command: 'member.focal', given: {} } });
  expect(await coordinator.invokes('member.focal', {}, { via: 'form' })).toMatchObject({ ask: { errors: { organisation: expect.anything() } } });
});

test('tasks say by when, also what is far off', async () => {
  await hears('unodc', '/commitment assign 11 INPUD');
  await hears('unodc', '/commitment amend 4 due:"1 December 2013"');
  await hears('coordinator civil-society-side', '/commitment agree 4');
  expect(await hears('unodc', '/my tasks')).toMatch(/C4 .*\n {2}UNODC leads · due Sun 1 December 2013 · no report yet/);
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

test('a form that was only opened is no task; one in which something was typed is, however it was left', async () => {
  const unodc = bed.as('unodc');
  const tasks = () => hears('unodc', '/my tasks');
  const shown = await unodc.hears('/commitment show 4');
  for (const open of [() => unodc.says('/update 4'), () => unodc.says('/commitment add'), () => unodc.presses(shown, 'Report on it')]) expect(await open()).toHaveProperty('ask');
  expect(await tasks()).not.toContain('A form you began');
  // Sent with a fault; and gone on with, without a word more.
  const opened = (await unodc.invokes('commitment.amend', { commitment: '4', form: 'open' }, { via: 'button' })) as { ask: { draft: string } };
  expect(await tasks()).not.toContain('A form you began');
  expect(await unodc.invokes('commitment.amend', { due: 'next blue moon' }, { via: 'form', draft: opened.ask.draft })).toMatchObject({ ask: { errors: { due: expect.anything() } } });
  for (let i = 0; i < 2; i++) {
    const list = await unodc.hears('/my tasks');
    expect(read(list)).toMatch(/A form you began: commitment amend\n {2}.*next blue moon/);
    expect(await unodc.presses(list, 'Go on with the form')).toMatchObject({ ask: { given: { due: 'next blue moon' } } });
  }
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

test('a button that has done its work is no form that one began', async () => {
  const shown = await bed.as('coordinator civil-society-side').hears('/meeting schedule Call of the whole group and of those who advise it when:"24 April 2013 15:00" chair:INPUD');
  expect(await hears('coordinator civil-society-side', '/my data')).toContain('2 forms that you began.');
  await bed.as('coordinator civil-society-side').presses(shown, 1);
  expect(await hears('coordinator civil-society-side', '/my data')).toMatch(/1 form that you began\.[^\n]* 1 button that you used is marked so, without what it did\./);
  const out = await bed.as('coordinator civil-society-side').hears('/my data export');
  const code = out.blocks.flatMap((block) => ('code' in block ? [block.code] : [])).join('');
  expect([JSON.parse(code).forms.length, JSON.parse(code).usedButtons]).toEqual([1, ['meeting.schedule']]);
});

test('my data says what is stored and gives all of it out', async () => {
  expect(await hears('stranger', '/my data')).toContain('Nothing is stored about you.');
  await hears('inpud', '/my zone London');
  await hears('inpud', '/update 6 at-risk');
  await bed.as('inpud').says('/update 3');
  const shown = await hears('inpud', '/my data');
  expect(shown).toContain('Seats: Focal point, INPUD, since Fri 22 February 2013');
  expect(shown).toContain('Time zone: Europe/London');
  expect(shown).toContain('1 act is in the history. It stays there as "Former focal point"');
  expect(shown).toContain('1 form that you began.');
  const out = await bed.as('inpud').hears('/my data export');
  const code = out.blocks.flatMap((block) => ('code' in block ? [block.code] : [])).join('');
  expect(JSON.parse(code)).toEqual({
    accounts: ['terminal'], zone: 'Europe/London', language: null,
    reminders: { on: true, paused: null, from: '09:00', to: '17:00', rest: [6, 7], away: null, digest: { day: 1, at: '09:00' }, where: null },
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
  expect(read(say(await bed.as('inpud').presses(asked, 'Yes, erase me')))).toContain('Nothing is stored about you.');
  expect(await hears('inpud', '/my data')).toContain('Nothing is stored about you.');
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

const wishes = (who: string) => bed.store.read(async (tx) => (await peopleOf(tx, (await seatsOf(tx, group)).filter(({ organisation, role }) => organisation === who && role === 'focal').map(({ person_id }) => person_id))).values().next().value!.wishes);
const planned = (recipient: string) => bed.store.read(async (tx) => (await remindersOf(tx, group)).filter((row) => row.state === 'planned' && row.recipient === recipient));

test.each<[string, string]>([
  ['/my hours', 'I write to you from 09:00 to 17:00, Bangkok time. Days of rest: Saturday, Sunday. Your time now: Fri 22 February 2013, 15:00 Bangkok.\nThe next one is planned for 2013-02-25T02:00:00.000Z.'],
  ['/my hours 9am to 6pm rest:Fri Sat', 'Done. I write to you from 09:00 to 18:00, Bangkok time. Days of rest: Friday, Saturday. Your time now: Fri 22 February 2013, 15:00 Bangkok. The next one'],
  ['/my hours rest:none', 'Days of rest: none.'],
  ['/my hours 17-9', '17:00 to 09:00 goes over midnight. Working hours must lie within one day: please give an end that is later than the start.\n[09:00-17:00] [Open the form]'],
  ['/my hours 09:00-09:00', '09:00 to 09:00 is less than an hour.'],
  ['/my hours 25:00-26:00', '"25:00" is not a time of day.'],
  ['/my hours rest:"Mon Tue Wed Thu Fri Sat Sun"', 'All seven days would be days of rest, and no reminder could ever come. Leave at least one day out. To get none at all: /my reminders off\n[Sat Sun] [Fri Sat] [none] [Open the form]'],
  ['/my hours nonsense', 'I cannot read "nonsense" as working hours. These work: 09:00-17:00, 9-17, 9am to 5pm.\n[09:00-17:00] [Open the form]'],
])('%s', async (line, answer) => {
  expect(await hears('anpud', line)).toContain(answer);
  expect(await hears('stranger', line)).toContain('You do not hold a seat in');
});

test('working hours move the reminders that are planned, and a digest that would fall outside them', async () => {
  const before = await planned('focal/unodc');
  const moved = await hears('unodc', '/my hours 10:00-16:00 rest:Mon');
  expect(moved).toContain('Your digest would have fallen outside these hours. It now comes on Tuesday 10:00.');
  expect(await wishes('unodc')).toMatchObject({ from: '10:00', to: '16:00', rest: [1], digest: { day: 2, at: '10:00' } });
  const after = await planned('focal/unodc');
  expect(after.map(({ day }) => day)).toEqual(before.map(({ day }) => day));
  // Reports are asked for before CND on Monday 4 March, now a day of rest: on Tuesday at ten.
  expect([before, after].map((rows) => rows.find(({ kind }) => kind === 'update')!.due)).toEqual(['2013-03-04T08:00:00.000Z', '2013-03-05T09:00:00.000Z']);
  await hears('unodc', '/my zone Bangkok');
  expect((await planned('focal/unodc')).find(({ kind }) => kind === 'update')!.due).toBe('2013-03-05T03:00:00.000Z');
});

test.each<[string, string]>([
  ['/my digest', 'Your weekly digest comes on Monday 09:00, London time: next 2013-02-25T09:00:00.000Z. It says what waits for you and what has changed for your organisation. When there is nothing new to say, none comes.\n[Change it] [No digest] [How I am reminded]'],
  ['/my digest Wed 4pm', 'Done. Your weekly digest comes on Wednesday 16:00, London time: next 2013-02-27T16:00:00.000Z.'],
  ['/my digest Thursday', 'Done. Your weekly digest comes on Thursday 09:00'],
  ['/my digest Sat 10:00', 'Saturday is one of your days of rest, so a digest would never come then.\n[Mon 09:00] [Open the form]'],
  ['/my digest Wed 17:00', '17:00 is outside your working hours (09:00 to 17:00), so a digest would never come then.\n[Wed 09:00] [Mon 09:00] [Open the form]'],
  ['/my digest every hour', '"every hour" is more often than once a week. It comes once a week, on one day.'],
  ['/my digest Mon 25:00', '"25:00" is not a time of day.'],
])('%s', async (line, answer) => expect(await hears('inpud', line)).toContain(answer));

test('a digest that is turned off is not planned any more, and is again when it is turned on', async () => {
  const digests = () => bed.store.read(async (tx) => (await remindersOf(tx, group, 'digest')).filter(({ state, recipient }) => state === 'planned' && recipient.startsWith('person/')).length);
  const all = await digests();
  const off = await bed.as('inpud').hears('/my digest off');
  expect(read(off)).toContain('Done. You get no weekly digest. Reminders of single things come all the same.');
  expect(await digests()).toBe(all - 1);
  expect(read(say(await bed.as('inpud').presses(await bed.as('inpud').hears('/my digest Sunday'), 'Mon 09:00')))).toContain('Done. Your weekly digest comes on Monday 09:00');
  expect(await digests()).toBe(all);
});

test('an absence is set with its days and stand-in, is shown, and ends with one press', async () => {
  expect(await hears('inpud', '/my away')).toBe('You are not away.\n[I am away] [How I am reminded]');
  const asked = await bed.as('inpud').hears('/my away from:1 June stand-in:alternate');
  expect(read(asked)).toBe('You are away from Sat 1 June 2013. Until which day? Please give the last one.\n[Sat 1 June 2013] [Fri 7 June 2013] [Fri 14 June 2013] [Open the form]');
  const set = say(await bed.as('inpud').presses(asked, 'Fri 14 June 2013'));
  expect(read(set)).toBe([
    'Done. You are away: Sat 1 June 2013 to Fri 14 June 2013 (both days included, London time). INPUD has no alternate. That seat can be offered: /member focal INPUD role:alternate. What cannot wait for INPUD goes to a coordinator of your side, the rest waits for you.',
    '[I am back] [Change it] [How I am reminded]',
  ].join('\n'));
  expect(await wishes('inpud')).toMatchObject({ away: { from: '2013-06-01', to: '2013-06-14', standIn: 'alternate' } });
  expect(await hears('inpud', '/my away stand-in:coordinator')).toContain('Meanwhile reminders for INPUD go to a coordinator of your side.');
  expect(await wishes('inpud')).toMatchObject({ away: { from: '2013-06-01', to: '2013-06-14', standIn: 'coordinator' } });
  expect(read(say(await bed.as('inpud').presses(set, 'I am back')))).toContain('Done. You are not away any more.');
  expect((await wishes('inpud')).away).toBeNull();
});

test('where there is an alternate, the alternate is asked meanwhile; a coordinator is stood in for by the other', async () => {
  const offer = await hears('inpud', '/member focal INPUD role:alternate');
  await hears('ally', `/member focal code:${/code:(\w+)/.exec(offer)![1]!} answer:accept`);
  expect(await hears('inpud', '/my away tomorrow until 5 March stand-in:alternate')).toContain('Sat 23 February 2013 to Tue 5 March 2013 (both days included, London time). Meanwhile reminders for INPUD go to its alternate.\n');
  for (const line of ['/my away until 5 March', '/my away till 5 March', '/my away to 5 March']) expect(await hears('inpud', line)).toContain('Fri 22 February 2013 to Tue 5 March 2013 (both days included, London time)');
  expect(await hears('inpud', '/my away tomorrow to 5 March')).toContain('What cannot wait for INPUD goes to a coordinator of your side, the rest waits for you.\n');
  expect(await hears('coordinator civil-society-side', '/my away to:1 April')).toContain('What is meant for coordinators goes to the other one, too.');
  await hears('coordinator civil-society-side', '/my data erase sure:yes');
  expect(await hears('inpud', '/my away')).toContain('Your side has no coordinator either who could be asked');
});

test.each<[string, string]>([
  ['/my away from:14 June to:1 June', 'The last day (Sat 1 June 2013) is before the first (Fri 14 June 2013). Which day is the last?\n[Sun 1 June 2014]'],
  ['/my away 14 June to 1 June', 'Which day is the last?\n[Sun 1 June 2014]'],
  ['/my away from:2012-01-01 to:2012-02-01', '"2012-02-01" is Wed 1 February 2012: that day is over.'],
  ['/my away from:1 March to:"1 May 2014"', 'Fri 1 March 2013 to Thu 1 May 2014 is more than a year. Who is away for so long passes the seat on: /member handover'],
  ['/my away from:"1 June 15:00" to:5 June', '"1 June 15:00" has an hour. Here whole days count. Leave the hour out?\n[Sat 1 June 2013]'],
  ['/my away soon', 'I cannot read "soon" as a day. These work: 6 March, tomorrow, in 2 weeks, Friday.'],
  ['/my away from:tomorrow to:5 March stand-in:boss', 'stand-in: I do not know "boss". It can be: alternate, coordinator.'],
  ['/my away from:03/04 to:5 June', '"03/04" can be read in more than one way. Which day do you mean?'],
])('%s', async (line, answer) => {
  expect(await hears('inpud', line)).toContain(answer);
  expect((await wishes('inpud')).away).toBeNull();
});

test('days are those of one\'s own calendar: west of the date line it is still the day before', async () => {
  bed.now = Temporal.Instant.from('2013-02-23T04:00:00Z');
  await hears('inpud', '/my zone Honolulu');
  expect(await hears('inpud', '/my away today to tomorrow')).toContain('Fri 22 February 2013 to Sat 23 February 2013');
  expect(await hears('anpud', '/my away today to tomorrow')).toContain('Sat 23 February 2013 to Sun 24 February 2013');
});

test('all about reminders is shown in one answer, each with its press', async () => {
  await hears('inpud', '/my away from:1 June to:14 June');
  const shown = await bed.as('inpud').hears('/my reminders');
  expect(read(shown)).toBe([
    'How you are reminded', 'Reminders: on', 'Working hours: 09:00 to 17:00, London time', 'Days of rest: Saturday, Sunday', 'Away: Sat 1 June 2013 to Fri 14 June 2013', 'Weekly digest: Monday 09:00',
    'The next one is planned for 2013-02-25T09:00:00.000Z.', '[Pause] [Turn them off] [Working hours] [I am away] [Weekly digest]',
  ].join('\n'));
  const given = { 'Working hours': { hours: '09:00-17:00', rest: 'Sat Sun' }, 'I am away': { from: '2013-06-01', to: '2013-06-14' }, 'Weekly digest': { weekly: 'Mon 09:00' } };
  for (const [label, set] of Object.entries(given)) expect(await bed.as('inpud').presses(shown, label)).toMatchObject({ ask: { given: set } });
  later({ hours: 24 * 130 });
  expect(await hears('inpud', '/my reminders')).toContain('Away: no\n');
});

test('turned off means no private message, is undone in one step, and an old press of "Go on now" does not do it', async () => {
  const paused = await bed.as('inpud').hears('/my reminders pause until 1 April');
  expect(read(paused)).toBe('Done. I send you nothing before Mon 1 April 2013. That day I begin again, with what still matters then.\n[Go on now] [How I am reminded]');
  expect(await hears('inpud', '/my reminders')).toContain('Reminders: paused, again from Mon 1 April 2013\n');
  const off = await bed.as('inpud').hears('/my reminders off');
  expect(read(off)).toContain('Done. I send you no private messages any more, no digest either.');
  expect(read(off)).toContain('Coordinators see that your seat takes no reminders, and nothing else.');
  expect(await wishes('inpud')).toMatchObject({ on: false, paused: null });
  expect(read(say(await bed.as('inpud').presses(paused, 'Go on now')))).toContain('Reminders are off');
  expect((await wishes('inpud')).on).toBe(false);
  expect(await hears('inpud', '/my hours')).toContain('Reminders are off: I send you no private messages.');
  expect(await hears('coordinator agency-side', '/group unreachable')).toContain('Focal point, INPUD\n  takes no reminders, by the own wish of whoever holds it');
  expect(read(say(await bed.as('inpud').presses(off, 'Turn reminders on')))).toContain('Done. Reminders are on. The next one is planned for 2013-02-25T09:00:00.000Z.');
  expect(await hears('coordinator agency-side', '/group unreachable')).toContain('every seat can be reached');
});

test.each<[string, string]>([
  ['/my reminders pause', 'Until which day shall I send you nothing?\n[Fri 1 March 2013] [Fri 8 March 2013] [Sun 24 March 2013] [Open the form]'],
  ['/my reminders pause:2013-01-05', '"2013-01-05" is Sat 5 January 2013: that day is over.'],
  ['/my reminders pause:today', '"today" is today. Please give a later day.'],
  ['/my reminders pause:"1 June 2015"', '"1 June 2015" is Mon 1 June 2015. That is too far ahead: the last day that works is Sun 23 February 2014.'],
  ['/my reminders maybe', 'I cannot read "maybe" as a day.'],
])('%s', async (line, answer) => {
  expect(await hears('inpud', line)).toContain(answer);
  expect(await wishes('inpud')).toMatchObject({ on: true, paused: null });
});

test('what was set about reminders is in the export and goes with the person', async () => {
  await hears('inpud', '/my away from:1 June to:14 June stand-in:coordinator');
  await hears('inpud', '/my reminders pause:1 April');
  expect(await hears('inpud', '/my data')).toContain('Reminders: on; 09:00 to 17:00, London time; days of rest: Saturday, Sunday; digest: Monday 09:00; paused until Mon 1 April 2013; away Sat 1 June 2013 to Fri 14 June 2013, stand-in: coordinator\n');
  const code = (await bed.as('inpud').hears('/my data export')).blocks.flatMap((block) => ('code' in block ? [block.code] : [])).join('');
  expect(JSON.parse(code).reminders).toEqual({ on: true, paused: '2013-04-01', from: '09:00', to: '17:00', rest: [6, 7], away: { from: '2013-06-01', to: '2013-06-14', standIn: 'coordinator' }, digest: { day: 1, at: '09:00' }, where: null });
  await hears('inpud', '/my data erase sure:yes');
  expect(await bed.store.read(async (tx) => (await tx.selectFrom('person').select('reminders').where('reminders', 'is not', null).execute()).length)).toBe(0);
});

test('a misspelt city: the near one is offered', async () => {
  const refused = await bed.as('inpud').hears('/my zone Narobi');
  expect(read(refused)).toMatch(/^I know no time zone or city "Narobi"\. Did you mean Nairobi\?\n\[Nairobi\]/);
  expect(read(say(await bed.as('inpud').presses(refused, 'Nairobi')))).toContain('Nairobi');
  expect(await bed.as('inpud').invokes('my.zone', { zone: 'Narobi' }, { via: 'form' })).toMatchObject({ ask: { errors: { zone: ['I know no time zone or city "Narobi". Did you mean Nairobi?'] } } });
});
