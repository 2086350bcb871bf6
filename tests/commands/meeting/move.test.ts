import { describe, expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { tieRoom } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { answersIn, meets, meetsWeekly, noted } from '#tests/support/sitting.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const moves = async (line: string, who = chair) => press(who, await bed.as(who).hears(line), 'Yes, move it');
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;
/** What is planned or sent of a kind, as `M1 seat 2013-02-27T14:00 → 2013-02-27T15:30`, for how many seats. */
async function told() {
  const rows = (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind }) => kind === 'moved');
  return Object.fromEntries([...Map.groupBy(rows, ({ subject, data }) => `${subject} ${data!.from!.slice(0, 16)} → ${data!.to!.slice(0, 16)}`)].map(([what, same]) => [what, same.length]));
}

describe('scenario 8: the call of today at 15:00 is moved to 16:30 at 14:00', () => {
  const noon = '2013-02-27T13:00:00Z'; // 14:00 in Vienna
  const secret = 'https://calls.example.org/room-8142';
  async function begins(): Promise<void> {
    const asked = await bed.as(chair).hears(`/meeting schedule Planning call when:27 February 15:00 chair:INPUD link:${secret}`);
    await press(chair, asked, 'Call people in');
    await bed.passes('+4d');
    for (const who of ['ahrn', 'inpud', 'hri']) await hears(who, '/meeting rsvp M1 attend');
    await hears('anpud', '/meeting rsvp M1 apologies');
    await bed.passes(noon);
  }

  test('shows both times and for whom the hour is late, and does nothing before it is confirmed', async () => {
    await begins();
    await bed.posted();
    const asked = read(await bed.as('inpud').hears('/meeting move M1 to:16:30 reason:The room is taken'));
    expect(asked.split('\n')).toEqual([
      'Move M1 Planning call?',
      '2013-02-27T14:00:00.000Z → 2013-02-27T15:30:00.000Z. Reason: The room is taken',
      'Late (ends after 22:00) for: AHRN (22:30 Bangkok); ANPUD (22:30 Bangkok)',
      'Answers stay, and people are asked again.',
      expect.stringMatching(/^\d+ people will be told in private\. The card in the room changes\.$/),
      '[Yes, move it] [No]',
    ]);
    expect([(await kept()).meeting.starts, await told(), await bed.posted()]).toEqual(['2013-02-27T15:00', {}, []]);
  });

  test('tells everybody concerned once, with both times, a late hour and a way out; the old reminder and the old link do not come', async () => {
    await begins();
    const asked = await bed.as('inpud').hears('/meeting move M1 to:16:30');
    const people = Number(/(\d+) people will be told/.exec(read(asked))![1]);
    const answer = await press('inpud', asked, 'Yes, move it');
    expect(read(answer)).toMatch(new RegExp(`^M1 is moved: 2013-02-27T14:00:00.000Z → 2013-02-27T15:30:00.000Z. ${people} people are told in private`));
    // The same button once more, as from a second platform.
    expect(read(await press('inpud', asked, 'Yes, move it'))).toContain('M1 is at that time already');
    const got = await bed.passes('2013-02-27T14:40:00Z');
    const news = got.filter(({ to, text }) => !to.startsWith('#') && text.includes('16:30'));
    expect(news).toHaveLength(people);
    expect(new Set(news.map(({ to }) => to)).size).toBe(people);
    const bangkok = news.find(({ to }) => to === 'Focal point, AHRN')!;
    expect(bangkok.text).toMatch(/was Wed 27 February 2013, 21:00 Bangkok \(15:00 Vienna\), is now Wed 27 February 2013, 22:30 Bangkok \(16:30 Vienna\)[^\n]*late hour/);
    expect(bangkok.text).toContain('[I cannot]');
    expect(bangkok.text).toMatch(/Before the move you said: I attend\. Does that still hold\?\n\[Still fits\] \[I cannot\] \[Show M1\]$/);
    // Whoever had sent apologies is asked whether they can now; whoever moved it hears nothing.
    expect(news.filter(({ to }) => to === 'Focal point, ANPUD').map(({ text }) => text)).toEqual([expect.stringMatching(/Before the move you said: apologies\. Does that still hold\?\n\[Apologies stay\] \[Attend\] \[Show M1\]$/)]);
    expect(news.filter(({ to }) => to === 'Focal point, INPUD')).toEqual([]);
    expect(read(await press('ahrn', bangkok.message, 'I cannot'))).toContain('AHRN sends apologies');
    expect(read(await press('anpud', news.find(({ to }) => to === 'Focal point, ANPUD')!.message, 'Apologies stay'))).toContain('ANPUD sends apologies');
    // 15 minutes before the old hour nothing came, and no message or room has the link.
    expect(got.filter(({ text }) => text.includes('room-8142'))).toEqual([]);
    const before = await bed.passes('2013-02-27T15:20:00Z');
    expect(before.filter(({ text, to }) => text.includes('room-8142') && to === 'Focal point, HRI')).toHaveLength(1);
    expect(before.filter(({ to }) => to === 'Focal point, ANPUD' || to.startsWith('#'))).toEqual([]);
  });

  test('raises the number that calendars ask for, keeps the answers, and taken back goes on to the next number and to the old time', async () => {
    await begins();
    const before = await answersIn(bed);
    const answer = await moves('/meeting move M1 to:16:30', 'inpud');
    const moved = await kept();
    expect(moved.meeting).toMatchObject({ starts: '2013-02-27T16:30', sequence: 1, changed: bed.now.toString({ fractionalSecondDigits: 3 }) });
    expect(await answersIn(bed)).toEqual(before);
    expect(read(await press('inpud', answer, 'Undo'))).toContain('Taken back: M1 Planning call: Wed 27 February 2013, 15:00 Vienna → Wed 27 February 2013, 16:30 Vienna');
    expect((await kept()).meeting).toMatchObject({ starts: '2013-02-27T15:00', sequence: 2 });
    // Nobody had heard of it yet, so nobody has to hear that it is as it was.
    expect((await bed.passes('+5m')).filter(({ text }) => text.includes('16:30'))).toEqual([]);
  });

  test('whoever has heard of the new time hears of the old one again', async () => {
    await begins();
    const answer = await moves('/meeting move M1 to:16:30', 'inpud');
    const heard = (await bed.passes('+5m')).filter(({ text }) => text.includes('16:30')).map(({ to }) => to).sort();
    await press('inpud', answer, 'Undo');
    const again = (await bed.passes('+5m')).filter(({ text }) => text.includes('was Wed 27 February 2013, 22:30 Bangkok (16:30 Vienna), is now Wed 27 February 2013, 21:00 Bangkok (15:00 Vienna)') || text.includes('16:30'));
    expect(again.map(({ to }) => to).sort()).toEqual(heard);
    expect(heard.length).toBeGreaterThan(10);
  });
});

