import { fc, test as property } from '@fast-check/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { addDays } from '#core/time.ts';
import { calendarOf } from '#bot/calendar.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { calledOff, changesOf, endedBy, leftOut, movedTo, withOneMore, type Whole } from '#rules/meetingchange.ts';
import { newsOf } from '#rules/meetingnews.ts';
import { moveSeries } from '#rules/seriesmove.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';
import { series } from '#tests/support/meetings.ts';

const events = new Map();
const whole = (rule: string): Whole => ({ meeting: series({ rule, until: { by: 'none' } }), occurrences: [] });
const seen = (it: Whole) => ({ meeting: it.meeting, sittings: sittingsOf(it.meeting, it.occurrences, events) });
const [early, now] = ['2027-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z'];

/** A member's calendar of it, as two readers find it: when there is something, and the number of the whole. */
function calendar(it: Whole) {
  const out = calendarOf({ group: { id: 'vngoc', name: 'Group', zone: 'Europe/Vienna' }, meetings: [{ ...it, ...seen(it) }], events, view: 'private', reader: { zone: 'Asia/Bangkok', lang: 'en' }, now: Temporal.Instant.from(now) });
  expect(icsFaults(out)).toEqual([]);
  const [one, other] = [readByIcal(out), readByTsIcs(out)];
  expect(other).toEqual(one);
  return { at: one.filter(({ status }) => status === 'CONFIRMED').map(({ at }) => at), sequence: Number(/UID:M4-vngoc@secretariat\r\n[^]*?SEQUENCE:(\d+)/.exec(out)![1]) };
}

const rules = fc.constantFrom('FREQ=DAILY;COUNT=30', 'FREQ=WEEKLY;BYDAY=WE;COUNT=20', 'FREQ=WEEKLY;INTERVAL=3;BYDAY=WE;COUNT=12', 'FREQ=WEEKLY;BYDAY=WE,FR;COUNT=25', 'FREQ=MONTHLY;BYDAY=1WE;COUNT=9', 'FREQ=MONTHLY;BYMONTHDAY=3;COUNT=9');
/** How many of the moves that are tried were not refused. */
let carried = 0;
afterAll(() => expect(carried).toBeGreaterThan(40));

const step = fc.record({ rule: rules, which: fc.nat(8), days: fc.integer({ min: -3, max: 5 }), hour: fc.integer({ min: 7, max: 21 }) });

property.prop([step, fc.array(fc.record({ at: fc.nat(8), do: fc.constantFrom('out', 'move'), hours: fc.integer({ min: 1, max: 5 }) }), { maxLength: 4 })])(
  'a series that is moved from one on: earlier ones stay, as many come, each is known where it was, and no number falls',
  ({ rule, which, days, hour }, singles) => {
    let before = whole(rule);
    for (const each of singles) {
      const { slot, local } = seen(before).sittings[each.at]!;
      before = each.do === 'out' ? leftOut(before, slot, early) : movedTo(before, slot, `${local.slice(0, 11)}${String(Math.min(22, 15 + each.hours)).padStart(2, '0')}:10`, events, early);
    }
    const old = seen(before).sittings.toSorted((a, b) => (a.slot < b.slot ? -1 : 1));
    const from = old[which]!;
    const to = `${addDays(from.slot.slice(0, 10), days)}T${String(hour).padStart(2, '0')}:00`;
    fc.pre(to !== from.slot);
    let after;
    try {
      after = moveSeries(before, from.slot, to, events, now);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return;
    }
    carried++;
    const is = seen(after).sittings;
    const at = new Map(is.map((sitting) => [sitting.slot, sitting]));
    // Those before it are as they were; of those left out nobody has to know any more.
    for (const sitting of old.slice(0, which)) if (sitting.state === 'on') expect(at.get(sitting.slot)).toMatchObject({ at: sitting.at, state: 'on' });
    expect(after.slots.size).toBe(old.length - which);
    expect([...after.slots.values()]).toEqual([...new Set(after.slots.values())].sort());
    expect(at.get(to)).toMatchObject({ local: to, state: 'on' });
    for (const sitting of old.slice(which + 1)) {
      const moved = at.get(after.slots.get(sitting.slot)!)!;
      expect(moved.state).toBe(sitting.state);
      if (sitting.moved) expect(moved.at).toBe(sitting.at);
    }
    expect(after.meeting.sequence).toBeGreaterThan(changesOf(before));
    expect(calendar(after).at).toEqual(is.filter(({ state }) => state === 'on').map(({ at: begins }) => begins));
    expect(calendar(after).sequence).toBeGreaterThan(calendar(before).sequence);
    for (const sitting of is) expect(sitting.sequence).toBeGreaterThan(old.find(({ slot }) => slot === sitting.slot)?.sequence ?? -1);
  },
);

