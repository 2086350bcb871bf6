import { expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { answersIn, meets, meetsWeekly, noted, sits } from '#tests/support/sitting.ts';

conversations();

const secret = makeSecret('test');
const chair = 'coordinator civil-society-side';
const forgotten = 'What was answered to it is forgotten. Answers are kept for ninety days after a meeting.';
/** How the reminders about a meeting went, by seat: what is kept of them tells who had answered. */
const traces = async (seat: string) => (await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ cause, recipient }) => cause === 'answered' || recipient === `seat/${seat}`);

/** The program is away until an instant, and does at once what has to be done by then. */
async function comesUp(at: string): Promise<void> {
  bed.now = Temporal.Instant.from(at);
  await bed.comesUp();
}

test('ninety days after a call nobody can find out any more who came, sent apologies or was reminded because of it', async () => {
  await meets(bed, { chair: 'unodc' });
  const ana = await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await hears('inpud', '/meeting rsvp M1 attend');
  await hears('inpud', '/meeting rsvp M1 apologies');
  await hears('ana', '/meeting rsvp M1 attend');
  await hears('unodc', '/meeting rsvp M1 maybe behalf:WHO');
  await hears('hri', '/meeting rsvp M1 attend');
  await hears('hri', '/my undo');
  await bed.passes('2013-02-28T10:00:00Z');
  expect((await traces(ana)).map(({ cause }) => cause)).toEqual(expect.arrayContaining(['answered', null]));
  // It ended on Wednesday 27 February at 15:00 by UTC, and old things are looked for on Mondays here.
  await bed.passes('2013-05-28T14:00:00Z');
  await bed.comesUp();
  expect([(await answersIn(bed)).length, await noted(bed)]).toEqual([3, 6]);
  expect(await hears('unodc', '/meeting who M1')).toContain('Attends: INPUD\nApologies: INPUD');
  await comesUp('2013-05-28T15:00:01Z');
  expect([await answersIn(bed), await noted(bed), await traces(ana)]).toEqual([[], 0, []]);
  for (const reader of ['unodc', 'inpud', 'observer']) expect(await hears(reader, '/meeting who M1')).toBe(`M1 Weekly call\n2013-02-27T14:00:00.000Z\n${forgotten}\n[Show it]`);
  expect(await hears('hri', '/meeting show M1')).toContain(`It is over.\n${forgotten}\n`);
  expect(await hears('inpud', '/my data')).toContain('Answers to meetings: None. What you answer to a meeting is forgotten ninety days after it.');
  expect(await hears('inpud', '/my data export')).not.toMatch(/M1|meeting\.rsvp/);
  const audit = await hears('coordinator agency-side', '/group audit');
  expect(audit).toContain('M1 Weekly call: what was answered is forgotten, after ninety days\n  Secretariat · 2013-05-28T15:00:01.000Z · from clock');
  expect(audit).not.toMatch(/attends|apologies/);
  await bed.passes('+30d');
  expect((await hears('coordinator agency-side', '/group audit')).match(/forgotten/g)).toHaveLength(1);
});

test('of a series each sitting goes by itself; what is still to come is answered on', async () => {
  await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=20' });
  await hears('inpud', '/meeting rsvp M1 attend on:all');
  await comesUp('2013-05-28T14:00:00Z');
  expect((await answersIn(bed)).length).toBe(20);
  await comesUp('2013-06-12T08:00:00Z');
  expect((await answersIn(bed)).map(([slot]) => slot).slice(0, 2)).toEqual(['2013-03-20T15:00', '2013-03-27T15:00']);
  expect(await hears('hri', '/meeting who M1 "27 February 2013"')).toContain(forgotten);
  expect(await hears('hri', '/meeting who M1 "20 March 2013"')).toContain('Attends: INPUD');
  expect(await hears('hri', '/meeting who M1')).toContain('Attends: INPUD');
  expect(await hears('hri', '/meeting show M1')).not.toContain('forgotten');
});

