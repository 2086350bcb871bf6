import { join, message, type Message, type Rich } from '#core/message.ts';
import { findCommitment, listCommitments, partsOf, type Parts } from '#db/commitments.ts';
import type { Directory } from '#db/groups.ts';
import { enteredText, leadText, reportText } from '#bot/card.ts';
import type { Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import { dueShort, nameOf } from '#bot/words.ts';
import { headline } from '#rules/commitment.ts';
import type { Commitment, KeyEvent, Rating, Report } from '#rules/things.ts';

/** How many ratings a card names. */
const named = 3;

/** The card that a room has of a commitment. A new report posts a new one; all else is changed on the one that stands. */
export const cardName = ({ number }: Pick<Commitment, 'number'>) => `C${number}`;

/**
 * Shows a commitment in the group's rooms: what was reported last, or by `reporter`, and how it stands today.
 * Nothing on it grows old by itself, and nobody is named on it. `parts` are what stands on it, where that is known already.
 */
export async function liveCard(ctx: Ctx, c: Commitment, { reporter, dir = ctx.dir, parts }: { readonly reporter?: string; readonly dir?: Directory; readonly parts?: Parts } = {}): Promise<Message> {
  const { reports, ratings, milestones, evidence } = parts ?? (await partsOf(ctx.tx, dir.group.id, c.number));
  const head = headline(c, reports);
  const last = reports.find(({ organisation }) => organisation === reporter) ?? latest(reports, head);
  const view = { ...ctx, dir };
  const steps = milestones.filter(({ done }) => done !== null).length;
  const facts: Rich[] = [
    head && head !== last ? ctx.t('commitment.card.head', { lead: nameOf(dir, head.organisation), status: ctx.t(`status.${head.status}`) }) : leadText(view, c),
    dueShort(ctx.t, dir, c.due, ctx.lang),
    ...ratingTexts(view, ratings),
    steps === 0 ? [] : ctx.t('commitment.card.steps', { done: steps, count: milestones.length }),
    evidence.length === 0 ? [] : ctx.t('commitment.card.evidence', { count: evidence.length }),
    c.amendment ? ctx.t('commitment.card.change', { side: nameOf(dir, c.amendment.proposed) }) : [],
  ];
  const given = { commitment: String(c.number) };
  return message(
    [`C${c.number} ${c.title}`],
    { text: last ? reportText(view, last) : ctx.t('commitment.card.none') },
    { note: last ? enteredText(view, last) : [] },
    { note: join(facts, ' · ') },
    { buttons: [press(ctx, 'button.report', 'commitment.update', { ...given, form: 'open' }), press(ctx, 'button.show', 'commitment.show', given)] },
  );
}

/** The report that was made last; of two at once not the headline, which the card names beside any other. */
function latest(reports: readonly Report[], head: Report | undefined): Report | undefined {
  const order = (report: Report) => `${report.at} ${report === head ? 0 : 1}`;
  return [...reports].sort((a, b) => (order(a) < order(b) ? 1 : -1))[0];
}

/** The ratings that were given last, and how many there are besides. */
function ratingTexts({ t, dir }: Pick<Ctx, 't' | 'dir'>, ratings: readonly Rating[]): Rich[] {
  const sorted = [...ratings].sort((a, b) => (a.at < b.at ? 1 : -1));
  const texts = sorted.slice(0, named).map(({ organisation, completion }) => t('commitment.card.rating', { organisation: nameOf(dir, organisation), completion: t(`completion.${completion}`) }));
  return ratings.length > named ? [...texts, t('commitment.card.ratings', { count: ratings.length - named })] : texts;
}

/** Has the cards of these commitments, where rooms have one, show how they stand now. `dir` is the group as it has become. */
export async function refreshCards(ctx: Ctx, numbers: Iterable<number>, dir?: Directory): Promise<void> {
  for (const number of new Set(numbers)) {
    const c = await findCommitment(ctx.tx, ctx.dir.group.id, number);
    if (c) await ctx.announce(await liveCard(ctx, c, dir && { dir }), { card: cardName(c), edits: true });
  }
}

/** The same of one commitment. */
export const refreshCard = (ctx: Ctx, number: number): Promise<void> => refreshCards(ctx, [number]);

/** The same of all whose dates hang on an event, which is now as it is given. */
export async function refreshHanging(ctx: Ctx, event: KeyEvent): Promise<void> {
  const all = await listCommitments(ctx.tx, ctx.dir.group.id);
  const hanging = all.flatMap(({ commitment: { number, due } }) => (due.by === 'event' && due.event === event.id ? [number] : []));
  await refreshCards(ctx, hanging, { ...ctx.dir, events: new Map([...ctx.dir.events, [event.id, event]]) });
}
