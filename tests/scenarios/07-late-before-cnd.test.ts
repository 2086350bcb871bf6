import { expect, test } from 'vitest';
import { bed, conversations, hears } from '#tests/support/conversation.ts';
import { read, type Got } from '#tests/support/world.ts';

conversations();

const to = (got: readonly Got[], who: string) => got.filter((each) => each.to === who).map(({ text }) => text).join('\n\n');
const room = (got: readonly Got[]) => to(got, '#main');

test('scenario 7: an owner in Vilnius is late before CND, gives a new date, and CND itself moves', async () => {
  await bed.passes('2014-02-01T10:00:00Z');
  await hears('ehrn', '/commitment add Map of services in the region due:"10 February 2014" lead:EHRN');
  await hears('coordinator agency-side', '/commitment agree 16');
  await hears('ehrn', '/commitment add Paper for the Commission due:"cnd57 -1w" lead:EHRN');
  await hears('coordinator agency-side', '/commitment agree 17');
  await bed.posted();

  // Fourteen days before CND both coordinators get one list of what needs a word, in private.
  await bed.passes('2014-02-26T20:00:00Z');
  const list = await bed.passes('2014-02-27T20:00:00Z');
  for (const side of ['Coordinator, UNODC side', 'Coordinator, Civil society side']) {
    expect(to(list, side)).toContain('Needs a word before CND, 57th session with high-level review, Thu 13 March 2014:');
    expect(to(list, side)).toMatch(/C16 Map of services in the region\n {2}EHRN leads · 17 days late · no report yet/);
  }
  // No shaming in the room.
  expect(room(list)).not.toMatch(/C16|late|EHRN/);

  // The owner answers: late, a new date, and why. The other side agrees to the date; the old one is kept.
  await hears('ehrn', '/update 16 at-risk The survey took longer');
  await hears('ehrn', '/commitment amend 16 due:"30 April 2014" reason:"The survey took longer"');
  expect(await hears('unodc', '/commitment show 16')).toMatch(/Due: Mon 10 February 2014[^]*proposes a change: Due Wed 30 April 2014/);
  await hears('coordinator agency-side', '/commitment agree 16');
  expect(await hears('unodc', '/commitment show 16')).toContain('Due: Wed 30 April 2014');
  const history = await hears('unodc', '/commitment history 16');
  expect(history).toContain('Due: Mon 10 February 2014 → Wed 30 April 2014');
  expect(history).toContain('reason: The survey took longer');
  expect((await bed.posted()).map(({ message }) => read(message)).join('\n')).toContain("Changed with both sides' yes: Due Wed 30 April 2014 (reason: The survey took longer)");

  // CND moves, as far as one knows: every date that hangs on it follows, and each one concerned hears old → new once.
  await hears('coordinator agency-side', '/event move cnd57 to:"15 March 2014" certainty:estimate sure:yes');
  expect(await hears('unodc', '/commitment show 17')).toContain('Due: Sat 8 March 2014 (CND57 -1w: CND, 57th session with high-level review; the date is an estimate)');
  const moved = await bed.passes('2014-03-01T20:00:00Z');
  expect(to(moved, 'Focal point, EHRN')).toMatch(/CND, 57th session with high-level review\n {2}was Thu 13 March 2014, is now Sat 15 March 2014 · the date is an estimate\nC17 Paper for the Commission\n {2}was Thu 6 March 2014, is now Sat 8 March 2014 · the date is an estimate/);
  expect(moved.filter((each) => each.to === 'Focal point, EHRN')).toHaveLength(1);
  expect(to(moved, 'Focal point, HRC')).toContain('was Thu 13 March 2014, is now Sat 15 March 2014');

  // What was late is asked about by its new date, and the estimate is never told as a fact.
  const later = await bed.passes('2014-04-17T20:00:00Z');
  const own = later.filter((each) => each.to === 'Focal point, EHRN');
  expect(own.filter(({ text }) => /C16[^]*days late/.test(text))).toEqual([]);
  expect(own.find(({ text }) => text.includes('C16 Map of services in the region\n  due Wed 30 April 2014, in 2 weeks'))!.at.toString()).toBe('2014-04-16T06:00:00Z');
  for (const { text } of later.filter(({ text: words }) => /Sat 15 March 2014|Sat 8 March 2014/.test(words))) expect(text).toMatch(/the date is an estimate|about Sat (8|15) March 2014/);
});