test('that answers were forgotten is nothing that a change or an undo of the meeting stumbles over', async () => {
  await meetsWeekly(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=20' });
  await hears('inpud', '/meeting rsvp M1 attend');
  await comesUp('2013-05-28T14:55:00Z');
  const asked = await bed.as(chair).hears('/meeting move M1 to:"Thu 16:00"');
  await bed.as(chair).presses(asked, 'Yes, move it');
  await comesUp('2013-05-28T15:00:00Z');
  expect(await noted(bed)).toBe(0);
  expect(await hears(chair, '/my undo')).toContain('Taken back:');
});

test('what was said in a poll that led to nothing goes ninety days after its last time, and not before', async () => {
  const asked = await bed.as(chair).hears(pollLine);
  await bed.as(chair).presses(asked, 1);
  await hears('inpud', '/meeting answer M1 all:no');
  await hears('hri', '/meeting answer M1 1 yes');
  await comesUp('2013-06-13T04:00:00Z');
  expect(await hears(chair, '/meeting show M1')).toContain('1 of 16 organisations has answered.\nAnswered in part: Civil society side: HRI.');
  await comesUp('2013-06-18T04:00:00Z');
  const shown = await hears('unodc', '/meeting show M1');
  expect(shown).toContain('What was answered is forgotten: no time was chosen, and ninety days have passed.');
  expect(shown).not.toMatch(/HRI|organisations|Not answered/);
  expect(await bed.store.read((tx) => tx.selectFrom('preference').selectAll().execute())).toEqual([]);
  expect((await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind }) => kind === 'poll')).toEqual([]);
});

test('what was said in a poll goes with the call that came of it', async () => {
  const asked = await bed.as(chair).hears(pollLine);
  await bed.as(chair).presses(asked, 1);
  for (const who of ['inpud', 'unodc']) await hears(who, '/meeting answer M1 all:yes');
  await bed.as(chair).presses(await bed.as(chair).hears('/meeting choose M1 3'), 1);
  const said = () => bed.store.read(async (tx) => (await tx.selectFrom('preference').selectAll().execute()).length);
  await comesUp('2013-06-12T08:00:00Z');
  expect([await said(), (await answersIn(bed)).length]).toEqual([6, 2]);
  await comesUp('2013-06-18T08:00:00Z');
  expect([await said(), (await answersIn(bed)).length, await noted(bed)]).toEqual([0, 0, 0]);
});

test('ninety days after a poll, nobody is called a second time into the series that came of it, and nothing tells who had answered', async () => {
  const ana = await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await bed.as(chair).presses(await bed.as(chair).hears(pollLine), 1);
  for (const who of ['hri', 'ana']) await hears(who, '/meeting answer M1 all:yes');
  await bed.as(chair).presses(await bed.as(chair).hears('/meeting choose M1 1 repeat:"weekly until 1 December 2013"'), 1);
  await bed.passes('2013-08-05T08:00:00Z');
  const rows = await bed.store.read((tx) => remindersOf(tx, group, 'M1'));
  expect(await bed.store.read((tx) => tx.selectFrom('preference').selectAll().execute())).toEqual([]);
  expect(rows.filter(({ subject, day, recipient, cause }) => subject === 'M1' && day < '2013-05-01' && (recipient === `seat/${ana}` || cause === 'answered'))).toEqual([]);
  expect(rows.some(({ subject, kind, state }) => subject === 'M1' && kind === 'called' && state === 'sent')).toBe(true);
  await sits(bed, secret, 'anpud', 'coordinator', { side: 'civil-society-side' });
  expect((await bed.passes('+3d')).filter(({ text }) => text.includes('You are called in'))).toEqual([]);
  // Whoever is new is called.
  await sits(bed, secret, 'bo', 'coordinator', { side: 'civil-society-side' });
  expect((await bed.passes('+3d')).filter(({ text }) => text.includes('You are called in')).length).toBeGreaterThan(0);
});
