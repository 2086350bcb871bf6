import { describe, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, carriesOut, conversations, group, hears } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { ends, sits } from '#tests/support/sitting.ts';
import { read, type Got } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const focal = 'Focal point, INPUD';
const ana = 'Alternate, INPUD';
const secret = makeSecret('test');
const link = 'https://meet.example.org/abc';
const does = (line: string, who = chair) => carriesOut(who, line);
/** What of the meeting somebody got in private, each as its lines about it. */
const about = (got: readonly Got[], who: string) => got.filter(({ to, text }) => to === who && /\bM1 /.test(text)).map(({ text }) => text);
const quiet = () => hears(chair, '/my digest off').then(() => hears(chair, '/reminder rules meeting off'));
const call = '/meeting schedule Call when:"24 April 2013 15:00"';

describe('apologies for the time before a move', () => {
  const moved = async () => {
    await hears(chair, '/my digest off');
    await does(`${call} link:${link}`);
    await bed.passes('+4d');
    for (const who of ['inpud', 'hri']) await hears(who, '/meeting rsvp M1 no');
    await does('/meeting move M1 to:"25 April 2013 15:00"');
    await bed.passes('+4d');
    await hears('hri', '/meeting rsvp M1 no');
  };
  test('keep neither the reminders nor the link away until they are given again', async () => {
    await moved();
    const before = await bed.passes('2013-04-25T12:00:00Z');
    expect(about(before, focal)).toEqual([1, 2].map(() => expect.stringContaining('Before the move you said: apologies. Does that still hold?')));
    expect(about(before, 'Focal point, HRI')).toEqual([]);
    const then = await bed.passes('2013-04-25T13:00:00Z');
    expect(about(then, focal)).toEqual([expect.stringContaining(`Join here: ${link}`)]);
    expect(about(then, 'Focal point, HRI')).toEqual([]);
  });
  test('are listed as what will come', async () => {
    await moved();
    expect(await hears('inpud', '/reminder preview until:"26 April 2013"')).toMatch(/M1 [^]*M1 [^]*M1 /);
  });
});

describe('the result of a poll', () => {
  test('is told once to everybody who answered it: also to an alternate who said no to the time', async () => {
    await quiet();
    await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
    await does(pollLine);
    await bed.passes('2013-02-26T12:00:00Z');
    await hears('ana', '/meeting answer M1 all:no');
    await hears('inpud', '/meeting answer M1 all:yes');
    await bed.as(chair).presses(await bed.as(chair).hears('/meeting choose M1 1'), 1);
    const got = await bed.passes('+5m');
    for (const who of [ana, focal]) expect(about(got, who)).toEqual([expect.stringContaining('12 March 2013')]);
    expect(about(got, ana)[0]).toContain('You said no to this time');
    expect(await hears(chair, '/my undo')).toContain('Taken back');
    const back = await bed.passes('+1d');
    for (const who of [ana, focal]) expect(about(back, who)).toHaveLength(1);
  });
});

test('of what was told or dropped nothing but the key is kept', async () => {
  await quiet();
  await does('/meeting schedule Meeting when:"24 April 2013 15:00" city:Vienna place:"Room A"');
  await bed.passes('+4d');
  await does('/meeting move M1 to:"25 April 2013 15:00" reason:"The building is shut"');
  await does('/meeting change M1 place:"Room B"');
  const rows = () => bed.store.read((tx) => remindersOf(tx, group, 'M1')).then((all) => all.filter(({ kind }) => kind === 'moved' || kind === 'place'));
  expect((await rows()).every(({ data }) => data !== null)).toBe(true);
  expect(about(await bed.passes('+4d'), focal).join()).toContain('The building is shut');
  const told = await rows();
  expect(new Set(told.map(({ state, data }) => `${state} ${data}`))).toEqual(new Set(['sent null']));
});

test('the hour of one of a series is judged, and its length said, by how long that one is', async () => {
  await quiet();
  await does('/meeting schedule Call when:"24 April 2013 15:00" repeat:"every Wed, 4 times" minutes:60');
  await does('/meeting move M1 all:yes on:"8 May 2013" minutes:120');
  expect(await hears('inpud', '/meeting show M1')).toContain('teleconference, 60 minutes');
  await bed.passes('+4d');
  await does('/meeting move M1 on:"24 April 2013" to:"24 April 2013 20:30"');
  await does('/meeting move M1 on:"8 May 2013" to:"8 May 2013 20:30"');
  const [said] = about(await bed.passes('+2d'), 'Focal point, UNODC');
  expect(said!.split('\n').filter((line) => line.includes('20:30')).map((line) => line.includes('late'))).toEqual([false, true]);
});

test('a chair that is named before people have heard of a meeting hears it once, in the call', async () => {
  await quiet();
  await does(call);
  const told = async (line: string) => does(line).then(() => bed.posted()).then((all) => all.map(({ message }) => read(message)).filter((text) => text.includes('from now on') || text.includes('no longer')));
  expect(await told('/meeting change M1 chair:INPUD')).toEqual([]);
  expect(about(await bed.passes('+2d'), focal)).toEqual([expect.stringContaining('You chair it.')]);
  expect(await told('/meeting change M1 chair:HRI')).toEqual([]);
  expect(about(await bed.passes('+2d'), 'Focal point, HRI')).toEqual([expect.stringContaining('M1 Call\n  from now on, HRI chairs it · ')]);
});

test('coordinators hear at once that nobody speaks for the chair of a poll, and its preview says so', async () => {
  await ends(bed, 'inpud', 'focal');
  await bed.passes('+1d');
  const shown = await bed.as(chair).hears(`${pollLine} chair:INPUD`);
  expect(read(shown)).toContain('The coordinators are told of the open role.');
  await bed.as(chair).presses(shown, 1);
  const told = (await bed.posted()).map(({ message }) => read(message)).filter((text) => text.includes('nobody holds a seat for INPUD now, so its role in this meeting is open (Chair)'));
  expect(told).toHaveLength(1);
});