describe('what people hear of a change', () => {
  const was = whole('FREQ=WEEKLY;BYDAY=WE;COUNT=5');
  const news = (after: Whole, at = early) => newsOf(seen(was), seen(after), at).map(({ kind, slot, from, to, count }) => [kind, slot, from.slice(0, 16), to.slice(0, 16), count]);
  test('of one is about that one, of all is one piece of news', () => {
    expect(news(movedTo(was, '2027-03-10T15:00', '2027-03-11T15:00', events, now))).toEqual([['moved', '2027-03-10T15:00', '2027-03-10T14:00', '2027-03-11T14:00', 1]]);
    expect(news(leftOut(was, '2027-03-10T15:00', now))).toEqual([['off', '2027-03-10T15:00', '2027-03-10T14:00', '', 1]]);
    expect(news(withOneMore(was, '2027-03-12T15:00', events, now))).toEqual([['on', '2027-03-12T15:00', '', '2027-03-12T14:00', 1]]);
    expect(news(moveSeries(was, '2027-03-17T15:00', '2027-03-18T16:00', events, now))).toEqual([['moved', undefined, '2027-03-17T14:00', '2027-03-18T15:00', 3]]);
    expect(news(calledOff(was, now))).toEqual([['off', undefined, '2027-03-03T14:00', '', 5]]);
    expect(news(endedBy(was, { by: 'day', on: '2027-03-17' }, events, now))).toEqual([['fewer', undefined, '2027-03-24T14:00', '', 2]]);
    expect(news(endedBy(was, { by: 'day', on: '2027-04-14' }, events, now))).toEqual([['more', undefined, '', '2027-04-07T13:00', 2]]);
  });
  test('of a series that moves onto its own slots is where each of them is, not what begins there now', () => {
    const told = (of: Whole, from: string, to: string) => {
      const after = moveSeries(of, from, to, events, now);
      return newsOf(seen(of), seen(after), early, after.slots).map(({ kind, from: old, to: is, was: left, is: came }) => [kind, old.slice(0, 16), is.slice(0, 16), left.length, came.length]);
    };
    expect(told(was, '2027-03-03T15:00', '2027-03-10T15:00')).toEqual([['moved', '2027-03-03T14:00', '2027-03-10T14:00', 5, 5]]);
    // One that has a time of its own keeps it, also when it is the next: it is no news, and hides none.
    const apart = movedTo(was, '2027-03-17T15:00', '2027-03-02T15:00', events, now);
    expect(told(apart, '2027-03-03T15:00', '2027-03-03T16:00')).toEqual([['moved', '2027-03-03T14:00', '2027-03-03T15:00', 4, 4]]);
    expect(told(apart, '2027-03-03T15:00', '2027-03-01T15:00')).toEqual([['moved', '2027-03-03T14:00', '2027-03-01T14:00', 4, 4]]);
  });
  test('is never about what is over, and nothing where nothing changed', () => {
    expect(news(was)).toEqual([]);
    expect(news(calledOff(was, '2027-03-20T00:00:00.000Z'), '2027-03-20T00:00:00.000Z')).toEqual([['off', undefined, '2027-03-24T14:00', '', 2]]);
  });
});
