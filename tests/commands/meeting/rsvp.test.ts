import { describe, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { readReply } from '#bot/replies.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { answersIn, meets, meetsWeekly, noted, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const secret = makeSecret('test');

test('whoever answers hears what was noted and when the meeting is; the same again is no second answer, another one takes its place', async () => {
  await meets(bed);
  const answer = await bed.as('inpud').hears('/meeting rsvp M1 attend');
  expect(read(answer)).toBe('Noted: INPUD attends. M1 Weekly call: 2013-02-27T14:00:00.000Z.\n[Maybe] [Apologies] [Alternate comes] [Who comes] [Calendar file]');
  expect(await hears('inpud', '/meeting rsvp 1 yes')).toContain('Already so: INPUD attends. M1 Weekly call');
  expect([await answersIn(bed), await noted(bed)]).toEqual([[['', 'inpud', 'attend', null]], 1]);
  expect(read(say(await bed.as('inpud').presses(answer, 'Apologies')))).toContain('Noted: INPUD sends apologies.');
  expect([await answersIn(bed), await noted(bed)]).toEqual([[['', 'inpud', 'apologies', null]], 2]);
  // The first button is old by now, and does what it says all the same.
  expect(read(say(await bed.as('inpud').presses(answer, 'Maybe')))).toContain('Noted: INPUD may attend.');
});

test('whoever presses a button of a message that shows another time is told that it was moved; once they know, no more', async () => {
  await meets(bed);
  await hears('hri', '/meeting rsvp M1 attend');
  later({ minutes: 5 });
  const civil = bed.as('coordinator civil-society-side');
  await civil.presses(await civil.hears('/meeting move M1 to:"28 Feb 16:00"'), 'Yes, move it');
  later({ minutes: 5 });
  const noted = 'attends. M1 Weekly call: 2013-02-28T15:00:00.000Z. Please note that it was moved: it was Wed 27 February 2013, 15:00 Vienna.';
  const press = async (who: string, reply: string) => read(say(await bed.as(who).invokes('meeting.rsvp', { meeting: 'M1', reply }, { via: 'button' })));
  expect(await press('inpud', 'attend')).toContain(`INPUD ${noted}`);
  expect(await press('hri', 'attend')).toContain(`HRI ${noted}`);
  later({ minutes: 5 });
  for (const who of ['inpud', 'hri']) expect(await press(who, 'maybe')).not.toContain('moved');
});

test('the four answers are understood in the words that people use', async () => {
  const said = { attend: ['Yes', 'coming', 'I come', 'I’m in', "I'll attend", 'ok', 'Attend'], maybe: ['perhaps', 'not sure', 'don’t know'], apologies: ['no', 'cannot', "can't", 'Can’t come', 'regrets', 'not coming'], alternate: ['deputy', 'someone else', 'an alternate'] };
  for (const [reply, words] of Object.entries(said)) for (const word of words) expect([word, readReply(word)]).toEqual([word, reply]);
  for (const word of ['', 'later', 'attend maybe', 'nobody']) expect(readReply(word)).toBe(undefined);
  await meets(bed);
  expect(await hears('inpud', "/meeting rsvp M1 can't")).toContain('INPUD sends apologies');
  expect(await hears('inpud', '/meeting rsvp M1 "not coming"')).toContain('Already so: INPUD sends apologies');
  expect(await hears('inpud', '/meeting rsvp weekly call attend')).toContain('INPUD attends');
  const cut = await bed.as('inpud').hears('/meeting rsvp M1 not coming');
  expect(read(say(await bed.as('inpud').presses(cut, '/meeting rsvp M1 not')))).toContain('INPUD sends apologies');
  const refused = await hears('inpud', '/meeting rsvp M1 whenever');
  expect(refused).toContain('"whenever"');
  expect(refused).toContain('attend, maybe, apologies, alternate');
});

describe('of a series', () => {
  test('an answer is for the next one, for the one of a day, or for all that are to come', async () => {
    await meetsWeekly(bed);
    expect(await hears('inpud', '/meeting rsvp M1 yes')).toContain('2013-02-27T14:00:00.000Z');
    expect(await hears('inpud', '/meeting rsvp M1 no on:"13 March"')).toContain('2013-03-13T14:00:00.000Z');
    expect(await hears('inpud', '/meeting rsvp M1 no on:"14 March"')).toMatch(/M1 does not take place on Thu 14 March 2013\. These are to come:[^]*\[Wed 27 February 2013, 15:00 Vienna\]/);
    bed.now = Temporal.Instant.from('2013-02-27T15:30:00Z');
    const all = await bed.as('hri').hears('/meeting rsvp M1 attend on:all');
    expect(read(all)).toContain('Noted: HRI attends. M1 Weekly call: 3 meetings, the first 2013-03-06T14:00:00.000Z.');
    expect(await answersIn(bed)).toEqual([
      ['2013-02-27T15:00', 'inpud', 'attend', null], ['2013-03-06T15:00', 'hri', 'attend', null], ['2013-03-13T15:00', 'hri', 'attend', null], ['2013-03-13T15:00', 'inpud', 'apologies', null], ['2013-03-20T15:00', 'hri', 'attend', null],
    ]);
    expect(read(say(await bed.as('hri').presses(all, 'Apologies')))).toContain('HRI sends apologies. M1 Weekly call: 3 meetings');
    expect(await noted(bed)).toBe(8);
  });

  test('one that is left out is not answered, nor one that is over', async () => {
    await meetsWeekly(bed);
    await bed.store.tx((tx) => tx.insertInto('occurrence').values({ group_id: 'unodc-cso-group', meeting: 1, slot: '2013-03-06T15:00', starts: null, added: 0, sequence: 1, changed: '2013-02-22T08:00:00.000Z' }).execute());
    expect(await hears('inpud', '/meeting rsvp M1 yes on:"6 March"')).toContain('M1 Weekly call does not take place on Wed 6 March 2013.');
    await bed.store.tx((tx) => tx.deleteFrom('occurrence').execute());
    bed.now = Temporal.Instant.from('2013-03-07T08:00:00Z');
    expect(await hears('inpud', '/meeting rsvp M1 yes on:2013-03-06T15:00')).toContain('M1 Weekly call is over: 2013-03-06T14:00:00.000Z.');
    bed.now = Temporal.Instant.from('2013-03-21T08:00:00Z');
    expect(await hears('inpud', '/meeting rsvp M1 yes')).toContain('is over: no more of it is to come');
    expect(await hears('inpud', '/meeting rsvp M1 yes on:all')).toContain('is over: no more of it is to come');
    expect(await noted(bed)).toBe(0);
  });
});

test('it can be answered until it ends; while it is called off or has no time yet, it cannot', async () => {
  await meets(bed);
  bed.now = Temporal.Instant.from('2013-02-27T14:59:00Z');
  expect(await hears('inpud', '/meeting rsvp M1 yes')).toContain('Noted: INPUD attends.');
  later({ minutes: 1 });
  expect(await hears('hri', '/meeting rsvp M1 yes')).toContain('Answers are taken until a meeting ends.');
  await meets(bed, { number: 2, starts: '2013-03-13T15:00', cancelled: '2013-02-22T08:00:00.000Z' });
  expect(await hears('hri', '/meeting rsvp M2 yes')).toContain('M2 Weekly call is called off. There is nothing to answer.');
  await meets(bed, { number: 3, starts: null, slots: ['2013-03-13T15:00', '2013-03-14T15:00', '2013-03-15T15:00'], closes: '2013-03-10T15:00:00.000Z' });
  const polled = await bed.as('hri').hears('/meeting rsvp M3 yes');
  expect(read(polled)).toContain('M3 Weekly call has no time yet. Please say first when you can.');
  expect(read(say(await bed.as('hri').presses(polled, 'Say when I can')))).toMatch(/^M3 Weekly call/);
  expect(await noted(bed)).toBe(1);
});

describe('by seat', () => {
  test('who has two seats is asked as which, not taken for the last; both answers stand beside each other', async () => {
    await meets(bed);
    await sits(bed, secret, 'inpud', 'coordinator', { side: 'civil-society-side' });
    expect(await bed.as('inpud').says('/meeting rsvp M1 attend')).toMatchObject({ ask: { fields: [{ name: 'as', choices: ['INPUD', 'Civil society side'] }] } });
    const tasks = await bed.as('inpud').hears('/my tasks');
    expect(read(tasks)).toContain('Weekly call');
    const side = await bed.as('inpud').hears('/meeting rsvp M1 maybe as:"Civil society side"');
    // Its buttons stay with the seat that has answered.
    expect(read(say(await bed.as('inpud').presses(side, 'Attend')))).toContain('Noted: Civil society side attends.');
    expect(read(say(await bed.as('inpud').presses(await bed.as('inpud').hears('/my tasks'), 'Attend M1')))).toContain('Noted: INPUD attends.');
    expect(await hears('inpud', '/my tasks')).not.toContain('Do you come?');
    expect(await bed.as('inpud').says('/meeting rsvp M1 apologies')).toMatchObject({ ask: { fields: [{ name: 'as' }] } });
    expect(await hears('inpud', '/meeting rsvp M1 apologies as:INPUD')).toContain('Noted: INPUD sends apologies.');
    expect(await answersIn(bed)).toEqual([['', 'inpud', 'apologies', null], ['', null, 'attend', null]]);
  });

  test('observers and strangers cannot answer', async () => {
    await meets(bed);
    expect(await hears('observer', '/meeting rsvp M1 yes')).toContain('"meeting rsvp" is for:');
    expect(await hears('stranger', '/meeting rsvp M1 yes')).toContain('You do not hold a seat in');
    expect(await noted(bed)).toBe(0);
  });
});

describe('on behalf', () => {
  test('coordinators, the chair’s and the convenor’s organisation answer for others, marked; an own answer takes its place and stands', async () => {
    await meets(bed, { chair: 'unodc', convenor: 'idpc' });
    expect(await hears('hri', '/meeting rsvp M1 yes behalf:INPUD')).toContain('For others, answers to M1 are entered by coordinators and by the organisations that chair it or call it: for members of their own side, and for outside bodies.');
    expect(await hears('unodc', '/meeting rsvp M1 yes behalf:WHO')).toMatch(/^Noted: WHO attends \(entered by UNODC\)\. M1[^]*\n\[Who comes\] \[Calendar file\]$/);
    expect(await hears('idpc', '/meeting rsvp M1 no behalf:INPUD')).toContain('INPUD sends apologies (entered by IDPC).');
    expect(await hears('coordinator civil-society-side', '/meeting rsvp M1 maybe behalf:ANPUD')).toContain('ANPUD may attend (entered by Civil society side).');
    expect(await hears('coordinator civil-society-side', '/meeting rsvp M1 maybe behalf:ANPUD')).toContain('Already so');
    expect((await answersIn(bed)).map(([, ...rest]) => rest)).toEqual(expect.arrayContaining([['who', 'attend', 'unodc'], ['inpud', 'apologies', 'idpc'], ['anpud', 'maybe', 'civil-society-side']]));
    later({ minutes: 5 });
    expect(await hears('inpud', '/meeting rsvp M1 attend')).toContain('Noted: INPUD attends.');
    const who = await hears('unodc', '/meeting who M1');
    expect(who).toMatch(/\nAttends: INPUD\n/);
    expect(who).not.toContain('Apologies');
    // Nobody speaks over it any more.
    expect(await hears('idpc', '/meeting rsvp M1 no behalf:INPUD')).toContain('INPUD has answered itself: it attends. Only INPUD can change that.');
    // One's own organisation is not another's.
    expect(await hears('unodc', '/meeting rsvp M1 yes behalf:UNODC')).toContain('Noted: UNODC attends. M1');
    expect(await noted(bed)).toBe(5);
  });

  test('nobody answers for an organisation of the other side: it speaks for itself', async () => {
    await meets(bed, { chair: 'unodc', convenor: 'idpc' });
    const refused = 'Nothing was noted. UNODC has its own seat. Besides UNODC itself, only the coordinator of UNODC side can answer for it, and an organisation of that side which chairs M1 or calls it.';
    for (const who of ['idpc', 'coordinator civil-society-side']) expect(await hears(who, '/meeting rsvp M1 attend behalf:UNODC')).toContain(refused);
    expect(await hears('unodc', '/meeting rsvp M1 attend behalf:INPUD')).toContain('Besides INPUD itself, only the coordinator of Civil society side can answer for it');
    expect(await noted(bed)).toBe(0);
    expect(await hears('coordinator agency-side', '/meeting rsvp M1 attend behalf:UNODC')).toContain('UNODC attends (entered by UNODC side).');
  });
});

describe('an alternate in one’s place', () => {
  test('is asked in private when their working day has begun, once, and can answer there', async () => {
    await meets(bed);
    await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
    await hears('ana', '/my digest off');
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toContain('INPUD sends an alternate. M1 Weekly call: 2013-02-27T14:00:00.000Z. The alternate of INPUD is asked in private to come when their next working day begins.');
    const toAna = async (time: string) => (await bed.passes(time)).filter(({ to, text }) => to === 'Alternate, INPUD' && text.includes('M1'));
    const [asked, ...more] = await toAna('+2h');
    expect(more).toEqual([]);
    expect(asked!.text).toBe('As alternate: UNODC and civil society group on drug use and HIV\nM1 Weekly call\n  You are asked to come as alternate of INPUD: Wed 27 February 2013, 14:00 London (15:00 Vienna). Please say whether you can.\n[Attend] [Maybe] [Apologies]');
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toContain('Already so');
    for (const reply of ['maybe', 'alternate']) expect(await hears('inpud', `/meeting rsvp M1 ${reply}`)).toContain(reply === 'maybe' ? 'INPUD may attend.' : 'The alternate of INPUD has been asked to come already.');
    expect(await toAna('+2h')).toEqual([]);
    expect(read(say(await bed.as('ana').presses(asked!.message, 'Attend')))).toContain('Noted: INPUD attends.');
    await hears('inpud', '/meeting rsvp M1 no');
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toContain('The alternate of INPUD has answered already');
  });

  test('is not known: that is said, with the way to offer the seat', async () => {
    await meets(bed);
    expect(await hears('inpud', '/meeting rsvp M1 alternate')).toMatch(/I know no alternate of INPUD whom I could ask\. You are sent the link: please tell whoever comes yourself, and give it to that person alone[^\n]*\n.*\[Offer an alternate's seat\]/);
    await sits(bed, secret, 'ana', 'alternate', { organisation: 'hri' });
    await hears('ana', '/my reminders off');
    expect(await hears('hri', '/meeting rsvp M1 alternate')).toContain('takes no private messages from me');
    expect(await hears('coordinator civil-society-side', '/meeting rsvp M1 alternate')).toContain('I know no alternate of Civil society side');
  });
});

test('a room is told nothing new of an answer', async () => {
  await meets(bed);
  await bed.posted();
  for (const who of ['inpud', 'hri', 'unodc']) await hears(who, '/meeting rsvp M1 attend');
  expect((await bed.posted()).map(({ address }) => address)).toEqual([]);
});
