import { expect, test } from 'vitest';
import { bothBed } from '#tests/support/bothbed.ts';
import type { Person as OnDiscord } from '#tests/support/discord/types.ts';
import type { Person as OnSlack } from '#tests/support/slack/types.ts';

test('scenario 10 on both platforms: down from 02:00 to 08:00 UTC, with reminders and presses of buttons inside', { timeout: 30_000 }, async () => {
  const bed = await bothBed({ limits: false });
  const { onSlack, onDiscord } = bed;
  const [ehrn, ahrn, agency] = [await onSlack.person('EHRN', { zone: 'Europe/Vilnius' }), await onSlack.person('AHRN', { zone: 'Asia/Bangkok' }), await onSlack.person('coordinator agency-side', { zone: 'Europe/Vienna' })];
  const [unodc, anpud, civil] = [await onDiscord.person('UNODC', { zone: 'Europe/Vienna' }), await onDiscord.person('ANPUD', { zone: 'Asia/Bangkok' }), await onDiscord.person('coordinator civil-society-side', { zone: 'Europe/Vienna' })];
  for (const each of [ehrn, ahrn]) await each.in(onSlack.main).types('/my digest off');
  for (const each of [unodc, anpud]) await each.in(onDiscord.main).types('/my digest weekly:off');
  // EHRN, on Slack, leads C16 and C18; UNODC, on Discord, C17 and C19. Of the second ones a prompt stands on each screen.
  for (const [i, [title, due]] of ([['Training of peers', '3 June 2013'], ['Survey of services', '22 May 2013']] as const).entries()) {
    await ehrn.in(onSlack.main).types(`/commitment add ${title} due:"${due}" lead:EHRN`);
    await agency.in(onSlack.main).types(`/commitment agree ${16 + 2 * i}`);
    await unodc.in(onDiscord.main).types(`/commitment add title:${title} there due:${due} lead:UNODC`);
    await civil.in(onDiscord.main).types(`/commitment agree commitment:${17 + 2 * i}`);
  }
  await agency.in(onSlack.main).types('/event deadline vilnius-2013 Abstracts closes:"20 May 2013 07:00 Vienna"');
  await bed.passes('2013-05-20T01:59:59Z');
  const [hers, theirs] = [ehrn.dms().findLast(({ buttons }) => buttons.includes('At risk'))!, unodc.dms().findLast(({ buttons }) => buttons.includes('At risk'))!];
  const form = await ehrn.in('dm').types('/update 18');
  const everybody = [ehrn, ahrn, agency, unodc, anpud, civil];
  const seen = new Map<OnSlack | OnDiscord, number>(everybody.map((each) => [each, each.dms().length]));
  const news = (of: OnSlack | OnDiscord) => of.dms().slice(seen.get(of)).map(({ text }) => text);
  const reports = () => bed.store.read((tx) => tx.selectFrom('report').select(['commitment', 'status']).orderBy('commitment').execute());

  // Down, everybody is told so by the platform itself, and nothing is done, then or later.
  await bed.goesDown();
  await expect.poll(() => onSlack.slack.connected()).toBe(0);
  bed.now = Temporal.Instant.from('2013-05-20T05:00:00Z');
  expect(await ehrn.in('dm').presses(hers, 'At risk')).toMatchObject({ kind: 'none', text: expect.stringContaining('did not respond') });
  expect(await ehrn.in(onSlack.main).types('/update 18 at-risk')).toMatchObject({ kind: 'none', text: expect.stringContaining('/update failed') });
  expect(await form.fills({ status: 'At risk' })).toMatchObject({ kind: 'none' });
  expect(await unodc.in('dm').presses(theirs, 'At risk')).toMatchObject({ kind: 'none', text: expect.stringContaining('did not respond') });
  expect(await reports()).toEqual([]);
  // What was written in the form still stands in it, for it was not taken.
  expect(form.now()!.text).toContain('At risk');

  bed.now = Temporal.Instant.from('2013-05-20T08:00:00Z');
  await bed.comesUp();
  expect(await reports()).toEqual([]);
  // Back at 08:00. What is still useful is sent once, on the platform of each, and says that it is late, by their own clock.
  expect(news(ehrn)).toEqual([expect.stringMatching(/This should have come Mon 20 May 2013, 09:00 Vilnius \(08:00 Vienna\)\. I was down then\.\n• C18 [^]*\n• C16 /)]);
  expect(news(unodc)).toEqual([expect.stringMatching(/This should have come Monday, 20 May 2013 09:00 \(Monday 09:00 Vienna\)\. I was down then\.\nC19 [^]*\nC17 /)]);
  // What is of no use any more is not sent, but listed to both coordinators, with when the program was down.
  for (const each of [ahrn, anpud]) expect(news(each)).toEqual([]);
  for (const each of [agency, civil]) {
    const told = news(each).filter((text) => text.includes('I was down from'));
    expect(told).toEqual([expect.stringMatching(/I was down from Monday, 20 May 2013,? 03:59 \(Monday 03:59 Vienna\) to Monday, 20 May 2013,? 10:00 \(Monday 10:00 Vienna\)/)]);
    expect(told[0]).toMatch(/reminders come late, once, and say so\.\s\d reminders are of no use any more and are not sent:/);
    for (const who of ['AHRN', 'ANPUD']) expect(told[0]).toContain(`Abstracts (International Harm Reduction Conference), for Focal point, ${who}, Mon 20 May 2013`);
    expect(news(each)).toHaveLength(1);
  }

  // The very same buttons and the form that stood there work again, once each.
  expect((await ehrn.in('dm').presses(hers, 'At risk')).text).toContain('C18 is now At risk');
  expect((await unodc.in('dm').presses(theirs, 'At risk')).text).toContain('C19 is now At risk');
  expect((await form.fills({ status: 'Blocked', note: 'No visas' })).text).toContain('C18 is now Blocked');
  expect(await reports()).toEqual([{ commitment: 18, status: 'blocked' }, { commitment: 19, status: 'at-risk' }]);
  await bed.delivered();
  for (const room of [onSlack.main, onDiscord.main]) expect(room.messages().filter(({ text }) => text.includes('UNODC reports At risk'))).toHaveLength(1);

  // Nothing is said a second time, and what is listed says when the program was down.
  await bed.restarts();
  await bed.passes('2013-05-24T20:00:00Z');
  for (const each of everybody) expect(news(each).filter((text) => text.includes('I was down')).length).toBeLessThanOrEqual(1);
  expect((await agency.in(onSlack.main).types('/reminder list')).text).toMatch(/20 May 2013, 03:59 [^]*20 May 2013, 10:00 /);
  expect([bed.bugs, bed.failures, onSlack.slack.violations, onDiscord.discord.violations]).toEqual([[], [], [], []]);
  await bed.close();
});
