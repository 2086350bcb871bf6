import { join, message, type Button, type Item, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { refreshMeeting } from '#bot/meetingcard.ts';
import { meetingName, meetingsOf, whenForAll, type Found } from '#bot/meetings.ts';
import { tellOpenRole } from '#bot/openroles.ts';
import { tellSeats } from '#bot/tell.ts';
import { leads, meetingRoles, openRoles } from '#rules/called.ts';
import { meetingPassedOn } from '#rules/handover.ts';
import { nextSitting } from '#rules/meeting.ts';
import type { Meeting, Organisation } from '#rules/things.ts';

/** A meeting in which a successor takes the place of an organisation that has ended. */
export interface Passing {
  readonly found: Found;
  readonly after: Meeting;
}

/** So many meetings are named to whoever gets them, and so many can be opened from there. */
const [shown, presses] = [12, 3];

/** What an organisation chairs, calls or takes notes of that is still to come, and the polls that are its to decide: as they stand with its successor. */
export async function meetingsPassing(ctx: Ctx, from: Organisation, to: Organisation): Promise<Passing[]> {
  const now = stamp(ctx.now);
  return (await meetingsOf(ctx)).flatMap((found) => {
    const { meeting, sittings } = found;
    if (meeting.cancelled !== null || (meeting.starts !== null && !nextSitting(sittings, now))) return [];
    const after = meetingPassedOn(meeting, from.id, to.id, now);
    return after === meeting ? [] : [{ found, after }];
  });
}

/** A meeting that passes on: as what, and when it is next. */
export function passingItem(ctx: Ctx, { found: { meeting, sittings }, after }: Passing): Item {
  const roles = meetingRoles.filter((role) => meeting[role] !== after[role]).map((role) => ctx.t(`meeting.role.${role}`));
  const next = nextSitting(sittings, stamp(ctx.now));
  return { text: [{ b: [meetingName(meeting)] }, ` ${meeting.title}`], note: join([join(roles, ', '), next ? ctx.t('meeting.change.next', { when: whenForAll(ctx, next) }) : ctx.t('member.handover.polled')], ' · ') };
}

/**
 * Puts a successor in the place of an organisation that has ended: whoever speaks for it is told in private, once for all of them, and
 * the coordinators where nobody does: that is what it answers, for whoever does this. To be done when the seats of the one that has ended are.
 */
export async function passMeetings(ctx: Ctx, passing: readonly Passing[], from: Organisation, to: Organisation): Promise<Rich> {
  if (passing.length === 0) return [];
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  let isOpen = false;
  for (const { found: { meeting }, after } of passing) {
    await ctx.save('meeting', meeting, after);
    const open = openRoles(after, held).filter((role) => after[role] !== meeting[role]);
    isOpen ||= open.length > 0;
    for (const role of open) await tellOpenRole(ctx, after, role, ctx.lang);
    await refreshMeeting(ctx, meeting.number);
  }
  const said = ctx.t('member.handover.yours', { organisation: from.acronym, successor: to.acronym, count: passing.length });
  const buttons = passing.slice(0, presses).map(({ after }): Button => ({ label: ctx.label('my.next.show', { id: meetingName(after) }), run: 'meeting.show', given: { meeting: meetingName(after) } }));
  const more = passing.length > shown ? [{ note: ctx.t('member.handover.more', { count: passing.length - shown }) }] : [];
  await tellSeats(ctx, (seat) => leads(seat, to.id, held), message(undefined, { text: said }, { list: passing.slice(0, shown).map((each) => passingItem(ctx, each)) }, ...more, { buttons }));
  return isOpen ? ctx.t('meeting.schedule.roleOpen', { organisation: to.acronym }) : [];
}
