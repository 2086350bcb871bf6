import type { Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import type { Ctx } from '#bot/command.ts';
import { announceMeeting, refreshMeeting } from '#bot/meetingcard.ts';
import { tellParts } from '#bot/meetingparts.ts';
import { meetingsOf, type Found } from '#bot/meetings.ts';
import { tellNews } from '#bot/meetingtell.ts';
import { moveAnswers } from '#bot/meetingturn.ts';
import { dueDay } from '#rules/due.ts';
import { newsOf } from '#rules/meetingnews.ts';
import { localsOf } from '#rules/recurrence.ts';
import type { Line, Meeting } from '#rules/things.ts';
import { isTurn } from '#rules/undo.ts';

/** The meetings that an act was about, by number. */
const numbersIn = (lines: readonly Line[]) => [...new Set(lines.flatMap(({ about }) => (/^M\d+$/.test(about) ? Number(about.slice(1)) : [])))];

/**
 * What has to follow when an act about meetings has been taken back: whoever is called is told of the time that counts again, and cards
 * show it. `stood` are the meetings as they were until then. Calendars are not told by this: what was taken back has a higher number.
 */
export async function meetingsBack(ctx: Ctx, stood: readonly Found[], lines: readonly Line[]): Promise<void> {
  const numbers = numbersIn(lines);
  if (numbers.length === 0) return;
  const then = { ...ctx, dir: (await directory(ctx.tx, ctx.dir.group.id))! };
  const stands = await meetingsOf(then);
  for (const number of numbers) {
    const [before, after] = [stood, stands].map((all) => all.find(({ meeting }) => meeting.number === number));
    if (!before || !after) continue;
    const turned = lines.find((line) => line.about === `M${number}` && isTurn(line));
    if (turned) await moveAnswers(ctx, number, slotsBack(then, turned as Line<'meeting'>, lines));
    await tellNews(then, before, after, newsOf(before, after, stamp(ctx.now)));
    await tellParts(ctx, after.meeting, before, true);
    await refreshMeeting(then, number);
  }
}

/** Tells rooms for announcements, which have heard of it, that something about meetings has been taken back. */
export async function announceBack(ctx: Ctx, stood: readonly Found[], lines: readonly Line[], text: Rich): Promise<void> {
  const [number] = numbersIn(lines.filter(({ act }) => act !== 'meeting.change'));
  const found = stood.find(({ meeting }) => meeting.number === number);
  if (found) await announceMeeting(ctx, found.meeting, text);
}

/** By which slots the sittings of a series were known before it was moved: the way back of its answers. */
function slotsBack({ dir }: Ctx, { before, after }: Line<'meeting'>, lines: readonly Line[]): Map<string, string> {
  const slots = ({ rule, starts, until }: Meeting) => localsOf(rule!, starts!, dueDay(until, dir.events) ?? null);
  const kept = new Set(lines.flatMap(({ kind, before: was, after: is }) => (kind === 'occurrence' && was === null && is !== null && 'slot' in is && 'starts' in is && is.starts === is.slot ? [is.slot] : [])));
  const later = slots(before!).filter((slot) => !kept.has(slot));
  return new Map(slots(after!).slice(0, later.length).map((slot, i) => [slot, later[i]!]));
}
