import { expect, test } from 'vitest';
import { idleGroup, type Seen } from '#tests/support/venue.ts';
import { venues } from '#tests/support/venues.ts';

/** A small group, for there is much to tell in a year. */
const file = idleGroup(['hrc', 'unodc']);

/**
 * Wednesdays at 15:00 in Vienna, as New York sees them: its clock goes forward on 14 March 2027 and back on 7 November, that of Vienna on 28 March
 * and on 31 October. When it is nine in the morning in New York on the day before, and when the call begins.
 */
const calls = [
  { day: 'Wed 3 March 2027', hour: '09:00', eve: '2027-03-02T14:00:00Z', begins: '2027-03-03T14:00:00Z' },
  { day: 'Wed 10 March 2027', hour: '09:00', eve: '2027-03-09T14:00:00Z', begins: '2027-03-10T14:00:00Z' },
  { day: 'Wed 17 March 2027', hour: '10:00', eve: '2027-03-16T13:00:00Z', begins: '2027-03-17T14:00:00Z' },
  { day: 'Wed 24 March 2027', hour: '10:00', eve: '2027-03-23T13:00:00Z', begins: '2027-03-24T14:00:00Z' },
  { day: 'Wed 31 March 2027', hour: '09:00', eve: '2027-03-30T13:00:00Z', begins: '2027-03-31T13:00:00Z' },
  { day: 'Wed 27 October 2027', hour: '09:00', eve: '2027-10-26T13:00:00Z', begins: '2027-10-27T13:00:00Z' },
  { day: 'Wed 3 November 2027', hour: '10:00', eve: '2027-11-02T13:00:00Z', begins: '2027-11-03T14:00:00Z' },
  { day: 'Wed 10 November 2027', hour: '09:00', eve: '2027-11-09T14:00:00Z', begins: '2027-11-10T14:00:00Z' },
] as const;
/** The days from which on a call is at another hour for New York. */
const changes: readonly (readonly [day: string, change: string])[] = [
  ['17 March', '09:00 → 10:00'], ['31 March', '10:00 → 09:00'], ['3 November', '09:00 → 10:00'], ['10 November', '10:00 → 09:00'],
];

test.each(venues)('scenario 2, %s: New York sees the call at nine or at ten as both clocks have it that week, and is reminded of each by its own hour', { timeout: 60_000 }, async (_, opens) => {
  const venue = await opens(file, '2027-03-01T09:00:00Z');
  const chair = await venue.member('coordinator civil-society-side', 'Europe/Vienna');
  const her = await venue.member('HRC', 'America/New_York');
  const asked = await chair.says('/meeting schedule', { title: 'Weekly call', when: '3 March 2027 15:00', repeat: 'weekly until 30 November 2027' });
  await asked.presses('Call people in');

  // All of the year is there to be turned over.
  let page = await her.says('/meeting list', { meeting: 'M1' });
  let all = page.text;
  while (page.buttons.includes('More')) {
    page = await page.presses('More');
    all += ` ${page.text}`;
  }
  for (const { day, hour } of calls) expect(all).toContain(her.when(day, hour, '15:00'));
  expect([...all.matchAll(/(\d+ \w+) 2027,? \d\d:\d\d[^()]*\([^()]*15:00 Vienna\) · the time changes for you: (\S+ → \S+)/g)].map(([, day, change]) => [day, change])).toEqual(changes);

  const before = (at: string, span: Temporal.DurationLike) => Temporal.Instant.from(at).subtract(span).toString();
  const told = (words: string) => her.dms().filter((dm: Seen) => dm.text.includes(words));
  for (const { day, hour, eve, begins } of calls) {
    const when = her.when(day, hour, '15:00');
    const [tomorrow, soon] = [`${when}, tomorrow`, `in 15 minutes · ${when}`];
    await venue.passes(before(eve, { seconds: 1 }));
    expect([told(tomorrow).length, told(soon).length]).toEqual([0, 0]);
    await venue.passes(eve);
    expect([told(tomorrow).length, told(soon).length]).toEqual([1, 0]);
    await venue.passes(before(begins, { minutes: 15, seconds: 1 }));
    expect([told(tomorrow).length, told(soon).length]).toEqual([1, 0]);
    await venue.passes(before(begins, { minutes: 15 }));
    expect([told(tomorrow).length, told(soon).length]).toEqual([1, 1]);
  }
  await venue.passes('2027-12-02T12:00:00Z');
  // The day before a call at another hour than the last one says so; no other does.
  for (const [day, change] of changes) expect(told(`${day} 2027`).filter(({ text }) => text.includes(`, tomorrow · the time changes for you: ${change}`))).toHaveLength(1);
  expect(told('the time changes for you')).toHaveLength(changes.length);
  // One message the day before and one at the call, for each of the 39.
  expect([told(', tomorrow').length, told('About to begin').length]).toEqual([39, 39]);
  await venue.endsWell();
});
