import { onClock, stamp } from '#core/time.ts';
import { isMember } from '#rules/roles.ts';
import { standing, type Asked, type Coordinated, type SoFar } from '#rules/preferences.ts';
import type { Meeting, Organisation, Preference } from '#rules/things.ts';

/** What is hard about the hour of a meeting, on one clock. */
export const strainKinds = ['early', 'late', 'night'] as const;
export type Strain = (typeof strainKinds)[number];

/** Times of day, compared as text. */
const hours = { dawn: '05:00', morning: '07:00', evening: '22:00', night: '23:00' } as const;

/**
 * What is unsocial about a meeting for whoever lives in a zone: it begins between 23:00 and 05:00 (`night`, whatever else it is), begins
 * before 07:00 (`early`) or ends after 22:00 (`late`). By the clock of that zone on that day; `at` is an instant or its stamp.
 */
export function strainAt(at: Temporal.Instant | string, minutes: number, zone: string): Strain | undefined {
  const begins = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const time = begins.toPlainTime().toString();
  if (time >= hours.night || time < hours.dawn) return 'night';
  if (time < hours.morning) return 'early';
  const evening = begins.toPlainDate().toPlainDateTime(hours.evening);
  return Temporal.PlainDateTime.compare(begins.add({ minutes }).toPlainDateTime(), evening) > 0 ? 'late' : undefined;
}

/** How often an organisation had unsocial hours. */
export type Load = { readonly [strain in Strain]: number };

/** How often each organisation had them; of those without a zone nobody knows. */
export interface Strains {
  readonly of: ReadonlyMap<string, Load>;
  readonly unknown: readonly string[];
}

/** As much of a sitting as is asked for here: its first and last instant as stamps, and whether it stands. */
export interface Held {
  readonly at: string;
  readonly ends: string;
  readonly state: 'on' | 'out' | 'cancelled';
}

/**
 * How often each living organisation had unsocial hours in these sittings, by its own zone: nothing about persons. Only sittings that
 * took place or stand count. To be asked of calls: whoever travels to a meeting lives by its clock.
 */
export function strains(sittings: readonly Held[], organisations: ReadonlyMap<string, Organisation>): Strains {
  const times = sittings.filter(({ state }) => state === 'on').map(({ at, ends }) => ({ at, minutes: minutesBetween(at, ends) }));
  const members = [...organisations.values()].filter(isMember);
  const zones = new Map(members.flatMap(({ zone }) => (zone === null ? [] : [[zone, loadOf(times.map(({ at, minutes }) => strainAt(at, minutes, zone)))]])));
  return {
    of: new Map(members.flatMap(({ id, zone }) => (zone === null ? [] : [[id, zones.get(zone)!]]))),
    unknown: members.filter(({ zone }) => zone === null).map(({ id }) => id),
  };
}

const minutesBetween = (at: string, ends: string) => (Temporal.Instant.from(ends).epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds) / 60_000;

function loadOf(found: readonly (Strain | undefined)[]): Load {
  const times = (strain: Strain) => found.filter((each) => each === strain).length;
  return { early: times('early'), late: times('late'), night: times('night') };
}

/** How hard an hour is: a night counts twice. */
const burden: { readonly [strain in Strain]: number } = { early: 1, late: 1, night: 2 };
const burdenOf = (load: Load | undefined) => (load === undefined ? 0 : strainKinds.reduce((sum, strain) => sum + load[strain] * burden[strain], 0));

/** Why a slot stands below the first: the first of these in which it is worse. */
export const reasons = ['cannot', 'so-far', 'unheard', 'no', 'if-need-be', 'yes', 'strain', 'later'] as const;
export type Reason = (typeof reasons)[number];

