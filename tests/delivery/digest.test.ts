import { describe, expect, test } from 'vitest';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
import { meets, meetsWeekly } from '#tests/support/sitting.ts';
import type { Got } from '#tests/support/world.ts';

conversations();

const at = (got: readonly Got[], who: string) => got.filter(({ to }) => to === who).map((each) => each.at.toString());
const text = (got: readonly Got[], who: string) => got.find(({ to }) => to === who)?.text;
const digests = async (recipient: string) => (await bed.store.read((tx) => remindersOf(tx, group, 'digest'))).filter((row) => row.recipient === recipient).map(({ date, state, cause }) => `${date} ${state}${cause ? ` ${cause}` : ''}`).sort();

test('a week in which nothing is to be said is a quiet one, and the next is looked at again', async () => {
  // In the first weeks after the agreement nobody is late with anything.
  const got = await bed.passes('2013-02-26T12:00:00Z');
  expect(got.filter(({ text: words }) => /Your week|This week/.test(words))).toEqual([]);
  expect(await digests('room')).toEqual(['2013-03-04 planned']);
});

test('the personal digest tells what I owe, what closes soon and what changed', async () => {
  await bed.passes('2013-12-24T12:00:00Z');
  await hears('coordinator agency-side', '/event deadline cnd57 "Side-event application" opens:"13 January 2014" closes:"24 January 2014 12:00 Vienna"');
  await hears('inpud', '/update 6 at-risk Nothing heard');
  await hears('coordinator agency-side', '/event move cnd56r to:"16 December 2014" certainty:estimate sure:yes');
  await bed.posted();
  const got = await bed.passes('2013-12-31T12:00:00Z');
  const own = text(got, 'Focal point, UNODC')!;
  expect(at(got, 'Focal point, UNODC')).toContain('2013-12-30T08:00:00Z');
  const digest = got.find(({ to, text: words }) => to === 'Focal point, UNODC' && words.includes('Your week'))!.text.split('\n');
  expect(digest.slice(0, 3)).toEqual(['Your week: UNODC and civil society group on drug use and HIV', 'Waiting for you:', expect.stringMatching(/^C14 /)]);
  expect(digest).toContain('Deadlines in the next four weeks:');
  expect(digest).toContain('  opens Mon 13 January 2014 · closes Fri 24 January 2014, 12:00 Vienna · the date is announced, not confirmed');
  expect(digest).toContain('In the last seven days 1 commitment changed:');
  expect(digest).toContain('Dates that changed in the last seven days:');
  expect(digest).toContain('CND, reconvened 56th session (the date is an estimate)');
  expect(own).toBeDefined();
  // Whoever owes nothing hears of the deadline, which is theirs too; the observer reads the room.
  const other = got.find(({ to, text: words }) => to === 'Focal point, HRI' && words.includes('Your week'))!.text;
  expect(other).not.toContain('for you');
  expect(other).toContain('Side-event application');
  expect(text(got, 'Observer')).toBeUndefined();
});

test('others’ news alone is the room’s to tell; one’s own organisation’s is told', async () => {
  await hears('unodc', '/update 4 on-track');
  await hears('hri', '/commitment add Paper on testing lead:HRI');
  await hears('coordinator agency-side', '/commitment agree 16');
  await bed.posted();
  const got = (await bed.passes('2013-02-25T20:00:00Z')).filter(({ text: words }) => /Your week|This week/.test(words));
  expect(got.map(({ to }) => to).sort()).toEqual(['#main', 'Focal point, HRI', 'Focal point, UNODC']);
  expect(text(got, 'Focal point, HRI')).toContain('In the last seven days 2 commitments changed:\nC16 Paper on testing');
  expect(text(got, '#main')).toMatch(/^This week in the group\nIn the last seven days 2 commitments changed:[^]*\nNext: CND, 56th session, Mon 11 March 2013, in 2 weeks\n\[Work plan\] \[What has changed\]$/);
});

