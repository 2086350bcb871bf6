import { expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { tieRoom } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { answersIn, meets, meetsWeekly } from '#tests/support/sitting.ts';
import { pollLine } from '#tests/support/polling.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const does = async (line: string) => press(chair, await bed.as(chair).hears(line), 1);
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;
const calls = async () => (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind }) => kind === 'called');

test('a call that is taken back before anybody was called is never heard of; the meeting stands as called off, for calendars', async () => {
  bed.now = Temporal.Instant.from('2013-02-23T20:00:00Z'); // Saturday night
  const answer = await does('/meeting schedule Planning call when:6 March 15:00 repeat:weekly 4 times');
  expect((await calls()).length).toBeGreaterThan(10);
  expect(read(await press(chair, answer, 'Undo'))).toContain('Taken back: M1 Planning call: a series called, from Wed 6 March 2013, 15:00');
  expect((await kept()).meeting).toMatchObject({ cancelled: '2013-02-23T20:00:00.000Z', sequence: 1 });
  expect((await bed.passes('+4d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('Planning call'))).toEqual([]);
  expect(await hears('inpud', '/meeting list')).not.toContain('Planning call');
});

test('a call that is taken back is told to whoever was called, and to nobody else', async () => {
  const answer = await does('/meeting schedule Planning call when:6 March 15:00');
  const called = (await bed.passes('+5m')).filter(({ text }) => text.includes('You are called in')).map(({ to }) => to).sort();
  // For others it is not the hour yet.
  expect([called.length > 3, called.length < (await calls()).length]).toEqual([true, true]);
  await press(chair, answer, 'Undo');
  const off = (await bed.passes('+3d')).filter(({ text, to }) => !to.startsWith('#') && text.includes('called off, was Wed 6 March 2013')).map(({ to }) => to).sort();
  expect(off).toEqual(called);
});

test('a meeting that was called off takes place after all: those who heard hear that, and numbers only grow', async () => {
  await meets(bed);
  const answer = await does('/meeting cancel M1');
  await bed.passes('+8m');
  await press(chair, answer, 'Undo');
  expect((await kept()).meeting).toMatchObject({ cancelled: null, sequence: 2, changed: bed.now.toString({ fractionalSecondDigits: 3 }) });
  const rows = (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind, state }) => kind === 'meeting' && state === 'planned');
  expect(rows.length).toBeGreaterThan(10);
});

test.each([
  ['/meeting cancel M1 on:6 March', { slot: '2013-03-06T15:00', starts: '2013-03-06T15:00', added: false, sequence: 2 }],
  ['/meeting move M1 to:16:00 on:6 March', { slot: '2013-03-06T15:00', starts: '2013-03-06T15:00', added: false, sequence: 2 }],
  ['/meeting add M1 8 March', { slot: '2013-03-08T15:00', starts: null, added: true, sequence: 2 }],
])('%s is taken back with a higher number', async (line, after) => {
  await meetsWeekly(bed);
  await press(chair, await does(line), 'Undo');
  expect((await kept()).occurrences).toMatchObject([after]);
  const list = await hears(chair, '/meeting list');
  expect(list).toMatch(/: 4 dates to come\n/);
  expect(list).toContain('2013-03-06T14:00');
});

test('an end is taken back, with what had been moved beyond it', async () => {
  await meetsWeekly(bed);
  await does('/meeting move M1 to:22 March on:20 March');
  await press(chair, await does('/meeting end M1 7 March'), 'Undo');
  expect(await kept()).toMatchObject({ meeting: { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=4', until: { by: 'none' }, sequence: 2 }, occurrences: [{ starts: '2013-03-22T15:00', sequence: 3 }] });
});

test('an answer is taken back without a word to the room; whoever answers does not stand in the way of who moved', async () => {
  await meets(bed);
  await bed.posted();
  await hears('inpud', '/meeting rsvp M1 attend');
  expect(await hears('inpud', '/my undo')).toContain('Taken back');
  expect(await answersIn(bed)).toEqual([]);
  expect((await bed.posted()).filter(({ message }) => read(message).includes('Taken back'))).toEqual([]);
  const answer = await does('/meeting move M1 to:17:00');
  await hears('inpud', '/meeting rsvp M1 apologies');
  expect(read(await press(chair, answer, 'Undo'))).toContain('Taken back: M1 Weekly call: Wed 27 February 2013, 15:00 Vienna → Wed 27 February 2013, 17:00 Vienna');
  expect(await answersIn(bed)).toEqual([['', 'inpud', 'apologies', null]]);
});

test('what somebody has changed since, and what is older than ten minutes, is not taken back', async () => {
  await meets(bed);
  const first = await does('/meeting move M1 to:17:00');
  await press('coordinator agency-side', await bed.as('coordinator agency-side').hears('/meeting move M1 to:18:00'), 1);
  expect(read(await press(chair, first, 'Undo'))).toBe('Something was done about M1 since: M1 Weekly call: Wed 27 February 2013, 17:00 Vienna → Wed 27 February 2013, 18:00 Vienna (Coordinator, UNODC side). So your act can no longer be taken back. It can be corrected: /meeting move M1');
  const second = await does('/meeting move M1 to:19:00');
  later({ minutes: 11 });
  expect(read(await press(chair, second, 'Undo'))).toContain('more than ten minutes old');
});

/** What each kind of room hears: `m` the main one, `a` the one for announcements. */
const rooms = async () => (await bed.posted()).filter(({ address }) => !address.includes('@')).map(({ address, message }) => `${address === 'terminal:news' ? 'a' : 'm'} ${read(message).split('\n').find((line) => /^(Taken back|Moved|Called off|Left out|One more|The series|New meeting|It is at|The time is)/.test(line)) ?? 'card'}`);

test.each([
  ['/meeting schedule Planning call when:6 March 15:00', ['m card', 'a New meeting: 2013-03-06T14:00:00.000Z'], ['m Taken back: M5 Planning call: called for Wed 6 March 2013, 15:00 Vienna', 'a Taken back: M5 Planning call: called for Wed 6 March 2013, 15:00 Vienna']],
  ['/meeting change M1 title:Other', [], []],
  ['/meeting move M1 to:16:00 on:6 March', ['a Moved: 2013-03-06T15:00:00.000Z.'], ['a Taken back: M1: Wed 6 March 2013, 15:00 → Wed 6 March 2013, 16:00']],
  ['/meeting cancel M1 on:6 March', ['a Left out: 2013-03-06T14:00:00.000Z. The others stay as they are.'], ['a Taken back: M1: Wed 6 March 2013, 15:00 left out']],
  ['/meeting add M1 8 March', ['a One more: 2013-03-08T14:00:00.000Z.'], ['a Taken back: M1: Fri 8 March 2013, 15:00 added']],
  ['/meeting end M1 7 March', [expect.stringContaining('a The series has another end')], ['a Taken back: M1 Weekly call: changed to every Wednesday, 15:00 Vienna, until Thu 7 March 2013']],
  [`${pollLine} sure:yes`, ['m card'], ['m Taken back: M5 Planning call: a time is being found']],
  ['/meeting poll M2 closes:5 March 12:00', [], []],
  ['/meeting cancel M2', [], []],
  ['/meeting rsvp M1 attend', [], []],
])('%s: a room that hears of it hears that it is taken back, and no other room', async (line, heard, taken) => {
  await bed.store.tx((tx) => tieRoom(tx, group, { address: 'terminal:news', name: '#news', purpose: 'announcements' }, newId(bed.now)));
  await meetsWeekly(bed);
  await meets(bed, { number: 2, starts: null, slots: ['2013-03-12T15:00', '2013-03-14T10:00', '2013-03-15T10:00'], closes: '2013-03-01T12:00:00.000Z' });
  await meets(bed, { number: 4, starts: '2013-02-26T10:00' });
  await bed.posted();
  const answer = await bed.as(chair).hears(line);
  if (/^\[Yes|\n\[(Yes|Call people in)/m.test(read(answer))) await press(chair, answer, 1);
  // An edit of a card that no room has posts nothing.
  expect(await rooms()).toEqual(heard);
  expect(await hears(chair, '/my undo')).toContain('Taken back: ');
  expect(await rooms()).toEqual(taken);
});
