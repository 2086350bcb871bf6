import { headline } from '#rules/commitment.ts';
import { meetingRoles } from '#rules/called.ts';
import type { Commitment, Meeting, Report } from '#rules/things.ts';

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

/** A meeting that a successor chairs, calls or takes the notes of in place of an organisation that has ended; the same object where that has no part in it. */
export function meetingPassedOn(meeting: Meeting, from: string, to: string, now: string): Meeting {
  const passed = meetingRoles.filter((role) => meeting[role] === from);
  return passed.length === 0 ? meeting : { ...meeting, ...Object.fromEntries(passed.map((role) => [role, to])), changed: now };
}
