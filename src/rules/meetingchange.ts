import { dueDay } from '#rules/due.ts';
import { sittingsOf } from '#rules/meeting.ts';
import type { Due, KeyEvent, Meeting, Occurrence } from '#rules/things.ts';

type Events = ReadonlyMap<string, KeyEvent>;

/** A meeting with those of its series that are not as its rule says. */
export interface Whole {
  readonly meeting: Meeting;
  readonly occurrences: readonly Occurrence[];
}

/** A meeting that has changed: calendars take only what has a higher number. */
export const changedAt = (meeting: Meeting, now: string, change: Partial<Meeting>): Meeting => ({ ...meeting, ...change, sequence: meeting.sequence + 1, changed: now });

/** A sitting at another time of the meeting's clock; `slot` empty: a single meeting. `now` is a stamp, here and below. */
export function movedTo({ meeting, occurrences }: Whole, slot: string, to: string, now: string): Whole {
  return slot === '' ? { meeting: changedAt(meeting, now, { starts: to }), occurrences } : { meeting, occurrences: having(meeting, occurrences, slot, { starts: to }, now) };
}

/** A series without one of its sittings. */
export const leftOut = ({ meeting, occurrences }: Whole, slot: string, now: string): Whole => ({ meeting, occurrences: having(meeting, occurrences, slot, { starts: null }, now) });

/** A series with one more sitting; at a time of the rule that was left out, that one again. */
export function withOneMore({ meeting, occurrences }: Whole, local: string, now: string): Whole {
  const own = occurrences.find(({ slot }) => slot === local);
  return { meeting, occurrences: having(meeting, occurrences, local, { starts: local, added: own?.added ?? true }, now) };
}

/** A meeting that is called off, with all that is to come of it. */
export const calledOff = ({ meeting, occurrences }: Whole, now: string): Whole => ({ meeting: changedAt(meeting, now, { cancelled: now }), occurrences });

/** A series that ends by a day, or by an event's. What was moved or added beyond it is left out, too. */
export function endedBy({ meeting, occurrences }: Whole, until: Due, events: Events, now: string): Whole {
  const rule = meeting.rule!.split(';').filter((part) => !part.startsWith('COUNT=')).join(';');
  const last = dueDay(until, events) ?? '9999-12-31';
  const beyond = occurrences.filter(({ starts }) => starts !== null && starts.slice(0, 10) > last);
  const without = beyond.reduce<readonly Occurrence[]>((left, { slot }) => having(meeting, left, slot, { starts: null }, now), occurrences);
  return { meeting: changedAt(meeting, now, { rule, until }), occurrences: without };
}

/** The occurrences with one of them as it is to be. */
function having({ number }: Meeting, occurrences: readonly Occurrence[], slot: string, change: Partial<Occurrence>, now: string): Occurrence[] {
  const own = occurrences.find((each) => each.slot === slot) ?? { meeting: number, slot, starts: slot, added: false, sequence: 0, changed: now };
  return [...occurrences.filter((each) => each.slot !== slot), { ...own, ...change, sequence: own.sequence + 1, changed: now }];
}

/** How often anything of a meeting has changed: what a preview was made of is told by it from what stands now. */
export const changesOf = ({ meeting, occurrences }: Whole): number => occurrences.reduce((sum, { sequence }) => sum + sequence, meeting.sequence);

/** The first instant at which two sittings of a meeting would begin at once; undefined where none do. */
export function clash({ meeting, occurrences }: Whole, events: Events): string | undefined {
  const on = sittingsOf(meeting, occurrences, events).filter(({ state }) => state === 'on');
  return on.find(({ at }, i) => on[i + 1]?.at === at)?.at;
}
