import { UserError } from '#core/errors.ts';
import { join, type Block, type Button, type Given, type Item, type Message, type Rich } from '#core/message.ts';
import { dayOf, showDay, stamp } from '#core/time.ts';
import { moveAnswerNews } from '#db/answernews.ts';
import { moveDialins } from '#db/dialins.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { heardText } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { announceMeeting, refreshMeeting } from '#bot/meetingcard.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { peopleToTell, tellNews } from '#bot/meetingtell.ts';
import { done, paged, press, undoButton } from '#bot/reply.ts';
import { asked, isSure, type Sure } from '#bot/sure.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { changesOf, type Whole } from '#rules/meetingchange.ts';
import { newsOf, type News } from '#rules/meetingnews.ts';

/** What an act would make of a meeting, and its words. `given` is what the button gives that carries it out. */
export interface MeetingTurn {
  readonly before: Found;
  readonly after: Whole;
  /** By which slot each sitting is known then, where that is another: what was answered goes with it. */
  readonly slots?: ReadonlyMap<string, string>;
  readonly run: 'meeting.move' | 'meeting.cancel' | 'meeting.add' | 'meeting.end';
  readonly given: Given;
  readonly reason?: string | undefined;
  /** Of what is asked: the question, what would become of it, and what else there is to know. */
  readonly ask: Rich;
  readonly what: Rich;
  readonly items?: readonly Item[];
  readonly notes?: readonly Rich[];
  /** What can be done instead. */
  readonly others?: readonly Button[];
  /** The key of the label that carries it out, where that is not the usual one. */
  readonly yes?: 'meeting.cancel.yesOne';
  /** What rooms for announcements are told, and what whoever did it is. */
  readonly card: Rich;
  readonly done: Rich;
}

/** A meeting as it would stand, with all its sittings. */
export const standing = ({ dir }: Pick<Ctx, 'dir'>, { meeting, occurrences }: Whole): Found => ({ meeting, occurrences, sittings: sittingsOf(meeting, occurrences, dir.events) });

/** @throws UserError for a meeting that was called off */
export function checkNotOff({ dir, lang }: Ctx, { meeting: { number, title, cancelled } }: Found): void {
  if (cancelled !== null) throw new UserError('error.meeting.off', { name: meetingName({ number }), title, day: showDay(dayOf(cancelled, dir.group.zone), lang) }, 'meeting');
}

/** @throws UserError for a meeting that was called off, and while its time is being found */
export function checkStands(ctx: Ctx, found: Found): void {
  checkNotOff(ctx, found);
  const { number, title, starts } = found.meeting;
  if (starts === null) throw new UserError('error.meeting.polled', { name: meetingName({ number }), title }, 'meeting');
}

/** Shows what would become of a meeting, or does it once that is sure and the meeting is still as it was shown: all in one transaction. */
export async function turnMeeting(ctx: Ctx, it: MeetingTurn, sure: Sure): Promise<Message> {
  const after = standing(ctx, it.after);
  const news = newsOf(it.before, after, stamp(ctx.now), it.slots);
  const at = changesOf(it.before);
  return isSure(sure, at) ? carryOut(ctx, it, after, news) : preview(ctx, it, news, at, sure);
}

/** Rooms for announcements hear of meetings, not that a time is looked for. */
const isForAll = ({ meeting: { starts } }: Found): boolean => starts !== null;

const showButton = (ctx: Ctx, { meeting }: Found): Button => press(ctx, 'button.show', 'meeting.show', { meeting: meetingName(meeting) });
/** Says that nothing was changed, and shows the meeting only to whoever asks. */
const noButton = (ctx: Ctx, { meeting }: Found): Button => press(ctx, 'button.cancel', 'meeting.show', { meeting: meetingName(meeting), seen: 0 });
const whyText = (ctx: Ctx, { reason }: MeetingTurn): Rich => (reason === undefined ? [] : ctx.t('event.reason', { reason }));

async function preview(ctx: Ctx, it: MeetingTurn, news: readonly News[], at: number, { page, sure }: Sure): Promise<Message> {
  const { before, run, given, items = [], notes = [] } = it;
  const people = (await peopleToTell(ctx, before, news)).size;
  const below: Block[] = [...notes.filter((note) => note.length > 0).map((note) => ({ text: note })), { note: ctx.t(news.length === 0 ? 'meeting.move.quiet' : 'meeting.move.willTell', { people, rooms: isForAll(before) && ctx.dir.rooms.some(({ purpose }) => purpose === 'announcements') ? 'yes' : 'no' }) }];
  const shown = paged(ctx, it.ask, items, page, run, given, ...below);
  const yes: Button = { label: ctx.label(it.yes ?? `${run}.yes`), run, given: { ...given, sure: 'yes', seen: String(at) }, tone: run === 'meeting.cancel' ? 'danger' : 'main' };
  return asked(shown, [sure === true ? ctx.t('event.stale') : [], it.what, whyText(ctx, it)], yes, ...(it.others ?? []), noButton(ctx, before));
}

async function carryOut(ctx: Ctx, it: MeetingTurn, after: Found, news: readonly News[]): Promise<Message> {
  const { before, slots = new Map() } = it;
  const { number } = before.meeting;
  await moveAnswers(ctx, before, after, slots);
  await saveMeeting(ctx, before, after);
  const heard = await tellNews(ctx, before, after, news, it.reason);
  await refreshMeeting(ctx, number);
  if (isForAll(before)) await announceMeeting(ctx, after.meeting, join([it.card, whyText(ctx, it)], '\n'));
  return done(join([it.done, heardText(ctx, 'meeting.told', heard)], ' '), undoButton(ctx), showButton(ctx, after));
}

/** Writes what of a meeting and its series is other than before. */
export async function saveMeeting(ctx: Ctx, before: Whole, after: Whole): Promise<void> {
  await ctx.save('meeting', before.meeting, after.meeting);
  const [was, is] = [before, after].map(({ occurrences }) => new Map(occurrences.map((each) => [each.slot, each])));
  for (const slot of new Set([...was!.keys(), ...is!.keys()])) {
    const [old, now] = [was!.get(slot) ?? null, is!.get(slot) ?? null];
    if (old !== now) await ctx.save('occurrence', old, now);
  }
}

/**
 * Has what was answered to a sitting of a series that is moved, and the link to it, go with it to the slot by which it is known now. What
 * belongs to one that falls away goes, because its slot can be another's by then.
 */
export async function moveAnswers(ctx: Ctx, { meeting: { number }, sittings }: Found, after: Found, slots: ReadonlyMap<string, string>): Promise<void> {
  if (slots.size === 0) return;
  const group = ctx.dir.group.id;
  await moveAnswerNews(ctx.tx, group, number, slots);
  const [taken, left] = [new Set(slots.values()), new Set(after.sittings.map(({ slot }) => slot))];
  const stays = new Set(['', ...sittings.map(({ slot }) => slot).filter((slot) => left.has(slot) && !slots.has(slot) && !taken.has(slot))]);
  const going = (await rsvpsOf(ctx.tx, group, number)).filter(({ slot }) => !stays.has(slot));
  for (const rsvp of going) await ctx.save('rsvp', rsvp, null);
  for (const rsvp of going) if (slots.has(rsvp.slot)) await ctx.save('rsvp', null, { ...rsvp, slot: slots.get(rsvp.slot)! });
  await moveDialins(ctx.tx, group, number, slots, stays);
}
