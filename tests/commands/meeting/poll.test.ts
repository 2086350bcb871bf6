import { describe, expect, test } from 'vitest';
import { limits } from '#core/fit.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { findMeeting } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const civil = 'coordinator civil-society-side';
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const meeting = async (number = 1) => (await bed.store.read((tx) => findMeeting(tx, group, number)))?.meeting;
const posted = async () => (await bed.posted()).map(({ address, message }) => `${address} ${read(message, reader)}`);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const called = async () => (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ kind }) => kind === 'called');
const asks = async (line = pollLine) => press(civil, await bed.as(civil).hears(line), 'Ask everybody');
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);

describe('asking everybody', () => {
  test('shows first what would be asked, whom each time is hard for, and how many people; nothing is kept before the press', async () => {
    const shown = await bed.as(civil).hears(pollLine);
    expect(read(shown, reader).split('\n')).toEqual([
      'Ask everybody when they can: Planning call',
      'A teleconference of 60 minutes. People are asked until Fri 1 March 2013, 23:59 Vienna.',
      '1. Tue 12 March 2013, 15:00 Vienna',
      '2. Thu 14 March 2013, 10:00 Vienna',
      expect.stringMatching(/^ {2}early hour for .*HRC/),
      '3. Fri 15 March 2013, 06:00 Vienna',
      expect.stringMatching(/^ {2}early hour for .*UNODC.*; night for .*HRC/),
      'Chair: nobody yet',
      '17 people will be asked in private, and the room once.',
      '[Ask everybody] [Change it]',
    ]);
    expect([await meeting(), await posted()]).toEqual([undefined, []]);
  });
  test('is one press: the number is given, the room gets a card without anybody on it, and each seat that is called is told once', async () => {
    const asked = await bed.as(civil).hears(pollLine);
    expect(read(await press(civil, asked, 1), reader)).toBe('M1 Planning call: 17 people are asked in private: 8 now, 9 when their next working day begins. Answers are taken until Fri 1 March 2013, 23:59 Vienna.\n[Say when I can] [How it stands] [Undo]');
    expect(await meeting()).toMatchObject({ starts: null, slots: ['2013-03-12T15:00', '2013-03-14T10:00', '2013-03-15T06:00'], closes: '2013-03-01T22:59:00.000Z', kind: 'teleconference', minutes: 60, sequence: 0 });
    expect(await posted()).toEqual([
      'terminal:main M1 Planning call\nA time is being found. Please say which of these times suit you, until Fri 1 March 2013, 23:59 Vienna.\nTue 12 March 2013, 15:00 Vienna\nThu 14 March 2013, 10:00 Vienna\nFri 15 March 2013, 06:00 Vienna\n0 of 16 organisations have answered.\n[Say when I can] [How it stands]',
    ]);
    const rows = await called();
    expect([rows.length, new Set(rows.map(({ recipient }) => recipient)).size, new Set(rows.map(({ subject }) => subject))]).toEqual([17, 17, new Set(['M1'])]);
    expect(await hears(civil, `${pollLine} sure:yes`)).toContain('M1 Planning call is asked about already, with the same times');
    expect([await meeting(2), await posted(), (await called()).length]).toEqual([undefined, [], 17]);
  });
  test('counts the hard hours that organisations have had in calls that took place or are fixed', async () => {
    await meetsWeekly(bed, { starts: '2013-02-27T06:00' });
    const shown = await hears(civil, pollLine);
    expect(shown).toContain('night for CHRC (4 so far), HRC (4 so far)');
    expect(shown).toContain('In brackets: how many calls at a hard hour an organisation has had so far.');
    await meetsWeekly(bed, { number: 2, kind: 'face-to-face', starts: '2013-02-27T06:00' });
    expect(await hears(civil, pollLine)).toBe(shown);
    await hears(civil, `${pollLine} sure:yes`);
    const stands = await hears('observer', '/meeting show M3');
    expect(stands).toMatch(/Calls at a hard hour so far: Alliance 4, CHRC 4, [^]*UNODC 4/);
    expect(stands).not.toMatch(/so far: [^\n]*ANPUD/);
  });
  test('says which times are those of another meeting of the group, also where it stands and as one of them is chosen', async () => {
    await meetsWeekly(bed, { title: 'Weekly call', starts: '2013-02-26T15:30', rule: 'FREQ=WEEKLY;BYDAY=TU;COUNT=4' });
    const shown = await bed.as(civil).hears(pollLine);
    expect(read(shown, reader)).toContain('1. Tue 12 March 2013, 15:00 Vienna\n  at the same time as M1 Weekly call\n2. ');
    expect(read(shown).match(/same time/g)).toHaveLength(1);
    await press(civil, shown, 'Ask everybody');
    expect(await hears('observer', '/meeting show M2')).toMatch(/1\. .*\n.*at the same time as M1 Weekly call\n2\. /);
    expect(await hears(civil, '/meeting choose M2 1')).toContain('at the same time as M1 Weekly call');
    expect(await hears(civil, '/meeting choose M2 2')).not.toContain('same time');
  });
  test('of a meeting in person counts no hours, and keeps its city, its clock and who has a part', async () => {
    const shown = await bed.as(civil).hears('/meeting poll Yearly meeting slots:"Tue 9 April 09:00; Wed 10 April 09:00; Thu 11 April 06:00" city:Bangkok chair:UNODC notes:INPUD minutes:240 closes:"1 April"');
    expect(read(shown)).toContain('A face-to-face meeting of 240 minutes.');
    expect(read(shown)).not.toContain('hour for');
    await press(civil, shown, 'Ask everybody');
    expect(await meeting()).toMatchObject({ zone: 'Asia/Bangkok', city: 'Bangkok', chair: 'unodc', notetaker: 'inpud', minutes: 240, closes: '2013-04-01T16:59:00.000Z', slots: ['2013-04-09T09:00', '2013-04-10T09:00', '2013-04-11T06:00'] });
  });
  test('is asked for by who keeps the calendar, not by others', async () => {
    for (const who of ['inpud', 'observer']) expect(await hears(who, pollLine)).toMatch(/A poll is started by coordinators|"meeting poll" is for/);
    expect(await meeting()).toBe(undefined);
  });
});

