import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { listMeetings } from '#db/meetings.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { answersIn, meets, meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;

test('one more of a series has the hour of the series, is announced, and people are called to it', async () => {
  await meetsWeekly(bed);
  const asked = await bed.as(chair).hears('/meeting add M1 8 March reason:Much to do');
  expect(read(asked)).toBe('One more of M1 Weekly call?\n2013-03-08T14:00:00.000Z, besides those of the series. Reason: Much to do\n17 people will be told in private. The card in the room changes.\n[Yes, add it] [No]');
  expect(read(await press(chair, asked, 'Yes, add it'))).toBe('M1 has one more: 2013-03-08T14:00:00.000Z. 17 people are told in private: 8 now, 9 when their next working day begins.\n[Undo] [Show it]');
  expect((await kept()).occurrences).toEqual([{ meeting: 1, slot: '2013-03-08T15:00', starts: '2013-03-08T15:00', added: true, sequence: 1, changed: '2013-02-22T08:00:00.000Z', minutes: null }]);
  const got = (await bed.passes('+1d')).filter(({ to, text }) => to === 'Focal point, INPUD' && text.includes('8 March'));
  expect(got).toHaveLength(1);
  expect(got[0]!.text).toContain('[Attend]');
  expect(await hears('inpud', '/meeting rsvp M1 attend on:8 March')).toContain('INPUD attends');
  expect(read(await press(chair, asked, 'Yes, add it'))).toContain('Another one of this series begins then');
});

test('one that was left out comes in again under its own name', async () => {
  await meetsWeekly(bed);
  await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:6 March'), 'Yes, leave it out');
  const asked = await bed.as(chair).hears('/meeting add M1 6 March');
  expect(read(asked)).toContain('2013-03-06T14:00:00.000Z was left out, and takes place after all.');
  await press(chair, asked, 'Yes, add it');
  expect((await kept()).occurrences).toMatchObject([{ slot: '2013-03-06T15:00', starts: '2013-03-06T15:00', added: false, sequence: 2 }]);
  // Both were said before anybody was told of either.
  expect((await bed.passes('+3d')).filter(({ text }) => text.includes('6 March'))).toEqual([]);
});

test.each([
  ['M1 6 March', 'Another one of this series begins then: Wed 6 March 2013, 15:00 Vienna.'],
  ['M1 20 February 2013', 'that is over'],
  ['M1 31 March 2013 02:30', '02:30, Sun 31 March 2013'],
  ['M1 12 March', 'Tue 12 March 2013, 15:00 Vienna is in the series already and was moved to Thu 14 March 2013, 15:00 Vienna.'],
])('%s is refused', async (given, why) => {
  await meetsWeekly(bed);
  await press(chair, await bed.as(chair).hears('/meeting add M1 12 March'), 'Yes, add it');
  await press(chair, await bed.as(chair).hears('/meeting move M1 to:14 March on:12 March'), 'Yes, move it');
  const refused = await bed.as(chair).hears(`/meeting add ${given}`);
  expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining(why)]);
});

test('a single meeting has no more, and a series no more than it can have', async () => {
  await meets(bed);
  expect(await hears(chair, '/meeting add M1 8 March')).toContain('M1 Weekly call is a single meeting, not a series.');
  await meets(bed, { number: 2, title: 'Daily', rule: 'FREQ=DAILY;COUNT=200' });
  expect(await hears(chair, '/meeting add M2 "8 March 09:00"')).toContain('A series can have 200 meetings, and M2 would have more.');
});

test('of a day on which one was left out and another stands, the one that stands is meant; the other by its hour', async () => {
  await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=6' });
  await bed.as(chair).presses(await bed.as(chair).hears('/meeting cancel M1 on:"13 March"'), 1);
  await bed.as(chair).presses(await bed.as(chair).hears('/meeting add M1 on:"13 March 17:00"'), 1);
  expect(await hears('inpud', '/meeting rsvp M1 attend on:"13 March"')).toContain('2013-03-13T16:00:00.000Z');
  expect((await answersIn(bed)).map(([slot, , reply]) => `${slot} ${reply}`)).toEqual(['2013-03-13T17:00 attend']);
  expect(await hears('inpud', '/meeting rsvp M1 attend on:"13 March 15:00"')).toContain('does not take place on');
});
