import { describe, expect, test } from 'vitest';
import { bed, carriesOut, conversations, hears } from '#tests/support/conversation.ts';
import type { Got } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const other = 'coordinator agency-side';
const focal = 'Focal point, INPUD';
const does = (line: string, who = chair) => carriesOut(who, line);
const weekly = (count = 6, more = '') => does(`/meeting schedule Weekly call when:"24 April 2013 15:00" repeat:"every Wed, ${count} times" ${more}`);
/** The lines about the meeting in what somebody got in private, on the clock of London: one hour behind. */
const lines = (got: readonly Got[], who = focal) => got.filter(({ to, text }) => to === who && /\bM1 /.test(text)).flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('  ')).map((line) => line.trim()));
const quiet = () => hears(chair, '/my digest off').then(() => hears(chair, '/reminder rules meeting off'));
const away = (instant: string) => void (bed.now = Temporal.Instant.from(instant));
const night = () => away('2013-02-26T22:00:00Z');
const begin = async (count = 6, more = '') => {
  await quiet();
  await weekly(count, more);
  await bed.passes('+4d');
  night();
};

describe('several acts of which nobody has heard', () => {
  test('a sitting that is moved before its whole series is said to be where it is', async () => {
    await begin();
    await does('/meeting move M1 on:"8 May 2013" to:"7 May 2013 16:00"');
    await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
    const got = lines(await bed.passes('+4d'));
    expect(got.join('\n')).toContain('was Wed 8 May 2013, 14:00 London (15:00 Vienna), is now Tue 7 May 2013, 15:00 London (16:00 Vienna)');
    expect(got.join('\n')).toContain('the next was Wed 24 April 2013, 14:00 London (15:00 Vienna), is now Thu 25 April 2013, 14:00 London (15:00 Vienna)');
    expect(got.join('\n')).not.toContain('left out');
    expect(got).toHaveLength(2);
  });
  test('one that is left out before its whole series is moved is said to be left out', async () => {
    await begin();
    await does('/meeting cancel M1 on:"8 May 2013"');
    await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
    const got = lines(await bed.passes('+4d'));
    expect(got).toEqual(expect.arrayContaining([expect.stringContaining('left out: Wed 8 May 2013'), expect.stringContaining('the whole series is moved')]));
    expect(got).toHaveLength(2);
  });
  test('a series that is moved and its next one after it: that is said once, as it is', async () => {
    await begin();
    await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
    await does('/meeting move M1 on:"25 April 2013" to:"26 April 2013 16:00"');
    expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('the next was Wed 24 April 2013, 14:00 London (15:00 Vienna), is now Fri 26 April 2013, 15:00 London (16:00 Vienna)')]);
  });
  test('a series that is moved and taken back after one of it was moved: only that is said', async () => {
    await begin();
    await does('/meeting move M1 on:"8 May 2013" to:"7 May 2013 16:00"');
    await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
    await hears(chair, '/my undo');
    expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('was Wed 8 May 2013, 14:00 London (15:00 Vienna), is now Tue 7 May 2013, 15:00 London (16:00 Vienna)')]);
  });
  test('a series that is moved from one on and then from a later one on: both are said; that it is off then, once', async () => {
    for (const isOff of [false, true]) {
      if (!isOff) await begin();
      else night();
      if (isOff) await hears(chair, '/my digest off');
      if (!isOff) await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
      else await does('/meeting move M1 all:yes on:"25 April 2013" to:"24 April 2013 15:00"');
      if (!isOff) await does('/meeting move M1 all:yes on:"9 May 2013" to:"10 May 2013 15:00"');
      else await does('/meeting cancel M1 all:yes');
      const got = lines(await bed.passes('+8d'));
      if (isOff) expect(got).toEqual([expect.stringMatching(/whole series is called off, the next was Thu 25 April/)]);
      else expect(got).toEqual([expect.stringContaining('the next was Wed 24 April 2013, 14:00 London (15:00 Vienna), is now Thu 25 April 2013'), expect.stringContaining('moved from Thu 9 May 2013, 14:00 London (15:00 Vienna) on: that one is now Fri 10 May 2013')]);
    }
  });
  test('an end put earlier is not mixed with a move of the whole', async () => {
    await begin();
    await does('/meeting end M1 until:"15 May 2013"');
    await does('/meeting move M1 all:yes to:"25 April 2013 15:00"');
    const got = lines(await bed.passes('+4d'));
    expect(got).toEqual([expect.stringContaining('the next was Wed 24 April 2013, 14:00 London (15:00 Vienna), is now Thu 25 April 2013'), expect.stringMatching(/ends earlier: nothing from Thu 23 May.*The last is Thu 16 May 2013/)]);
  });
});