describe('what was answered before a move', () => {
  const bangkok = 'Focal point, AHRN';
  test('is asked again: until then it is a task and marked so for all who see it; the same answer once more settles it', async () => {
    await meets(bed);
    for (const who of ['ahrn', 'inpud']) await hears(who, '/meeting rsvp M1 attend');
    await bed.passes('+1h');
    expect(await hears('ahrn', '/my tasks')).not.toContain('M1');
    await moves('/meeting move M1 to:16:30');
    const got = await bed.passes('2013-02-25T12:00:00Z');
    const told = got.find(({ to, text }) => to === bangkok && text.includes('is now'))!;
    expect(await hears('ahrn', '/my tasks')).toContain('M1 Weekly call\n  2013-02-27T15:30:00.000Z, moved since you answered. Before the move: attends. Does that still hold?');
    expect(await hears('ahrn', '/my next')).toContain('before the move: you attend');
    expect(await hears(chair, '/meeting who M1')).toContain('Attends: AHRN (before the move), INPUD (before the move)');
    expect(await hears(chair, '/meeting show M1')).toContain('2 answered before the move');
    expect(read(await press('ahrn', told.message, 'Still fits'))).toContain('Noted: AHRN attends');
    expect(read(await press('ahrn', told.message, 'Still fits'))).toContain('Already so');
    expect(await hears('ahrn', '/my tasks')).not.toContain('M1');
    expect(await hears(chair, '/meeting who M1')).toContain('Attends: AHRN, INPUD (before the move)');
    expect(await hears(chair, '/meeting show M1')).toContain('one answered before the move'.replace('one', '1'));
  });
  test('holds where the move is taken back, where only the length changes, and for the others of a series', async () => {
    await meetsWeekly(bed);
    for (const on of ['27 February', '6 March']) await hears('ahrn', `/meeting rsvp M1 attend on:"${on}"`);
    await bed.passes('+1h');
    const answer = await moves('/meeting move M1 to:16:30');
    expect(await hears(chair, '/meeting who M1')).toContain('Attends: AHRN (before the move)');
    expect(await hears(chair, '/meeting who M1 on:"6 March"')).toMatch(/Attends: AHRN$/m);
    await press(chair, answer, 'Undo');
    expect(await hears(chair, '/meeting who M1')).toMatch(/Attends: AHRN$/m);
    await moves('/meeting move M1 minutes:90 all:yes');
    expect(await hears(chair, '/meeting who M1')).toMatch(/Attends: AHRN$/m);
    await moves('/meeting move M1 to:"Thu 16:00" on:"6 March" all:yes');
    expect(await hears(chair, '/meeting who M1')).toMatch(/Attends: AHRN$/m);
    expect(await hears(chair, '/meeting who M1 on:"7 March"')).toContain('Attends: AHRN (before the move)');
  });
});

