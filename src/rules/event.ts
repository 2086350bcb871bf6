import { UserError } from '#core/errors.ts';
import { addDays, daysBetween, onClock, showDay } from '#core/time.ts';
import { dueDay } from '#rules/due.ts';
import { isMember } from '#rules/roles.ts';
import { certainties, type Certainty, type Commitment, type Deadline, type Due, type KeyEvent, type Milestone, type Moment, type Organisation, type Side } from '#rules/things.ts';

export { occurrence } from '#rules/yearly.ts';

type Events = ReadonlyMap<string, KeyEvent>;

/**
 * When a moment comes, as its event stands: the civil day of its zone, and the instant of its hour; without an hour the instant
 * at which the day is over. An hour that the clock skips on that day is the one after the gap, one that occurs twice the first.
 * Undefined while it has no date and when its event was called off.
 */
export function momentAt({ due, time, zone }: Moment, events: Events): { readonly day: string; readonly instant: Temporal.Instant } | undefined {
  const day = dueDay(due, events);
  if (day === undefined) return undefined;
  return { day, instant: time === null ? onClock(addDays(day, 1), '00:00', zone) : onClock(day, time, zone) };
}

/** The less certain of two. What hangs on an estimate is one, too. */
export function weaker(one: Certainty, other: Certainty): Certainty {
  return certainties[Math.max(certainties.indexOf(one), certainties.indexOf(other))]!;
}

/** How certain a deadline's days are: those that hang on an event are no surer than the event. */
export function certaintyOf({ certainty, opens, closes }: Deadline, events: Events): Certainty {
  return [opens, closes].reduce((so, moment) => (moment?.due.by === 'event' ? weaker(so, events.get(moment.due.event)?.certainty ?? 'unknown') : so), certainty);
}

/** No event takes longer than this many days. */
const longest = 366;

/** @throws UserError for days or hours that end before they start, for more than a year, and for a certainty that the days deny */
export function checkEvent({ title, starts, ends, begins, finishes, certainty, yearly }: KeyEvent, field: string): void {
  if (starts === null || ends === null) {
    if (certainty !== 'unknown' || yearly) throw new UserError(yearly ? 'error.event.yearly' : 'error.event.dateless', { event: title, certainty }, field);
    return;
  }
  if (certainty === 'unknown') throw new UserError('error.event.unsure', { event: title }, 'certainty', ['estimate', 'announced', 'confirmed'].map((value) => ({ label: value, value })));
  const isTurned = ends < starts || (ends === starts && begins !== null && finishes !== null && finishes <= begins);
  if (isTurned) throw new UserError('error.event.order', { from: showDay(starts), to: showDay(ends) }, field);
  if (daysBetween(starts, ends) >= longest) throw new UserError('error.event.long', { days: daysBetween(starts, ends) + 1 }, field);
}

/** @throws UserError for a deadline that lies after its event is over, or opens after it closes */
export function checkDeadline({ opens, closes }: Deadline, event: KeyEvent, events: Events): void {
  const [open, close] = [opens && momentAt(opens, events), momentAt(closes, events)];
  if (open && close && Temporal.Instant.compare(open.instant, close.instant) > 0) {
    throw new UserError('error.event.opensLate', { opens: showDay(open.day), closes: showDay(close.day) }, 'opens');
  }
  const last = event.yearly ? null : (event.ends ?? event.starts);
  if (close && last !== null && close.day > last) throw new UserError('error.event.closesLate', { closes: showDay(close.day), event: event.title, ends: showDay(last) }, 'closes');
}

/** What an event is called in chat: `CND57`. */
export const eventName = (id: string): string => id.toUpperCase();
/** What a deadline is called in chat: `CND57.1`. */
export const deadlineName = ({ event, number }: Pick<Deadline, 'event' | 'number'>): string => `${eventName(event)}.${number}`;