describe('an end put earlier and back again', () => {
  for (const who of [chair, other]) {
    test(`by ${who} is nothing`, async () => {
      await begin();
      await does('/meeting end M1 until:"15 May 2013"', who);
      await does('/meeting end M1 until:"8 May 2013"', who);
      await does('/meeting end M1 until:"29 May 2013"');
      const got = await bed.passes('+4d');
      for (const to of [focal, 'Coordinator, Civil society side', 'Focal point, HRI']) expect(lines(got, to)).toEqual([]);
    });
  }
  test('in part is said by the last that is left', async () => {
    await begin();
    await does('/meeting end M1 until:"8 May 2013"', other);
    await does('/meeting end M1 until:"15 May 2013"');
    const got = await bed.passes('+4d');
    expect(lines(got)).toEqual([expect.stringMatching(/the series ends earlier.*The last is Wed 15 May 2013/)]);
    expect(lines(got).join()).not.toContain('nothing from Wed 15 May');
    expect(lines(got, 'Coordinator, Civil society side')).toEqual([]);
  });
});

test('news of one date does not take away the reminder of another', async () => {
  await hears(chair, '/my digest off');
  await weekly(4);
  await bed.passes('2013-04-22T22:00:00Z');
  await does('/meeting move M1 on:"8 May 2013" to:"9 May 2013 15:00"');
  await does('/meeting end M1 until:"29 May 2013"');
  const got = lines(await bed.passes('2013-04-23T12:00:00Z'));
  expect(got).toEqual(expect.arrayContaining([expect.stringContaining('is now Thu 9 May 2013'), expect.stringContaining('the series goes on'), expect.stringMatching(/^Wed 24 April 2013.*tomorrow/)]));
});

describe('words entered before a move', () => {
  test('are said to be for the former time, and asked about', async () => {
    await hears(chair, '/my digest off');
    await does('/meeting schedule Call when:"24 April 2013 15:00" chair:UNODC');
    await bed.passes('+4d');
    night();
    await hears(chair, '/meeting rsvp M1 yes behalf:INPUD');
    await does('/meeting move M1 to:"25 April 2013 16:00"');
    const got = lines(await bed.passes('+4d')).join('\n');
    expect(got).toContain('Civil society side has entered for INPUD: attends. That was for Wed 24 April 2013, 14:00 London (15:00 Vienna); it is now Thu 25 April 2013, 15:00 London (16:00 Vienna). Does that still hold?');
    expect(lines(await bed.passes('2013-04-24T12:00:00Z')).join('\n')).toContain('Before the move Civil society side entered for you: I attend. Does that still hold?');
  });
});

test('a series that moves only from a later one on is not said to have that as its next', async () => {
  await begin();
  await does('/meeting add M1 on:"19 April 2013 15:00"');
  await bed.passes('+4d');
  await does('/meeting move M1 all:yes on:"1 May 2013" to:"2 May 2013 15:00"');
  expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('the series is moved from Wed 1 May 2013, 14:00 London (15:00 Vienna) on: that one is now Thu 2 May 2013, 14:00 London (15:00 Vienna), and those after it move the same way')]);
});

test('a series whose next one keeps a time of its own is still said to be moved', async () => {
  await begin();
  await does('/meeting move M1 on:"24 April 2013" to:"23 April 2013 16:00"');
  await bed.passes('+4d');
  const shown = await does('/meeting move M1 all:yes on:"1 May 2013" to:"2 May 2013 15:00"');
  expect(shown).not.toContain('keeps it');
  expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('that one is now Thu 2 May 2013')]);
});

test('it is said by whom, the last one', async () => {
  await begin();
  await does('/meeting move M1 on:"8 May 2013" to:"7 May 2013 16:00"', other);
  expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('changed by UNODC side')]);
  night();
  await does('/meeting cancel M1 all:yes');
  expect(lines(await bed.passes('+8d')).join()).toContain('changed by Civil society side');
});

test('one more of a series is said to be that', async () => {
  await begin();
  await does('/meeting add M1 on:"10 May 2013 15:00"');
  expect(lines(await bed.passes('+4d'))).toEqual([expect.stringContaining('one more, besides the series')]);
});