describe('what cannot be asked', () => {
  const said = (slots: string, more = '') => hears(civil, `/meeting poll Call slots:"${slots}" ${more}`);
  test.each([
    ['Tue 12 March 15:00; Thu 14 March 10:00', 'I see 2 times here. A poll asks about 3 to 7'],
    ['Tue 12 March 15:00; Thu 14 March 10:00; 1 February 2013 10:00', 'Time 3 of 3: "1 February 2013 10:00" is Fri 1 February 2013, 10:00 Vienna: that is over.'],
    ['Tue 12 March 15:00; Thu 14 March 10:00; 12 March 3pm', 'Times 1 and 3 are the same: Tue 12 March 2013, 15:00 Vienna.'],
    ['Tue 12 March 15:00; Thu 14 March 10:00; 31 March 2013 02:30', 'does not exist in Vienna'],
    ['Tue 12 March 15:00; Thu 14 March 10:00; 27 October 2013 02:30', 'occurs twice in Vienna'],
    ['Tue 12 March 15:00; Thu 14 March 10:00; Fri 15 March', '"Fri 15 March" has no hour.'],
    ['Tue 12 March 15:00; Thu 14 March 10:00 CET; Fri 15 March 15:00', '"CET" can be read in more than one way'],
  ])('%s', async (slots, answer) => {
    expect(await said(slots)).toContain(answer);
    expect(await meeting()).toBe(undefined);
  });
  test('times of which only some name a place are asked about, in every way that they can be meant', async () => {
    const asked = await bed.as(civil).hears('/meeting poll Call slots:"6 March 15:00; 7 March 15:00; 8 March 09:00 New York" zone:Vienna');
    expect([asked.tone, read(asked)]).toEqual(['refusal', 'Some times name a place (New York), others name none. On which clock are times 1, 2?\n[Vienna] [New York] [Open the form]']);
    expect(read(await press(civil, asked, 'Vienna'), reader)).toMatch(/1\. Wed 6 March 2013, 15:00 Vienna\n[^]*2\. Thu 7 March 2013, 15:00 Vienna\n[^]*3\. Fri 8 March 2013, 15:00 Vienna\n/);
    const all = read(await press(civil, asked, 'New York'), reader);
    expect(all).toMatch(/1\. Wed 6 March 2013, 21:00 Vienna\n[^]*2\. Thu 7 March 2013, 21:00 Vienna\n[^]*3\. Fri 8 March 2013, 15:00 Vienna\n/);
    for (const slots of ['6 March 15:00; 7 March 15:00; 8 March 09:00 all New York time', '6 March 15:00; 7 March 15:00; 8 March 09:00; all New York time']) expect(read(await bed.as(civil).hears(`/meeting poll Call slots:"${slots}" zone:Vienna`), reader)).toBe(all);
    const commas = await bed.as(civil).hears('/meeting poll Call slots:"6 March 15:00, 7 March 15:00, 8 March 09:00 all New York time"');
    expect(read(await press(civil, commas, 1), reader)).toBe(all);
  });
  test('a time to close that is over, or not before the first time, with one that would do', async () => {
    const three = 'Tue 12 March 15:00; Thu 14 March 10:00; Fri 15 March 15:00';
    expect(await said(three, 'closes:"1 February 2013"')).toMatch(/that is over[^]*\[Mon 11 March 2013\]/);
    // Next year's would be after the first time, so it is no way out.
    expect(await said(three, 'closes:"1 February"')).toMatch(/^"1 February" is 2013-02-01T22:59[^]*that is over[^]*\n\[Mon 11 March 2013\] \[Open the form\]$/);
    expect(await said(three, 'closes:"03/04"')).toMatch(/more than one way[^]*\n\[Mon 4 March 2013\] \[Open the form\]$/);
    expect(await said(three, 'closes:"13 March"')).toContain('That is not before the first time');
    expect(await said('today 18:00; Thu 14 March 10:00; Fri 15 March 15:00')).toMatch(/no whole day is left before it[^]*\[Fri 22 February 2013, 16:00 Vienna\]/);
    expect(await said('today 18:00; Thu 14 March 10:00; Fri 15 March 15:00', 'closes:"today 16:00"')).toContain('[Ask everybody]');
    expect(await said('tomorrow 10:00; Thu 14 March 10:00; Fri 15 March 15:00')).toContain('People are asked until 2013-02-22T22:59:00.000Z.');
  });
  test('an outside body in the chair, an event that nobody named, and a title that is too long or holds line breaks', async () => {
    expect(await hears(civil, `${pollLine} chair:WHO`)).toMatch(/WHO/);
    expect(await hears(civil, `${pollLine} kind:event`)).toContain('event');
    expect(await hears(civil, pollLine.replace('Planning call', 'x'.repeat(1000)))).toContain('150');
    const shown = say(await bed.as(civil).invokes('meeting.poll', { title: 'Planning\r\nBEGIN:VEVENT', slots: '12 March 2013 15:00; 14 March 2013 10:00; 15 March 2013 06:00', sure: 'yes' }));
    expect(read(shown)).toContain('M1 Planning BEGIN:VEVENT');
  });
});

