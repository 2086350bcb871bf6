import { expect, test } from 'vitest';
import { fieldsOf } from '#core/field.ts';
import { newId } from '#core/id.ts';
import { commands } from '#commands/index.ts';
import { mainRoom, platform } from '#adapters/terminal/rooms.ts';
import { bed, conversations } from '#tests/support/conversation.ts';
import { meets } from '#tests/support/sitting.ts';

conversations();

/** Three times that people are asked about. */
const poll = { starts: null, slots: ['2013-03-12T15:00', '2013-03-14T10:00', '2013-03-15T06:00'], closes: '2013-03-08T11:00:00.000Z' };

const from = (who: string) => ({ user: { platform, id: who }, room: mainRoom });
/** What is offered for a text: label and value. */
const offers = async (command: string, field: string, typed: string, who = 'coordinator civil-society-side') => (await bed.bot.suggest(command, field, typed, from(who))).map(({ label, value }) => [label, value]);
const labels = async (command: string, field: string, typed: string, who?: string) => (await offers(command, field, typed, who)).map(([label]) => label);

test.each([
  ['commitment.add', 'due', '6 March 2014', [['Thu 6 March 2014', '6 March 2014']]],
  ['commitment.add', 'due', 'none', [['no date', 'none']]],
  ['commitment.add', 'due', 'June 2015', [['by the end of June 2015 (a horizon, not a deadline)', 'June 2015']]],
  ['commitment.add', 'due', 'CND56R -2w', [['Thu 28 November 2013 · CND56R -2w, an estimate, CND, reconvened 56th session', 'CND56R -2w']]],
  // Both readings of what can be read in two ways; an hour where only days are kept is left out.
  ['commitment.add', 'due', '03/04', [['Wed 3 April 2013', '2013-04-03'], ['Mon 4 March 2013', '2013-03-04']]],
  ['commitment.amend', 'due', '6 March 2014 15:00', [['Thu 6 March 2014', '2014-03-06']]],
  ['event.deadline', 'closes', '6 March 2014 15:00', [['Thu 6 March 2014, 15:00 Vienna', '6 March 2014 15:00 Vienna']]],
  ['event.deadline', 'closes', 'CND56R -2w 12:00', [['CND56R -2w, an estimate, CND, reconvened 56th session · Thu 28 November 2013, 12:00 Vienna', 'CND56R -2w 12:00 Vienna']]],
  // An hour that the clock shows twice is two instants.
  ['event.deadline', 'closes', '27 October 2013 02:30', [['Sun 27 October 2013, 02:30 Vienna (UTC+02:00)', '2013-10-27 02:30 first Vienna'], ['Sun 27 October 2013, 02:30 Vienna (UTC+01:00)', '2013-10-27 02:30 second Vienna']]],
  ['reminder.snooze', 'until', 'in 1 week', [['Fri 1 March 2013', 'in 1 week']]],
  ['my.away', 'from', '1 June', [['Sat 1 June 2013', '1 June']]],
  ['plan.changes', 'since', '1 February', [['Fri 1 February 2013', '1 February']]],
  ['event.add', 'on', '13 to 21 March 2014', [['Thu 13 March 2014 to Fri 21 March 2014', '13 to 21 March 2014']]],
  ['event.add', 'on', '6 March 2014 15:00 to 17:00', [['Thu 6 March 2014, 15:00 – 17:00 Vienna', '6 March 2014 15:00 to 17:00 Vienna']]],
])('%s %s: %s', async (command, field, typed, expected) => expect(await offers(command, field, typed)).toEqual(expected));

test('an hour is shown on one’s own clock too, with the day where that is another', async () => {
  expect(await labels('event.deadline', 'closes', '6 March 2014 15:00', 'anpud')).toEqual(['Thu 6 March 2014, 15:00 Vienna · 21:00 Bangkok (your time)']);
  expect(await labels('event.deadline', 'closes', '6 March 2014 23:00', 'anpud')).toEqual(['Thu 6 March 2014, 23:00 Vienna · Fri 7 March 2014, 05:00 Bangkok (your time)']);
  expect((await labels('event.deadline', 'closes', '31 December 2014 23:59 Los Angeles', 'anpud')).map((label) => label!.length <= 100)).toEqual([true]);
});

test('nothing is made up for what is no date, nor for somebody without a seat', async () => {
  for (const typed of ['', 'sometime', '31 February 2014', 'CET', '6 March 2012', 'x'.repeat(300)]) {
    expect((await offers('commitment.add', 'due', typed)).filter(([, value]) => !/^[a-z0-9-]+$/.test(value!))).toEqual([]);
  }
  expect(await offers('commitment.add', 'due', 'sometime')).toEqual([]);
  expect(await offers('commitment.add', 'due', '6 March 2014', 'stranger')).toEqual([]);
});

