import { stamp } from '#core/time.ts';
import { factsOf } from '#db/plan.ts';
import type { Reminder } from '#db/reminders.ts';
import type { Asked } from '#delivery/entry.ts';
import type { Facts } from '#delivery/facts.ts';
import { stillWanted, type Parts } from '#rules/plan.ts';

/** A reminder that is not sent, and why. */
export interface Dropped {
  readonly row: Reminder;
  readonly cause: string;
}

/** Parts what has fallen due into what is to be said, checked against today's facts, and what is not. */
export function sift(due: readonly Reminder[], facts: Facts): { readonly kept: Reminder[]; readonly dropped: Dropped[] } {
  const dropped: Dropped[] = [];
  const judge = judgeOf(facts);
  const wanted = due.map((row) => lasting(row, facts)).filter((row) => {
    const cause = judge(row);
    if (cause !== undefined) dropped.push({ row, cause });
    return cause === undefined;
  });
  const kept: Reminder[] = [];
  for (const [, rows] of Map.groupBy(wanted, ({ subject, kind, recipient }) => `${subject} ${kind} ${recipient}`)) {
    const { kind } = rows[0]!;
    if (kind === 'digest' || kind === 'outage' || kind === 'moved') kept.push(...rows);
    else {
      // Of several rungs that have fallen due the last one says it all.
      const last = rows.toSorted((a, b) => (a.day + a.due < b.day + b.due ? -1 : 1)).at(-1)!;
      kept.push(last);
      dropped.push(...rows.filter((row) => row !== last).map((row) => ({ row, cause: 'overtaken' })));
    }
  }
  return { kept, dropped };
}

/** That a date has moved should be heard before the earlier of the two days; after it, whoever has not heard must still learn the new one. */
const lasting = (row: Reminder, { now }: Facts): Reminder => (row.kind === 'moved' && row.until !== null && row.until <= stamp(now) ? { ...row, until: null } : row);

/** Says why a reminder is not wanted any more; undefined when it is. */
function judgeOf(facts: Facts): (row: Reminder) => string | undefined {
  const rules = factsOf(facts.dir, facts.now);
  const steps = Map.groupBy(facts.steps, ({ commitment }) => commitment);
  const parts = new Map(facts.all.map(({ commitment, reports }): [string, Parts] => [`C${commitment.number}`, { commitment, reports, milestones: steps.get(commitment.number) ?? [] }]));
  const now = stamp(facts.now);
  return (row) => {
    if (row.kind === 'digest') return wantsDigest(row, facts) ? undefined : 'off';
    const still = row.kind === 'moved' || row.kind === 'outage' ? 'yes' : stillWanted(row, parts.get(row.subject.split('.')[0]!), rules, facts.now);
    if (still !== 'yes') return still;
    return row.until !== null && row.until <= now ? 'past' : undefined;
  };
}

function wantsDigest({ recipient }: Reminder, { dir, people }: Facts): boolean {
  if (recipient === 'room') return dir.group.settings.digest !== null;
  const wishes = people.get(recipient.split('/')[1]!)?.wishes;
  return wishes !== undefined && wishes.on && wishes.digest !== null;
}

/**
 * Several moves of one thing that a reader has not been told of are one: from where it was told to be, to where it is. None when that is
 * the same. To be done only when they are told: until then there may be more of them.
 */
export function collapse(asked: readonly Asked[]): { readonly kept: readonly Asked[]; readonly dropped: readonly Dropped[] } {
  const kept = asked.filter(({ row }) => row.kind !== 'moved');
  const dropped: Dropped[] = [];
  for (const [, same] of Map.groupBy(asked.filter(({ row }) => row.kind === 'moved'), ({ row }) => row.subject)) {
    // The way leads from the point that is left once more often than reached to the one that is reached once more often than left.
    const balance = new Map<string, number>();
    for (const { row: { data } } of same) {
      balance.set(data?.from ?? '', (balance.get(data?.from ?? '') ?? 0) + 1);
      balance.set(data?.to ?? '', (balance.get(data?.to ?? '') ?? 0) - 1);
    }
    const [from] = [...balance].find(([, count]) => count > 0) ?? [];
    const [to] = [...balance].find(([, count]) => count < 0) ?? [];
    const [first, ...others] = same as [Asked, ...Asked[]];
    const isBack = from === undefined || to === undefined;
    if (isBack) dropped.push({ row: first.row, cause: 'back' });
    else kept.push({ ...first, row: { ...first.row, data: { from, to } } });
    dropped.push(...others.map(({ row }) => ({ row, cause: isBack ? 'back' : 'overtaken' })));
  }
  return { kept, dropped };
}
