import { isMember } from '#rules/called.ts';
import { sideOf } from '#rules/roles.ts';
import { fits, type Fit, type Organisation, type Preference, type Seat, type Side } from '#rules/things.ts';

/** Who is asked. */
export interface Asked {
  readonly seats: readonly Seat[];
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly sides: readonly Side[];
}

/** The organisations of a side by what they say of a time, each once, by its best answer. */
export interface SideStanding {
  readonly side: string;
  readonly says: { readonly [fit in Fit]: readonly string[] };
  readonly silent: readonly string[];
}

/** How one of the times that people are asked about stands. */
export interface Standing {
  readonly slot: string;
  readonly sides: readonly SideStanding[];
  /** Sides that cannot make it: some of them have answered, and all who have say no. A coordinator's answer counts for the side. */
  readonly cannot: readonly string[];
  /** Sides of which nobody has answered. */
  readonly unheard: readonly string[];
}

/** How each slot stands, in the order given. Answers of seats that have ended do not count; nor do organisations that have. */
export function standing(slots: readonly string[], preferences: readonly Preference[], { seats, organisations, sides }: Asked): Standing[] {
  const held = new Map(seats.filter(({ ended }) => ended === null).map((seat) => [seat.id, seat]));
  const counted = preferences.filter(({ seat, organisation }) => held.has(seat) || (organisation !== null && seat === `org/${organisation}`));
  const members = [...organisations.values()].filter(isMember);
  return slots.map((slot) => {
    const own = counted.filter((preference) => preference.slot === slot);
    const best = new Map(members.map(({ id }) => [id, bestOf(own.filter(({ organisation }) => organisation === id))]));
    const standings = sides.map(({ id }): SideStanding => {
      const saying = (fit: Fit | undefined) => members.filter((organisation) => organisation.side === id && best.get(organisation.id) === fit).map((organisation) => organisation.id);
      return { side: id, says: { yes: saying('yes'), 'if-need-be': saying('if-need-be'), no: saying('no') }, silent: saying(undefined) };
    });
    const heard = standings.map(({ side, says }) => {
      const alone = own.filter(({ organisation, seat }) => organisation === null && held.has(seat) && sideOf(held.get(seat)!, organisations) === side);
      return { side, said: [...fits.filter((fit) => says[fit].length > 0), ...alone.map(({ fit }) => fit)] };
    });
    const cannot = heard.filter(({ said }) => said.length > 0 && said.every((fit) => fit === 'no')).map(({ side }) => side);
    return { slot, sides: standings, cannot, unheard: heard.filter(({ said }) => said.length === 0).map(({ side }) => side) };
  });
}

const bestOf = (preferences: readonly Preference[]): Fit | undefined => fits.find((best) => preferences.some(({ fit }) => fit === best));

/** Whether a seat has answered for each of the slots. */
export function answeredAll(slots: readonly string[], preferences: readonly Preference[], seat: string): boolean {
  return slots.every((slot) => preferences.some((preference) => preference.seat === seat && preference.slot === slot));
}

/** The seats among those called that still have to answer for some slot, in the order given. */
export function unanswered(slots: readonly string[], preferences: readonly Preference[], called: readonly Seat[]): Seat[] {
  return called.filter(({ id }) => !answeredAll(slots, preferences, id));
}