test('events stand behind what the text means, and only where they can be given', async () => {
  const [first, second] = await offers('commitment.add', 'due', 'cnd');
  expect(first![0]).toMatch(/^Mon 11 March 2013 · CND56, /);
  expect(second![1]).toMatch(/^cnd56/);
  expect((await offers('commitment.add', 'due', '')).length).toBeGreaterThan(3);
  expect((await offers('reminder.snooze', 'until', '')).length).toBe(0);
});

test('where one of the times of a poll is to be given, these are offered, on the own clock too, and nothing else', async () => {
  expect(await offers('meeting.answer', 'slot', '12 March')).toEqual([]);
  await meets(bed, { ...poll, number: 3 });
  expect(await offers('meeting.answer', 'slot', '', 'anpud')).toEqual([
    ['M3 1: Tue 12 March 2013, 15:00 Vienna · 21:00 Bangkok (your time)', '2013-03-12T15:00'],
    ['M3 2: Thu 14 March 2013, 10:00 Vienna · 16:00 Bangkok (your time)', '2013-03-14T10:00'],
    ['M3 3: Fri 15 March 2013, 06:00 Vienna · 12:00 Bangkok (your time)', '2013-03-15T06:00'],
  ]);
  expect(await offers('meeting.choose', 'slot', '14 march')).toEqual([['M3 2: Thu 14 March 2013, 10:00 Vienna', '2013-03-14T10:00']]);
  expect(await offers('meeting.choose', 'slot', '13 March')).toEqual([]);
  expect(await offers('meeting.choose', 'slot', '', 'stranger')).toEqual([]);
});

const fields = commands.flatMap((command) => fieldsOf(command.input).filter(({ name, kind }) => kind === 'when' || Object.hasOwn(command.dates ?? {}, name)).map((field) => [command.name, field.name, command] as const));

test.each(fields)('%s %s: all that is offered can be read by the command', async (name, field, command) => {
  expect(command.dates).toHaveProperty([field]);
  if (field === 'slot') await meets(bed, poll);
  const texts = [
    '', 'cnd', 'CND', 'cnd5', 'CND -8w', 'CND57', 'vilnius', '2 weeks after Vilnius', '1 June', '6 Mar 2014 15:00', 'Tue', 'Tue 10am', 'next Tue', 'Fri', 'tomorrow', 'in 2 weeks', '15:00', '03/04', '12 am', 'midnight',
    '27 October 2013 02:30', '31 March 2013 02:30', 'Fri 6 March 2014', '2013', 'June 2014', 'none', 'yesterday', '1 February', '1 Jan 2013 09:00', '13 to 21 March 2014', '3 March 15:00 to 17:00 Vienna', '6 March 10:00 EST', '6 March 10:00 Bangkok',
    'e', 'day', 'world', '29 February 2016 24:00',
  ];
  const rest: Record<string, Record<string, unknown>> = {
    'commitment.add': { title: 'Something' }, 'commitment.amend': { commitment: '4' }, 'commitment.milestone': { commitment: '4', title: 'Step' },
    'event.deadline': { event: 'cnd57', title: 'Papers', ...(field === 'opens' && { closes: '1 January 2100' }) }, 'event.add': { title: 'Meeting' }, 'event.move': { event: 'cnd57' }, 'event.confirm': { event: 'cnd57' },
    'meeting.answer': { meeting: 'M1', fit: 'yes' }, 'meeting.choose': { meeting: 'M1', sure: 'yes' },
    'reminder.snooze': { subject: 'C4' }, 'my.reminders': { turn: 'pause' }, 'my.away': field === 'to' ? { from: '22 February 2013' } : { to: '1 January 2014' },
  };
  const who = ['commitment.add', 'commitment.amend', 'commitment.milestone', 'reminder.snooze'].includes(name) ? 'unodc' : 'coordinator civil-society-side';
  // What another field or the event itself has against a date that was read.
  const fine = ['error.event.sameDays', 'error.event.confirmed', 'error.away.last', 'error.away.long', 'error.amend.nothing', 'error.event.closesLate', 'error.event.opensLate'];
  const refused: unknown[] = [];
  let offered = 0;
  for (const typed of texts) {
    for (const { label, value } of await bed.bot.suggest(name, field, typed, from(who))) {
      offered++;
      expect([label.length <= 100, value.length <= 100]).toEqual([true, true]);
      const outcome = await bed.bot.invoke({ ...from(who), id: newId(bed.now), command: name, given: { ...rest[name], [field]: value }, via: 'line' });
      const error = 'error' in outcome ? outcome.error : undefined;
      if (error?.field === field && !fine.includes(error.key)) refused.push([typed, value, label, error.key]);
      if ('say' in outcome && outcome.say.tone === 'done') await bed.bot.invoke({ ...from(who), id: newId(bed.now), command: 'my.undo', given: {}, via: 'line' });
    }
  }
  expect(refused).toEqual([]);
  expect(offered).toBeGreaterThan(5);
});
