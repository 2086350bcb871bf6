import type { Meeting } from '#rules/things.ts';

/** A weekly series, Wednesdays at 15:00 in Vienna in March 2027, for tests to fill in what they are about. */
export function series(more: Partial<Meeting> = {}): Meeting {
  return {
    number: 4, title: 'Weekly call', kind: 'teleconference', zone: 'Europe/Vienna', starts: '2027-03-03T15:00', minutes: 60, rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'day', on: '2027-03-31' }, city: null,
    place: null, event: null, chair: null, convenor: null, notetaker: null, slots: null, closes: null, cancelled: null, sequence: 0, changed: '2026-11-21T12:00:00.000Z', ...more,
  };
}
