import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slackBed } from '#tests/support/slack/bed.ts';
import { sample } from '#tests/support/world.ts';

const calendar = readFileSync(new URL('../../sample/calendar-2027.json', import.meta.url), 'utf8');

/** Wednesdays at 15:00 in Vienna, whose summer time begins on 28 March 2027, as unix time. */
const calls = [
  ['3 March', 1_804_082_400], ['10 March', 1_804_687_200], ['17 March', 1_805_292_000], ['24 March', 1_805_896_800], ['31 March', 1_806_498_000],
] as const;
/** What a clock there shows on each of them, and when it is nine in the morning there on the day before the first and before the last. */
const towns = [
  { who: 'AHRN', zone: 'Asia/Bangkok', clock: ['21:00', '21:00', '21:00', '21:00', '20:00'], first: '02:00', last: '02:00' },
  { who: 'SAHRN', zone: 'Africa/Nairobi', clock: ['17:00', '17:00', '17:00', '17:00', '16:00'], first: '06:00', last: '06:00' },
  { who: 'Intercambios', zone: 'America/Sao_Paulo', clock: ['11:00', '11:00', '11:00', '11:00', '10:00'], first: '12:00', last: '12:00' },
  { who: 'EHRN', zone: 'Europe/Vilnius', clock: ['16:00', '16:00', '16:00', '16:00', '16:00'], first: '07:00', last: '06:00' },
] as const;

/** The unix times of all that is drawn on a reader's own clock. */
const datesIn = (raw: unknown): number[] => [...JSON.stringify(raw).matchAll(/"type":"date","timestamp":(\d+)/g)].map(([, seconds]) => Number(seconds));

test('scenario 1: a focal point in Bangkok sees an hour of Vienna on her own clock, in lists, cards, forms and reminders, before and after the clock changes in Vienna', { timeout: 30_000 }, async () => {
  const bed = await slackBed({ limits: false, file: JSON.stringify({ ...sample, commitments: [], meetings: [], decisions: [], keyEvents: [] }) });
  bed.now = Temporal.Instant.from('2027-02-24T10:00:00Z');
  const coordinator = (await bed.person('coordinator civil-society-side', { zone: 'Europe/Vienna' })).in(bed.main);
  const form = await coordinator.types('/group import');
  expect((await form.fills({ file: { name: 'calendar-2027.json', text: calendar } })).text).toContain('15 events');
  await coordinator.types('/reminder rules closing -1d');
  const people = await Promise.all(towns.map(async ({ who, zone }) => {
    const person = await bed.person(who, { zone });
    await person.in(bed.main).types(`/my zone ${zone}`);
    await person.in(bed.main).types('/my digest weekly:off');
    return person;
  }));

  // A deadline that is written, one whose day is picked in a form, and an event of an hour, on each of these days.
  for (const [day] of calls.slice(0, -1)) expect((await coordinator.types(`/event deadline ias2027 "Call of ${day}" closes:"${day} 2027 15:00 Vienna" certainty:confirmed`)).text).toContain(`closes Wednesday, ${day} 2027, 15:00 (Wednesday 15:00 Vienna)`);
  await coordinator.types('/event deadline ias2027 "Call of 31 March" closes:"27 March 2027 15:00 Vienna" certainty:confirmed');
  const moved = await (await coordinator.types('/event deadline')).fills({ event: 'IAS2027.5, Call of 31 March', 'closes day': '2027-03-31' });
  expect(moved.text).toContain('closes Wednesday, 31 March 2027, 15:00 (Wednesday 15:00 Vienna)');
  expect(datesIn(moved.raw)).toContain(1_806_498_000);
  for (const [day] of calls) await coordinator.types(`/event add "Meeting of ${day}" on:"${day} 2027 15:00 to 16:30" certainty:confirmed`);
  await bed.delivered();

  for (const [i, person] of people.entries()) {
    const { clock, zone } = towns[i]!;
    const place = zone.slice(zone.indexOf('/') + 1).replace('_', ' ');
    const [shown, list] = [await person.in(bed.main).types('/event show ias2027'), await person.in(bed.main).types('/event list')];
    for (const [at, [day, seconds]] of calls.entries()) {
      const theirs = `Wednesday, ${day} 2027, ${clock[at]} (Wednesday 15:00 Vienna)`;
      expect(shown.text).toContain(`closes ${theirs}`);
      expect(list.text).toContain(`${theirs}, until 16:30 Vienna`);
      for (const answer of [shown, list]) {
        expect(datesIn(answer.raw)).toContain(seconds);
        // Where the client draws no dates, and in notifications, their own clock stands in words.
        expect(JSON.stringify(answer.raw)).toContain(`Wed ${day} 2027, ${clock[at]} ${place}`);
      }
    }
  }
  // The cards in the room are drawn for each by their own device.
  const cards = bed.main.messages().filter(({ text }) => text.includes('Meeting of '));
  expect(cards.map(({ raw }) => datesIn(raw))).toEqual(calls.map(([, seconds]) => [seconds]));

  // Each is told in their own morning, on both sides of the change, and never by the hour of Vienna.
  for (const [at, [day]] of calls.entries()) {
    const eve = Temporal.PlainDate.from('2027-03-02').add({ weeks: at });
    const mornings = towns.map(({ zone, first, last }) => {
      const morning = eve.toZonedDateTime({ timeZone: zone, plainTime: '09:00' }).toInstant().toString();
      expect(morning).toBe(`${eve.toString()}T${at === calls.length - 1 ? last : first}:00Z`);
      return morning;
    });
    for (const morning of [...new Set(mornings)].sort()) {
      const told = () => people.flatMap((person, i) => (mornings[i] === morning ? [person.dms().map(({ text }) => text).filter((text) => text.includes(`closes Wednesday, ${day} 2027`))] : []));
      await bed.passes(Temporal.Instant.from(morning).subtract({ seconds: 1 }).toString());
      expect(told().flat()).toEqual([]);
      await bed.passes(morning);
      expect(told()).toEqual(towns.filter((_, i) => mornings[i] === morning).map(({ clock }) => [expect.stringContaining(`Wednesday, ${day} 2027, ${clock[at]} (Wednesday 15:00 Vienna), tomorrow`)]));
    }
  }
  // One that was moved over the change keeps its hour in Vienna; each hears of it once, by their own clock on both days.
  for (const [i, person] of people.entries()) {
    const { clock: [before, , , , after] } = towns[i]!;
    expect(person.dms().filter(({ text }) => text.includes(`was Saturday, 27 March 2027, ${before} (Saturday 15:00 Vienna), is now Wednesday, 31 March 2027, ${after} (Wednesday 15:00 Vienna)`))).toHaveLength(1);
  }
  for (const [i, person] of people.entries()) expect((await person.opensHome())!.text).toContain(`Wednesday, 31 March 2027, ${towns[i]!.clock[4]} (Wednesday 15:00 Vienna), until 16:30 Vienna`);
  expect(bed.slack.requests.filter(({ error }) => error !== undefined)).toEqual([]);
  expect([bed.bugs, bed.failures, bed.slack.violations]).toEqual([[], [], []]);
  await bed.close();
});
