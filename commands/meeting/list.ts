import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { datesList, rowsOf, sittingText, turns } from '#bot/meetingdates.ts';
import { meetingName, meetingRef, meetingsOf, type Found } from '#bot/meetings.ts';
import { clockNote, repeatOf } from '#bot/meetingwords.ts';
import { ownReplies, shortName, type OwnReply } from '#bot/ownreplies.ts';
import { pollShow } from '#bot/polls.ts';
import { slotsAhead } from '#bot/pollstate.ts';
import { press } from '#bot/reply.ts';
import { int, ref, yesno } from '#core/field.ts';
import { join, message, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { preferencesOf } from '#db/meetings.ts';
import type { Sitting } from '#rules/meeting.ts';
import { actors, fitting } from '#rules/roles.ts';

/** So many meetings stand on a page, so many dates of one series, and so many meetings have a button. */
const [perPage, ofSeries, presses] = [8, 3, 3];

/**
 * What meetings are to come, on the reader's own clock, and how each stands for them: a series once, with its next dates. On request every
 * date of one meeting, those that are over, or all.
 */
export const meetingList = command({
  name: 'meeting.list',
  who: 'reader',
  reads: true,
  input: z.object({ meeting: ref('meeting').optional(), past: yesno().optional(), all: yesno().optional(), page: int(1, 999).optional() }),
  args: [],
  async run(ctx, { meeting, past, all, page = 1 }) {
    const only = meeting === undefined ? undefined : await meetingRef(ctx, meeting);
    if (only && only.meeting.starts === null && only.meeting.cancelled === null) return pollShow(ctx, only, page);
    const meetings = only ? [only] : await meetingsOf(ctx);
    return only || past || all ? datesList(ctx, meetings, only, { which: all ? 'all' : past ? 'past' : 'coming', page }) : overview(ctx, meetings, page);
  },
});

/** A meeting to come, or one whose time is being found, in the list of them. */
interface Entry {
  readonly found: Found;
  readonly coming: readonly Sitting[];
  readonly item: Item;
  /** What can be answered at once. */
  readonly answers: readonly Button[];
}

async function overview(ctx: Ctx, meetings: readonly Found[], page: number): Promise<Message> {
  const polls = meetings.filter(({ meeting }) => meeting.starts === null && meeting.cancelled === null);
  const coming = [...Map.groupBy(rowsOf(ctx, meetings, 'coming'), ({ found }) => found)].map(([found, rows]) => ({ found, coming: rows.map(({ sitting }) => sitting) }));
  const past = rowsOf(ctx, meetings, 'past').length > 0 ? [press(ctx, 'button.pastMeetings', 'meeting.list', { past: 'yes' })] : [];
  const all = [...polls.map((found) => ({ found, coming: [] })), ...coming];
  if (all.length === 0) return message(undefined, { text: ctx.t('meeting.list.none') }, { buttons: past });
  const pages = Math.ceil(all.length / perPage);
  const at = Math.min(page, pages);
  const entries: Entry[] = [];
  for (const each of all.slice((at - 1) * perPage, at * perPage)) entries.push(each.coming.length === 0 ? await pollEntry(ctx, each.found) : await meetingEntry(ctx, each.found, each.coming));
  const series = coming.filter(({ found }) => found.meeting.rule !== null).length;
  const count = (kind: 'series' | 'single' | 'polls', number: number): Rich => (number === 0 ? [] : ctx.t(`meeting.list.count.${kind}`, { count: number }));
  const title = ctx.t('meeting.list.title', { list: join([count('series', series), count('single', coming.length - series), count('polls', polls.length)], ', ') });
  const [long] = entries.filter(({ coming: dates }) => dates.length > ofSeries);
  const buttons: Button[] = [
    // Of what waits for an answer, the first poll and the first meeting.
    ...[true, false].flatMap((isPoll) => entries.find(({ coming: dates, answers }) => answers.length > 0 && (dates.length === 0) === isPoll)?.answers ?? []),
    ...entries.slice(0, presses).map(({ found: { meeting } }) => ({ label: ctx.label('my.next.show', { id: meetingName(meeting) }), run: 'meeting.show', given: { meeting: meetingName(meeting) } })),
    ...(long ? [datesButton(ctx, long.found)] : []),
    ...turns(ctx, at, pages, {}),
    ...past,
  ];
  return message(pages > 1 ? [...title, ...ctx.t('list.page', { page: at, pages })] : title, { list: entries.map(({ item }) => item) }, { buttons });
}

const datesButton = (ctx: Ctx, { meeting }: Found): Button => ({ label: ctx.label('meeting.list.allDates', { id: meetingName(meeting) }), run: 'meeting.list', given: { meeting: meetingName(meeting) } });

const titleOf = ({ meeting }: Found): Rich => [{ b: [meetingName(meeting)] }, ` ${meeting.title}`];

/** A meeting with its next dates, each on a line, and beneath them how a series goes on. */
async function meetingEntry(ctx: Ctx, found: Found, coming: readonly Sitting[]): Promise<Entry> {
  const own = await ownReplies(ctx, found);
  const first = coming.slice(0, ofSeries);
  // Also the next one that begins at another hour for the reader.
  const other = coming.slice(ofSeries).find((sitting) => clockNote(ctx, found, sitting).length > 0);
  const dates = [...first, ...(other ? [other] : [])].map((sitting) => sittingText(ctx, found, sitting, own(sitting)));
  const series = found.meeting.rule === null ? [] : ctx.t('meeting.list.series', { repeat: repeatOf(ctx, found.meeting), count: coming.length });
  const waits = coming.slice(0, 1).find((sitting) => own(sitting).isOpen);
  return { found, coming, item: { text: titleOf(found), note: join([...dates, series], '\n') }, answers: waits ? replyButtons(ctx, waits, answersTo(own(waits)), shortName(ctx, waits)) : [] };
}

const answersTo = ({ presses: open }: OwnReply) => (['attend', 'apologies'] as const).filter((reply) => open.includes(reply));

/** A meeting whose time is being found, and for how many of its times the caller has still to say whether they can. */
async function pollEntry(ctx: Ctx, found: Found): Promise<Entry> {
  const { closes } = found.meeting;
  const isOpen = closes === null || closes > stamp(ctx.now);
  const left = await leftToAnswer(ctx, found);
  const stands = !isOpen ? ctx.t('meeting.list.asked') : fitting(actors, ctx.seats).length === 0 ? ctx.t('meeting.list.polledOnly') : ctx.t('meeting.list.polled', { left });
  const note = join([stands, isOpen && closes !== null ? ctx.t('meeting.list.until', { until: { when: closes } }) : []], ' · ');
  const name = meetingName(found.meeting);
  const say: Button = { label: ctx.label('button.replyTo', { reply: ctx.label('button.sayWhen'), of: name }), run: 'meeting.answer', given: { meeting: name } };
  return { found, coming: [], item: { text: titleOf(found), note }, answers: left > 0 ? [say] : [] };
}

/** For how many of the times to come nobody has answered yet from the caller's seats; none once the poll is closed. */
async function leftToAnswer(ctx: Ctx, { meeting }: Found): Promise<number> {
  const seats = fitting(actors, ctx.seats).map(({ id }) => id);
  if (seats.length === 0 || (meeting.closes !== null && meeting.closes <= stamp(ctx.now))) return 0;
  const said = (await preferencesOf(ctx.tx, ctx.dir.group.id, meeting.number)).filter(({ seat }) => seats.includes(seat));
  return slotsAhead(ctx, meeting).filter((slot) => !said.some((preference) => preference.slot === slot)).length;
}
