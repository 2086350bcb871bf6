import { dayOf, stamp } from '#core/time.ts';
import { gatheringsOf, standingCallings } from '#db/callings.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { hoursIn, knownAs } from '#db/hours.ts';
import { shiftsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { factsOf } from '#db/plan.ts';
import { keyOf, remindersOf } from '#db/reminders.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Ctx } from '#bot/command.ts';
import { timeForRung } from '#rules/hours.ts';
import { stillCalled, type Shifted } from '#rules/meetingrungs.ts';
import { planCommitment, stillWanted } from '#rules/plan.ts';
import type { Wanted } from '#rules/rung.ts';
import { holdsBack } from '#rules/snooze.ts';

/** A reminder to come, with the instant it is planned for. */
export type Coming = Wanted & { readonly due: string };

/**
 * What a group will be reminded of, as things stand now, the earliest first. Left out is what today's facts have settled and what a
 * seat has put aside; what they have put off stands at its new day.
 */
export async function upcoming(ctx: Ctx): Promise<Coming[]> {
  const { tx, now, dir } = ctx;
  const group = dir.group.id;
  const facts = factsOf(dir, now, await gatheringsOf(tx, dir));
  const steps = Map.groupBy(await milestonesOf(tx, group), ({ commitment }) => commitment);
  const parts = (await listCommitments(tx, group)).map(({ commitment, reports }) => ({ commitment, reports, milestones: steps.get(commitment.number) ?? [] }));
  const byNumber = new Map(parts.map((each) => [each.commitment.number, each]));
  const rows = await remindersOf(tx, group);
  const seats = await seatsOf(tx, group);
  const callings = new Map<number, Shifted>();
  for (const calling of await standingCallings(tx, dir, now)) callings.set(calling.meeting.number, { ...calling, shifts: await shiftsOf(tx, group, calling.meeting.number) });
  const isWanted = (row: Wanted) => {
    // Of a card that is renewed nobody is told.
    if (row.kind === 'over') return false;
    const [, root, number] = /^([CM])(\d+)/.exec(row.subject) ?? [];
    if (root !== 'M' || row.kind === 'moved') return stillWanted(row, byNumber.get(Number(number)), facts, now) === 'yes';
    return stillCalled(row, callings.get(Number(number)), seats.find(({ id }) => row.recipient === `seat/${id}`), facts, now, seats) === 'yes';
  };
  const planned = rows.filter((row) => row.state === 'planned' && isWanted(row));
  // A report plans nothing, so the next time that it will be old is not among the rows yet.
  const known = new Set(rows.map(keyOf));
  const hours = await hoursIn(tx, dir);
  const fresh = parts.flatMap(({ commitment, milestones, reports }) => planCommitment(commitment, milestones, reports, facts)).filter((wanted) => !known.has(keyOf(wanted)));
  const timed = fresh.map((wanted) => ({ ...wanted, due: stamp(timeForRung(wanted, hours(wanted.recipient), now)) }));
  // Of several who hold one role, the first.
  const holders = new Map(seats.toReversed().flatMap((seat) => knownAs(seat).map((recipient) => [recipient, seat] as const)));
  const snoozes = await snoozesOf(tx, group);
  const isAside = (coming: Coming) => {
    const seat = holders.get(coming.recipient);
    const own = hours(coming.recipient);
    return snoozes.some((snooze) => snooze.seat === seat?.id && holdsBack(snooze, coming, dayOf(coming.due, own.zone), own));
  };
  return [...planned, ...timed].filter((each) => !isAside(each)).sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
}
