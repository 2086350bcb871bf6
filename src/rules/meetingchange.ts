import { dueDay } from '#rules/due.ts';
import { isApart, slotsOf, type Sitting } from '#rules/meeting.ts';
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
export function movedTo({ meeting, occurrences }: Whole, slot: string, to: string, events: Events, now: string): Whole {
  if (slot === '') return { meeting: changedAt(meeting, now, { starts: to }), occurrences };
  return { meeting, occurrences: having(meeting, occurrences, slot, { starts: to, added: standsAlone({ meeting, occurrences }, slot, events) }, now) };
}

/** A series without one of its sittings. */
export const leftOut = ({ meeting, occurrences }: Whole, slot: string, now: string): Whole => ({ meeting, occurrences: having(meeting, occurrences, slot, { starts: null }, now) });

/** A series with one more sitting; at a time of the rule that was left out, that one again. */
export function withOneMore({ meeting, occurrences }: Whole, local: string, events: Events, now: string): Whole {
  return { meeting, occurrences: having(meeting, occurrences, local, { starts: local, added: standsAlone({ meeting, occurrences }, local, events) }, now) };
}

/** Whether a sitting was added, or is to take place although the rule does not give it. */
const standsAlone = ({ meeting, occurrences }: Whole, slot: string, events: Events): boolean =>
  occurrences.some((each) => each.slot === slot && each.added) || !slotsOf(meeting, events).includes(slot);

/** A meeting that is called off, with all that is to come of it. */
export const calledOff = ({ meeting, occurrences }: Whole, now: string): Whole => ({ meeting: changedAt(meeting, now, { cancelled: now }), occurrences });

/** A series that ends by a day, or by an event's. What was moved or added beyond it is left out, too. */
export function endedBy({ meeting, occurrences }: Whole, until: Due, events: Events, now: string): Whole {
  const rule = meeting.rule!.split(';').filter((part) => !part.startsWith('COUNT=')).join(';');
  const last = dueDay(until, events) ?? '9999-12-31';
  const beyond = occurrences.filter((each) => isApart(each) && each.starts !== null && each.starts.slice(0, 10) > last);
  const without = beyond.reduce<readonly Occurrence[]>((left, { slot }) => having(meeting, left, slot, { starts: null }, now), occurrences);
  return { meeting: changedAt(meeting, now, { rule, until }), occurrences: without };
}

/** The occurrences with one of them as it is to be. */
function having({ number }: Meeting, occurrences: readonly Occurrence[], slot: string, change: Partial<Occurrence>, now: string): Occurrence[] {
  const own = occurrences.find((each) => each.slot === slot) ?? { meeting: number, slot, starts: slot, added: false, sequence: 0, changed: now, minutes: null };
  return [...occurrences.filter((each) => each.slot !== slot), { ...own, ...change, sequence: own.sequence + 1, changed: now }];
}

/** How often anything of a meeting has changed: what a preview was made of is told by it from what stands now. */
export const changesOf = ({ meeting, occurrences }: Whole): number => occurrences.reduce((sum, { sequence }) => sum + sequence, meeting.sequence);

/**
 * A meeting that lasts as long from one of its sittings on (`from`, the stamp at which that began until now). Those that begin before it,
 * of `sittings` as they were until now, last as long as they did; `slots` says by which slot each is known since.
 */
export function lasting({ meeting, occurrences }: Whole, minutes: number, from: string, sittings: readonly Sitting[], slots: ReadonlyMap<string, string>): Whole {
  if (meeting.rule === null) return { meeting: { ...meeting, minutes }, occurrences };
  const before = new Map(sittings.filter(({ state, at }) => state === 'on' && at < from).map((each) => [slots.get(each.slot) ?? each.slot, each.minutes]));
  const ownOf = (slot: string) => (before.get(slot) === minutes ? null : (before.get(slot) ?? null));
  const known = new Set(occurrences.map(({ slot }) => slot));
  const rest = [...before.keys()].filter((slot) => !known.has(slot) && ownOf(slot) !== null);
  return {
    meeting: { ...meeting, minutes },
    occurrences: [
      ...occurrences.map((each) => (each.minutes === ownOf(each.slot) ? each : { ...each, minutes: ownOf(each.slot) })),
      ...rest.map((slot): Occurrence => ({ meeting: meeting.number, slot, starts: slot, added: false, sequence: 0, changed: meeting.changed, minutes: ownOf(slot) })),
    ],
  };
}

/**
 * The first instant at which sittings of a series would begin at once that did not before; undefined where none do. Where some did, each
 * of them can be moved away. `slots` says by which slot those are known since that were known by another.
 */
export function clash(before: readonly Sitting[], after: readonly Sitting[], slots: ReadonlyMap<string, string> = new Map()): string | undefined {
  const isOn = ({ state }: Sitting) => state === 'on';
  // One that falls away has no slot any more, though its old one may be another's now.
  const old = before.filter(isOn).toSorted((a, b) => Number(slots.has(a.slot)) - Number(slots.has(b.slot)));
  const was = new Map(old.map(({ slot, at }) => [slots.get(slot) ?? slot, at]));
  for (const [at, same] of Map.groupBy(after.filter(isOn), (each) => each.at)) {
    const [first, ...others] = same.map(({ slot }) => was.get(slot));
    if (others.length > 0 && (first === undefined || others.some((each) => each !== first))) return at;
  }
  return undefined;
}

/** Those of a series that come in, as its end goes on by itself, where others begin that stand there already: they are left out. */
export function doubled(before: readonly Sitting[], after: readonly Sitting[]): Sitting[] {
  const on = (sittings: readonly Sitting[]) => sittings.filter(({ state }) => state === 'on');
  const stood = new Set(on(before).map(({ slot }) => slot));
  const byTime = Map.groupBy(on(after), ({ at }) => at);
  return [...byTime.values()].flatMap((same) => {
    const coming = same.filter(({ slot }) => !stood.has(slot));
    return coming.length < same.length ? coming : coming.slice(1);
  });
}
