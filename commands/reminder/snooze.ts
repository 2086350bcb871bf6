import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansComingDay } from '#bot/dates.ts';
import { comingDayRef, dayRef } from '#bot/day.ts';
import { press, undoButton } from '#bot/reply.ts';
import { subjectRef, type Subject } from '#bot/subject.ts';
import { onAgain, ownToday, setMessage, wishesOf } from '#bot/wishes.ts';
import { UserError } from '#core/errors.ts';
import { ref, when } from '#core/field.ts';
import { message, type Message, type Rich } from '#core/message.ts';
import { addDays, showDay, showWeekday, weekdayOf } from '#core/time.ts';
import { nextFor } from '#db/reminders.ts';
import { roleOf } from '#db/hours.ts';
import { snoozesOf } from '#db/snoozes.ts';

/** How many days a reminder can be put off. */
const longest = 60;

/** Puts off what I am asked about one thing until a day. Recorded; it moves no date, and I am asked again that day. */
export const reminderSnooze = command({
  name: 'reminder.snooze',
  who: 'reader',
  input: z.object({ subject: ref('commitment'), until: when().meta({ asked: true }).optional() }),
  args: ['subject', 'until'],
  dates: { until: meansComingDay(longest) },
  async run(ctx, input) {
    const subject = await subjectRef(ctx, input.subject, 'subject');
    if (subject.settled) throw new UserError('error.reminder.settled', { subject: subject.label }, 'subject');
    if (input.until === undefined) return askUntil(ctx, subject);
    checkInTime(ctx, subject, dayRef(ctx, input.until, 'until'));
    const until = comingDayRef(ctx, input.until, 'until', longest);
    const before = (await snoozesOf(ctx.tx, ctx.dir.group.id)).filter((snooze) => snooze.subject === subject.id);
    const fresh = subject.seats.map(({ id: seat }) => ({ seat, old: before.find((snooze) => snooze.seat === seat) ?? null })).filter(({ old }) => old?.until !== until);
    for (const { seat, old } of fresh) await ctx.save('snooze', old, { subject: subject.id, seat, until }, { seat });
    const wishes = wishesOf(ctx);
    const again = wishes.on ? await againText(ctx, subject, until) : ctx.t('my.reminders.nextOff');
    return setMessage([ctx.t('reminder.snooze.done', { subject: subject.label }), again], ...(fresh.length > 0 ? [undoButton(ctx)] : []), ...onAgain(ctx, wishes), press(ctx, 'button.tasks', 'my.tasks'));
  },
});

/** Asked with presses: what is put off is answered with one press, too. */
function askUntil(ctx: Ctx, { id, label, due }: Subject): Message {
  const today = ownToday(ctx);
  const monday = addDays(today, ((8 - weekdayOf(today)) % 7) || 7);
  const days = [
    { on: addDays(today, 1), label: ctx.label('reminder.snooze.days', { days: 1 }), value: 'in 1 day' },
    { on: addDays(today, 3), label: ctx.label('reminder.snooze.days', { days: 3 }), value: 'in 3 days' },
    { on: addDays(today, 7), label: ctx.label('reminder.snooze.week'), value: 'in 1 week' },
    { on: monday, label: showWeekday(1, ctx.lang), value: monday },
  ].filter(({ on }) => due === undefined || due < today || on <= due);
  const presses = days.map(({ label: text, value }) => ({ label: text, run: 'reminder.snooze', given: { subject: id, until: value } }));
  const buttons = [...presses, press(ctx, 'button.otherDay', 'reminder.snooze', { subject: id, form: 'open' }), press(ctx, 'button.notMine', 'reminder.pass', { subject: id })];
  return message(undefined, { text: ctx.t('reminder.snooze.ask', { subject: label }) }, { buttons });
}

/** Nothing is put off past the day it is due; what is late already can be. */
function checkInTime(ctx: Ctx, { label, due }: Subject, until: string): void {
  const today = ownToday(ctx);
  if (due === undefined || due < today || until <= due) return;
  const ways = due > today ? [{ label: showDay(due, ctx.lang), value: due }] : [];
  throw new UserError('error.reminder.dueBefore', { subject: label, due: showDay(due, ctx.lang), until: showDay(until, ctx.lang) }, 'until', ways);
}

/** When one is asked again, as planned: that may be the first working day after. */
async function againText(ctx: Ctx, { id, seats }: Subject, until: string): Promise<Rich> {
  const next = await nextFor(ctx.tx, ctx.dir.group.id, seats.flatMap((seat) => roleOf(seat) ?? []), { subject: id, kind: 'again' });
  return next ? ctx.t('reminder.snooze.again', { at: { when: next.due } }) : ctx.t('reminder.snooze.againOn', { day: showDay(until, ctx.lang) });
}
