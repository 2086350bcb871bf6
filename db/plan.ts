import { dayOf, stamp } from '#core/time.ts';
import { tellOfAnswer } from '#db/answernews.ts';
import { callingOf, callInto, standingCallings } from '#db/callings.ts';
import { findCommitment, listCommitments, milestonesOf, partsOf } from '#db/commitments.ts';
import { directory, groupIds, type Directory } from '#db/groups.ts';
import { hoursIn, knownAs, roleOf, zoneFor } from '#db/hours.ts';
import { findMeeting } from '#db/meetings.ts';
import { lockGroup } from '#db/open.ts';
import { peopleOf, seatsOf, seatsOfPerson } from '#db/people.ts';
import { keyOf, mark, plan, remindersOf, remindersOfMeetings, remindersToCome, takeBack, unplan, type Reminder } from '#db/reminders.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { calledSeats } from '#rules/called.ts';
import { timeForRung, weeklyTimes } from '#rules/hours.ts';
import { planMeeting, type Calling } from '#rules/meetingrungs.ts';
import { planCommitment, planEvent, type Facts } from '#rules/plan.ts';
import type { Wanted } from '#rules/rung.ts';
import { ladders, type Commitment, type Meeting, type Milestone, type Occurrence, type Report, type Rsvp, type Seat, type Snooze, type ThingKind, type Things, type Weekly } from '#rules/things.ts';

/**
 * Plans anew what follows from a thing that was written, in the same transaction. A report moves nothing: what it settles is seen when
 * its reminder comes up, so that a report costs no planning.
 */
export async function replanFor<K extends ThingKind>(tx: Tx, author: Author, kind: K, thing: Things[K]): Promise<void> {
  const { group, at, undoes } = author;
  if (kind === 'commitment') return replanCommitment(tx, group, (thing as Commitment).number, at);
  if (kind === 'milestone' || (kind === 'report' && undoes !== undefined)) return replanCommitment(tx, group, (thing as Milestone | Report).commitment, at);
  if (kind === 'event' || kind === 'deadline' || kind === 'group' || kind === 'organisation') return replanAll(tx, group, at);
  if (kind === 'snooze') return replanSnooze(tx, group, thing as Snooze, at);
  if (kind === 'meeting') return replanMeeting(tx, group, (thing as Meeting).number, at);
  if (kind === 'occurrence') return replanMeeting(tx, group, (thing as Occurrence).meeting, at);
  if (kind === 'rsvp') return replanAnswer(tx, author, thing as Rsvp);
  if (kind !== 'seat') return;
  await retime(tx, group, knownAs(thing as Seat), at);
  await replanCalled(tx, group, thing as Seat, at);
  await replanPerson(tx, (thing as Seat).person_id, at);
}

const isLadder = ({ kind }: Wanted) => (ladders as readonly string[]).includes(kind);
/** Whether a reminder follows from the facts alone. */
const follows = (reminder: Wanted) => isLadder(reminder) || ['call', 'polled', 'over'].includes(reminder.kind);

/** What is known of a group for planning, on the civil day it is there. */
export function factsOf({ group, events, deadlines, organisations, sides }: Directory, now: Temporal.Instant, gatherings?: readonly string[]): Facts {
  return { zone: group.zone, today: dayOf(now, group.zone), settings: group.settings, events, deadlines, organisations, sides, ...(gatherings && { gatherings }) };
}

/** Plans one commitment with its milestones anew. */
export async function replanCommitment(tx: Tx, group: string, number: number, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  const commitment = await findCommitment(tx, group, number);
  if (!dir) return;
  const parts = commitment && (await partsOf(tx, group, number));
  const wanted = commitment && parts ? planCommitment(commitment, parts.milestones, parts.reports, factsOf(dir, now)) : [];
  await settle(tx, dir, (await remindersOf(tx, group, `C${number}`)).filter(isLadder), wanted, now);
}

/** Plans one meeting anew, or the poll that looks for its time. */
async function replanMeeting(tx: Tx, group: string, number: number, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  const found = await findMeeting(tx, group, number);
  if (!dir) return;
  const wanted = found ? planMeeting(await callingOf(tx, dir, found), await seatsOf(tx, group), factsOf(dir, now), now) : [];
  await settle(tx, dir, (await remindersOf(tx, group, `M${number}`)).filter(follows), wanted, now);
}

