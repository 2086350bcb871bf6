import { join, message, type Button, type Message, type Rich } from '#core/message.ts';
import { leadText, notice } from '#bot/card.ts';
import type { Ctx, View } from '#bot/command.ts';
import { cardName } from '#bot/live.ts';
import { amendmentText } from '#bot/past.ts';
import { dueShort, nameOf } from '#bot/words.ts';
import { proposalMark, waitingFrom } from '#rules/commitment.ts';
import { mayAgree, members } from '#rules/roles.ts';
import type { Commitment, Seat } from '#rules/things.ts';

/** What an answer of the organisation that is asked to lead is marked with. */
export const toLead = 'lead';

/** The yes and the no to what was proposed, or to the lead that was offered: short enough for the button of a room. */
function answers(view: View, { number }: Commitment, seen: string): Button[] {
  const given = { commitment: String(number), seen };
  return [
    { label: view.label('button.agree'), run: 'commitment.agree', given: { ...given, answer: 'yes' } },
    { label: view.label('button.decline'), run: 'commitment.agree', given: { ...given, answer: 'no' } },
  ];
}

/** Whether somebody may answer what was proposed, from one of their seats. `held` are all seats of the group. */
export function mayAnswer({ seats, dir }: Pick<View, 'seats' | 'dir'>, c: Commitment, held: readonly Seat[]): boolean {
  const proposed = waitingFrom(c);
  return proposed !== null && seats.some((seat) => mayAgree(seat, proposed, held, dir.organisations));
}

/** Whether somebody may answer for the organisation that is asked to lead. */
export function isAskedToLead({ seats }: Pick<View, 'seats'>, { offered, state }: Commitment): boolean {
  return offered !== null && state !== 'declined' && seats.some(({ role, organisation }) => (members as readonly string[]).includes(role) && organisation === offered);
}

/** The answers that somebody can give here: to what was proposed, else to the lead that is offered. */
export function answerButtons(view: View, c: Commitment, held: readonly Seat[]): Button[] {
  if (mayAnswer(view, c, held)) return answers(view, c, proposalMark(c)!);
  return isAskedToLead(view, c) ? answers(view, c, toLead) : [];
}

/** By when; of a date that is to change, what it is so far. */
function dateText(view: View, { due, amendment }: Commitment, seen: string): Rich {
  const date = () => dueShort(view.t, view.dir, due, view.lang);
  if (seen !== toLead && amendment?.change.due !== undefined) return view.t('commitment.amend.soFar', { date: date() });
  return due.by === 'none' ? [] : date();
}

/** What is asked, and for what it waits. */
function askedText(view: View, c: Commitment, seen: string): Rich {
  if (seen === toLead) return view.t('commitment.assign.asked', { number: c.number, title: c.title, organisation: nameOf(view.dir, c.offered!) });
  if (!c.amendment) return view.t('commitment.add.card', { side: nameOf(view.dir, c.proposed!) });
  return view.t('commitment.amend.card', { side: nameOf(view.dir, c.amendment.proposed), change: { b: amendmentText(view, c.amendment) } });
}

/** What a room is told of something that waits for an answer: who leads, where that is not what is asked, by when, and the answers, which few may give. */
function asking(view: View, c: Commitment, seen: string): Message {
  const facts: Rich[] = [seen === toLead || (c.lead === null && c.offered === null) ? [] : leadText(view, c), dateText(view, c, seen)];
  const told = notice(c, askedText(view, c, seen), join(facts, ' · '));
  return { ...told, blocks: [...told.blocks, { buttons: [...answers(view, c, seen), showing(view, c)] }] };
}

const showing = (view: View, { number }: Commitment): Button => ({ label: view.label('button.show'), run: 'commitment.show', given: { commitment: String(number) } });

/** What was asked, and what came of it. */
function asked(view: View, c: Commitment, seen: string, outcome: Rich): Message {
  const { number, title, proposed, amendment, offered } = c;
  const what =
    seen === toLead ? view.t('commitment.asked.lead', { organisation: nameOf(view.dir, offered!) })
    : amendment ? view.t('commitment.asked.change', { side: nameOf(view.dir, amendment.proposed), change: amendmentText(view, amendment) })
    : view.t('commitment.asked.new', { side: nameOf(view.dir, proposed!) });
  return message([`C${number} ${title}`], { text: outcome }, { note: what }, { buttons: [showing(view, c)] });
}

/** The cards in which rooms are asked about a commitment as it stands, with the mark of what each shows. */
function cardsOf(c: Commitment | null): Map<string, string> {
  const cards = new Map<string, string>();
  if (!c) return cards;
  const mark = proposalMark(c);
  if (mark !== undefined) cards.set(`${cardName(c)}/${mark}`, mark);
  if (c.offered !== null && c.state !== 'declined') cards.set(`${cardName(c)}/${toLead} ${c.offered}`, toLead);
  return cards;
}

/** Asks the rooms for an answer: to what was proposed, or to the lead that was offered. */
export async function ask(ctx: Ctx, c: Commitment, what: 'proposal' | 'lead'): Promise<void> {
  const found = [...cardsOf(c)].find(([, seen]) => (seen === toLead) === (what === 'lead'));
  if (found) await ctx.announce(asking(ctx, c, found[1]), { card: found[0] });
}

/**
 * Has the cards on which rooms were asked about a commitment, now that it is another one, say what came of it, without the answers; those
 * that wait again, because something was taken back, ask again.
 */
export async function settleAsked(ctx: Ctx, before: Commitment | null, after: Commitment | null, outcome: Rich): Promise<void> {
  const [old, now] = [cardsOf(before), cardsOf(after)];
  for (const [card, seen] of old) if (!now.has(card)) await ctx.announce(asked(ctx, before!, seen, outcome), { card, edits: true });
  for (const [card, seen] of now) if (!old.has(card)) await ctx.announce(asking(ctx, after!, seen), { card, edits: true });
}

/** What became of the lead that an organisation was asked to take, for its card. */
export function leadOutcome(ctx: Ctx, { number, title, offered }: Commitment, after: Commitment): Rich {
  if (offered === null) return [];
  const key = after.lead === offered ? 'lead' : ctx.me?.organisation === offered ? 'declined' : 'unasked';
  return ctx.t(`commitment.assign.${key}`, { number, title, organisation: nameOf(ctx.dir, offered) });
}
