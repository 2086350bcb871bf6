import { expect, test } from 'vitest';
import { bothBed } from '#tests/support/bothbed.ts';

test('scenario 7 on both platforms: an owner in Vilnius on Slack is late before CND, with a coordinator on either; no room is told who is late', { timeout: 30_000 }, async () => {
  const bed = await bothBed({ limits: false });
  const { onSlack, onDiscord } = bed;
  const [owner, agency] = [await onSlack.person('EHRN', { zone: 'Europe/Vilnius' }), await onSlack.person('coordinator agency-side', { zone: 'Europe/Vienna' })];
  const [civil, other] = [await onDiscord.person('coordinator civil-society-side', { zone: 'Europe/Vienna' }), await onDiscord.person('HRC', { zone: 'America/New_York' })];
  const [hers, agencys, civils] = [owner.in(onSlack.main), agency.in(onSlack.main), civil.in(onDiscord.main)];
  const texts = (of: { dms(): { text: string }[] }) => of.dms().map(({ text }) => text);
  const rooms = () => [onSlack.main, onDiscord.main].map((room) => room.messages().map(({ text }) => text));
  await bed.passes('2014-02-01T10:00:00Z');
  await hers.types('/commitment add Map of services in the region due:"10 February 2014" lead:EHRN');
  await agencys.types('/commitment agree 16');
  await hers.types('/commitment add Paper for the Commission due:"cnd57 -1w" lead:EHRN');
  await agencys.types('/commitment agree 17');
  await bed.delivered();

  await bed.passes('2014-02-10T22:59:00Z');

  // Fourteen days before CND both coordinators get one list of what needs a word, each on their platform, in private.
  const before = rooms().map(({ length }) => length);
  await bed.passes('2014-02-26T20:00:00Z');
  const dms = [agency, civil].map((each) => texts(each).length);
  await bed.passes('2014-02-27T20:00:00Z');
  for (const [i, each] of [agency, civil].entries()) {
    const told = texts(each).slice(dms[i]).filter((text) => text.includes('Needs a word before CND, 57th session with high-level review, Thu 13 March 2014'));
    expect(told).toEqual([expect.stringMatching(/C16 Map of services in the region\s+EHRN leads · 17 days late · no report yet/)]);
  }
  // She was asked herself; neither room has heard a word of it since the day it was due.
  expect(texts(owner).filter((text) => /C16[^]*late/.test(text)).length).toBeGreaterThan(0);
  for (const [i, room] of rooms().entries()) expect(room.slice(before[i]).filter((text) => /C16|Map of services|\blate\b|no report/.test(text))).toEqual([]);

  // She answers with the buttons of what she got: late, a new date, and why. The other side agrees; the old date is kept.
  const prompt = owner.dms().findLast(({ text, buttons }) => text.includes('C16 Map of services') && buttons.some((label) => label.endsWith('At risk')))!;
  expect((await owner.in('dm').presses(prompt, prompt.buttons.find((label) => label.endsWith('At risk'))!)).text).toContain('C16 is now At risk');
  await hers.types('/commitment amend 16 due:"30 April 2014" reason:"The survey took longer"');
  expect((await other.in(onDiscord.main).types('/commitment show commitment:16')).text).toMatch(/Due: Mon 10 February 2014[^]*proposes a change: Due Wed 30 April 2014/);
  await agencys.types('/commitment agree 16');
  await bed.delivered();
  for (const { text } of [await civils.types('/commitment history commitment:16'), await hers.types('/commitment history 16')]) {
    expect(text).toContain('Due: Mon 10 February 2014 → Wed 30 April 2014');
    expect(text).toContain('reason: The survey took longer');
  }
  for (const room of rooms()) expect(room).toContainEqual(expect.stringContaining("Changed with both sides' yes: Due Wed 30 April 2014 (reason: The survey took longer)"));

  // CND moves, as far as one knows: what hangs on it follows, and each one concerned hears old → new once, on their platform.
  await agencys.types('/event move cnd57 to:"15 March 2014" certainty:estimate sure:yes');
  expect((await civils.types('/commitment show commitment:17')).text).toContain('Due: Sat 8 March 2014 (CND57 -1w: CND, 57th session with high-level review; the date is an estimate)');
  await bed.passes('2014-03-01T20:00:00Z');
  const moved = /CND, 57th session with high-level review\s+was Thu 13 March 2014, is now Sat 15 March 2014 · the date is an estimate/;
  for (const each of [owner, other]) expect(texts(each).filter((text) => moved.test(text))).toHaveLength(1);
  expect(texts(owner).find((text) => moved.test(text))).toMatch(/C17 Paper for the Commission\s+was Thu 6 March 2014, is now Sat 8 March 2014 · the date is an estimate/);

  // What was late is asked about by its new date, and the estimate is never told as a fact.
  const [known, seen] = [texts(owner).length, rooms().map(({ length }) => length)];
  await bed.passes('2014-04-17T20:00:00Z');
  const later = texts(owner).slice(known);
  expect(later.filter((text) => /C16[^]*days late/.test(text))).toEqual([]);
  expect(later).toContainEqual(expect.stringMatching(/C16 Map of services in the region\s+due Wed 30 April 2014, in 2 weeks/));
  const told = [...later, ...rooms().flatMap((room, i) => room.slice(seen[i])), ...[agency, civil, other].flatMap(texts)];
  for (const text of told.filter((words) => /Sat 15 March 2014|Sat 8 March 2014/.test(words))) expect(text).toMatch(/the date is an estimate|about Sat (8|15) March 2014/);
  expect([bed.bugs, bed.failures, onSlack.slack.violations, onDiscord.discord.violations]).toEqual([[], [], [], []]);
  await bed.close();
});
