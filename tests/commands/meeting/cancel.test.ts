import { describe, expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { meets, meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;
const planned = async (kind: string) => (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter((row) => row.kind === kind && row.state === 'planned');

test('a single meeting is called off with a reason: everybody called hears it once, and no reminder of it comes', async () => {
  await meets(bed);
  const asked = await bed.as(chair).hears('/meeting cancel M1 reason:Nobody can');
  expect(read(asked)).toMatch(/^Call off M1 Weekly call\?\n2013-02-27T14:00:00.000Z does not take place\. Reason: Nobody can\n17 people will be told in private, and the room once\.\n\[Yes, call it off\] \[No\]$/);
  expect((await planned('meeting')).length).toBeGreaterThan(0);
  expect(read(await press(chair, asked, 'Yes, call it off'))).toBe('M1 Weekly call is called off. 17 people are told in private.\n[Undo] [Show it]');
  expect((await kept()).meeting).toMatchObject({ cancelled: '2013-02-22T08:00:00.000Z', sequence: 1 });
  expect([await planned('meeting'), await planned('call')]).toEqual([[], []]);
  const got = await bed.passes('+6d');
  const inpud = got.filter(({ to }) => to === 'Focal point, INPUD');
  expect(inpud.filter(({ text }) => text.includes('Weekly call'))).toHaveLength(1);
  expect(inpud[0]!.text).toContain('called off, was Wed 27 February 2013, 14:00 London (15:00 Vienna) · Reason: Nobody can');
  expect(read(await press(chair, asked, 'Yes, call it off'))).toContain('M1 Weekly call was called off on Fri 22 February 2013.');
});

describe('of a series', () => {
  test('one must say whether one of it is meant or all', async () => {
    await meetsWeekly(bed);
    const which = await bed.as(chair).hears('/meeting cancel M1');
    expect(read(which)).toBe('M1 Weekly call is a series. Call off one of it, or all?\nFor another one of it, please give its day, for example: /meeting cancel M1 on:2013-02-27\n[Only Wed 27 February 2013, 15:00 Vienna] [The whole series] [No]');
    expect(read(await press(chair, which, 1))).toContain('Leave one out of M1 Weekly call?\n2013-02-27T14:00:00.000Z does not take place. The others stay as they are.');
    expect(read(await press(chair, which, 2))).toContain('Call off M1 Weekly call?\n4 meetings that are to come do not take place, the first one on: 2013-02-27T14:00:00.000Z.');
  });
  test('one is left out: whoever has sent apologies for it hears nothing of that', async () => {
    await meetsWeekly(bed);
    await hears('inpud', '/meeting rsvp M1 apologies on:6 March');
    const asked = await bed.as(chair).hears('/meeting cancel M1 on:6 March');
    expect(read(asked)).toContain('16 people will be told');
    await press(chair, asked, 'Yes, call it off');
    expect((await kept()).occurrences).toMatchObject([{ slot: '2013-03-06T15:00', starts: null, sequence: 1 }]);
    const rows = await planned('moved');
    expect(new Set(rows.map(({ subject, data }) => `${subject} ${data!.from} ${data!.to}`))).toEqual(new Set(['M1/2013-03-06T15:00 2013-03-06T14:00:00.000Z ']));
    expect(await hears('inpud', '/meeting list')).not.toContain('2013-03-06');
    expect(await hears(chair, '/meeting cancel M1 on:6 March')).toContain('M1, Wed 6 March 2013, 15:00 Vienna, was left out of the series already.');
  });
  test('all are called off in one message; what took place stays as it was', async () => {
    await meetsWeekly(bed);
    await bed.passes('2013-02-28T09:00:00Z');
    const asked = await bed.as(chair).hears('/meeting cancel M1 all:yes');
    expect(read(asked)).toContain('3 meetings that are to come');
    await press(chair, asked, 'Yes, call it off');
    const got = (await bed.passes('+5d')).filter(({ to }) => to === 'Focal point, INPUD');
    expect(got.map(({ text }) => text.includes('Weekly call'))).toEqual([true]);
    expect(await hears('inpud', '/meeting list')).not.toContain('2013-03');
  });
});

test('a poll is called off: nobody is asked any more', async () => {
  await meets(bed, { starts: null, slots: ['2013-03-05T15:00', '2013-03-06T15:00', '2013-03-07T15:00'], closes: '2013-03-01T17:00:00.000Z' });
  const asked = await bed.as(chair).hears('/meeting cancel M1');
  expect(read(asked)).toContain('Call off M1 Weekly call?\nPeople are not asked for a time any more.');
  await press(chair, asked, 'Yes, call it off');
  expect([(await kept()).meeting.cancelled, await planned('poll')]).toEqual(['2013-02-22T08:00:00.000Z', []]);
  expect(await hears(chair, '/meeting cancel M1')).toContain('was called off on Fri 22 February 2013');
});

test('what is over, and what somebody else runs, is not called off', async () => {
  await meetsWeekly(bed);
  expect(await hears('inpud', '/meeting cancel M1')).toContain('M1 can be changed by coordinators');
  await bed.passes('2013-02-27T14:10:00Z');
  expect(await hears(chair, '/meeting cancel M1 on:27 February')).toContain('has begun or is over already');
  await bed.passes('2013-03-21T14:10:00Z');
  expect(await hears(chair, '/meeting cancel M1')).toContain('M1 Weekly call is over: no more of it is to come.');
  expect(await hears(chair, '/meeting cancel M1 all:yes')).toContain('M1 Weekly call is over: no more of it is to come.');
});