test('the rooms’ digest names what is due, and neither what is late nor anybody for not answering', async () => {
  const before = await bed.passes('2013-05-13T12:00:00Z');
  const due = before.findLast(({ to }) => to === '#main')!;
  expect(due.at.toString()).toBe('2013-05-13T07:00:00Z');
  expect(due.text).toContain('Due in the next four weeks:\nC14 ');
  expect(due.text).toContain('  UNODC leads · Sat 8 June 2013');
  // Of what is known by its month, no day is said.
  expect(due.text).toContain('\nNext: Second UNODC and civil society engagement event (the date is announced, not confirmed), June 2013, the day is not known\n');
  expect(due.text).not.toMatch(/never|no report|late/i);
  await bed.passes('2013-06-14T12:00:00Z');
  await hears('inpud', '/update 6 on-track');
  await bed.posted();
  const week = (await bed.passes('2013-06-17T12:00:00Z')).find(({ to }) => to === '#main')!.text;
  expect(week).toContain('C6 ');
  expect(week).not.toMatch(/C14|C15|late|Focal point|Coordinator/i);
});

test('what only goes on waiting is said again every fourth week; what is late, every week', async () => {
  await bed.passes('2013-03-25T12:00:00Z');
  const mondays = async (until: string) => at((await bed.passes(until)).filter(({ text: words }) => words.includes('Your week')), 'Focal point, UNODC').map((instant) => instant.slice(0, 10));
  expect(await mondays('2013-04-26T12:00:00Z')).toEqual(['2013-04-01']);
  await bed.passes('2013-06-09T12:00:00Z');
  expect(await mondays('2013-07-01T12:00:00Z')).toEqual(['2013-06-10', '2013-06-17', '2013-06-24', '2013-07-01']);
});

test('what is due and the digest of the same morning are one message', async () => {
  await bed.passes('2013-05-26T12:00:00Z');
  const got = (await bed.passes('2013-05-27T20:00:00Z')).filter(({ to }) => to === 'Focal point, UNODC');
  expect(at(got, 'Focal point, UNODC')).toEqual(['2013-05-27T07:00:00Z']);
  const [message] = got;
  expect(message!.text).toMatch(/^4 things for you: .*\nC14 [^]*\nC14\.1 [^]*\nC15 [^]*\nYou are asked because UNODC leads these\.\nAlso waiting for you:\nC1 /);
  expect(message!.text.match(/^C14 /gm)).toHaveLength(1);
});

test('a digest comes at the day and hour that were set, and not at all when it is off', async () => {
  await bed.passes('2013-04-02T12:00:00Z');
  await hears('unodc', '/my digest Thu 14:00');
  await hears('coordinator agency-side', '/my digest off');
  await hears('coordinator civil-society-side', '/group settings digest:"Fri 18:30"');
  await bed.posted();
  const got = (await bed.passes('2013-05-20T12:00:00Z')).filter(({ text: words }) => /Your week|This week/.test(words));
  expect(at(got, 'Focal point, UNODC').slice(0, 2)).toEqual(['2013-04-04T12:00:00Z', '2013-05-02T12:00:00Z']);
  expect(at(got, 'Coordinator, UNODC side')).toEqual([]);
  expect(at(got, '#main').every((instant) => instant.endsWith('T16:30:00Z'))).toBe(true);
  expect(at(got, '#main').length).toBeGreaterThan(0);
});

test('whoever comes back from an absence gets one digest, not those that were missed', async () => {
  await bed.passes('2013-04-02T12:00:00Z');
  await hears('unodc', '/my away from:"27 April 2013" to:"7 May 2013"');
  const got = (await bed.passes('2013-05-13T12:00:00Z')).filter(({ to, text: words }) => to === 'Focal point, UNODC' && words.includes('Your week'));
  expect(at(got, 'Focal point, UNODC')).toEqual(['2013-05-08T07:00:00Z', '2013-05-13T07:00:00Z']);
});

