import { join, message, type Block, type Button, type Message, type Rich } from '#core/message.ts';
import { dayOf, place, showDay, showWeekday } from '#core/time.ts';
import { knownAs, zoneFor } from '#db/hours.ts';
import { setPerson } from '#db/people.ts';
import { replanPerson } from '#db/plan.ts';
import { nextFor } from '#db/reminders.ts';
import type { Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import type { Weekly } from '#rules/things.ts';
import type { Wishes } from '#rules/wishes.ts';

/** What the caller has set about being reminded. Only for commands that need a seat: whoever holds one is known. */
export const wishesOf = (ctx: Ctx): Wishes => ctx.person!.wishes;

/** Changes what the caller has set about being reminded, and with it when their reminders are due. */
export async function setWishes(ctx: Ctx, change: Partial<Wishes>): Promise<Wishes> {
  const wishes = { ...wishesOf(ctx), ...change };
  await setPerson(ctx.tx, ctx.person!.id, { wishes });
  await replanPerson(ctx.tx, ctx.person!.id, ctx.now);
  return wishes;
}

/** The zone by which the caller is reminded: from whichever of their seats they speak, it is the same. */
export const ownZone = (ctx: Ctx): string => zoneFor(ctx.dir, ctx.person!, ctx.seats);

/** The civil day it is for the caller. */
export const ownToday = (ctx: Ctx): string => dayOf(ctx.now, ownZone(ctx));

/** The names under which the plan knows the caller: the roles of their seats, and themselves. */
export function ownRoles(ctx: Ctx): string[] {
  return [...new Set([...ctx.seats.flatMap(knownAs), ...(ctx.person ? [`person/${ctx.person.id}`] : [])])];
}

/** `09:00 to 17:00, Bangkok time`. */
export function hoursText(ctx: Ctx, { from, to }: Pick<Wishes, 'from' | 'to'>): Rich {
  return ctx.t('my.hours.span', { from, to, place: place(ownZone(ctx)) });
}

/** `Saturday, Sunday`, or that there are none. */
export function restText(ctx: Ctx, rest: readonly number[]): Rich {
  return rest.length === 0 ? ctx.t('my.hours.noRest') : [rest.map((day) => showWeekday(day, ctx.lang)).join(', ')];
}

/** `Monday 09:00`, or that it never comes. */
export function weeklyText(ctx: Ctx, weekly: Weekly | null): Rich {
  return weekly === null ? ctx.t('my.digest.never') : [`${showWeekday(weekly.day, ctx.lang)} ${weekly.at}`];
}

/** An absence that is not over: its first and last day. */
export function awayText(ctx: Ctx, { away }: Wishes): Rich {
  if (away === null || away.to < ownToday(ctx)) return ctx.t('my.away.no');
  return ctx.t('my.away.days', { from: showDay(away.from, ctx.lang), to: showDay(away.to, ctx.lang) });
}

/** The first civil day of a pause that is not over on which reminders come again; undefined when there is no pause. */
export function pausedUntil(ctx: Ctx, { paused }: Wishes): string | undefined {
  return paused !== null && paused > ownToday(ctx) ? paused : undefined;
}

/** When the caller is next reminded of something in this group, as planned; or why they are not. */
export async function nextText(ctx: Ctx, wishes: Wishes): Promise<Rich> {
  if (!wishes.on) return ctx.t('my.reminders.nextOff');
  const paused = pausedUntil(ctx, wishes);
  if (paused !== undefined) return ctx.t('my.reminders.nextPaused', { day: showDay(paused, ctx.lang) });
  const next = await nextFor(ctx.tx, ctx.dir.group.id, ownRoles(ctx));
  return next ? ctx.t('my.reminders.next', { at: { when: next.due } }) : ctx.t('my.reminders.nothing');
}

/** The button by which somebody without private reminders can have them again; none for the others. */
export function onAgain(ctx: Ctx, { on }: Wishes): Button[] {
  return on ? [] : [press(ctx, 'button.remindersOn', 'my.reminders', { turn: 'on' })];
}

/** What was set, in sentences, with what can be done next. */
export function setMessage(texts: readonly Rich[], ...buttons: readonly Button[]): Message {
  const blocks: Block[] = [{ text: join(texts, ' ') }, { buttons }];
  return { ...message(undefined, ...blocks), tone: 'done' };
}
