import { describe, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { bed, carriesOut, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { ends, sits } from '#tests/support/sitting.ts';
import { read, type Got } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const secret = makeSecret('test');
const link = 'https://meet.example.org/abc';
const does = (line: string, who = chair) => carriesOut(who, line);
const weekly = (more = '') => does(`/meeting schedule Weekly call when:"24 April 2013 15:00" repeat:"every Wed, 4 times" ${more}`);
/** What of a meeting somebody got in private, each as its lines about it. */
const about = (got: readonly Got[], who: string, name = 'M1') => got.filter(({ to, text }) => to === who && new RegExp(`\\b${name} `).test(text)).map(({ text }) => text);
const says = (got: readonly Got[], who: string) => about(got, who).join('\n---\n');
/** Gives INPUD an alternate. */
const alternate = (who = 'ana', organisation = 'inpud') => sits(bed, secret, who, 'alternate', { organisation });
const quiet = () => hears(chair, '/my digest off').then(() => hears(chair, '/reminder rules meeting off'));
const away = (instant: string) => void (bed.now = Temporal.Instant.from(instant));
const focal = 'Focal point, INPUD';
const ana = 'Alternate, INPUD';

describe('a change of a whole series or poll', () => {
  for (const [line, words] of [['/meeting move M1 all:yes to:"25 April 2013 16:00"', 'the whole series is moved'], ['/meeting cancel M1 all:yes', 'the whole series is called off'], ['/meeting end M1 until:"2 May 2013"', 'the series ends earlier']] as const) {
    test(`is told to an alternate who comes to some of it, once: ${words}`, async () => {
      await quiet();
      await alternate();
      await weekly();
      await bed.passes('+4d');
      await hears('ana', '/meeting rsvp M1 yes on:all');
      await hears('inpud', '/meeting rsvp M1 alternate on:all');
      await bed.passes('+4d');
      await does(line);
      const got = await bed.passes('+4d');
      for (const who of [ana, focal]) expect(about(got, who)).toEqual([expect.stringContaining(words)]);
    });
  }
  test('of a poll is told to whoever has answered, though nobody had asked them', async () => {
    await quiet();
    await alternate();
    await does(pollLine);
    await bed.passes('+4d');
    await hears('ana', '/meeting answer M1 all:yes');
    await does('/meeting cancel M1');
    const got = await bed.passes('+1d');
    for (const who of [ana, focal]) expect(about(got, who)).toEqual([expect.stringContaining('called off: no time is looked for any more')]);
  });
  test('is nothing to whoever has sent apologies for all that it is about', async () => {
    await quiet();
    await weekly();
    await bed.passes('+4d');
    await hears('inpud', '/meeting rsvp M1 no on:all');
    await hears('hri', '/meeting rsvp M1 no');
    await does('/meeting cancel M1 all:yes');
    const got = await bed.passes('+1d');
    expect(about(got, focal)).toEqual([]);
    expect(about(got, 'Focal point, HRI')).toHaveLength(1);
  });
});

test('whoever was asked after a move whether apologies still hold hears that it is called off', async () => {
  await quiet();
  await does('/meeting schedule Call when:"24 April 2013 15:00"');
  await bed.passes('+4d');
  for (const who of ['inpud', 'hri']) await hears(who, '/meeting rsvp M1 no');
  await does('/meeting move M1 to:"25 April 2013 15:00"');
  expect(says(await bed.passes('+4d'), focal)).toContain('Before the move you said: apologies. Does that still hold?');
  await hears('hri', '/meeting rsvp M1 no');
  await does('/meeting cancel M1');
  const got = await bed.passes('+4d');
  expect(about(got, focal)).toEqual([expect.stringContaining('called off')]);
  expect(about(got, 'Focal point, HRI')).toEqual([]);
});

describe('what others enter for an organisation', () => {
  test('is told to its focal point once, in private, who can change it there; reminders, news and the link come all the same', async () => {
    await hears(chair, '/my digest off');
    await does(`/meeting schedule Call when:"24 April 2013 15:00" chair:IDPC link:${link}`);
    await bed.passes('+4d');
    for (const says of [1, 2]) expect(await hears('idpc', '/meeting rsvp M1 no behalf:INPUD')).toContain(says === 1 ? 'Noted' : 'Already so');
    expect(await hears(chair, '/meeting who M1')).toContain('INPUD (entered by IDPC)');
    const got = await bed.passes('+1d');
    expect(about(got, focal)).toEqual(['Entered for you: UNODC and civil society group on drug use and HIV\nM1 Call\n  IDPC has entered for INPUD: sends apologies. Wed 24 April 2013, 14:00 London (15:00 Vienna). You are reminded all the same, and can say something else.\n[Attend] [Maybe] [Apologies] [Alternate comes]']);
    const [told] = got.filter(({ to, text }) => to === focal && text.includes('M1 '));
    const before = await bed.passes('2013-04-24T12:00:00Z');
    expect(about(before, focal).filter((text) => text.includes('IDPC entered for you: apologies.'))).toHaveLength(2);
    expect(about(await bed.passes('2013-04-24T13:00:00Z'), focal)).toEqual([expect.stringContaining(`Join here: ${link}`)]);
    expect(read(say(await bed.as('inpud').presses(told!.message, 'Attend')))).toContain('Noted: INPUD attends.');
  });
  test('does not keep from them that it is called off; what is taken back is said to be', async () => {
    await quiet();
    await does('/meeting schedule Call when:"24 April 2013 15:00" chair:IDPC');
    await bed.passes('+4d');
    away('2013-02-26T11:00:00Z');
    await hears('idpc', '/meeting rsvp M1 no behalf:INPUD');
    expect(about(await bed.passes('+5m'), focal)).toHaveLength(1);
    await hears('idpc', '/my undo');
    expect(says(await bed.passes('+1d'), focal)).toContain('M1 Call\n  What IDPC had entered for INPUD was taken back: sends apologies. Wed 24 April 2013');
    await hears('idpc', '/meeting rsvp M1 yes behalf:INPUD');
    await hears('idpc', '/my undo');
    expect(about(await bed.passes('+1d'), focal)).toEqual([]);
    await hears('idpc', '/meeting rsvp M1 no behalf:INPUD');
    await bed.passes('+1d');
    await does('/meeting cancel M1');
    expect(about(await bed.passes('+1d'), focal)).toEqual([expect.stringContaining('called off')]);
  });
  test('is told to the alternate where that is who is called; of a body without seats to nobody', async () => {
    await quiet();
    await alternate();
    await ends(bed, 'inpud', 'focal');
    await weekly('chair:IDPC');
    await bed.passes('+4d');
    await hears('idpc', '/meeting rsvp M1 yes behalf:INPUD on:all');
    await hears('idpc', '/meeting rsvp M1 yes behalf:WHO');
    const got = (await bed.passes('+1d')).filter(({ text }) => text.includes('has entered'));
    expect(got.map(({ to, text }) => [to, text.split('\n')[2]])).toEqual([[ana, '  IDPC has entered for INPUD: attends. 4 meetings, the first Wed 24 April 2013, 14:00 London (15:00 Vienna). You are reminded all the same, and can say something else.']]);
    expect(read(say(await bed.as('ana').presses(got[0]!.message, 'Apologies')))).toContain('INPUD sends apologies. M1 Weekly call: 4 meetings');
  });
  test('does not send the link to the alternate in place of the focal point', async () => {
    await quiet();
    await alternate();
    await does(`/meeting schedule Call when:"24 April 2013 15:00" chair:IDPC link:${link}`);
    await hears('idpc', '/meeting rsvp M1 alternate behalf:INPUD');
    await bed.passes('2013-04-24T12:00:00Z');
    expect(about(await bed.passes('2013-04-24T13:00:00Z'), focal)).toEqual([expect.stringContaining(link)]);
  });
});

describe('another place', () => {
  const meet = () => does('/meeting schedule Meeting when:"24 April 2013 15:00" city:Vienna place:"Room A"');
  test('is told in private to each whom it concerns, once, of what stands; rooms hear no venue', async () => {
    await quiet();
    await meet();
    await bed.passes('+4d');
    await does('/meeting change M1 city:Graz');
    expect(await does('/meeting change M1 city:Geneva place:"Room B"')).toMatch(/New place: \d+ people are told in private/);
    const got = await bed.passes('+4d');
    expect(about(got, focal)).toEqual(['Another place: UNODC and civil society group on drug use and HIV\nM1 Meeting\n  was: Vienna, Room A; is now: Geneva, Room B · Wed 24 April 2013, 14:00 London (15:00 Vienna)\n[Show M1]']);
    expect(got.filter(({ to }) => to.startsWith('#')).map(({ text }) => text).join('\n')).not.toMatch(/Room [AB]/);
    // Whoever changed it knows.
    expect(about(got, 'Coordinator, Civil society side')).toEqual([]);
  });
  test('and back before anybody has heard is nothing; whoever is still to be called in hears of the place there', async () => {
    await quiet();
    await meet();
    await bed.passes('+4d');
    away('2013-02-26T22:00:00Z');
    await does('/meeting change M1 city:Geneva');
    await does('/meeting change M1 city:Vienna');
    await does('/meeting change M1 place:"Room C"');
    await hears(chair, '/my undo');
    expect((await bed.passes('+4d')).filter(({ text }) => text.includes('M1'))).toEqual([]);
    away('2013-03-03T22:00:00Z');
    await does('/meeting schedule Second when:"25 April 2013 15:00" city:Vienna');
    await does('/meeting change M2 city:Geneva');
    expect(about(await bed.passes('+4d'), focal, 'M2')).toEqual([expect.stringMatching(/^You are called in[^]*Geneva/)]);
  });
  test('is told when it is taken back to whoever has heard, and at any hour when it is near', async () => {
    await quiet();
    await meet();
    await bed.passes('2013-04-23T18:00:00Z');
    await does('/meeting change M1 city:Geneva place:none');
    expect(says(await bed.passes('+1m'), 'Focal point, ANPUD')).toContain('was: Vienna, Room A; is now: Geneva');
    await hears(chair, '/my undo');
    expect(says(await bed.passes('+1m'), 'Focal point, ANPUD')).toContain('was: Geneva; is now: Vienna, Room A');
  });
  test('or another kind of meeting is told of what is to come; a city beside a call is no place', async () => {
    await quiet();
    await does('/meeting schedule Call when:"24 April 2013 15:00"');
    await bed.passes('+4d');
    await does('/meeting change M1 city:Geneva');
    expect((await bed.passes('+1d')).filter(({ text }) => text.includes('M1'))).toEqual([]);
    await does('/meeting change M1 kind:face-to-face');
    expect(says(await bed.passes('+1d'), focal)).toContain('was: teleconference; is now: face-to-face meeting, Geneva');
    await does('/meeting change M1 city:Graz');
    await does('/meeting cancel M1');
    expect(about(await bed.passes('+1d'), focal)).toEqual([expect.stringContaining('called off')]);
  });
});

test('another city of a poll is told to whoever was asked or has answered', async () => {
  await quiet();
  await alternate();
  await does(`${pollLine} city:Vienna`);
  await bed.passes('+4d');
  await hears('ana', '/meeting answer M1 all:yes');
  await does('/meeting change M1 city:Geneva');
  const got = await bed.passes('+1d');
  for (const who of [focal, ana]) expect(about(got, who)).toEqual(['Another place: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  was: Vienna; is now: Geneva\n[Show M1]']);
});

describe('one more of a series', () => {
  for (const [how, line] of [['taken back', '/my undo'], ['left out', '/meeting cancel M1 on:"10 May 2013"']] as const) {
    test(`that is ${how} before anybody has heard of it is never heard of`, async () => {
      await quiet();
      await weekly();
      await bed.passes('+4d');
      away('2013-02-26T23:30:00Z');
      await does('/meeting add M1 on:"10 May 2013 15:00"');
      await does(line);
      expect((await bed.passes('+4d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('M1')).map(({ to, text }) => `${to}: ${text}`)).toEqual([]);
    });
  }
});

test('whoever chairs or takes notes hears it in the message that calls them in, of a poll too', async () => {
  await quiet();
  await does('/meeting schedule Call when:"24 April 2013 15:00" chair:ANPUD notes:HRI');
  await does(`${pollLine} chair:HRI notes:HRI`);
  const got = await bed.passes('+4d');
  expect(says(got, 'Focal point, ANPUD')).toContain('M1 Call\n  Wed 24 April 2013, 20:00 Bangkok (15:00 Vienna)');
  expect(about(got, 'Focal point, ANPUD')).toEqual([expect.stringContaining('You chair it.')]);
  expect(about(got, 'Focal point, HRI')).toEqual([expect.stringMatching(/M2 [^]*You chair it and take its notes\.[^]*M1 Call\n[^\n]*You take its notes\./)]);
  expect(says(got, focal)).not.toMatch(/You chair|notes/);
});

describe('an alternate who is asked to come', () => {
  const begin = async () => {
    await quiet();
    await alternate();
    await does('/meeting schedule Call when:"24 April 2013 15:00"');
    await bed.passes('+4d');
  };
  test('is asked once, and told once that they need not where the focal point comes after all', async () => {
    await begin();
    await hears('inpud', '/meeting rsvp M1 alternate');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('You are asked to come as alternate of INPUD: Wed 24 April 2013, 14:00 London (15:00 Vienna). Please say whether you can.\n[Attend] [Maybe] [Apologies]')]);
    for (const reply of ['attend', 'alternate']) await hears('inpud', `/meeting rsvp M1 ${reply}`);
    expect(about(await bed.passes('+1d'), ana)).toEqual([]);
    await hears('inpud', '/meeting rsvp M1 attend');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('You need not come as alternate of INPUD after all: Wed 24 April 2013, 14:00 London (15:00 Vienna).')]);
    await hears('inpud', '/meeting rsvp M1 maybe');
    expect(about(await bed.passes('+1d'), ana)).toEqual([]);
    await hears('inpud', '/meeting rsvp M1 alternate');
    expect(about(await bed.passes('+3d'), ana)).toEqual([expect.stringContaining('You are asked to come')]);
  });
  test('hears nothing where it is taken back first, and that they need not come where they had heard', async () => {
    await begin();
    away('2013-02-26T22:00:00Z');
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toContain('The alternate of INPUD is asked in private to come when their next working day begins.');
    await hears('inpud', '/my undo');
    expect(about(await bed.passes('+1d'), ana)).toEqual([]);
    away('2013-02-28T10:00:00Z');
    await hears('inpud', '/meeting rsvp M1 alternate');
    expect(about(await bed.passes('+1m'), ana)).toHaveLength(1);
    await hears('inpud', '/my undo');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('You need not come')]);
  });
  test('is not told that they need not come where they cannot; nor asked where they have said so', async () => {
    await begin();
    await hears('inpud', '/meeting rsvp M1 alternate');
    await bed.passes('+1d');
    await hears('ana', '/meeting rsvp M1 no');
    await hears('inpud', '/meeting rsvp M1 attend');
    expect(about(await bed.passes('+1d'), ana)).toEqual([]);
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toContain('has answered already');
    expect(about(await bed.passes('+1d'), ana)).toEqual([]);
  });
  test('to several of a series is asked in one line, and hears of what becomes of them; a move of the whole is no new asking', async () => {
    await quiet();
    await alternate();
    await weekly();
    await bed.passes('+4d');
    await hears('inpud', '/meeting rsvp M1 alternate on:all');
    const [asked, ...more] = (await bed.passes('+1d')).filter(({ to, text }) => to === ana && text.includes('M1'));
    expect([asked!.text.match(/M1 Weekly/g), more]).toEqual([['M1 Weekly'], []]);
    expect(asked!.text).toContain('You are asked to come as alternate of INPUD: 4 meetings, the first Wed 24 April 2013, 14:00 London (15:00 Vienna).');
    await does('/meeting move M1 all:yes to:"25 April 2013 16:00"');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('the whole series is moved')]);
    expect(read(say(await bed.as('ana').presses(asked!.message, 'Attend')))).toContain('4 meetings');
    await hears('inpud', '/meeting rsvp M1 attend on:all');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('You need not come as alternate of INPUD after all: 4 meetings')]);
  });
});

