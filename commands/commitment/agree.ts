import { z } from 'zod';
import { isAskedToLead, leadOutcome, mayAnswer, settleAsked, toLead } from '#bot/asking.ts';
import { command, type Ctx } from '#bot/command.ts';
import { notice } from '#bot/card.ts';
import { refreshCard } from '#bot/live.ts';
import { amendmentText } from '#bot/past.ts';
import { commitmentRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { line, ref, yesno } from '#core/field.ts';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import { ledBy, proposalMark, waitingFrom } from '#rules/commitment.ts';
import { actors, mayAgree, sideOf } from '#rules/roles.ts';
import type { Commitment } from '#rules/things.ts';

/**
 * Gives the other side's yes, or no, to what one side has proposed: a commitment, or a change of one; or an organisation's own to the
 * lead that it was offered. `seen` is the mark of what was shown to whoever answers.
 */
export const commitmentAgree = command({
  name: 'commitment.agree',
  who: actors,
  input: z.object({ commitment: ref('commitment'), answer: yesno().optional(), seen: line(20).optional() }),
  args: ['commitment', 'answer'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const proposed = waitingFrom(c);
    const yes = input.answer ?? true;
    const held = await seatsOf(ctx.tx, ctx.dir.group.id);
    const isLead = input.seen === toLead || (input.seen === undefined && isAskedToLead(ctx, c) && !mayAnswer(ctx, c, held));
    if (isLead) return answerLead(ctx, c, yes);
    if (proposed === null) throw new UserError('error.agree.nothing', { number: c.number, title: c.title, state: ctx.t(`commitment.state.${c.state}`) });
    if (!mayAgree(ctx.me!, proposed, held, ctx.dir.organisations)) {
      const ours = sideOf(ctx.me!, ctx.dir.organisations) !== proposed;
      throw new UserError(ours ? 'error.agree.coordinator' : 'error.agree.side', { number: c.number, side: nameOf(ctx.dir, proposed) });
    }
    if (input.seen !== undefined && input.seen !== proposalMark(c)) {
      throw new UserError('error.agree.changed', { number: c.number }, undefined, [{ label: ctx.label('button.show'), value: `/commitment show ${c.number}` }]);
    }
    const after = c.state === 'proposed' ? settled(c, yes, stamp(ctx.now)) : amended(c, yes);
    await ctx.save('commitment', c, after);
    const key = c.state === 'proposed' ? (yes ? 'agreed' : 'declined') : yes ? 'amended' : 'kept';
    const params = { number: c.number, title: after.title, side: nameOf(ctx.dir, sideOf(ctx.me!, ctx.dir.organisations)!), change: c.amendment ? amendmentText(ctx, c.amendment) : '' };
    const outcome = ctx.t(`commitment.agree.card.${key}`, params);
    await ctx.announce(notice(after, outcome), { wide: yes });
    await settleAsked(ctx, c, after, outcome);
    await refreshCard(ctx, c.number);
    return done(ctx.t(`commitment.agree.${key}`, params), undoButton(ctx), showButton(ctx, c));
  },
});

/** The answer of the organisation that is asked to lead: its own, and nobody else's. */
async function answerLead(ctx: Ctx, c: Commitment, yes: boolean): Promise<Message> {
  if (c.offered === null) throw new UserError('error.agree.noLead', { number: c.number });
  const params = { number: c.number, title: c.title, organisation: nameOf(ctx.dir, c.offered) };
  if (ctx.me!.organisation !== c.offered) throw new UserError('error.agree.lead', params);
  const after = yes ? ledBy(c, c.offered) : { ...c, offered: null };
  await ctx.save('commitment', c, after);
  await settleAsked(ctx, c, after, leadOutcome(ctx, c, after));
  await ctx.announce(notice(c, ctx.t(yes ? 'commitment.assign.lead' : 'commitment.assign.declined', params)));
  await refreshCard(ctx, c.number);
  return done(ctx.t(yes ? 'commitment.assign.lead' : 'commitment.assign.declined', params), undoButton(ctx), showButton(ctx, c));
}

function settled(c: Commitment, yes: boolean, at: string): Commitment {
  return yes ? { ...c, state: 'agreed', agreed: at } : { ...c, state: 'declined' };
}

/** A new wording of what was agreed needs no new basis; a new date loses the note on the old one. */
function amended(c: Commitment, yes: boolean): Commitment {
  if (!yes) return { ...c, amendment: null };
  const { change } = c.amendment!;
  return { ...c, ...change, ...(change.due && { due_note: null }), amendment: null };
}
