import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { subjectRef, type Subject } from '#bot/subject.ts';
import { tellCoordinators } from '#bot/tell.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { ref, yesno } from '#core/field.ts';
import { join, message, type Message } from '#core/message.ts';
import { snoozesOf } from '#db/snoozes.ts';

/** Says that something is not mine to answer: I am not asked about it any more, and the coordinators hear of it once. Who answers for it stays as it is. */
export const reminderPass = command({
  name: 'reminder.pass',
  who: 'reader',
  input: z.object({ subject: ref('commitment'), undo: yesno().optional() }),
  args: ['subject'],
  async run(ctx, input) {
    const subject = await subjectRef(ctx, input.subject, 'subject');
    const passed = (await snoozesOf(ctx.tx, ctx.dir.group.id)).filter((snooze) => snooze.subject === subject.id && subject.seats.some(({ id }) => id === snooze.seat));
    if (input.undo) {
      const standing = passed.filter(({ until }) => until === null);
      if (standing.length === 0) throw new UserError('error.reminder.notPassed', { subject: subject.label }, 'subject');
      for (const snooze of standing) await ctx.save('snooze', snooze, null, { seat: snooze.seat });
      return done(ctx.t('reminder.pass.undone', { subject: subject.label }), press(ctx, 'button.tasks', 'my.tasks'));
    }
    const fresh = subject.seats.filter(({ id }) => !passed.some(({ seat, until }) => seat === id && until === null));
    const back = press(ctx, 'button.mineAfterAll', 'reminder.pass', { subject: subject.id, undo: 'yes' });
    if (fresh.length === 0) return done(ctx.t('reminder.pass.already', { subject: subject.label }), back);
    for (const { id } of fresh) await ctx.save('snooze', passed.find(({ seat }) => seat === id) ?? null, { subject: subject.id, seat: id, until: null }, { seat: id });
    const told = await tellCoordinators(ctx, notice(ctx, subject), subject.id);
    return done(ctx.t('reminder.pass.done', { subject: subject.label, told }), undoButton(ctx), press(ctx, 'button.tasks', 'my.tasks'));
  },
});

/** What coordinators read: the seat and the thing, and what they can do about it. */
function notice(ctx: Ctx, { label, commitment, seats }: Subject): Message {
  const who = join(seats.map((seat) => seatLabel(ctx.t, ctx.dir, seat)), ' / ');
  const given = { commitment: String(commitment) };
  const buttons = commitment === undefined ? [] : [press(ctx, 'button.show', 'commitment.show', given), press(ctx, 'button.findLead', 'commitment.assign', { ...given, form: 'open' })];
  return message(undefined, { text: ctx.t('reminder.pass.notice', { seat: { b: who }, subject: label }) }, { note: ctx.t('reminder.pass.stays') }, { buttons });
}
