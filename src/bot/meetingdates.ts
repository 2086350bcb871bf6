import { join, message, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { dayOf, showDate, stamp } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, whenText, type Found } from '#bot/meetings.ts';
import { clockNote } from '#bot/meetingwords.ts';
import { ownReplies, type OwnReply } from '#bot/ownreplies.ts';
import { press } from '#bot/reply.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';

/** So many dates stand on a page. */
const perPage = 10;

/** Which dates are listed, and which page of them. */
export interface Span {
  readonly which: 'coming' | 'past' | 'all';
  readonly page: number;
}
interface Row {
  readonly found: Found;
  readonly sitting: Sitting;
}

/** Every date of one meeting, or of several: when, whether the hour changes for the reader, and what they have answered. */
export async function datesList(ctx: Ctx, meetings: readonly Found[], only: Found | undefined, { which, page }: Span): Promise<Message> {
  const rows = rowsOf(ctx, meetings, which);
  const given = { ...(only && { meeting: meetingName(only.meeting) }), ...(which === 'past' && { past: 'yes' }), ...(which === 'all' && { all: 'yes' }) };
  const isPast = which === 'coming' && rowsOf(ctx, meetings, 'past').length > 0;
  const away = which !== 'coming' ? [press(ctx, 'button.comingMeetings', 'meeting.list', only && { meeting: given.meeting! })] : isPast ? [press(ctx, 'button.pastMeetings', 'meeting.list', { ...given, past: 'yes' })] : [];
  const show = only ? [{ label: ctx.label('my.next.show', { id: meetingName(only.meeting) }), run: 'meeting.show', given: { meeting: meetingName(only.meeting) } }] : [];
  if (rows.length === 0) return message(undefined, { text: ctx.t(only ? 'meeting.list.noDates' : 'meeting.list.noneThen', { name: only ? meetingName(only.meeting) : '', title: only?.meeting.title ?? '' }) }, { buttons: [...show, ...away] });
  const pages = Math.ceil(rows.length / perPage);
  const at = Math.min(page, pages);
  const shown = rows.slice((at - 1) * perPage, at * perPage);
  const own = new Map<Found, (sitting: Sitting) => OwnReply>();
  for (const { found } of shown) if (!own.has(found)) own.set(found, await ownReplies(ctx, found));
  const title = only ? ctx.t('meeting.list.dates', { name: meetingName(only.meeting), title: only.meeting.title, count: rows.length, which }) : ctx.t(which === 'past' ? 'meeting.list.past' : 'meeting.list.all', { count: rows.length });
  const items = shown.map(({ found, sitting }): Item => {
    const text = sittingText(ctx, found, sitting, own.get(found)!(sitting));
    return only ? { text } : { text: [{ b: [meetingName(found.meeting)] }, ` ${found.meeting.title}`], note: text };
  });
  const waits = which === 'coming' ? shown.find(({ found, sitting }) => own.get(found)!(sitting).isOpen) : undefined;
  const answers = waits ? replyButtons(ctx, waits.sitting, ['attend', 'apologies'], only?.meeting.rule === null ? undefined : showDate(dayOf(waits.sitting.at, ctx.zone), ctx.lang)) : [];
  return message(pages > 1 ? [...title, ...ctx.t('list.page', { page: at, pages })] : title, { list: items }, { buttons: [...answers, ...show, ...turns(ctx, at, pages, given), ...away] });
}

/** Turns the pages of a list of meetings. */
export function turns(ctx: Ctx, page: number, pages: number, given: Readonly<Record<string, string>>): Button[] {
  return [
    ...(page < pages ? [press(ctx, 'button.more', 'meeting.list', { ...given, page: page + 1 })] : []),
    ...(page > 1 ? [press(ctx, 'button.previous', 'meeting.list', { ...given, page: page - 1 })] : []),
  ];
}

/** The sittings that take place from now on, the next first; those that are over, the last first; or all, also those that are called off. */
export function rowsOf(ctx: Pick<Ctx, 'now'>, meetings: readonly Found[], which: Span['which']): Row[] {
  const now = stamp(ctx.now);
  const rows = meetings.flatMap((found) => found.sittings.map((sitting): Row => ({ found, sitting })));
  const kept = rows.filter(({ sitting: { state, ends } }) => which === 'all' || (state === 'on' && (which === 'coming' ? ends > now : ends <= now)));
  kept.sort(({ sitting: a }, { sitting: b }) => (a.at === b.at ? a.number - b.number : a.at < b.at ? -1 : 1));
  return which === 'past' ? kept.reverse() : kept;
}

/** When a sitting is, whether its hour changes for the reader, and how it stands for them: `you attend`. */
export function sittingText(ctx: Ctx, found: Found, sitting: Sitting, own: OwnReply): Rich {
  const { state } = sitting;
  // That nobody has answered yet for what comes after the next one goes without saying.
  const isSaid = own.isSaid || nextSitting(found.sittings, stamp(ctx.now)) === sitting;
  const stands = state !== 'on' ? ctx.t(state === 'out' ? 'meeting.list.out' : 'meeting.list.off') : isSaid ? own.text : [];
  return join([whenText(ctx, sitting), state === 'on' ? clockNote(ctx, found, sitting) : [], stands], ' · ');
}
