import { expect, test } from 'vitest';
import { readByIcal } from '#tests/support/icsread.ts';
import { feedOf, idleGroup } from '#tests/support/venue.ts';
import { venues } from '#tests/support/venues.ts';

const file = idleGroup();

/** Wednesdays at 15:00 in Vienna, whose summer time begins on 28 March 2027. */
const calls = [
  ['Wed 3 March 2027', '2027-03-03T14:00:00Z'], ['Wed 10 March 2027', '2027-03-10T14:00:00Z'], ['Wed 17 March 2027', '2027-03-17T14:00:00Z'],
  ['Wed 24 March 2027', '2027-03-24T14:00:00Z'], ['Wed 31 March 2027', '2027-03-31T13:00:00Z'],
] as const;
const unix = calls.map(([, at]) => Temporal.Instant.from(at).epochMilliseconds / 1000);

/** What a clock shows there on each of them. */
const towns = [
  { who: 'AHRN', zone: 'Asia/Bangkok', clock: ['21:00', '21:00', '21:00', '21:00', '20:00'] },
  { who: 'SAHRN', zone: 'Africa/Nairobi', clock: ['17:00', '17:00', '17:00', '17:00', '16:00'] },
  { who: 'Intercambios', zone: 'America/Sao_Paulo', clock: ['11:00', '11:00', '11:00', '11:00', '10:00'] },
  { who: 'EHRN', zone: 'Europe/Vilnius', clock: ['16:00', '16:00', '16:00', '16:00', '16:00'] },
] as const;

test.each(venues)('scenario 1, %s: the weekly call of Vienna stands on each reader\'s own clock before and after Vienna changes its own, and says where that changes their hour', async (_, opens) => {
  const venue = await opens(file, '2027-03-01T09:00:00Z');
  const chair = await venue.member('coordinator civil-society-side', 'Europe/Vienna');
  const asked = await chair.says('/meeting schedule', { title: 'Weekly call', when: '3 March 2027 15:00', repeat: 'weekly until 31 March 2027' });
  expect(asked.text).toContain('A series of 5 meetings: every Wednesday, 15:00 Vienna, until Wed 31 March 2027.');
  expect((await asked.presses('Call people in')).text).toContain(`The first one: ${chair.when('Wed 3 March 2027', '15:00', '15:00')}`);

  for (const { who, zone, clock } of towns) {
    const reader = await venue.member(who, zone);
    const list = await reader.says('/meeting list', { meeting: 'M1' });
    const changes = clock[3] === clock[4] ? '' : ` · the time changes for you: ${clock[3]} → ${clock[4]}`;
    const lines = calls.map(([day], i) => `${reader.when(day, clock[i]!, '15:00')}${i === 0 ? ' · you have not answered' : i === 4 ? changes : ''}`);
    expect(list.text).toContain(`M1 Weekly call: 5 dates to come ${lines.join(' ')} [`);
    expect(list.unix ?? unix).toEqual(unix);
    // Their calendar program comes to the same instants.
    expect(readByIcal(await feedOf(venue, reader)).map(({ at }) => Temporal.Instant.from(at).epochMilliseconds / 1000)).toEqual(unix);
  }
  // Nobody's clock in Vienna changes for them, and the card in the room is drawn for each by their own device.
  expect((await chair.says('/meeting list')).text).not.toContain('the time changes for you');
  const [card, ...more] = venue.rooms();
  expect(more).toEqual([]);
  const drawn = card!.unix ?? unix;
  expect([drawn[0], drawn.filter((each) => !unix.includes(each))]).toEqual([unix[0], []]);
  await venue.endsWell();
});
