import { daysBetween, dayOf } from '#core/time.ts';
import { dueDay } from '#rules/due.ts';
import type { Commitment, KeyEvent, Milestone, Organisation, Report, Settings } from '#rules/things.ts';

/** The report that speaks for a commitment: its lead's. Others stand beneath it. Without a lead there is none. */
export function headline(commitment: Commitment, reports: readonly Report[]): Report | undefined {
  return commitment.lead === null ? undefined : reports.find((report) => report.organisation === commitment.lead);
}

/** How old the headline is: `new` in the first 30 days after agreement, `never` after them, `settled` once it says done. */
export type Freshness = 'green' | 'yellow' | 'red' | 'never' | 'new' | 'settled';

/** Civil days after agreement in which nobody is asked why there is no report yet. */
export const grace = 30;

/** The traffic light of a commitment: about reporting, not about performance. Days are those of the group's home zone. */
export function freshness(commitment: Commitment, head: Report | undefined, today: string, zone: string, { rhythm }: Pick<Settings, 'rhythm'>): Freshness {
  if (head) {
    if (head.status === 'done') return 'settled';
    const age = daysBetween(dayOf(head.at, zone), today);
    return age <= rhythm ? 'green' : age <= 2 * rhythm ? 'yellow' : 'red';
  }
  const since = commitment.agreed === null ? today : dayOf(commitment.agreed, zone);
  return daysBetween(since, today) <= grace ? 'new' : 'never';
}

/** Whole days since the due day; 0 when it is not past, when there is none, or when the headline says done. */
export function daysLate(commitment: Commitment, head: Report | undefined, events: ReadonlyMap<string, KeyEvent>, today: string): number {
  if (commitment.state !== 'agreed' || head?.status === 'done') return 0;
  const due = dueDay(commitment.due, events);
  return due === undefined ? 0 : Math.max(0, daysBetween(due, today));
}

/** Whole days since a milestone was due; 0 when it is done, not yet due or without a date. */
export function milestoneLate(milestone: Milestone, events: ReadonlyMap<string, KeyEvent>, today: string): number {
  const due = milestone.done === null ? dueDay(milestone.due, events) : undefined;
  return due === undefined ? 0 : Math.max(0, daysBetween(due, today));
}

/** Whether an organisation has to do with a commitment: as lead, as counterpart, in support, or through its whole side. */
export function isConcerned(organisation: Organisation, commitment: Commitment): boolean {
  const { id, side } = organisation;
  return commitment.lead === id || commitment.counterpart === id || commitment.partners.includes(id) || (side !== null && commitment.partners.includes(side));
}

/** Whether an organisation may rate a commitment: the side that does not lead; both where there is no lead or an outside one. */
export function mayRate(organisation: Organisation, commitment: Commitment, lead: Organisation | undefined): boolean {
  return organisation.side !== null && (!lead?.side || lead.side !== organisation.side) && commitment.state === 'agreed';
}

/** The side whose proposal waits for the other side's yes, be it the commitment or a change of it; null when none does. */
export function waitingFrom({ state, proposed, amendment }: Commitment): string | null {
  return state === 'proposed' ? proposed : (amendment?.proposed ?? null);
}

/**
 * What tells one proposal from another: what was shown is what is answered, whatever has been proposed since. Undefined where nothing
 * waits for the other side.
 */
export function proposalMark({ state, amendment }: Commitment): string | undefined {
  if (state === 'proposed') return 'new';
  if (!amendment) return undefined;
  let sum = 0;
  for (const letter of JSON.stringify([amendment.proposed, amendment.change, amendment.reason])) sum = (Math.imul(sum, 31) + letter.codePointAt(0)!) | 0;
  return (sum >>> 0).toString(36);
}

/** A commitment in which an organisation has no part beside the lead. */
export function withoutPart(c: Commitment, id: string): Commitment {
  return { ...c, partners: c.partners.filter((partner) => partner !== id), counterpart: c.counterpart === id ? null : c.counterpart };
}

/** A commitment that an organisation leads, by its own yes. */
export function ledBy(c: Commitment, id: string): Commitment {
  return { ...withoutPart(c, id), lead: id, basis: null, offered: null };
}
