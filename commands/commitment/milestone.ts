import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansDue } from '#bot/dates.ts';
import { refreshCard } from '#bot/live.ts';
import { commitmentRef, milestoneNumber } from '#bot/refs.ts';
import { done, press, showButton, undoButton } from '#bot/reply.ts';
import { dueText, nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { ref, text, when, yesno } from '#core/field.ts';
import { stamp } from '#core/time.ts';
import { milestonesOf } from '#db/commitments.ts';
import { isConcerned } from '#rules/commitment.ts';
import { readDue } from '#rules/due.ts';
import { actors } from '#rules/roles.ts';
import type { Commitment, Milestone } from '#rules/things.ts';

/** Adds a milestone to a commitment (`C6 Draft sent due:CND -8w`) or changes one (`C6.2 done`, `C6.2 due:30 April`). */
export const commitmentMilestone = command({
  name: 'commitment.milestone',
  who: actors,
  input: z.object({ commitment: ref('milestone'), title: text(200).meta({ asked: true }).optional(), due: when().meta({ asked: true }).optional(), done: yesno().optional() }),
  args: ['commitment', 'title'],
  needs: ({ commitment }) => (milestoneNumber(String(commitment)) ? [] : ['title']),
  dates: { due: meansDue },
  async run(ctx, input) {
    const step = milestoneNumber(input.commitment);
    const c = await commitmentRef(ctx, step?.commitment ?? input.commitment);
    checkMayPlan(ctx, c);
    const all = (await milestonesOf(ctx.tx, ctx.dir.group.id)).filter(({ commitment }) => commitment === c.number);
    const before = step ? all.find(({ number }) => number === step.milestone) : undefined;
    if (step && !before) {
      const known = all.map(({ number, title }) => ({ label: `C${c.number}.${number} ${title}`, value: `C${c.number}.${number}` }));
      throw new UserError('error.milestone.unknown', { typed: `C${c.number}.${step.milestone}`, number: c.number, count: all.length }, 'commitment', known.slice(0, 5));
    }
    if (!before && input.title === undefined) throw new UserError('error.milestone.untitled', { number: c.number }, 'title');
    const due = input.due === undefined ? undefined : readDue(input.due, ctx.around('due'), ctx.dir.events);
    const ended = input.done === undefined ? undefined : input.done ? stamp(ctx.now) : null;
    const after: Milestone = before
      ? { ...before, ...(input.title !== undefined && { title: input.title }), ...(due && { due, due_note: null }), ...(ended !== undefined && { done: before.done !== null && ended !== null ? before.done : ended }) }
      : { commitment: c.number, number: (all.at(-1)?.number ?? 0) + 1, title: input.title!, due: due ?? { by: 'none' }, due_note: null, done: ended ?? null };
    await ctx.save('milestone', before ?? null, after);
    await refreshCard(ctx, c.number);
    const shown = dueText(ctx.t, ctx.dir, after.due, ctx.lang);
    const id = `C${c.number}.${after.number}`;
    const key = after.done !== null && before?.done !== after.done ? 'commitment.milestone.done' : before ? 'commitment.milestone.changed' : 'commitment.milestone.added';
    return done(ctx.t(key, { id, title: after.title, due: shown }), undoButton(ctx), ...(after.done === null ? [press(ctx, 'button.done', 'commitment.milestone', { commitment: id, done: 'yes' })] : []), showButton(ctx, c));
  },
});

/** Steps are planned by those who answer for the commitment, and by coordinators. */
function checkMayPlan(ctx: Ctx, c: Commitment): void {
  if (ctx.me!.role === 'coordinator') return;
  const own = ctx.dir.organisations.get(ctx.me!.organisation!)!;
  if (isConcerned(own, c)) return;
  throw new UserError('error.milestone.unconcerned', { organisation: own.acronym, number: c.number, lead: c.lead === null ? '–' : nameOf(ctx.dir, c.lead) });
}
