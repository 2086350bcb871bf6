import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { oneLine } from '#core/legible.ts';
import { addDays, dayOf } from '#core/time.ts';
import { calendarOf, type CalendarInput } from '#bot/calendar.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { localsOf } from '#rules/recurrence.ts';
import type { KeyEvent, Meeting, Occurrence } from '#rules/things.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const bare: Meeting = {
  number: 4, title: 'Plenary call', kind: 'teleconference', zone: 'Europe/Vienna', starts: '2027-03-03T15:00', minutes: 60, rule: null, until: { by: 'none' }, city: null, place: null, event: null,
  chair: null, convenor: null, notetaker: null, slots: null, closes: null, cancelled: null, sequence: 0, changed: '2027-01-11T09:30:15.250Z',
};
const fortnightly: Partial<Meeting> = { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', until: { by: 'day', on: '2027-06-30' } };
const own = (slot: string, starts: string | null, added = false): Occurrence => ({ meeting: 4, slot, starts, added, sequence: 1, changed: '2027-02-01T10:00:00.000Z', minutes: null });
const events = new Map<string, KeyEvent>([['cnd57', thing.event({ starts: '2027-05-10', ends: '2027-05-14' })]]);

const kept = (meeting: Partial<Meeting>, occurrences: readonly Occurrence[] = []) => {
  const whole = { ...bare, ...meeting };
  return { meeting: whole, occurrences, sittings: sittingsOf(whole, occurrences, events) };
};
type Kept = ReturnType<typeof kept>;
const usual: Omit<CalendarInput, 'meetings'> = {
  group: { id: 'vngoc', name: 'NGO working group', zone: 'Europe/Vienna' }, events, view: 'private', reader: { zone: 'Asia/Bangkok', lang: 'en' }, now: Temporal.Instant.from('2027-02-02T08:00:00Z'),
};
const draw = (meetings: Kept | readonly Kept[], more: Partial<CalendarInput> = {}) => calendarOf({ ...usual, meetings: [meetings].flat(), ...more });
/** The lines of a calendar as they were before they were folded. */
const linesOf = (out: string) => out.replaceAll('\r\n ', '').split('\r\n');
const valuesOf = (out: string, name: string) => linesOf(out).filter((line) => new RegExp(`^${name}[:;]`).test(line)).map((line) => line.slice(name.length + 1));
const description = (out: string) => valuesOf(out, 'DESCRIPTION').map((value) => value.replaceAll('\\,', ',').split('\\n'));

/** The instants that both readers find in a calendar, which keeps to the RFC; those that are off are left out. */
function readBoth(out: string) {
  expect(icsFaults(out)).toEqual([]);
  const [one, other] = [readByIcal(out), readByTsIcs(out)];
  expect(other).toEqual(one);
  return one.filter(({ status }) => status === 'CONFIRMED').map(({ at, ends, summary }) => ({ at, ends, summary }));
}
const expected = (...all: readonly Kept[]) =>
  all
    .flatMap(({ meeting, sittings }) => sittings.filter(({ state }) => state === 'on').map(({ at, ends }) => ({ at, ends, summary: oneLine(meeting.title) })))
    .sort((a, b) => (a.at < b.at ? -1 : 1));

describe('a member\'s calendar', () => {
  test('of a single meeting, to the byte', () =>
    expect(draw(kept({ city: 'Vienna', place: 'Room M3; entrance 4, second floor', kind: 'face-to-face', event: 'cnd57', sequence: 2 }))).toBe(
      [
        'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Secretariat//Meetings//EN', 'CALSCALE:GREGORIAN', 'X-WR-CALNAME:NGO working group', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H',
        'BEGIN:VTIMEZONE', 'TZID:Europe/Vienna',
        ...[['STANDARD', '19700101T000000', '+0100', '+0100'], ['DAYLIGHT', '20260329T020000', '+0100', '+0200'], ['STANDARD', '20261025T030000', '+0200', '+0100'], ['DAYLIGHT', '20270328T020000', '+0100', '+0200'],
          ['STANDARD', '20271031T030000', '+0200', '+0100'], ['DAYLIGHT', '20280326T020000', '+0100', '+0200'], ['STANDARD', '20281029T030000', '+0200', '+0100']]
          .flatMap(([name, from, before, after]) => [`BEGIN:${name}`, `DTSTART:${from}`, `TZOFFSETFROM:${before}`, `TZOFFSETTO:${after}`, `END:${name}`]),
        'END:VTIMEZONE',
        'BEGIN:VEVENT', 'UID:M4-vngoc@secretariat', 'DTSTAMP:20270111T093015Z', 'LAST-MODIFIED:20270111T093015Z', 'SEQUENCE:2', 'DTSTART;TZID=Europe/Vienna:20270303T150000', 'DTEND;TZID=Europe/Vienna:20270303T160000',
        'SUMMARY:Plenary call', 'DESCRIPTION:M4: Face-to-face meeting\\nYour time: Wed 3 March 2027\\, 21:00 B', ' angkok (15:00 Vienna)\\nHeld at: CND 57',
        'LOCATION:Room M3\\; entrance 4\\, second floor\\, Vienna', 'STATUS:CONFIRMED', 'END:VEVENT', 'END:VCALENDAR', '',
      ].join('\r\n'),
    ));

  test('says when a series is on the reader\'s clock, all through the year', () =>
    expect(description(draw(kept({ ...fortnightly, until: { by: 'day', on: '2027-12-01' } })))).toEqual([[
      'M4: Teleconference', 'Begins at 15:00 Vienna', 'Your time: 21:00 Bangkok from Wed 3 March 2027', 'Your time: 20:00 Bangkok from Wed 31 March 2027', 'Your time: 21:00 Bangkok from Wed 10 November 2027',
      'The link to join comes in a private message 15 minutes before. It can be fetched from 30 minutes before: /meeting join M4',
    ]]));
  test('says it once where the reader\'s clock is that of the meeting', () =>
    expect(description(draw(kept(fortnightly), { reader: { zone: 'Europe/Vienna', lang: 'en' } }))).toEqual([['M4: Teleconference', 'Begins at 15:00 Vienna', 'The link to join comes in a private message 15 minutes before. It can be fetched from 30 minutes before: /meeting join M4']]));

  test('carries the link, also one that only one of a series has', () => {
    const link = (_: number, slot: string) => (slot === '2027-03-17T15:00' ? 'https://zoom.us/j/2;a,b +43 1 234' : 'https://zoom.us/j/1?pwd=x');
    const out = draw(kept(fortnightly), { link });
    expect(valuesOf(out, 'URL')).toEqual(['https://zoom.us/j/1?pwd=x', 'https://zoom.us/j/2;a,b']);
    expect(valuesOf(out, 'RECURRENCE-ID')).toEqual(['TZID=Europe/Vienna:20270317T150000']);
    expect(description(out).map((lines) => lines.at(-1))).toEqual(['To join: https://zoom.us/j/1?pwd=x', 'To join: https://zoom.us/j/2\\;a,b +43 1 234']);
    expect(readBoth(out)).toEqual(expected(kept(fortnightly)));
  });
  test.each(['public', 'invitation'] as const)('carries none in the %s view', (view) =>
    expect(draw([kept(fortnightly), kept({ number: 5, place: 'Room M3' })], { view, link: () => 'https://zoom.us/j/1' })).not.toMatch(/zoom|URL/));

  test('of nothing is still a calendar', () => {
    for (const view of ['public', 'private', 'invitation'] as const) expect(icsFaults(draw([], { view }))).toEqual([]);
    expect(readBoth(draw(kept({ starts: null, slots: ['2027-03-03T15:00'] })))).toEqual([]);
  });
  test('of one meeting, to be passed on, is published', () => {
    const out = draw(kept(fortnightly), { view: 'invitation' });
    expect([valuesOf(out, 'METHOD'), valuesOf(out, 'X-WR-CALNAME')]).toEqual([['PUBLISH'], []]);
    expect(readBoth(out)).toEqual(expected(kept(fortnightly)));
  });
  test('is the same bytes for the same meetings in any order, at any later time', () => {
    const all = [kept(fortnightly, [own('2027-03-17T15:00', null), own('2027-03-31T15:00', '2027-04-01T10:00')]), kept({ number: 2 }), kept({ number: 11, zone: 'Asia/Bangkok' })];
    const turned = all.map((each) => ({ ...each, occurrences: each.occurrences.toReversed(), sittings: each.sittings.toReversed() })).reverse();
    expect(draw(turned, { now: Temporal.Instant.from('2031-01-01T00:00:00Z') })).toBe(draw(all));
  });
});

/** A change, as it stands in the store before and after it. */
const series = kept(fortnightly);
const single = kept({});
const later = { sequence: 1, changed: '2027-02-01T10:00:00.000Z' };
const changes: Readonly<Record<string, readonly [before: Kept, after: Kept]>> = {
  'a single meeting is moved': [single, kept({ ...later, starts: '2027-03-04T09:30' })],
  'a single meeting is cancelled': [single, kept({ ...later, cancelled: later.changed })],
  'a meeting is retitled': [series, kept({ ...fortnightly, changed: later.changed, title: 'Plenary; with, guests' })],
  'one is moved over the change of clocks': [series, kept(fortnightly, [own('2027-03-31T15:00', '2027-03-27T09:00')])],
  'one is moved before the one before': [series, kept(fortnightly, [own('2027-03-17T15:00', '2027-03-02T09:00')])],
  'the first is moved': [series, kept(fortnightly, [own('2027-03-03T15:00', '2027-03-04T15:00')])],
  'one is left out': [series, kept(fortnightly, [own('2027-03-17T15:00', null)])],
  'the first and the last are left out': [series, kept(fortnightly, [own('2027-03-03T15:00', null), own('2027-06-23T15:00', null)])],
  'one is added': [series, kept(fortnightly, [own('2027-03-09T10:00', '2027-03-09T10:00', true)])],
  'one that was added is moved': [series, kept(fortnightly, [own('2027-03-09T10:00', '2027-03-10T11:00', true)])],
  'one that was added is left out': [kept(fortnightly, [own('2027-03-09T10:00', '2027-03-09T10:00', true)]), kept(fortnightly, [own('2027-03-09T10:00', null, true)])],
  'its end comes to be after one that was added': [kept(fortnightly, [own('2027-07-07T15:00', '2027-07-07T15:00', true)]), kept({ ...fortnightly, ...later, until: { by: 'day', on: '2027-07-31' } }, [own('2027-07-07T15:00', '2027-07-07T15:00', true)])],
  'its end comes to be after one that was added and moved': [kept(fortnightly, [own('2027-07-07T15:00', '2027-07-08T10:00', true)]), kept({ ...fortnightly, ...later, until: { by: 'day', on: '2027-07-31' } }, [own('2027-07-07T15:00', '2027-07-08T10:00', true)])],
  'it lasts longer, but for those before': [series, kept({ ...fortnightly, ...later, minutes: 120 }, ['2027-03-03T15:00', '2027-03-17T15:00'].map((slot) => ({ ...own(slot, slot), minutes: 60 })))],
  'it comes to end': [series, kept({ ...fortnightly, ...later, until: { by: 'day', on: '2027-04-20' } })],
  'it comes to end before one that was moved': [series, kept({ ...fortnightly, ...later, until: { by: 'day', on: '2027-04-20' } }, [own('2027-05-12T15:00', '2027-05-13T15:00')])],
  'the event moves that it ends with': [kept({ ...fortnightly, until: { by: 'event', event: 'cnd57', days: 0 } }), kept({ ...fortnightly, ...later, until: { by: 'event', event: 'cnd57', days: -28 } })],
  'all of it is moved': [series, kept({ ...fortnightly, ...later, starts: '2027-03-03T17:30' })],
  'all of it is moved, with one moved before': [series, kept({ ...fortnightly, ...later, starts: '2027-03-04T15:00', rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH' }, [own('2027-03-03T15:00', '2027-03-05T09:00')])],
  'it is cancelled half way': [series, kept({ ...fortnightly, ...later, cancelled: '2027-04-20T08:00:00.000Z' })],
  'it is cancelled before the first': [series, kept({ ...fortnightly, ...later, cancelled: later.changed })],
  'it counts its times': [series, kept({ ...fortnightly, ...later, rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=3', until: { by: 'none' } })],
  'it goes to another zone': [series, kept({ ...fortnightly, ...later, zone: 'America/New_York' })],
  'it goes to UTC': [series, kept({ ...fortnightly, ...later, zone: 'UTC' }, [own('2027-03-17T15:00', null), own('2027-03-31T15:00', '2027-04-01T15:00')])],
};

describe('a calendar after', () => {
  test.each(Object.keys(changes))('%s', (change) => {
    const [before, after] = changes[change]!;
    const [was, is] = [draw(before), draw(after)];
    expect(readBoth(was)).toEqual(expected(before));
    expect(readBoth(is)).toEqual(expected(after));
    expect(is).not.toBe(was);
    expect(valuesOf(is, 'LAST-MODIFIED')).toContain('20270201T100000Z');
  });

  test('a move keeps the name and raises the sequence', () => {
    const names = (each: Kept) => [valuesOf(draw(each), 'UID'), valuesOf(draw(each), 'SEQUENCE')];
    expect(names(single)).toEqual([['M4-vngoc@secretariat'], ['0']]);
    expect(names(changes['a single meeting is moved']![1])).toEqual([['M4-vngoc@secretariat'], ['1']]);
    expect(names(changes['one is moved over the change of clocks']![1])).toEqual([['M4-vngoc@secretariat', 'M4-vngoc@secretariat'], ['1', '1']]);
    expect(names(changes['one that was added is moved']![1])).toEqual([['M4-vngoc@secretariat', 'M4-20270309T100000-vngoc@secretariat'], ['0', '1']]);
  });
  test('the end of its series, one that was added keeps the name it had', () => {
    const [before, after] = changes['its end comes to be after one that was added']!;
    for (const each of [before, after]) expect(valuesOf(draw(each), 'UID')).toEqual(['M4-vngoc@secretariat', 'M4-20270707T150000-vngoc@secretariat']);
  });
  test.each(['a single meeting is cancelled', 'it is cancelled before the first', 'one that was added is left out'])('%s: it is shown so for thirty days', (change) => {
    const after = changes[change]![1];
    const on = (now: string) => readByIcal(draw(after, { now: Temporal.Instant.from(now) })).filter(({ status }) => status === 'CANCELLED').map(({ summary }) => summary);
    expect(new Set(on('2027-03-03T09:59:59Z'))).toEqual(new Set(['Cancelled: Plenary call']));
    expect(on('2027-03-03T10:00:00Z')).toEqual([]);
  });
  test.each([
    ['several hours a day that end with the first', { starts: '2027-03-03T10:00', rule: 'FREQ=DAILY;COUNT=3;BYHOUR=10,15' }, 3],
    ['several hours a day that end with the last', { starts: '2027-03-03T15:00', rule: 'FREQ=DAILY;COUNT=2;BYHOUR=10,15' }, 2],
    ['hours that follow each other', { starts: '2027-03-03T10:00', rule: 'FREQ=DAILY;COUNT=4;BYHOUR=10,11,12' }, 4],
    ['midnight, before a day that has none', { zone: 'Asia/Tehran', starts: '2013-03-20T00:00', rule: 'FREQ=DAILY;COUNT=2' }, 2],
    ['the last hour of the day', { starts: '2027-03-03T23:30', rule: 'FREQ=DAILY;COUNT=2' }, 2],
  ])('%s: as many as the program has', (_, more, count) => {
    const each = kept({ until: { by: 'none' }, ...more });
    expect(each.sittings).toHaveLength(count);
    expect(readBoth(draw(each))).toEqual(expected(each));
  });
  test('it is called off: nobody is told how to come in', () => {
    for (const change of ['a single meeting is cancelled', 'it is cancelled before the first']) expect(draw(changes[change]![1], { link: () => 'https://zoom.us/j/1' })).not.toMatch(/zoom|private message|URL/);
  });
  test('a change of clocks: what begins or ends in an hour that is skipped or comes twice stands beside its series', () => {
    for (const starts of ['2027-03-27T02:30', '2027-10-30T02:30', '2027-03-28T02:30']) {
      const daily = kept({ starts, rule: 'FREQ=DAILY', until: { by: 'day', on: addDays(starts.slice(0, 10), 3) }, minutes: 60 });
      expect(readBoth(draw(daily))).toEqual(expected(daily));
      expect(valuesOf(draw(daily), 'UID')).toEqual(['M4-vngoc@secretariat', expect.stringMatching(/^M4-2027(0328|1031)T023000-vngoc@secretariat$/)]);
    }
    for (const starts of ['2027-10-31T02:15', '2027-10-31T01:30', '2027-10-31T01:00']) {
      const around = kept({ starts });
      expect(readBoth(draw(around))).toEqual(expected(around));
    }
  });
});

const zones = ['Europe/Vienna', 'Asia/Tehran', 'Asia/Beirut', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Sao_Paulo', 'Asia/Bangkok', 'UTC'];
const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 1000 }).map((said) => said.toWellFormed().replaceAll('\0', '')),
  fc.constantFrom('Call\r\nEND:VEVENT\r\nBEGIN:VEVENT', 'x\nATTACH:https://evil.example/', 'ünïcödé 😀👩‍👩‍👧 '.repeat(40), 'اجتماع الهاتف', '\u202egnp.exe', '\\', ';,:"\\n', '"', '\t', 'a'.repeat(1000), '\u2028\u2029\x85\x0b', 'BEGIN:VALARM'),
);
const aMeeting = fc
  .record({
    zone: fc.constantFrom(...zones),
    day: fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2017-01-01', days)),
    hour: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45)).map((time) => time.map((part) => String(part).padStart(2, '0')).join(':')),
    every: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('none', 'DAILY', 'hours', 'WEEKLY', 'two', 'MONTHLY', 'nth', 'last', 'YEARLY'),
    weekday: fc.integer({ min: 0, max: 6 }),
    end: fc.oneof(fc.record({ count: fc.integer({ min: 1, max: 30 }) }), fc.record({ days: fc.integer({ min: 1, max: 500 }) })),
    minutes: fc.constantFrom(15, 60, 90, 600),
    title: words,
    own: fc.array(fc.record({ at: fc.nat(30), as: fc.constantFrom('out', 'moved', 'added', 'added out'), by: fc.integer({ min: -3000, max: 3000 }), lasts: fc.option(fc.constantFrom(30, 240)) }), { maxLength: 6 }),
    cancelled: fc.option(fc.integer({ min: 0, max: 4500 }).map((days) => `${addDays('2017-01-01', days)}T10:00:00.000Z`), { freq: 4 }),
  })
  .map(({ zone, day, hour, every, kind, weekday, end, minutes, title, own: others, cancelled }) => {
    const nth = kind === 'last' ? '-1' : String((weekday % 4) + 1);
    const parts = { none: '', DAILY: 'FREQ=DAILY', hours: `FREQ=DAILY;BYHOUR=${[...new Set([Number(hour.slice(0, 2)), 9, 18])].sort((a, b) => a - b).join(',')}`, WEEKLY: 'FREQ=WEEKLY', two: `FREQ=WEEKLY;BYDAY=${days[weekday]},${days[(weekday + 3) % 7]}`, MONTHLY: 'FREQ=MONTHLY', nth: `FREQ=MONTHLY;BYDAY=${nth}${days[weekday]}`, last: `FREQ=MONTHLY;BYDAY=-1${days[weekday]}`, YEARLY: 'FREQ=YEARLY' };
    if (kind === 'none') return kept({ zone, starts: `${day}T${hour}`, minutes, title, cancelled });
    const rule = `${parts[kind as keyof typeof parts]};INTERVAL=${every}${'count' in end ? `;COUNT=${end.count}` : ''}`;
    // A series begins with a day of its rule.
    const starts = localsOf(rule, `${day}T${hour}`, addDays(day, 4000))[0]!;
    const until = 'days' in end ? { by: 'day' as const, on: addDays(starts.slice(0, 10), Math.min(end.days, 60 * every)) } : { by: 'none' as const };
    const slots = localsOf(rule, starts, until.by === 'day' ? until.on : null);
    const shifted = (time: string, by: number) => Temporal.PlainDateTime.from(time).add({ minutes: by }).toString({ smallestUnit: 'minute' });
    const occurrences = new Map<string, Occurrence>();
    for (const { at, as, by, lasts } of others) {
      const slot = as.startsWith('added') ? shifted(starts, at * 1440 + by) : slots[at % slots.length]!;
      occurrences.set(slot, { ...own(slot, as.endsWith('out') ? null : as === 'moved' ? shifted(slot, by) : slot, as.startsWith('added')), minutes: lasts });
    }
    return kept({ zone, starts, rule, until, minutes, title, cancelled }, [...occurrences.values()]);
  });

describe('any meeting, however it was changed', () => {
  prop.prop([aMeeting, words, fc.constantFrom('private' as const, 'invitation' as const)], runs(150))('is read by two readers at the instants of the program', (given, place, view) => {
    const one = { ...given, meeting: { ...given.meeting, place } };
    const out = draw(one, { view, link: (_, slot) => (slot === '' ? undefined : `https://x.org/${slot}`) });
    expect(icsFaults(out)).toEqual([]);
    const on = expected(one);
    const strip = (read: ReturnType<typeof readByIcal>) => read.filter(({ status }) => status === 'CONFIRMED').map(({ at, ends, summary }) => ({ at, ends, summary }));
    expect(strip(readByIcal(out))).toEqual(on);
    // ts-ics takes components out of the text by a pattern, wherever it stands.
    if (!/(BEGIN|END):/i.test(`${one.meeting.title} ${place}`)) expect(strip(readByTsIcs(out))).toEqual(on);
  });

  prop.prop([aMeeting, words, fc.constantFrom('Europe/Vienna', 'America/New_York', 'Pacific/Auckland')], runs(100))('shows strangers its days, and nothing of its hours, zone and place', (given, place, zone) => {
    const one = { ...given, meeting: { ...given.meeting, title: 'Call', place, city: 'Geneva' } };
    const group = { ...usual.group, zone };
    const out = draw(one, { view: 'public', group, link: () => 'https://x.org/' });
    expect(icsFaults(out)).toEqual([]);
    const on = expected(one).map(({ at }) => dayOf(at, zone)).sort();
    for (const read of [readByIcal(out), readByTsIcs(out)]) expect(read.filter(({ status }) => status === 'CONFIRMED').map(({ at }) => at).sort()).toEqual(on);
    const names = [...new Set(linesOf(out).map((line) => line.split(/[:;]/)[0]))];
    expect(names.filter((name) => !/^(BEGIN|END|VERSION|PRODID|CALSCALE|X-WR-CALNAME|REFRESH-INTERVAL|X-PUBLISHED-TTL|UID|DTSTAMP|LAST-MODIFIED|SEQUENCE|DTSTART|SUMMARY|DESCRIPTION|LOCATION|STATUS|TRANSP|TZ.*|)$/.test(name!))).toEqual([]);
    // With the hour of every sitting turned within the same civil day of the group, the same bytes come out.
    const noon = (at: string) => `${dayOf(at, zone)}T12:00`;
    if (one.meeting.rule !== null) return;
    const other = kept({ ...one.meeting, zone, starts: noon(one.sittings[0]!.at) });
    if (other.sittings[0]!.state === one.sittings[0]!.state) expect(draw(other, { view: 'public', group })).toBe(out);
  });
});

describe('the public calendar', () => {
  test('of a series, to the byte', () => {
    const out = draw(kept({ ...fortnightly, starts: '2027-03-03T23:30', zone: 'America/New_York', city: 'Vienna', place: 'Room M3', until: { by: 'day', on: '2027-03-31' } }, [own('2027-03-17T23:30', '2027-03-19T10:00'), own('2027-03-31T23:30', null)]), { view: 'public' });
    const event = (uid: string, changed: string, sequence: number, day: string, isOff = false) => [
      'BEGIN:VEVENT', `UID:M4-${uid}-vngoc@secretariat`, `DTSTAMP:${changed}T000000Z`, `LAST-MODIFIED:${changed}T000000Z`, `SEQUENCE:${sequence}`, `DTSTART;VALUE=DATE:${day}`, `SUMMARY:${isOff ? 'Cancelled: ' : ''}Plenary call`,
      'DESCRIPTION:Teleconference', 'LOCATION:Vienna', `STATUS:${isOff ? 'CANCELLED' : 'CONFIRMED'}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
    ];
    expect(out.split('\r\n').slice(7)).toEqual([...event('20270304', '20270111', 0, '20270304'), ...event('20270318', '20270201', 1, '20270319'), ...event('20270401', '20270201', 1, '20270401', true), 'END:VCALENDAR', '']);
  });
  test('has two on one day under two names', () => {
    const out = draw(kept(fortnightly, [own('2027-03-03T09:00', '2027-03-03T09:00', true)]), { view: 'public' });
    expect(valuesOf(out, 'UID').filter((name) => name.includes('20270303')).sort()).toEqual(['M4-20270303-vngoc@secretariat', 'M4-20270303.2-vngoc@secretariat']);
  });
});
