import { addDays, dayOf, onClock, stamp } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import type { Person } from '#db/people.ts';
import type { Reminder } from '#db/reminders.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { sentTo } from '#rules/answernews.ts';
import { hoursOf, nextWorking } from '#rules/hours.ts';
import { answerOf } from '#rules/meetingrungs.ts';
import { holdsBack } from '#rules/snooze.ts';
import { strainAt } from '#rules/sociable.ts';
import type { Role, Seat } from '#rules/things.ts';
import type { Away } from '#rules/wishes.ts';

/** Who is to hear of a reminder; or when somebody is there to hear it; or why nobody is. */
export type Found = { readonly to: Person; readonly seat: Seat; readonly instead: Instead | undefined } | { readonly wait: Temporal.Instant } | { readonly drop: 'nobody' | 'snoozed' | 'passed' };

/** For whom somebody else is asked: a seat whose holder is away until a day or not to be reached, or one that nobody holds. */
export type Instead = { readonly seat: Seat; readonly back: string | undefined } | { readonly vacant: string };

/**
 * Turns the role that a reminder is for into a person, with today's facts: its holder or, where there is none, none to be reached, or
 * one who is away, whoever comes after. Nobody is asked of what their seat has put aside.
 */
export function find(row: Reminder, facts: Facts): Found {
  let chain = chainOf(row, facts);
  let instead: Instead | undefined = chain[0]?.length === 0 && row.recipient.startsWith('focal/') ? { vacant: row.recipient.slice(6) } : undefined;
  let wait: Temporal.Instant | undefined;
  for (let i = 0; i < chain.length; i++) {
    for (const seat of chain[i]!) {
      const to = facts.people.get(seat.person_id);
      if (!to) continue;
      const aside = putAside(row, seat, to, facts);
      if (aside) return { drop: aside };
      const absence = to.wishes.on ? absenceOf(to, facts) : undefined;
      if (to.wishes.on && !absence) return { to, seat, instead };
      if (absence && !instead && absence.standIn === null && inTime(absence.back, row)) return { wait: absence.back };
      if (absence && (!wait || Temporal.Instant.compare(absence.back, wait) < 0)) wait = absence.back;
      // Whoever is away is stood in for by their own side, also where it would be the other side's turn after them.
      if (absence && !instead) chain = [...chain.slice(0, i + 1), ...standInsFor(seat, absence.standIn, facts)];
      instead ??= { seat, back: absence?.day };
    }
  }
  return wait && inTime(wait, row) ? { wait } : { drop: 'nobody' };
}

const inTime = (at: Temporal.Instant, { until }: Reminder) => until === null || stamp(at) < until;

/** The seats that a reminder may go to, in the order in which they are tried; those of one place stand together. */
function chainOf({ recipient, kind, subject }: Reminder, facts: Facts): Seat[][] {
  const { seats, dir, all } = facts;
  const [role, id = ''] = recipient.split('/');
  if (role === 'seat') return afterSeat(id, facts);
  const held = (of: Role, place: string | null | undefined) => seats.filter((seat) => seat.role === of && (of === 'coordinator' ? seat.side : seat.organisation) === place);
  const coordinators = () => held('coordinator', dir.organisations.get(id)?.side);
  if (role === 'person') return [seats.filter(({ person_id }) => person_id === id).slice(0, 1)];
  if (role === 'coordinator') return [held('coordinator', id)];
  if (kind === 'overdue') {
    // A position that nobody fills falls to the next.
    const commitment = all.find((each) => `C${each.commitment.number}` === subject)?.commitment;
    const positions = [held('focal', commitment?.lead), held('alternate', commitment?.lead), held('focal', commitment?.counterpart)];
    const first = id !== commitment?.lead ? 2 : role === 'focal' ? 0 : 1;
    const own = held('coordinator', dir.organisations.get(commitment?.lead ?? '')?.side);
    return [...positions.slice(first), own, seats.filter((seat) => seat.role === 'coordinator' && !own.includes(seat))];
  }
  return role === 'focal' ? [held('focal', id), held('alternate', id), coordinators()] : [held('alternate', id), coordinators()];
}

