import { describe, expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;
const told = async () => (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind }) => kind === 'moved');
const said = async () => [...new Set((await told()).map(({ subject, data }) => `${subject} ${data!.from!.slice(0, 10)} → ${data!.to!.slice(0, 10)}`))];

describe('a series ends', () => {
  test('after a day, earlier than it would: those later are told of once, and one that was moved beyond it falls away, too', async () => {
    await meetsWeekly(bed);
    await press(chair, await bed.as(chair).hears('/meeting move M1 to:22 March on:20 March'), 'Yes, move it');
    await bed.passes('+3d');
    const asked = await bed.as(chair).hears('/meeting end M1 until 7 March');
    expect(read(asked)).toBe('Another end for M1 Weekly call?\nThen: every Wednesday, 15:00 Vienna, until Thu 7 March 2013.\n2 meetings fall away.\nThe last one is then 2013-03-06T14:00:00.000Z.\n17 people will be told in private. The card in the room changes.\n[Yes, end it then] [No]');
    expect(read(await press(chair, asked, 'Yes, end it then'))).toBe('M1 has another end: every Wednesday, 15:00 Vienna, until Thu 7 March 2013. The last one is then 2013-03-06T14:00:00.000Z. 17 people are told in private: 7 now, 10 when their next working day begins.\n[Undo] [Show it]');
    expect(await kept()).toMatchObject({ meeting: { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'day', on: '2013-03-07' }, sequence: 1 }, occurrences: [{ slot: '2013-03-20T15:00', starts: null }] });
    const got = (await bed.passes('+1d')).filter(({ to, text }) => to === 'Focal point, INPUD' && text.includes('Weekly call'));
    expect(got).toHaveLength(1);
    expect(await hears('inpud', '/meeting list')).toMatch(/: 2 dates to come\n/);
    expect(await hears(chair, '/meeting end M1 until 7 March')).toContain('That is its end already.');
  });
  test('a count is refused, and so many weeks are counted from today', async () => {
    await meetsWeekly(bed);
    expect(await hears(chair, '/meeting end M1 until:10 times')).toContain('"10 times" does not say from when it counts.');
    expect(await hears(chair, '/meeting end M1 until:+6w')).toContain('until Fri 5 April 2013');
  });
  test('with an event, later than it would', async () => {
    await meetsWeekly(bed);
    const asked = await bed.as(chair).hears('/meeting end M1 until:CND57');
    expect(read(asked)).toContain('Then: every Wednesday, 15:00 Vienna, until CND57 (Thu 13 March 2014).\n51 meetings come in.\nThe last one is then 2014-03-12T14:00:00.000Z.');
    await press(chair, asked, 'Yes, end it then');
    expect((await kept()).meeting.until).toEqual({ by: 'event', event: 'cnd57', days: 0 });
    expect(await said()).toEqual(['M1  → 2013-03-27']);
  });
  test.each([
    ['M1 1 February 2013', 'that day is over'],
    ['M1 "1 March 2030"', 'A series can have 200 meetings'],
    ['M1 whenever', '"whenever"'],
    ['M1 none', 'none'],
  ])('not as said here: %s', async (given, why) => {
    await meetsWeekly(bed);
    expect(await hears(chair, `/meeting end ${given}`)).toContain(why);
    expect((await kept()).meeting.sequence).toBe(0);
  });
  test('only where it is one', async () => {
    await meets(bed);
    expect(await hears(chair, '/meeting end M1 7 March')).toContain('M1 Weekly call is a single meeting, not a series.');
    expect(await hears('inpud', '/meeting end M1 7 March')).toContain('M1 can be changed by coordinators');
  });
});