describe('rooms', () => {
  test('see their card change and hear nothing of a move and that it is taken back; rooms for announcements hear both', async () => {
    await bed.store.tx((tx) => tieRoom(tx, group, { address: 'terminal:news', name: '#news', purpose: 'announcements' }, newId(bed.now)));
    await press(chair, await bed.as(chair).hears('/meeting schedule Planning call when:"27 February 15:00"'), 'Call people in');
    await bed.posted();
    const asked = await bed.as(chair).hears('/meeting move M1 to:16:30');
    expect(read(asked)).toContain('The card in the room changes, and the room for announcements hears it once.');
    await press(chair, await press(chair, asked, 'Yes, move it'), 'Undo');
    const said = (await bed.posted()).filter(({ message }) => /Moved|Taken back/.test(read(message))).map(({ address, message }) => [address, /Moved|Taken back/.exec(read(message))![0]]);
    expect(said).toEqual([['terminal:news', 'Moved'], ['terminal:news', 'Taken back']]);
  });
});

describe('the new time', () => {
  test.each([
    ['16:30', '2013-03-06T16:30'], ['4pm', '2013-03-06T16:00'], ['7 March', '2013-03-07T15:00'], ['Thu', '2013-03-07T15:00'], ['Thu 10:00', '2013-03-07T10:00'], ['Monday', '2013-03-04T15:00'],
    ['+30m', '2013-03-06T15:30'], ['2 days later', '2013-03-08T15:00'], ['1 hour earlier', '2013-03-06T14:00'], ['"22:30 Bangkok"', '2013-03-06T16:30'], ['"8 March 2013 22:30 Bangkok"', '2013-03-08T16:30'], ['2013-03-07 09:15', '2013-03-07T09:15'],
  ])('%s is %s, counted from the one that is meant', async (typed, local) => {
    await meetsWeekly(bed);
    await moves(`/meeting move M1 to:${typed} on:6 March`);
    expect((await kept()).occurrences).toMatchObject([{ slot: '2013-03-06T15:00', starts: local, added: false, sequence: 1 }]);
  });
  test.each([
    ['M1 to:15:00', 'M1 is at that time already: Wed 27 February 2013, 15:00 Vienna.'],
    ['M1', 'To which time? An hour alone keeps the day, a day alone keeps the hour. M1 is now on Wed 27 February 2013, 15:00 Vienna.'],
    ['M1 to:"20 February 15:00 2013"', 'that is over'],
    ['M1 to:"6 March 15:00"', 'Another one of this series begins then: 2013-03-06T14:00:00.000Z.'],
    ['M1 to:"31 March 02:30"', '02:30, Sun 31 March 2013'],
    ['M1 to:"27 October 2013 02:30"', '02:30, Sun 27 October 2013'],
    ['M1 to:"15:00 CET"', 'CET'],
    ['M1 to:banana', '"banana"'],
    ['M1 to:12am', '12am'],
    ['M1 minutes:90', 'One of a series is as long as those after it.'],
    ['M1 to:16:00 on:5 March', 'M1 does not take place on Tue 5 March 2013.'],
    ['M7 to:16:00', 'I know no meeting "M7"'],
  ])('is refused: %s', async (given, why) => {
    await meetsWeekly(bed);
    const refused = await bed.as(chair).hears(`/meeting move ${given}`);
    expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining(why)]);
    expect((await kept()).occurrences).toEqual([]);
  });
  test('of one of a series leaves the others, which is said; all can be moved instead', async () => {
    await meetsWeekly(bed);
    const asked = await bed.as(chair).hears('/meeting move M1 to:"Fri 16:00" on:6 March');
    expect(read(asked)).toContain('The others of the series stay as they are.');
    expect(read(await press(chair, asked, 'Move all from there on'))).toMatch(/^Move M1 Weekly call from there on\?\n2013-03-06T14:00:00.000Z → 2013-03-08T15:00:00.000Z, and all after it/);
  });
  test('of what has begun, is called off or was left out is refused', async () => {
    await meetsWeekly(bed);
    await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:6 March'), 'Yes, leave it out');
    expect(await hears(chair, '/meeting move M1 to:16:00 on:6 March')).toContain('M1, Wed 6 March 2013, 15:00 Vienna, was left out of the series already.');
    await bed.passes('2013-02-27T14:10:00Z');
    expect(await hears(chair, '/meeting move M1 to:17:00')).toContain('M1, Wed 27 February 2013, 15:00 Vienna, has begun or is over already.');
    await press(chair, await bed.as(chair).hears('/meeting cancel M1 all:yes'), 'Yes, call it off');
    expect(await hears(chair, '/meeting move M1 to:17:00')).toContain('M1 Weekly call was called off on Wed 27 February 2013.');
  });
  test('is for whoever runs the meeting, and for who keeps the calendar', async () => {
    await meets(bed, { chair: 'ahrn' });
    expect(await hears('inpud', '/meeting move M1 to:16:00')).toContain('M1 can be changed by coordinators, by its chair');
    expect(read(await moves('/meeting move M1 to:16:00', 'ahrn'))).toContain('M1 is moved');
  });
  test('that was shown for another state of the meeting is not carried out', async () => {
    await meets(bed);
    const asked = await bed.as(chair).hears('/meeting move M1 to:16:30');
    await moves('/meeting move M1 to:17:00');
    expect(read(await press(chair, asked, 'Yes, move it'))).toMatch(/^Move M1 Weekly call\?\nThe calendar has changed since you were asked\.[^]*2013-02-27T16:00:00.000Z → 2013-02-27T15:30:00.000Z/);
  });
  test('of another length is said without private messages', async () => {
    await meets(bed);
    const asked = await bed.as(chair).hears('/meeting move M1 minutes:90');
    expect(read(asked)).toBe('Move M1 Weekly call?\nIt then takes 90 minutes.\nLate (ends after 22:00) for: AHRN (21:00 Bangkok); ANPUD (21:00 Bangkok)\nNobody is told in private: calendars show it.\n[Yes, move it] [No]');
    await press(chair, asked, 'Yes, move it');
    expect([(await kept()).meeting, await told()]).toEqual([expect.objectContaining({ minutes: 90, sequence: 1 }), {}]);
  });
});

