import { z } from 'zod';
import { command } from '#bot/command.ts';
import { meansDays } from '#bot/dates.ts';
import { calledOff, checkKeeper, keepers } from '#bot/events.ts';
import { eventRef } from '#bot/refs.ts';
import { turn } from '#bot/shifting.ts';
import { movedTo } from '#bot/span.ts';
import { sureFields } from '#bot/sure.ts';
import { choice, line, ref, text } from '#core/field.ts';
import { certainties } from '#rules/things.ts';

/** Moves an event to other days, or takes its date away. What hangs on it is shown first, then follows in the same transaction. */
export const eventMove = command({
  name: 'event.move',
  who: keepers,
  input: z.object({
    event: ref('event'),
    to: line(100),
    certainty: choice(certainties).meta({ asked: true }).optional(),
    source: text(300).meta({ asked: true }).optional(),
    reason: text(300).meta({ asked: true }).optional(),
    ...sureFields,
  }),
  args: ['event'],
  dates: { to: meansDays(false) },
  check: checkKeeper,
  async run(ctx, input) {
    const before = eventRef(ctx, input.event);
    const off = calledOff(ctx, before);
    if (off) return off;
    const { after, to } = movedTo(ctx, before, input.to, { certainty: input.certainty, source: input.source });
    const given = { event: before.id, to, ...(input.certainty && { certainty: input.certainty }), ...(input.source && { source: input.source }), ...(input.reason && { reason: input.reason }) };
    return turn(ctx, { before, after, run: 'event.move', given, reason: input.reason }, input);
  },
});
