import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '#core/fit.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { remindersOf, type Reminder } from '#db/reminders.ts';
import { stateOf } from '#db/save.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const other = 'coordinator agency-side';
const told = async (): Promise<Reminder[]> => (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ kind }) => kind === 'moved');
/** Rows as `event/cnd57 focal/inpud 2014-03-13 → 2014-03-20`. */
const rows = async () => (await told()).map(({ subject, recipient, data }) => `${subject} ${recipient} ${data!.from} → ${data!.to}`).sort();
const posted = async () => (await bed.posted()).map(({ address, message }) => `${address} ${read(message)}`);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);

describe('the calendar', () => {
  test('shows what is to come, each with its days, place, days to go and certainty', async () => {
    const list = await hears('observer', '/event list');
    expect(list.split('\n').slice(0, 7)).toEqual([
      '17 events are to come',
      'CND56 CND, 56th session', '  Mon 11 March 2013 to Fri 15 March 2013 · Vienna · in 17 days',
      'UNODC-CSO-2013-06 Second UNODC and civil society engagement event', '  June 2013, the day is not known · announced, not confirmed',
      'VILNIUS-2013 International Harm Reduction Conference', '  Sun 9 June 2013 to Wed 12 June 2013 · Vilnius · in 107 days',
    ]);
    expect(list).toContain('CND56R CND, reconvened 56th session\n  Thu 12 December 2013 to Fri 13 December 2013 · Vienna · in 293 days · an estimate');
    expect(list).not.toContain('[What has been]');
  });
  test('shows what has been, and a year, on request', async () => {
    later({ hours: 24 * 400 }); // 29 March 2014
    const list = await bed.as('observer').hears('/event list');
    expect(read(list)).toMatch(/^12 events are to come\nAIDS2014 /);
    const past = await press('observer', list, 'What has been');
    expect(read(past).split('\n').slice(0, 3)).toEqual(['5 events that are over, the last first', 'CND57 CND, 57th session with high-level review', '  Thu 13 March 2014 to Fri 21 March 2014 · Vienna · over']);
    expect(await hears('observer', '/event list past')).toBe(read(past));
    expect(await hears('observer', '/event list 2014')).toMatch(/^2014: 4 events\nCND57 [^]*\nAIDS2014 [^]*\nCND57R [^]*\nPCB35 /);
    expect(await hears('observer', '/event list 1990')).toContain('There is no event then.');
    expect(await hears('observer', '/event list soon')).toContain('"soon" is not a whole number from 1900 to 2199');
  });
  test('shows an event whole, with what hangs on it and who changed it last', async () => {
    await hears(coordinator, '/event deadline Vilnius Abstracts closes:-8w to:"The organisers" paper:"One page"');
    expect((await hears('observer', '/event show vilnius')).split('\n')).toEqual([
      'VILNIUS-2013 International Harm Reduction Conference',
      'Date: Sun 9 June 2013 to Wed 12 June 2013 · in 107 days', 'How certain: confirmed', 'Place: Vilnius', 'Kind: Conference', 'Source: W-VIL13',
      'Deadlines', 'VILNIUS-2013.1 Abstracts', '  closes Sun 14 April 2013 (end of the day in Vilnius), an estimate · to The organisers · needed: One page',
      '4 dates hang on it',
      expect.stringMatching(/^C14 Cooperate/), '  Sat 8 June 2013 (VILNIUS-2013 -1d: International Harm Reduction Conference)',
      'C14.1 Data meeting held before the harm reduction conference', '  Sat 8 June 2013 (VILNIUS-2013 -1d: International Harm Reduction Conference)',
      expect.stringMatching(/^C15 UNODC draws up/), '  Sun 9 June 2013 (VILNIUS-2013: International Harm Reduction Conference)',
      'C15.1 Work plan agreed by both sides', '  Sun 9 June 2013 (VILNIUS-2013: International Harm Reduction Conference)',
      'Last changes',
      'VILNIUS-2013.1 Abstracts added: closes Sun 14 April 2013 (end of the day in Vilnius), an estimate', '  Coordinator, Civil society side · 2013-02-22T08:00:00.000Z · from terminal',
      'VILNIUS-2013 International Harm Reduction Conference added: Sun 9 June 2013 to Wed 12 June 2013', '  Secretariat · 2013-02-21T16:30:00.000Z · from import',
    ]);
    expect(await hears(coordinator, '/event show vilnius')).toMatch(/\[Move it\] \[Add a deadline\] \[Call it off\]$/);
    expect(await hears('inpud', '/event show CND')).toMatch(/^CND56 CND, 56th session\n[^[]*$/);
  });
  test.each([
    ['/event show cnd77', 'I know no event "cnd77". Coming ones are: CND56, UNODC-CSO-2013-06, VILNIUS-2013', ['CND57 CND, 57th session with high-level review', 'CND57R CND, reconvened 57th session', 'Open the form']],
    ['/event show International AIDS Conference', '"International AIDS Conference" can mean several events. Which one?', ['AIDS2014 International AIDS Conference', 'AIDS2016 International AIDS Conference', 'Open the form']],
    ['/event show cnd57.3', 'There is no CND57.3. CND57 has no deadlines yet.', ['Open the form']],
  ])('%s names what is near', async (line, reason, ways) => {
    const refused = await bed.as('observer').hears(line);
    expect([refused.tone, read(refused).includes(reason), labels(refused)]).toEqual(['refusal', true, ways]);
  });
  test('is completed with what is to come first, and with deadlines where one could be meant', async () => {
    later({ hours: 24 * 30 });
    await hears(coordinator, '/event deadline CND57 Side events closes:-45d');
    const from = { user: { platform: 'terminal', id: 'observer' }, room: 'terminal:main' };
    expect((await bed.bot.suggest('event.move', 'event', '', from)).map(({ value }) => value).slice(0, 2)).toEqual(['unodc-cso-2013-06', 'vilnius-2013']);
    expect(await bed.bot.suggest('event.cancel', 'event', 'cnd57', from)).toEqual([
      { label: 'CND57, CND, 57th session with high-level review', value: 'cnd57' }, { label: 'CND57.1, Side events', value: 'CND57.1' }, { label: 'CND57R, CND, reconvened 57th session', value: 'cnd57r' },
    ]);
    expect(await bed.bot.suggest('event.show', 'event', '', { ...from, user: { platform: 'terminal', id: 'stranger' } })).toEqual([]);
  });
});

describe('an event', () => {
  test('is added under a name that can be typed, is announced for what it is, and can be taken back', async () => {
    const added = await bed.as(coordinator).hears('/event add Planning meeting of the group on:3 to 4 June 2014 city:Geneva kind:group-meeting source:"Call of 20 February"');
    expect(read(added)).toBe('PLANNING-MEETING-GROUP-2014 is in the calendar: Planning meeting of the group, Tue 3 June 2014 to Wed 4 June 2014. This is announced, not confirmed yet. Kind: Meeting of the group.\n[Undo] [Show it] [Add a deadline]');
    expect(await posted()).toEqual(['terminal:main Planning meeting of the group\nNew in the calendar: Tue 3 June 2014 to Wed 4 June 2014. This is announced, not confirmed yet.']);
    expect(await hears('observer', '/event show planning')).toMatch(/How certain: announced, not confirmed\nPlace: Geneva, Zurich time\nKind: Meeting of the group\nSource: Call of 20 February\n/);
    expect(await hears('unodc', '/commitment add Sum up due:planning meeting -2w')).toContain('(Tue 20 May 2014 (PLANNING-MEETING-GROUP-2014 -2w: Planning meeting of the group; the date is announced, not confirmed))');
    expect(read(await press(coordinator, added, 'Undo'))).toBe('Dates hang on PLANNING-MEETING-GROUP-2014 by now, so it can no longer be taken back. It can be corrected.');
    await hears('unodc', '/my undo');
    expect(read(await press(coordinator, added, 'Undo'))).toContain('Taken back: PLANNING-MEETING-GROUP-2014 Planning meeting of the group added: Tue 3 June 2014');
    expect(await hears('observer', '/event show planning')).toContain('I know no event "planning"');
    expect(await hears(coordinator, '/event add Planning meeting of the group on:3 to 4 June 2014')).toMatch(/^PLANNING-MEETING-GROUP-2014-2 is in the calendar/);
  });
  test.each([
    ['CND, 60th session on:13 to 17 March 2017', 'CND60 is in the calendar: CND, 60th session, Mon 13 March 2017 to Fri 17 March 2017. This is announced, not confirmed yet. Kind: CND session.'],
    ['HRI forum on:"April to May 2015"', 'HRI-FORUM is in the calendar: HRI forum, the date is not known yet; looked for: Wed 1 April 2015 to Sun 31 May 2015.'],
    ['HRI forum', 'HRI-FORUM is in the calendar: HRI forum, the date is not known yet.'],
    ['Drug users’ day on:1 November 2013 yearly:yes', 'DRUG-USERS-DAY is in the calendar: Drug users’ day, Fri 1 November 2013. Kind: Day.'],
    ['Leap talk on:29 February 2016 yearly:yes', 'LEAP-TALK is in the calendar: Leap talk, Mon 29 February 2016. Kind: Day. In years without 29 February it is kept on the 28th.'],
    ['Support day on:26 June 2010 yearly:yes', 'SUPPORT-DAY is in the calendar: Support day, Sat 26 June 2010. Kind: Day.'],
    ['Call on:5 March 15:00 to 16:30 Bangkok certainty:confirmed', 'CALL-2013 is in the calendar: Call, Tue 5 March 2013, 15:00 to 16:30 Bangkok (2013-03-05T08:00:00.000Z).'],
    ['Call on:5 March 15:00 to 16:30 certainty:confirmed', 'CALL-2013 is in the calendar: Call, 2013-03-05T14:00:00.000Z, until 16:30 Vienna.'],
    ['Call on:5 March 15:00 certainty:confirmed', 'CALL-2013 is in the calendar: Call, 2013-03-05T14:00:00.000Z.'],
    ['Board certainty:estimate on:10 December 2013 alternatives:"17 December 2013" reminders:-60d,-7d', 'BOARD-2013 is in the calendar: Board, Tue 10 December 2013. This is an estimate, not confirmed yet.'],
  ])('/event add %s', async (line, said) => expect((await hears(coordinator, `/event add ${line}`)).split('\n')[0]).toBe(said));
  test('with a line break in its title is one line, and other days and reminders of its own are kept', async () => {
    await bed.as(coordinator).invokes('event.add', { title: 'A\r\nlong\n title', on: '10 December 2013', certainty: 'estimate', alternatives: '17 December 2013 or 18 to 19 December 2013', reminders: '-60d -7d' });
    expect(await hears('observer', '/event show long title')).toMatch(/^LONG-TITLE-2013 A long title\n[^]*Or else: Tue 17 December 2013; Wed 18 December 2013 to Thu 19 December 2013\n[^]*Reminders: -60d -7d\n/);
  });
  test('is announced as an estimate where it is one, everywhere it is spoken of', async () => {
    await hears(coordinator, '/event add CND, 60th session on:13 to 17 March 2017 certainty:estimate');
    await hears('unodc', '/commitment milestone 4 Draft due:CND60 -8w');
    const deadline = await hears(coordinator, '/event deadline cnd60 Side events closes:-45d certainty:confirmed');
    for (const text of [...(await posted()), deadline, await hears('observer', '/event list'), await hears('observer', '/event show cnd60'), await hears('observer', '/commitment show 4')]) expect(text).toMatch(/an estimate/);
  });
});

test.each([
  ['observer', '/event add Forum on:1 May', 'You are here as Observer. "event add" is for: Focal point, Coordinator.'],
  ['inpud', '/event move cnd57 to:1 May 2014', 'The calendar is kept by the coordinators. Your side has one: please ask them.'],
  ['unodc', '/event cancel cnd57', 'The calendar is kept by the coordinators.'],
  ['stranger', '/event list', 'You do not hold a seat in'],
  [coordinator, '/event add Forum on:5 May 2014 to 1 May 2014', 'It would end (Thu 1 May 2014) before it starts (Mon 5 May 2014).'],
  [coordinator, '/event add Forum on:1 January 2014 to 1 June 2015', 'That would take 517 days. An event takes a year at most.'],
  [coordinator, '/event add Forum on:1 February 2013', '"1 February 2013" is Fri 1 February 2013: that day is over.'],
  [coordinator, '/event add Forum on:"30 February 2014"', 'there is no 30 February 2014; that month has 28 days'],
  [coordinator, '/event add Forum on:"1 May 2014 10:00 CET"', '"CET" can be read in more than one way. Please name a city'],
  [coordinator, '/event add Forum on:"30 March 2014 02:30"', 'does not exist in Vienna'],
  [coordinator, '/event add Forum on:"Monday 1 May 2014"', 'is not a Monday'],
  [coordinator, '/event add Forum on:"May 2014" certainty:announced', 'Forum has no date, so its date cannot be "announced".'],
  [coordinator, '/event add Forum on:1 May 2014 certainty:unknown', 'With a date it is at least an estimate.'],
  [coordinator, '/event add Forum on:1 May 2014 certainty:sure', 'I do not know "sure". It can be: confirmed, announced, estimate, unknown.'],
  [coordinator, '/event add Forum yearly:yes', 'An event that comes back each year needs its day.'],
  [coordinator, '/event add Forum on:1 May 2014 reminders:soon', 'soon'],
  [coordinator, `/event add ${'x'.repeat(1000)}`, '1000 characters; up to 150 fit'],
  [coordinator, '/event add CND, 57th session with high-level review on:13 to 21 March 2014', 'is in the calendar already, as CND57: Thu 13 March 2014 to Fri 21 March 2014.'],
  [coordinator, '/event move cnd57 to:2013-02-01', '"2013-02-01" is Fri 1 February 2013 to Sat 9 February 2013: that has begun or is over.'],
  [coordinator, '/event move cnd57 to:13 to 21 March 2014', 'is on these days already: Thu 13 March 2014 to Fri 21 March 2014.'],
  [coordinator, '/event move cnd57 to:13 March 2014', 'is on these days already'],
  [coordinator, '/event move cnd57 to:next Tue', 'is read in two ways. Which day do you mean?'],
  [coordinator, '/event move cnd57 to:hello', 'I cannot read "hello" as a date.'],
  [coordinator, '/event move cnd99 to:1 May 2014', 'I know no event "cnd99".'],
  [coordinator, '/event move International AIDS Conference to:1 May 2014', 'can mean several events'],
  [coordinator, '/event confirm cnd57', 'CND, 57th session with high-level review is confirmed already: Thu 13 March 2014 to Fri 21 March 2014.'],
  [coordinator, '/event confirm unodc-cso-2013-06', 'I need its day. For example: to:13 to 21 March 2014'],
  [coordinator, '/event deadline cnd57 Side events', 'When does "Side events" close?'],
  [coordinator, '/event deadline cnd57 closes:-45d', 'What is due before CND, 57th session with high-level review? Give the deadline a name'],
  [coordinator, '/event deadline cnd57 Report closes:22 March 2014', 'It would close on Sat 22 March 2014, after CND, 57th session with high-level review is over (Fri 21 March 2014).'],
  [coordinator, '/event deadline cnd57 Side events opens:-45d closes:-8w', 'It would open (Mon 27 January 2014) after it closes (Thu 16 January 2014).'],
  [coordinator, '/event deadline cnd57 Side events closes:2013-02-21', '"2013-02-21" is Thu 21 February 2013: that day is over.'],
  [coordinator, '/event deadline cnd57 Side events closes:today 08:30', 'that day is over'],
  [coordinator, '/event deadline cnd56 Side events closes:-45d', '"-45d" is Fri 25 January 2013: that day is over.'],
  [coordinator, '/event deadline cnd57 Side events closes:none', 'I cannot read "none" as a date.'],
  [coordinator, '/event deadline cnd57 Side events closes:-45d 12:00 CET', '"CET" can be read in more than one way.'],
  [coordinator, '/event deadline cnd57.4 closes:-45d', 'There is no CND57.4. CND57 has no deadlines yet.'],
])('%s: %s is refused with the reason, and nothing changes', async (who, line, reason) => {
  const before = await bed.store.read((tx) => stateOf(tx, group));
  const message = await bed.as(who).hears(line);
  expect(message.tone).toBe('refusal');
  expect(read(message)).toContain(reason);
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
  expect([await bed.posted(), await told()]).toEqual([[], []]);
});

test('nothing can hang on an event without a date, and on one that was called off', async () => {
  await hears(coordinator, '/event add HRI forum on:"April to May 2015"');
  expect(await hears(coordinator, '/event deadline hri-forum Abstracts closes:-8w')).toContain('HRI forum has no date yet, so nothing can hang on it.');
  expect(await hears('unodc', '/commitment add Sum up due:hri-forum -8w')).toContain('HRI forum has no date yet');
  expect(await hears(coordinator, '/event deadline hri-forum Abstracts closes:1 February 2015 18:00 Bangkok')).toContain('Added HRI-FORUM.1 Abstracts: closes Sun 1 February 2015, 18:00 Bangkok (2015-02-01T11:00:00.000Z), announced, not confirmed.');
  await hears(coordinator, '/event cancel hri-forum sure:yes');
  expect(await hears('unodc', '/commitment add Sum up due:hri-forum -8w')).toContain('HRI forum was called off, so nothing can hang on it.');
});

describe('a deadline', () => {
  test('hangs on its event, has an hour in a zone, and is changed by its name', async () => {
    const added = await bed.as(coordinator).hears('/event deadline CND57 Side events opens:-8w closes:-45d 12:00 Vienna to:"Secretariat of the Commission" paper:"Application form"');
    expect(read(added)).toBe('Added CND57.1 Side events: opens Thu 16 January 2014, closes 2014-01-27T11:00:00.000Z, an estimate.\n[Undo] [Show it]');
    expect(await posted()).toEqual(['terminal:main CND, 57th session with high-level review\nDeadline CND57.1 Side events: opens Thu 16 January 2014, closes 2014-01-27T11:00:00.000Z, an estimate.\nto Secretariat of the Commission · needed: Application form']);
    expect(await hears(coordinator, '/event deadline CND57 "Side-events" closes:-40d')).toContain('There is a deadline "Side events" already: CND57.1.');
    expect(await hears(coordinator, '/event deadline CND57.1')).toContain('CND57.1 stands like that already.');
    expect(await hears(coordinator, '/event deadline CND57.1 certainty:confirmed opens:none')).toBe('Changed CND57.1 Side events: closes 2014-01-27T11:00:00.000Z.\n[Undo] [Show it]');
    expect([await posted(), await told()]).toEqual([[], []]);
    const moved = await hears(coordinator, '/event deadline CND57.1 closes:22 January 2014 18:00');
    expect(moved).toBe('Changed CND57.1 Side events: closes 2014-01-22T17:00:00.000Z. 17 people are told in private.\n[Undo] [Show it]');
    expect(await posted()).toEqual(['terminal:main CND, 57th session with high-level review\nDeadline CND57.1 Side events has another closing date: 2014-01-27T11:00:00.000Z → 2014-01-22T17:00:00.000Z.\ncloses 2014-01-22T17:00:00.000Z']);
    expect(new Set((await told()).map(({ subject, data }) => `${subject} ${data!.from} ${data!.to}`))).toEqual(new Set(['event/cnd57/1 2014-01-27T11:00:00.000Z 2014-01-22T17:00:00.000Z']));
    expect((await told()).map(({ recipient }) => recipient)).toContain('coordinator/agency-side');
    expect((await told()).map(({ recipient }) => recipient)).not.toContain('coordinator/civil-society-side');
    expect((await hears('observer', '/event show cnd57')).match(/CND57\.1 changed\. .*/g)).toEqual([
      'CND57.1 changed. Closes: CND57 -45d, CND, 57th session with high-level review (now Mon 27 January 2014), 12:00 Vienna → 2014-01-22T17:00:00.000Z',
      'CND57.1 changed. Opens: CND57 -8w, CND, 57th session with high-level review (now Thu 16 January 2014) → –; Certainty: an estimate → confirmed',
    ]);
  });
  test('is called off after a look at it, and everyone is told', async () => {
    await hears(coordinator, '/event deadline CND57 Side events closes:-45d 12:00');
    await bed.posted();
    const asked = await bed.as(other).hears('/event cancel CND57.1 reason:"There are none this year"');
    expect(read(asked)).toBe('Call off CND57.1 Side events?\nCND57.1 Side events (closes 2014-01-27T11:00:00.000Z, an estimate) is called off. Reason: There are none this year\n17 people will be told in private, and the room once.\n[Yes, call it off] [No]');
    expect([await bed.posted(), await told()]).toEqual([[], []]);
    expect(read(await press(other, asked, 1))).toContain('CND57.1 Side events is called off. 17 people are told in private.');
    expect(await posted()).toEqual(['terminal:main CND, 57th session with high-level review\nDeadline called off: CND57.1 Side events (closes 2014-01-27T11:00:00.000Z, an estimate). Reason: There are none this year']);
    expect((await rows()).every((row) => /^event\/cnd57\/1 (focal\/[\w-]+|coordinator\/civil-society-side) 2014-01-27T11:00:00.000Z → $/.test(row))).toBe(true);
    expect(read(await press(other, asked, 1))).toBe('CND57.1 Side events was called off. Nothing was changed. Add a new deadline in its place.');
    expect(await hears('observer', '/event show cnd57')).toContain('CND57.1 Side events\n  called off on Fri 22 February 2013');
    expect(await hears(coordinator, '/event deadline CND57.1 closes:-40d')).toContain('CND57.1 Side events was called off.');
    expect(await hears(coordinator, '/event deadline CND57 Side events closes:-40d')).toContain('Added CND57.2 Side events');
  });
});

describe('moving an event', () => {
  const move = '/event move Vilnius to:16 June';
  test('shows everything that will shift, then shifts it at once: state, room, people, history', async () => {
    await hears(coordinator, '/event deadline Vilnius Abstracts closes:-8w 18:00');
    await bed.posted();
    const before = await bed.store.read((tx) => stateOf(tx, group));
    const asked = await bed.as(coordinator).hears(`${move} reason:"The hall was double-booked"`);
    expect(read(asked).split('\n')).toEqual([
      'Move International Harm Reduction Conference?',
      'Sun 9 June 2013 to Wed 12 June 2013 → Sun 16 June 2013 to Wed 19 June 2013. Reason: The hall was double-booked',
      'VILNIUS-2013.1 Abstracts', '  closes Sun 14 April 2013, 18:00 Vilnius → Sun 21 April 2013, 18:00 Vilnius',
      expect.stringMatching(/^C14 /), '  Sat 8 June 2013 → Sat 15 June 2013', expect.stringMatching(/^C14\.1 /), '  Sat 8 June 2013 → Sat 15 June 2013',
      expect.stringMatching(/^C15 /), '  Sun 9 June 2013 → Sun 16 June 2013', expect.stringMatching(/^C15\.1 /), '  Sun 9 June 2013 → Sun 16 June 2013',
      '17 people will be told in private, and the room once.', '[Yes, move it] [No]',
    ]);
    expect([await bed.store.read((tx) => stateOf(tx, group)), await bed.posted(), await told()]).toEqual([before, [], []]);

    const done = await press(coordinator, asked, 'Yes, move it');
    expect(read(done)).toBe('VILNIUS-2013 is moved: Sun 9 June 2013 to Wed 12 June 2013 → Sun 16 June 2013 to Wed 19 June 2013. 5 dates that hang on it followed. 17 people are told in private.\n[Undo] [Show it]');
    expect(await posted()).toEqual(['terminal:main International Harm Reduction Conference\nNew date: Sun 16 June 2013 to Wed 19 June 2013.\nIt was Sun 9 June 2013 to Wed 12 June 2013.\nReason: The hall was double-booked\n5 dates that hang on it follow.\n[Show it]']);
    expect(await hears('observer', '/commitment show 14')).toContain('Due: Sat 15 June 2013 (VILNIUS-2013 -1d: International Harm Reduction Conference)');
    const after = await bed.store.read((tx) => stateOf(tx, group));
    // The dates hang on the event: nothing else was written.
    expect([...after].filter(([id, value]) => JSON.stringify(value) !== JSON.stringify(before.get(id))).map(([id]) => id)).toEqual(['event vilnius-2013']);

    const planned = await told();
    expect(planned.filter(({ subject }) => subject === 'event/vilnius-2013').map(({ recipient }) => recipient).sort()).toEqual(
      ['coordinator/agency-side', ...['ahrn', 'alliance', 'anpud', 'chrc', 'ehrn', 'enpud', 'hrc', 'hri', 'idpc', 'ihrd-osf', 'inpud', 'intercambios', 'menahra', 'sahrn', 'unodc', 'youth-rise'].map((id) => `focal/${id}`)].sort(),
    );
    expect(planned.find(({ subject, recipient }) => subject === 'event/vilnius-2013' && recipient === 'focal/inpud')).toMatchObject({ kind: 'moved', date: '2013-06-16', day: '2013-02-22', until: null, due: '2013-02-22T08:00:00.000Z', state: 'planned', data: { from: '2013-06-09', to: '2013-06-16' } });
    expect((await rows()).filter((row) => /^C|inpud/.test(row))).toEqual([
      'C14 focal/unodc 2013-06-08 → 2013-06-15', 'C14.1 focal/unodc 2013-06-08 → 2013-06-15', 'C15 focal/unodc 2013-06-09 → 2013-06-16', 'C15.1 focal/unodc 2013-06-09 → 2013-06-16',
      'event/vilnius-2013 focal/inpud 2013-06-09 → 2013-06-16', 'event/vilnius-2013/1 focal/inpud 2013-04-14T15:00:00.000Z → 2013-04-21T15:00:00.000Z',
    ]);

    const moved = 'VILNIUS-2013 moved: Sun 9 June 2013 to Wed 12 June 2013 → Sun 16 June 2013 to Wed 19 June 2013';
    expect(await hears('observer', '/event show vilnius')).toContain(`Last changes\n${moved}\n  Coordinator, Civil society side · 2013-02-22T08:00:00.000Z · from terminal`);
    expect(await hears('observer', '/plan changes since:2013-02-22')).toBe(`Since Fri 22 February 2013: 1 event changed\nVILNIUS-2013 International Harm Reduction Conference\n  ${moved} · Coordinator, Civil society side · 2013-02-22T08:00:00.000Z · from terminal · and 1 change before`);
    expect((await hears('observer', '/commitment history 14')).split('\n').slice(1, 3)).toEqual([moved, '  Coordinator, Civil society side · 2013-02-22T08:00:00.000Z · from terminal']);
    expect(await hears('observer', '/commitment history 4')).not.toContain('VILNIUS');
  });
  test('a second press changes nothing', async () => {
    const asked = await bed.as(coordinator).hears(move);
    await press(coordinator, asked, 1);
    const [state, planned] = [await bed.store.read((tx) => stateOf(tx, group)), await told()];
    await bed.posted();
    const again = await press(coordinator, asked, 1);
    expect([again.tone, read(again).split('\n')[0]]).toEqual(['refusal', 'International Harm Reduction Conference is on these days already: Sun 16 June 2013 to Wed 19 June 2013. Nothing was changed.']);
    expect([await bed.store.read((tx) => stateOf(tx, group)), await told(), await bed.posted()]).toEqual([state, planned, []]);
  });
  test('a press after somebody else has moved it shows what it would shift now', async () => {
    const asked = await bed.as(coordinator).hears(move);
    const theirs = await bed.as(other).hears('/event move Vilnius to:11 June');
    await press(other, theirs, 1);
    const state = await bed.store.read((tx) => stateOf(tx, group));
    const again = await press(coordinator, asked, 1);
    expect(read(again).split('\n').slice(0, 4)).toEqual([
      'Move International Harm Reduction Conference?',
      'The calendar has changed since you were asked. Nothing was changed. This is how it stands now: Tue 11 June 2013 to Fri 14 June 2013 → Sun 16 June 2013 to Wed 19 June 2013.',
      expect.stringMatching(/^C14 /), '  Mon 10 June 2013 → Sat 15 June 2013',
    ]);
    expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(state);
    expect(read(await press(coordinator, again, 1))).toContain('VILNIUS-2013 is moved: Tue 11 June 2013 to Fri 14 June 2013 → Sun 16 June 2013 to Wed 19 June 2013.');
  });
  test('is the right of each press anew', async () => {
    const asked = await bed.as(coordinator).hears(move);
    expect(read(await press('inpud', asked, 1))).toContain('The calendar is kept by the coordinators.');
    expect(read(await press('observer', asked, 1))).toContain('You are here as Observer.');
  });
  test('is taken back like any act: the room is told, and so is everyone who was told', async () => {
    const done = await press(coordinator, await bed.as(coordinator).hears(move), 1);
    await bed.posted();
    later({ minutes: 5 });
    expect(read(await press(coordinator, done, 'Undo'))).toContain('Taken back: VILNIUS-2013 moved: Sun 9 June 2013 to Wed 12 June 2013 → Sun 16 June 2013');
    expect(await posted()).toEqual(['terminal:main Taken back: VILNIUS-2013 moved: Sun 9 June 2013 to Wed 12 June 2013 → Sun 16 June 2013 to Wed 19 June 2013']);
    expect((await rows()).filter((row) => row.startsWith('event/') || row.startsWith('C15 '))).toEqual([
      'C15 focal/unodc 2013-06-09 → 2013-06-16', 'C15 focal/unodc 2013-06-16 → 2013-06-09',
      'event/vilnius-2013 coordinator/agency-side 2013-06-09 → 2013-06-16', 'event/vilnius-2013 coordinator/agency-side 2013-06-16 → 2013-06-09',
      'event/vilnius-2013 focal/unodc 2013-06-09 → 2013-06-16', 'event/vilnius-2013 focal/unodc 2013-06-16 → 2013-06-09',
    ]);
    expect(await hears('observer', '/commitment show 15')).toContain('Due: Sun 9 June 2013 (VILNIUS-2013');
  });
  test('to no date takes the dates away that hang on it, and says why', async () => {
    await hears(coordinator, '/event move Vilnius to:unknown sure:yes');
    expect(await posted()).toEqual(['terminal:main International Harm Reduction Conference\nNew date: the date is not known yet.\nIt was Sun 9 June 2013 to Wed 12 June 2013.\n4 dates that hang on it follow.\n[Show it]']);
    expect(await hears('observer', '/commitment show 15')).toContain('Due: not known: International Harm Reduction Conference has no date yet');
    expect(await hears('observer', '/plan show')).toMatch(/\nC14 .* · no date yet \(VILNIUS-2013 has none\)\n/);
    expect(await rows()).toContain('C15 focal/unodc 2013-06-09 → ');
    const back = await bed.as(coordinator).hears('/event move Vilnius to:October 2013 sure:yes');
    expect(read(back)).toContain('VILNIUS-2013 is moved: the date is not known yet → the date is not known yet; looked for: Tue 1 October 2013 to Thu 31 October 2013.');
    const dated = read(await bed.as(coordinator).hears('/event move Vilnius to:7 to 10 October 2013'));
    expect(dated).toContain('→ Mon 7 October 2013 to Thu 10 October 2013. This is an estimate, not confirmed yet.');
    expect(dated).toMatch(/\nC15 .*\n {2}no date → Mon 7 October 2013\n/);
  });
  test('warns of deadlines that would be over, or would close after it', async () => {
    await hears(coordinator, '/event deadline Vilnius Abstracts closes:-8w');
    await hears(coordinator, '/event deadline Vilnius Registration closes:1 June 2013');
    const asked = await hears(coordinator, '/event move Vilnius to:4 April');
    expect(asked).toContain('VILNIUS-2013.1 would be over already. Please look at the date again.');
    expect(asked).toContain('VILNIUS-2013.2 has a day of its own and would then close after the event. Please look at it, too.');
  });
  test('to a day that is near is told before it; of one far away one hears at any time', async () => {
    await hears(coordinator, '/event move Vilnius to:25 February 2013 sure:yes');
    expect(new Set((await told()).filter(({ subject }) => subject.startsWith('event/')).map(({ until }) => until))).toEqual(new Set(['2013-02-24T23:00:00.000Z']));
  });
  test('a long list of shifts is paged, and each page can be carried out', async () => {
    for (let i = 0; i < 30; i++) await hears('hri', `/commitment add ${'A rather long title of a commitment '.repeat(5)} due:CND57 -8w`);
    const first = await bed.as(coordinator).hears('/event move cnd57 to:20 March 2014');
    expect(read(first).length).toBeLessThan(limits.text + 100);
    expect(labels(first)).toEqual(['Yes, move it', 'No', 'More']);
    const second = await press(coordinator, first, 'More');
    expect(read(second)).toContain('(page 2 of 3)');
    expect(read(await press(coordinator, second, 'Yes, move it'))).toContain('31 dates that hang on it followed.');
  });
  test('a focal point keeps the calendar where the side has no coordinator', async () => {
    const asked = await bed.as(coordinator).hears('/my data erase');
    await press(coordinator, asked, 'Yes, erase me');
    expect(await hears('inpud', move)).toContain('Move International Harm Reduction Conference?');
    expect(await hears('unodc', move)).toContain('The calendar is kept by the coordinators. Your side has one');
  });
});

describe('confirming an event', () => {
  test('with the days it has needs no preview', async () => {
    const done = await bed.as(coordinator).hears('/event confirm cnd57r source:"Note by the Secretariat"');
    expect(read(done)).toBe('CND, reconvened 57th session is confirmed: Thu 4 December 2014 to Fri 5 December 2014.\n[Undo] [Show it]');
    expect(await posted()).toEqual(['terminal:main CND, reconvened 57th session\nConfirmed: Thu 4 December 2014 to Fri 5 December 2014.']);
    expect(await told()).toEqual([]);
    expect(await hears('observer', '/event show cnd57r')).toMatch(/How certain: confirmed\n[^]*Source: Note by the Secretariat\n[^]*Last changes\nCND57R confirmed: Thu 4 December 2014 to Fri 5 December 2014\n/);
    expect(read(await press(coordinator, done, 'Undo'))).toContain('Taken back: CND57R confirmed');
  });
  test('that may fall on other days asks which; others than its own are shown first', async () => {
    await hears(coordinator, '/event add CND, 60th session on:13 to 17 March 2017 certainty:estimate alternatives:"20 to 24 March 2017"');
    await hears('unodc', '/commitment milestone 4 Draft due:CND60 -8w');
    await bed.posted();
    const which = await bed.as(coordinator).hears('/event confirm CND60');
    expect(read(which)).toBe('CND, 60th session may fall on several days. Which ones are final?\n[Mon 13 March 2017 to Fri 17 March 2017] [Mon 20 March 2017 to Fri 24 March 2017] [Other days]');
    const asked = await press(coordinator, which, 2);
    expect(read(asked)).toMatch(/^Confirm CND, 60th session on other days\?\nMon 13 March 2017 to Fri 17 March 2017 → Mon 20 March 2017 to Fri 24 March 2017, confirmed\.\nC4\.2 Draft\n {2}Mon 16 January 2017 → Mon 23 January 2017\n17 people will be told/);
    expect(await told()).toEqual([]);
    expect(read(await press(coordinator, asked, 'Yes, confirm it'))).toContain('CND60 is confirmed: Mon 13 March 2017 to Fri 17 March 2017 → Mon 20 March 2017 to Fri 24 March 2017. One date that hangs on it followed. 17 people are told in private.');
    expect(await posted()).toEqual(['terminal:main CND, 60th session\nConfirmed, on other days: Mon 20 March 2017 to Fri 24 March 2017.\nIt was Mon 13 March 2017 to Fri 17 March 2017.\nOne date that hangs on it follows.\n[Show it]']);
    expect(await rows()).toContain('C4.2 focal/unodc 2017-01-16 → 2017-01-23');
    const shown = await hears('observer', '/event show cnd60');
    expect(shown).toContain('How certain: confirmed');
    expect(shown).not.toContain('Or else');
    // The first answer, pressed late, would now be a move like any other.
    expect(read(await press(coordinator, which, 1))).toContain('Confirm CND, 60th session on other days?');
  });
  test('with its own days out of several confirms them at once', async () => {
    await hears(coordinator, '/event add CND, 60th session on:13 to 17 March 2017 certainty:estimate alternatives:"20 to 24 March 2017"');
    expect(read(await press(coordinator, await bed.as(coordinator).hears('/event confirm CND60'), 1))).toContain('CND, 60th session is confirmed: Mon 13 March 2017 to Fri 17 March 2017.');
    expect(await hears(coordinator, '/event confirm CND60')).toContain('CND, 60th session is confirmed already');
  });
  test('of each year, and of a deadline', async () => {
    await hears(coordinator, '/event add Remembrance day on:21 July 2013 yearly:yes certainty:estimate');
    expect(await hears(coordinator, '/event confirm remembrance')).toContain('Remembrance day is confirmed: Sun 21 July 2013.');
    expect(await hears(coordinator, '/event confirm remembrance')).toContain('is confirmed already');
    await hears(coordinator, '/event deadline CND57 Side events closes:-45d');
    expect(await hears(coordinator, '/event confirm CND57.1')).toBe('CND57.1 Side events is confirmed.\n[Undo] [Show it]');
    expect(await hears(coordinator, '/event confirm CND57.1')).toContain('CND57.1 Side events is confirmed already.');
    expect(await hears('observer', '/event show cnd57')).toContain('CND57.1 Side events\n  closes Mon 27 January 2014\n');
  });
});

describe('calling an event off', () => {
  test('shows what loses its date; then that has none and says why; it can be added anew', async () => {
    const asked = await bed.as(coordinator).hears('/event cancel Vilnius reason:"No money"');
    expect(read(asked)).toMatch(/^Call off International Harm Reduction Conference\?\nInternational Harm Reduction Conference \(Sun 9 June 2013 to Wed 12 June 2013\) is called off\. What hangs on it has no date then\. Reason: No money\nC14 .*\n {2}Sat 8 June 2013 → no date\n/);
    expect(read(await press(coordinator, asked, 'Yes, call it off'))).toContain('VILNIUS-2013 is called off: International Harm Reduction Conference. 4 dates that hung on it are gone. 2 people are told in private.');
    expect(await posted()).toEqual(['terminal:main International Harm Reduction Conference\nCalled off. It was planned for Sun 9 June 2013 to Wed 12 June 2013.\nReason: No money\n4 dates that hung on it are gone.\n[Show it]']);
    expect(await rows()).toEqual([
      'C14 focal/unodc 2013-06-08 → ', 'C14.1 focal/unodc 2013-06-08 → ', 'C15 focal/unodc 2013-06-09 → ', 'C15.1 focal/unodc 2013-06-09 → ',
      'event/vilnius-2013 coordinator/agency-side 2013-06-09 → ', 'event/vilnius-2013 focal/unodc 2013-06-09 → ',
    ]);
    expect((await told())[0]!.date).toBe('2013-02-22');
    expect(await hears('observer', '/commitment show 15')).toContain('Due: no date: it hung on International Harm Reduction Conference, which was called off');
    expect(await hears('observer', '/plan show')).toMatch(/\nC15 .* · no date \(VILNIUS-2013 was called off\)\n/);
    expect(await hears('observer', '/event list')).toContain('VILNIUS-2013 International Harm Reduction Conference\n  called off on Fri 22 February 2013');
    expect(await hears('observer', '/commitment history 15')).toContain('\nVILNIUS-2013 called off\n');
    const again = await press(coordinator, asked, 1);
    expect([again.tone, read(again)]).toEqual(['refusal', 'International Harm Reduction Conference was called off on Fri 22 February 2013. Nothing was changed. It can be added anew.\n[Add it anew]']);
    for (const line of ['/event move Vilnius to:1 July', '/event confirm Vilnius', '/event deadline Vilnius Abstracts closes:-8w']) expect(await hears(coordinator, line)).toBe(read(again));
    expect(await bed.as(coordinator).presses(again, 'Add it anew')).toMatchObject({ ask: { command: 'event.add', given: { title: 'International Harm Reduction Conference', kind: 'conference', city: 'Vilnius' } } });
  });
  test('takes its deadlines with it, and can be taken back', async () => {
    await hears(coordinator, '/event deadline CND57 Speaker list closes:20 February 2014');
    const done = await press(coordinator, await bed.as(coordinator).hears('/event cancel CND57'), 1);
    expect(read(done)).toContain('2 dates that hung on it are gone.');
    expect(await hears('unodc', '/commitment add Sum up due:CND -2w')).toContain('Proposed as C16: Sum up (Mon 25 February 2013 (CND56 -2w');
    expect(read(await press(coordinator, done, 'Undo'))).toContain('Taken back: CND57 called off');
    expect(await hears('observer', '/event list')).toContain('CND57.1 Speaker list: closes Thu 20 February 2014');
  });
});

describe('importing a calendar', () => {
  const file = { name: 'calendar-2027.json', text: readFileSync(new URL('../../sample/calendar-2027.json', import.meta.url), 'utf8') };
  const brings = async (who: string, given = file) => say(await bed.as(who).invokes('group.import', { file: given }));
  test('adds what is not there to the group one is in, once', async () => {
    later({ hours: 24 * 5020 }); // November 2026
    const answer = await brings(coordinator);
    expect(read(answer)).toBe('Added to the calendar of UNODC and civil society group on drug use and HIV: 15 events, 4 deadlines. All else was left as it is.\n[The calendar]');
    const state = await bed.store.read((tx) => stateOf(tx, group));
    expect(read(await brings(other))).toContain('All of it is in the calendar of UNODC and civil society group on drug use and HIV already. Nothing was changed.');
    expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(state);
    expect(await hears('observer', '/plan changes since:1 week ago')).toMatch(/no changes\n15 events entered from a file\n/);
    expect(await hears('observer', '/event list')).toContain('CND70 CND, 70th session\n  Mon 8 March 2027 to Fri 12 March 2027 · Vienna · in 107 days · an estimate · CND70.1 Side-event applications: opens Mon 11 January 2027, closes Fri 22 January 2027, an estimate · CND70.2');
  });
  test('never overwrites what the group has made of its dates since, and finds its deadlines by their titles', async () => {
    later({ hours: 24 * 5020 });
    await hears(coordinator, '/event add CND, 70th session on:15 to 19 March 2027');
    await hears(coordinator, '/event deadline CND70 Hotel list closes:-60d');
    expect(read(await brings(coordinator))).toMatch(/14 events, 4 deadlines\. All else was left as it is\.\n\[The calendar\]\nThese stand differently in the file and were left as they are here: event cnd70\.$/);
    const shown = await hears('observer', '/event show cnd70');
    expect(shown).toContain('Date: Mon 15 March 2027 to Fri 19 March 2027');
    expect(shown.match(/^CND70\.\d .*$/gm)!.slice(0, 5)).toEqual(['CND70.1 Hotel list', 'CND70.2 Side-event applications', 'CND70.3 VNGOC call for NGO speakers', 'CND70.4 Hybrid links and co-sponsor list due', 'CND70.5 NGO accreditation letter, latest']);
    await hears(coordinator, '/event deadline CND70.2 closes:-40d');
    expect(read(await brings(coordinator))).toMatch(/^Nothing was added to the calendar of .*\n\[The calendar\]\n.*: event cnd70, deadline cnd70\.2\.$/);
  });
  test('names the faults of the file with their places, and is for coordinators', async () => {
    const data = JSON.parse(file.text);
    data.events[2].end = '2027-03-07';
    data.events[5].of = 'nowhere';
    expect(read(await brings(coordinator, { ...file, text: JSON.stringify(data) }))).toBe('calendar-2027.json: 1 thing is wrong\nevents[2] (cal-cnd70).end is before its start, 2027-03-08\nNothing was imported. Please mend the file and send it again.');
    data.events[2].end = '2027-03-12';
    expect(read(await brings(coordinator, { ...file, text: JSON.stringify(data) }))).toContain('events[5] (cal-speaker).of "nowhere" is no event with a date of this file or of the group');
    expect(read(await brings('inpud'))).toContain('Only a coordinator, or whoever runs this place, can import a group.');
  });
});

test('a day of each year moves from its next time on', async () => {
  await hears(coordinator, '/event add Support day on:26 June 2010 yearly:yes');
  expect(await hears(coordinator, '/event move support to:26 June 2013')).toContain('Support day is on these days already: Wed 26 June 2013.');
  expect(await hears(coordinator, '/event move support to:27 June 2013')).toMatch(/^Move Support day\?\nWed 26 June 2013 → Thu 27 June 2013\.\nNo other date changes with it\.\nOne person will be told in private, and the room once\.\n/);
  await hears(coordinator, '/event move support to:27 June 2013 sure:yes');
  expect(await rows()).toEqual(['event/support-day coordinator/agency-side 2013-06-26 → 2013-06-27']);
  later({ hours: 24 * 200 });
  expect(await hears('observer', '/event list')).toContain('SUPPORT-DAY Support day\n  Fri 27 June 2014 · in 290 days');
});

describe('the way people say it', () => {
  test.each([['-1w', '2013-12-05'], ['one week earlier', '2013-12-05'], ['+2d', '2013-12-14'], ['2 weeks later', '2013-12-26']])('an event is moved by "%s"', async (typed, starts) => {
    await hears(coordinator, `/event move CND56R to:"${typed}" sure:yes`);
    expect((await bed.store.read((tx) => stateOf(tx, group))).get('event cnd56r')).toMatchObject({ starts });
  });
  test('days are joined by a word, and a date in a title is asked to stand by itself, in a line that works', async () => {
    expect(await hears(coordinator, '/event add "Group meeting" on:"5 and 6 November 2013" city:Nairobi')).toContain('Tue 5 November 2013 to Wed 6 November 2013');
    const asked = await hears(coordinator, '/event add Kampala meeting on 3 May 2013');
    expect(asked).toContain('I see a date in it (3 May 2013)');
    expect(await hears(coordinator, /\/event add ".*" on:.*$/m.exec(asked)![0])).toMatch(/Kampala meeting.*Fri 3 May 2013/);
    expect(await hears(coordinator, '/event add "World AIDS Day 2013"')).toContain('is in the calendar');
  });
  test('a new day of a deadline keeps its hour, unless another is said', async () => {
    await hears(coordinator, '/event deadline CND57 "Side events" closes:"-45d 12:00 Vienna"');
    expect(await hears(coordinator, '/event deadline CND57.1 closes:-40d')).toContain('2014-02-01T11:00:00.000Z');
    expect(await hears(coordinator, '/event deadline CND57.1 closes:"-41d 18:00 Vienna"')).toContain('2014-01-31T17:00:00.000Z');
  });
  test('what is known by its month has no day on which anything could hang', async () => {
    expect(await hears('unodc', '/commitment amend 3 due:UNODC-CSO-2013-06 -2w')).toContain('has no date yet, so nothing can hang on it');
    expect(await hears(coordinator, '/event deadline UNODC-CSO-2013-06 Papers closes:-30d')).toContain('has no date yet');
  });
});
