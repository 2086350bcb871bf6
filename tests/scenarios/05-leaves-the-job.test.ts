import { afterEach, expect, test } from 'vitest';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';

let bed: DiscordBed;
afterEach(async () => {
  expect([bed.bugs, bed.discord.violations]).toEqual([[], []]);
  await bed.close();
});

const noSeat = 'You do not hold a seat in';

test('scenario 5: a focal point leaves the job, the alternate takes over, and the leaver is gone at once', async () => {
  bed = await discordBed({ limits: false });
  const [agency, civil] = [(await bed.person('coordinator agency-side')).in(bed.main), (await bed.person('coordinator civil-society-side')).in(bed.main)];
  const [leaver, alternate] = [await bed.person('Intercambios'), await bed.person('alternate Intercambios')];
  await leaver.in(bed.main).types('/commitment add title:Survey of services due:20 March 2013 lead:Intercambios');
  await agency.types('/commitment agree commitment:16 answer:yes');
  await leaver.in(bed.main).types('/update commitment:16 status:on-track note:Begun');
  await bed.passes('2013-03-14T20:00:00Z');

  // What stands on the leaver's screens: a reminder, an answer, a form, an offer.
  const prompt = leaver.dms().findLast(({ text }) => text.includes('C16 Survey of services'))!;
  const list = await leaver.in(bed.main).types('/my tasks');
  const form = await leaver.in(bed.main).types('/update commitment:16');
  const offer = await leaver.in(bed.main).types('/member focal organisation:Intercambios role:Alternate');
  const code = /code:(\w{8})/.exec(offer.text)![1]!;
  expect(prompt.buttons.length).toBeGreaterThan(0);

  const asked = await leaver.in(bed.main).types('/my data what:Erase');
  expect((await asked.presses('Yes, erase me')).text).toContain('Nothing about you is stored here any more');

  // The alternate is told, takes over with one command, and sees what is open.
  expect((await alternate.in(bed.main).types('/my tasks')).text).toContain('Intercambios');
  const taken = await alternate.in(bed.main).types('/member handover organisation:Intercambios to:alternate');
  expect(taken.text).toContain('Focal point, Intercambios');
  expect(taken.text).toContain('C16 Survey of services');
  expect((await alternate.in(bed.main).types('/update commitment:16 status:at-risk')).text).toContain('C16 is now At risk');

  // Every old button and form is dead, and so is what was offered.
  for (const label of prompt.buttons) expect((await leaver.in('dm').presses(prompt, label)).text).toContain('you hold no seat');
  for (const label of list.buttons) expect((await list.presses(label)).text).toContain(noSeat);
  expect((await form.fills({ status: 'Done', note: 'Too late' })).text).not.toContain('C16 is now Done');
  for (const line of ['/commitment list', '/my tasks', '/commitment history commitment:16']) expect((await leaver.in(bed.main).types(line)).text).toContain(noSeat);
  expect((await bed.stranger('Newcomer').in(bed.main).types(`/member focal code:${code}`)).text).toContain('This code does not work');
  expect((await agency.types('/commitment show commitment:16')).text).toContain('At risk');

  // The history names the role that was, and nobody.
  const history = (await agency.types('/commitment history commitment:16')).text;
  expect(history).toContain('Former focal point');
  expect(history).not.toContain('Zora');

  // No message finds the leaver any more.
  const before = leaver.dms().length;
  await bed.passes('2013-03-25T20:00:00Z');
  expect(leaver.dms().length).toBe(before);
  expect(alternate.dms().some(({ text }) => text.includes('C16 Survey of services'))).toBe(true);

  // With the last one gone, the coordinator of the side is told what stands empty.
  await (await alternate.in(bed.main).types('/my data what:Erase')).presses('Yes, erase me');
  expect((await civil.types('/my tasks')).text).toMatch(/organisations have nobody: [^\n]*Intercambios/);
  expect((await civil.types('/group unreachable')).text).toMatch(/Intercambios[^]*has no focal point and no alternate/);
});

test('who leaves the server loses access at once, old buttons in private messages included, and gets no more private messages', async () => {
  bed = await discordBed({ limits: false });
  const agency = (await bed.person('coordinator agency-side')).in(bed.main);
  const leaver = await bed.person('Intercambios');
  await leaver.in(bed.main).types('/commitment add title:Survey of services due:20 March 2013 lead:Intercambios');
  await agency.types('/commitment agree commitment:16 answer:yes');
  await bed.passes('2013-03-14T20:00:00Z');
  const prompt = leaver.dms().findLast(({ text }) => text.includes('C16 Survey of services'))!;
  const form = await leaver.in('dm').types('/update commitment:16');
  expect(form.kind).toBe('modal');

  leaver.leaves(bed.server);
  for (const label of prompt.buttons) expect((await leaver.in('dm').presses(prompt, label)).text).toContain("You are not in the group's server or workspace any more");
  expect((await form.fills({ status: 'Done' })).text).toContain("You are not in the group's server or workspace any more");
  expect((await leaver.in('dm').types('/commitment list')).text).toContain("You are not in the group's server or workspace any more");
  expect(await leaver.in('dm').completes('/commitment show commitment:', 'commitment')).toEqual([]);
  const before = leaver.dms().length;
  await bed.passes('2013-03-25T20:00:00Z');
  expect(leaver.dms().length).toBe(before);
  expect(await bed.store.read((tx) => tx.selectFrom('report').selectAll().where('commitment', '=', 16).execute())).toEqual([]);
  // Whoever comes back is known again: the seat is theirs until somebody ends it.
  leaver.joins(bed.server);
  expect((await leaver.in(bed.main).types('/update commitment:16 status:on-track')).text).toContain('C16 is now On track');
});
