import { expect, test } from 'vitest';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read, type Got } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';

/** Calls people in to a meeting, with a link. */
async function call(when: string): Promise<void> {
  await hears(coordinator, '/my digest off');
  read(say(await bed.as(coordinator).presses(await bed.as(coordinator).hears(`/meeting schedule Planning call when:"${when}" link:https://meet.example.org/abc`), 1)));
}
/** Gives Intercambios an alternate. */
async function second(): Promise<void> {
  const code = /code:(\w+)/.exec(await hears('intercambios', '/member focal organisation:Intercambios role:alternate'))![1]!;
  await hears('second', `/member focal code:${code} answer:accept`);
}
const about = (got: readonly Got[], who: string) => got.filter(({ to, text }) => to === who && /\bM\d/.test(text)).map(({ text }) => text);
const begins = (got: readonly Got[]) => got.filter(({ text }) => text.includes('About to begin')).map(({ to }) => to);
const seats = async () => bed.store.read((tx) => tx.selectFrom('seat').select(['id', 'organisation', 'role']).where('ended', 'is', null).execute());

test('whoever is away is called by those who stand in, with a word on whose place it is', async () => {
  await second();
  expect(await hears('intercambios', '/my away to:"30 March 2013" stand-in:alternate')).toContain('go to its alternate');
  await call('Wed 20 March 2013 15:00');
  const got = await bed.passes('+4d');
  expect(about(got, 'Focal point, Intercambios')).toEqual([]);
  const [told] = about(got, 'Alternate, Intercambios');
  expect(told).toContain('You are called in');
  expect(told).toContain('For Focal point, Intercambios, who is back on');
  await bed.passes('2013-03-20T13:00:00Z');
  const soon = begins(await bed.passes('2013-03-20T14:00:00Z'));
  expect(soon).toContain('Alternate, Intercambios');
  expect(soon).not.toContain('Focal point, Intercambios');
});

test('whoever is back in time hears of it then', async () => {
  await hears('unodc', '/my away to:"28 February 2013"');
  await call('Wed 20 March 2013 15:00');
  expect(about(await bed.passes('2013-03-01T07:00:00Z'), 'Focal point, UNODC')).toEqual([]);
  expect(about(await bed.passes('2013-03-01T12:00:00Z'), 'Focal point, UNODC')).toEqual([expect.stringContaining('You are called in')]);
});

test('for whoever takes no messages the coordinator of the side is called, in one message with their own', async () => {
  await hears('hri', '/my reminders off');
  await call('Wed 20 March 2013 15:00');
  const got = await bed.passes('+4d');
  expect(about(got, 'Focal point, HRI')).toEqual([]);
  // Whoever called it is not called, but stands in for the others of the side.
  expect(about(got, 'Coordinator, Civil society side')).toEqual([expect.stringContaining('For Focal point, HRI, who cannot be reached here.')]);
});

test('where somebody sends an alternate, the alternate is given the link', async () => {
  await second();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('+1d');
  await hears('intercambios', '/meeting rsvp M1 alternate');
  await bed.passes('2013-03-20T13:00:00Z');
  const soon = begins(await bed.passes('2013-03-20T14:00:00Z'));
  expect(soon).toContain('Alternate, Intercambios');
  expect(soon).not.toContain('Focal point, Intercambios');
});

test('an alternate who says that they come is called as well, an observer who says nothing is not', async () => {
  await second();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('+1d');
  await hears('second', '/meeting rsvp M1 attend');
  await bed.passes('2013-03-20T13:00:00Z');
  const soon = begins(await bed.passes('2013-03-20T14:00:00Z'));
  expect(soon).toEqual(expect.arrayContaining(['Alternate, Intercambios', 'Focal point, Intercambios']));
  expect(soon.some((who) => who.includes('Observer'))).toBe(false);
});

test('what waited for somebody who has left reaches whoever has the seat by then; who is erased is not called', async () => {
  await second();
  bed.now = Temporal.Instant.from('2013-02-22T20:00:00Z');
  await call('Wed 20 March 2013 15:00');
  const asked = await bed.as('intercambios').hears('/my data what:erase');
  await bed.as('intercambios').presses(asked, 'Yes, erase me');
  await hears('second', '/member handover organisation:Intercambios to:alternate');
  const got = about(await bed.passes('+4d'), 'Focal point, Intercambios');
  expect(got).toEqual([expect.stringContaining('You are called in')]);
  const rows = await bed.store.read((tx) => remindersOf(tx, group, 'M1'));
  const held = new Set((await seats()).map(({ id }) => `seat/${id}`));
  expect(rows.filter(({ state, recipient }) => state === 'planned' && recipient !== 'room' && !held.has(recipient))).toEqual([]);
});

test('coordinators are told after a time of absence what was of no use any more, by seats', async () => {
  await call('Wed 20 March 2013 15:00');
  await bed.passes('2013-03-18T12:00:00Z');
  await bed.comesUp();
  bed.now = Temporal.Instant.from('2013-03-21T09:00:00Z');
  const got = await bed.comesUp();
  const [told] = got.filter(({ to }) => to === 'Coordinator, UNODC side').map(({ text }) => text);
  expect(told).toContain('M1 Planning call, for Focal point, ');
  expect(got.filter(({ text }) => text.includes('meet.example.org'))).toEqual([]);
});

