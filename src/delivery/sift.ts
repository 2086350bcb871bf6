import { stamp } from '#core/time.ts';
import { factsOf } from '#db/plan.ts';
import type { Reminder } from '#db/reminders.ts';
import type { Asked } from '#delivery/entry.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { endStands, gatherEnds, isEnd, joinSeries, waysOf } from '#delivery/seriesnews.ts';
import { partsOf } from '#rules/called.ts';
import { nextSitting } from '#rules/meeting.ts';
import { placeOf } from '#rules/meetingnews.ts';
import { sittingIn, stillCalled, type Calling } from '#rules/meetingrungs.ts';
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
    if (kind === 'digest' || kind === 'outage' || kind === 'moved' || kind === 'place' || kind === 'part') kept.push(...rows);
    else {
      // Of several rungs that have fallen due the last one says it all.
      const last = rows.toSorted((a, b) => (a.day + a.due < b.day + b.due ? -1 : 1)).at(-1)!;
      kept.push(last);
      dropped.push(...rows.filter((row) => row !== last).map((row) => ({ row, cause: 'overtaken' })));
    }
  }
  return { kept, dropped };
}

/** What should be heard before an hour that must be learnt after it, too: that a date has moved, that one is called to a series, how one comes in. */
const lasts: readonly string[] = ['moved', 'place', 'part', 'called', 'call'];

/** That a date has moved should be heard before the earlier of the two days; after it, whoever has not heard must still learn the new one. */
const lasting = (row: Reminder, { now }: Facts): Reminder => (lasts.includes(row.kind) && row.until !== null && row.until <= stamp(now) ? { ...row, until: null } : row);

