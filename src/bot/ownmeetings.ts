import { cut } from '#core/fit.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { daysBetween, stamp } from '#core/time.ts';
import { preferencesOf, rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { mayRun, meetingName, meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { ownReplies, replyOf, shortName } from '#bot/ownreplies.ts';
import { slotsAhead } from '#bot/pollstate.ts';
import { fromSeat, outdated, standingReplies } from '#bot/replies.ts';
import { press } from '#bot/reply.ts';
import type { Task } from '#bot/tasks.ts';
import { nameOf } from '#bot/words.ts';
import { sentTo } from '#rules/answernews.ts';
import { calledSeats } from '#rules/called.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { unanswered } from '#rules/preferences.ts';
import type { Rsvp, Seat } from '#rules/things.ts';

/** For so many days ahead a meeting that waits for an answer is a task, and for so many minutes before it begins its link is given. */
const [ahead, opens] = [14, 30];

/** What outweighs what: a poll ends for good, a meeting takes place without one. */
const weights = { choose: 7700, poll: 7600, meeting: 5700 } as const;

/** From when on the link to a sitting is given: a stamp. */
export const opensAt = ({ at }: Pick<Sitting, 'at'>): string => stamp(Temporal.Instant.from(at).subtract({ minutes: opens }));
/** The same in minutes. */
export { opens };

/** The answers to meetings and polls that are awaited from the caller: of the next two weeks, and of all polls that are open. And the times that are theirs to choose. */
export async function meetingTasks(ctx: Ctx): Promise<Task[]> {
  const all = await meetingsOf(ctx);
  const now = stamp(ctx.now);
  const polls = all.filter(({ meeting: { starts, cancelled, slots } }) => cancelled === null && starts === null && slots !== null);
  const isOpen = ({ meeting: { closes } }: Found) => closes === null || closes > now;
  const open = polls.filter(isOpen);
  const choices = await choiceTasks(ctx, polls.filter((found) => !isOpen(found)));
  const soon = all.flatMap((found) => found.sittings.filter(({ state, at }) => state === 'on' && at > now && daysBetween(now.slice(0, 10), at.slice(0, 10)) <= ahead).map((sitting) => ({ found, sitting })));
  if (open.length + soon.length === 0) return choices;
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const own = calledSeats(held, ctx.dir.organisations, new Set()).filter(isOwn(ctx));
  return [...choices, ...(await pollTasks(ctx, open, own)), ...(await replyTasks(ctx, soon, own, held))];
}

const isOwn = ({ seats }: Ctx) => ({ id }: Pick<Seat, 'id'>): boolean => seats.some((seat) => seat.id === id);

/** Polls that are over without a time, for whoever may choose one. */
async function choiceTasks(ctx: Ctx, over: readonly Found[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const { meeting } of over) {
    if (!(await mayRun(ctx, meeting))) continue;
    const id = meetingName(meeting);
    const isPast = slotsAhead(ctx, meeting).length === 0;
    const note = isPast ? ctx.t('my.tasks.pollPast') : ctx.t('my.tasks.pollClosed', { until: { when: meeting.closes! } });
    tasks.push({ item: { text: [{ b: [id] }, ` ${meeting.title}`], note }, weight: weights.choose, buttons: [button(ctx, isPast ? 'showPoll' : 'choose', id, 'meeting.show', { meeting: id })] });
  }
  return tasks;
}

async function pollTasks(ctx: Ctx, polls: readonly Found[], own: readonly Seat[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const { meeting } of polls) {
    const slots = slotsAhead(ctx, meeting);
    if (slots.length === 0 || unanswered(slots, await preferencesOf(ctx.tx, ctx.dir.group.id, meeting.number), own).length === 0) continue;
    const id = meetingName(meeting);
    const note = meeting.closes === null ? ctx.t('my.tasks.pollOpen') : ctx.t('my.tasks.poll', { until: { when: meeting.closes } });
    tasks.push({ item: { text: [{ b: [id] }, ` ${meeting.title}`], note }, weight: weights.poll, buttons: [button(ctx, 'answer', id, 'meeting.answer', { meeting: id })] });
  }
  return tasks;
}

/** Of a series only the next one that waits: one answer at a time. */
async function replyTasks(ctx: Ctx, soon: readonly { readonly found: Found; readonly sitting: Sitting }[], own: readonly Seat[], held: readonly Seat[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const [found, sittings] of Map.groupBy(soon, (each) => each.found)) {
    const { meeting } = found;
    const rsvps = await rsvpsOf(ctx.tx, ctx.dir.group.id, meeting.number);
    const isOld = await outdated(ctx, found);
    const [next, seat, said] = sittings.flatMap(({ sitting }): [Sitting, Seat, Rsvp | undefined][] => {
      const here = rsvps.filter(({ slot }) => slot === sitting.slot);
      const standing = standingReplies(here, held);
      const reply = (each: Seat) => replyOf(standing, [each]);
      const silent = [...own, ...sentTo(here, held).filter(isOwn(ctx))].find((each) => !reply(each) || isOld(reply(each)!));
      return silent ? [[sitting, silent, reply(silent)]] : [];
    })[0] ?? [];
    if (!next || !seat) continue;
    const id = meetingName(meeting);
    const given = { meeting: id, ...(next.slot !== '' && { on: next.slot }), ...fromSeat(ctx, seat) };
    const says = (reply: 'attend' | 'apologies') => button(ctx, reply, shortName(ctx, next), 'meeting.rsvp', { ...given, reply });
    const when = whenText(ctx, next);
    const asks = own.includes(seat) ? ctx.t('my.tasks.meeting', { when }) : ctx.t('my.tasks.alternate', { when, organisation: nameOf(ctx.dir, seat.organisation!) });
    const note = said ? ctx.t('my.tasks.moved', { when, reply: ctx.t(`meeting.reply.${said.reply}`) }) : asks;
    const weight = weights.meeting - daysBetween(ctx.today, next.at.slice(0, 10));
    const stays = said && { ...says('attend'), label: cut(ctx.label('my.tasks.stays', { id: shortName(ctx, next), reply: said.reply }), 75), given: { ...given, reply: said.reply } };
    tasks.push({ item: { text: [{ b: [id] }, ` ${meeting.title}`], note }, weight, buttons: stays ? [stays, says(said.reply === 'apologies' ? 'attend' : 'apologies')] : [says('attend'), says('apologies')] });
  }
  return tasks;
}

const button = (ctx: Ctx, key: 'attend' | 'apologies' | 'answer' | 'choose' | 'showPoll', id: string, run: string, given: Record<string, string>): Button => ({ label: cut(ctx.label(`my.tasks.${key}`, { id }), 75), run, given });

/** The meeting that is under way or comes next, when it begins and what the caller has said to it, with what can be pressed now. */
export interface OwnNext {
  readonly sitting: Sitting;
  readonly title: Rich;
  readonly text: Rich;
  readonly buttons: readonly Button[];
}

/** Undefined where no meeting is to come. */
export async function nextMeetingOf(ctx: Ctx): Promise<OwnNext | undefined> {
  const now = stamp(ctx.now);
  const coming = (await meetingsOf(ctx)).flatMap((found) => {
    const sitting = nextSitting(found.sittings, now);
    return sitting ? [{ found, sitting }] : [];
  });
  const [first] = coming.sort((a, b) => (a.sitting.at < b.sitting.at ? -1 : 1));
  if (!first) return undefined;
  const { found, sitting } = first;
  const { meeting } = found;
  const id = meetingName(meeting);
  const given = { meeting: id, ...(sitting.slot !== '' && { on: sitting.slot }) };
  const own = (await ownReplies(ctx, found))(sitting);
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const sent = sentTo(await rsvpsOf(ctx.tx, ctx.dir.group.id, meeting.number, sitting.slot), held).find(isOwn(ctx));
  const asked = sent && own.isOpen ? ctx.t('my.next.alternate', { organisation: nameOf(ctx.dir, sent.organisation!) }) : [];
  const presses = (['attend', 'apologies'] as const).filter((reply) => own.presses.includes(reply));
  return {
    sitting,
    title: [`${id} ${meeting.title}`],
    text: join([whenText(ctx, sitting), asked, own.text], ' · '),
    buttons: [
      ...(opensAt(sitting) <= now && own.text.length > 0 ? [press(ctx, 'button.join', 'meeting.join', given)] : []),
      ...presses.map((reply) => button(ctx, reply, shortName(ctx, sitting), 'meeting.rsvp', { ...given, reply })),
      { label: ctx.label('my.next.show', { id }), run: 'meeting.show', given: { meeting: id } },
    ],
  };
}