test('an alternate who is sent is called in the focal point’s place: asked in their tasks, reminded, let in; who sent them is left alone', async () => {
  await second();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('2013-03-10T00:00:00Z');
  expect(await hears('second', '/my tasks')).not.toContain('Planning call');
  await hears('intercambios', '/meeting rsvp M1 alternate');
  expect(about(await bed.passes('+2d'), 'Alternate, Intercambios')).toEqual([expect.stringContaining('You are asked to come as alternate of Intercambios')]);
  const asked = 'You are asked to come as alternate of Intercambios. Do you come?\n';
  expect(await hears('second', '/my tasks')).toContain(asked);
  expect(await hears('second', '/my next')).toContain('you are asked to come as alternate of Intercambios · you have not answered');
  expect(await hears('intercambios', '/my tasks')).not.toContain('Planning call');
  const before = await bed.passes('2013-03-20T13:30:00Z');
  expect(about(before, 'Alternate, Intercambios').filter((text) => text.includes('tomorrow'))).toHaveLength(1);
  expect(about(before, 'Focal point, Intercambios').filter((text) => text.includes('tomorrow'))).toEqual([]);
  expect(await hears('second', '/meeting join M1')).toContain('Join here: https://meet.example.org/abc');
  const soon = begins(await bed.passes('2013-03-20T14:00:00Z'));
  expect(soon.filter((who) => who.includes('Intercambios'))).toEqual(['Alternate, Intercambios']);
});

test('where the alternate cannot come, or the focal point comes after all, the focal point is reminded', async () => {
  await second();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('2013-03-12T00:00:00Z');
  await hears('intercambios', '/meeting rsvp M1 alternate');
  await bed.passes('+2d');
  await hears('second', '/meeting rsvp M1 apologies');
  const day = await bed.passes('2013-03-20T00:00:00Z');
  const reminded = (who: string) => about(day, who).filter((text) => text.includes('tomorrow')).length;
  expect([reminded('Alternate, Intercambios'), reminded('Focal point, Intercambios')]).toEqual([0, 1]);
  await hears('intercambios', '/meeting rsvp M1 attend');
  expect(begins(await bed.passes('2013-03-20T14:00:00Z')).filter((who) => who.includes('Intercambios'))).toEqual(['Focal point, Intercambios']);
});

test('without an alternate in the group the focal point has the link, and is told to whom it may go', async () => {
  await call('Wed 20 March 2013 15:00');
  await bed.passes('2013-03-20T13:35:00Z');
  expect(await hears('intercambios', '/meeting rsvp M1 alternate')).toContain('I know no alternate of Intercambios whom I could ask. You are sent the link: please tell whoever comes yourself, and give it to that person alone, in private.');
  expect(await hears('intercambios', '/meeting join M1')).toContain('Please give this to that person alone, in private, and to nobody else.');
  expect(await hears('hri', '/meeting join M1')).toContain('Please do not pass it on.');
});

test('whoever is to set the link is told that it is missing, the day before and as it begins, and can set it there; nobody else is', async () => {
  await hears(coordinator, '/my digest off');
  read(say(await bed.as(coordinator).presses(await bed.as(coordinator).hears('/meeting schedule Planning call when:"Wed 20 March 2013 15:00" chair:INPUD'), 1)));
  await bed.passes('2013-03-19T01:00:00Z');
  const day = await bed.passes('2013-03-20T12:00:00Z');
  expect(about(day, 'Focal point, INPUD')).toEqual([expect.stringMatching(/tomorrow · still missing: the link\n\[Set the link\] \[Attend\]/)]);
  expect(about(day, 'Focal point, HRI').join()).not.toContain('link');
  const soon = await bed.passes('2013-03-20T14:00:00Z');
  expect(about(soon, 'Focal point, INPUD')).toEqual([expect.stringMatching(/No link is set yet\. People wait for you to set it\.\n\[Set the link\]$/)]);
  expect(about(soon, 'Focal point, HRI')).toEqual([expect.stringContaining('Ask for it: /meeting join M1')]);
});

test('of two dates of one meeting in a message each button names its day; apologies for the former time can stay', async () => {
  await hears(coordinator, '/my digest off');
  read(say(await bed.as(coordinator).presses(await bed.as(coordinator).hears('/meeting schedule Weekly call when:"Wed 20 March 2013 15:00" repeat:"every week until 30 June 2013"'), 1)));
  await bed.passes('2013-03-01T12:00:00Z');
  await hears('hri', '/meeting rsvp M1 apologies on:all');
  await bed.passes('2013-03-04T21:00:00Z'); // in the evening
  for (const [on, to] of [['27 March', '28 March 16:00'], ['3 April', '4 April 16:00']]) read(say(await bed.as(coordinator).presses(await bed.as(coordinator).hears(`/meeting move M1 on:"${on}" to:"${to}"`), 1)));
  const got = (await bed.passes('+1d')).filter(({ to }) => to === 'Focal point, HRI');
  expect(got.map(({ text }) => text.split('\n').at(-1))).toEqual([expect.stringContaining('[M1, 28 March Apologies stay] [M1, 28 March Attend] ')]);
  expect(got[0]!.text).toContain('[M1, 4 April Apologies stay]');
  const tasks = await bed.as('hri').hears('/my tasks');
  expect(read(tasks)).not.toContain('still hold'); // further off than two weeks
  await bed.passes('2013-03-15T12:00:00Z');
  const later = await bed.as('hri').hears('/my tasks');
  expect(read(later)).toContain('Before the move: sends apologies. Does that still hold?');
  expect(read(say(await bed.as('hri').presses(later, 'Apologies stay: M1, 28 March')))).toContain('Noted: HRI sends apologies.');
  expect(await hears('hri', '/my tasks')).not.toContain('still hold');
});
