import { z } from 'zod';
import { command } from '#bot/command.ts';
import { refreshCard } from '#bot/live.ts';
import { checkAgreed, commitmentRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, ref, text } from '#core/field.ts';
import { readLink } from '#core/link.ts';
import { stamp } from '#core/time.ts';
import { partsOf } from '#db/commitments.ts';
import { members } from '#rules/roles.ts';
import { evidenceKinds } from '#rules/things.ts';

/** Adds a link that shows something was done: a document, a statement, a meeting, a training. */
export const commitmentEvidence = command({
  name: 'commitment.evidence',
  who: members,
  input: z.object({ commitment: ref('commitment'), link: line(500), note: text(300).meta({ asked: true }).optional(), kind: choice(evidenceKinds).meta({ asked: true }).optional() }),
  args: ['commitment', 'link', 'note'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    checkAgreed(ctx, c);
    const link = readLink(input.link, 'link');
    const { evidence } = await partsOf(ctx.tx, ctx.dir.group.id, c.number);
    if (evidence.some((each) => each.link === link)) throw new UserError('error.evidence.twice', { number: c.number }, 'link');
    const number = (evidence.at(-1)?.number ?? 0) + 1;
    await ctx.save('evidence', null, { commitment: c.number, number, kind: input.kind ?? 'document', link, note: input.note ?? null, organisation: ctx.me!.organisation!, at: stamp(ctx.now) });
    await refreshCard(ctx, c.number);
    return done(ctx.t('commitment.evidence.done', { number: c.number, kind: ctx.t(`evidence.${input.kind ?? 'document'}`) }), undoButton(ctx), showButton(ctx, c));
  },
});
