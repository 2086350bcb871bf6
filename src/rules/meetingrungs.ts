import { addDays, dayOf, stamp } from '#core/time.ts';
import { drawnInto, isReplaced } from '#rules/answernews.ts';
import { calledSeats } from '#rules/called.ts';
import { dayOfRung, rungDays, rungsOf } from '#rules/ladder.ts';
import { sittingSubject, type Sitting } from '#rules/meeting.ts';
import { isBeforeMove, type Shift } from '#rules/meetingshift.ts';
import { answeredAll } from '#rules/preferences.ts';
import { isMember } from '#rules/roles.ts';
import type { Still, Wanted } from '#rules/rung.ts';
import type { Meeting, Preference, Reply, Rsvp, Seat } from '#rules/things.ts';
import type { Facts } from '#rules/wanted.ts';

/** A meeting with its sittings and what has been answered. */
export interface Calling {
  readonly meeting: Meeting;
  readonly sittings: readonly Sitting[];
  readonly rsvps: readonly Rsvp[];
  readonly preferences: readonly Preference[];
}

/** The same with when it began at another time: what was said before that may not hold any more. */
export interface Shifted extends Calling {
  readonly shifts: readonly Shift[];
}

/** The last reminder of a sitting comes so many minutes before it begins: nobody sets another time for it. */
export const callMinutes = 15;

/** Sittings that begin further off are planned later. Whoever wants to be reminded earlier than that is, all the same. */
const horizon = 60;
/** All is planned anew at least so often, in days. */
const upkeep = 14;

const seatOf = ({ id }: Seat) => `seat/${id}`;

/**
 * The reminders that follow from a meeting, from today on: of each sitting that is near, or of the poll by which its time is found. `seats`
 * are those held now.
 */
export function planMeeting({ meeting, sittings, rsvps }: Pick<Calling, 'meeting' | 'sittings' | 'rsvps'>, seats: readonly Seat[], facts: Facts, now: Temporal.Instant): Wanted[] {
  if (meeting.cancelled !== null) return [];
  if (meeting.starts === null) return planPoll(meeting, seats, facts);
  const rungs = rungsOf('meeting', facts.settings);
  const last = addDays(facts.today, Math.max(horizon, upkeep - Math.min(0, ...rungs.map(rungDays))));
  const standing = sittings.filter(({ state }) => state === 'on');
  const near = standing.filter(({ at, ends }) => ends > stamp(now) && dayOf(at, facts.zone) <= last);
  const everyone = calledSeats(seats, facts.organisations, new Set());
  return near.flatMap((sitting) => {
    const answered = drawnInto(rsvps.filter(({ slot }) => slot === sitting.slot), seats);
    const called = answered.size === 0 ? everyone : calledSeats(seats, facts.organisations, answered);
    // Whoever meets every week need not be told a week before: they have just met.
    const before = standing[standing.indexOf(sitting) - 1]?.local ?? '';
    const ahead = sitting.at > stamp(now) ? rungsIn(sitting, rungs, called).filter(({ day }) => day >= facts.today && day > before.slice(0, 10)) : [];
    return [...ahead, ...called.map((seat) => callOf(sitting, seat)), overOf(sittingSubject(sitting), sitting.local.slice(0, 10), sitting.ends)];
  });
}

function rungsIn(sitting: Sitting, rungs: readonly string[], called: readonly Seat[]): Wanted[] {
  const [subject, date] = [sittingSubject(sitting), sitting.local.slice(0, 10)];
  return rungs.flatMap((rung) => called.map((seat): Wanted => ({ subject, kind: 'meeting', rung, date, recipient: seatOf(seat), day: dayOfRung(date, rung), until: sitting.at })));
}

/** As a sitting or a poll ends, its card is renewed in the rooms. */
const overOf = (subject: string, date: string, ends: string): Wanted => ({ subject, kind: 'over', rung: ends, date, recipient: 'room', day: date, until: null, exact: ends });

/** Its hour belongs to the rung: who has come in vain is called again at the new one, on the same day too. */
function callOf(sitting: Sitting, seat: Seat): Wanted {
  const exact = stamp(Temporal.Instant.from(sitting.at).subtract({ minutes: callMinutes }));
  const date = sitting.local.slice(0, 10);
  return { subject: sittingSubject(sitting), kind: 'call', rung: callRung(sitting), date, recipient: seatOf(seat), day: date, until: sitting.at, exact };
}
const callRung = ({ local }: Sitting) => `-${callMinutes}m@${local.slice(11)}`;

/** Before a poll closes, all who are called are asked; as it has closed, whoever called it and whoever is to lead the meeting is told. */
function planPoll(meeting: Meeting, seats: readonly Seat[], facts: Facts): Wanted[] {
  const { number, closes } = meeting;
  if (meeting.slots === null || closes === null) return [];
  const subject = `M${number}`;
  const date = dayOf(closes, facts.zone);
  const ask = rungsOf('poll', facts.settings).flatMap((rung) =>
    calledSeats(seats, facts.organisations, new Set()).map((seat): Wanted => ({ subject, kind: 'poll', rung, date, recipient: seatOf(seat), day: dayOfRung(date, rung), until: closes })),
  );
  const tell = pollKeepers(meeting, facts).map((recipient): Wanted => ({ subject, kind: 'polled', rung: closes, date, recipient, day: date, until: null, exact: closes }));
  return [...ask.filter(({ day }) => day >= facts.today), ...tell, overOf(subject, date, closes)];
}