/** An answer plans no reminders, unless it is of somebody who was not called in, or it may call in an alternate. It may be news to others of the organisation. */
async function replanAnswer(tx: Tx, author: Author, rsvp: Rsvp): Promise<void> {
  const { group, at: now } = author;
  const { meeting, seat, organisation } = rsvp;
  await tellOfAnswer(tx, author, rsvp);
  const dir = await directory(tx, group);
  const held = await seatsOf(tx, group);
  const isUncalled = dir !== undefined && held.some(({ id }) => id === seat) && !calledSeats(held, dir.organisations, new Set()).some(({ id }) => id === seat);
  const hasAlternate = organisation !== null && held.some((each) => each.role === 'alternate' && each.organisation === organisation);
  if (isUncalled || hasAlternate) await replanMeeting(tx, group, meeting, now);
}

/** Plans what hangs on who is called in to meetings: whoever is so since a seat was written is told of each that is to come. */
async function replanCalled(tx: Tx, group: string, seat: Seat, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  const callings = dir ? await standingCallings(tx, dir, now) : [];
  if (!dir || callings.length === 0) return;
  const seats = await seatsOf(tx, group);
  const there = await remindersOfMeetings(tx, group);
  await settle(tx, dir, there.filter(follows), planCallings(callings, seats, factsOf(dir, now), now), now);
  await callInto(tx, dir, callings, there, seat, now);
}

const planCallings = (callings: readonly Calling[], seats: readonly Seat[], facts: Facts, now: Temporal.Instant) => callings.flatMap((calling) => planMeeting(calling, seats, facts, now));

/** Plans a whole group anew: all that hangs on its events, its rules and its home zone, and the rooms' digest. */
export async function replanAll(tx: Tx, group: string, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  if (!dir) return;
  const facts = factsOf(dir, now);
  const steps = Map.groupBy(await milestonesOf(tx, group), ({ commitment }) => commitment);
  const deadlines = Map.groupBy(dir.deadlines, ({ event }) => event);
  const wanted = [
    ...(await listCommitments(tx, group)).flatMap(({ commitment, reports }) => planCommitment(commitment, steps.get(commitment.number) ?? [], reports, facts)),
    ...[...dir.events.values()].flatMap((event) => planEvent(event, deadlines.get(event.id) ?? [], facts)),
    ...planCallings(await standingCallings(tx, dir, now), await seatsOf(tx, group), facts, now),
  ];
  const there = await remindersOf(tx, group);
  await settle(tx, dir, there.filter(follows), wanted, now);
  await planDigest(tx, group, 'room', dir.group.settings.digest, dir.group.zone, there, now);
}

/** Why a reminder was not sent that can be wanted again: a report was taken back, an event is back on its day. */
const passing: readonly (string | null)[] = ['settled', 'answered', 'moved'];

/** Brings what is there in line with what is wanted. What was sent stays and is not planned a second time; nor is what was dropped, unless its cause is gone. */
async function settle(tx: Tx, dir: Directory, there: readonly Reminder[], wanted: readonly Wanted[], now: Temporal.Instant): Promise<void> {
  const keys = new Set(wanted.map(keyOf));
  const known = new Map(there.map((reminder) => [keyOf(reminder), reminder]));
  // What has fallen due and is not composed yet is left to be judged by today's facts: after a time of absence it has to be told. So is a
  // rung whose day is over, which nobody plans any more, while it waits for its reader's next working hours.
  const today = dayOf(now, dir.group.zone);
  const isWaiting = (reminder: Reminder) => reminder.due <= stamp(now) || (isLadder(reminder) && reminder.day < today);
  await unplan(tx, dir.group.id, there.filter((reminder) => reminder.state === 'planned' && !keys.has(keyOf(reminder)) && !isWaiting(reminder)));
  const fresh = wanted.filter((each) => {
    const old = known.get(keyOf(each));
    return !old || (old.state === 'planned' && old.until !== each.until) || (old.state === 'dropped' && passing.includes(old.cause));
  });
  if (fresh.length === 0) return;
  const thereAs = (state: Reminder['state']) => fresh.filter((each) => known.get(keyOf(each))?.state === state);
  await unplan(tx, dir.group.id, thereAs('planned'));
  await takeBack(tx, dir.group.id, thereAs('dropped'));
  const hours = await hoursIn(tx, dir);
  await plan(tx, dir.group.id, fresh.map((each) => ({ ...each, due: each.exact ?? dueFor(each, hours, now) })));
}

