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
  expect(read(asked)).toMatch(/^Call off M1 Weekly call\?\n2013-02-27T14:00:00.000Z does not take place\. Reason: Nobody can\n17 people will be told in private\. The card in the room changes\.\n\[Yes, call it off\] \[No\]$/);
  expect((await planned('meeting')).length).toBeGreaterThan(0);
  expect(read(await press(chair, asked, 'Yes, call it off'))).toBe('M1 Weekly call is called off. 17 people are told in private: 8 now, 9 when their next working day begins.\n[Undo] [Show it]');
  expect((await kept()).meeting).toMatchObject({ cancelled: '2013-02-22T08:00:00.000Z', sequence: 1 });
  expect([await planned('meeting'), await planned('call')]).toEqual([[], []]);
  const got = await bed.passes('+6d');
  const inpud = got.filter(({ to }) => to === 'Focal point, INPUD');
  expect(inpud.filter(({ text }) => text.includes('Weekly call'))).toHaveLength(1);
  expect(inpud[0]!.text).toContain('called off, was Wed 27 February 2013, 14:00 London (15:00 Vienna) · changed by Civil society side · Reason: Nobody can');
  expect(read(await press(chair, asked, 'Yes, call it off'))).toContain('M1 Weekly call was called off on Fri 22 February 2013.');
});

describe('of a series', () => {
  test('one must say whether one of it is meant or all', async () => {
    await meetsWeekly(bed);
    const which = await bed.as(chair).hears('/meeting cancel M1');
    expect(read(which)).toBe('M1 Weekly call is a series. Call off one of it, or all?\nFor another one of it, please give its day, for example: /meeting cancel M1 on:"27 February"\n[Only Wed 27 February 2013, 15:00 Vienna] [The whole series] [No]');
    expect(read(await press(chair, which, 1))).toContain('Leave one out of M1 Weekly call?\n2013-02-27T14:00:00.000Z does not take place. The others stay as they are.');
    expect(read(await press(chair, which, 2))).toContain('Call off M1 Weekly call?\n4 meetings that are to come do not take place, the first one on: 2013-02-27T14:00:00.000Z.');
  });
  test('one is left out: whoever has sent apologies for it hears nothing of that', async () => {
    await meetsWeekly(bed);
    await hears('inpud', '/meeting rsvp M1 apologies on:6 March');
    const asked = await bed.as(chair).hears('/meeting cancel M1 on:6 March');
    expect(read(asked)).toContain('16 people will be told');
    await press(chair, asked, 'Yes, leave it out');
    expect((await kept()).occurrences).toMatchObject([{ slot: '2013-03-06T15:00', starts: null, sequence: 1 }]);
    const rows = await planned('moved');
    expect(new Set(rows.map(({ subject, data }) => `${subject} ${data!.from} ${data!.to}`))).toEqual(new Set(['M1/2013-03-06T15:00 2013-03-06T14:00:00.000Z ']));
    expect(await hears('inpud', '/meeting list')).not.toContain('2013-03-06');
    expect(await hears(chair, '/meeting cancel M1 on:6 March')).toContain('M1, Wed 6 March 2013, 15:00 Vienna, was left out of the series already.');
  });
  test('several dates are refused, not taken for one', async () => {
    await meetsWeekly(bed);
    expect(await hears(chair, '/meeting cancel M1 on:"6 March, 13 March"')).toContain('"6 March, 13 March" names several dates.');
    expect(await hears(chair, '/meeting cancel M1 on:"Wed, 6 March"')).toContain('Leave one out');
  });
  test('No says that nothing was changed, and offers to show it', async () => {
    await meetsWeekly(bed);
    expect(read(await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:6 March'), 'No'))).toBe('Nothing was changed.\n[Show it]');
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

test('a poll is called off before and after its time was chosen: whoever was asked hears it once, the rooms only see it', async () => {
  const asks = '/meeting poll Planning slots:"Tue 19 March 2013 15:00; Wed 20 March 2013 15:00; Thu 21 March 2013 15:00" closes:"12 March 2013 17:00"';
  for (const title of ['1', '2']) await press(chair, await bed.as(chair).hears(asks.replace('Planning', `Planning ${title}`)), 1);
  const asked = (await bed.passes('+4d')).filter(({ text }) => text.startsWith('When can you?')).map(({ to }) => to).toSorted((a, b) => a.localeCompare(b));
  expect(asked.length).toBeGreaterThan(10);
  await press(chair, await bed.as(chair).hears('/meeting choose M1 2'), 1);
  for (const meeting of ['M1', 'M2']) {
    const shown = await bed.as(chair).hears(`/meeting cancel ${meeting}`);
    const done = read(await press(chair, shown, 'Yes, call it off'));
    expect(done).toContain(`${new Set(asked).size} people are told in private`);
  }
  const got = (await bed.passes('+4d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('called off'));
  expect(got.map(({ to }) => to).toSorted((a, b) => a.localeCompare(b))).toEqual(asked);
  for (const { text } of got) expect(text).toMatch(/M1 Planning 1\n {2}called off, was [^]*M2 Planning 2\n {2}called off: no time is looked for any more/);
});

test('a poll whose time was chosen, called off and taken back at once, calls people in to that time', async () => {
  await press(chair, await bed.as(chair).hears('/meeting poll Planning slots:"Tue 19 March 2013 15:00; Wed 20 March 2013 15:00; Thu 21 March 2013 15:00" closes:"12 March 2013 17:00"'), 1);
  await bed.passes('+4d');
  await press(chair, await bed.as(chair).hears('/meeting choose M1 2'), 1);
  await press(chair, await press(chair, await bed.as(chair).hears('/meeting cancel M1'), 'Yes, call it off'), 'Undo');
  const got = (await bed.passes('+4d')).filter(({ to, text }) => to === 'Focal point, UNODC' && text.includes('M1'));
  expect(got.map(({ text }) => text.split('\n').slice(0, 3))).toEqual([['You are called in: UNODC and civil society group on drug use and HIV', 'M1 Planning', expect.stringContaining('Wed 20 March 2013, 15:00 Vienna')]]);
});

test('of one that is left out, it is said that the series goes on, and when', async () => {
  await meetsWeekly(bed);
  await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:6 March'), 'Yes, leave it out');
  const told = (await bed.passes('+4d')).find(({ to, text }) => to === 'Focal point, UNODC' && text.includes('left out'))!;
  expect(told.text).toContain('this one is left out: Wed 6 March 2013, 15:00 Vienna · changed by Civil society side · The series goes on. The next is Wed 27 February 2013, 15:00 Vienna');
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
