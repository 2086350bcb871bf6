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

/** The alternates whom their organisations send to a sitting, to which `rsvps` are the answers. */
export const sentTo = (rsvps: readonly Rsvp[], held: readonly Seat[]): Seat[] => (rsvps.some(({ reply }) => reply === 'alternate') ? held.filter((seat) => seat.role === 'alternate' && isSent(seat, rsvps, held)) : []);

/** The seats that have to do with a sitting by what was answered to it: those that have answered, and the alternates who are to come. */
export const drawnInto = (rsvps: readonly Rsvp[], held: readonly Seat[]): Set<string> => new Set([...rsvps.map(({ seat }) => seat), ...sentTo(rsvps, held).map(({ id }) => id)]);

/** Whether an alternate comes in the place of a seat that says so: one who is here to be asked and has not said that they do not come. */
export function isReplaced({ id, organisation }: Pick<Seat, 'id' | 'organisation'>, rsvps: readonly Rsvp[], held: readonly Seat[]): boolean {
  const said = rsvps.find(({ seat }) => seat === id);
  if (said?.reply !== 'alternate') return false;
  const others = sentTo(rsvps, held).filter((seat) => seat.organisation === organisation && seat.id !== id);
  return others.some((each) => rsvps.find(({ seat }) => seat === each.id)?.reply !== 'apologies');
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
