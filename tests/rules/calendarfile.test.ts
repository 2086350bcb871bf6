import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { datesOf, isCalendar, readCalendarFile, type CalendarFile } from '#rules/calendarfile.ts';
import type { KeyEvent } from '#rules/things.ts';
import { thing } from '#tests/support/things.ts';
import { sample as group2013, sampleText } from '#tests/support/world.ts';

const text = readFileSync(new URL('../../sample/calendar-2027.json', import.meta.url), 'utf8');
const sample = JSON.parse(text);

function read(data: unknown): CalendarFile {
  const result = readCalendarFile(JSON.stringify(data));
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.file;
}
const faultsOf = (events: readonly unknown[], more: object = {}) => {
  const result = readCalendarFile(JSON.stringify({ schemaVersion: 1, kind: 'calendar', events, ...more }));
  return 'faults' in result ? result.faults.map(({ place, fault }) => `${place} ${fault}`) : [];
};
const dates = (events: readonly unknown[], there: readonly KeyEvent[] = []) =>
  datesOf(read({ schemaVersion: 1, kind: 'calendar', events }).events, { there: new Map(there.map((event) => [event.id, event])), zone: 'Europe/Vienna', list: 'events' });

describe('the calendar of 2027', () => {
  const { events, deadlines, faults } = dates(sample.events);
  const event = (id: string) => events.find((each) => each.id === id)!;
  test('is a calendar without a fault; the group of 2013 is none', () => {
    expect([isCalendar(text), isCalendar(sampleText), isCalendar('{'), isCalendar('null')]).toEqual([true, false, false, false]);
    expect(faults).toEqual([]);
  });
  test('holds each of its entries once: 15 events, and five entries that are four deadlines', () => {
    expect(sample.events).toHaveLength(21);
    expect(events.map(({ id }) => id)).toEqual(['wad', 'cnd69r', 'cnd70', 'precnd', 'group-annual', 'hri-2027', 'pcb-june', '26june', 'ias2027', 'idurd', 'whd', 'ioad', 'thematic', 'idud', 'cnd70r']);
    expect(deadlines.map(({ event: of, number, title }) => `${of}.${number} ${title}`)).toEqual(['cnd70.1 Side-event applications', 'cnd70.2 VNGOC call for NGO speakers', 'cnd70.3 Hybrid links and co-sponsor list due', 'cnd70.4 NGO accreditation letter, latest']);
  });
  test('keeps every field that has a place', () => {
    expect(event('cnd70')).toEqual({
      id: 'cnd70', title: 'CND, 70th session', kind: 'cnd-session', starts: '2027-03-08', ends: '2027-03-12', begins: null, finishes: null, precision: 'day', zone: 'Europe/Vienna', city: 'Vienna', certainty: 'estimate',
      alternatives: [{ starts: '2027-03-15', ends: '2027-03-19' }], yearly: false, rungs: ['-60d', '-30d', '-14d', '-7d', '-1d'], source: null, note: sample.events[2].basis, cancelled: null,
    });
    expect(event('thematic')).toMatchObject({ starts: null, ends: null, certainty: 'unknown', precision: 'window', alternatives: [{ starts: '2027-09-15', ends: '2027-11-30' }], rungs: null, source: 'W-REG24' });
    expect(event('wad')).toMatchObject({ starts: '2026-12-01', yearly: true, zone: null, certainty: 'confirmed', source: 'fixed-day' });
    expect(event('group-annual')).toMatchObject({ precision: 'week', starts: '2027-03-08', ends: '2027-03-12' });
  });
  test('has its deadlines as days from the session, with their hour', () => {
    const due = (days: number) => ({ by: 'event', event: 'cnd70', days });
    const [side, speakers] = deadlines;
    expect(side).toMatchObject({ opens: { due: due(-56), time: null, zone: 'Europe/Vienna' }, closes: { due: due(-45), time: null }, certainty: 'estimate', source: 'W-VNG25', note: `${sample.events[3].basis}; ${sample.events[4].basis}` });
    expect(speakers).toMatchObject({ opens: null, closes: { due: due(-36), time: '23:45', zone: 'Europe/Vienna' }, source: 'W-ISSUP24' });
    expect(deadlines.slice(2).map(({ closes }) => closes.due)).toEqual([due(-10), due(-7)]);
  });
});

