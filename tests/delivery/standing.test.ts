import { expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { makeDelivery } from '#delivery/send.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import type { Got } from '#tests/support/world.ts';

conversations();

const [cso, un] = ['coordinator civil-society-side', 'coordinator agency-side'];
/** Who heard of a commitment in private, and when. */
const heard = (got: readonly Got[], id: string) => got.filter(({ to, text }) => to !== '#main' && text.includes(id)).map(({ at, to }) => `${at} ${to}`);
/** A commitment that ANPUD leads, with nobody's digest in the way. */
async function agreed(due: string, more = ''): Promise<void> {
  for (const each of ['anpud', 'inpud', 'unodc', cso, un]) await hears(each, '/my digest off');
  await hears('anpud', `/commitment add Map of services due:"${due}" lead:ANPUD ${more}`);
  await hears(un, '/commitment agree 16');
}
const carryOut = async (line: string) => bed.as(un).presses(say(await bed.as(un).says(line)), 'Yes, move it');

test.each(['coordinator', 'alternate'])('what is late is told to the own side’s coordinator while its lead is away, and not to the other side (stand-in: %s)', async (standIn) => {
  await agreed('3 June 2013', 'counterpart:UNODC');
  await bed.passes('2013-06-05T12:00:00Z');
  await hears('anpud', `/my away from:"5 June 2013" to:"20 June 2013" stand-in:${standIn}`);
  expect(heard(await bed.passes('2013-06-10T12:00:00Z'), 'C16')).toEqual(['2013-06-06T07:00:00Z Coordinator, Civil society side']);
});

test('nothing is put off beyond its own day: not by a rest day at the end, nor by a date that moves', async () => {
  await agreed('8 June 2013'); // a Saturday
  await bed.passes('2013-06-06T12:00:00Z');
  await hears('anpud', '/reminder snooze C16 until:"8 June 2013"');
  expect(await hears('anpud', '/reminder preview until:"8 June 2013"')).toContain('due Sat 8 June 2013, on the day');
  expect(heard(await bed.passes('2013-06-07T12:00:00Z'), 'C16')).toEqual(['2013-06-07T02:00:00Z Focal point, ANPUD']);
});

test('whoever has put something off still hears that its date has moved, and is asked before the new one', async () => {
  await hears(un, '/event add Alpha conference on:"1 October 2013" kind:conference');
  await agreed('ALPHA-CONFERENCE-2013');
  await bed.passes('2013-09-02T12:00:00Z');
  await hears('anpud', '/reminder snooze C16 until:"30 September 2013"');
  await carryOut('/event move ALPHA-CONFERENCE-2013 to:"16 September 2013"');
  const got = (await bed.passes('2013-09-16T12:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(got[0]!.text).toContain('C16 Map of services\n  was Tue 1 October 2013, is now Mon 16 September 2013');
  expect(got.at(-1)!.at.toString()).toBe('2013-09-16T02:00:00Z');
});

test('what was put off is not asked of whoever has handed it on meanwhile', async () => {
  await agreed('28 June 2013');
  await bed.passes('2013-06-05T12:00:00Z');
  await hears('anpud', '/reminder snooze C16 until:"12 June 2013"');
  await hears(cso, '/commitment assign C16 lead:INPUD');
  await hears('inpud', '/commitment assign C16 lead:INPUD');
  expect(heard(await bed.passes('2013-06-13T12:00:00Z'), 'C16').filter((each) => each.includes('ANPUD'))).toEqual([]);
});

test('what a report has settled is asked again when the report is taken back', async () => {
  await agreed('3 June 2013');
  await bed.passes('2013-06-03T01:56:00Z');
  await hears('anpud', '/commitment update C16 done');
  expect(heard(await bed.passes('2013-06-03T02:02:00Z'), 'C16')).toEqual([]);
  await hears('anpud', '/my undo');
  expect(heard(await bed.passes('2013-06-03T12:00:00Z'), 'C16')).toEqual(['2013-06-03T02:02:00Z Focal point, ANPUD']);
});

test('that a date has moved is told also after the old one, when the program was down then', async () => {
  await hears(un, '/event add Side meeting on:"1 April 2013" kind:other');
  await hears(un, '/event deadline SIDE-MEETING-2013 Papers closes:-1d');
  await bed.passes('2013-03-29T16:30:00Z');
  await bed.comesUp();
  await carryOut('/event move SIDE-MEETING-2013 to:"10 October 2013"');
  bed.now = Temporal.Instant.from('2013-04-02T16:30:00Z');
  await bed.comesUp();
  const [told] = (await bed.passes('2013-04-03T12:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(told!.text).toContain('Side meeting\n  was Mon 1 April 2013, is now Thu 10 October 2013');
});

test('a deadline of one event that hangs on another moves with it, and that is told', async () => {
  await hears(un, '/event add Alpha conference on:"1 October 2013" kind:conference');
  await hears(un, '/event add Beta meeting on:"1 December 2013" kind:other');
  await hears(un, '/event deadline BETA-MEETING-2013 Papers closes:"ALPHA-CONFERENCE-2013 +10d"');
  await carryOut('/event move ALPHA-CONFERENCE-2013 to:"8 October 2013"');
  const [told] = (await bed.passes('2013-02-25T12:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(told!.text).toContain('Papers (Beta meeting)\n  was Fri 11 October 2013, is now Fri 18 October 2013');
});

test('an estimate is called one in the preview, too, with all that hangs on it', async () => {
  await hears(un, '/event add Big meeting on:"3 April 2013" certainty:estimate kind:other');
  await agreed('BIG-MEETING-2013 -3d');
  const coming = await hears(un, '/reminder preview until:"30 April 2013"');
  expect(coming).toContain('begins Wed 3 April 2013, 7 days before, the date is an estimate');
  expect(coming).toContain('due Sun 31 March 2013, 7 days before, the date is an estimate');
  expect(coming).toContain('begins Mon 11 March 2013, 7 days before\n');
});

test('a room’s digest does not tell who has never reported', async () => {
  await agreed('3 June 2014');
  await bed.passes('2013-04-09T09:00:00Z');
  await hears('anpud', '/commitment milestone C16 First visit due:"3 May 2014"');
  const [digest] = (await bed.passes('2013-04-16T09:00:00Z')).filter(({ to }) => to === '#main');
  expect(digest!.text).toContain('C16 Map of services');
  expect(digest!.text).not.toContain('reported');
});

test('a message that has waited reaches nobody who has lost the seat or turned messages off meanwhile', async () => {
  await hears(un, '/my reminders pause until 4 March');
  await hears(cso, '/my reminders pause until 4 March');
  await hears('unodc', '/reminder pass 4');
  const code = /code:(\w+)/.exec(await hears(un, '/member handover agency-side to:code'))![1]!;
  await hears('newcomer', `/member focal code:${code} answer:accept`);
  await hears(cso, '/my reminders off');
  const sent: unknown[] = [];
  const adapter = { platform: 'terminal', start: async () => {}, stop: async () => {}, send: async (to: object) => void sent.push(to) };
  const delivery = makeDelivery(bed.store, makeSecret('test'), adapter, () => {});
  await delivery.settled();
  await delivery.stop();
  expect(sent.filter((to) => !('room' in (to as object)))).toEqual([]);
  const dead = await bed.store.read((tx) => tx.selectFrom('outbox').select('fault').where('group_id', '=', group).where('dead', 'is not', null).orderBy('fault').execute());
  expect(dead.map(({ fault }) => fault)).toEqual(['closed', 'forbidden']);
});
