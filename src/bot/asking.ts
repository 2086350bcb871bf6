import { join, type Button, type Message, type Rich } from '#core/message.ts';
import { leadText, notice } from '#bot/card.ts';
import type { View } from '#bot/command.ts';
import { dueShort } from '#bot/words.ts';
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

/** What a room is told of something that waits for an answer: who leads, where that is not what is asked, by when, and the answers, which few may give. */
export function asking(view: View, c: Commitment, text: Rich, seen: string): Message {
  const facts: Rich[] = [seen === toLead || (c.lead === null && c.offered === null) ? [] : leadText(view, c), dateText(view, c, seen)];
  const told = notice(c, text, join(facts, ' · '));
  const show: Button = { label: view.label('button.show'), run: 'commitment.show', given: { commitment: String(c.number) } };
  return { ...told, blocks: [...told.blocks, { buttons: [...answers(view, c, seen), show] }] };
}
