import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansDays } from '#bot/dates.ts';
import { calledOff, checkKeeper, daysText, keepers, spanText } from '#bot/events.ts';
import { refreshHanging } from '#bot/live.ts';
import { deadlineRef, eventRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { turn } from '#bot/shifting.ts';
import { sureFields } from '#bot/sure.ts';
import { movedTo, spanName } from '#bot/span.ts';
import { UserError } from '#core/errors.ts';
import { line, ref, text } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { message, plain, type Button, type Message } from '#core/message.ts';
import { readDays } from '#rules/days.ts';
import { deadlineName } from '#rules/event.ts';
import type { Deadline, KeyEvent } from '#rules/things.ts';

/** Says that a date is final: the one that stands, or another one. Where the days change, what hangs on them is shown first and follows. */
export const eventConfirm = command({
  name: 'event.confirm',
  who: keepers,
  input: z.object({ event: ref('deadline'), to: line(100).optional(), source: text(300).meta({ asked: true }).optional(), ...sureFields }),
  args: ['event'],
  dates: { to: meansDays(true) },
  check: checkKeeper,
  async run(ctx, input) {
    const found = deadlineRef(ctx, input.event);
    const before = found?.event ?? eventRef(ctx, input.event);
    const off = calledOff(ctx, before);
    if (off) return off;
    const source = input.source === undefined ? {} : { source: input.source };
    if (found) return confirmDeadline(ctx, { ...found.deadline, ...source }, found.deadline);
    if (input.to !== undefined && !isSame(ctx, before, input.to)) {
      const { after, to } = movedTo(ctx, before, input.to, { ...source });
      if (after.starts === null) throw new UserError('error.event.needsDay', { event: before.title }, 'to');
      return turn(ctx, { before, after: { ...after, certainty: 'confirmed', alternatives: [] }, run: 'event.confirm', given: { event: before.id, to, ...source } }, input);
    }
    if (before.starts === null || before.precision !== 'day') throw new UserError('error.event.needsDay', { event: before.title }, 'to');
    if (input.to === undefined && before.certainty !== 'confirmed' && before.alternatives.length > 0) return ask(ctx, before, source);
    const after: KeyEvent = { ...before, certainty: 'confirmed', alternatives: [], ...source };
    if (JSON.stringify(after) === JSON.stringify(before)) throw new UserError('error.event.confirmed', { event: before.title, days: daysText(ctx, before) });
    await ctx.save('event', before, after);
    const said = { event: before.title, days: daysText(ctx, after) };
    await ctx.announce(message([before.title], { text: ctx.t('event.confirm.cardSame', said) }), { wide: true });
    await refreshHanging(ctx, after);
    return done(ctx.t('event.confirm.doneSame', said), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: before.id }));
  },
});

/** Whether these are the days that the event has. */
function isSame(ctx: Ctx, { starts, ends, zone, precision }: KeyEvent, typed: string): boolean {
  if (starts === null || precision !== 'day') return false;
  const span = readDays(typed, { ...ctx.around('to'), zone: zone ?? ctx.dir.group.zone });
  return span.precision === 'day' && span.begins === null && span.starts === starts && (span.single || span.ends === ends);
}

/** Which of the days it may fall on is it? */
function ask(ctx: Ctx, event: KeyEvent, source: { readonly source?: string }): Message {
  const spans = [{ starts: event.starts!, ends: event.ends! }, ...event.alternatives];
  const buttons = spans.slice(0, 6).map((span): Button => {
    const to = spanName({ ...span, begins: null, finishes: null, precision: 'day', zone: '', single: false });
    return { label: cut(plain(spanText(ctx, span)), 75), run: 'event.confirm', given: { event: event.id, to, ...source } };
  });
  return message(undefined, { text: ctx.t('event.confirm.which', { event: event.title }) }, { buttons: [...buttons, press(ctx, 'button.otherDays', 'event.confirm', { event: event.id, ...source, form: 'open' })] });
}

async function confirmDeadline(ctx: Ctx, after: Deadline, before: Deadline): Promise<Message> {
  const said = { event: `${deadlineName(before)} ${before.title}` };
  if (before.cancelled !== null) throw new UserError('error.event.deadlineOff', said);
  if (before.certainty === 'confirmed') throw new UserError('error.event.sureAlready', said);
  await ctx.save('deadline', before, { ...after, certainty: 'confirmed' });
  return done(ctx.t('event.confirm.doneDeadline', said), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: before.event }));
}
