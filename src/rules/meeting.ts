import { dayOf, onClock, stamp } from '#core/time.ts';
import { dueDay } from '#rules/due.ts';
import { localsOf, most } from '#rules/recurrence.ts';
import type { KeyEvent, Meeting, Occurrence } from '#rules/things.ts';

/** One concrete meeting: a single one, or one of a series. It is reckoned, never stored. */
export interface Sitting {
  /** The number of its meeting. */
  readonly number: number;
  /** Which of a series: its time by the rule. Empty for a single meeting. */
  readonly slot: string;
  /** When it begins on the clock of `zone`; of one that is left out, when it would have begun. */
  readonly local: string;
  readonly zone: string;
  /** The instants at which it begins and ends, as stamps. */
  readonly at: string;
  readonly ends: string;
  readonly minutes: number;
  /** `out`: left out of its series. `cancelled`: the whole meeting was called off before it began. */
  readonly state: 'on' | 'out' | 'cancelled';
  /** Whether it begins at another time than its rule says. */
  readonly moved: boolean;
  /** Whether it stands by itself: it was added to its series, or was there before that was moved. */
  readonly added: boolean;
  /** Grows with each change of its own and of its meeting. */
  readonly sequence: number;
  readonly changed: string;
}

/** What reminders of a sitting are about: `M4`, one of a series `M4/2027-03-10T15:00`. */
export const sittingSubject = ({ number, slot }: Pick<Sitting, 'number' | 'slot'>): string => (slot === '' ? `M${number}` : `M${number}/${slot}`);

type Events = ReadonlyMap<string, KeyEvent>;

/**
 * Every sitting of a meeting, in the order in which they begin: by its rule up to its end (which may hang on an event), moved, left out
 * and added ones included. What was moved or added stays when the series comes to end before it; one that was put back to its time goes.
 * One that was added and that the rule gives as well is one. None while its time is being found.
 * A series whose end has no date at present goes on up to the most that a series can have. An hour that the clock skips on some day is
 * as much later as the clock skips; of one that comes twice, the first counts.
 */
export function sittingsOf(meeting: Meeting, occurrences: readonly Occurrence[], events: Events): Sitting[] {
  const { starts, rule } = meeting;
  if (starts === null) return [];
  if (rule === null) return [sittingOf(meeting, '', starts, undefined)];
  const own = new Map(occurrences.filter((each) => each.meeting === meeting.number).map((each) => [each.slot, each]));
  const slots = slotsOf(meeting, events);
  const regular = new Set(slots);
  const beyond = [...own.values()].filter((each) => !regular.has(each.slot) && isApart(each));
  const sittings = [...slots.map((slot) => sittingOf(meeting, slot, slot, own.get(slot))), ...beyond.map((each) => sittingOf(meeting, each.slot, each.slot, each))];
  return sittings.sort((a, b) => (a.at === b.at ? (a.slot < b.slot ? -1 : 1) : a.at < b.at ? -1 : 1));
}

/** The times that the rule of a series gives, as many as a series can have; of a single meeting, and while its time is being found, none. */
export function slotsOf({ rule, starts, until }: Pick<Meeting, 'rule' | 'starts' | 'until'>, events: Events): readonly string[] {
  return rule === null || starts === null ? [] : localsOf(rule, starts, dueDay(until, events) ?? null).slice(0, most);
}

/** Whether one of a series is there also where the rule does not give it: it was added, or has a time of its own. */
export const isApart = ({ slot, starts, added }: Occurrence): boolean => added || (starts !== null && starts !== slot);

/** A sitting that would begin at a civil time, and what is its own of it. */
function sittingOf(meeting: Meeting, slot: string, usual: string, own: Occurrence | undefined): Sitting {
  const { number, zone, cancelled } = meeting;
  const minutes = own?.minutes ?? meeting.minutes;
  const local = own?.starts ?? usual;
  const at = onClock(local.slice(0, 10), local.slice(11, 16), zone);
  const begins = stamp(at);
  // What took place before a series was called off did take place.
  const state = own?.starts === null ? 'out' : cancelled !== null && begins >= cancelled ? 'cancelled' : 'on';
  return {
    number, slot, local, zone, at: begins, ends: stamp(at.add({ minutes })), minutes, state, moved: local !== usual, added: own?.added ?? false,
    // A change of the series and one of its own must each raise it.
    sequence: meeting.sequence + (own?.sequence ?? 0),
    changed: own && own.changed > meeting.changed ? own.changed : meeting.changed,
  };
}

/** The sitting that takes place next: the first one that is on and not over, so one under way is still it. `now` is a stamp. */
export function nextSitting(sittings: readonly Sitting[], now: string): Sitting | undefined {
  return sittings.find(({ state, ends }) => state === 'on' && ends > now);
}

/** The sittings, in any state, that begin on a civil day (`2027-03-10`) on the clock of a zone; without one, of their own. */
export function sittingsOnDay(sittings: readonly Sitting[], day: string, zone?: string): Sitting[] {
  return sittings.filter(({ local, at }) => (zone === undefined ? local.slice(0, 10) : dayOf(at, zone)) === day);
}