const session = { id: 'cal-cnd80', title: 'CND, 80th session', kind: 'cnd-session', start: '2037-03-09', end: '2037-03-13', certainty: 'estimate', timeZone: 'Europe/Vienna' };
const entry = (id: string, title: string, start: string | null, more: object = {}) => ({ id, title, kind: 'deadline', start, certainty: 'confirmed', ...more });
const conference = { id: 'ev-hri', title: 'Harm Reduction Conference', kind: 'conference', start: '2037-05-01', certainty: 'announced', timeZone: 'Asia/Bangkok' };

describe('a deadline of a file', () => {
  const shown = (events: readonly unknown[], there: readonly KeyEvent[] = []) => {
    const found = dates(events, there);
    return [...found.faults.map(({ place, fault }) => `${place} ${fault}`), ...found.deadlines.map(({ event, number, title, opens, closes }) => `${event}.${number} ${title} ${opens?.due.by === 'event' ? `${opens.due.days} ` : ''}${closes.due.by === 'event' ? closes.due.days : '?'}`)];
  };
  test.each<[string, object, string[]]>([
    ['hangs on the event it is of', entry('a', 'Abstracts', '2037-02-01', { of: 'ev-hri' }), ['hri.1 Abstracts -89']],
    ['also by its name in chat', entry('a', 'Abstracts', '2037-02-01', { of: 'hri' }), ['hri.1 Abstracts -89']],
    ['on the one its title begins with', entry('a', 'HRI: abstracts', '2037-02-01'), ['hri.1 Abstracts -89']],
    ['by its title, too', entry('a', 'Harm reduction conference early registration', '2037-02-01'), ['hri.1 Early registration -89']],
    ['else on the next session', entry('a', 'Speaker list', '2037-02-01'), ['cnd80.1 Speaker list -36']],
    ['of at most 200 days', entry('a', 'Speaker list', '2036-08-21'), ['cnd80.1 Speaker list -200']],
    ['else on nothing', entry('a', 'Speaker list', '2036-08-20'), []],
    ['on nothing without a date', entry('a', 'CND80 speaker list', null, { certainty: 'unknown' }), []],
    ['that opens and never closes hangs on nothing', entry('a', 'CND80 side events open', '2037-01-10'), []],
    ['on no event that is not there', entry('a', 'Abstracts', '2037-02-01', { of: 'nowhere' }), ['events[2] (a).of "nowhere" is no event with a date of this file or of the group']],
    ['after its event', entry('a', 'CND80 report', '2037-03-14'), ['events[2] (a).start is after its event is over, 2037-03-13', 'cnd80.1 Report 5']],
  ])('%s', (_, one, expected) => expect(shown([session, conference, one])).toEqual(expected));
  test.each([['without a session', entry('a', 'Speaker list', '2036-08-20')], ['that opens only', entry('a', 'CND80 side events open', '2037-01-10')], ['without a date', entry('a', 'CND80 speaker list', null, { certainty: 'unknown' })]])('%s stays an event', (_, one) => {
    expect(dates([session, one]).events.map(({ id, kind, title }) => [id, kind, title])).toEqual([['cnd80', 'cnd-session', 'CND, 80th session'], ['a', 'deadline', one.title]]);
  });
  test('is one with a window where two differ in their end only, in whichever order', () => {
    const [opens, closes] = [entry('a', 'CND80 side events open', '2037-01-12', { certainty: 'estimate', addressee: 'The secretariat' }), entry('b', 'CND80 Side events closes', '2037-01-23', { paper: 'A form', time: '12:00' })];
    for (const order of [[opens, closes], [closes, opens]]) {
      expect(shown([session, ...order])).toEqual(['cnd80.1 Side events -56 -45']);
      expect(dates([session, ...order]).deadlines[0]).toMatchObject({ certainty: 'estimate', addressee: 'The secretariat', paper: 'A form', opens: { time: null }, closes: { time: '12:00' } });
    }
    expect(shown([session, { ...opens, start: '2037-01-24' }, closes])).toEqual(['events[1] (a).start is after it closes, 2037-01-23', 'cnd80.1 Side events -44 -45']);
    expect(shown([session, closes, { ...closes, id: 'c' }])[0]).toBe('events[2] (c).title "CND80 Side events closes" stands here a second time');
  });
  test('hangs on an event of the group where the file has none; not on one that was called off', () => {
    const there = thing.event({ id: 'cnd80', title: 'CND, 80th session', starts: '2037-03-16', ends: '2037-03-20' });
    expect(shown([entry('a', 'Speaker list', '2037-02-01')], [there])).toEqual(['cnd80.1 Speaker list -43']);
    expect(shown([session, entry('a', 'Speaker list', '2037-02-01')], [there])).toEqual(['cnd80.1 Speaker list -36']);
    expect(shown([entry('a', 'Speaker list', '2037-02-01')], [{ ...there, cancelled: '2036-12-01' }])).toEqual([]);
  });
  test('has the zone said, else its event’s, else the home zone', () => {
    const zones = (one: object, of: object = session) => dates([of, one]).deadlines.map(({ closes }) => closes.zone);
    expect(zones(entry('a', 'X', '2037-02-01', { timeZone: 'America/New_York' }))).toEqual(['America/New_York']);
    expect(zones(entry('a', 'X', '2037-02-01', { of: 'hri' }), conference)).toEqual(['Asia/Bangkok']);
    expect(zones(entry('a', 'X', '2037-02-01'), { ...session, timeZone: null })).toEqual(['Europe/Vienna']);
  });
});

