import { z } from 'zod';
import { answerButtons } from '#bot/asking.ts';
import { command, type Ctx } from '#bot/command.ts';
import { leadText, reportPair } from '#bot/card.ts';
import { amendmentText } from '#bot/past.ts';
import { commitmentRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { dueText, nameOf } from '#bot/words.ts';
import { ref } from '#core/field.ts';
import { join, message, type Block, type Button, type Pair, type Rich } from '#core/message.ts';
import { dayOf, daysBetween } from '#core/time.ts';
import { partsOf } from '#db/commitments.ts';
import { seatsOf } from '#db/people.ts';
import { daysLate, freshness, headline, isConcerned, mayRate, milestoneLate, waitingFrom } from '#rules/commitment.ts';
import { members } from '#rules/roles.ts';
import type { Commitment, Evidence, Milestone, Rating } from '#rules/things.ts';

/** One commitment whole: wording, owner, date, steps, both sides' words, evidence. */
export const commitmentShow = command({
  name: 'commitment.show',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ commitment: ref('commitment') }),
  args: ['commitment'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const { milestones, reports, ratings, evidence } = await partsOf(ctx.tx, ctx.dir.group.id, c.number);
    const head = headline(c, reports);
    const others = reports.filter((report) => report !== head).sort((a, b) => (a.at < b.at ? 1 : -1));
    const light = c.state === 'agreed' ? freshness(c, head, ctx.today, ctx.dir.group.zone, ctx.dir.group.settings) : 'new';
    const pairs = [...(head ? [reportPair(ctx, head, true)] : []), ...others.map((report) => reportPair(ctx, report, false))];
    const state: Rich = c.state !== 'agreed' ? ctx.t(`commitment.show.${c.state}`, { side: nameOf(ctx.dir, c.proposed ?? '') }) : head ? [] : c.lead === null ? ctx.t('commitment.show.noOwner', { number: c.number }) : ctx.t(light === 'never' ? 'commitment.show.never' : 'commitment.show.new');
    return message(
      [`C${c.number} ${c.title}`],
      c.text === null ? undefined : { text: ctx.t('commitment.show.text', { text: c.text }) },
      { fields: aboutPairs(ctx, c, daysLate(c, head, ctx.dir.events, ctx.today)) },
      c.text === null ? { note: ctx.t('commitment.show.ownWords') } : undefined,
      amendmentBlock(ctx, c),
      { text: state },
      c.due.by === 'none' && c.state === 'agreed' && !c.recurring && !c.amendment ? { note: ctx.t('commitment.show.noDate', { number: c.number }) } : undefined,
      ...section(ctx.t('commitment.show.reports'), pairs),
      light === 'yellow' || light === 'red' ? { note: ctx.t(`commitment.show.${light}`) } : undefined,
      ...section(ctx.t(c.lead === null ? 'commitment.show.ratingsOpen' : 'commitment.show.ratings'), ratings.map((rating) => ratingPair(ctx, rating))),
      ...listed(ctx.t('commitment.show.steps'), milestones.map((step) => milestoneText(ctx, step))),
      ...listed(ctx.t('commitment.show.evidence'), evidence.map((each) => evidenceText(ctx, each))),
      { buttons: [...answerButtons(ctx, c, waitingFrom(c) === null ? [] : await seatsOf(ctx.tx, ctx.dir.group.id)), ...nextSteps(ctx, c)] },
    );
  },
});

function section(title: Rich, fields: readonly Pair[]): Block[] {
  return fields.length === 0 ? [] : [{ text: [{ b: title }] }, { fields }];
}

function listed(title: Rich, texts: readonly Rich[]): Block[] {
  return texts.length === 0 ? [] : [{ text: [{ b: title }] }, { list: texts.map((text) => ({ text })) }];
}

