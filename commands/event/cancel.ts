import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { calledOff, checkKeeper, keepers, windowText } from '#bot/events.ts';
import { deadlineRef, eventRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { membersToTell, peopleIn, pointAt, tellPoint, turn } from '#bot/shifting.ts';
import { sureFields } from '#bot/sure.ts';
import { UserError } from '#core/errors.ts';
import { ref, text } from '#core/field.ts';
import { join, message, type Message } from '#core/message.ts';
import { lastSeq } from '#db/history.ts';
import { deadlineName } from '#rules/event.ts';
import type { Deadline, KeyEvent } from '#rules/things.ts';

/** Calls an event off, or one deadline of it. What loses its date with it is shown first. */
export const eventCancel = command({
  name: 'event.cancel',
  who: keepers,
  input: z.object({ event: ref('deadline'), reason: text(300).meta({ asked: true }).optional(), ...sureFields }),
  args: ['event'],
  check: checkKeeper,
  async run(ctx, input) {
    const found = deadlineRef(ctx, input.event);
    const before = found?.event ?? eventRef(ctx, input.event);
    const off = calledOff(ctx, before);
    if (off) return off;
    if (found) return cancelDeadline(ctx, before, found.deadline, input);
    const given = { event: before.id, ...(input.reason && { reason: input.reason }) };
    return turn(ctx, { before, after: { ...before, cancelled: ctx.today }, run: 'event.cancel', given, reason: input.reason }, input);
  },
});

async function cancelDeadline(ctx: Ctx, event: KeyEvent, before: Deadline, { reason, sure, seen }: { reason?: string | undefined; sure?: boolean | undefined; seen?: number | undefined }): Promise<Message> {
  const name = deadlineName(before);
  if (before.cancelled !== null) throw new UserError('error.event.deadlineOff', { event: `${name} ${before.title}` });
  const at = await lastSeq(ctx.tx, ctx.dir.group.id, `event/${event.id}`);
  const roles = membersToTell(ctx);
  const people = await peopleIn(ctx, roles);
  const said = { event: event.title, name, title: before.title, window: windowText(ctx, before) };
  const why = reason === undefined ? [] : ctx.t('event.reason', { reason });
  if (!sure || (seen !== undefined && seen !== at)) {
    const yes = { label: ctx.label('event.cancel.yes'), run: 'event.cancel', given: { event: name, ...(reason && { reason }), sure: 'yes', seen: String(at) }, tone: 'danger' as const };
    const text = join([sure ? ctx.t('event.stale') : [], ctx.t('event.cancel.deadline', said), why], ' ');
    return message(ctx.t('event.cancel.askDeadline', said), { text }, { note: ctx.t('event.willTell', { people }) }, { buttons: [yes, press(ctx, 'button.cancel', 'event.show', { event: event.id })] });
  }
  await ctx.save('deadline', before, { ...before, cancelled: ctx.today });
  await ctx.announce(message([event.title], { text: join([ctx.t('event.cancel.cardDeadline', said), why], ' ') }), { wide: true });
  await tellPoint(ctx, `event/${event.id}/${before.number}`, { from: pointAt(ctx, before.closes), to: '' }, roles);
  return done(join([ctx.t('event.cancel.doneDeadline', said), ctx.t('event.told', { people })], ' '), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: event.id }));
}
