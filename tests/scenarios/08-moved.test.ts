import { expect, test } from 'vitest';
import type { Store } from '#db/open.ts';
import { bothBed, join } from '#tests/support/bothbed.ts';
import { readByIcal } from '#tests/support/icsread.ts';
import { feedOf, idleGroup, type Member, type Seen, type Venue } from '#tests/support/venue.ts';
import { onBoth, venues } from '#tests/support/venues.ts';

const file = idleGroup();
const day = 'Wed 3 March 2027';
const room = 'room-8142';
const link = `https://meet.example.org/${room}`;

/** The call of today at 15:00 in Vienna, with who comes. It is 14:00 there. */
async function begins(venue: Venue, more: Readonly<Record<string, string>> = {}) {
  const chair = await venue.member('INPUD', 'Europe/Vienna');
  const bangkok = await venue.member('AHRN', 'Asia/Bangkok');
  const vilnius = await venue.member('EHRN', 'Europe/Vilnius');
  const london = await venue.member('HRI', 'Europe/London');
  const away = await venue.member('UNODC', 'Europe/Vienna');
  const coordinator = await venue.member('coordinator civil-society-side', 'Europe/Vienna');
  const asked = await coordinator.says('/meeting schedule', { title: 'Planning call', when: '3 March 2027 15:00', chair: 'INPUD', link, ...more });
  expect(asked.text).not.toContain(room);
  await asked.presses('Call people in');
  await venue.passes('2027-03-02T16:00:00Z');
  for (const each of [bangkok, vilnius, london]) expect((await each.dms().at(-1)!.presses('Attend')).text).toContain('Noted');
  expect((await away.dms().at(-1)!.presses('Apologies')).text).toContain('sends apologies');
  await venue.passes('2027-03-03T13:00:00Z');
  return { chair, bangkok, vilnius, london, away, coordinator };
}

/** What somebody gets from now on. */
function hearing(member: Member): () => readonly Seen[] {
  const before = member.dms().length;
  return () => member.dms().slice(before);
}

/** Of the calendar that somebody's program reads: when the call of today begins, and how often it has been changed. */
async function dated(venue: Venue, member: Member): Promise<[at: string, sequence: number]> {
  const feed = await feedOf(venue, member);
  return [readByIcal(feed)[0]!.at, Math.max(...[...feed.matchAll(/^SEQUENCE:(\d+)/gm)].map(([, sequence]) => Number(sequence)))];
}
const apologies = (store: Store) => store.read((tx) => tx.selectFrom('history').select('seq').where('kind', '=', 'rsvp').where('after', 'like', '%apologies%').execute());

/** All that may not name the way into the call: rooms, cards, calendars of the platforms, the log, and what is kept of all that was said. */
async function leaks(venue: Venue): Promise<boolean> {
  const kept = await venue.store.read((tx) => Promise.all((['history', 'outbox', 'reminder', 'draft', 'meeting', 'dialin'] as const).map((table) => tx.selectFrom(table).selectAll().execute())));
  return `${venue.open()}${JSON.stringify(kept)}`.includes(room);
}

/** The call is moved to 16:30, and each hears of it: what they got since, by name. */
async function moves(venue: Venue, { chair, ...others }: Awaited<ReturnType<typeof begins>>) {
  const heard = new Map(Object.entries({ chair, ...others }).map(([who, member]) => [who, hearing(member)]));
  const [was, is] = [chair.when(day, '15:00', '15:00'), chair.when(day, '16:30', '16:30')];
  expect(await dated(venue, others.bangkok)).toEqual(['2027-03-03T14:00:00.000Z', 0]);
  const preview = await chair.says('/meeting move', { meeting: 'M1', to: '16:30' });
  expect(preview.text).toContain(`Move M1 Planning call? ${was} → ${is}.`);
  expect(preview.text).toContain('Late (ends after 22:00) for: AHRN (22:30 Bangkok)');
  expect(preview.text).toMatch(/\d+ people will be told in private/);
  // Nothing has happened yet.
  expect([...heard].filter(([, got]) => got().length > 0)).toEqual([]);
  expect(await dated(venue, others.bangkok)).toEqual(['2027-03-03T14:00:00.000Z', 0]);
  expect((await preview.presses('Yes, move it')).text).toContain(`M1 is moved: ${was} → ${is}.`);
  await venue.passes('2027-03-03T13:01:00Z');
  expect(await dated(venue, others.bangkok)).toEqual(['2027-03-03T15:30:00.000Z', 1]);
  expect(venue.rooms().map(({ text }) => /1[56]:\d\d Vienna/.exec(text)![0])).toEqual(venue.rooms().map(() => (venue.cards === 'live' ? '16:30 Vienna' : '15:00 Vienna')));
  return (who: string) => heard.get(who)!();
}

const calls = [['a single call', {}], ['one of a weekly call', { repeat: 'weekly until 31 March 2027' }]] as const;

