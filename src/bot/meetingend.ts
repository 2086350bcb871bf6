import { join, type Item, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { refreshMeeting } from '#bot/meetingcard.ts';
import { meetingName, meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { peopleToTell, tellNews } from '#bot/meetingtell.ts';
import { saveMeeting, standing } from '#bot/meetingturn.ts';
import { dueDay } from '#rules/due.ts';
import type { Sitting } from '#rules/meeting.ts';
import { changedAt, doubled, leftOut, type Whole } from '#rules/meetingchange.ts';
import { newsOf, type News } from '#rules/meetingnews.ts';
import type { KeyEvent } from '#rules/things.ts';

/** A series that ends otherwise because the event does on which its end hangs. */
export interface Ending {
  readonly before: Found;
  readonly after: Found;
  readonly news: readonly News[];
  /** What would come in where another one begins: it is left out. */
  readonly doubled: readonly Sitting[];
  /** With the event as it is to be. */
  readonly ctx: Ctx;
}

/** The group as it is with an event that is to be another. */
function within(ctx: Ctx, event: KeyEvent): Ctx {
  return { ...ctx, dir: { ...ctx.dir, events: new Map([...ctx.dir.events, [event.id, event]]) } };
}

/** The series to which sittings come, or from which they fall away, once an event is as it is given. While that has no date, they go on. */
export async function endingWith(ctx: Ctx, event: KeyEvent): Promise<Ending[]> {
  const then = within(ctx, event);
  const now = stamp(ctx.now);
  return (await meetingsOf(ctx)).flatMap((before) => {
    const { until, cancelled } = before.meeting;
    if (cancelled !== null || until.by !== 'event' || until.event !== event.id) return [];
    const whole: Whole = { meeting: changedAt(before.meeting, now, {}), occurrences: before.occurrences };
    const twice = doubled(before.sittings, standing(then, whole).sittings);
    const after = standing(then, twice.reduce((left, { slot }) => leftOut(left, slot, now), whole));
    const found = newsOf(before, after, now);
    // That a series has no end for a time is for whoever keeps it to mend.
    const news = dueDay(until, then.dir.events) === undefined ? [] : found;
    return found.length + twice.length === 0 ? [] : [{ before, after, news, doubled: twice, ctx: then }];
  });
}

/** How many sittings of a series fall away or come in, which one is its last then, and what is left out. */
export function endingItem(ctx: Ctx, { before, after, doubled: twice, ctx: then }: Ending): Item {
  const coming = ({ sittings }: Found) => sittings.filter(({ state, at }) => state === 'on' && at > stamp(ctx.now));
  const [was, is] = [coming(before).length, coming(after)];
  const last = is.at(-1);
  const end = last ? ctx.t('meeting.end.hungLast', { when: whenText(ctx, last) }) : ctx.t('meeting.end.hungNone');
  const isOpen = dueDay(after.meeting.until, then.dir.events) === undefined;
  const note = isOpen ? ctx.t('meeting.end.hungOpen', { line: { code: `/meeting end ${meetingName(before.meeting)}` } }) : ctx.t('meeting.end.hung', { count: Math.abs(is.length - was), way: is.length > was ? 'more' : 'fewer', last: end });
  const left = twice.length === 0 ? [] : ctx.t('meeting.end.doubled', { count: twice.length, when: whenText(ctx, twice[0]!) });
  return { text: [{ b: [meetingName(before.meeting)] }, ` ${before.meeting.title}`], note: join([note, left], '. ') };
}

/** Whom it concerns that series end otherwise, by person. */
export async function peopleEnding(ctx: Ctx, endings: readonly Ending[]): Promise<Set<string>> {
  const people: string[] = [];
  for (const { before, news } of endings) people.push(...(await peopleToTell(ctx, before, news)));
  return new Set(people);
}

/** Has series end otherwise, their cards show it and whoever is called told. Answers who that is, by person. To be done when the event is saved. */
export async function endElsewhere(ctx: Ctx, endings: readonly Ending[]): Promise<Set<string>> {
  const told: string[] = [];
  for (const { before, after, news, ctx: then } of endings) {
    await saveMeeting(ctx, before, after);
    told.push(...(await tellNews(then, before, after, news)).keys());
    await refreshMeeting(then, before.meeting.number);
  }
  return new Set(told);
}

/** That meetings are held at an event and do not move with it; nothing where there are none. */
export async function heldAt(ctx: Ctx, { id }: KeyEvent): Promise<Rich> {
  const now = stamp(ctx.now);
  const held = (await meetingsOf(ctx)).filter(({ meeting, sittings }) => meeting.event === id && sittings.some(({ state, at }) => state === 'on' && at > now));
  return held.length === 0 ? [] : ctx.t('meeting.end.held', { list: held.map(({ meeting }) => meetingName(meeting)).join(', '), count: held.length });
}
