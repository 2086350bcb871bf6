import { describe, expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { preferencesOf } from '#db/meetings.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { answersIn, meets, meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));

describe('one of a series on Wednesdays and Thursdays at 23:00 in Vienna, the day after in Bangkok', () => {
  const nights = () => meetsWeekly(bed, { starts: '2013-02-27T23:00', rule: 'FREQ=WEEKLY;BYDAY=WE,TH;COUNT=8' });
  test.each([
    // An hour with a place is one instant, whoever says it.
    ['anpud', '7 March 05:00 Bangkok', '2013-03-06T23:00'],
    ['inpud', '7 March 05:00 Bangkok', '2013-03-06T23:00'],
    ['anpud', '6 March 23:00 Vienna', '2013-03-06T23:00'],
    ['anpud', '6 March 22:00 UTC', '2013-03-06T23:00'],
    // Without one, it is on the meeting's clock, or where none begins then, on the reader's.
    ['anpud', '7 March 23:00', '2013-03-07T23:00'],
    ['anpud', '7 March 05:00', '2013-03-06T23:00'],
    // A day on which only one of the two clocks has one, and one that says its place.
    ['anpud', '8 March', '2013-03-07T23:00'],
    ['anpud', '6 March', '2013-03-06T23:00'],
    ['anpud', '7 March Bangkok', '2013-03-06T23:00'],
    ['anpud', '7 March Vienna', '2013-03-07T23:00'],
    ['unodc', '7 March', '2013-03-07T23:00'],
    ['anpud', '2013-03-07T23:00', '2013-03-07T23:00'],
  ])('%s says %s', async (who, on, slot) => {
    await nights();
    await hears(who, `/meeting rsvp M1 apologies on:"${on}"`);
    expect(await answersIn(bed)).toEqual([[slot, who, 'apologies', null]]);
  });
  test('is asked about where the two clocks mean different ones: both are offered with the reader\'s own time', async () => {
    await nights();
    for (const on of ['7 March', 'Thu 7 March']) {
      const asked = await bed.as('anpud').hears(`/meeting rsvp M1 apologies on:"${on}"`);
      expect([asked.tone, read(asked)]).toEqual([
        'refusal',
        `"${on}" is one meeting of M1 on the clock of Vienna, and another on yours. Which one do you mean?\n[Thu 7 March 2013, 05:00 Bangkok (6 March, 23:00 Vienna)] [Fri 8 March 2013, 05:00 Bangkok (7 March, 23:00 Vienna)] [Open the form]`,
      ]);
      expect(await answersIn(bed)).toEqual([]);
    }
    await press('anpud', await bed.as('anpud').hears('/meeting rsvp M1 apologies on:"7 March"'), 1);
    await press('anpud', await bed.as('anpud').hears('/meeting rsvp M1 attend on:"7 March"'), 2);
    expect(await answersIn(bed)).toEqual([['2013-03-06T23:00', 'anpud', 'apologies', null], ['2013-03-07T23:00', 'anpud', 'attend', null]]);
  });
  test('that was left out is not offered, and not passed over either', async () => {
    await nights();
    await press(chair, await bed.as(chair).hears('/meeting cancel M1 on:"6 March"'), 1);
    expect(labels(await bed.as('anpud').hears('/meeting rsvp M1 apologies on:"7 March"'))).toEqual(['Fri 8 March 2013, 05:00 Bangkok (7 March, 23:00 Vienna)', 'Open the form']);
    expect(await hears('anpud', '/meeting rsvp M1 apologies on:"6 March"')).toContain('does not take place on Wed 6 March 2013');
  });
});

test('one late in New York is found by the day that the card in the room says', async () => {
  await meetsWeekly(bed, { zone: 'America/New_York', starts: '2013-02-27T23:00' });
  expect(await hears(chair, '/meeting cancel M1 on:"28 February"')).toMatch(/^Leave one out of M1 [^]*2013-02-28T04:00:00.000Z/);
  // In Vancouver it is still the day before, as it is where it is held.
  await hears('hrc', '/meeting rsvp M1 apologies on:"28 February"');
  await hears('hrc', '/meeting rsvp M1 attend on:"6 March"');
  expect(await answersIn(bed)).toEqual([['2013-02-27T23:00', 'hrc', 'apologies', null], ['2013-03-06T23:00', 'hrc', 'attend', null]]);
});

describe('an hour that is said', () => {
  test('tells apart two of one day', async () => {
    await meets(bed, { starts: '2013-02-27T10:00', rule: 'FREQ=DAILY;BYHOUR=10,15;COUNT=6' });
    await hears('inpud', '/meeting rsvp M1 attend on:"28 February 10:00"');
    await hears('inpud', '/meeting rsvp M1 apologies on:"28 February 3pm"');
    expect(await answersIn(bed)).toEqual([['2013-02-28T10:00', 'inpud', 'attend', null], ['2013-02-28T15:00', 'inpud', 'apologies', null]]);
    const asked = await bed.as(chair).hears('/meeting cancel M1 on:"28 February"');
    expect(read(asked)).toBe('M1 takes place more than once on Thu 28 February 2013. Which one?\n[Thu 28 February 2013, 10:00 Vienna] [Thu 28 February 2013, 15:00 Vienna] [Open the form]');
  });
  test('is not passed over: one that begins at another hour of that day is only offered', async () => {
    await meetsWeekly(bed, { starts: '2013-02-27T00:30' });
    const asked = await bed.as(chair).hears('/meeting cancel M1 on:"6 March 15:00"');
    expect(read(asked)).toBe('M1 has none that begins then: Wed 6 March 2013, 15:00 Vienna. Which one do you mean?\n[Wed 6 March 2013, 00:30 Vienna] [Open the form]');
    expect(read(await press(chair, asked, 1))).toMatch(/^Leave one out of M1 [^]*2013-03-05T23:30:00.000Z/);
    expect(labels(await bed.as(chair).hears('/meeting cancel M1 on:"9 March 15:00"'))[0]).toBe('Wed 27 February 2013, 00:30 Vienna');
  });
  test('of two hours that the clock shows is the one that takes place', async () => {
    bed.now = Temporal.Instant.from('2013-10-25T08:00:00Z');
    await meets(bed, { starts: '2013-10-27T02:30', rule: 'FREQ=WEEKLY;BYDAY=SU;COUNT=3' });
    await hears('inpud', '/meeting rsvp M1 attend on:"27 October 02:30"');
    expect(await answersIn(bed)).toEqual([['2013-10-27T02:30', 'inpud', 'attend', null]]);
    expect(await hears('inpud', '/meeting rsvp M1 apologies on:"27 October 02:30 second"')).toContain('none that begins then');
  });
});

describe('a time of a poll, late on Wednesday in Vienna, on Thursday in Bangkok', () => {
  const asks = async () => press(chair, await bed.as(chair).hears('/meeting poll Call slots:"Wed 6 March 23:00; Thu 7 March 15:00; Fri 8 March 10:00"'), 'Ask everybody');
  const said = async () => (await bed.store.read((tx) => preferencesOf(tx, group, 1))).map(({ slot, organisation, fit }) => `${Number(slot.slice(8, 10)) - 5} ${organisation} ${fit}`).sort();
  test.each([
    ['6 March', ['1 anpud no']], ['7 March 05:00 Bangkok', ['1 anpud no']], ['7 March 05:00', ['1 anpud no']], ['7 March 15:00', ['2 anpud no']], ['8 March', ['3 anpud no']], ['7 March Bangkok', []],
  ])('as %s', async (slot, is) => {
    await asks();
    await hears('anpud', `/meeting answer M1 "${slot}" no`);
    expect(await said()).toEqual(is);
  });
  test('is asked about by a day that has two, on whichever clock', async () => {
    await asks();
    const asked = await bed.as('anpud').hears('/meeting answer M1 "7 March" no');
    expect(read(asked)).toBe('M1: "7 March" can mean 2 of its times. Which one?\n[Thu 7 March 2013, 05:00 Bangkok (6 March, 23:00 Vienna)] [Thu 7 March 2013, 21:00 Bangkok (15:00 Vienna)] [Open the form]');
    await press('anpud', asked, 1);
    expect(await said()).toEqual(['1 anpud no']);
    await hears('unodc', '/meeting answer M1 "7 March" no');
    expect(await said()).toEqual(['1 anpud no', '2 unodc no']);
  });
  test('and none of them at an hour that none has', async () => {
    await asks();
    expect(await hears('anpud', '/meeting answer M1 "7 March 16:00" no')).toContain('"7 March 16:00" is none of them');
    expect(await said()).toEqual([]);
  });
});
