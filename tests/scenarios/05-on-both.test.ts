import { expect, test } from 'vitest';
import { bothBed } from '#tests/support/bothbed.ts';

const noSeat = 'You do not hold a seat in';

test('scenario 5 on both platforms: who leaves sat on Slack, the alternate sits on Discord', { timeout: 20_000 }, async () => {
  const bed = await bothBed({ limits: false });
  const { onSlack, onDiscord } = bed;
  const agency = (await onSlack.person('coordinator agency-side')).in(onSlack.main);
  const civil = await onDiscord.person('coordinator civil-society-side');
  const [leaver, alternate] = [await onSlack.person('Intercambios'), await onDiscord.person('alternate Intercambios')];
  const voice = leaver.in(onSlack.main);
  await voice.types('/commitment add Survey of services due:"20 March 2013" lead:Intercambios');
  await agency.types('/commitment agree 16');
  await voice.types('/update 16 on-track Begun');
  await bed.passes('2013-03-14T20:00:00Z');

  // What stands on the leaver's screens: a reminder, an answer, forms, App Home, an offer to somebody else.
  const prompt = leaver.dms().findLast(({ text }) => text.includes('C16 Survey of services'))!;
  const list = await voice.types('/my tasks');
  const [form, private_] = [await voice.types('/update 16'), await leaver.in('dm').types('/update 16')];
  const home = (await leaver.opensHome())!;
  const [, code] = /code:(\w{8})/.exec((await voice.types('/member focal Intercambios alternate')).text)!;
  expect([prompt.buttons.length > 0, list.buttons.length > 0, form.kind, private_.kind, home.text.includes('C16')]).toEqual([true, true, 'modal', 'modal', true]);

  const asked = await voice.types('/my data erase');
  expect((await asked.presses('Yes, erase me')).text).toContain('Nothing about you is stored here any more');

  // All of it is dead at once, without a word of the group.
  for (const label of prompt.buttons) expect((await leaver.in('dm').presses(prompt, label)).text).toMatch(/you hold no seat|You do not hold a seat/);
  for (const label of list.buttons) expect((await list.presses(label)).text).toContain(noSeat);
  for (const each of [form, private_]) {
    const { text } = await each.fills({ status: 'Done', note: 'Too late' });
    expect(text).not.toContain('C16 is now Done');
    expect(text).not.toContain('Survey of services');
  }
  for (const label of home.buttons.filter((each) => each !== 'Help')) expect((await leaver.in('home').presses(home, label)).text).toMatch(/you hold no seat|You do not hold a seat|That form is no longer here/);
  expect((await leaver.opensHome())!.text).not.toContain('C16');
  for (const line of ['/commitment list', '/my tasks', '/commitment history 16']) expect((await voice.types(line)).text).toContain(noSeat);
  expect((await onDiscord.stranger('Newcomer').in(onDiscord.main).types(`/member focal code:${code}`)).text).toContain('This code does not work');
  expect((await agency.types('/commitment show 16')).text).toContain('On track');

  // On Discord the alternate is told, takes over, and sees what is open; in Slack it is seen at once.
  const there = alternate.in(onDiscord.main);
  expect((await there.types('/my tasks')).text).toContain('Intercambios');
  const taken = await there.types('/member handover organisation:Intercambios to:alternate');
  expect(taken.text).toContain('Focal point, Intercambios');
  expect(taken.text).toContain('C16 Survey of services');
  expect((await there.types('/update commitment:16 status:at-risk')).text).toContain('C16 is now At risk');
  expect((await agency.types('/commitment show 16')).text).toContain('At risk');
  await bed.delivered();
  for (const room of [onSlack.main, onDiscord.main]) expect(room.messages().map(({ text }) => text)).toContainEqual(expect.stringContaining('Intercambios reports At risk'));

  // The history names the role that was, and nobody; nothing finds the leaver any more.
  for (const { text } of [await agency.types('/commitment history 16'), await there.types('/commitment history commitment:16')]) {
    expect(text).toContain('Former focal point');
    for (const { name } of [leaver, alternate]) expect(text).not.toContain(name);
  }
  const before = leaver.dms().length;
  await bed.passes('2013-03-25T20:00:00Z');
  expect(leaver.dms().length).toBe(before);
  expect(alternate.dms().some(({ text }) => text.includes('C16 Survey of services'))).toBe(true);
  const stored = await Promise.all((['person', 'seat', 'outbox', 'history', 'draft'] as const).map((table) => bed.store.read((tx) => tx.selectFrom(table).selectAll().execute())));
  expect(JSON.stringify([stored, bed.log])).not.toContain(leaver.id);
  expect(JSON.stringify([stored, bed.log])).not.toContain(leaver.name);

  // With the last one gone, too, the coordinators of either platform are told what stands empty.
  await (await there.types('/my data what:Erase')).presses('Yes, erase me');
  expect((await civil.in(onDiscord.main).types('/my tasks')).text).toMatch(/organisations have nobody: [^\n]*Intercambios/);
  for (const { text } of [await agency.types('/group unreachable'), await civil.in(onDiscord.main).types('/group unreachable')]) expect(text).toMatch(/Intercambios[^]*has no focal point and no alternate/);
  expect([bed.bugs, bed.failures, onSlack.slack.violations, onDiscord.discord.violations]).toEqual([[], [], [], []]);
  await bed.close();
});
