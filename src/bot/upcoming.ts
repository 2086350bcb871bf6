import { dayOf, stamp } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { hoursIn, roleOf } from '#db/hours.ts';
import { seatsOf } from '#db/people.ts';
import { factsOf } from '#db/plan.ts';
import { keyOf, remindersOf } from '#db/reminders.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Ctx } from '#bot/command.ts';
import { timeForRung } from '#rules/hours.ts';
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
  const facts = factsOf(dir, now);
  const steps = Map.groupBy(await milestonesOf(tx, group), ({ commitment }) => commitment);
  const parts = (await listCommitments(tx, group)).map(({ commitment, reports }) => ({ commitment, reports, milestones: steps.get(commitment.number) ?? [] }));
  const byNumber = new Map(parts.map((each) => [each.commitment.number, each]));
  const rows = await remindersOf(tx, group);
  const planned = rows.filter((row) => row.state === 'planned' && stillWanted(row, byNumber.get(Number(/^C(\d+)/.exec(row.subject)?.[1])), facts, now) === 'yes');
  // A report plans nothing, so the next time that it will be old is not among the rows yet.
  const known = new Set(rows.map(keyOf));
  const hours = await hoursIn(tx, dir);
  const fresh = parts.flatMap(({ commitment, milestones, reports }) => planCommitment(commitment, milestones, reports, facts)).filter((wanted) => !known.has(keyOf(wanted)));
  const timed = fresh.map((wanted) => ({ ...wanted, due: stamp(timeForRung(wanted, hours(wanted.recipient), now)) }));
  // Of several who hold one role, the first.
  const holders = new Map((await seatsOf(tx, group)).toReversed().map((seat) => [roleOf(seat), seat]));
  const snoozes = await snoozesOf(tx, group);
  const isAside = (coming: Coming) => {
    const seat = holders.get(coming.recipient);
    const own = hours(coming.recipient);
    return snoozes.some((snooze) => snooze.seat === seat?.id && holdsBack(snooze, coming, dayOf(coming.due, own.zone), own));
  };
  return [...planned, ...timed].filter((each) => !isAside(each)).sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
}