test.each(venues.flatMap(([name, opens]) => calls.map(([kind, more]) => [name, kind, opens, more] as const)))('scenario 8, %s: at 14:00 %s of 15:00 is moved to 16:30, and everybody who comes is told once, with both times on their own clock', async (_, _kind, opens, more) => {
  const venue = await opens(file, '2027-03-01T08:00:00Z');
  const people = await begins(venue, more);
  const { bangkok, vilnius, london } = people;
  const got = await moves(venue, people);
  const news = { bangkok: [bangkok.when(day, '21:00', '15:00'), bangkok.when(day, '22:30', '16:30')], vilnius: [vilnius.when(day, '16:00', '15:00'), vilnius.when(day, '17:30', '16:30')], london: [london.when(day, '14:00', '15:00'), london.when(day, '15:30', '16:30')] };
  for (const [who, [was, is]] of Object.entries(news)) {
    expect(got(who).map(({ text }) => text)).toEqual([expect.stringContaining(`M1 Planning call was ${was}, is now ${is}`)]);
    expect(got(who)[0]!.text.includes('A late hour for you.')).toBe(who === 'bangkok');
    expect(got(who)[0]!.buttons).toContain('I cannot');
  }
  // Who moved it is not told; the coordinator is, who has not answered, and whoever has sent apologies, which may not hold for the new time.
  expect([got('chair').length, got('away').length, got('coordinator').length]).toEqual([0, 1, 1]);
  expect(got('away')[0]!.text).toContain('Before the move you said: apologies. Does that still hold?');
  expect(got('away')[0]!.buttons).toEqual(expect.arrayContaining(['Apologies stay', 'Attend']));

  // Who cannot says so with one press, and a second finger changes nothing.
  const before = (await apologies(venue.store)).length;
  const [moved] = got('bangkok');
  const presses = await Promise.all([moved!.presses('I cannot'), moved!.presses('I cannot')]);
  expect(presses.map(({ text }) => /(Noted|Already so): AHRN sends apologies/.exec(text)![1])).toEqual(expect.arrayContaining(['Already so', 'Noted']));
  expect((await apologies(venue.store)).length).toBe(before + 1);
  expect((await people.chair.says('/meeting who', { meeting: 'M1' })).text).toContain('Attends: EHRN (before the move), HRI (before the move) Apologies: AHRN Not answered');

  // A quarter of an hour before the old time nothing comes; before the new one it does, once, and with the link.
  const soon = (who: string) => got(who).filter(({ text }) => text.includes('About to begin'));
  await venue.passes('2027-03-03T15:14:59Z');
  for (const who of Object.keys(people)) expect(soon(who)).toEqual([]);
  await venue.passes('2027-03-03T15:15:00Z');
  expect(soon('vilnius').map(({ text }) => text)).toEqual([expect.stringContaining(`in 15 minutes · ${news.vilnius[1]} · Join here: ${link}`)]);
  await venue.passes('2027-03-03T15:30:00Z');
  // Apologies for the old time keep the link to the new one from nobody.
  expect(Object.keys(people).map((who) => [who, soon(who).length])).toEqual([['chair', 1], ['bangkok', 0], ['vilnius', 1], ['london', 1], ['away', 1], ['coordinator', 1]]);
  expect(Object.keys(news).map((who) => got(who).length)).toEqual([1, 2, 2]);
  expect(await leaks(venue)).toBe(false);
  await venue.endsWell();
});

test('scenario 8 on both platforms: who sits on both is told on one of them, and with a press on each at once they are counted once', async () => {
  const bed = await bothBed({ limits: false, file });
  const venue = onBoth(bed, '2027-03-01T08:00:00Z', (who) => (['INPUD', 'EHRN', 'UNODC'].includes(who) ? 'discord' : 'slack'));
  const hers = await bed.onSlack.person('AHRN', { zone: 'Asia/Bangkok' });
  const also = bed.onDiscord.stranger('Also AHRN', { zone: 'Asia/Bangkok' });
  expect(await join(bed, hers, also)).toContain('You are one person here');
  const people = await begins(venue);
  const there = also.dms().length;
  const got = await moves(venue, people);
  const { bangkok, vilnius, london } = people;
  const now = (member: Member, hour: string) => member.when(day, hour, '16:30');
  for (const [who, is] of Object.entries({ bangkok: now(bangkok, '22:30'), vilnius: now(vilnius, '17:30'), london: now(london, '15:30') })) expect(got(who).map(({ text }) => text)).toEqual([expect.stringContaining(`is now ${is}`)]);
  expect(also.dms().length).toBe(there);
  // The card in each room shows the new time.
  for (const main of [bed.onSlack.main, bed.onDiscord.main]) expect(main.messages().map(({ text }) => text)).toEqual([expect.stringContaining('16:30 Vienna')]);

  const before = (await apologies(venue.store)).length;
  const card = bed.onDiscord.main.messages()[0]!;
  const presses = await Promise.all([got('bangkok')[0]!.presses('I cannot'), also.in(bed.onDiscord.main).presses(card, 'Apologies')]);
  expect(presses.map(({ text }) => /Noted|Already so/.exec(text)![0]).sort()).toEqual(['Already so', 'Noted']);
  expect((await apologies(venue.store)).length).toBe(before + 1);

  await venue.passes('2027-03-03T15:30:00Z');
  const soon = (who: string) => got(who).filter(({ text }) => text.includes('About to begin')).length;
  expect([soon('bangkok'), soon('vilnius'), soon('london'), also.dms().length - there]).toEqual([0, 1, 1, 0]);
  expect(await leaks(venue)).toBe(false);
  await venue.endsWell();
});
