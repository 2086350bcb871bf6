import { UserError } from '#core/errors.ts';
import type { Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { uncall } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { announceMeeting, refreshMeeting } from '#bot/meetingcard.ts';
import { tellParts } from '#bot/meetingparts.ts';
import { meetingName, meetingsOf, type Found } from '#bot/meetings.ts';
import { tellElsewhere, tellNews } from '#bot/meetingtell.ts';
import { moveAnswers } from '#bot/meetingturn.ts';
import { clash } from '#rules/meetingchange.ts';
import { newsOf } from '#rules/meetingnews.ts';
import { slotsBack } from '#rules/seriesmove.ts';
import type { Line, Meeting, Rsvp } from '#rules/things.ts';
import { isTurn, ownLines } from '#rules/undo.ts';

/** The meetings that an act was about, by number. */
const numbersIn = (lines: readonly Line[]) => [...new Set(lines.flatMap(({ about }) => (/^M\d+$/.test(about) ? Number(about.slice(1)) : [])))];

/**
 * What has to follow when an act about meetings has been taken back: whoever is called is told of the time that counts again, and cards
 * show it. `stood` are the meetings as they were until then, `act` all lines of the act, also those that are not taken back one by one.
 * Calendars are not told by this: what was taken back has a higher number.
 * @throws UserError for what would begin at once with another one of its series, or has passed since
 */
export async function meetingsBack(ctx: Ctx, stood: readonly Found[], act: readonly Line[]): Promise<void> {
  const lines = ownLines(act);
  const numbers = numbersIn(lines);
  if (numbers.length === 0) return;
  const then = { ...ctx, dir: (await directory(ctx.tx, ctx.dir.group.id))! };
  const stands = await meetingsOf(then);
  for (const number of numbers) {
    const [before, after] = [stood, stands].map((all) => all.find(({ meeting }) => meeting.number === number));
    if (!before || !after) continue;
    const isTurned = lines.some((line) => line.about === `M${number}` && isTurn(line));
    const slots = isTurned ? slotsBack(before, after, then.dir.events) : new Map<string, string>();
    checkBack(ctx, before, after, slots);
    if (isTurned) await answersBack(ctx, before, after, slots, act);
    await tellNews(then, before, after, newsOf(before, after, stamp(ctx.now), slots));
    for (const call of new Set(lines.map((line) => line.call))) await uncall(then, number, call);
    await tellElsewhere(then, before, after);
    await tellParts(then, before.meeting, after, true);
    await refreshMeeting(then, number);
  }
}

/** @throws UserError for sittings that would begin at once, and for one that is to come and would have begun: a move cannot do that either */
function checkBack(ctx: Ctx, before: Found, after: Found, slots: ReadonlyMap<string, string>): void {
  const [name, now] = [meetingName(after.meeting), stamp(ctx.now)];
  const same = clash(before.sittings, after.sittings, slots);
  if (same !== undefined) throw new UserError('error.undo.onto', { name, when: { when: same } });
  const coming = new Set(before.sittings.filter(({ state, at }) => state === 'on' && at > now).map(({ slot }) => slots.get(slot) ?? slot));
  const begun = after.sittings.find(({ slot, state, at }) => state === 'on' && at <= now && coming.has(slot));
  if (begun) throw new UserError('error.undo.begun', { name, when: { when: begun.at } });
}

/** Has the answers to a series that was moved go back with it, as they are by now. Those to sittings that fell away with the move are there again. */
async function answersBack(ctx: Ctx, before: Found, after: Found, slots: ReadonlyMap<string, string>, act: readonly Line[]): Promise<void> {
  await moveAnswers(ctx, before, after, slots);
  const moved = new Set(slots.values());
  for (const { about, kind, call, before: was, after: is } of act) {
    if (kind !== 'rsvp' || about !== meetingName(after.meeting) || was === null || is !== null) continue;
    if (!moved.has((was as Rsvp).slot)) await ctx.save('rsvp', null, was as Rsvp, { undoes: call });
  }
}

/** Whether the main rooms only saw an act about a meeting on its card, which stood there before. */
export const isOnCard = ({ act, before }: Line): boolean => /^meeting\.(?:move|cancel|add|end|change)$/.test(act) || (act === 'meeting.poll' && before !== null);

/** Whether rooms for announcements were told of an act about a meeting: that it has a time, has another one, or is off. */
export const isAnnounced = ({ act, kind, after }: Line): boolean =>
  /^meeting\.(?:schedule|choose|move|cancel|add|end)$/.test(act) && !(kind === 'meeting' && (after as Meeting | null)?.starts === null);

/** Tells rooms for announcements, where they have heard of it, that something about meetings has been taken back. */
export async function announceBack(ctx: Ctx, stood: readonly Found[], lines: readonly Line[], text: Rich): Promise<void> {
  const [number] = numbersIn(lines.filter(isAnnounced));
  const found = stood.find(({ meeting }) => meeting.number === number);
  if (found) await announceMeeting(ctx, found.meeting, text);
}