/** When a reminder is looked at, by the working hours of whoever it is for. */
const dueFor = (wanted: Wanted, hoursOf: Awaited<ReturnType<typeof hoursIn>>, now: Temporal.Instant) => stamp(timeForRung(wanted, hoursOf(wanted.recipient), now));

/** Has a seat asked again on the day its snooze ends, as long as it stands: not after it was taken back or set to another day. */
async function replanSnooze(tx: Tx, group: string, { subject, seat }: Snooze, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  const holder = (await seatsOf(tx, group)).find(({ id }) => id === seat);
  const recipient = holder && roleOf(holder);
  if (!dir || recipient === undefined) return;
  const standing = (await snoozesOf(tx, group)).find((snooze) => snooze.subject === subject && snooze.seat === seat);
  const again = (until: string): Wanted => ({ subject, kind: 'again', rung: 'again', date: until, recipient, day: until, until: null });
  const there = (await remindersOf(tx, group, subject)).filter((reminder) => reminder.kind === 'again' && reminder.subject === subject && reminder.recipient === recipient);
  await settle(tx, dir, there, standing?.until ? [again(standing.until)] : [], now);
}

/** Looks again when the planned reminders of some recipients are due: after their zone or hours have changed, or who holds the role. */
export async function retime(tx: Tx, group: string, recipients: readonly string[] | undefined, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  if (!dir) return;
  const hours = await hoursIn(tx, dir);
  for (const reminder of await remindersToCome(tx, group, recipients, now)) {
    if (!isLadder(reminder) && reminder.kind !== 'again') continue;
    const due = dueFor(reminder, hours, now);
    if (due !== reminder.due) await mark(tx, group, reminder, { due: Temporal.Instant.from(due) });
  }
}

/**
 * Plans every group anew and looks again when all of it is due: for a store that has never been planned, and when the rules of zones
 * may have changed.
 */
export async function planAll(tx: Tx, now: Temporal.Instant): Promise<void> {
  for (const group of await groupIds(tx)) {
    await lockGroup(tx, group);
    await replanAll(tx, group, now);
    await retime(tx, group, undefined, now);
    for (const person of new Set((await seatsOf(tx, group)).map(({ person_id }) => person_id))) await replanPerson(tx, person, now);
  }
}

/** Plans what hangs on a person's own zone and wishes: their digest in each of their groups, and the hours of what their seats are reminded of. */
export async function replanPerson(tx: Tx, person: string, now: Temporal.Instant): Promise<void> {
  const seats = await seatsOfPerson(tx, person, 'all');
  const who = (await peopleOf(tx, [person])).get(person);
  for (const [group, own] of Map.groupBy(seats, (seat) => seat.group)) {
    const dir = await directory(tx, group);
    if (!dir || !who) continue;
    const held = own.filter(({ ended }) => ended === null);
    const weekly = held.length > 0 && who.wishes.on ? who.wishes.digest : null;
    await planDigest(tx, group, `person/${person}`, weekly, zoneFor(dir, who, held), await remindersOf(tx, group, 'digest'), now);
    await retime(tx, group, held.flatMap(knownAs), now);
  }
}

/** Has exactly one digest planned for a recipient, the next one; none when they want none. */
async function planDigest(tx: Tx, group: string, recipient: string, weekly: Weekly | null, zone: string, there: readonly Reminder[], now: Temporal.Instant): Promise<void> {
  const own = there.filter((reminder) => reminder.kind === 'digest' && reminder.recipient === recipient);
  // One that has fallen due is about to be composed; the one after it is planned then.
  if (own.some(({ state, due }) => state === 'planned' && due <= stamp(now))) return;
  let next = weekly && weeklyTimes(weekly, zone, now);
  // No second one on a day that has had its digest, when the hour is changed after it.
  while (weekly && next && own.some(({ date, state }) => state !== 'planned' && date === next!.date)) next = weeklyTimes(weekly, zone, next.at);
  await unplan(tx, group, own.filter(({ date, due }) => !next || date !== next.date || due !== stamp(next.at)));
  if (next) await plan(tx, group, [{ subject: 'digest', kind: 'digest', rung: 'weekly', date: next.date, recipient, day: next.date, until: null, due: stamp(next.at) }]);
}
