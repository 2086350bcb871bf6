import { fc, test as prop } from '@fast-check/vitest';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { onClock, stamp } from '#core/time.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { lastDay, localsOf, most } from '#rules/recurrence.ts';
import { readRule, ruleText } from '#rules/rrule.ts';
import type { Occurrence } from '#rules/things.ts';
import { series } from '#tests/support/meetings.ts';
import { byTheBook } from '#tests/support/rfc5545.ts';
import { isSoak } from '#tests/support/runs.ts';
// Made by tests/support/recurrences.py with Python's dateutil and zoneinfo: another reading of RFC 5545 than ours.
import fixture from './recurrences.json' with { type: 'json' };

/** Four hundred in all; in a soak ten thousand of each. */
const times = { numRuns: isSoak ? 10_000 : 200 };
const zones = ['Europe/Vienna', 'America/New_York', 'America/Sao_Paulo', 'Asia/Bangkok', 'Africa/Nairobi', 'Asia/Beirut', 'Australia/Lord_Howe'];

// --- Another implementation: ical.js for the rule, Intl for the zone, and its own way of moving, leaving out and adding.

/** The civil times of a rule by ical.js, as many as a series can have. */
function byIcal(rule: string, starts: string, last: string | null, limit = most): string[] {
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(`${starts}:00`));
  const found: string[] = [];
  for (let next = iterator.next(); next && found.length < limit; next = iterator.next()) {
    const local = next.toString().slice(0, 16);
    if (last !== null && local.slice(0, 10) > last) break;
    found.push(local);
  }
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const aDay = 86_400_000;
const millisecondsOf = (local: string) => Temporal.Instant.from(`${local}Z`).epochMilliseconds;
/** How far the clock of a zone is ahead of UTC at an instant, by Intl. */
function ahead(at: number, zone: string): number {
  const key = `${zone} ${at}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }));
    offsets.set(key, (offset = millisecondsOf(formats.get(zone)!.format(at).replace(' ', 'T')) - at));
  }
  return offset;
}

/** The instant at which the clock of a zone shows a time: of two the first; of none, as if the clock had not yet been put forward. */
function byIntl(local: string, zone: string): number {
  const wall = millisecondsOf(local);
  const day = Math.floor(wall / aDay) * aDay;
  const [before, after] = [ahead(day - aDay, zone), ahead(day + 2 * aDay, zone)];
  if (before === after) return wall - before;
  const shown = [wall - before, wall - after].filter((at) => at + ahead(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}

// --- Rules at random: those that people ask for and odd ones, as far as ical.js knows them.

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const some = <T>(of: readonly T[], maxLength: number) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength });
const oneTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
type Parts = Readonly<Record<string, readonly (string | number)[] | string | number | undefined>>;
const nthDays = (nths: readonly number[]) => fc.uniqueArray(fc.tuple(fc.constantFrom(...nths), fc.constantFrom(...days)).map(([nth, day]) => `${nth}${day}`), { minLength: 1, maxLength: 3 });
const option = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const months = some(oneTo(12), 4);
/** Shapes that ical.js reads as RFC 5545 has them. */
const plain: readonly fc.Arbitrary<Parts>[] = [
  fc.record({ FREQ: fc.constant('DAILY'), BYMONTH: option(months) }),
  fc.record({ FREQ: fc.constant('DAILY'), BYDAY: some(days, 4) }),
  fc.constant({ FREQ: 'WEEKLY' }),
  fc.record({ FREQ: fc.constant('WEEKLY'), BYDAY: some(days, 5), WKST: option(fc.constantFrom(...days)) }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYDAY: nthDays([1, 2, 3, 4, 5, -1, -2, -5]) }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYMONTHDAY: some([...oneTo(31), -1, -2, -3, -28, -31], 4) }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYDAY: some(days, 5), BYSETPOS: some([1, 2, 3, -1, -2], 1) }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYDAY: some(days, 2), BYMONTHDAY: fc.constantFrom(oneTo(7), [8, 9, 10, 11, 12, 13, 14], [13]) }),
  fc.constant({ FREQ: 'MONTHLY' }),
  fc.constant({ FREQ: 'YEARLY' }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months, BYMONTHDAY: some([1, 2, 15, 28], 3) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months, BYDAY: nthDays([1, 2, 3, 4]) }),
];
/**
 * Shapes of which ical.js 2.2.1 is wrong: the 31st of a month with thirty days becomes the 1st of the next (RFC 5545: such a day is left
 * out), a day that two parts name counts twice, weeks by their number and a weekday by its number in the year are others. Python's
 * dateutil has all of these as we do.
 */
const odd: readonly fc.Arbitrary<Parts>[] = [
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months, BYMONTHDAY: some([1, 2, 15, 28, 29, 30, 31, -1, -30], 3) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months, BYDAY: nthDays([1, 2, 3, 4, 5, -1, -2]) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYDAY: nthDays([1, 2, 20, 52, -1, -10, -52]) }),
  // Not the weeks at New Year: whether their days are of the year they lie in or of that of their week, dateutil and rrule-temporal see otherwise.
  fc.record({ FREQ: fc.constant('YEARLY'), BYWEEKNO: some([...oneTo(51).slice(1), -2, -30], 4), BYDAY: option(some(days, 3)) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYYEARDAY: some([1, 60, 100, 200, 365, 366, -1, -100, -366], 3) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTHDAY: some([1, 13, 31, -1], 2), BYDAY: option(some(days, 3)) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYMONTH: months, BYDAY: option(nthDays([1, 3, -1])) }),
  fc.record({ FREQ: fc.constant('MONTHLY'), BYDAY: some(days, 5), BYSETPOS: some([1, 2, 3, 10, -1, -2], 3) }),
  fc.record({ FREQ: fc.constant('WEEKLY'), BYMONTH: months, BYDAY: option(some(days, 3)), }),
  fc.record({ FREQ: fc.constant('WEEKLY'), BYDAY: some(days, 5), BYSETPOS: some([1, 2, -1], 2), WKST: option(fc.constantFrom(...days)) }),
  fc.record({ FREQ: fc.constant('YEARLY'), BYMONTH: months, BYDAY: some(days, 5), BYSETPOS: some([1, 2, -1, -7], 2) }),
  fc.record({ FREQ: fc.constant('DAILY'), BYMONTHDAY: some([1, 13, 31, -1], 3), BYDAY: option(some(days, 4)) }),
];
const ruleOf = (shapes: readonly fc.Arbitrary<Parts>[]) => fc.tuple(fc.oneof(...shapes), fc.constantFrom(1, 1, 2, 3, 4, 6), option(fc.integer({ min: 1, max: 120 }))).map(([parts, interval, count]) =>
  Object.entries({ ...parts, INTERVAL: interval === 1 ? undefined : interval, COUNT: count }).flatMap(([part, value]) => (value === undefined ? [] : `${part}=${String(value)}`)).join(';'));
const start = fc.tuple(fc.integer({ min: 0, max: 3652 }), fc.integer({ min: 0, max: 95 })).map(([day, quarter]) => Temporal.PlainDateTime.from('2025-01-01T00:00').add({ days: day, minutes: quarter * 15 }).toString({ smallestUnit: 'minute' }));

interface Change {
  readonly at: number;
  readonly kind: 'move' | 'leave' | 'add' | 'back';
  readonly by: number;
}
const changes = fc.array(fc.record({ at: fc.nat(), kind: fc.constantFrom('move', 'leave', 'add', 'back'), by: fc.integer({ min: -20_000, max: 20_000 }) }), { maxLength: 8 }) as fc.Arbitrary<Change[]>;
const later = (local: string, minutes: number) => Temporal.PlainDateTime.from(local).add({ minutes }).toString({ smallestUnit: 'minute' });

/** What a series with some changes would be by another implementation of rules, and by Intl; then what it is by ours. */
function compare(by: typeof byIcal, text: string, from: string, length: number, zone: string, changed: readonly Change[], minutes: number): void {
  // The first time that the other one names is taken for one of the rule's even if it is not: the second one is.
  const starts = by(text.replace(/;COUNT=\d+/, ''), from, null, 2)[1];
  fc.pre(starts !== undefined && starts < '2046');
  const last = text.includes('COUNT') ? null : Temporal.PlainDate.from(starts!.slice(0, 10)).add({ days: length }).toString();
  const slots = by(text, starts!, last).filter((local) => local.slice(0, 10) <= lastDay(starts!));
  const expected = new Map(slots.map((slot) => [slot, { slot, local: slot, state: 'on', moved: false, added: false }]));
  const occurrences = new Map<string, Occurrence>();
  for (const { at, kind, by: minutesLater } of changed) {
    const near = slots[at % slots.length]!;
    const slot = kind === 'add' ? later(near, minutesLater) : near;
    if (kind === 'add' && slots.includes(slot)) continue;
    const to = kind === 'leave' ? null : kind === 'move' ? later(slot, minutesLater) : slot;
    occurrences.set(slot, { meeting: 7, slot, starts: to, added: kind === 'add', sequence: 1, changed: '2026-11-21T12:00:00.000Z', minutes: null });
    expected.set(slot, { slot, local: to ?? slot, state: to === null ? 'out' : 'on', moved: to !== null && to !== slot, added: kind === 'add' });
  }
  const wanted = [...expected.values()].map((each) => ({ ...each, at: byIntl(each.local, zone) }));
  wanted.sort((a, b) => a.at - b.at || (a.slot < b.slot ? -1 : 1));
  const meeting = series({ number: 7, rule: ruleText(readRule(text), starts!), starts: starts!, zone, minutes, until: last === null ? { by: 'none' } : { by: 'day', on: last } });
  const sittings = sittingsOf(meeting, [...occurrences.values()], new Map());
  const said = ({ slot, local, state, moved, added }: Omit<(typeof wanted)[number], 'at'>, at: number) => `${slot} ${local} ${state}${moved ? ' moved' : ''}${added ? ' added' : ''} ${at}`;
  expect(sittings.map((each) => said(each, Temporal.Instant.from(each.at).epochMilliseconds))).toEqual(wanted.map((each) => said(each, each.at)));
  expect(sittings.every(({ at, ends }) => Temporal.Instant.from(ends).epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds === minutes * 60_000)).toBe(true);
}

const rest = [start, fc.integer({ min: 0, max: 3652 }), fc.constantFrom(...zones), changes, fc.integer({ min: 15, max: 600 })] as const;

describe('series have the same sittings, by their rule, moved, left out and added,', () => {
  prop.prop([ruleOf(plain), ...rest], times)('by ical.js', (...asked) => compare(byIcal, ...asked));
  prop.prop([ruleOf([...plain, ...odd]), ...rest], times)('by the letter of RFC 5545', (...asked) => compare(byTheBook, ...asked));
  test.each(fixture)('$rule from $starts in $zone until $last, as Python has it', ({ rule: text, starts, zone, last, utc }) => {
    const instants = utc.split(' ').map((at) => `${at.slice(0, 4)}-${at.slice(4, 6)}-${at.slice(6, 11)}:${at.slice(11)}:00.000Z`);
    const locals = localsOf(ruleText(readRule(text), starts), starts, last);
    expect(locals.slice(0, instants.length).map((local) => stamp(onClock(local.slice(0, 10), local.slice(11), zone)))).toEqual(instants);
    if (instants.length < 60) expect(locals).toHaveLength(instants.length);
  });
});
