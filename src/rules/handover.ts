import { headline } from '#rules/commitment.ts';
import type { Commitment, Report } from '#rules/things.ts';

/**
 * A commitment as it stands once an organisation has passed its open parts to a successor; the same object when it has
 * none here or the work is done. The successor is asked to lead: an organisation takes a lead only by its own yes.
 */
export function passedOn(commitment: Commitment, reports: readonly Report[], from: string, to: string): Commitment {
  const { lead, offered, counterpart, partners } = commitment;
  if (commitment.state === 'declined' || headline(commitment, reports)?.status === 'done') return commitment;
  if (lead !== from && offered !== from && counterpart !== from && !partners.includes(from)) return commitment;
  const leads = lead === to;
  return {
    ...commitment,
    ...(lead === from && { lead: null, basis: null, offered: offered ?? to }),
    ...(offered === from && { offered: leads ? null : to }),
    ...(counterpart === from && { counterpart: leads ? null : to }),
    partners: [...new Set(partners.map((partner) => (partner === from ? to : partner)))].filter((partner) => partner !== to || !leads || partners.includes(to)),
  };
}