/** What history and reminders are about, as it is said: `event/cnd57` is `CND57`, `event/cnd57/1` is `CND57.1`, `C4` is `C4`. */
export function aboutName(about: string): string {
  const [kind, id, number] = about.split('/');
  return kind !== 'event' || id === undefined ? about : `${eventName(id)}${number === undefined ? '' : `.${number}`}`;
}

/** Something whose date hangs on an event: a commitment (`C4`), a milestone (`C4.2`), or an end of a deadline's window (`CND57.1`). */
export interface Hanging {
  readonly id: string;
  readonly title: string;
  readonly part: 'due' | 'opens' | 'closes';
  readonly due: Due;
  /** The hour and its zone, where one is set. */
  readonly time: string | null;
  readonly zone: string | null;
  /** The commitment it is part of. */
  readonly commitment: number | null;
}

export interface Dated {
  readonly commitments: readonly Commitment[];
  readonly milestones: readonly Milestone[];
  readonly deadlines: readonly Deadline[];
}

/** All that hangs on an event: the windows of its own deadlines, also those with a day of their own, then commitments and their milestones. */
export function hanging(event: string, { commitments, milestones, deadlines }: Dated): Hanging[] {
  const hangs = (due: Due) => due.by === 'event' && due.event === event;
  const windows = deadlines.filter(({ cancelled }) => cancelled === null).flatMap((deadline) =>
    (['opens', 'closes'] as const).flatMap((part): Hanging[] => {
      const moment = deadline[part];
      if (!moment || !(deadline.event === event || hangs(moment.due))) return [];
      return [{ id: deadlineName(deadline), title: deadline.title, part, ...moment, commitment: null }];
    }),
  );
  const promised = commitments.filter(({ state }) => state !== 'declined').flatMap((c): Hanging[] => {
    const whole = { time: null, zone: null, part: 'due', commitment: c.number } as const;
    const steps = milestones.filter(({ commitment, done, due }) => commitment === c.number && done === null && hangs(due));
    return [
      ...(hangs(c.due) ? [{ ...whole, id: `C${c.number}`, title: c.title, due: c.due }] : []),
      ...steps.map((step) => ({ ...whole, id: `C${c.number}.${step.number}`, title: step.title, due: step.due })),
    ];
  });
  return [...windows, ...promised];
}

/** A date that changes because its event does. Undefined: no date. */
export interface Shift extends Hanging {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What changes with an event: each date that hangs on it, old and new. One that was called off takes its deadlines with it. */
export function shifts(before: KeyEvent, after: KeyEvent, things: Dated): Shift[] {
  const dayAs = (event: KeyEvent, { due, part }: Hanging) => (part !== 'due' && event.cancelled !== null ? undefined : dueDay(due, new Map([[event.id, event]])));
  return hanging(before.id, things).flatMap((each) => {
    const [from, to] = [dayAs(before, each), dayAs(after, each)];
    return from === to ? [] : [{ ...each, from, to }];
  });
}

/**
 * Whom it concerns that an event changes, by role: both coordinators, the owners of what hangs on it and, for a session of the
 * Commission and an event with deadlines, the focal point of each living member.
 */
export function concerned(event: KeyEvent, { commitments, ...things }: Dated, organisations: ReadonlyMap<string, Organisation>, sides: readonly Side[]): string[] {
  const members = [...organisations.values()].filter(isMember).map(({ id }) => id);
  const hung = hanging(event.id, { commitments, ...things });
  const isForAll = event.kind === 'cnd-session' || event.kind === 'cnd-reconvened' || hung.some(({ part }) => part !== 'due');
  const numbers = new Set(hung.map(({ commitment }) => commitment));
  const owners = commitments.flatMap(({ number, lead }) => (numbers.has(number) && lead !== null && members.includes(lead) ? lead : []));
  return [...sides.map(({ id }) => `coordinator/${id}`), ...new Set((isForAll ? members : owners).map((id) => `focal/${id}`))];
}