describe('of meetings', () => {
  const week = (got: readonly Got[], who: string) => got.find(({ to, text: words }) => to === who && words.includes('Your week'))?.text;
  const coordinator = 'coordinator civil-society-side';

  test('whoever chairs one is told on Monday what it has not got yet, until it has; others are not written to for that', async () => {
    await meets(bed, { starts: '2013-03-01T15:00', chair: 'inpud' });
    const first = await bed.passes('2013-02-25T20:00:00Z');
    expect(week(first, 'Focal point, INPUD')).toBe([
      'Your week: UNODC and civil society group on drug use and HIV', 'Meetings in the next seven days:', 'M1 Weekly call', '  Fri 1 March 2013, 14:00 London (15:00 Vienna) · you have not answered · still missing: the link, a note-taker', '[Attend M1] [Apologies M1] [Show M1] [My tasks] [What has changed]',
    ].join('\n'));
    expect(first.filter(({ text: words }) => words.includes('Your week')).map(({ to }) => to)).toEqual(['Focal point, INPUD']);
    // What one is told there is a task as well, with its press.
    expect(await hears('inpud', '/my tasks')).toContain('M1 Weekly call\n  2013-03-01T14:00:00.000Z · still missing: the link, a note-taker');
    await hears('inpud', '/meeting join M1 link:https://meet.example.org/abc');
    expect(await hears('inpud', '/my tasks')).not.toContain('missing');
    await meets(bed, { number: 2, title: 'Second call', starts: '2013-03-07T15:00', chair: 'inpud' });
    await hears('inpud', '/meeting join M2 link:https://meet.example.org/abc');
    expect(week(await bed.passes('2013-03-04T20:00:00Z'), 'Focal point, INPUD')).toBeUndefined();
  });

  test('where nobody chairs or calls it, the coordinators are', async () => {
    await meets(bed, { starts: '2013-03-01T15:00' });
    const got = await bed.passes('2013-02-25T20:00:00Z');
    expect(got.filter(({ text: words }) => words.includes('still missing: the link, a chair, a note-taker')).map(({ to }) => to).sort()).toEqual(['Coordinator, Civil society side', 'Coordinator, UNODC side']);
  });

  test('a poll stands there until it is answered, and once it is over, until whoever may has chosen: for that alone they are written to', async () => {
    await hears(coordinator, '/meeting poll Planning call slots:"Tue 19 March 15:00; Thu 21 March 10:00; Fri 22 March 06:00" closes:"7 March 2013 12:00" sure:yes');
    await bed.passes('2013-02-24T20:00:00Z');
    // It asks for answers by itself.
    expect((await bed.passes('2013-02-25T20:00:00Z')).filter(({ text: words }) => words.includes('Your week'))).toEqual([]);
    await hears('hri', '/meeting answer M1 all:yes');
    await hears('idpc', '/meeting answer M1 1 yes');
    for (const who of ['hri', 'idpc']) await hears('coordinator agency-side', `/commitment add Paper of ${who} lead:${who.toUpperCase()}`);
    bed.now = Temporal.Instant.from('2013-03-01T20:00:00Z');
    for (const who of ['hri', 'idpc']) await hears('unodc', `/commitment add Another paper of ${who} lead:${who.toUpperCase()}`);
    const got = await bed.passes('2013-03-04T20:00:00Z');
    expect(week(got, 'Focal point, IDPC')).toContain('M1 Planning call\n  When can you? Answers until Thu 7 March 2013, 11:00 London (12:00 Vienna)\n');
    expect(week(got, 'Focal point, HRI')).not.toContain('M1');
    await bed.passes('2013-03-10T20:00:00Z');
    const closed = week(await bed.passes('2013-03-11T20:00:00Z'), 'Coordinator, Civil society side')!;
    expect(closed).toContain('M1 Planning call\n  has no time yet: people were asked until Thu 7 March 2013, 12:00 Vienna. Please choose one');
  });

  test('each meeting of the week stands there with what one has said, a moved one with what held before; rooms read when it is', async () => {
    await meetsWeekly(bed);
    await hears('unodc', '/meeting rsvp M1 attend');
    await hears('hri', '/meeting rsvp M1 attend');
    await hears('unodc', '/update 4 on-track');
    await hears('hri', '/commitment add Paper on testing lead:HRI');
    await hears('coordinator agency-side', '/commitment agree 16');
    bed.now = bed.now.add({ minutes: 1 });
    const civil = bed.as(coordinator);
    await civil.presses(await civil.hears('/meeting move M1 on:"27 February" to:"28 February 16:00"'), 'Yes, move it');
    await hears('hri', '/meeting rsvp M1 maybe');
    const got = await bed.passes('2013-02-25T20:00:00Z');
    expect(week(got, 'Focal point, UNODC')).toContain('Meetings in the next seven days:\nM1 Weekly call\n  Thu 28 February 2013, 16:00 Vienna · before the move: you attend\n');
    expect(week(got, 'Focal point, HRI')).toMatch(/Thu 28 February 2013, 15:00 London \(16:00 Vienna\) · (?!before)[^\n]*\n/);
    expect(got.find(({ to, text: words }) => to === '#main' && words.includes('This week'))!.text).toContain('\nMeetings in the next seven days:\nM1 Weekly call\n  Thu 28 February 2013, 16:00 Vienna\nNext: ');
  });
});
