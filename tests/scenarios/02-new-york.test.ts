import { expect, test } from 'vitest';
import { discordBed } from '#tests/support/discord/bed.ts';

/** Wednesdays at 15:00 in Vienna, and what a clock in New York shows then: its summer time begins three weeks before, and ends one week after, that of Vienna. */
const calls = [
  ['6 March', '09:00'], ['13 March', '10:00'], ['27 March', '10:00'], ['3 April', '09:00'],
  ['23 October', '09:00'], ['30 October', '10:00'], ['6 November', '09:00'],
] as const;
/** Nine o'clock in New York on the day before each. */
const mornings = ['2013-03-05T14:00:00Z', '2013-03-12T13:00:00Z', '2013-03-26T13:00:00Z', '2013-04-02T13:00:00Z', '2013-10-22T13:00:00Z', '2013-10-29T13:00:00Z', '2013-11-05T14:00:00Z'];

test('scenario 2: a focal point in New York sees an hour of Vienna on her own clock, on both sides of both changes, and is reminded at her own hour', async () => {
  const bed = await discordBed({ limits: false });
  const coordinator = (await bed.person('coordinator civil-society-side')).in(bed.main);
  const her = await bed.person('HRC', { zone: 'America/New_York' });
  expect((await coordinator.types('/reminder rules kind:closing ladder:-1d')).text).toContain('closing: -1d');
  await her.in(bed.main).types('/my digest weekly:off');
  expect((await her.in(bed.main).types('/my zone')).text).toContain('Fri 22 February 2013, 03:00 New York');
  for (const [day] of calls) await coordinator.types(`/event deadline event:cnd57 title:Call of ${day} closes:${day} 2013 15:00 Vienna to:The group certainty:Confirmed`);

  const shown = await her.in(bed.main).types('/event show event:cnd57');
  for (const [day, hour] of calls) expect(shown.text).toContain(`closes Wednesday, ${day} 2013 ${hour} (Wednesday 15:00 Vienna)`);

  // An event of an hour, too, is seen on her own clock: in the answer about it, whole, in the calendar, and by each one's own clock in the room (here London's).
  for (const [i, [day, hour]] of calls.entries()) {
    await coordinator.types(`/event add title:Meeting ${i} on:${day} 2013 15:00 to 16:30 certainty:Confirmed`);
    const hers = `Wednesday, ${day} 2013 ${hour} (Wednesday 15:00 Vienna), until 16:30 Vienna`;
    for (const line of [`/event show event:meeting-${i}-2013`, '/event list']) expect((await her.in(bed.main).types(line)).text).toContain(hers);
  }
  await bed.delivered();
  expect(bed.main.messages().map(({ text }) => text)).toContainEqual(expect.stringContaining('Wednesday, 6 March 2013 14:00 (Wednesday 15:00 Vienna), until 16:30 Vienna'));
  // One of several days keeps its days and hours as they were said.
  await coordinator.types('/event add title:Long meeting on:6 March 2013 15:00 to 7 March 2013 12:00 certainty:Confirmed');
  expect((await her.in(bed.main).types('/event show event:long-meeting-2013')).text).toContain('Wed 6 March 2013, 15:00 to Thu 7 March 2013, 12:00 Vienna');

  for (const [i, morning] of mornings.entries()) {
    const [day, hour] = calls[i]!;
    const told = () => her.dms().filter(({ text }) => text.includes(`Call of ${day} (CND`));
    await bed.passes(Temporal.Instant.from(morning).subtract({ seconds: 1 }).toString());
    expect(told()).toEqual([]);
    await bed.passes(morning);
    expect(told().length).toBe(1);
    expect(told()[0]!.text).toContain(`Wednesday, ${day} 2013 ${hour} (Wednesday 15:00 Vienna), tomorrow`);
  }
  // One message for each, also long after.
  await bed.passes('2013-11-09T20:00:00Z');
  expect(her.dms().filter(({ text }) => text.includes('Call of ')).length).toBe(calls.length);
  expect([bed.bugs, bed.failures, bed.discord.violations]).toEqual([[], [], []]);
  await bed.close();
});
