import { addDays, dayOf, endOfDay, stamp } from '#core/time.ts';
import { grace, headline } from '#rules/commitment.ts';
import { dueDay } from '#rules/due.ts';
import { coordinatorsOf, focalPointsOf, overdueTo, ownersOf } from '#rules/escalation.ts';
import { momentAt, occurrence } from '#rules/event.ts';
import { dayOfRung, rungDays, rungsOf } from '#rules/ladder.ts';
import type { Wanted } from '#rules/rung.ts';
import type { Commitment, Deadline, Due, KeyEvent, Ladder, Milestone, Organisation, Report, Settings, Side } from '#rules/things.ts';

/** What planning has to know of a group. */
export interface Facts {
  /** The group's home zone, and the civil day it is there. */
  readonly zone: string;
  readonly today: string;
  readonly settings: Settings;
  readonly events: ReadonlyMap<string, KeyEvent>;
  readonly deadlines: readonly Deadline[];
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly sides: readonly Side[];
  /** The civil days on which people meet in person. */
  readonly gatherings?: readonly string[];
}

/** A commitment with what belongs to it. */
export interface Parts {
  readonly commitment: Commitment;
  readonly milestones: readonly Milestone[];
  readonly reports: readonly Report[];
}

/** What the rungs of a ladder hang on, who is asked on each, and until when they are of use; those after their date always are. */
interface Hook {
  readonly kind: Ladder;
  readonly subject: string;
  readonly date: string;
  readonly until: string | null;
  readonly rungs: readonly string[];
  readonly to: (rung: string, position: number) => readonly string[];
}

function climb({ kind, subject, date, until, rungs, to }: Hook): Wanted[] {
  return rungs.flatMap((rung, position) => {
    const day = dayOfRung(date, rung);
    return to(rung, position).map((recipient): Wanted => ({ subject, kind, rung, date, recipient, day, until: day > date ? null : until }));
  });
}

/** The day by which something has to be done; a horizon is none. */
const deadlineDay = (due: Due, { events }: Facts) => (due.by === 'horizon' ? undefined : dueDay(due, events));

/** All rungs of a commitment and its milestones, also those whose day is over. */
export function ofCommitment({ commitment: c, milestones, reports }: Parts, facts: Facts): Wanted[] {
  const head = headline(c, reports);
  if (isSettled(c, head)) return [];
  const { zone, settings } = facts;
  const subject = `C${c.number}`;
  const owners = ownersOf(c, facts);
  const hang = (kind: Ladder, date: string | undefined, more: Partial<Hook> = {}): Wanted[] =>
    date === undefined ? [] : climb({ kind, subject, date, until: null, rungs: rungsOf(kind, settings), to: () => owners, ...more });
  const due = deadlineDay(c.due, facts);
  const wanted = due === undefined ? [] : [...hang('commitment', due, { until: endOfDay(due, zone) }), ...hang('overdue', due, { to: (_, position) => overdueTo(position, c, facts) })];
  for (const { number, done, due } of milestones) {
    const on = done === null ? deadlineDay(due, facts) : undefined;
    if (on !== undefined) wanted.push(...hang('milestone', on, { subject: `C${c.number}.${number}`, until: endOfDay(on, zone) }));
  }
  if (c.lead !== null) {
    const days = new Set<string>();
    for (const session of facts.events.values()) {
      // Two sessions that begin on one day ask once.
      if (!isSession(session) || session.starts < facts.today || days.has(session.starts)) continue;
      const { starts } = session;
      days.add(starts);
      wanted.push(...hang('update', starts, { until: firstDayOver(session, starts, zone), to: (rung) => (isAnswered(head, starts, rung, facts) ? [] : owners) }));
    }
    wanted.push(...hang('fresh', yellowDay(c, head, facts)));
  } else if (c.offered === null && c.agreed !== null) wanted.push(...hang('owner', dayOf(c.agreed, zone)));
  return wanted;
}

/** Whether nothing is asked of a commitment: it is done, or not agreed. */
export const isSettled = (c: Commitment, head: Report | undefined) => c.state !== 'agreed' || head?.status === 'done';

/** The main part of a session of the Commission that has a date and was not called off. */
const isSession = (event: KeyEvent): event is KeyEvent & { starts: string } => event.kind === 'cnd-session' && event.starts !== null && event.cancelled === null;

const firstDayOver = (event: KeyEvent, starts: string, home: string) => endOfDay(starts, event.zone ?? home);

/** Days in which a report is recent enough for nobody to be asked for another before the Commission meets. */
const recent = 14;

/** Whether a report leaves nothing to ask for on a rung before a session: a recent one, or one given since the first rung. */
export function isAnswered(head: Report | undefined, starts: string, rung: string, { zone, settings }: Facts): boolean {
  if (!head) return false;
  const asking = Math.min(rungDays(rung) - recent, ...rungsOf('update', settings).slice(0, 1).map(rungDays));
  return dayOf(head.at, zone) >= addDays(starts, asking);
}

/** The day on which nobody knows any more how a commitment stands: the first that is neither green nor in the grace of a new one. */
function yellowDay({ agreed }: Commitment, head: Report | undefined, { zone, settings }: Facts): string | undefined {
  if (head) return addDays(dayOf(head.at, zone), settings.rhythm + 1);
  return agreed === null ? undefined : addDays(dayOf(agreed, zone), grace + 1);
}

/** All rungs of an event and its deadlines, also those whose day is over. */
export function ofEvent(event: KeyEvent, deadlines: readonly Deadline[], facts: Facts): Wanted[] {
  if (event.cancelled !== null) return [];
  const { zone, settings } = facts;
  const subject = `event/${event.id}`;
  const wanted: Wanted[] = [];
  const days = occurrence(event, facts.today);
  if (days) {
    const hook = { subject, date: days.starts, until: firstDayOver(event, days.starts, zone) };
    // Of an event that is known by its month or week only, no day can be counted down to.
    if (event.precision === 'day') wanted.push(...climb({ ...hook, kind: 'event', rungs: event.rungs ?? rungsOf('event', settings), to: () => ['room'] }));
    if (isSession(event)) for (const kind of ['word', 'face'] as const) wanted.push(...climb({ ...hook, kind, rungs: rungsOf(kind, settings), to: () => coordinatorsOf(facts) }));
  }
  for (const { number, opens, closes, cancelled } of deadlines) if (cancelled === null) wanted.push(...ofWindow(`${subject}/${number}`, opens, closes, facts));
  return wanted;
}

/** The rungs of a deadline: as its window opens, when it has one, and before it closes. */
function ofWindow(subject: string, opens: Deadline['opens'], closes: Deadline['closes'], facts: Facts): Wanted[] {
  const members = focalPointsOf(facts);
  const opening = opens && momentAt(opens, facts.events);
  const closing = momentAt(closes, facts.events);
  const until = closing ? stamp(closing.instant) : null;
  const hang = (kind: Ladder, date: string, alsoRoom: string | undefined) =>
    climb({ kind, subject, date, until, rungs: rungsOf(kind, facts.settings), to: (rung) => (rung === alsoRoom ? [...members, 'room'] : members) });
  return [...(opening ? hang('opening', opening.day, '0d') : []), ...(closing ? hang('closing', closing.day, lastBefore(rungsOf('closing', facts.settings))) : [])];
}

/** The last rung that still leaves a day to act; where there is none, the last. */
const lastBefore = (rungs: readonly string[]) => rungs.findLast((rung) => rungDays(rung) < 0) ?? rungs.at(-1);
