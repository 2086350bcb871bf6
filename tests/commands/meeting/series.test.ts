import { describe, expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { calendarOf } from '#bot/calendar.ts';
import { directory } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { thing } from '#tests/support/things.ts';
import { save } from '#db/save.ts';
import { newId } from '#core/id.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';
import { answersIn, meetsWeekly } from '#tests/support/sitting.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (message: Message, label: string | number, who = chair) => say(await bed.as(who).presses(message, label));
const asks = (line: string) => bed.as(chair).hears(line);
const does = async (line: string) => {
  const asked = await asks(line);
  expect({ line, tone: asked.tone, said: read(asked) }).not.toMatchObject({ tone: 'refusal' });
  return press(asked, 1);
};
const refused = async (line: string) => {
  const answer = await asks(line);
  expect({ line, tone: answer.tone, said: read(answer) }).toMatchObject({ tone: 'refusal' });
  return read(answer);
};
const undone = async (answer: Message) => read(await press(answer, 'Undo'));

const six = { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=6' };
const kept = async () => (await bed.store.read((tx) => listMeetings(tx, group)))[0]!;
async function sittings() {
  const { meeting, occurrences } = await kept();
  return sittingsOf(meeting, occurrences, (await bed.store.read((tx) => directory(tx, group)))!.events);
}
/** When those that stand begin, on the clock of Vienna: `03-06T15:00`. */
const standing = async () => (await sittings()).filter(({ state }) => state === 'on').map(({ local }) => local.slice(5));
const links = async () => (await bed.store.read((tx) => tx.selectFrom('dialin').select('slot').execute())).map(({ slot }) => slot);

/** What two readers find in a member's calendar: what the program has, each once. */
async function calendarHolds(): Promise<void> {
  const { events } = (await bed.store.read((tx) => directory(tx, group)))!;
  const found = await kept();
  const all = await sittings();
  const out = calendarOf({ group: { id: 'vngoc', name: 'Group', zone: 'Europe/Vienna' }, meetings: [{ ...found, sittings: all }], events, view: 'private', reader: { zone: 'Asia/Bangkok', lang: 'en' }, now: bed.now });
  expect(icsFaults(out)).toEqual([]);
  const on = all.filter(({ state }) => state === 'on').map(({ at, ends }) => [at, ends]);
  for (const readBy of [readByIcal, readByTsIcs]) expect(readBy(out).filter(({ status }) => status === 'CONFIRMED').map(({ at, ends }) => [at, ends])).toEqual(on);
}

describe('a series that was moved, and is taken back', () => {
  test('answers and links go back to the sittings they were given for, where one before had been left out', async () => {
    await meetsWeekly(bed, six);
    await does('/meeting cancel M1 on:"27 February"');
    await hears('inpud', '/meeting rsvp M1 apologies on:"13 March"');
    await hears('inpud', '/meeting rsvp M1 attend on:"20 March"');
    await hears(chair, '/meeting join M1 on:"13 March" link:https://example.org/x');
    expect(await links()).toEqual(['2013-03-13T15:00']);
    await does('/meeting move M1 to:"7 March 15:00" on:"6 March" all:yes');
    expect(await answersIn(bed)).toEqual([['2013-03-14T15:00', 'inpud', 'apologies', null], ['2013-03-21T15:00', 'inpud', 'attend', null]]);
    expect(await hears(chair, '/my undo')).toContain('Taken back');
    expect(await answersIn(bed)).toEqual([['2013-03-13T15:00', 'inpud', 'apologies', null], ['2013-03-20T15:00', 'inpud', 'attend', null]]);
    expect(await links()).toEqual(['2013-03-13T15:00']);
  });

  test('what was answered to one that falls away with the move does not go to another, and comes back', async () => {
    await bed.store.tx((tx) => save(tx, { group, at: bed.now, act: 'event.add', call: newId(bed.now), seat: null, door: 'test' }, 'event', null, thing.event({ id: 'talks', title: 'Talks', starts: '2013-03-20', ends: '2013-03-21' })));
    await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'event', event: 'talks', days: 0 } });
    await hears('inpud', '/meeting rsvp M1 attend on:"13 March"');
    await hears('inpud', '/meeting rsvp M1 apologies on:"20 March"');
    const moved = await does('/meeting move M1 to:"6 March 15:00" on:"27 February" all:yes');
    expect([await standing(), await answersIn(bed)]).toEqual([['03-06T15:00', '03-13T15:00', '03-20T15:00'], [['2013-03-20T15:00', 'inpud', 'attend', null]]]);
    expect(await undone(moved)).toContain('Taken back');
    expect(await answersIn(bed)).toEqual([['2013-03-13T15:00', 'inpud', 'attend', null], ['2013-03-20T15:00', 'inpud', 'apologies', null]]);
  });

  test('is not, once one of it was moved: that would make one more', async () => {
    await meetsWeekly(bed, six);
    const first = await does('/meeting move M1 to:16:00 all:yes');
    await does('/meeting move M1 to:"14 March 16:00" on:"13 March"');
    const before = await standing();
    expect(await undone(first)).toContain('Something was done about M1 since');
    expect(await standing()).toEqual(before);
    expect(before).toHaveLength(6);
  });

  test('is, although somebody answered since', async () => {
    await meetsWeekly(bed, six);
    const first = await does('/meeting move M1 to:16:00 all:yes');
    await hears('inpud', '/meeting rsvp M1 apologies on:"13 March"');
    expect(await undone(first)).toContain('Taken back');
    expect(await answersIn(bed)).toEqual([['2013-03-13T15:00', 'inpud', 'apologies', null]]);
  });
});

