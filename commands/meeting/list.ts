import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { clockNote } from '#bot/meetingwords.ts';
import { slotsAhead } from '#bot/pollstate.ts';
import { press } from '#bot/reply.ts';
import { int, yesno } from '#core/field.ts';
import { join, message, type Button, type Item, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { preferencesOf, rsvpsOf } from '#db/meetings.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { actors, fitting } from '#rules/roles.ts';
import type { Reply, Rsvp } from '#rules/things.ts';

/** So many meetings stand on a page. */
const perPage = 10;

/** One sitting of some meeting, as a list shows it. */
interface Row {
  readonly found: Found;
  readonly sitting: Sitting;
}

/** What meetings are to come, on the reader's own clock, and how each stands for them; on request those that are over, or all. */
export const meetingList = command({
  name: 'meeting.list',
  who: 'reader',
  reads: true,
  input: z.object({ past: yesno().optional(), all: yesno().optional(), page: int(1, 999).optional() }),
  args: [],
  async run(ctx, { past, all, page = 1 }) {
    const meetings = await meetingsOf(ctx);
    const rows = rowsOf(ctx, meetings, all ? 'all' : past ? 'past' : 'coming');
    const polls = past || page > 1 ? [] : meetings.filter(({ meeting }) => meeting.starts === null && meeting.cancelled === null);
    const given = { ...(past && { past: 'yes' }), ...(all && { all: 'yes' }) };
    const isComing = !past && !all;
    const over = isComing && rowsOf(ctx, meetings, 'past').length > 0 ? [press(ctx, 'button.pastMeetings', 'meeting.list', { past: 'yes' })] : [];
    const away = isComing ? over : [press(ctx, 'button.comingMeetings', 'meeting.list')];
    if (rows.length + polls.length === 0) return message(undefined, { text: ctx.t(isComing ? 'meeting.list.none' : 'meeting.list.noneThen') }, { buttons: away });
    const pages = Math.max(1, Math.ceil(rows.length / perPage));
    const at = Math.min(page, pages);
    const shown = rows.slice((at - 1) * perPage, at * perPage);
    const answers = await ownAnswers(ctx, shown);
    const turns: Button[] = [
      ...(at < pages ? [press(ctx, 'button.more', 'meeting.list', { ...given, page: at + 1 })] : []),
      ...(at > 1 ? [press(ctx, 'button.previous', 'meeting.list', { ...given, page: at - 1 })] : []),
    ];
    const title = ctx.t(isComing ? 'meeting.list.title' : past && !all ? 'meeting.list.past' : 'meeting.list.all', { count: rows.length });
    const listed = [...(await Promise.all(polls.map((poll) => pollItem(ctx, poll)))), ...shown.map((row) => sittingItem(ctx, row, answers))];
    return message(
      pages > 1 ? [...title, ...ctx.t('list.page', { page: at, pages })] : title,
      { list: listed },
      { buttons: [...(isComing ? await presses(ctx, polls, shown[0], answers) : []), ...turns, ...away] },
    );
  },
});

/** The sittings that take place from now on, the next first; those that are over, the last first; or all, also those that are called off. */
function rowsOf(ctx: Ctx, meetings: readonly Found[], which: 'coming' | 'past' | 'all'): Row[] {
  const now = stamp(ctx.now);
  const rows = meetings.flatMap((found) => found.sittings.map((sitting): Row => ({ found, sitting })));
  const order = (a: Row, b: Row) => (a.sitting.at === b.sitting.at ? a.sitting.number - b.sitting.number : a.sitting.at < b.sitting.at ? -1 : 1);
  const kept = rows.filter(({ sitting: { state, ends } }) => which === 'all' || (state === 'on' && (which === 'coming' ? ends > now : ends <= now))).sort(order);
  return which === 'past' ? kept.reverse() : kept;
}

/** What the caller has answered, by `sittingKey`: from one of their seats, or what somebody entered for their organisation. */
async function ownAnswers(ctx: Ctx, rows: readonly Row[]): Promise<ReadonlyMap<string, Reply>> {
  const seats = fitting(actors, ctx.seats);
  const own = seats.map(({ id }) => id);
  const entered = seats.flatMap(({ organisation }) => (organisation === null ? [] : `org/${organisation}`));
  const answers = new Map<string, Reply>();
  for (const number of new Set(rows.map(({ sitting }) => sitting.number))) {
    const rsvps = await rsvpsOf(ctx.tx, ctx.dir.group.id, number);
    const from = (names: readonly string[]) => rsvps.filter(({ seat }) => names.includes(seat)).forEach((rsvp: Rsvp) => answers.set(sittingKey({ number, slot: rsvp.slot }), rsvp.reply));
    from(entered);
    from(own);
  }
  return answers;
}

const sittingKey = ({ number, slot }: Pick<Sitting, 'number' | 'slot'>) => `${number} ${slot}`;

function sittingItem(ctx: Ctx, { found, sitting }: Row, answers: ReadonlyMap<string, Reply>): Item {
  const { number, state } = sitting;
  // That nobody has answered yet for what comes after it goes without saying.
  const isNext = nextSitting(found.sittings, stamp(ctx.now)) === sitting;
  const isAsked = state === 'on' && fitting(actors, ctx.seats).length > 0;
  const reply = answers.get(sittingKey(sitting));
  const stands: Rich = state !== 'on' ? ctx.t(state === 'out' ? 'meeting.list.out' : 'meeting.list.off') : isAsked && (reply || isNext) ? ctx.t('meeting.list.mine', { reply: reply ?? 'none' }) : [];
  return {
    text: [{ b: [meetingName({ number })] }, ` ${found.meeting.title}`],
    note: join([whenText(ctx, sitting), state === 'on' ? clockNote(ctx, found, sitting) : [], stands], ' · '),
  };
}

/** A meeting whose time is being found, and for how many of its times the caller has still to say whether they can. */
async function pollItem(ctx: Ctx, poll: Found): Promise<Item> {
  const { number, title, closes } = poll.meeting;
  const isOpen = closes === null || closes > stamp(ctx.now);
  const stands = !isOpen ? ctx.t('meeting.list.asked') : fitting(actors, ctx.seats).length === 0 ? ctx.t('meeting.list.polledOnly') : ctx.t('meeting.list.polled', { left: await leftToAnswer(ctx, poll) });
  return { text: [{ b: [meetingName({ number })] }, ` ${title}`], note: join([stands, isOpen && closes !== null ? ctx.t('meeting.list.until', { until: { when: closes } }) : []], ' · ') };
}

/** For how many of the times to come nobody has answered yet from the caller's seats; none once the poll is closed. */
async function leftToAnswer(ctx: Ctx, { meeting }: Found): Promise<number> {
  const seats = fitting(actors, ctx.seats).map(({ id }) => id);
  if (seats.length === 0 || (meeting.closes !== null && meeting.closes <= stamp(ctx.now))) return 0;
  const said = (await preferencesOf(ctx.tx, ctx.dir.group.id, meeting.number)).filter(({ seat }) => seats.includes(seat));
  return slotsAhead(ctx, meeting).filter((slot) => !said.some((preference) => preference.slot === slot)).length;
}

/** What one can do at once: say when one can, answer to the next meeting, see it whole. */
async function presses(ctx: Ctx, polls: readonly Found[], next: Row | undefined, answers: ReadonlyMap<string, Reply>): Promise<Button[]> {
  const acts = fitting(actors, ctx.seats).length > 0;
  const left = await Promise.all(polls.map((poll) => leftToAnswer(ctx, poll)));
  const poll = polls[left.findIndex((count) => count > 0)];
  const said = next && answers.get(sittingKey(next.sitting));
  return [
    ...(poll ? [press(ctx, 'button.sayWhen', 'meeting.answer', { meeting: meetingName(poll.meeting) })] : []),
    ...(acts && next ? replyButtons(ctx, next.sitting, (['attend', 'apologies'] as const).filter((reply) => reply !== said)) : []),
    ...(next ? [press(ctx, 'button.show', 'meeting.show', { meeting: meetingName(next.found.meeting) })] : []),
  ];
}
