import { describe, expect, test } from 'vitest';
import { showInstant, stamp } from '#core/time.ts';
import { nextSitting, sittingsOf, sittingsOnDay, type Sitting } from '#rules/meeting.ts';
import { most } from '#rules/recurrence.ts';
import type { KeyEvent, Occurrence } from '#rules/things.ts';
import { series } from '#tests/support/meetings.ts';
import { thing } from '#tests/support/things.ts';

const none = new Map<string, KeyEvent>();
const at = (sittings: readonly Sitting[], zone: string) => sittings.map((each) => showInstant(each.at, zone).replace(/^\w+ (.+) \d{4}, (\d\d:\d\d) .*$/, '$1 $2'));
const hours = (sittings: readonly Sitting[], zone: string) => sittings.map((each) => showInstant(each.at, zone).slice(-5 - 1 - zone.split('/')[1]!.length).slice(0, 5));
const own = (slot: string, more: Partial<Occurrence> = {}): Occurrence => ({ meeting: 4, slot, starts: slot, added: false, sequence: 1, changed: '2027-02-01T09:00:00.000Z', minutes: null, ...more });
const lines = (sittings: readonly Sitting[]) => sittings.map(({ slot, local, state, moved, added }) => [slot, local, state, ...(moved ? ['moved'] : []), ...(added ? ['added'] : [])].join(' '));

describe('a weekly call, Wednesdays at 15:00 in Vienna, March 2027', () => {
  const march = sittingsOf(series(), [], none);
  test('scenario 1: stays on the clock of Vienna, and every reader has it on their own', () => {
    expect(march.map(({ local }) => local)).toEqual(['2027-03-03T15:00', '2027-03-10T15:00', '2027-03-17T15:00', '2027-03-24T15:00', '2027-03-31T15:00']);
    expect(at(march, 'Asia/Bangkok')).toEqual(['3 March 21:00', '10 March 21:00', '17 March 21:00', '24 March 21:00', '31 March 20:00']);
    expect(hours(march, 'Africa/Nairobi')).toEqual(['17:00', '17:00', '17:00', '17:00', '16:00']);
    expect(hours(march, 'America/Sao_Paulo')).toEqual(['11:00', '11:00', '11:00', '11:00', '10:00']);
    expect(hours(march, 'Europe/Vilnius')).toEqual(['16:00', '16:00', '16:00', '16:00', '16:00']);
    expect(hours(march, 'Europe/Vienna')).toEqual(['15:00', '15:00', '15:00', '15:00', '15:00']);
  });
  test('scenario 2: New York has it an hour later while its clock and that of Vienna differ, in spring and in autumn', () => {
    expect(at(march, 'America/New_York')).toEqual(['3 March 09:00', '10 March 09:00', '17 March 10:00', '24 March 10:00', '31 March 09:00']);
    const autumn = sittingsOf(series({ until: { by: 'day', on: '2027-11-30' } }), [], none).filter(({ local }) => local >= '2027-10-01');
    expect(at(autumn, 'America/New_York')).toEqual(['6 October 09:00', '13 October 09:00', '20 October 09:00', '27 October 09:00', '3 November 10:00', '10 November 09:00', '17 November 09:00', '24 November 09:00']);
  });
  test('what is said of each', () => {
    expect(march[4]).toEqual({
      number: 4, slot: '2027-03-31T15:00', local: '2027-03-31T15:00', zone: 'Europe/Vienna', at: '2027-03-31T13:00:00.000Z', ends: '2027-03-31T14:00:00.000Z', minutes: 60, state: 'on', moved: false, added: false,
      sequence: 0, changed: '2026-11-21T12:00:00.000Z',
    });
  });
});

