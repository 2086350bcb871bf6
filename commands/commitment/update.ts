import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { enteredText, notice, reportText } from '#bot/card.ts';
import { cardName, liveCard, refreshCard } from '#bot/live.ts';
import { checkAgreed, commitmentRef, organisationRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, ref, text, yesno } from '#core/field.ts';
import { dayOf, daysBetween, stamp } from '#core/time.ts';
import { findCommitment, findReport, partsOf } from '#db/commitments.ts';
import { isConcerned, mayRate } from '#rules/commitment.ts';
import { members } from '#rules/roles.ts';
import { statuses, type Commitment, type Organisation, type Report } from '#rules/things.ts';

/** Reports how a commitment stands. The lead's report is its headline; others are kept beneath it. */
export const commitmentUpdate = command({
  name: 'commitment.update',
  who: members,
  input: z.object({
    commitment: ref('commitment'),
    status: choice(statuses),
    note: text(1000).meta({ asked: true }).optional(),
    behalf: ref('organisation').optional(),
    correction: yesno().optional(),
  }),
  args: ['commitment', 'status', 'note'],
  /** A correction starts from what stands. */
  async prefill(ctx, given) {
    const number = Number(/\d+/.exec(String(given.commitment ?? ''))?.[0]);
    if (given.correction === undefined || !ctx.me?.organisation || !(await findCommitment(ctx.tx, ctx.dir.group.id, number))) return {};
    const standing = await findReport(ctx.tx, ctx.dir.group.id, number, ctx.me.organisation);
    return standing ? { status: standing.status, ...(standing.note && { note: standing.note }) } : {};
  },
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const own = ctx.dir.organisations.get(ctx.me!.organisation!)!;
    const reporter = input.behalf === undefined ? own : outsider(ctx, input.behalf);
    checkMayReport(ctx, c, reporter);
    const parts = await partsOf(ctx.tx, ctx.dir.group.id, c.number);
    const before = parts.reports.find(({ organisation }) => organisation === reporter.id) ?? null;
    const note = input.note ?? null;
    if (input.correction && !before) throw new UserError('error.update.nothing', { organisation: reporter.acronym, number: c.number });
    checkIsNew(ctx, c, before, input);
    const was = input.correction ? { status: before!.status, note: before!.note, at: before!.at } : null;
    const report = { commitment: c.number, organisation: reporter.id, status: input.status, note, at: stamp(ctx.now), entered: reporter === own ? null : own.id, was };
    await ctx.save('report', before, report, reporter === own ? {} : { behalf: reporter.id });
    if (was === null) {
      const reports = [...parts.reports.filter((each) => each !== before), report];
      await ctx.announce(await liveCard(ctx, c, { reporter: reporter.id, parts: { ...parts, reports } }), { card: cardName(c) });
    } else {
      await ctx.announce(notice(c, reportText(ctx, report), enteredText(ctx, report)));
      await refreshCard(ctx, c.number);
    }
    const said = ctx.t(reporter.id === c.lead ? 'commitment.update.head' : c.lead === null ? 'commitment.update.open' : 'commitment.update.beneath', {
      number: c.number, title: c.title, status: { b: ctx.t(`status.${input.status}`) }, organisation: reporter.acronym, lead: c.lead === null ? '' : nameOf(ctx.dir, c.lead),
    });
    const given = { commitment: String(c.number) };
    return done(said, undoButton(ctx), press(ctx, 'button.correct', 'commitment.update', { ...given, correction: 'yes', form: 'open' }), press(ctx, 'button.history', 'commitment.history', given), press(ctx, 'button.tasks', 'my.tasks'));
  },
});

/** The same words again within the hour are a second press, not a second report; and a correction must correct. */
function checkIsNew(ctx: Ctx, c: Commitment, standing: Report | null, { status, note, correction }: { status: string; note?: string | undefined; correction?: boolean | undefined }): void {
  if (!standing || standing.status !== status || standing.note !== (note ?? null)) return;
  const age = Temporal.Instant.from(standing.at).until(ctx.now).total('hours');
  if (!correction && age >= 1) return;
  const days = daysBetween(dayOf(standing.at, ctx.dir.group.zone), ctx.today);
  throw new UserError('error.update.same', { organisation: nameOf(ctx.dir, standing.organisation), number: c.number, age: ctx.t('commitment.age', { days }) });
}

/** An outside body for which something may be entered: it has no seat of its own. */
function outsider(ctx: Ctx, typed: string): Organisation {
  const organisation = organisationRef(ctx, typed, 'behalf');
  if (organisation.side !== null) throw new UserError('error.update.ownVoice', { organisation: organisation.acronym }, 'behalf');
  return organisation;
}

function checkMayReport(ctx: Ctx, c: Commitment, reporter: Organisation): void {
  checkAgreed(ctx, c);
  if (isConcerned(reporter, c)) return;
  const lead = c.lead === null ? undefined : ctx.dir.organisations.get(c.lead);
  const concerned = [c.lead, c.counterpart, ...c.partners].filter((id) => id !== null).map((id) => nameOf(ctx.dir, id));
  const isOther = mayRate(reporter, c, lead);
  const ways = isOther ? [{ label: ctx.label('button.rate'), value: `/commitment rate ${c.number}` }] : [];
  throw new UserError(isOther ? 'error.update.rateInstead' : 'error.update.unconcerned', { organisation: reporter.acronym, number: c.number, title: c.title, concerned: [...new Set(concerned)].join(', ') || '–' }, undefined, ways);
}