/**
 * The seats that a reminder for one seat may go to: that one or, when it has ended, whoever holds the same place now; then the others of
 * its organisation, the alternates first; then the coordinators of its side.
 */
function afterSeat(id: string, { seats, former, dir }: Facts): Seat[][] {
  const seat = [...seats, ...former].find((each) => each.id === id);
  if (!seat) return [];
  const { role, organisation } = seat;
  const side = seat.side ?? dir.organisations.get(organisation ?? '')?.side;
  const own = seat.ended === null ? [seat] : seats.filter((each) => each.role === role && each.organisation === organisation && each.side === seat.side);
  const alternates = organisation === null ? [] : seats.filter((each) => each.role === 'alternate' && each.organisation === organisation && each.id !== id);
  const coordinators = seats.filter((each) => each.role === 'coordinator' && each.side === side && each.id !== id);
  // Who was to come for a focal point and cannot be reached leaves it to the focal point.
  const led = role === 'alternate' ? seats.filter((each) => each.role === 'focal' && each.organisation === organisation) : [];
  return [own, alternates, led, coordinators];
}

/** Whether it is night where somebody is who has not said that they come to the meeting that is about to begin. */
export function isAsleep(row: Reminder, { to, seat }: { readonly to: Person; readonly seat: Seat }, facts: Facts): boolean {
  if (row.kind !== 'call' || strainAt(facts.now, 0, zoneFor(facts.dir, to, facts.seats)) !== 'night') return false;
  const rsvps = facts.callings.get(meetingIn(row.subject) ?? 0)?.rsvps ?? [];
  const asked = facts.seats.filter(({ id, person_id }) => person_id === to.id || row.recipient === `seat/${id}`);
  const [slot, here] = [row.subject.split('/')[1] ?? '', [seat, ...asked]];
  if (sentTo(rsvps.filter((rsvp) => rsvp.slot === slot), facts.seats).some(({ id }) => here.some((each) => each.id === id))) return false;
  return !here.some((each) => ['attend', 'alternate'].includes(answerOf(rsvps, slot, each)?.reply ?? ''));
}

/** Who stands in for a seat: its alternates where they have been named, then the coordinator of its side. */
function standInsFor({ organisation, side }: Seat, standIn: Away['standIn'], { seats, dir }: Facts): Seat[][] {
  const own = side ?? dir.organisations.get(organisation ?? '')?.side;
  const alternates = standIn === 'alternate' ? seats.filter((seat) => seat.role === 'alternate' && seat.organisation === organisation) : [];
  return [alternates, seats.filter((seat) => seat.role === 'coordinator' && seat.side === own)];
}

/** Whether a seat has put a reminder, or what it is a part of, aside: until a later day than today, or as not its own to answer. */
function putAside(row: Reminder, seat: Seat, to: Person, { snoozes, dir, seats, now }: Facts): 'snoozed' | 'passed' | undefined {
  const zone = zoneFor(dir, to, seats);
  const found = snoozes.find((snooze) => snooze.seat === seat.id && holdsBack(snooze, row, dayOf(now, zone), hoursOf(to.wishes, zone)));
  return found && (found.until === null ? 'passed' : 'snoozed');
}

/** Until when somebody is away or has paused their reminders, and who stands in; undefined when they are there. */
function absenceOf(person: Person, { now, dir, seats }: Facts): { readonly back: Temporal.Instant; readonly day: string; readonly standIn: Away['standIn'] } | undefined {
  const zone = zoneFor(dir, person, seats);
  const today = dayOf(now, zone);
  const { paused, away } = person.wishes;
  const isAway = away !== null && away.from <= today && today <= away.to;
  const days = [...(paused !== null && paused > today ? [paused] : []), ...(isAway ? [addDays(away.to, 1)] : [])].sort();
  const day = days.at(-1);
  return day === undefined ? undefined : { day, back: nextWorking(onClock(day, '00:00', zone), hoursOf(person.wishes, zone)), standIn: isAway ? away.standIn : null };
}
