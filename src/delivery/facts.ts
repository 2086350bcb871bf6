import { recommended } from '#bot/polls.ts';
import { heard, pollOf } from '#bot/pollstate.ts';
import { callingOf, gatheringsOf } from '#db/callings.ts';
import { listCommitments, milestonesOf, type Reported } from '#db/commitments.ts';
import { platformsDown } from '#db/down.ts';
import { linksIn } from '#db/feeds.ts';
import { directory, type Directory } from '#db/groups.ts';
import { listMeetings, preferencesOf, shiftsOf } from '#db/meetings.ts';
import { outagesSince, type Outage } from '#db/outages.ts';
import { openOffers } from '#db/offers.ts';
import { peopleOf, seatsOf, type Person } from '#db/people.ts';
import type { Reminder } from '#db/reminders.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Tx } from '#db/schema.ts';
import type { Shifted } from '#rules/meetingrungs.ts';
import type { Recommended } from '#rules/sociable.ts';
import type { Meeting, Milestone, Offer, Seat, Snooze } from '#rules/things.ts';

/** What is true of a group at one instant, as far as reminding needs it. Read once, however many are reminded. */
export interface Facts {
  readonly now: Temporal.Instant;
  readonly dir: Directory;
  readonly seats: readonly Seat[];
  /** Those that have ended. */
  readonly former: readonly Seat[];
  /** Those who hold the seats, by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly all: readonly Reported[];
  readonly steps: readonly Milestone[];
  readonly snoozes: readonly Snooze[];
  /** Seats that are offered and wait for an answer. */
  readonly offers: readonly Offer[];
  readonly outages: readonly Outage[];
  /** All meetings by number; with their sittings and answers those that something is due about. */
  readonly meetings: ReadonlyMap<number, Meeting>;
  readonly callings: ReadonlyMap<number, Shifted>;
  /** How polls stand that have closed. */
  readonly polls: ReadonlyMap<number, Polled>;
  /** The civil days on which people meet in person. */
  readonly gatherings: readonly string[];
  /** For which meetings, and which of a series, links are set, where people are reminded of any. */
  readonly links: Awaited<ReturnType<typeof linksIn>>;
  /** Platforms that take no messages just now. */
  readonly down: ReadonlySet<string>;
}

/** A poll's times in the order in which they are recommended, and how many organisations have answered, of how many. */
interface Polled {
  readonly order: readonly Recommended[];
  readonly answered: number;
  readonly of: number;
}

/** What was due in an outage longer ago than this has been told of. */
const days = 60;

/** The facts of a group, as far as what is due needs them; undefined when there is no such group any more. */
export async function readFacts(tx: Tx, group: string, now: Temporal.Instant, due: readonly Reminder[]): Promise<Facts | undefined> {
  const dir = await directory(tx, group);
  if (!dir) return undefined;
  const all = await seatsOf(tx, group, 'all');
  const seats = all.filter(({ ended }) => ended === null);
  const meetings = await listMeetings(tx, group);
  const asked = new Set(due.map(({ subject }) => meetingIn(subject)));
  const callings = new Map<number, Shifted>();
  for (const called of meetings) {
    const { number } = called.meeting;
    if (!asked.has(number)) continue;
    // Also of a poll that has its time by now: whoever is called to it is reminded of what they said to that time.
    callings.set(number, { ...(await callingOf(tx, dir, called)), preferences: await preferencesOf(tx, group, number), shifts: await shiftsOf(tx, group, number) });
  }
  return {
    now, dir, seats,
    former: all.filter(({ ended }) => ended !== null),
    people: await peopleOf(tx, [...new Set(seats.map(({ person_id }) => person_id))]),
    all: await listCommitments(tx, group),
    steps: await milestonesOf(tx, group),
    snoozes: await snoozesOf(tx, group),
    offers: await openOffers(tx, group, now),
    outages: await outagesSince(tx, now.subtract({ hours: 24 * days })),
    meetings: new Map(meetings.map(({ meeting }) => [meeting.number, meeting])),
    callings,
    polls: await polledIn(tx, dir, now, meetings.filter(({ meeting }) => due.some(({ kind, subject }) => kind === 'polled' && meetingIn(subject) === meeting.number)).map(({ meeting }) => meeting)),
    gatherings: due.some(({ kind }) => kind === 'face') ? await gatheringsOf(tx, dir) : [],
    links: due.some(({ kind }) => kind === 'meeting' || kind === 'call') ? await linksIn(tx, group) : [],
    down: await platformsDown(tx, now),
  };
}

async function polledIn(tx: Tx, dir: Directory, now: Temporal.Instant, meetings: readonly Meeting[]): Promise<Map<number, Polled>> {
  const found = new Map<number, Polled>();
  for (const meeting of meetings) {
    if (meeting.slots === null) continue;
    const poll = await pollOf({ tx, dir }, meeting);
    const { answered, missing } = heard(poll);
    found.set(meeting.number, { order: await recommended({ tx, dir, now }, poll), answered: answered.length, of: answered.length + missing.length });
  }
  return found;
}

/** The number of the meeting that a reminder is about: of one of a series, too. Undefined for all else. */
export function meetingIn(subject: string): number | undefined {
  const [, digits] = /^M(\d+)(?:\/|$)/.exec(subject) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
