import { z } from 'zod';
import { ask, leadOutcome, settleAsked } from '#bot/asking.ts';
import { command, type Ctx } from '#bot/command.ts';
import { notice } from '#bot/card.ts';
import { refreshCard } from '#bot/live.ts';
import { commitmentRef, livingRef, organisationRef } from '#bot/refs.ts';
import { done, showButton, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, ref } from '#core/field.ts';
import { ledBy, withoutPart } from '#rules/commitment.ts';
import { actors } from '#rules/roles.ts';
import type { Commitment, Organisation } from '#rules/things.ts';

const parts = ['lead', 'counterpart', 'support', 'none'] as const;

/**
 * Says who answers for a commitment. An organisation takes the lead by its own yes: named by others it is asked, named by
 * itself it leads. `part:none` takes an organisation off, or declines the lead.
 */
export const commitmentAssign = command({
  name: 'commitment.assign',
  who: actors,
  input: z.object({ commitment: ref('commitment'), lead: ref('organisation'), part: choice(parts).optional() }),
  args: ['commitment', 'lead', 'part'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const part = input.part ?? 'lead';
    const organisation = (part === 'none' ? organisationRef : livingRef)(ctx, input.lead, 'lead');
    const own = ctx.me!.organisation === organisation.id;
    checkMayAssign(ctx, c, own);
    if (part === 'lead' && organisation.side === null && ctx.me!.role !== 'coordinator') throw new UserError('error.assign.outside', { organisation: organisation.acronym });
    const [after, key] = change(c, organisation, part, own || organisation.side === null);
    const params = { number: c.number, title: c.title, organisation: organisation.acronym };
    if (JSON.stringify(after) === JSON.stringify(c)) return done(ctx.t('commitment.assign.same', params), showButton(ctx, c));
    await ctx.save('commitment', c, after);
    await settleAsked(ctx, c, after, leadOutcome(ctx, c, after));
    if (after.lead !== c.lead) await ctx.announce(notice(c, ctx.t(after.lead === null ? 'commitment.assign.open' : 'commitment.assign.lead', params)));
    else if (after.offered !== null && after.offered !== c.offered) await ask(ctx, after, 'lead');
    else if (after.offered !== c.offered) await ctx.announce(notice(c, ctx.t(own ? 'commitment.assign.declined' : 'commitment.assign.unasked', params)));
    await refreshCard(ctx, c.number);
    return done(ctx.t(`commitment.assign.${key}`, params), undoButton(ctx), showButton(ctx, c));
  },
});

/** Where nobody leads, anyone may put a name forward; else the one who leads, whoever is asked, and coordinators. */
function checkMayAssign(ctx: Ctx, c: Commitment, own: boolean): void {
  const mine = ctx.me!.organisation;
  if (ctx.me!.role === 'coordinator' || c.lead === null || c.lead === mine || c.offered === mine || (own && c.counterpart === mine)) return;
  throw new UserError('error.assign.led', { number: c.number, lead: nameOf(ctx.dir, c.lead) });
}

/** The commitment with an organisation in its new part, and which of the answers says so. `says` is its own yes. */
function change(c: Commitment, { id }: Organisation, part: (typeof parts)[number], says: boolean): [Commitment, 'lead' | 'asked' | 'counterpart' | 'support' | 'none'] {
  const rest = withoutPart(c, id);
  if (part === 'counterpart') return [{ ...rest, counterpart: id }, 'counterpart'];
  if (part === 'support') return [{ ...rest, partners: [...rest.partners, id] }, 'support'];
  if (part === 'none') return [{ ...rest, ...(c.lead === id && { lead: null, basis: null }), ...(c.offered === id && { offered: null }) }, 'none'];
  if (c.lead === id) return [c, 'lead'];
  return says ? [ledBy(c, id), 'lead'] : [{ ...c, offered: id }, 'asked'];
}
