import { z } from 'zod';
import { ask, settleAsked } from '#bot/asking.ts';
import { command } from '#bot/command.ts';
import { meansDue } from '#bot/dates.ts';
import { refreshCard } from '#bot/live.ts';
import { amendmentText } from '#bot/past.ts';
import { commitmentRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { line, ref, text, when } from '#core/field.ts';
import { readDue } from '#rules/due.ts';
import { actors, sideOf } from '#rules/roles.ts';
import type { Amendment } from '#rules/things.ts';

/** Proposes to change what was agreed: the title, the agreed text, the date. It takes effect when the other side agrees. */
export const commitmentAmend = command({
  name: 'commitment.amend',
  who: actors,
  input: z.object({
    commitment: ref('commitment'),
    due: when().meta({ asked: true }).optional(),
    text: text(3000).meta({ asked: true }).optional(),
    title: line(200).meta({ asked: true }).optional(),
    reason: text(300).meta({ asked: true }).optional(),
  }),
  args: ['commitment', 'reason'],
  dates: { due: meansDue },
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const side = sideOf(ctx.me!, ctx.dir.organisations);
    if (side === null) throw new UserError('error.commitment.noSide');
    if (c.state !== 'agreed') throw new UserError('error.amend.notAgreed', { number: c.number, state: ctx.t(`commitment.state.${c.state}`) });
    if (c.amendment && c.amendment.proposed !== side) throw new UserError('error.amend.waiting', { number: c.number, side: nameOf(ctx.dir, c.amendment.proposed) });
    const due = input.due === undefined ? undefined : readDue(input.due, ctx.around('due'), ctx.dir.events);
    const change: Amendment['change'] = {
      ...(input.title !== undefined && input.title !== c.title && { title: input.title }),
      ...(input.text !== undefined && input.text !== c.text && { text: input.text }),
      ...(due !== undefined && JSON.stringify(due) !== JSON.stringify(c.due) && { due }),
    };
    if (Object.keys(change).length === 0) throw new UserError('error.amend.nothing', { number: c.number }, 'due');
    const amendment: Amendment = { proposed: side, change, reason: input.reason ?? null };
    const after = { ...c, amendment };
    await ctx.save('commitment', c, after);
    const params = { number: c.number, side: nameOf(ctx.dir, side), change: amendmentText(ctx, amendment) };
    await settleAsked(ctx, c, after, ctx.t('commitment.asked.replaced'));
    await ask(ctx, after, 'proposal');
    await refreshCard(ctx, c.number);
    return done(ctx.t('commitment.amend.done', params), undoButton(ctx), showButton(ctx, c));
  },
});
