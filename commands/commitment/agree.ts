import { z } from 'zod';
import { command } from '#bot/command.ts';
import { notice } from '#bot/card.ts';
import { amendmentText } from '#bot/past.ts';
import { commitmentRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { ref, yesno } from '#core/field.ts';
import { stamp } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import { waitingFrom } from '#rules/commitment.ts';
import { actors, mayAgree, sideOf } from '#rules/roles.ts';
import type { Commitment } from '#rules/things.ts';

/** Gives the other side's yes, or no, to what one side has proposed: a commitment, or a change of one. */
export const commitmentAgree = command({
  name: 'commitment.agree',
  who: actors,
  input: z.object({ commitment: ref('commitment'), answer: yesno().optional() }),
  args: ['commitment', 'answer'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const proposed = waitingFrom(c);
    if (proposed === null) throw new UserError('error.agree.nothing', { number: c.number, title: c.title, state: ctx.t(`commitment.state.${c.state}`) });
    if (!mayAgree(ctx.me!, proposed, await seatsOf(ctx.tx, ctx.dir.group.id), ctx.dir.organisations)) {
      const ours = sideOf(ctx.me!, ctx.dir.organisations) !== proposed;
      throw new UserError(ours ? 'error.agree.coordinator' : 'error.agree.side', { number: c.number, side: nameOf(ctx.dir, proposed) });
    }
    const yes = input.answer ?? true;
    const after = c.state === 'proposed' ? settled(c, yes, stamp(ctx.now)) : amended(c, yes);
    await ctx.save('commitment', c, after);
    const key = c.state === 'proposed' ? (yes ? 'agreed' : 'declined') : yes ? 'amended' : 'kept';
    const params = { number: c.number, title: after.title, change: c.amendment ? amendmentText(ctx, c.amendment) : '' };
    await ctx.announce(notice(after, ctx.t(`commitment.agree.card.${key}`, params)));
    return done(ctx.t(`commitment.agree.${key}`, params), undoButton(ctx), showButton(ctx, c));
  },
});

function settled(c: Commitment, yes: boolean, at: string): Commitment {
  return yes ? { ...c, state: 'agreed', agreed: at } : { ...c, state: 'declined' };
}

/** A new wording of what was agreed needs no new basis; a new date loses the note on the old one. */
function amended(c: Commitment, yes: boolean): Commitment {
  if (!yes) return { ...c, amendment: null };
  const { change } = c.amendment!;
  return { ...c, ...change, ...(change.due && { due_note: null }), amendment: null };
}