describe('two of a series never begin at once', () => {
  test('by another end', async () => {
    await meetsWeekly(bed);
    await does('/meeting move M1 to:"27 March 15:00" on:"20 March"');
    expect(await refused('/meeting end M1 until:"10 April"')).toContain('Another one of M1 begins when a new one would: 2013-03-27T14:00:00.000Z. Please move that one first')
    expect(await standing()).toHaveLength(4);
    await does('/meeting move M1 to:"26 March 15:00" on:"27 March"');
    await does('/meeting end M1 until:"10 April"');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-26T15:00', '03-27T15:00', '04-03T15:00', '04-10T15:00']);
  });
  test.each([
    ['/meeting cancel M1 on:"6 March"', '/meeting move M1 to:"6 March 15:00" on:"13 March"'],
    ['/meeting move M1 to:"7 March 15:00" on:"6 March"', '/meeting move M1 to:"6 March 15:00" on:"13 March"'],
    ['/meeting end M1 until:"21 March"', '/meeting add M1 on:"27 March 15:00"'],
  ])('by taking back: %s, then %s', async (first, second) => {
    await meetsWeekly(bed, six);
    const answer = await does(first);
    await does(second);
    const before = await standing();
    if (second.includes('add')) {
      // One that is added and of the rule is one.
      expect(await undone(answer)).toContain('Taken back');
      expect(await standing()).toHaveLength(6);
    } else {
      expect(await undone(answer)).toContain('two of M1 would begin at once: 2013-03-06T14:00:00.000Z');
      expect(await standing()).toEqual(before);
    }
    await calendarHolds();
  });
  test('by taking back an end, where one stands now that was moved there', async () => {
    await meetsWeekly(bed, six);
    const answer = await does('/meeting end M1 until:"21 March"');
    await does('/meeting move M1 to:"27 March 15:00" on:"20 March"');
    expect(await undone(answer)).toContain('two of M1 would begin at once: 2013-03-27T14:00:00.000Z');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-27T15:00']);
  });
  test('by an event with which it ends: what would come in there is left out, and the preview says so', async () => {
    await bed.store.tx((tx) => save(tx, { group, at: bed.now, act: 'event.add', call: newId(bed.now), seat: null, door: 'test' }, 'event', null, thing.event({ id: 'talks', title: 'Talks', starts: '2013-03-20', ends: '2013-03-21' })));
    await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'event', event: 'talks', days: 0 } });
    await does('/meeting move M1 to:"27 March 15:00" on:"20 March"');
    await does('/meeting add M1 on:"3 April 15:00"');
    await hears('inpud', '/meeting rsvp M1 attend on:"27 March"');
    const asked = await asks('/event move talks to:"10 April 2013 to 11 April 2013"');
    expect(read(asked)).toContain('1 meeting more; the last one is then 2013-04-10T13:00:00.000Z. A new one would begin when another one does, and is left out: 2013-03-27T14:00:00.000Z');
    const answer = await press(asked, 1);
    const all = ['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-27T15:00', '04-03T15:00', '04-10T15:00'];
    expect(await standing()).toEqual(all);
    await calendarHolds();
    expect(await undone(answer)).toContain('Taken back');
    expect(await standing()).toEqual(all.slice(0, 5));
    await calendarHolds();
    expect(await answersIn(bed)).toEqual([['2013-03-20T15:00', 'inpud', 'attend', null]]);
  });
  test('by an event: what was moved and stands beyond the end stays when it is moved back to its own time', async () => {
    await bed.store.tx((tx) => save(tx, { group, at: bed.now, act: 'event.add', call: newId(bed.now), seat: null, door: 'test' }, 'event', null, thing.event({ id: 'talks', title: 'Talks', starts: '2013-03-20', ends: '2013-03-21' })));
    await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'event', event: 'talks', days: 0 } });
    await does('/meeting cancel M1 on:"13 March"');
    await does('/meeting add M1 on:"13 March"');
    await does('/meeting move M1 to:"19 March 15:00" on:"20 March"');
    const answer = await does('/event move talks to:"7 March 2013 to 8 March 2013"');
    // One that was put back goes with the others.
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-19T15:00']);
    await does('/meeting move M1 to:"20 March 15:00" on:"19 March"');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-20T15:00']);
    await calendarHolds();
    await undone(answer);
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-20T15:00']);
    await calendarHolds();
  });
  test('where they do already, each can be moved away', async () => {
    await meetsWeekly(bed, six);
    await bed.store.tx((tx) => save(tx, { group, at: bed.now, act: 'meeting.move', call: newId(bed.now), seat: null, door: 'test' }, 'occurrence', null, thing.occurrence({ slot: '2013-03-20T15:00', starts: '2013-03-27T15:00', sequence: 1 })));
    await does('/meeting move M1 to:16:00 on:"6 March"');
    await does('/meeting move M1 to:"28 March 15:00" on:"2013-03-27T15:00"');
    await does('/meeting end M1 until:"10 April"');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T16:00', '03-13T15:00', '03-27T15:00', '03-28T15:00', '04-03T15:00', '04-10T15:00']);
  });
});

