import { expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { buttonsOf } from '#core/message.ts';
import { directory } from '#db/groups.ts';
import { roomIn, talker } from '#tests/support/chat.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator agency-side';
const main = roomIn('server-1', 'main-room');
const news = roomIn('server-1', 'news');
const far = roomIn('server-2', 'far');
const [chair, boss, farBoss] = [
  (chat: typeof main | undefined = main) => talker(bed, coordinator, chat, { platform }),
  (chat = main) => talker(bed, 'boss', chat, { manages: true }),
  (chat = far) => talker(bed, 'far-boss', chat, { manages: true }),
];
const room = async (who: ReturnType<typeof talker>, given: Record<string, unknown>) => say(await who.invokes('group.room', given));
const posted = async () => (await bed.posted()).map(({ address, message }) => [address, read(message)]);
/** What was posted, rooms before people, whose addresses are cut short. */
const order = (address: string) => [at(main), at(news), at(far), 'terminal:main', 'terminal:@'].indexOf(address);
const heard = async () => (await posted()).map(([address, text]) => [address!.replace(/@.*/, '@'), text] as const).sort((a, b) => order(a[0]) - order(b[0]));
const rooms = async () => (await bed.store.read((tx) => directory(tx, group)))!.rooms.filter(({ server }) => server !== null).map(({ name, purpose }) => `${name} ${purpose}`).sort();
const at = (chat: typeof main) => bed.bot.addressOf(chat);
const pick = (chat: typeof main) => bed.bot.pick(chat);

test('a coordinator gives a room a purpose; it is told so there, settings show it, and what concerns everybody goes to it', async () => {
  expect(read(await room(chair(), { purpose: 'main' }))).toBe('#main-room is a room of UNODC and civil society group on drug use and HIV now: main room. I have said so there.\n[Settings]');
  // The room is told, the other main rooms, and the other side's coordinator in private.
  const told = '#main-room is a room of UNODC and civil society group on drug use and HIV now: main room.';
  expect(await heard()).toEqual([[at(main), expect.stringContaining('This room is now a main room of UNODC and civil society group')], ['terminal:main', told], ['terminal:@', told]]);
  expect(read(await room(chair(), { purpose: 'announcements', room: pick(news) }))).toContain('#news is a room of');
  expect((await heard()).map(([address]) => address)).toEqual([at(news), at(main), 'terminal:main', 'terminal:@'].sort((a, b) => order(a) - order(b)));
  expect(await hears('observer', '/group settings')).toContain('Rooms: ');
  const shown = (await hears('observer', '/group settings')).split('\n').find((line) => line.startsWith('Rooms: '))!;
  expect(shown.slice(7).split(', ').sort()).toEqual(['#main (main room)', '#main-room (main room)', '#news (announcements)']);
  await hears('unodc', '/update 4 on-track Draft sent');
  expect((await bed.posted()).map(({ address }) => address).sort()).toEqual([at(main), 'terminal:main'].sort());
  expect(read(await room(chair(), { purpose: 'main' }))).toContain('#main-room is that already.');
  expect(await posted()).toEqual([]);
});

test('in a room that is the group’s, its words are shown', async () => {
  await room(chair(), { purpose: 'main' });
  expect(read(say(await talker(bed, 'unodc', main, { platform }).says('/commitment show 4')))).toContain('overdose');
  expect(read(say(await talker(bed, 'guest', main).says('/commitment show 4')))).toContain('You do not hold a seat in');
});

test('a room is taken away; the last main room only after a clear question', async () => {
  await room(chair(), { purpose: 'main' });
  await room(chair(), { purpose: 'announcements', room: pick(news) });
  await posted();
  expect(read(await room(chair(), { purpose: 'none', room: pick(news) }))).toContain('#news is no longer a room of');
  expect(await rooms()).toEqual(['#main-room main']);
  await bed.store.tx((tx) => tx.deleteFrom('room').where('address', '=', 'terminal:main').execute());
  await bed.store.tx((tx) => tx.updateTable('group').set({ revision: 'changed' }).where('id', '=', group).execute());
  for (const purpose of ['none', 'announcements']) {
    const asked = await room(chair(), { purpose });
    expect(read(asked)).toContain('#main-room is the last main room of UNODC and civil society group');
    expect(await rooms()).toEqual(['#main-room main']);
    expect(buttonsOf(asked).map(({ label }) => label)).toEqual([purpose === 'none' ? 'Yes, take it away' : 'Yes, do it', 'No, leave it']);
  }
  const asked = await room(chair(), { purpose: 'none' });
  expect(read(say(await chair().presses(asked, 'Yes, take it away')))).toContain('is no longer a room of');
  expect(await rooms()).toEqual([]);
  // The other coordinator hears of it; the room itself is not written to any more.
  const [first, second] = ['#news is no longer a room of', '#main-room is no longer a room of'].map((text) => expect.stringContaining(text));
  const got = await heard();
  expect(got.filter(([address]) => address === 'terminal:@')).toEqual([['terminal:@', first], ['terminal:@', second]]);
  expect(got.filter(([address]) => address === at(main) || address === at(news))).toEqual([]);
});

test('as long as nobody looks after the group, whoever manages its server acts for its rooms there, and nowhere else; from then on only coordinators', async () => {
  await boss().invokes('group.setup', { name: 'New group', zone: 'Vienna', sides: 'A: a\nB: b' });
  const fresh = async () => (await bed.store.read((tx) => directory(tx, 'new-group')))!.rooms.map(({ name, purpose }) => `${name} ${purpose}`).sort();
  await posted();
  expect(read(await room(boss(), { purpose: 'announcements', room: pick(news) }))).toContain('#news is a room of');
  expect(await posted()).toEqual([[at(news), expect.stringContaining('In this room you now hear')], [at(main), '#news is a room of New group now: announcements.']]);
  expect(read(await room(boss(news), { purpose: 'none' }))).toContain('#news is no longer a room of');
  expect(await posted()).toEqual([[at(main), expect.stringContaining('#news is no longer a room of New group')]]);
  // Also from a room of that server which is nobody's, for itself.
  expect(read(await room(boss(news), { purpose: 'announcements' }))).toContain('#news is a room of');
  expect(read(await room(boss(), { purpose: 'main', room: pick(far) }))).toContain('That room is not in the server or workspace that you manage');
  expect(read(await room(farBoss(), { purpose: 'main' }))).toContain('There is no group here yet.');
  expect(read(await room(farBoss(), { purpose: 'main', group: 'new-group' }))).toContain('There is no group here yet.');
  expect(await fresh()).toEqual(['#main-room main', '#news announcements']);

  // Help offers what comes first there, as long as it is so.
  const first = say(await boss().says('/secretariat help'));
  expect(buttonsOf(first).map(({ label }) => label)).toEqual(['Coordinator: A side', 'Coordinator: B side', 'Ask for a seat']);
  const seat = say(await boss().invokes('member.focal', { organisation: 'a-side', role: 'coordinator', member: 'me' }));
  await talker(bed, 'ann', main).invokes('help');
  expect(read(say(await boss().presses(seat, 'Accept')))).toContain('You are Coordinator');
  expect(buttonsOf(say(await boss().says('/secretariat help'))).map(({ label }) => label)).toEqual(['Coordinator: B side', 'My tasks', 'Commitments']);
  const other = talker(bed, 'other-boss', main, { manages: true });
  for (const purpose of ['main', 'announcements', 'none']) expect(read(await room(other, { purpose, room: pick(news) }))).toContain('New group has people who look after it');
  expect(await other.invokes('group.room', { form: 'open' })).toMatchObject({ say: { tone: 'refusal' } });
  expect(read(await room(boss(), { purpose: 'none', room: pick(news) }))).toContain('#news is no longer a room of');
});

test('who manages a place of no group hears what belongs there, not of a seat elsewhere', async () => {
  const inpud = talker(bed, 'inpud', far, { platform, manages: true });
  expect(read(await room(inpud, { purpose: 'main' }))).toContain('There is no group here yet. To set one up in this room: /group setup.');
  const help = say(await inpud.says('/secretariat help'));
  expect(read(help)).toContain('What you can do here without a seat');
  expect(buttonsOf(help).map(({ label }) => label)).toEqual(['Set up a group']);
});

test('a coordinator gives a room of another server, after a word on what that means', async () => {
  await room(chair(), { purpose: 'main' });
  const asked = await room(chair(far), { purpose: 'announcements' });
  expect(read(asked)).toContain('#far is in another server or workspace than the rooms of UNODC and civil society group');
  expect(await rooms()).toEqual(['#main-room main']);
  expect(read(say(await chair(far).presses(asked, 'Yes, do it')))).toContain('#far is a room of');
  expect(await rooms()).toEqual(['#far announcements', '#main-room main']);
});

test('a room of another group is refused, without a word on which', async () => {
  await farBoss().invokes('group.setup', { name: 'Other secret group', zone: 'Vienna', sides: 'A: a\nB: b' });
  await posted();
  await room(chair(), { purpose: 'main' });
  for (const purpose of ['main', 'announcements', 'none']) {
    const refused = read(await room(chair(), { purpose, room: pick(far) }));
    expect(refused).toContain('That room belongs to another group already.');
    expect(refused).not.toContain('secret');
  }
  expect(await rooms()).toEqual(['#main-room main']);
});

test('who may not is refused: members, strangers, private messages without a room, words that are no pick, the terminal', async () => {
  await room(chair(), { purpose: 'main' });
  const of = (who: string, chat: typeof main | undefined = main) => talker(bed, who, chat, { platform });
  expect(read(await room(of('inpud'), { purpose: 'main', room: pick(news) }))).toContain('You are here as Focal point, INPUD. "group room" is for: Coordinator.');
  expect(read(await room(talker(bed, 'guest', main), { purpose: 'main', room: pick(news) }))).toContain('You do not hold a seat in');
  expect(read(await room(talker(bed, 'guest', news), { purpose: 'main' }))).toContain('There is no group here');
  expect(read(say(await talker(bed, coordinator, undefined, { platform }).says('/group room main')))).toContain('Send this in the room that is meant');
  expect(read(await room(chair(), { purpose: 'main', room: '#news' }))).toContain('I do not know that room. Please pick it');
  expect(read(await room(chair(), { purpose: 'main', room: bed.bot.pick({ platform: 'chat', account: 'someone' }) }))).toContain('I do not know that room.');
  expect(await hears(coordinator, '/group room main')).toContain('Send this in the room that is meant');
  expect(read(await room(chair(), { purpose: 'none', room: pick(news) }))).toContain('#news is not a room of this group.');
  expect(await rooms()).toEqual(['#main-room main']);
});

test('a room that is gone is untied, and the coordinators hear of it once, with what they can do', async () => {
  await room(chair(), { purpose: 'main' });
  await hears('unodc', '/update 4 on-track Draft sent');
  await bed.posted();
  await bed.bot.roomGone(main);
  await bed.bot.roomGone(main);
  await bed.bot.roomGone(far);
  expect(await rooms()).toEqual([]);
  const told = await bed.posted();
  expect(told.map(({ address, message }) => [address.replace(/@.*/, '@'), read(message)])).toEqual(
    ['terminal:@', 'terminal:@'].map((address) => [address, 'The room #main-room of UNODC and civil society group on drug use and HIV is gone: it was deleted, or I am not let in any more. Nothing is posted there now. To give the group another one: /group room, in that room.']),
  );
});
