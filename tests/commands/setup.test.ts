import { expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { buttonsOf } from '#core/message.ts';
import { directory, directoryOfRoom } from '#db/groups.ts';
import { replay, stateOf } from '#db/save.ts';
import { picked, roomIn, seatsOn, secret, talker } from '#tests/support/chat.ts';
import { bed, conversations, group, later, say } from '#tests/support/conversation.ts';
import { read, sample, sampleText } from '#tests/support/world.ts';

conversations();

const den = roomIn('server-1', 'contact-group');
const manager = (chat = den) => talker(bed, 'manager', chat, { manages: true });
const filled = { name: 'Contact group', zone: 'Vienna', sides: 'UNODC: UNODC, WHO\nCivil society: INPUD, IDPC, Harm Reduction International' };
const setUp = async (chat = den, given: Record<string, unknown> = {}) => say(await manager(chat).invokes('group.setup', { ...filled, ...given }, { via: 'form' }));
const whose = (chat = den) => bed.store.read(async (tx) => (await directoryOfRoom(tx, bed.bot.addressOf(chat)))?.group.id);
const ids = () => bed.store.read(async (tx) => (await tx.selectFrom('group').select('id').orderBy('id').execute()).map(({ id }) => id));
const file = (id: string, name = 'From a file') => ({ name: 'group.json', text: JSON.stringify({ ...sample, group: { ...sample.group, id, name } }) });
const everything = () => bed.store.read(async (tx) => JSON.stringify([await tx.selectFrom('history').selectAll().execute(), await tx.selectFrom('outbox').selectAll().execute(), await tx.selectFrom('room').selectAll().execute(), await tx.selectFrom('draft').selectAll().execute(), await tx.selectFrom('queue').selectAll().execute()]));

test('whoever manages a server sets up a group with a form; the room is its main room and is told; nothing of the platform is stored in the open', async () => {
  const form = await manager().says('/group setup');
  expect('ask' in form && form.ask.fields.map(({ name, required }) => [name, required])).toEqual([['name', true], ['zone', true], ['sides', true]]);
  const made = await setUp();
  expect(read(made)).toBe(
    ['Contact group is set up, and this is its main room', 'Time zone: Fri 22 February 2013, 09:00 Vienna', 'UNODC side: UNODC; WHO', 'Civil society: INPUD; IDPC; HRI, Harm Reduction International',
      'Next: somebody has to coordinate each side. Offer both seats; one of them can be yours. A coordinator then offers the seats of the organisations. Commitments can be read from a file, or added one by one.',
      '[Coordinator: UNODC side] [Coordinator: Civil society] [Read a file] [Help]'].join('\n'),
  );
  expect(await whose()).toBe('contact-group');
  expect((await bed.posted()).map(({ address, message }) => [address, read(message)])).toEqual([[bed.bot.addressOf(den), expect.stringContaining('This room is now a main room of Contact group.')]]);
  const dir = (await bed.store.read((tx) => directory(tx, 'contact-group')))!;
  expect(dir.group).toMatchObject({ zone: 'Europe/Vienna', language: 'en' });
  expect(dir.rooms).toMatchObject([{ name: '#contact-group', purpose: 'main' }]);
  await bed.store.read(async (tx) => expect(await replay(tx, 'contact-group')).toEqual(await stateOf(tx, 'contact-group')));
  for (const raw of ['server-1', '"manager"']) expect(await everything()).not.toContain(raw);
});

test('the manager takes a seat in one step, offers the other, and the group works', async () => {
  const made = await setUp();
  const form = await manager().presses(made, 'Coordinator: UNODC side');
  expect('ask' in form && form.ask).toMatchObject({ given: { organisation: 'unodc-side', role: 'coordinator' }, fields: expect.arrayContaining([expect.objectContaining({ name: 'member', kind: 'member', asked: true })]) });
  const statement = say(await manager().invokes('member.focal', { organisation: 'unodc-side', role: 'coordinator', member: picked(bed, 'manager') }, { via: 'form' }));
  expect(read(statement)).toContain('You are offered a seat: Coordinator, UNODC side');
  expect(read(statement)).toContain('the id of your chat account, encrypted');
  expect(await seatsOn(bed, 'manager')).toEqual([]);
  expect(read(say(await manager().presses(statement, 'Accept')))).toContain('You are Coordinator, UNODC side now.');
  expect(await seatsOn(bed, 'manager')).toEqual(['coordinator unodc-side']);
  const focal = say(await manager().says('/member focal UNODC member:me'));
  expect(read(focal)).toContain('You are offered a seat: Focal point, UNODC');
  expect(read(say(await manager().presses(focal, 'Accept')))).toContain('You are Focal point, UNODC now.');
  expect(read(say(await manager().invokes('commitment.add', { title: 'Publish a joint work plan', as: 'UNODC' })))).toContain('Publish a joint work plan');
});

test('what is wrong comes back in the form with its line; names of zones only, offered on doubt', async () => {
  const bad = await manager().invokes('group.setup', { ...filled, sides: 'UNODC: UNODC, WHO\nINPUD, IDPC' }, { via: 'form' });
  if (!('ask' in bad)) throw new Error('no form');
  expect(bad.ask.given).toEqual({ ...filled, sides: 'UNODC: UNODC, WHO\nINPUD, IDPC' });
  expect(bad.ask.errors.sides!.join('')).toBe('Line 2, "INPUD, IDPC": there is no colon, so I cannot tell the side from its organisations. I read: UNODC (UNODC, WHO). Please write one line for each of the two sides, such as "UNODC: UNODC, WHO" and "Civil society: INPUD, IDPC, Harm Reduction International (HRI)".');
  for (const [zone, answer] of [['CET', 'Please name a city'], ['Viena', 'Vienna'], ['+01:00', 'Please name a city']] as const) {
    const refused = await manager().invokes('group.setup', { ...filled, zone }, { via: 'form' });
    expect('ask' in refused && refused.ask.errors.zone!.join('')).toContain(answer);
  }
  const typed = say(await manager().says('/group setup name:"Contact group" zone:Viena sides:"UNODC: UNODC; Civil society: INPUD"'));
  expect(buttonsOf(typed).map(({ label }) => label)).toEqual(['Vienna', 'Open the form']);
  expect(read(say(await manager().presses(typed, 'Vienna')))).toContain('Contact group is set up');
  expect(await ids()).toEqual(['contact-group', group]);
});

test('nobody fills in a form that they may not send: members, private messages, the terminal, a room that has a group', async () => {
  const refusals = async (who: ReturnType<typeof talker>) => [read(say(await who.says('/group setup'))), read(say(await who.invokes('group.setup', filled, { via: 'form' })))];
  const twice = (text: string) => [expect.stringContaining(text), expect.stringContaining(text)];
  expect(await refusals(talker(bed, 'member', den))).toEqual(twice('Only somebody who manages this server or workspace can set up a group here.'));
  expect(await refusals(talker(bed, 'manager', undefined))).toEqual(twice('in the room that shall be its main room'));
  expect(await refusals(talker(bed, 'operator', undefined, { manages: true, platform }))).toEqual(twice('/group import group.json'));
  await setUp();
  expect(await refusals(manager())).toEqual(twice('This room belongs to Contact group already.'));
  expect(await refusals(talker(bed, 'member', den))).toEqual(twice('Only somebody who manages this server or workspace'));
  expect(await ids()).toEqual(['contact-group', group]);
});

test('help shows a manager how to begin, in a room without a group only, and everybody else how to get a seat', async () => {
  const help = async (who: ReturnType<typeof talker>) => read(say(await who.says('/secretariat help')));
  expect(await help(manager())).toMatch(/\n\/group import setup\n[^]*\[Set up a group\]$/);
  expect(await help(talker(bed, 'member', den))).toMatch(/^What you can do here without a seat\n\/my zone language link data\n\/member focal\n[^[]*$/);
  await setUp();
  expect(await help(talker(bed, 'member', den))).toMatch(/\/member focal ask\n[^]*\[Ask for a seat\]$/);
  expect(await help(manager())).toMatch(/\n\/group room import\n[^]*\[Ask for a seat\]$/);
});

test('a form sent twice makes one group; a second room of the server can have a group of its own, of the same name too', async () => {
  await setUp();
  expect(read(await setUp())).toContain('This room belongs to Contact group already.');
  const second = roomIn('server-1', 'second');
  expect(read(await setUp(second))).toContain('Contact group is set up');
  expect(await ids()).toEqual(['contact-group', 'contact-group-2', group]);
  expect([await whose(), await whose(second)]).toEqual(['contact-group', 'contact-group-2']);
  const third = roomIn('server-1', 'third');
  const both = (await Promise.all([setUp(third), setUp(third)])).map((answer) => read(answer)).sort();
  expect(both).toEqual([expect.stringContaining('Contact group is set up'), expect.stringMatching(/^(This|That) room belongs to/)]);
  expect(await ids()).toHaveLength(4);
});

test('somebody with seats in other groups sets up one on a server of their own, and is not asked which is meant', async () => {
  const [one, two] = [roomIn('server-1', 'one'), roomIn('server-1', 'two')];
  for (const chat of [one, two]) {
    await setUp(chat, { name: chat.name });
    const statement = say(await manager(chat).says('/member focal UNODC coordinator member:me'));
    await manager(chat).presses(statement, 'Accept');
  }
  expect(await seatsOn(bed, 'manager')).toEqual(['coordinator unodc-side', 'coordinator unodc-side']);
  const other = roomIn('server-2', 'third');
  expect(read(await setUp(other, { name: 'Third' }))).toContain('Third is set up');
  expect(await whose(other)).toBe('third');
});

test('in a room without a group, whoever manages the server imports one, with its commitments; faults are listed', async () => {
  const faulty = say(await manager().invokes('group.import', { file: { name: 'x.json', text: '{"schemaVersion":1}' } }));
  expect(read(faulty)).toMatch(/^x\.json: \d things are wrong\nkind is missing/);
  expect(await whose()).toBeUndefined();
  const made = say(await manager().invokes('group.import', { file: file('filed') }));
  expect(read(made)).toContain('From a file is here now: 21 organisations, 15 commitments');
  expect(buttonsOf(made).map(({ label }) => label)).toEqual(['Coordinator: Civil society side', 'Coordinator: UNODC side', 'Read a file', 'Help']);
  expect(await whose()).toBe('filed');
  expect((await bed.posted()).map(({ message }) => read(message))).toEqual([expect.stringContaining('This room is now a main room of From a file.')]);
  const again = say(await manager().invokes('group.import', { file: file('filed') }));
  expect(read(again)).toContain('is here already, just as the file has it');
});

test('who manages a server adds to the group of the room and to no other, and learns nothing of others', async () => {
  const before = await bed.store.read((tx) => stateOf(tx, group));
  const elsewhere = say(await manager().invokes('group.import', { file: { name: 'group.json', text: sampleText } }));
  expect(read(elsewhere)).toContain(`The file's id "${group}" is in use already`);
  expect(read(elsewhere)).toContain('/group room main');
  await setUp();
  expect(read(say(await manager().invokes('group.import', { file: { name: 'group.json', text: sampleText } })))).toContain('From here you can only add to the group of this room');
  expect(read(say(await manager().invokes('group.import', { file: file('fresh') })))).toContain('From here you can only add to the group of this room');
  expect(read(say(await talker(bed, 'member', den).invokes('group.import', { file: file('fresh') })))).toContain('Only a coordinator');
  expect(read(say(await talker(bed, 'manager', undefined).invokes('group.import', { file: file('fresh') })))).toContain('Only a coordinator');
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
  expect(await ids()).toEqual(['contact-group', group]);
});

test('a calendar is added to the group of the room, never to one that happens to be alone in the store', async () => {
  const calendar = { file: { name: 'calendar.json', text: JSON.stringify({ schemaVersion: 1, kind: 'calendar', events: [{ id: 'ev-one', title: 'A meeting', kind: 'un-meeting', start: '2013-06-03', end: '2013-06-04', certainty: 'confirmed' }] }) } };
  const refused = say(await manager().invokes('group.import', calendar));
  expect(read(refused)).toContain('A calendar is added to a group, and there is none here yet.');
  expect(read(refused)).not.toContain(group);
  await setUp();
  expect(read(say(await manager().invokes('group.import', calendar)))).toContain('Added to the calendar of Contact group: 1 event');
});

test('the seat that somebody is offered from outside reaches them in private, and they accept there', async () => {
  await setUp();
  await bed.posted();
  const made = say(await manager().invokes('member.focal', { organisation: 'INPUD', role: 'focal', member: picked(bed, 'ana') }, { via: 'form' }));
  expect(read(made)).toMatch(/^You offer this seat: Focal point, INPUD\. I am writing to the person in private.*\n\/member focal code:\w{8}\n/);
  const stored = await everything();
  const code = /code:(\w{8})/.exec(read(made))![1]!;
  for (const raw of ['ana', code]) expect(stored).not.toContain(`"${raw}"`);
  expect(stored).not.toContain(code);
  const [sent] = await bed.posted();
  const [where, sealed] = sent!.address.split(':~');
  expect([where, secret.open(sealed!)]).toEqual(['chat', 'ana']);
  expect(read(sent!.message)).toContain('You are offered a seat: Focal point, INPUD');
  const ana = talker(bed, 'ana', undefined);
  expect(read(say(await ana.presses(sent!.message, 'Accept')))).toContain('You are Focal point, INPUD now.');
  expect(await seatsOn(bed, 'ana')).toEqual(['focal inpud']);
  // A second press is harmless; the line that was shown to pass on is worth nothing any more.
  expect(read(say(await ana.presses(sent!.message, 'Accept')))).toContain('You have this seat already');
  expect(read(say(await talker(bed, 'other', undefined).says(`/member focal code:${code} answer:accept`)))).toContain('This code does not work');
  // Known now, she is written to as always.
  await bed.posted();
  await manager().invokes('member.focal', { organisation: 'UNODC', role: 'alternate', member: picked(bed, 'ana') }, { via: 'form' });
  expect((await bed.posted()).map(({ address }) => address)).toEqual([expect.stringMatching(/^chat:@\w{16}$/)]);
});

test('an offer is declined in private, or is over after a week; what is no pick is refused', async () => {
  await setUp();
  await bed.posted();
  const offer = async (who: string) => {
    await manager().invokes('member.focal', { organisation: 'IDPC', role: 'focal', member: picked(bed, who) }, { via: 'form' });
    return (await bed.posted())[0]!.message;
  };
  const ben = talker(bed, 'ben', undefined);
  const declined = await offer('ben');
  expect(read(say(await ben.presses(declined, 'Decline')))).toContain('The offer is closed.');
  expect(read(say(await ben.presses(declined, 'Accept')))).toBe('This offer was declined: Focal point, IDPC. Nothing was changed.');
  expect(read(say(await ben.presses(declined, 'Decline')))).toBe('This offer was declined: Focal point, IDPC. Nothing was changed.');
  const old = await offer('ben');
  later({ hours: 7 * 24 });
  expect(read(say(await ben.presses(old, 'Accept')))).toBe('This offer is over: Focal point, IDPC. Please ask for a new one.');
  // One seat is offered to one person at a time. Who was offered it before hears what came of that. Without the button, a code says nothing.
  const first = await offer('ben');
  const again = say(await manager().invokes('member.focal', { organisation: 'IDPC', role: 'focal', member: picked(bed, 'eva') }, { via: 'form' }));
  expect(read(again)).toMatch(/^This seat is offered already, until 2013-03-08T[^]*\[Withdraw the first offer\]$/);
  expect(await bed.posted()).toEqual([]);
  expect(read(say(await manager().presses(again, 'Withdraw the first offer')))).toBe('The offer is withdrawn, and its code does nothing any more: Focal point, IDPC. You can offer the seat to somebody else.\n[Offer it again]');
  expect(read(say(await manager().presses(again, 'Withdraw the first offer')))).toBe('This seat is not offered to anybody now: Focal point, IDPC. Nothing was changed.');
  const second = await offer('eva');
  const eva = talker(bed, 'eva', undefined);
  for (const press of ['Accept', 'Decline']) expect(read(say(await ben.presses(first, press)))).toBe('This offer was withdrawn: Focal point, IDPC. Nothing was changed.');
  expect(read(say(await eva.presses(second, 'Accept')))).toContain('You are Focal point, IDPC now.');
  expect(read(say(await ben.says('/member focal code:abcd2345 answer:accept')))).toContain('This code does not work');
  await bed.posted();
  for (const member of ['@ben', 'Ben of IDPC', bed.bot.pick(den)]) expect(read(say(await manager().invokes('member.focal', { organisation: 'IDPC', member })))).toContain('I do not know that person. Please pick them from the list');
  expect(await seatsOn(bed, 'ben')).toEqual([]);
  expect(await bed.posted()).toEqual([]);
});

test('somebody with seats in two groups takes a third one from a private message without being asked for a group', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((id) => roomIn(id, id)) as [typeof den, typeof den, typeof den];
  for (const chat of [one, two, three]) await setUp(chat, { name: chat.name });
  await bed.posted();
  for (const chat of [one, two, three]) {
    await manager(chat).invokes('member.focal', { organisation: 'IDPC', role: 'focal', member: picked(bed, 'eva') }, { via: 'form' });
    const [sent] = await bed.posted();
    expect(read(say(await talker(bed, 'eva', undefined).presses(sent!.message, 'Accept')))).toContain('You are Focal point, IDPC now.');
    await bed.posted();
  }
  expect(await seatsOn(bed, 'eva')).toEqual(['focal idpc', 'focal idpc', 'focal idpc']);
});

test('once a side has somebody, whoever manages the server cannot decide who speaks for it', async () => {
  const made = await setUp();
  const code = async (line: string, who = manager()) => /code:(\w+)/.exec(read(say(await who.says(line))))?.[1];
  const take = async (who: string, given: string) => say(await talker(bed, who, den).invokes('member.focal', { code: given, answer: 'accept' }));
  const early = (await code('/member focal "Civil society" coordinator'))!;
  expect(read(say(await manager().presses(say(await manager().says('/member focal "Civil society" coordinator')), 'Withdraw the first offer')))).toContain('The offer is withdrawn');
  expect(read(await take('ana', (await code('/member focal "Civil society" coordinator'))!))).toContain('You are Coordinator, Civil society now.');
  expect(made.blocks).not.toEqual([]);
  for (const line of ['/member focal "Civil society" coordinator', '/member focal INPUD focal', '/member focal INPUD alternate']) {
    expect(say(await manager().says(line)).tone).toBe('refusal');
  }
  // A code that was offered before puts nobody in the place of the one who took the other.
  expect((await take('bo', early)).tone).toBe('refusal');
  expect(await seatsOn(bed, 'ana')).toEqual(['coordinator civil-society']);
  expect(await code('/member focal "UNODC side" coordinator')).toBeDefined();
});