describe('a whole series', () => {
  test('is moved from one on: those before it stay, what was answered goes with them, and the rule says the new day', async () => {
    await meetsWeekly(bed);
    await hears('inpud', '/meeting rsvp M1 attend on:6 March');
    await hears('inpud', '/meeting rsvp M1 maybe on:13 March');
    await hears('inpud', '/meeting rsvp M1 attend');
    const asked = await bed.as(chair).hears('/meeting move M1 to:"Thu 16:00" on:6 March all:yes');
    expect(read(asked).split('\n').slice(0, 5)).toEqual([
      'Move M1 Weekly call from there on?',
      '2013-03-06T14:00:00.000Z → 2013-03-07T15:00:00.000Z, and all after it the same way. Then: every Thursday, 16:00 Vienna, 3 times. Those before it stay as they were.',
      '2013-03-06T14:00:00.000Z → 2013-03-07T15:00:00.000Z', '2013-03-13T14:00:00.000Z → 2013-03-14T15:00:00.000Z', '2013-03-20T14:00:00.000Z → 2013-03-21T15:00:00.000Z',
    ]);
    const answer = await press(chair, asked, 'Yes, move it');
    expect(await kept()).toMatchObject({ meeting: { starts: '2013-03-07T16:00', rule: 'FREQ=WEEKLY;COUNT=3;BYDAY=TH', sequence: 1 }, occurrences: [{ slot: '2013-02-27T15:00', starts: '2013-02-27T15:00', added: true }] });
    expect(await answersIn(bed)).toEqual([['2013-02-27T15:00', 'inpud', 'attend', null], ['2013-03-07T16:00', 'inpud', 'attend', null], ['2013-03-14T16:00', 'inpud', 'maybe', null]]);
    const list = await hears('inpud', '/meeting list meeting:M1');
    for (const at of ['2013-02-27T14:00', '2013-03-07T15:00', '2013-03-14T15:00', '2013-03-21T15:00']) expect(list).toContain(at);
    expect(Object.keys(await told())).toEqual(['M1 2013-03-06T14:00 → 2013-03-07T15:00']);
    // Back again: the old days, all answers, and a number that is higher still.
    await hears('inpud', '/meeting rsvp M1 apologies on:14 March');
    expect(read(await press(chair, answer, 'Undo'))).toContain('Taken back: M1 Weekly call: the series is at another time from Thu 7 March 2013, 16:00 Vienna on');
    expect(await kept()).toMatchObject({ meeting: { starts: '2013-02-27T15:00', rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=4', sequence: 2 }, occurrences: [] });
    expect(await answersIn(bed)).toEqual([['2013-02-27T15:00', 'inpud', 'attend', null], ['2013-03-06T15:00', 'inpud', 'attend', null], ['2013-03-13T15:00', 'inpud', 'apologies', null]]);
    expect(await noted(bed)).toBeGreaterThan(0);
  });
  test('that ends on a day keeps as many as it had; one that was moved by itself keeps its time, one that was left out stays out', async () => {
    await meets(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'day', on: '2013-03-20' } });
    await moves('/meeting move M1 to:"15 March 09:00" on:13 March');
    await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:6 March'), 'Yes, leave it out');
    const asked = await bed.as(chair).hears('/meeting move M1 to:Fri all:yes');
    expect(read(asked)).toContain('every Friday, 15:00 Vienna, until Fri 22 March 2013');
    expect(read(asked)).toContain('One that has a time of its own keeps it.');
    await press(chair, asked, 'Yes, move it');
    expect(await hears('observer', '/meeting list')).not.toContain('2013-03-08');
    const list = await hears('observer', '/meeting list');
    expect(['2013-03-01T14:00', '2013-03-15T08:00', '2013-03-22T14:00'].every((at) => list.includes(at))).toBe(true);
  });
  test.each([
    ['FREQ=MONTHLY;BYDAY=1WE', '2013-03-06T15:00', 'Thu', 'FREQ=MONTHLY;BYDAY=1TH'],
    ['FREQ=MONTHLY;BYDAY=-1WE', '2013-02-27T15:00', 'Thu', 'FREQ=MONTHLY;BYDAY=-1TH'],
    ['FREQ=MONTHLY;BYDAY=4TH', '2013-03-28T15:00', 'Friday', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['FREQ=MONTHLY;BYMONTHDAY=28', '2013-03-28T15:00', '31 March', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['FREQ=MONTHLY;BYMONTHDAY=6', '2013-03-06T15:00', '7 March', 'FREQ=MONTHLY;BYMONTHDAY=7'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH', '2013-03-05T15:00', 'Wed 16:00', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR'],
    ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=6', '2013-03-06T15:00', '8 April', 'FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=8'],
  ])('by %s from %s to %s comes back by %s', async (rule, starts, to, after) => {
    await meets(bed, { rule: `${rule};COUNT=4`, starts });
    await moves(`/meeting move M1 to:"${to}" all:yes`);
    expect((await kept()).meeting.rule).toBe(after.replace(/^(FREQ=\w+(?:;INTERVAL=\d+)?)/, '$1;COUNT=4'));
  });
  test.each([
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=1', '2013-03-04T15:00', 'Thu', 'I cannot move as a whole'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH', '2013-03-05T15:00', 'Sat', 'I cannot move as a whole'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28', '2016-02-28T15:00', '29 February 2016', 'I cannot move as a whole'],
    ['FREQ=WEEKLY;BYDAY=SU', '2013-03-03T15:00', '02:30', 'On Sun 31 March 2013 there is no 02:30 in Vienna'],
  ])('by %s from %s to %s is refused', async (rule, starts, to, why) => {
    await meets(bed, { rule: `${rule};COUNT=6`, starts });
    expect(await hears(chair, `/meeting move M1 to:${to} all:yes`)).toContain(why);
  });
  test('on a day that not every month has keeps its months and its end', async () => {
    await meets(bed, { rule: 'FREQ=MONTHLY;BYDAY=4TH', starts: '2013-03-28T15:00', until: { by: 'day', on: '2014-02-28' } });
    expect(await hears(chair, '/meeting move M1 to:Friday all:yes')).toContain('every month on the last Friday, 15:00 Vienna, until Fri 28 February 2014');
    await meets(bed, { number: 2, title: 'Day 28', rule: 'FREQ=MONTHLY;BYMONTHDAY=28', starts: '2013-03-28T15:00', until: { by: 'day', on: '2014-02-28' } });
    expect(await hears(chair, '/meeting move M2 to:"30 March" all:yes')).toContain('I cannot move as a whole');
  });
  test('says for whom it comes to be at an unsocial hour, also where that begins only when clocks change', async () => {
    await meets(bed, { starts: '2013-08-28T14:00', rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'day', on: '2014-02-28' } });
    expect(await hears(chair, '/meeting move M1 to:15:30 all:yes')).toContain('Late (ends after 22:00) for: AHRN (21:30 Bangkok, 18 of 27 times); ANPUD (21:30 Bangkok, 18 of 27 times)');
    expect(await hears(chair, '/meeting move M1 to:14:30 all:yes')).not.toContain('Late');
  });
  test('that is longer says so as well, and counts only those that change', async () => {
    await meetsWeekly(bed);
    await bed.passes('2013-02-28T09:00:00Z');
    await moves('/meeting move M1 to:17:00 on:"13 March"');
    expect(await hears(chair, '/meeting move M1 minutes:120 all:yes')).toContain('Late (ends after 22:00) for: AHRN (21:00 Bangkok, 2 of 3 times); ANPUD (21:00 Bangkok, 2 of 3 times)');
  });
  test('says nothing of one that was unsocial before and is no worse', async () => {
    await meetsWeekly(bed, { starts: '2013-02-27T16:30' });
    expect(await hears(chair, '/meeting move M1 to:16:45 all:yes')).not.toContain('Late');
  });
  test('is not moved onto one that was added', async () => {
    await meetsWeekly(bed);
    await press(chair, await bed.as(chair).hears('/meeting add M1 7 March'), 'Yes, add it');
    expect(await hears(chair, '/meeting move M1 to:Thu on:6 March all:yes')).toContain('Another one of this series begins then');
    expect(await hears(chair, '/meeting move M1 to:Fri on:7 March all:yes')).toContain('was added by itself');
  });
  test('is not moved from one that was kept from before it was moved, and it is said what that is', async () => {
    await meetsWeekly(bed);
    await moves('/meeting move M1 to:Thu on:13 March all:yes');
    const said = await hears(chair, '/meeting move M1 to:Fri on:6 March all:yes');
    expect(said).toContain('M1, Wed 6 March 2013, 15:00 Vienna, comes before the series as it is now: that begins on Thu 14 March 2013.');
    expect(said).not.toContain('added');
  });
});
