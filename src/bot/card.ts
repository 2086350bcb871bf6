import { join, message, type Item, type Message, type Pair, type Rich } from '#core/message.ts';
import { daysBetween, dayOf } from '#core/time.ts';
import type { Reported } from '#db/commitments.ts';
import type { Ctx, View } from '#bot/command.ts';
import { dueShort, nameOf } from '#bot/words.ts';
import { daysLate, freshness, headline } from '#rules/commitment.ts';
import type { Commitment, Report } from '#rules/things.ts';

/** Who leads, as a list shows it: the organisation, one that has been asked, or that the owner is open. */
export function leadText(ctx: View, { lead, offered }: Commitment): Rich {
  if (lead !== null) return ctx.t('commitment.lead', { lead: nameOf(ctx.dir, lead) });
  if (offered !== null) return ctx.t('commitment.leadAsked', { lead: nameOf(ctx.dir, offered) });
  return ctx.t('commitment.leadOpen');
}

/** A report's status with its age in civil days of the home zone. */
export function statusText(ctx: View, report: Report): Rich {
  const days = daysBetween(dayOf(report.at, ctx.dir.group.zone), ctx.today);
  return ctx.t('commitment.statusAge', { status: ctx.t(`status.${report.status}`), age: ctx.t('commitment.age', { days }) });
}

/** What stands in the place of a status: the headline, or why there is none; and the light when it is not green. */
export function stateText(ctx: View, { commitment, reports }: Reported): Rich {
  if (commitment.state !== 'agreed') return ctx.t(`commitment.state.${commitment.state}`);
  const head = headline(commitment, reports);
  const light = freshness(commitment, head, ctx.today, ctx.dir.group.zone, ctx.dir.group.settings);
  if (!head) return ctx.t(light === 'new' ? 'commitment.fresh.new' : 'commitment.fresh.never');
  const status = statusText(ctx, head);
  return light === 'yellow' || light === 'red' ? [...status, ', ', ...ctx.t(`commitment.fresh.${light}`)] : status;
}

/** One commitment in a list: number and title, then lead, state and date. */
export function listItem(ctx: Ctx, reported: Reported): Item {
  const { commitment, reports } = reported;
  const late = daysLate(commitment, headline(commitment, reports), ctx.dir.events, ctx.today);
  const date = dueShort(ctx.t, ctx.dir, commitment.due, ctx.lang);
  return {
    text: [{ b: [`C${commitment.number}`] }, ` ${commitment.title}`],
    note: join([leadText(ctx, commitment), stateText(ctx, reported), late > 0 ? ctx.t('commitment.late', { date, late: ctx.t('commitment.daysLate', { days: late }) }) : date], ' · '),
  };
}

/** A report as a pair of label and words: who, what, how long ago; what it corrected; on whose behalf. */
export function reportPair(ctx: Ctx, report: Report, isHead: boolean): Pair {
  const organisation = nameOf(ctx.dir, report.organisation);
  const label = isHead ? ctx.t('commitment.report.lead', { organisation }) : [organisation];
  const value = join(
    [
      report.note === null ? statusText(ctx, report) : [...statusText(ctx, report), ': ', report.note],
      report.entered === null ? [] : ctx.t('commitment.report.entered', { organisation: nameOf(ctx.dir, report.entered) }),
      report.was === null ? [] : ctx.t('commitment.report.was', { status: ctx.t(`status.${report.was.status}`), note: report.was.note ?? '–', when: { when: report.was.at } }),
    ],
    ' ',
  );
  return { label, value };
}

/** What a room is told about a commitment: its number and title, and what happened. */
export function notice({ number, title }: Commitment, text: Rich): Message {
  return message([`C${number} ${title}`], { text });
}

/** The short card that a room sees when someone has reported. */
export function updateCard(ctx: Ctx, commitment: Commitment, report: Report): Message {
  const organisation = nameOf(ctx.dir, report.organisation);
  const status = ctx.t(`status.${report.status}`);
  const said: Rich = ctx.t(report.was ? 'commitment.update.cardCorrected' : 'commitment.update.card', { organisation, status: { b: status } });
  return {
    v: 1,
    title: [`C${commitment.number} ${commitment.title}`],
    blocks: [{ text: report.note === null ? said : [...said, ' ', report.note] }, ...(report.entered === null ? [] : [{ note: ctx.t('commitment.report.entered', { organisation: nameOf(ctx.dir, report.entered) }) }])],
  };
}
