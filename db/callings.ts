import { stamp } from '#core/time.ts';
import type { Directory } from '#db/groups.ts';
import { listMeetings, preferencesOf, rsvpsOf, type Called } from '#db/meetings.ts';
import type { Tx } from '#db/schema.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { gatheringsIn, type Calling } from '#rules/meetingrungs.ts';

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