/** Says why a reminder is not wanted any more; undefined when it is. */
function judgeOf(facts: Facts): (row: Reminder) => string | undefined {
  const rules = factsOf(facts.dir, facts.now, facts.gatherings);
  const steps = Map.groupBy(facts.steps, ({ commitment }) => commitment);
  const parts = new Map(facts.all.map(({ commitment, reports }): [string, Parts] => [`C${commitment.number}`, { commitment, reports, milestones: steps.get(commitment.number) ?? [] }]));
  const now = stamp(facts.now);
  return (row) => {
    if (row.kind === 'digest') return wantsDigest(row, facts) ? undefined : 'off';
    const meeting = meetingIn(row.subject);
    const seat = () => [...facts.seats, ...facts.former].find(({ id }) => row.recipient === `seat/${id}`);
    const still = row.kind === 'moved' || row.kind === 'outage' ? 'yes' : meeting !== undefined ? stillCalled(row, facts.callings.get(meeting), seat(), rules, facts.now, facts.seats) : stillWanted(row, parts.get(row.subject.split('.')[0]!), rules, facts.now);
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
  const { kept, dropped } = gathered(asked.filter(({ row }) => !isMove(row)));
  const ends = gatherEnds(asked);
  kept.push(...ends.kept);
  dropped.push(...ends.dropped);
  for (const same of [...Map.groupBy(asked.filter(({ row }) => isMove(row) && !isEnd(row)), ({ row }) => `${row.kind} ${row.subject} ${row.data?.organisation ?? ''}`).values()].flatMap(waysOf)) {
    // The way leads from the point that is left once more often than reached to the one that is reached once more often than left.
    const balance = new Map<string, number>();
    for (const { row: { data } } of same) {
      balance.set(data?.from ?? '', (balance.get(data?.from ?? '') ?? 0) + 1);
      balance.set(data?.to ?? '', (balance.get(data?.to ?? '') ?? 0) - 1);
    }
    const [from] = [...balance].findLast(([, count]) => count > 0) ?? [];
    const [to] = [...balance].find(([, count]) => count < 0) ?? [];
    const [first, ...others] = same as [Asked, ...Asked[]];
    const isBack = from === undefined || to === undefined;
    if (isBack) dropped.push({ row: first.row, cause: 'back' });
    // Whatever else is said belongs to the move that led there.
    else kept.push({ ...first, row: { ...first.row, data: { ...same.findLast(({ row }) => row.data?.to === to)?.row.data, from, to } } });
    dropped.push(...others.map(({ row }) => ({ row, cause: isBack ? 'back' : 'overtaken' })));
  }
  return { kept, dropped };
}

const isMove = ({ kind }: Reminder): boolean => kind === 'moved' || kind === 'place' || kind === 'part';

/** The same that is to be said of several of a series is said once, of the first of them and of how many they are. */
function gathered(asked: readonly Asked[]): { readonly kept: Asked[]; readonly dropped: Dropped[] } {
  const isOfMany = ({ row: { kind } }: Asked) => kind === 'alternate' || kind === 'entered';
  const [kept, dropped]: [Asked[], Dropped[]] = [asked.filter((each) => !isOfMany(each)), []];
  for (const [, same] of Map.groupBy(asked.filter(isOfMany), ({ row }) => JSON.stringify([meetingIn(row.subject), row.kind, row.recipient, row.data]))) {
    const [first, ...others] = same.toSorted((a, b) => (a.row.subject < b.row.subject ? -1 : 1)) as [Asked, ...Asked[]];
    kept.push({ ...first, row: { ...first.row, data: { ...first.row.data, count: String(same.length) } } });
    dropped.push(...others.map(({ row }) => ({ row, cause: 'overtaken' })));
  }
  return { kept, dropped };
}

/**
 * What of moved meetings is said after all: what stands now, and only to whoever has heard of it before. Nothing of what is over, of one
 * sitting of a series that is off as a whole, and of what one is just being called to, as an alternate either; nor is one reminded of what one
 * has just heard of.
 */
export function standing(told: readonly Asked[], { callings, now }: Facts): { readonly kept: readonly Asked[]; readonly dropped: readonly Dropped[] } {
  const { kept: asked, dropped } = joinSeries(told);
  const called = subjectsOf(asked, ({ kind }) => kind === 'called');
  const wholes = subjectsOf(asked, ({ kind, subject }) => kind === 'moved' && callings.get(meetingIn(subject) ?? 0)?.meeting.cancelled !== null);
  const moves = asked.flatMap((each): Asked[] => {
    const number = meetingIn(each.row.subject);
    if (number === undefined || !isMove(each.row)) return [each];
    const row = { ...each.row, data: standsAs(each.row, callings.get(number), stamp(now)) };
    const { from = '', to = '' } = row.data;
    const isSaid = called.has(row.subject) || (row.subject !== `M${number}` && (wholes.has(`M${number}`) || called.has(`M${number}`)));
    const cause = isSaid ? 'overtaken' : from === to ? 'back' : row.kind === 'moved' && (to === '' ? from : to) <= stamp(now) ? 'past' : undefined;
    if (cause !== undefined) dropped.push({ row, cause });
    return cause === undefined ? [{ ...each, row }] : [];
  });
  const news = subjectsOf(moves, ({ kind }) => kind === 'moved' || kind === 'called');
  // What is said of a whole series names one of its sittings; the reminder of another is nobody's news.
  const named = new Set(moves.flatMap(({ row: { kind, subject, data } }) => {
    const calling = subject.includes('/') ? undefined : callings.get(meetingIn(subject) ?? 0);
    const at = kind === 'called' ? calling && nextSitting(calling.sittings, stamp(now))?.at : kind === 'moved' ? data?.to : undefined;
    return calling && at ? [`${subject} ${at}`] : [];
  }));
  const isNamed = ({ subject }: Reminder) => {
    const calling = callings.get(meetingIn(subject) ?? 0);
    return named.has(`M${meetingIn(subject)} ${calling && sittingIn(calling, subject)?.at}`);
  };
  const kept = moves.filter(({ row }) => {
    const whole = `M${meetingIn(row.subject)}`;
    const isCalled = (row.kind === 'called' && row.subject !== whole && called.has(whole)) || (row.kind === 'alternate' && (called.has(row.subject) || called.has(whole)));
    const isSaid = isCalled || (row.kind === 'meeting' && (news.has(row.subject) || isNamed(row)));
    if (isSaid) dropped.push({ row, cause: 'overtaken' });
    return !isSaid;
  });
  return { kept, dropped };
}

const subjectsOf = (asked: readonly Asked[], which: (row: Reminder) => boolean) => new Set(asked.filter(({ row }) => which(row)).map(({ row }) => row.subject));

/** Where a meeting was told to be, and where it is now. */
function standsAs({ subject, kind, data }: Reminder, calling: Calling | undefined, now: string): Readonly<Record<string, string>> {
  const told = data ?? {};
  if (!calling) return { ...told, to: '' };
  const { meeting } = calling;
  if (kind === 'place') return { ...told, to: placeOf(meeting) };
  if (kind === 'part') return { ...told, to: partsOf(meeting, told.organisation ?? '') };
  if (told.last !== undefined) return endStands(told, calling, now);
  if (meeting.cancelled !== null) return { ...told, to: '' };
  if (meeting.starts === null) return { ...told, to: meeting.closes ?? '' };
  // Of a whole series it is said what became of the sitting that was the next one then.
  if (meeting.rule !== null && !subject.includes('/')) return told;
  const sitting = sittingIn(calling, subject);
  return { ...told, to: sitting?.state === 'on' ? sitting.at : '' };
}