/** Who decides on a poll: the convenor and the chair, or where neither is a member, the coordinators. */
function pollKeepers({ convenor, chair }: Meeting, { organisations, sides }: Facts): string[] {
  const members = [...new Set([convenor, chair])].filter((id): id is string => id !== null && organisations.has(id) && isMember(organisations.get(id)!));
  return members.length > 0 ? members.map((id) => `focal/${id}`) : sides.map(({ id }) => `coordinator/${id}`);
}

/** What a seat has answered to a sitting; where it has not, what was entered for its organisation. */
export function answerOf(rsvps: readonly Rsvp[], slot: string, { id, organisation }: Pick<Seat, 'id' | 'organisation'>): Rsvp | undefined {
  const own = rsvps.filter((rsvp) => rsvp.slot === slot);
  return own.find(({ seat }) => seat === id) ?? (organisation === null ? undefined : own.find(({ seat }) => seat === `org/${organisation}`));
}

/** What a seat has said itself. What others have entered keeps nothing from it: neither reminders nor the link nor what becomes of the meeting. */
export const replyOf = (rsvps: readonly Rsvp[], slot: string, seat: Pick<Seat, 'id'>): Reply | undefined => ownAnswer(rsvps, slot, seat)?.reply;
const ownAnswer = (rsvps: readonly Rsvp[], slot: string, { id }: Pick<Seat, 'id'>) => rsvps.find((rsvp) => rsvp.slot === slot && rsvp.seat === id);

/** The sitting that a subject names: its own, or of a whole series the one given. */
export function sittingIn({ sittings }: Pick<Calling, 'sittings'>, subject: string): Sitting | undefined {
  const slot = subject.split('/')[1] ?? '';
  return sittings.find((sitting) => sitting.slot === slot);
}

/**
 * Whether a reminder about a meeting is to be given after all, against the facts as they stand now; see `stillWanted`. `seat` is the one that
 * it is for, also when somebody else has it by now. Apologies keep reminders away only from the time that they were sent for, and so does an
 * alternate, of those that are `held`, who comes instead.
 */
export function stillCalled(reminder: Wanted, of: Shifted | undefined, seat: Seat | undefined, facts: Facts, now: Temporal.Instant, held: readonly Seat[] = []): Still {
  const { kind, subject } = reminder;
  const at = stamp(now);
  if (!of || of.meeting.cancelled !== null) return 'settled';
  const { meeting, sittings, rsvps } = of;
  if (kind === 'poll' || kind === 'polled') return stillPolled(reminder, of, seat, facts, at);
  if (meeting.starts === null) return kind === 'called' || kind === 'place' || kind === 'part' ? (meeting.closes !== null && meeting.closes <= at ? 'past' : 'yes') : 'settled';
  const isSeries = meeting.rule !== null && !subject.includes('/');
  if (isSeries) return sittings.some(({ state, ends }) => state === 'on' && ends > at) ? 'yes' : 'past';
  const sitting = sittingIn(of, subject);
  if (!sitting) return 'moved';
  if (sitting.state !== 'on') return 'settled';
  const isSame = kind === 'meeting' ? rungsOf('meeting', facts.settings).includes(reminder.rung) : reminder.rung === callRung(sitting);
  const isOfTime = kind === 'meeting' || kind === 'call';
  if (isOfTime && (reminder.date !== sitting.local.slice(0, 10) || !isSame)) return 'moved';
  if ((kind === 'call' ? sitting.ends : sitting.at) <= at) return 'past';
  const said = seat && ownAnswer(rsvps, sitting.slot, seat);
  const isElsewhere = seat && said && (said.reply === 'apologies' || isReplaced(seat, rsvps.filter(({ slot }) => slot === sitting.slot), held));
  return isOfTime && isElsewhere && !isBeforeMove(said, of, of.shifts) ? 'answered' : 'yes';
}

function stillPolled({ kind, rung, date }: Wanted, { meeting: { slots, starts, closes }, preferences }: Calling, seat: Seat | undefined, facts: Facts, at: string): Still {
  if (starts !== null || slots === null || closes === null) return 'settled';
  if (kind === 'polled') return rung === closes ? 'yes' : 'moved';
  if (date !== dayOf(closes, facts.zone) || !rungsOf('poll', facts.settings).includes(rung)) return 'moved';
  if (closes <= at) return 'past';
  return seat && answeredAll(slots, preferences, seat.id) ? 'answered' : 'yes';
}

/** How many days around a session a meeting in person counts as one held at it. */
const around = 3;

/** Whether people meet in person on or near days: `gatherings` are the civil days on which they do. */
export function isGathering(gatherings: readonly string[], { starts, ends }: { readonly starts: string; readonly ends: string | null }): boolean {
  const [first, last] = [addDays(starts, -around), addDays(ends ?? starts, around)];
  return gatherings.some((day) => day >= first && day <= last);
}

/** The civil days on which people meet in person, in a face-to-face meeting or at an event. */
export function gatheringsIn(all: readonly Pick<Calling, 'meeting' | 'sittings'>[]): string[] {
  return all.filter(({ meeting }) => meeting.kind !== 'teleconference').flatMap(({ sittings }) => sittings.filter(({ state }) => state === 'on').map(({ local }) => local.slice(0, 10)));
}
