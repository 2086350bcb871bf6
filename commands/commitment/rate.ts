import { z } from 'zod';
import { command } from '#bot/command.ts';
import { notice } from '#bot/card.ts';
import { refreshCard } from '#bot/live.ts';
import { checkAgreed, commitmentRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, ref, text } from '#core/field.ts';
import { stamp } from '#core/time.ts';
import { partsOf } from '#db/commitments.ts';
import { headline, mayRate } from '#rules/commitment.ts';
import { members } from '#rules/roles.ts';
import { completions } from '#rules/things.ts';

/** Rates how far a commitment has come, from the side that does not lead it. One rating per organisation, beside the report. */
export const commitmentRate = command({
  name: 'commitment.rate',
  who: members,
  input: z.object({ commitment: ref('commitment'), completion: choice(completions), note: text(1000).meta({ asked: true }).optional() }),
  args: ['commitment', 'completion', 'note'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const own = ctx.dir.organisations.get(ctx.me!.organisation!)!;
    const lead = c.lead === null ? undefined : ctx.dir.organisations.get(c.lead);
    checkAgreed(ctx, c);
    if (lead === own) throw new UserError('error.rate.own', { organisation: own.acronym, number: c.number });
    if (!mayRate(own, c, lead)) throw new UserError('error.rate.side', { organisation: own.acronym, number: c.number, lead: lead?.acronym ?? '–', side: nameOf(ctx.dir, own.side ?? '') });
    const { ratings, reports } = await partsOf(ctx.tx, ctx.dir.group.id, c.number);
    const before = ratings.find((rating) => rating.organisation === own.id) ?? null;
    await ctx.save('rating', before, { commitment: c.number, organisation: own.id, completion: input.completion, note: input.note ?? null, at: stamp(ctx.now) });
    const completion = { b: ctx.t(`completion.${input.completion}`) };
    const said = ctx.t('commitment.rate.card', { organisation: own.acronym, completion });
    await ctx.announce(notice(c, input.note === undefined ? said : [...said, ' ', input.note]));
    await refreshCard(ctx, c.number);
    const head = headline(c, reports);
    const beside = head ? ctx.t('commitment.rate.beside', { lead: lead!.acronym, status: ctx.t(`status.${head.status}`) }) : ctx.t('commitment.rate.alone');
    return done([...ctx.t('commitment.rate.done', { organisation: own.acronym, number: c.number, completion }), ' ', ...beside], undoButton(ctx), showButton(ctx, c));
  },
});