describe('a seat that comes to be the one that is called', () => {
  test('is called in, once: the alternate whose focal point leaves', async () => {
    await quiet();
    await alternate();
    await does('/meeting schedule Call when:"24 April 2013 15:00"');
    await bed.passes('+4d');
    await ends(bed, 'inpud', 'focal');
    expect(about(await bed.passes('+1d'), ana)).toEqual([expect.stringContaining('You are called in')]);
    // Comes, goes and comes again: who has heard is not called again.
    await sits(bed, secret, 'new', 'focal', { organisation: 'inpud' });
    expect(about(await bed.passes('+1d'), focal)).toEqual([expect.stringContaining('You are called in')]);
    await ends(bed, 'inpud', 'focal');
    expect(about(await bed.passes('+4d'), ana)).toEqual([]);
    await does('/meeting move M1 to:"25 April 2013 15:00"');
    expect(about(await bed.passes('+4d'), ana)).toEqual([expect.stringContaining('is now Thu 25 April')]);
  });
  test('before anybody had heard: one message; and none where somebody else is called by then', async () => {
    await quiet();
    await alternate();
    away('2013-02-22T22:00:00Z');
    await does('/meeting schedule Call when:"24 April 2013 15:00"');
    await ends(bed, 'inpud', 'focal');
    later({ minutes: 1 });
    await sits(bed, secret, 'new', 'focal', { organisation: 'inpud' });
    const got = await bed.passes('+5d');
    expect(about(got, ana)).toEqual([]);
    expect(about(got, focal)).toEqual([expect.stringContaining('You are called in')]);
    await ends(bed, 'inpud', 'focal');
    expect(about(await bed.passes('+4d'), ana)).toHaveLength(1);
  });
  test('is not called a second time by another seat of the same person, nor is whoever called the meeting', async () => {
    await quiet();
    await does('/meeting schedule Call when:"24 April 2013 15:00"');
    await bed.passes('+4d');
    await sits(bed, secret, 'unodc', 'coordinator', { side: 'agency-side' });
    await sits(bed, secret, chair, 'focal', { organisation: 'inpud' });
    expect((await bed.passes('+4d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('M1')).map(({ to }) => to)).toEqual([]);
  });
  test('while a series was called off is called in when that is taken back, and the others hear that it takes place after all', async () => {
    await quiet();
    await weekly();
    await bed.passes('+4d');
    away('2013-02-27T22:00:00Z');
    await does('/meeting cancel M1 all:yes');
    await ends(bed, 'inpud', 'focal');
    await sits(bed, secret, 'new', 'focal', { organisation: 'inpud' });
    await hears(chair, '/my undo');
    const got = await bed.passes('+4d');
    expect(about(got, focal)).toEqual([expect.stringContaining('You are called in')]);
    expect(about(got, 'Focal point, HRI')).toEqual([]);
  });
});

test('a button that has done its work says so when it is pressed again', async () => {
  const shown = await bed.as(chair).hears(pollLine);
  expect(read(say(await bed.as(chair).presses(shown, 1)))).toContain('M1 ');
  expect(read(say(await bed.as(chair).presses(shown, 1)))).toBe('That was done already. Nothing was changed a second time.');
});