describe('a calendar', () => {
  test.each<[string, readonly unknown[], string[]]>([
    ['without events', [], ['events must have at least 1']],
    ['with an end before its start', [{ ...session, end: '2037-03-08' }], ['events[0] (cal-cnd80).end is before its start, 2037-03-09']],
    ['with more than a year', [{ ...session, end: '2038-03-11' }], ['events[0] (cal-cnd80).end is more than a year after its start, 2037-03-09']],
    ['with other days that are turned round', [{ ...session, alternatives: [{ start: '2037-03-20', end: '2037-03-16' }] }], ['events[0] (cal-cnd80).alternatives[0].end is before its start, 2037-03-20']],
    ['with an event twice', [session, { ...session, id: 'ev-cnd80' }], ['events[1] (ev-cnd80).id "cnd80" stands here a second time']],
    ['with an hour that is none', [{ ...session, time: '24:00' }], ['events[0] (cal-cnd80).time is no time of day such as 23:45']],
    ['with reminders that are none', [{ ...session, remindDaysBefore: [7, -1] }], ['events[0] (cal-cnd80).remindDaysBefore[1] must be at least 0']],
    ['with 29 February of an ordinary year', [{ ...session, start: '2037-02-29' }], ['events[0] (cal-cnd80).start is no day such as 2013-02-21']],
    ['with a slip in a name', [{ ...session, certainty: undefined, certanty: 'estimate' }], ['events[0] (cal-cnd80).certainty is missing', 'events[0] (cal-cnd80).certanty is no field that is read; "certainty" is meant, perhaps']],
    ['that is yearly on other days', [{ ...session, id: 'cal-day-2026', yearly: true }, { ...session, id: 'cal-day-2027', start: '2037-03-10', yearly: true }], ['events[1] (cal-day-2027).id "day" stands here a second time']],
  ])('%s is faulty', (_, events, expected) => expect(faultsOf(events)).toEqual(expected));
  test('what is yearly is of no one year, and may stand there for several', () => {
    const day = (id: string, start: string) => ({ id, title: 'A day', kind: 'day', start, certainty: 'confirmed', yearly: true });
    const { events } = dates([day('cal-a-day-2027', '2027-12-01'), day('cal-a-day-2028', '2028-12-01'), day('day-x', '2027-06-26')]);
    expect(events.map(({ id, starts }) => [id, starts])).toEqual([['a-day', '2027-12-01'], ['day-x', '2027-06-26']]);
  });
  test('the events of 2013 to 2016 come with their group in the same way, every field of them', () => {
    const { events, deadlines } = dates(group2013.keyEvents);
    expect(deadlines).toEqual([]);
    for (const [i, e] of group2013.keyEvents.entries()) {
      expect(events[i]).toMatchObject({ id: e.id.slice(3), title: e.title, kind: e.kind, starts: e.start, ends: e.end, precision: e.precision, city: e.city, zone: e.timeZone, certainty: e.certainty, source: e.source, note: e.note });
    }
  });
});
