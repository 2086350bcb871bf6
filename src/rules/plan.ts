import { stamp } from '#core/time.ts';
import { headline } from '#rules/commitment.ts';
import type { ReminderKind, Still, Wanted } from '#rules/rung.ts';
import { ladders, type Commitment, type Deadline, type KeyEvent, type Ladder, type Milestone, type Report } from '#rules/things.ts';
import { isGathering } from '#rules/meetingrungs.ts';
import { isAnswered, isSettled, ofCommitment, ofEvent, type Facts, type Parts } from '#rules/wanted.ts';

export type { Still } from '#rules/rung.ts';
export type { Facts, Parts } from '#rules/wanted.ts';

/** The reminders that follow from a commitment and its milestones, from today on: each ladder in the order of its rungs. */
export function planCommitment(commitment: Commitment, milestones: readonly Milestone[], reports: readonly Report[], facts: Facts): Wanted[] {
  return ofCommitment({ commitment, milestones, reports }, facts).filter(({ day }) => day >= facts.today);
}

/** The reminders that follow from an event and its deadlines, from today on: each ladder in the order of its rungs. */
export function planEvent(event: KeyEvent, deadlines: readonly Deadline[], facts: Facts): Wanted[] {
  return ofEvent(event, deadlines, facts).filter(({ day }) => day >= facts.today);
}

/**
 * What composing asks about each reminder, against the facts as they stand now:
 * - `settled`: it is done, called off or gone, or what was missing is there;
 * - `answered`: a report came that makes asking needless. Of a commitment whose headline turned yellow, the next day that it will is then
 *   to be planned;
 * - `moved`: its day, its rules or who answers for it have changed, and what follows from that is planned by itself;
 * - `past`: it would come too late.
 * `parts` belong to the commitment that the subject names; undefined for other subjects, and when there is no such commitment any more.
 */
export function stillWanted(reminder: Wanted, parts: Parts | undefined, facts: Facts, now: Temporal.Instant): Still {
  const { subject, kind, rung, date, recipient } = reminder;
  if (isOver(subject, parts, facts)) return 'settled';
  const isPast = (until: string | null) => until !== null && until <= stamp(now);
  if (kind === 'again' && parts && !isAsked(recipient, parts.commitment)) return 'moved';
  if (!isLadder(kind)) return isPast(reminder.until) ? 'past' : 'yes';
  // What has begun since the reminder fell due is looked at as it stood then.
  const then = date < facts.today ? { ...facts, today: date } : facts;
  const event = facts.events.get(subject.split('/')[1] ?? '');
  const of = parts ?? event;
  const same = of && rungsOnce(of, facts, then.today, () => (parts ? ofCommitment(parts, then) : ofEvent(event!, facts.deadlines.filter((each) => each.event === event!.id), then))).get(nameOf(reminder));
  if (kind === 'face' && event && isGathering(facts.gatherings ?? [], { starts: date, ends: event.starts === date ? event.ends : null })) return 'settled';
  if (same) return isPast(same.until) ? 'past' : 'yes';
  if (kind === 'owner' && parts && (parts.commitment.lead ?? parts.commitment.offered) !== null) return 'settled';
  const head = parts && headline(parts.commitment, parts.reports);
  const isReport = head && (kind === 'fresh' || (kind === 'update' && isAnswered(head, date, rung, facts)));
  return isReport ? 'answered' : 'moved';
}

const nameOf = ({ subject, kind, rung, date, recipient }: Wanted) => [subject, kind, rung, date, recipient].join('\n');

const known = new WeakMap<Facts, WeakMap<object, Map<string, ReadonlyMap<string, Wanted>>>>();

/** The rungs of a commitment or an event on a day, by name. As its reminders are looked at one by one, they are worked out once for the same facts. */
function rungsOnce(of: object, facts: Facts, today: string, work: () => readonly Wanted[]): ReadonlyMap<string, Wanted> {
  const own = known.get(facts) ?? new WeakMap<object, Map<string, ReadonlyMap<string, Wanted>>>();
  const days = own.get(of) ?? new Map<string, ReadonlyMap<string, Wanted>>();
  const rungs = days.get(today) ?? new Map(work().map((each) => [nameOf(each), each]));
  days.set(today, rungs);
  own.set(of, days);
  known.set(facts, own);
  return rungs;
}

const isLadder = (kind: ReminderKind): kind is Ladder => (ladders as readonly string[]).includes(kind);

/** Whether a role is still asked about a commitment that it has put off: coordinators, its lead's and its counterpart's. */
function isAsked(recipient: string, { lead, counterpart }: Commitment): boolean {
  const [role, id] = recipient.split('/');
  return role === 'coordinator' || id === lead || id === counterpart;
}

/** Whether nothing is left to be done about a subject. */
function isOver(subject: string, parts: Parts | undefined, { events, deadlines }: Facts): boolean {
  const [root, id = '', window] = subject.split('/');
  if (root === 'event') {
    const isGone = (thing: KeyEvent | Deadline | undefined) => !thing || thing.cancelled !== null;
    return isGone(events.get(id)) || (window !== undefined && isGone(deadlines.find(({ event, number }) => event === id && number === Number(window))));
  }
  if (!/^C\d/.test(subject)) return false;
  if (!parts || isSettled(parts.commitment, headline(parts.commitment, parts.reports))) return true;
  const [, step] = subject.split('.');
  const found = parts.milestones.find(({ number }) => number === Number(step));
  return step !== undefined && (!found || found.done !== null);
}
