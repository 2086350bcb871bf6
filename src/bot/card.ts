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

// Commitments are kept as long as nothing is written, and lists are asked for often.
const items = new WeakMap<Reported, { readonly item: Item } & Pick<Ctx, 'dir' | 'today' | 'lang'>>();

/** One commitment in a list: number and title, then lead, state and date. */
export function listItem(ctx: Ctx, reported: Reported): Item {
  const { dir, today, lang } = ctx;
  let made = items.get(reported);
  if (made?.dir !== dir || made.today !== today || made.lang !== lang) items.set(reported, (made = { item: itemOf(ctx, reported), dir, today, lang }));
  return made.item;
}

function itemOf(ctx: Ctx, reported: Reported): Item {
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
      enteredText(ctx, report),
      report.was === null ? [] : ctx.t('commitment.report.was', { status: ctx.t(`status.${report.was.status}`), note: report.was.note ?? '–', when: { when: report.was.at } }),
    ],
    ' ',
  );
  return { label, value };
}

/** What a room is told about a commitment: its number and title, and what happened. */
export function notice({ number, title }: Commitment, text: Rich, note: Rich = []): Message {
  return message([`C${number} ${title}`], { text }, { note });
}

/** What a room is told of a report: who says what, or corrects it. */
export function reportText(view: View, { organisation, status, note, was }: Report): Rich {
  const said: Rich = view.t(was ? 'commitment.update.cardCorrected' : 'commitment.update.card', { organisation: nameOf(view.dir, organisation), status: { b: view.t(`status.${status}`) } });
  return note === null ? said : [...said, ' ', note];
}

/** On whose behalf a report was entered; nothing for one that an organisation made itself. */
export function enteredText({ t, dir }: View, { entered }: Report): Rich {
  return entered === null ? [] : t('commitment.report.entered', { organisation: nameOf(dir, entered) });
}
