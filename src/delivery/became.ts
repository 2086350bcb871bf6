import type { Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import { replanCommitment } from '#db/plan.ts';
import { mark, plan, unplan, type Reminder } from '#db/reminders.ts';
import type { Tx } from '#db/schema.ts';
import type { Changes } from '#delivery/digest.ts';
import type { Asked } from '#delivery/entry.ts';
import type { Facts } from '#delivery/facts.ts';
import { heldCause, lateCause, lateSince, leftOf } from '#delivery/outage.ts';
import { weeklyTimes } from '#rules/hours.ts';

/** How often it is looked whether a platform that is down is back, in minutes. */
const heldMinutes = 15;

/** One run over what a group has due. */
export interface Run {
  readonly tx: Tx;
  readonly group: string;
  readonly facts: Facts;
  readonly secret: Secret;
  readonly changes: () => Promise<Changes>;
}

/** It is not said, and that for good; where it has been said in some rooms, not in the others. */
export async function drop({ tx, group, facts }: Run, row: Reminder, cause: string): Promise<void> {
  if (leftOf(row) !== undefined) return mark(tx, group, row, { state: 'sent', at: facts.now });
  await mark(tx, group, row, { state: 'dropped', at: facts.now, cause });
  // A report plans nothing: the day on which it will be old is planned when the old one's comes.
  if (row.kind === 'fresh' && cause === 'answered') await replanCommitment(tx, group, Number.parseInt(row.subject.slice(1), 10), facts.now);
  if (row.kind === 'digest') await planNextDigest(tx, group, facts, row);
}

/** A digest with nothing in it leaves no trace; the next one is planned. */
export async function leaveOut({ tx, group, facts }: Run, digest: Reminder): Promise<void> {
  await unplan(tx, group, [digest]);
  await planNextDigest(tx, group, facts, digest);
}

/** It is looked at again at another instant. */
export async function putOff({ tx, group, facts }: Run, row: Reminder, due: Temporal.Instant): Promise<void> {
  await mark(tx, group, { ...row, cause: lateCause(row, facts) }, { due });
}

/** It waits until a platform takes messages again, and is late then; `isTold` where it has been said in the rooms of others. */
export async function hold({ tx, group, facts }: Run, row: Reminder, platform: string, isTold = false): Promise<void> {
  await mark(tx, group, { ...row, cause: heldCause(row, facts, platform, isTold) }, { due: facts.now.add({ minutes: heldMinutes }) });
}

/** It is in a message that is on its way. */
export async function sent({ tx, group, facts }: Run, { row, instead }: Asked): Promise<void> {
  const cause = lateSince(row, facts) !== undefined ? 'late' : instead ? 'instead' : undefined;
  await mark(tx, group, row, { state: 'sent', at: facts.now, ...(cause !== undefined && { cause }) });
  if (row.kind === 'digest') await planNextDigest(tx, group, facts, row);
}

/** Plans the digest after one that has been given or let go. */
async function planNextDigest(tx: Tx, group: string, { dir, people, seats, now }: Facts, row: Reminder): Promise<void> {
  const person = people.get(row.recipient.split('/')[1] ?? '');
  const weekly = row.recipient === 'room' ? dir.group.settings.digest : person?.wishes.on ? person.wishes.digest : null;
  if (!weekly) return;
  const { date, at } = weeklyTimes(weekly, person ? zoneFor(dir, person, seats) : dir.group.zone, now);
  await plan(tx, group, [{ subject: 'digest', kind: 'digest', rung: row.rung, date, recipient: row.recipient, day: date, until: null, due: stamp(at) }]);
}