/** A slot with what speaks for and against it. Organisations and sides by id, each list in the order of ids. */
export interface Recommended {
  readonly slot: string;
  readonly at: string;
  /** Sides that cannot make it, those of them of which others can still answer, and sides of which nobody has answered. */
  readonly cannot: readonly string[];
  readonly soFar: readonly SoFar[];
  readonly unheard: readonly string[];
  readonly yes: readonly string[];
  readonly ifNeedBe: readonly string[];
  readonly no: readonly string[];
  readonly coordinators: readonly Coordinated[];
  /** For whom it is at an unsocial hour, and how often they had one so far. */
  readonly strained: readonly { readonly organisation: string; readonly strain: Strain; readonly before: Load | undefined }[];
  /** The new strain, weighted by who has had most. */
  readonly weight: number;
  /** Undefined for the first. */
  readonly below: Reason | undefined;
}

/**
 * The slots of a poll in the order in which they are recommended. Those that some side cannot make come last, those that nobody of a side
 * who has answered so far can make before them, and before these those on which a side has not answered. Then the fewest organisations that say no, the fewest that say if need be, the most that say yes, the least
 * new strain, weighted by how much an organisation has had already, and the earliest.
 */
export function fairest({ slots, zone, minutes }: Pick<Meeting, 'slots' | 'zone' | 'minutes'>, preferences: readonly Preference[], asked: Asked, past: Strains): Recommended[] {
  const members = [...asked.organisations.values()].filter(isMember).sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = standing(slots ?? [], preferences, asked).map(({ slot, sides, coordinators, cannot, soFar, unheard }) => {
    const at = stamp(onClock(slot.slice(0, 10), slot.slice(11), zone));
    const saying = (fit: Preference['fit']) => sides.flatMap(({ says }) => says[fit]).sort();
    const strained = members.flatMap((organisation) => {
      const strain = organisation.zone === null ? undefined : strainAt(at, minutes, organisation.zone);
      return strain === undefined ? [] : [{ organisation: organisation.id, strain, before: past.of.get(organisation.id) }];
    });
    const weight = strained.reduce((sum, { strain, before }) => sum + burden[strain] * (1 + burdenOf(before)), 0);
    const bySide = <T extends { readonly side: string }>(list: readonly T[]) => list.toSorted((a, b) => (a.side < b.side ? -1 : 1));
    const said = { yes: saying('yes'), ifNeedBe: saying('if-need-be'), no: saying('no'), coordinators: bySide(coordinators) };
    return { slot, at, cannot: cannot.toSorted(), soFar: bySide(soFar), unheard: unheard.toSorted(), ...said, strained, weight };
  });
  const sorted = found.sort((a, b) => worse(a, b)?.by ?? 0);
  return sorted.map((each, i) => ({ ...each, below: i === 0 ? undefined : worse(sorted[0]!, each)?.reason }));
}

/**
 * The slot that is recommended: the first in that order. None before anybody has answered, and none where of each slot all who have answered
 * of some side say no.
 */
export function recommendedOf(order: readonly Recommended[]): Recommended | undefined {
  const [first] = order;
  const isAnswered = order.some(({ yes, ifNeedBe, no, coordinators }) => yes.length + ifNeedBe.length + no.length + coordinators.length > 0);
  return isAnswered && first?.cannot.length === 0 ? first : undefined;
}

type Found = Omit<Recommended, 'below'>;

/** What of two slots counts first in which they differ: negative where the second is worse. */
function worse(a: Found, b: Found): { readonly by: number; readonly reason: Reason } | undefined {
  const count = ({ cannot, soFar, unheard, no, ifNeedBe, yes, weight }: Found) => [cannot.length - soFar.length, soFar.length, unheard.length, no.length, ifNeedBe.length, -yes.length, weight];
  const [left, right] = [count(a), count(b)];
  const first = left.findIndex((value, i) => value !== right[i]);
  if (first >= 0) return { by: left[first]! - right[first]!, reason: reasons[first]! };
  return a.at === b.at ? undefined : { by: a.at < b.at ? -1 : 1, reason: 'later' };
}
