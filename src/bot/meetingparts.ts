import { join, message, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, whenForAll, type Found } from '#bot/meetings.ts';
import { livingRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { tellSeats } from '#bot/tell.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { leads } from '#rules/called.ts';
import { nextSitting } from '#rules/meeting.ts';
import { isMember } from '#rules/roles.ts';
import type { Meeting } from '#rules/things.ts';

/** The organisation that has a part in a meeting. @throws UserError for one that has no seats here, so that nobody could act */
export function partRef(ctx: Ctx, typed: string, field: string): string {
  const organisation = livingRef(ctx, typed, field);
  if (!isMember(organisation)) throw new UserError('error.meeting.outside', { organisation: organisation.acronym }, field);
  return organisation.id;
}

/** The parts that an organisation has to know of, because others wait for it. */
const told = ['chair', 'notetaker'] as const;

/**
 * Tells whoever speaks for an organisation in private, once, that it chairs a meeting or takes its notes from now on; with `taken` that
 * this no longer counts, because it was taken back. Answers how many people are told.
 */
export async function tellParts(ctx: Ctx, before: Pick<Meeting, (typeof told)[number]>, { meeting, sittings }: Found, taken = false): Promise<number> {
  const gained = Map.groupBy(told.filter((part) => meeting[part] !== null && meeting[part] !== before[part]), (part) => meeting[part]!);
  const name = meetingName(meeting);
  const next = nextSitting(sittings, stamp(ctx.now));
  const when: Rich = next && !taken ? ctx.t('meeting.change.next', { when: whenForAll(ctx, next) }) : [];
  const seats = await seatsOf(ctx.tx, ctx.dir.group.id);
  let people = 0;
  for (const [organisation, parts] of gained) {
    const said = { name, title: meeting.title, organisation: nameOf(ctx.dir, organisation), parts: parts.length > 1 ? 'both' : parts[0]! };
    const text = join([ctx.t(taken ? 'meeting.change.takenBack' : 'meeting.change.yours', said), when], ' ');
    people += await tellSeats(ctx, (seat) => leads(seat, organisation, seats), message(undefined, { text }, { buttons: [press(ctx, 'button.show', 'meeting.show', { meeting: name })] }), name);
  }
  return people;
}
