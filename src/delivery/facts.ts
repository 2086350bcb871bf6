import { listCommitments, milestonesOf, type Reported } from '#db/commitments.ts';
import { platformsDown } from '#db/down.ts';
import { directory, type Directory } from '#db/groups.ts';
import { outagesSince, type Outage } from '#db/outages.ts';
import { openOffers } from '#db/offers.ts';
import { peopleOf, seatsOf, type Person } from '#db/people.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Tx } from '#db/schema.ts';
import type { Milestone, Offer, Seat, Snooze } from '#rules/things.ts';

/** What is true of a group at one instant, as far as reminding needs it. Read once, however many are reminded. */
export interface Facts {
  readonly now: Temporal.Instant;
  readonly dir: Directory;
  readonly seats: readonly Seat[];
  /** Those who hold the seats, by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly all: readonly Reported[];
  readonly steps: readonly Milestone[];
  readonly snoozes: readonly Snooze[];
  /** Seats that are offered and wait for an answer. */
  readonly offers: readonly Offer[];
  readonly outages: readonly Outage[];
  /** Platforms that take no messages just now. */
  readonly down: ReadonlySet<string>;
}

/** What was due in an outage longer ago than this has been told of. */
const days = 60;

/** The facts of a group; undefined when there is no such group any more. */
export async function readFacts(tx: Tx, group: string, now: Temporal.Instant): Promise<Facts | undefined> {
  const dir = await directory(tx, group);
  if (!dir) return undefined;
  const seats = await seatsOf(tx, group);
  return {
    now, dir, seats,
    people: await peopleOf(tx, [...new Set(seats.map(({ person_id }) => person_id))]),
    all: await listCommitments(tx, group),
    steps: await milestonesOf(tx, group),
    snoozes: await snoozesOf(tx, group),
    offers: await openOffers(tx, group, now),
    outages: await outagesSince(tx, now.subtract({ hours: 24 * days })),
    down: await platformsDown(tx, now),
  };
}