describe('one that was added beyond the end', () => {
  test('is one when the series reaches it, keeps its name in calendars, and stays when the end comes back', async () => {
    await meetsWeekly(bed);
    await does('/meeting add M1 on:"27 March 15:00"');
    await hears('inpud', '/meeting rsvp M1 attend on:"27 March"');
    await does('/meeting end M1 until:"10 April"');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-20T15:00', '03-27T15:00', '04-03T15:00', '04-10T15:00']);
    await calendarHolds();
    await does('/meeting move M1 to:"Thu 15:00" on:"27 March" all:yes');
    expect(await standing()).toEqual(['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-20T15:00', '03-28T15:00', '04-04T15:00', '04-11T15:00']);
    expect(await answersIn(bed)).toEqual([['2013-03-28T15:00', 'inpud', 'attend', null]]);
    await calendarHolds();
  });
  test('that falls away is said beside what comes in, and what comes in has an hour that exists', async () => {
    await meetsWeekly(bed, { starts: '2013-02-24T02:30', rule: 'FREQ=WEEKLY;BYDAY=SU', until: { by: 'day', on: '2013-03-24' } });
    expect(await refused('/meeting end M1 until:"28 April"')).toContain('On Sun 31 March 2013 there is no 02:30 in Vienna');
    await does('/meeting add M1 on:"30 June 02:30"');
    expect(await refused('/meeting end M1 until:"28 April"')).toContain('On Sun 31 March 2013 there is no 02:30 in Vienna');
  });
  test('and falls away is told apart from what comes in', async () => {
    await meetsWeekly(bed);
    await does('/meeting add M1 on:"26 June 15:00"');
    const asked = read(await asks('/meeting end M1 until:"24 April"'));
    expect(asked).toContain('5 meetings come in.');
    expect(asked).toContain('One meeting falls away.');
  });
});

