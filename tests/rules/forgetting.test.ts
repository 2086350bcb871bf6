import { describe, expect, test } from 'vitest';
import { fitsOver, isForgotten, meetingOver, sittingOver } from '#rules/forgetting.ts';
import { sittingsOf } from '#rules/meeting.ts';
import type { Meeting, Occurrence } from '#rules/things.ts';
import { series } from '#tests/support/meetings.ts';

const whole = (more: Partial<Meeting> = {}, occurrences: readonly Occurrence[] = []) => {
  const meeting = series(more);
  return { meeting, sittings: sittingsOf(meeting, occurrences, new Map()) };
};
const own = (slot: string, starts: string | null): Occurrence => ({ meeting: 4, slot, starts, added: false, sequence: 1, changed: '2027-02-01T09:00:00.000Z', minutes: null });
const last = '2027-01-05T10:00:00.000Z';
const over = (found: ReturnType<typeof whole>, slot: string, stands = true) => sittingOver(found, slot, { stands, last });
const poll: Partial<Meeting> = { starts: null, rule: null, until: { by: 'none' }, slots: ['2027-03-08T15:00', '2027-03-12T10:00', '2027-03-10T15:00'], closes: '2027-03-01T12:00:00.000Z' };

test('ninety days are counted to the instant', () => {
  const end = '2027-03-03T15:00:00.000Z';
  expect(isForgotten(end, Temporal.Instant.from('2027-06-01T14:59:59.999Z'))).toBe(false);
  expect(isForgotten(end, Temporal.Instant.from('2027-06-01T15:00:00Z'))).toBe(true);
});

describe('the answers to a sitting are over', () => {
  test('as it ends, at the hour that it was moved to', () => {
    expect(over(whole(), '2027-03-10T15:00')).toBe('2027-03-10T15:00:00.000Z');
    expect(over(whole({}, [own('2027-03-10T15:00', '2027-03-20T09:30')]), '2027-03-10T15:00')).toBe('2027-03-20T09:30:00.000Z');
    expect(over(whole({ rule: null }), '')).toBe('2027-03-03T15:00:00.000Z');
  });
  test('as it would have ended, left out or called off', () => {
    expect(over(whole({}, [own('2027-03-10T15:00', null)]), '2027-03-10T15:00')).toBe('2027-03-10T15:00:00.000Z');
    expect(over(whole({ cancelled: '2027-01-01T00:00:00.000Z' }), '2027-03-31T15:00')).toBe('2027-03-31T14:00:00.000Z');
  });
  test('by its own hour where the series has come to end before it: the end may be put off again', () => {
    expect(over(whole({ until: { by: 'day', on: '2027-03-10' } }), '2027-03-24T15:00')).toBe('2027-03-24T15:00:00.000Z');
  });
  test('since the last word about it where they have gone to another slot, or were taken back', () => {
    expect(over(whole(), '2027-03-09T15:00', false)).toBe(last);
    expect(over(whole(), '')).toBe(last);
  });
  test('with its poll while the meeting has no time', () => {
    expect(over(whole(poll), '')).toBe('2027-03-12T10:00:00.000Z');
  });
});

describe('what was said in a poll is over', () => {
  test('when none of its times can be chosen any more, in whatever order they stand', () => {
    expect([fitsOver(whole(poll)), meetingOver(whole(poll))]).toEqual(['2027-03-12T10:00:00.000Z', '2027-03-12T10:00:00.000Z']);
  });
  test('not before it closes', () => {
    expect(fitsOver(whole({ ...poll, closes: '2027-04-01T12:00:00.000Z' }))).toBe('2027-04-01T12:00:00.000Z');
  });
  test('as it is called off', () => {
    expect(fitsOver(whole({ ...poll, cancelled: '2027-02-01T12:00:00.000Z' }))).toBe('2027-02-01T12:00:00.000Z');
  });
  test('with the first sitting of what came of it; all of the meeting is so with the last', () => {
    expect([fitsOver(whole()), meetingOver(whole())]).toEqual(['2027-03-03T15:00:00.000Z', '2027-03-31T14:00:00.000Z']);
    expect(fitsOver(whole({}, [own('2027-03-03T15:00', '2027-03-04T15:00')]))).toBe('2027-03-04T15:00:00.000Z');
  });
});
