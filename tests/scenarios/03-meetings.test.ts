import { expect, test } from 'vitest';
import { idleGroup, type Seen } from '#tests/support/venue.ts';
import { venues } from '#tests/support/venues.ts';

const file = idleGroup();

const skipped = 'The time 02:30, Sun 28 March 2027 does not exist in Vienna: the clock is put forward then. Before or after?';
const twice = 'The time 02:30, Sun 31 October 2027 occurs twice in Vienna: the clock is put back then.';
const vague = '"CET" can be read in more than one way. Please name a city, for example Vienna or Nairobi.';
const around = ['Sun 28 March 2027, 01:30 Vienna', 'Sun 28 March 2027, 03:30 Vienna'] as const;
const [first, second] = ['Sun 31 October 2027, 02:30 Vienna (UTC+02:00)', 'Sun 31 October 2027, 02:30 Vienna (UTC+01:00)'] as const;
const inVienna = 'Sun 28 March 2027, 15:00 Vienna';

const unix = (at: string) => Temporal.Instant.from(at).epochMilliseconds / 1000;
/** What is offered in place of what was said. */
const offered = ({ buttons }: Seen) => buttons.filter((label) => label !== 'Open the form');

test.each(venues)('scenario 3, %s: an hour that Vienna does not have, or has twice, or that names no city, is asked about and never guessed', async (_, opens) => {
  const venue = await opens(file, '2027-03-01T09:00:00Z');
  const chair = await venue.member('coordinator civil-society-side', 'Europe/Vienna');
  const kept = () => venue.store.read((tx) => tx.selectFrom('history').select('kind').where('kind', 'in', ['meeting', 'deadline']).execute());
  /** It is refused in these words, with these ways out; and what a press on each leads to. */
  async function asks(line: string, options: Readonly<Record<string, string>>, words: string, ways: readonly string[]): Promise<Seen[]> {
    const before = (await kept()).length;
    const led: Seen[] = [];
    for (const way of ways) {
      const refused = await chair.says(line, options);
      expect(refused.text).toContain(words);
      expect(offered(refused)).toEqual(ways);
      led.push(await refused.presses(way));
    }
    expect((await kept()).length).toBe(before);
    return led;
  }

  const call = (when: string) => ({ title: 'Call at night', when });
  const [before, after] = await asks('/meeting schedule', call('28 March 2027 02:30'), skipped, around);
  expect(before!.text).toContain(`Call people in to "Call at night"? One meeting: ${chair.when('Sun 28 March 2027', '01:30', '01:30')}, 60 minutes.`);
  expect(after!.text).toContain(`One meeting: ${chair.when('Sun 28 March 2027', '03:30', '03:30')}, 60 minutes.`);
  const [early, late] = await asks('/meeting schedule', call('31 October 2027 02:30'), `${twice} Which one?`, [first, second]);
  expect(early!.text).toContain(`One meeting: ${chair.when('Sun 31 October 2027', '02:30', '02:30')}, 60 minutes.`);
  expect(late!.text).toContain(`One meeting: ${chair.when('Sun 31 October 2027', '02:30', '02:30')} (01:30 UTC), 60 minutes.`);
  const drawn = [before, after, early, late].map((seen) => seen!.unix?.[0]);
  const instants = ['2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z', '2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z'].map(unix);
  expect(drawn).toEqual(instants.map((at) => (before!.unix ? at : undefined)));
  const [plain] = await asks('/meeting schedule', call('28 March 2027 15:00 CET'), vague, [inVienna]);
  expect(plain!.text).toContain(`One meeting: ${chair.when('Sun 28 March 2027', '15:00', '15:00')}, 60 minutes.`);
  // A series that comes upon such a night names it.
  expect((await chair.says('/meeting schedule', { ...call('14 March 2027 02:30'), repeat: 'weekly until 30 April 2027' })).text).toMatch(/02:30[^.]*28 March 2027|28 March 2027[^.]*02:30/);

  // When a silence or a call for papers ends is asked in the same way, and kept to the hour.
  await chair.says('/event add', { title: 'Annual meeting', on: '20 November 2027', certainty: 'Confirmed' });
  const night = chair.when('Sun 31 October 2027', '02:30', '02:30');
  for (const [title, way, at, closes] of [['One', first, '2027-10-31T00:30:00Z', night], ['Other', second, '2027-10-31T01:30:00Z', `Sun 31 October 2027, 01:30 UTC (${night})`]] as const) {
    const refused = await chair.says('/event deadline', { event: 'annual-meeting-2027', title, closes: '31 October 2027 02:30', to: 'The group', certainty: 'Confirmed' });
    expect(refused.text).toContain(`${twice} Which one?`);
    expect(offered(refused)).toEqual([first, second]);
    const done = await refused.presses(way);
    expect(done.text).toContain(`${title}: closes ${closes}.`);
    expect(done.unix?.[0] ?? unix(at)).toBe(unix(at));
  }

  const poll = (slot: string) => ({ title: 'Poll of nights', slots: `${slot}; 29 March 2027 10:00; 30 March 2027 10:00` });
  const slots = await asks('/meeting poll', poll('28 March 2027 02:30'), `Time 1 of 3: ${skipped}`, around);
  expect(slots.map(({ text }) => text)).toEqual(['01:30', '03:30'].map((hour) => expect.stringContaining(`1. ${chair.when('Sun 28 March 2027', hour, hour)}`)));
  // A time of a poll stands on one clock: of two hours it can be the first.
  const [slot] = await asks('/meeting poll', poll('31 October 2027 02:30'), `Time 1 of 3: ${twice} Only the first of the two works here.`, [first]);
  expect(slot!.text).toContain(`3. ${chair.when('Sun 31 October 2027', '02:30', '02:30')}`);
  const [asked] = await asks('/meeting poll', poll('28 March 2027 15:00 CET'), `Time 1 of 3: ${vague}`, [inVienna]);
  expect(asked!.text).toContain(`1. ${chair.when('Sun 28 March 2027', '15:00', '15:00')}`);

  await (await chair.says('/meeting schedule', { title: 'Call by day', when: '20 March 2027 15:00' })).presses('Call people in');
  const was = chair.when('Sat 20 March 2027', '15:00', '15:00');
  const move = (to: string) => ({ meeting: 'M1', to });
  const moved = await asks('/meeting move', move('28 March 2027 02:30'), skipped, around);
  expect(moved.map(({ text }) => text)).toEqual(['01:30', '03:30'].map((hour) => expect.stringContaining(`Move M1 Call by day? ${was} → ${chair.when('Sun 28 March 2027', hour, hour)}.`)));
  const [back] = await asks('/meeting move', move('31 October 2027 02:30'), `${twice} Only the first of the two works here.`, [first]);
  expect(back!.text).toContain(`${was} → ${chair.when('Sun 31 October 2027', '02:30', '02:30')}.`);
  const [there] = await asks('/meeting move', move('28 March 2027 15:00 CET'), vague, [inVienna]);
  expect(there!.text).toContain(`${was} → ${chair.when('Sun 28 March 2027', '15:00', '15:00')}.`);
  expect((await chair.says('/meeting show', { meeting: 'M1' })).text).toContain(was);
  await venue.endsWell();
});
