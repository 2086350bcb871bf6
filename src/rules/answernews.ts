import type { Rsvp, Seat } from '#rules/things.ts';

/**
 * Whether an alternate is to come to a sitting because somebody of their organisation, or for it, says that an alternate comes. What was said
 * by whoever has left, and for the organisation, counts until its focal point says something else. `rsvps` are the answers to that sitting.
 */
export function isSent({ id, organisation }: Seat, rsvps: readonly Rsvp[], held: readonly Seat[]): boolean {
  const isHeld = (seat: string) => held.some((each) => each.id === seat);
  const spokeAfter = ({ seat, at }: Rsvp) => rsvps.some((other) => other.seat !== seat && other.at >= at && held.some((each) => each.id === other.seat && each.role === 'focal' && each.organisation === organisation));
  return rsvps.some((rsvp) => rsvp.reply === 'alternate' && rsvp.organisation === organisation && rsvp.seat !== id && (isHeld(rsvp.seat) || !spokeAfter(rsvp)));
}

/** What an alternate was told last of whether they are to come, and whether they have ever been asked. */
export interface Told {
  readonly last: 'asked' | 'free';
  readonly ever: boolean;
}

/**
 * What an alternate is to hear: that they are asked to come, or that they need not after all. Undefined for nothing, because they know, or have
 * said themselves what they do: `own` is their answer.
 */
export function toAlternate(isWanted: boolean, { last, ever }: Told, own: Rsvp['reply'] | undefined): Told['last'] | undefined {
  if (own === 'apologies' || isWanted === (last === 'asked')) return undefined;
  if (!isWanted) return 'free';
  return own === undefined || ever ? 'asked' : undefined;
}

/** What somebody else has entered for an organisation that has not spoken for itself since. */
export function enteredFor(organisation: string, rsvps: readonly Rsvp[], held: readonly Seat[]): Rsvp | undefined {
  return rsvps.find(({ seat, at }) => seat === `org/${organisation}` && !rsvps.some((other) => other.at >= at && held.some(({ id }) => id === other.seat && other.organisation === organisation)));
}