describe('until when', () => {
  test('can be changed while it is open, also by the chair; the card where it stands says so', async () => {
    await asks(`${pollLine} chair:UNODC`);
    expect(await hears('unodc', '/meeting poll M1 closes:"5 March"')).toContain('M1 Planning call: people are asked until 2013-03-05T22:59:00.000Z.');
    const [card, ...others] = await posted();
    expect([card, others]).toEqual([expect.stringContaining('until Tue 5 March 2013, 23:59 Vienna'), []]);
    expect(await hears('unodc', '/meeting poll M1 closes:"5 March"')).toContain('M1 closes then already');
    expect(await hears('unodc', '/meeting poll M1')).toContain('Until when should people be asked about M1?');
    expect(await hears('unodc', '/meeting poll M1 closes:"14 March"')).toContain('That is not before the first time');
    expect(await hears('unodc', '/meeting poll M1 slots:"tomorrow 10:00; 3 March 10:00; 4 March 10:00"')).toContain('The times of M1 stay as they are');
    expect(await hears('inpud', '/meeting poll M1 closes:"6 March"')).toMatch(/A poll is started by|M1 can be changed by/);
  });
  test('one that is over is opened again: who has not answered is asked once more, nobody else', async () => {
    await asks();
    await hears('inpud', '/meeting answer M1 all:yes');
    later({ hours: 24 * 8 });
    const over = await bed.as(civil).hears('/meeting show M1');
    expect(read(over, reader)).toContain('People were asked until Fri 1 March 2013, 23:59 Vienna. No time is chosen yet.');
    expect(labels(over)).toEqual(['Choose Tue 12 March 2013, 15:00 Vienna', 'Choose Thu 14 March 2013, 10:00 Vienna', 'Choose Fri 15 March 2013, 06:00 Vienna', 'Ask for longer', 'Change it', 'Call it off']);
    const before = (await called()).length;
    expect(read(await press(civil, over, 'Ask for longer'), reader)).toContain('people are asked until Tue 5 March 2013, 23:59 Vienna. 16 people who have not answered are asked once more.');
    expect((await called()).length - before).toBe(16);
    expect(await hears('hri', '/meeting answer M1 all:no')).toContain('thank you');
  });
});

test('the longest that a poll can be is within what every platform shows', async () => {
  const seven = Array.from({ length: 7 }, (_, i) => `${10 + i} March 2013 0${i}:30`).join('; ');
  await asks(`/meeting poll ${'W'.repeat(150)} slots:"${seven}"`);
  for (const who of ['inpud', 'anpud', 'hri', 'ahrn', 'ehrn', 'hrc', 'chrc']) await hears(who, '/meeting answer M1 all:"if need be"');
  const shown = await bed.as(civil).hears('/meeting show M1');
  expect(read(shown).length).toBeLessThan(limits.text);
  expect(buttonsOf(shown).length).toBeLessThanOrEqual(limits.buttons);
  const own = await bed.as('inpud').hears('/meeting answer M1');
  expect([read(own).length < limits.text, buttonsOf(own).length <= limits.buttons]).toEqual([true, true]);
});
