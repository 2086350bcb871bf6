import { expect, test } from 'vitest';
import { codeIn } from '#tests/support/doors.ts';
import { bothBed } from '#tests/support/bothbed.ts';

test('a focal point whose account is gone is named to the coordinators, with a way to fill the seat anew, until a message arrives again', { timeout: 60_000 }, async () => {
  const bed = await bothBed({ limits: false });
  const { onSlack, onDiscord } = bed;
  const [agency, civil] = [(await onSlack.person('coordinator agency-side')).in(onSlack.main), (await onDiscord.person('coordinator civil-society-side')).in(onDiscord.main)];
  const [inpud, hri] = [await onSlack.person('INPUD'), await onDiscord.person('HRI')];
  const alternate = await onDiscord.person('alternate HRI');
  const lists = async () => [(await agency.types('/group unreachable')).text, (await civil.types('/group unreachable')).text];
  // Everybody is told of an event that moves.
  const moves = async (to: string) => {
    await (await agency.types(`/event move event:cnd57 to:"${to}"`)).presses('Yes, move it');
    await bed.passes('+3d');
  };
  for (const text of await lists()) expect(text).not.toContain('no message has reached them');

  inpud.leaves();
  hri.leaves(onDiscord.server);
  await moves('20 to 28 March 2014');
  expect([inpud.dms(), hri.dms()].flat().filter(({ text }) => text.includes('date'))).toEqual([]);
  for (const text of await lists()) {
    expect(text).not.toContain('could not be delivered');
    expect(text).toMatch(/Focal point, INPUD\W+no message has reached them since .*2013.*; what is for them goes to Coordinator, Civil society side/);
    expect(text).toMatch(/Focal point, HRI\W+no message has reached them since .*2013.*; what is for them goes to Alternate, HRI/);
    for (const { name } of [inpud, hri, alternate]) expect(text).not.toContain(name);
  }
  expect((await agency.types('/group unreachable')).buttons.filter((label) => /INPUD|HRI/.test(label))).toEqual([]);
  const list = await civil.types('/group unreachable');
  expect(list.buttons).toEqual(expect.arrayContaining(['Offer the seat of INPUD anew', 'Hand HRI to its alternate']));

  // One comes back, and the next message says so.
  inpud.returns();
  expect((await inpud.in('dm').writes('my next'))!.text).not.toContain('any more');
  await moves('21 to 28 March 2014');
  expect(inpud.dms().map(({ text }) => text).join('\n')).toContain('CND, 57th session');
  for (const text of await lists()) expect(text).not.toContain('INPUD');

  // The other one's seat is filled anew.
  expect((await list.presses('Hand HRI to its alternate')).text).toContain('The alternate is Focal point, HRI now');
  for (const text of await lists()) expect(text).not.toContain('no message has reached them');

  // Without an alternate, somebody new gets a code.
  inpud.leaves();
  await moves('22 to 28 March 2014');
  const offered = await (await civil.types('/group unreachable')).presses('Offer the seat of INPUD anew');
  expect((await civil.types('/group unreachable')).buttons).not.toContain('Offer the seat of INPUD anew');
  const newcomer = onDiscord.stranger('Newcomer').in(onDiscord.main);
  expect((await (await newcomer.types(`/member focal code:${codeIn(offered.text)}`)).presses('Accept')).text).toContain('You are Focal point, INPUD now');
  for (const text of await lists()) expect(text).not.toContain('INPUD');
  expect(await bed.store.read((tx) => tx.selectFrom('unreached').selectAll().execute())).toHaveLength(2);
  expect([bed.bugs, onSlack.slack.violations, onDiscord.discord.violations]).toEqual([[], [], []]);
  await bed.close();
});
