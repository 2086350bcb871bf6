import { z } from 'zod';
import { ask } from '#bot/asking.ts';
import { command } from '#bot/command.ts';
import { meansDue } from '#bot/dates.ts';
import { livingRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { dueText } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { line, ref, text, when } from '#core/field.ts';
import { nextNumber } from '#db/commitments.ts';
import { readDue } from '#rules/due.ts';
import { actors, sideOf } from '#rules/roles.ts';
import type { Commitment } from '#rules/things.ts';

/** Proposes a commitment. It counts once the other side has agreed; an organisation leads it only by its own yes. */
export const commitmentAdd = command({
  name: 'commitment.add',
  who: actors,
  input: z.object({
    title: line(200),
    text: text(3000).meta({ asked: true }).optional(),
    lead: ref('organisation').meta({ asked: true }).optional(),
    due: when().meta({ asked: true }).optional(),
    theme: line(60).meta({ asked: true }).optional(),
    counterpart: ref('organisation').optional(),
    with: line(200).optional(),
    source: line(200).optional(),
    item: line(40).optional(),
  }),
  args: ['title'],
  dates: { due: meansDue },
  async run(ctx, input) {
    const side = sideOf(ctx.me!, ctx.dir.organisations);
    if (side === null) throw new UserError('error.commitment.noSide');
    const lead = input.lead === undefined ? undefined : livingRef(ctx, input.lead, 'lead');
    const takes = lead !== undefined && (lead.id === ctx.me!.organisation || lead.side === null);
    const commitment: Commitment = {
      number: await nextNumber(ctx.tx, ctx.dir.group.id), title: input.title, text: input.text ?? null, theme: input.theme ?? null,
      source: input.source ?? null, item: input.item ?? null, lead: takes ? lead.id : null, basis: null, offered: lead && !takes ? lead.id : null,
      counterpart: input.counterpart === undefined ? null : livingRef(ctx, input.counterpart, 'counterpart').id,
      partners: input.with === undefined ? [] : [...new Set(input.with.split(/[,;]/).filter((name) => name.trim() !== '').map((name) => partner(name)))],
      due: input.due === undefined ? { by: 'none' } : readDue(input.due, ctx.around('due'), ctx.dir.events),
      due_note: null, recurring: false, state: 'proposed', proposed: side, agreed: null, amendment: null,
    };
    function partner(name: string): string {
      const typed = name.trim();
      return ctx.dir.sides.find(({ id, label }) => [id, label].some((word) => word.toLowerCase() === typed.toLowerCase()))?.id ?? livingRef(ctx, typed, 'with').id;
    }
    await ctx.save('commitment', null, commitment);
    await ask(ctx, commitment, 'proposal');
    const due = dueText(ctx.t, ctx.dir, commitment.due, ctx.lang);
    return done(ctx.t('commitment.add.done', { number: commitment.number, title: commitment.title, due }), undoButton(ctx), showButton(ctx, commitment));
  },
});
