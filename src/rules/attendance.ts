import { isMember, sideOf } from '#rules/roles.ts';
import { replies, type Organisation, type Reply, type Rsvp, type Seat, type Side } from '#rules/things.ts';

/** One answer: the seat, or `org/ID`, and who entered it on behalf of the organisation. */
export interface Answer {
  readonly seat: string;
  readonly entered: string | null;
}
/** Everybody's answers, by what they say. An organisation can be present and have an apology. */
export type Answers = { readonly [reply in Reply]: readonly Answer[] };

export interface OrganisationAttendance {
  readonly organisation: string;
  readonly answers: Answers;
  readonly answered: boolean;
  /** Whether somebody comes for it: a seat, or somebody in its place. */
  readonly represented: boolean;
}

export interface SideAttendance {
  readonly side: string;
  readonly organisations: readonly OrganisationAttendance[];
  /** Those of its coordinators, who come for the side and for no organisation. */
  readonly coordinators: Answers;
}

/** Who comes to a sitting. What of it may be shown to whom is for the reader of it to decide. */
export interface Attendance {
  readonly sides: readonly SideAttendance[];
  /** How many organisations somebody comes for, and of how many. */
  readonly represented: number;
  readonly of: number;
  /** The sides for which nobody comes so far, and those of which nobody has answered at all. */
  readonly absent: readonly string[];
  readonly silent: readonly string[];
  /** The organisations that have not answered. */
  readonly unanswered: readonly string[];
}

/**
 * Who comes to one sitting, by side and organisation, in the order of `sides` and `organisations`. An answer counts when its seat is
 * held as the sitting begins (`at`, a stamp): whoever left before it does not come, whoever left after it was there. What was entered
 * for an organisation counts until it speaks for itself. Of organisations that have ended, only those that answered are listed.
 */
export function attendance(rsvps: readonly Rsvp[], seats: readonly Seat[], organisations: ReadonlyMap<string, Organisation>, sides: readonly Side[], at: string): Attendance {
  const there = new Map(seats.filter(({ ended }) => ended === null || ended > at).map((seat) => [seat.id, seat]));
  const counted = rsvps.filter((rsvp) => there.has(rsvp.seat) || isStanding(rsvp, rsvps, there));
  const bySide = sides.map(({ id }): SideAttendance => {
    const listed = [...organisations.values()].filter(({ side }) => side === id).flatMap((organisation) => {
      const own = counted.filter((rsvp) => rsvp.organisation === organisation.id);
      return isMember(organisation) || own.length > 0 ? [of(organisation.id, own)] : [];
    });
    const alone = counted.filter(({ organisation, seat }) => organisation === null && there.has(seat) && sideOf(there.get(seat)!, organisations) === id);
    return { side: id, organisations: listed, coordinators: answersOf(alone) };
  });
  const all = bySide.flatMap((side) => side.organisations);
  return {
    sides: bySide,
    represented: all.filter(({ represented }) => represented).length,
    of: all.length,
    absent: bySide.filter((side) => !comes(side.coordinators) && !side.organisations.some(({ represented }) => represented)).map(({ side }) => side),
    silent: bySide.filter((side) => !hasAny(side.coordinators) && !side.organisations.some(({ answered }) => answered)).map(({ side }) => side),
    unanswered: all.filter(({ answered }) => !answered).map(({ organisation }) => organisation),
  };
}

/** Whether something is the word of another for an organisation that has not spoken since. */
function isStanding(rsvp: Rsvp, rsvps: readonly Rsvp[], there: ReadonlyMap<string, Seat>): boolean {
  if (rsvp.organisation === null || rsvp.seat !== `org/${rsvp.organisation}`) return false;
  return !rsvps.some((other) => other.organisation === rsvp.organisation && there.has(other.seat) && other.at >= rsvp.at);
}

function of(organisation: string, rsvps: readonly Rsvp[]): OrganisationAttendance {
  const answers = answersOf(rsvps);
  return { organisation, answers, answered: hasAny(answers), represented: comes(answers) };
}

function answersOf(rsvps: readonly Rsvp[]): Answers {
  const saying = (reply: Reply) => rsvps.filter((rsvp) => rsvp.reply === reply).map(({ seat, entered }) => ({ seat, entered }));
  return { attend: saying('attend'), maybe: saying('maybe'), apologies: saying('apologies'), alternate: saying('alternate') };
}

const hasAny = (answers: Answers) => replies.some((reply) => answers[reply].length > 0);
const comes = ({ attend, alternate }: Answers) => attend.length > 0 || alternate.length > 0;
