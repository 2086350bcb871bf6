import { dayOf, stamp } from '#core/time.ts';
import type { Directory } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import { listMeetings, preferencesOf, rsvpsOf, type Called } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { plan, unplan, type Reminder } from '#db/reminders.ts';
import type { Tx } from '#db/schema.ts';
import { calledSeats } from '#rules/called.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { gatheringsIn, type Calling } from '#rules/meetingrungs.ts';
import type { Seat } from '#rules/things.ts';

/** A meeting with its sittings and what has been answered to it. */
export async function callingOf(tx: Tx, { group, events }: Directory, { meeting, occurrences }: Called): Promise<Calling> {
  return {
    meeting,
    sittings: sittingsOf(meeting, occurrences, events),
    rsvps: await rsvpsOf(tx, group.id, meeting.number),
    preferences: meeting.slots === null ? [] : await preferencesOf(tx, group.id, meeting.number),
  };
}

/** All meetings of a group that stand and are not over yet. */
export async function standingCallings(tx: Tx, dir: Directory, now: Temporal.Instant): Promise<Calling[]> {
  const found: Calling[] = [];
  for (const called of await listMeetings(tx, dir.group.id)) {
    if (called.meeting.cancelled !== null || isOver(called, stamp(now))) continue;
    const calling = await callingOf(tx, dir, called);
    if (called.meeting.starts === null || calling.sittings.some(({ state, ends }) => state === 'on' && ends > stamp(now))) found.push(calling);
  }
  return found;
}

/** Whether one sees at once, as of most that are not a series, that a meeting was long ago. */
const isOver = ({ meeting: { starts, rule, minutes } }: Called, now: string) => starts !== null && rule === null && stamp(Temporal.PlainDateTime.from(starts).add({ days: 2, minutes }).toZonedDateTime('UTC').toInstant()) < now;

/** The civil days on which people of a group meet in person. */
export async function gatheringsOf(tx: Tx, { group, events }: Directory): Promise<string[]> {
  const inPerson = (await listMeetings(tx, group.id)).filter(({ meeting }) => meeting.kind !== 'teleconference' && meeting.cancelled === null);
  return gatheringsIn(inPerson.map(({ meeting, occurrences }) => ({ meeting, sittings: sittingsOf(meeting, occurrences, events) })));
}

/**
 * Has whoever is called in to meetings since a seat was written called, once: its holder, and where a focal point has left, those who come in
 * their place. Whoever has heard of a meeting by any seat, or brought it about, is not. What waited for a seat that somebody else has by now,
 * or is called no more, is not said. `all` are the reminders about these meetings.
 */
export async function callInto(tx: Tx, dir: Directory, callings: readonly Calling[], all: readonly Reminder[], seat: Seat, now: Temporal.Instant): Promise<void> {
  const { id: group, zone } = dir.group;
  const everyone = await seatsOf(tx, group, 'all');
  const held = everyone.filter(({ ended }) => ended === null);
  const called = calledSeats(held, dir.organisations, new Set());
  const fresh = called.filter((each) => each.id === seat.id || (seat.ended !== null && each.person_id === seat.person_id) || (seat.role === 'focal' && each.role === 'alternate' && each.organisation === seat.organisation));
  for (const calling of callings) {
    const { meeting: { number, closes }, sittings, rsvps, preferences } = calling;
    const rows = all.filter(({ kind, subject }) => kind === 'called' && subject === `M${number}`);
    const there = new Set([...called, ...held.filter(({ id }) => [...rsvps, ...preferences].some((said) => said.seat === id))].map(({ id }) => id));
    const idle = rows.filter(({ state, recipient }) => state === 'planned' && !there.has(idIn(recipient)) && (held.some(({ id }) => id === idIn(recipient)) || isTaken(everyone.find(({ id }) => id === idIn(recipient)), called)));
    await unplan(tx, group, idle);
    const told = new Set(rows.filter((row) => row.state === 'sent' || (row.state === 'planned' && there.has(idIn(row.recipient)))).map(({ recipient }) => everyone.find(({ id }) => id === idIn(recipient))?.person_id));
    for (const each of fresh) {
      if (told.has(each.person_id) || (await knows(tx, group, calling, everyone.filter(({ person_id }) => person_id === each.person_id)))) continue;
      told.add(each.person_id);
      const until = sittings.find(({ state, at }) => state === 'on' && at > stamp(now))?.at ?? closes;
      const day = dayOf(now, zone);
      await plan(tx, group, [{ subject: `M${number}`, kind: 'called', rung: 'called/seat', date: day, recipient: `seat/${each.id}`, day, until, due: stamp(now) }]);
    }
  }
}

const idIn = (recipient: Reminder['recipient']): string => recipient.slice('seat/'.length);

/** Whether somebody is called in the place of a seat that has ended. */
const isTaken = (seat: Seat | undefined, called: readonly Seat[]): boolean =>
  seat !== undefined && called.some(({ organisation, side, role }) => (seat.organisation === null ? role === seat.role && side === seat.side : organisation === seat.organisation));

/** Whether somebody with these seats knows of a meeting without having been called: they have answered it as a whole, or brought it about. */
async function knows(tx: Tx, group: string, { meeting, rsvps, preferences }: Calling, seats: readonly Seat[]): Promise<boolean> {
  const own = new Set(seats.map(({ id }) => id));
  if (rsvps.some(({ seat, slot }) => slot === '' && own.has(seat)) || (meeting.starts === null && preferences.some(({ seat }) => own.has(seat)))) return true;
  return (await historyOf(tx, group, { about: `M${meeting.number}`, seats: [...own] })).some(({ kind }) => kind === 'meeting');
}
