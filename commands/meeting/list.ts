import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, meetingRef, meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { clockNote } from '#bot/meetingwords.ts';
import { slotsAhead } from '#bot/pollstate.ts';
import { press } from '#bot/reply.ts';
import { int, ref, yesno } from '#core/field.ts';
import { join, message, type Button, type Item, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { preferencesOf, rsvpsOf } from '#db/meetings.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { actors, fitting } from '#rules/roles.ts';
import type { Reply, Rsvp } from '#rules/things.ts';

/** So many meetings stand on a page, and so many to come of one series where there are other meetings, too. */
const [perPage, ofSeries] = [10, 3];

/** One sitting of some meeting, as a list shows it. */
interface Row {
  readonly found: Found;
  readonly sitting: Sitting;
  /** How many more of its series are to come, which are not listed. */
  readonly more?: number;
}

/** What meetings are to come, on the reader's own clock, and how each stands for them; on request those that are over, all, or those of one. */
export const meetingList = command({
  name: 'meeting.list',
  who: 'reader',
  reads: true,
  input: z.object({ meeting: ref('meeting').optional(), past: yesno().optional(), all: yesno().optional(), page: int(1, 999).optional() }),
  args: [],
  async run(ctx, { meeting: only, past, all, page = 1 }) {
    const meetings = only === undefined ? await meetingsOf(ctx) : [await meetingRef(ctx, only)];
    const whole = rowsOf(ctx, meetings, all ? 'all' : past ? 'past' : 'coming');
    const open = past ? [] : meetings.filter(({ meeting }) => meeting.starts === null && meeting.cancelled === null);
    const isOne = open.length === 0 && new Set(whole.map(({ sitting }) => sitting.number)).size < 2;
    const rows = isOne || all || past ? whole : folded(ctx, whole);
    const polls = page > 1 ? [] : open;
    const given = { ...(only !== undefined && { meeting: meetingName(meetings[0]!.meeting) }), ...(past && { past: 'yes' }), ...(all && { all: 'yes' }) };
    const isComing = !past && !all;
    const over = isComing && rowsOf(ctx, meetings, 'past').length > 0 ? [press(ctx, 'button.pastMeetings', 'meeting.list', { ...given, past: 'yes' })] : [];
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
    const title = ctx.t(isComing ? 'meeting.list.title' : past && !all ? 'meeting.list.past' : 'meeting.list.all', { count: whole.length, polls: open.length });
    const listed = [...(await Promise.all(polls.map((poll) => pollItem(ctx, poll)))), ...shown.map((row) => sittingItem(ctx, row, answers))];
    return message(
      pages > 1 ? [...title, ...ctx.t('list.page', { page: at, pages })] : title,
      { list: listed },
      { buttons: [...(isComing ? await presses(ctx, polls, shown[0], answers) : []), ...turns, ...away] },
    );
  },
});

const byTime = ({ sitting: a }: Row, { sitting: b }: Row): number => (a.at === b.at ? a.number - b.number : a.at < b.at ? -1 : 1);

/** The sittings that take place from now on, the next first; those that are over, the last first; or all, also those that are called off. */
function rowsOf(ctx: Ctx, meetings: readonly Found[], which: 'coming' | 'past' | 'all'): Row[] {
  const now = stamp(ctx.now);
  const rows = meetings.flatMap((found) => found.sittings.map((sitting): Row => ({ found, sitting })));
  const kept = rows.filter(({ sitting: { state, ends } }) => which === 'all' || (state === 'on' && (which === 'coming' ? ends > now : ends <= now))).sort(byTime);
  return which === 'past' ? kept.reverse() : kept;
}

/**
 * Where there are several meetings, of each series only the first ones to come, and the next one whose hour changes for the reader; the
 * last of these knows how many more there are.
 */
function folded(ctx: Ctx, rows: readonly Row[]): Row[] {
  const kept = [...Map.groupBy(rows, ({ sitting }) => sitting.number).values()].flatMap((own) => {
    const [first, rest] = [own.slice(0, ofSeries), own.slice(ofSeries)];
    const some = [...first, ...rest.filter(({ found, sitting }) => clockNote(ctx, found, sitting).length > 0).slice(0, 1)];
    return some.length === own.length ? some : [...some.slice(0, -1), { ...some.at(-1)!, more: own.length - some.length }];
  });
  return kept.sort(byTime);
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

function sittingItem(ctx: Ctx, { found, sitting, more }: Row, answers: ReadonlyMap<string, Reply>): Item {
  const { number, state } = sitting;
  // That nobody has answered yet for what comes after it goes without saying.
  const isNext = nextSitting(found.sittings, stamp(ctx.now)) === sitting;
  const isAsked = state === 'on' && fitting(actors, ctx.seats).length > 0;
  const reply = answers.get(sittingKey(sitting));
  const stands: Rich = state !== 'on' ? ctx.t(state === 'out' ? 'meeting.list.out' : 'meeting.list.off') : isAsked && (reply || isNext) ? ctx.t('meeting.list.mine', { reply: reply ?? 'none' }) : [];
  return {
    text: [{ b: [meetingName({ number })] }, ` ${found.meeting.title}`],
    note: join([whenText(ctx, sitting), state === 'on' ? clockNote(ctx, found, sitting) : [], stands, more === undefined ? [] : ctx.t('meeting.list.more', { count: more, line: { code: `/meeting list meeting:${meetingName({ number })}` } })], ' · '),
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