describe('a series', () => {
  test('with one moved, one left out and one added, in the order in which they begin', () => {
    const changed = [own('2027-03-10T15:00', { starts: '2027-03-18T16:30' }), own('2027-03-24T15:00', { starts: null }), own('2027-03-12T09:00', { added: true })];
    expect(lines(sittingsOf(series(), changed, none))).toEqual([
      '2027-03-03T15:00 2027-03-03T15:00 on', '2027-03-12T09:00 2027-03-12T09:00 on added', '2027-03-17T15:00 2027-03-17T15:00 on', '2027-03-10T15:00 2027-03-18T16:30 on moved', '2027-03-24T15:00 2027-03-24T15:00 out',
      '2027-03-31T15:00 2027-03-31T15:00 on',
    ]);
  });
  test('keeps what was moved or added when it comes to end before it, and forgets what was left out', () => {
    const changed = [own('2027-03-24T15:00', { starts: '2027-03-25T15:00' }), own('2027-03-31T15:00', { starts: null }), own('2027-04-12T09:00', { added: true, starts: '2027-04-13T09:00' })];
    expect(lines(sittingsOf(series({ until: { by: 'day', on: '2027-03-10' } }), changed, none))).toEqual([
      '2027-03-03T15:00 2027-03-03T15:00 on', '2027-03-10T15:00 2027-03-10T15:00 on', '2027-03-24T15:00 2027-03-25T15:00 on moved', '2027-04-12T09:00 2027-04-13T09:00 on moved added',
    ]);
  });
  test('moved beyond its end, and back to where it was', () => {
    expect(lines(sittingsOf(series({ until: { by: 'day', on: '2027-03-10' } }), [own('2027-03-03T15:00', { starts: '2027-05-01T10:00' }), own('2027-03-10T15:00')], none))).toEqual(['2027-03-10T15:00 2027-03-10T15:00 on', '2027-03-03T15:00 2027-05-01T10:00 on moved']);
  });
  test('takes no notice of what is another meeting\'s', () => {
    expect(sittingsOf(series(), [own('2027-03-10T15:00', { meeting: 5, starts: null })], none)).toEqual(sittingsOf(series(), [], none));
  });
  test('an added one that was left out again is there as such', () => {
    expect(lines(sittingsOf(series({ until: { by: 'day', on: '2027-03-03' } }), [own('2027-03-05T09:00', { added: true, starts: null })], none))).toEqual(['2027-03-03T15:00 2027-03-03T15:00 on', '2027-03-05T09:00 2027-03-05T09:00 out added']);
  });
  test('that counts its times ends by them, and by a day where there is one, too', () => {
    expect(sittingsOf(series({ rule: 'FREQ=WEEKLY;COUNT=7;BYDAY=WE', until: { by: 'none' } }), [], none)).toHaveLength(7);
    expect(sittingsOf(series({ rule: 'FREQ=WEEKLY;COUNT=7;BYDAY=WE', until: { by: 'day', on: '2027-03-20' } }), [], none)).toHaveLength(3);
  });
  test('grows no longer than a series can be', () => {
    expect(sittingsOf(series({ rule: 'FREQ=DAILY', until: { by: 'day', on: '2029-03-03' } }), [], none)).toHaveLength(most);
  });
  test('raises its number for calendars with each change, of the whole and of one', () => {
    const [first, second] = sittingsOf(series({ sequence: 3, changed: '2027-01-05T09:00:00.000Z' }), [own('2027-03-10T15:00', { sequence: 2 })], none);
    expect([first!.sequence, first!.changed, second!.sequence, second!.changed]).toEqual([3, '2027-01-05T09:00:00.000Z', 5, '2027-02-01T09:00:00.000Z']);
    const [, later] = sittingsOf(series({ sequence: 4, changed: '2027-02-20T09:00:00.000Z' }), [own('2027-03-10T15:00', { sequence: 2 })], none);
    expect([later!.sequence, later!.changed]).toEqual([6, '2027-02-20T09:00:00.000Z']);
  });
});

describe('a series until an event', () => {
  const cnd = (starts: string | null, more: Partial<KeyEvent> = {}) => new Map([['cnd70', thing.event({ id: 'cnd70', starts, certainty: 'announced', ...more })]]);
  const until = (days: number) => series({ until: { by: 'event', event: 'cnd70', days } });
  test('ends with its first day, so many days before or after, and moves with it', () => {
    const last = (days: number, starts: string) => sittingsOf(until(days), [], cnd(starts)).at(-1)?.local;
    expect(last(0, '2027-03-10')).toBe('2027-03-10T15:00');
    expect(last(-1, '2027-03-10')).toBe('2027-03-03T15:00');
    expect(last(7, '2027-03-10')).toBe('2027-03-17T15:00');
    expect(last(0, '2027-04-12')).toBe('2027-04-07T15:00');
    expect(last(0, '2027-03-02')).toBeUndefined();
  });
  test.each([['was called off', cnd('2027-03-10', { cancelled: '2027-01-10' })], ['has no day any more', cnd('2027-03-01', { precision: 'month' })], ['is gone', none]])('goes on when that event %s, as far as a series can', (_, events) => {
    const sittings = sittingsOf(until(0), [], events);
    expect(sittings).toHaveLength(most);
    expect(sittings[5]!.local).toBe('2027-04-07T15:00');
  });
});

