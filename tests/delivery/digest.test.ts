import { expect, test } from 'vitest';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
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
  expect(digest.slice(0, 3)).toEqual(['Your week: UNODC and civil society group on drug use and HIV', expect.stringMatching(/^\d+ things wait for you:$/), expect.stringMatching(/^C14 /)]);
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
  expect(message!.text).toMatch(/^4 things for you: .*\nC14 [^]*\nC14\.1 [^]*\nC15 [^]*\nYou are asked because UNODC leads these\.\n11 things wait for you:\nC1 /);
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