function aboutPairs(ctx: Ctx, c: Commitment, late: number): Pair[] {
  const pair = (key: Parameters<Ctx['t']>[0], value: Rich | string | null): Pair[] => (value === null || value.length === 0 ? [] : [{ label: ctx.t(key), value: typeof value === 'string' ? [value] : value }]);
  const due = dueText(ctx.t, ctx.dir, c.due, ctx.lang);
  const lead = c.lead === null ? leadText(ctx, c) : c.basis === null ? [nameOf(ctx.dir, c.lead)] : [nameOf(ctx.dir, c.lead), ` (${c.basis})`];
  const dated: Rich = late > 0 ? ctx.t('commitment.late', { date: due, late: ctx.t('commitment.daysLate', { days: late }) }) : due;
  return [
    ...pair('field.lead', lead),
    ...pair('field.counterpart', c.counterpart && nameOf(ctx.dir, c.counterpart)),
    ...pair('field.with', c.partners.map((id) => nameOf(ctx.dir, id)).join(', ')),
    ...pair('field.due', c.due_note === null ? dated : [...dated, ` (${c.due_note})`]),
    ...pair('field.theme', c.theme),
    ...pair('field.source', join([c.source === null ? [] : [c.source], c.item === null ? [] : ctx.t('commitment.show.item', { item: c.item })], ', ')),
  ];
}

function amendmentBlock(ctx: Ctx, c: Commitment): Block | undefined {
  if (!c.amendment) return undefined;
  return { text: ctx.t('commitment.show.amendment', { side: nameOf(ctx.dir, c.amendment.proposed), change: amendmentText(ctx, c.amendment) }) };
}

function ratingPair(ctx: Ctx, rating: Rating): Pair {
  const days = daysBetween(dayOf(rating.at, ctx.dir.group.zone), ctx.today);
  const said = ctx.t('commitment.show.rated', { completion: ctx.t(`completion.${rating.completion}`), when: ctx.t('commitment.age', { days }) });
  return { label: [nameOf(ctx.dir, rating.organisation)], value: rating.note === null ? said : [...said, ': ', rating.note] };
}

function milestoneText(ctx: Ctx, step: Milestone): Rich {
  const late = milestoneLate(step, ctx.dir.events, ctx.today);
  const date = dueText(ctx.t, ctx.dir, step.due, ctx.lang);
  const end: Rich = step.done !== null ? ctx.t('commitment.show.stepDone', { when: { when: step.done } }) : late > 0 ? ctx.t('commitment.late', { date, late: ctx.t('commitment.daysLate', { days: late }) }) : date;
  return [{ b: [`C${step.commitment}.${step.number}`] }, ` ${step.title} · `, ...end, ...(step.due_note === null ? [] : [` (${step.due_note})`])];
}

function evidenceText(ctx: Ctx, { kind, link, note, organisation }: Evidence): Rich {
  return [...ctx.t(`evidence.${kind}`), ', ', nameOf(ctx.dir, organisation), ': ', { href: link, text: link }, ...(note === null ? [] : [` ${note}`])];
}

/** What this reader can do next here, most likely first. */
function nextSteps(ctx: Ctx, c: Commitment): Button[] {
  const given = { commitment: String(c.number) };
  const seat = ctx.seats.find(({ role }) => (members as readonly string[]).includes(role));
  const own = seat?.organisation ? ctx.dir.organisations.get(seat.organisation) : undefined;
  const buttons: Button[] = [];
  if (own && c.state === 'agreed') {
    if (isConcerned(own, c)) buttons.push(press(ctx, 'button.update', 'commitment.update', { ...given, form: 'open' }));
    if (mayRate(own, c, c.lead === null ? undefined : ctx.dir.organisations.get(c.lead))) buttons.push(press(ctx, 'button.rate', 'commitment.rate', { ...given, form: 'open' }));
    if (c.lead === null) buttons.push(press(ctx, 'button.lead', 'commitment.assign', { ...given, lead: own.acronym }));
  }
  return [...buttons, press(ctx, 'button.history', 'commitment.history', given)];
}