describe('an event on which the end of a series hangs', () => {
  const ends = () => meets(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE', starts: '2013-05-08T15:00', until: { by: 'event', event: 'vilnius-2013', days: -1 } });
  const vilnius = 'to:"19 to 22 June 2013"';

  test('brings sittings in when it moves, says so before, and everybody who is called hears it once', async () => {
    await ends();
    const asked = await bed.as(chair).hears(`/event move vilnius ${vilnius}`);
    expect(read(asked)).toContain('M1 Weekly call\n  1 meeting more; the last one is then 2013-06-12T13:00:00.000Z');
    const people = Number(/(\d+) people will be told/.exec(read(asked))![1]);
    expect(read(await press(chair, asked, 'Yes, move it'))).toContain(`${people} people are told in private`);
    expect((await kept()).meeting).toMatchObject({ until: { by: 'event', event: 'vilnius-2013', days: -1 }, sequence: 1 });
    expect(await said()).toEqual(['M1  → 2013-06-12']);
    expect((await told()).map(({ recipient }) => recipient.split('/')[0])).toEqual(Array.from({ length: (await told()).length }, () => 'seat'));
  });
  test('takes sittings away when it moves, and gives them back when that is taken back', async () => {
    await ends();
    const asked = await bed.as(chair).hears('/event move vilnius to:"20 to 23 May 2013"');
    expect(read(asked)).toContain('M1 Weekly call\n  3 meetings fewer; the last one is then 2013-05-15T13:00:00.000Z');
    const answer = await press(chair, asked, 'Yes, move it');
    expect(await said()).toEqual(['M1 2013-05-22 → ']);
    const undone = read(await press(chair, answer, 'Undo'));
    expect(undone).toMatch(/^Taken back: VILNIUS-2013[^;]*$/m);
    expect((await kept()).meeting.sequence).toBe(2);
    expect((await bed.passes('+5d')).filter(({ text }) => text.includes('Weekly call'))).toEqual([]);
    expect(await hears('inpud', '/meeting show M1')).toContain('2013-05-08');
  });
  test('says of a series that has no end any more how to give it one', async () => {
    await ends();
    const asked = read(await bed.as(chair).hears('/event cancel vilnius'));
    expect(asked).toContain('M1 Weekly call\n  its end has no date then, and it goes on; another end is given with /meeting end M1');
  });
  test('does not take meetings with it that are held at it', async () => {
    await meets(bed, { starts: '2013-06-10T15:00', kind: 'event', event: 'vilnius-2013' });
    expect(read(await bed.as(chair).hears(`/event move vilnius ${vilnius}`))).toContain('M1 is held at it and does not move with it.');
  });
});

describe('whoever chairs a meeting leaves', () => {
  test('the coordinators are told once that it has no chair', async () => {
    await meetsWeekly(bed, { chair: 'inpud' });
    await meets(bed, { number: 2, title: 'Old call', starts: '2013-02-01T15:00', chair: 'inpud' });
    await bed.posted();
    await press('inpud', await bed.as('inpud').hears('/my data erase'), 'Yes, erase me');
    const got = (await bed.posted()).map(({ address, message }) => `${address.includes('@')} ${read(message)}`).filter((text) => text.includes('role in this meeting'));
    expect(got).toEqual(Array.from({ length: 2 }, () => 'true M1 Weekly call: nobody holds a seat for INPUD now, so its role in this meeting is open (Chair). Please find somebody, or another organisation.\n[Name another one] [Show it]'));
    expect(await hears(chair, '/meeting show M1')).toMatch(/Chair: .*open/);
  });
  test('they are not told while somebody of its organisation is left, nor of what a successor takes over', async () => {
    await meetsWeekly(bed, { convenor: 'ehrn', chair: 'inpud' });
    await sits(bed, makeSecret('test'), 'second', 'alternate', { organisation: 'inpud' });
    await bed.posted();
    const news = async () => (await bed.posted()).map(({ message }) => read(message)).filter((text) => text.includes('role in this meeting'));
    await press('inpud', await bed.as('inpud').hears('/my data erase'), 'Yes, erase me');
    expect(await news()).toEqual([]);
    await hears(chair, '/member handover EHRN ENPUD sure:yes');
    expect(await news()).toEqual([]);
    expect((await kept()).meeting.convenor).toBe('enpud');
  });
});
