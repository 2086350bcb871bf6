import { stamp } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import { remindersOf } from '#db/reminders.ts';
import { tellPart, type Hearing, type When } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { livingRef } from '#bot/refs.ts';
import { UserError } from '#core/errors.ts';
import { leads, partsOf, toldParts } from '#rules/called.ts';
import { nextSitting } from '#rules/meeting.ts';
import { isMember } from '#rules/roles.ts';
import type { Meeting, Seat } from '#rules/things.ts';

/** The organisation that has a part in a meeting. @throws UserError for one that has no seats here, so that nobody could act */
export function partRef(ctx: Ctx, typed: string, field: string): string {
  const organisation = livingRef(ctx, typed, field);
  if (!isMember(organisation)) throw new UserError('error.meeting.outside', { organisation: organisation.acronym }, field);
  return organisation.id;
}

/**
 * Has whoever speaks for an organisation told in private, once, that it chairs a meeting or takes its notes from now on; with `taken` that
 * this no longer counts, because it was taken back. Whoever waits to be called hears of their part in the call. Answers who hears of it.
 */
export async function tellParts(ctx: Ctx, before: Pick<Meeting, 'chair' | 'notetaker'>, { meeting, sittings }: Found, taken = false): Promise<Hearing> {
  const [was, is] = taken ? [meeting, before] : [before, meeting];
  const gained = new Set(toldParts.flatMap((part) => (is[part] !== null && is[part] !== was[part] ? [is[part]] : [])));
  const name = meetingName(meeting);
  const until = nextSitting(sittings, stamp(ctx.now))?.at ?? meeting.closes;
  const seats = await seatsOf(ctx.tx, ctx.dir.group.id);
  const waiting = await waitingFor(ctx, meeting, seats);
  const heard = new Map<string, When>();
  for (const organisation of gained) {
    const speakers = seats.filter((seat) => leads(seat, organisation, seats) && !waiting.has(seat.person_id));
    const change = { from: partsOf(before, organisation), to: partsOf(meeting, organisation), organisation };
    for (const [person, when] of await tellPart(ctx, name, change, speakers, until)) heard.set(person, when);
  }
  return heard;
}

/** Who is to be called to a meeting and has not been yet, by person. */
async function waitingFor({ tx, dir, now }: Ctx, meeting: Pick<Meeting, 'number'>, seats: readonly Seat[]): Promise<Set<string>> {
  const rows = (await remindersOf(tx, dir.group.id, meetingName(meeting))).filter(({ kind, subject, state, until }) => kind === 'called' && subject === meetingName(meeting) && state === 'planned' && (until === null || until > stamp(now)));
  const recipients = new Set(rows.map(({ recipient }) => recipient));
  return new Set(seats.flatMap(({ id, person_id }) => (recipients.has(`seat/${id}`) ? [person_id] : [])));
}