describe('all of a series', () => {
  test('is moved from the next one on that its rule gives, also where another was moved before that', async () => {
    await meetsWeekly(bed, six);
    await does('/meeting move M1 to:"5 March 15:00" on:"20 March"');
    bed.now = Temporal.Instant.from('2013-03-01T08:00:00Z');
    await does('/meeting move M1 to:16:00 all:yes');
    expect(await standing()).toEqual(['02-27T15:00', '03-05T15:00', '03-06T16:00', '03-13T16:00', '03-27T16:00', '04-03T16:00']);
  });
  test('keeps the time of the next one where that has one of its own', async () => {
    await meetsWeekly(bed, six);
    await does('/meeting move M1 to:"28 February 10:00" on:"27 February"');
    bed.now = Temporal.Instant.from('2013-02-27T15:00:00Z');
    await does('/meeting move M1 to:16:00 all:yes');
    expect(await standing()).toEqual(['02-28T10:00', '03-06T16:00', '03-13T16:00', '03-20T16:00', '03-27T16:00', '04-03T16:00']);
  });
  test('is not moved onto one of those before: its time is named, not the one it had', async () => {
    await meetsWeekly(bed, six);
    await does('/meeting move M1 to:"14 March 15:00" on:"27 February"');
    expect(await refused('/meeting move M1 to:Thu on:"13 March" all:yes')).toContain('Another one of this series begins then: 2013-03-14T14:00:00.000Z');
  });
  test('is not moved to where one before it is known that was moved itself', async () => {
    await meetsWeekly(bed, six);
    await does('/meeting move M1 to:"28 February 15:00" on:"27 February"');
    expect(await refused('/meeting move M1 to:"27 February 15:00" on:"6 March" all:yes')).toContain('Wed 27 February 2013, 15:00 is in the series already and was moved to Thu 28 February 2013, 15:00');
  });
  test('is moved to where one before it was left out, which is another one: nothing that was answered to that is taken for it', async () => {
    await meetsWeekly(bed, six);
    await hears('inpud', '/meeting rsvp M1 apologies on:"27 February"');
    await hears('inpud', '/meeting rsvp M1 attend on:"13 March"');
    await does('/meeting cancel M1 on:"27 February"');
    const answer = await does('/meeting move M1 to:"27 February 15:00" on:"6 March" all:yes');
    expect([await standing(), await answersIn(bed)]).toEqual([['02-27T15:00', '03-06T15:00', '03-13T15:00', '03-20T15:00', '03-27T15:00'], [['2013-03-06T15:00', 'inpud', 'attend', null]]]);
    await undone(answer);
    expect([await standing(), await answersIn(bed)]).toEqual([['03-06T15:00', '03-13T15:00', '03-20T15:00', '03-27T15:00', '04-03T15:00'], [['2013-02-27T15:00', 'inpud', 'apologies', null], ['2013-03-13T15:00', 'inpud', 'attend', null]]]);
  });
});

test('a move is not taken back to a time that has passed', async () => {
  await meetsWeekly(bed, { starts: '2013-02-22T09:05', rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=4' });
  const one = await does('/meeting move M1 to:"25 February 09:05" on:"22 February"');
  later({ minutes: 6 });
  expect(await undone(one)).toContain('Taken back, M1 would begin at 2013-02-22T08:05:00.000Z, and that is over');
  expect((await standing())[0]).toBe('02-25T09:05');
});
test('nor a whole series, of which one would have passed', async () => {
  await meetsWeekly(bed, { starts: '2013-02-22T09:05', rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=4' });
  const all = await does('/meeting move M1 to:"25 February 09:05" all:yes');
  later({ minutes: 6 });
  expect(await undone(all)).toContain('Taken back, M1 would begin at 2013-02-22T08:05:00.000Z, and that is over');
  expect((await standing())[0]).toBe('02-25T09:05');
});

describe('another length', () => {
  const since = async () => {
    await meetsWeekly(bed, { starts: '2013-02-06T15:00' });
    await meetsWeekly(bed, { number: 2, starts: '2013-03-05T15:00', rule: null });
  };
  const lengths = async () => (await sittings()).map(({ minutes }) => minutes);
  test('is not that of what is over, and nobody has had unsocial hours by it', async () => {
    await since();
    const asked = await asks('/meeting move M1 minutes:120 all:yes');
    const answer = await press(asked, 1);
    expect(await lengths()).toEqual([60, 60, 60, 120]);
    await calendarHolds();
    const other = read(await asks('/meeting schedule Other when:"26 March 17:00"'));
    expect(other).toContain('AHRN (23:00 Bangkok, 1 unsocial hour so far); ANPUD (23:00 Bangkok, 1 unsocial hour so far)');
    expect(await undone(answer)).toContain('Taken back');
    expect(await lengths()).toEqual([60, 60, 60, 60]);
    await calendarHolds();
  });
  test('from one on is not that of those before it, and goes with those that are moved', async () => {
    await meetsWeekly(bed);
    await does('/meeting move M1 minutes:120 on:"13 March" all:yes');
    expect(await lengths()).toEqual([60, 60, 120, 120]);
    await does('/meeting move M1 to:16:00 on:"6 March" all:yes');
    expect([await standing(), await lengths()]).toEqual([['02-27T15:00', '03-06T16:00', '03-13T16:00', '03-20T16:00'], [60, 60, 120, 120]]);
    await calendarHolds();
    await does('/meeting move M1 to:"Thu 16:00" minutes:90 on:"13 March" all:yes');
    expect([await standing(), await lengths()]).toEqual([['02-27T15:00', '03-06T16:00', '03-14T16:00', '03-21T16:00'], [60, 60, 90, 90]]);
    await calendarHolds();
  });
});
