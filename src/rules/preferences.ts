import { isMember, sideOf } from '#rules/roles.ts';
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

/** What the coordinators of a side say of a time, each answer once. */
export interface Coordinated {
  readonly side: string;
  readonly fits: readonly Fit[];
}

/** A side of which all who have answered say no, while others can still answer: how many organisations have, of how many. */
export interface SoFar {
  readonly side: string;
  readonly answered: number;
  readonly of: number;
}

/** How one of the times that people are asked about stands. */
export interface Standing {
  readonly slot: string;
  readonly sides: readonly SideStanding[];
  readonly coordinators: readonly Coordinated[];
  /** Sides that cannot make it: some of them have answered, and all who have say no. A coordinator's answer counts for the side. */
  readonly cannot: readonly string[];
  /** Those of them of which that can change: no coordinator says no, and not every organisation that can be asked has answered. */
  readonly soFar: readonly SoFar[];
  /** Sides of which nobody has answered. */
  readonly unheard: readonly string[];
}

/** How each slot stands, in the order given. Answers of seats that have ended do not count; nor do organisations that have. */
export function standing(slots: readonly string[], preferences: readonly Preference[], { seats, organisations, sides }: Asked): Standing[] {
  const held = new Map(seats.filter(({ ended }) => ended === null).map((seat) => [seat.id, seat]));
  const counted = preferences.filter(({ seat, organisation }) => held.has(seat) || (organisation !== null && seat === `org/${organisation}`));
  const members = [...organisations.values()].filter(isMember);
  const asked = new Set([...held.values()].flatMap(({ organisation }) => organisation ?? []));
  return slots.map((slot) => {
    const own = counted.filter((preference) => preference.slot === slot);
    const best = new Map(members.map(({ id }) => [id, bestOf(own.filter(({ organisation }) => organisation === id))]));
    const standings = sides.map(({ id }): SideStanding => {
      const saying = (fit: Fit | undefined) => members.filter((organisation) => organisation.side === id && best.get(organisation.id) === fit).map((organisation) => organisation.id);
      return { side: id, says: { yes: saying('yes'), 'if-need-be': saying('if-need-be'), no: saying('no') }, silent: saying(undefined) };
    });
    const heard = standings.map(({ side, says, silent }) => {
      const alone = own.filter(({ organisation, seat }) => organisation === null && held.has(seat) && sideOf(held.get(seat)!, organisations) === side).map(({ fit }) => fit);
      const answered = says.no.length;
      const left = silent.filter((id) => asked.has(id)).length;
      return { side, alone: fits.filter((fit) => alone.includes(fit)), said: [...fits.filter((fit) => says[fit].length > 0), ...alone], soFar: left > 0 && alone.length === 0, answered, of: answered + left };
    });
    const cannot = heard.filter(({ said }) => said.length > 0 && said.every((fit) => fit === 'no'));
    return {
      slot,
      sides: standings,
      coordinators: heard.filter(({ alone }) => alone.length > 0).map(({ side, alone }) => ({ side, fits: alone })),
      cannot: cannot.map(({ side }) => side),
      soFar: cannot.filter(({ soFar }) => soFar).map(({ side, answered, of }) => ({ side, answered, of })),
      unheard: heard.filter(({ said }) => said.length === 0).map(({ side }) => side),
    };
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