describe('a single meeting', () => {
  const single = series({ rule: null, until: { by: 'none' } });
  test('is one sitting without a slot', () => expect(lines(sittingsOf(single, [own('2027-03-03T15:00', { starts: null })], none))).toEqual([' 2027-03-03T15:00 on']));
  test('is none while its time is being found', () => expect(sittingsOf({ ...single, starts: null }, [], none)).toEqual([]));
  test.each(['2027-02-10T09:00:00.000Z', '2027-02-10'])('that was called off on %s is cancelled', (cancelled) => expect(sittingsOf({ ...single, cancelled }, [], none)[0]!.state).toBe('cancelled'));
});

test.each(['2027-03-12T09:00:00.000Z', '2027-03-12'])('of a series that is called off on %s what took place before is not', (cancelled) => {
  expect(lines(sittingsOf(series({ cancelled }), [own('2027-03-24T15:00', { starts: null })], none)).map((line) => line.slice(17))).toEqual([
    '2027-03-03T15:00 on', '2027-03-10T15:00 on', '2027-03-17T15:00 cancelled', '2027-03-24T15:00 out', '2027-03-31T15:00 cancelled',
  ]);
});

describe('an hour that a clock skips or shows twice', () => {
  const sundays = (starts: string, zone: string) => sittingsOf(series({ starts, zone, rule: 'FREQ=WEEKLY;COUNT=2;BYDAY=SU', until: { by: 'none' } }), [], none);
  test.each([
    ['Europe/Vienna', '2027-03-21T02:30', ['2027-03-21T01:30:00.000Z', '2027-03-28T01:30:00.000Z'], '03:30'],
    ['America/New_York', '2027-03-07T02:30', ['2027-03-07T07:30:00.000Z', '2027-03-14T07:30:00.000Z'], '03:30'],
    ['Australia/Lord_Howe', '2027-09-26T02:15', ['2027-09-25T15:45:00.000Z', '2027-10-02T15:45:00.000Z'], '02:45'],
  ])('in %s on %s: as much later as the clock skips', (zone, starts, instants, shown) => {
    const both = sundays(starts, zone);
    expect(both.map((each) => each.at)).toEqual(instants);
    expect(showInstant(both[1]!.at, zone)).toContain(`, ${shown} `);
    expect(both[1]!.local.slice(11)).toBe(starts.slice(11));
  });
  test('shown twice: the first one counts, and an hour lasts sixty minutes all the same', () => {
    const [, second] = sundays('2027-10-24T02:30', 'Europe/Vienna');
    expect([second!.at, second!.ends]).toEqual(['2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z']);
    expect(showInstant(second!.ends, 'Europe/Vienna')).toContain(', 02:30 ');
  });
});

describe('the next one, and those of a day', () => {
  const changed = [own('2027-03-10T15:00', { starts: null }), own('2027-03-17T18:00', { added: true })];
  const sittings = sittingsOf(series(), changed, none);
  const next = (now: string) => nextSitting(sittings, stamp(Temporal.Instant.from(now)))?.local;
  test('the next is the first that is on and not over', () => {
    expect(next('2027-01-01T00:00Z')).toBe('2027-03-03T15:00');
    expect(next('2027-03-03T14:59:59Z')).toBe('2027-03-03T15:00');
    expect(next('2027-03-03T15:00Z')).toBe('2027-03-17T15:00');
    expect(next('2027-03-17T15:00Z')).toBe('2027-03-17T18:00');
    expect(next('2027-03-31T14:00Z')).toBeUndefined();
  });
  test('a day can have two, or one that is left out, on the clock of the meeting or of a reader', () => {
    expect(lines(sittingsOnDay(sittings, '2027-03-17'))).toEqual(['2027-03-17T15:00 2027-03-17T15:00 on', '2027-03-17T18:00 2027-03-17T18:00 on added']);
    expect(lines(sittingsOnDay(sittings, '2027-03-10'))).toEqual(['2027-03-10T15:00 2027-03-10T15:00 out']);
    expect(sittingsOnDay(sittings, '2027-03-11')).toEqual([]);
    expect(sittingsOnDay(sittings, '2027-03-04', 'Pacific/Auckland').map(({ local }) => local)).toEqual(['2027-03-03T15:00']);
    expect(sittingsOnDay(sittings, '2027-03-03', 'Pacific/Auckland')).toEqual([]);
  });
});
