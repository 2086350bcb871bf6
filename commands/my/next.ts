import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { daysText, toGo, unsureText, windowText } from '#bot/events.ts';
import { meetingTasks, nextMeetingOf, type OwnNext } from '#bot/ownmeetings.ts';
import { press } from '#bot/reply.ts';
import { stateText } from '#bot/card.ts';
import { dueShort } from '#bot/words.ts';
import { join, message, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { dayOf } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { headline } from '#rules/commitment.ts';
import { dueDay } from '#rules/due.ts';
import { deadlineName, eventName, momentAt, occurrence } from '#rules/event.ts';
import type { Days, KeyEvent } from '#rules/things.ts';

/** How many dates are shown, and how many of them have a button. */
const [shown, presses] = [8, 3];

/** What is due by a day: when, what, and the press that begins it. */
interface Dated {
  readonly day: string;
  readonly item: Item;
  readonly button?: Button;
}

/** The next event, and what of mine is due before it; the next meeting, before it or after; and the polls that wait for me. One screen. */
export const myNext = command({
  name: 'my.next',
  who: 'reader',
  reads: true,
  input: z.object({}),
  args: [],
  async run(ctx) {
    const found = nextEvent(ctx);
    const meeting = await nextMeetingOf(ctx);
    const calendar = press(ctx, 'button.events', 'event.list');
    const tasks = press(ctx, 'button.tasks', 'my.tasks');
    const isFirst = meeting !== undefined && (!found || dayOf(meeting.sitting.at, ctx.dir.group.zone) <= orderDay(found, ctx.today));
    const before = isFirst ? meeting : undefined;
    const after = isFirst ? undefined : meeting;
    const polls = (await meetingTasks(ctx)).filter(({ buttons }) => buttons.some((button) => 'run' in button && button.run === 'meeting.answer')).slice(0, presses);
    const asked: Block = { list: polls.map(({ item }) => item) };
    const answers = [...(meeting?.buttons ?? []), ...polls.flatMap(({ buttons }) => buttons)];
    if (!found) return message(before?.title, { text: before?.text ?? (polls.length > 0 ? [] : ctx.t('my.next.none')) }, asked, { buttons: [...answers, tasks, calendar] });
    const { event, days } = found;
    const title: Rich = [`${eventName(event.id)} ${event.title}`];
    const due = [...deadlines(ctx, days), ...(await owed(ctx, days))].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    return message(
      before?.title ?? title,
      ...(before ? [{ text: before.text }] : []),
      ...(isFirst ? [asked, { text: [{ b: title }] }] : []),
      { text: join([daysText(ctx, event, days), event.city === null ? [] : [event.city], toGo(ctx, event, days)], ' · ') },
      { note: unsureText(ctx, event.certainty) },
      ...(due.length > 0 || !waits(answers) ? list(ctx, due) : []),
      ...(isFirst ? [] : [asked]),
      ...(after ? meetingBlocks(after) : []),
      { buttons: [...answers, ...due.slice(0, shown).flatMap(({ button }) => button ?? []).slice(0, presses), press(ctx, 'button.show', 'event.show', { event: event.id }), tasks, calendar] },
    );
  },
});

/** Whether a meeting or a poll waits for an answer. */
const waits = (buttons: readonly Button[]): boolean => buttons.some((button) => 'run' in button && (button.run === 'meeting.rsvp' || button.run === 'meeting.answer'));

const meetingBlocks = ({ title, text }: OwnNext): Block[] => [{ text: [{ b: title }] }, { text }];

/**
 * The event that is under way or begins next: those of the group's work before mere days to remember that fall at the same time. One whose
 * very day is not known, and may have been, is looked for at the end of its time.
 */
function nextEvent({ dir, today }: Ctx): Coming | undefined {
  const coming = [...dir.events.values()].flatMap((event) => {
    const days = occurrence(event, today);
    return days && days.ends >= today ? [{ event, days }] : [];
  });
  const order = (each: Coming) => (each.event.precision !== 'day' && each.days.starts < today ? each.days.ends : each.days.starts);
  const rank = ({ event }: Coming) => Number(event.kind === 'day');
  return coming.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : rank(a) - rank(b)))[0];
}

interface Coming {
  readonly event: KeyEvent;
  readonly days: Days;
}

/** The day until which a meeting comes first: that on which the event begins; of one under way, its last. */
const orderDay = ({ days }: Coming, today: string) => (days.starts < today ? days.ends : days.starts);

/** Deadlines of all events that close from now on until this one is over. */
function deadlines(ctx: Ctx, { ends }: Days): Dated[] {
  return ctx.dir.deadlines.flatMap((deadline) => {
    const day = deadline.cancelled === null ? momentAt(deadline.closes, ctx.dir.events)?.day : undefined;
    if (day === undefined || day < ctx.today || day > ends) return [];
    return { day, item: { text: [{ b: [deadlineName(deadline)] }, ` ${deadline.title}`], note: windowText(ctx, deadline) } };
  });
}

/** What my organisations lead that is late or due until the event is over, with its steps. */
async function owed(ctx: Ctx, { ends }: Days): Promise<Dated[]> {
  const own = new Set(ctx.seats.flatMap(({ role, organisation }) => ((role === 'focal' || role === 'alternate') && organisation !== null ? organisation : [])));
  const all = await listCommitments(ctx.tx, ctx.dir.group.id);
  const led = all.filter(({ commitment: c }) => c.state === 'agreed' && c.lead !== null && own.has(c.lead));
  const numbers = new Set(led.map(({ commitment }) => commitment.number));
  const steps = (await milestonesOf(ctx.tx, ctx.dir.group.id)).filter(({ commitment, done }) => numbers.has(commitment) && done === null);
  const until = (due: Parameters<typeof dueDay>[0]) => {
    const day = dueDay(due, ctx.dir.events);
    return day !== undefined && day <= ends ? day : undefined;
  };
  const when = (due: Parameters<typeof dueDay>[0], day: string): Rich => ctx.t(day < ctx.today ? 'my.next.late' : 'my.tasks.due', { date: dueShort(ctx.t, ctx.dir, due, ctx.lang) });
  return [
    ...led.flatMap((each): Dated[] => {
      const { commitment: c, reports } = each;
      const day = until(c.due);
      if (day === undefined || headline(c, reports)?.status === 'done') return [];
      const button = { label: ctx.label('my.tasks.report', { id: `C${c.number}` }), run: 'commitment.update', given: { commitment: String(c.number), form: 'open' } };
      return [{ day, item: { text: [{ b: [`C${c.number}`] }, ` ${c.title}`], note: join([when(c.due, day), stateText(ctx, each)], ' · ') }, button }];
    }),
    ...steps.flatMap((step): Dated[] => {
      const day = until(step.due);
      const id = `C${step.commitment}.${step.number}`;
      if (day === undefined) return [];
      const button = { label: ctx.label('my.tasks.step', { id }), run: 'commitment.milestone', given: { commitment: id, done: 'yes' } };
      return [{ day, item: { text: [{ b: [id] }, ` ${step.title}`], note: when(step.due, day) }, button }];
    }),
  ];
}

function list(ctx: Ctx, due: readonly Dated[]): Block[] {
  if (due.length === 0) return [{ text: ctx.t('my.next.nothing') }];
  const more: Message['blocks'] = due.length > shown ? [{ note: ctx.t('event.show.more', { count: due.length - shown }) }] : [];
  return [{ text: [{ b: ctx.t('my.next.due', { count: due.length }) }] }, { list: due.slice(0, shown).map(({ item }) => item) }, ...more];
}
