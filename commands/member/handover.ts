import { z } from 'zod';
import { leadOutcome, settleAsked } from '#bot/asking.ts';
import { command, type Ctx } from '#bot/command.ts';
import { listItem } from '#bot/card.ts';
import { refreshCards } from '#bot/live.ts';
import { makeOffer } from '#bot/offer.ts';
import { meetingsPassing, passingItem, passMeetings } from '#bot/meetingpass.ts';
import { findSide, organisationRef } from '#bot/refs.ts';
import { done, press } from '#bot/reply.ts';
import { nameOf, seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { ref, yesno } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { newId } from '#core/id.ts';
import { join, message, type Block, type Button, type Item, type Message } from '#core/message.ts';
import { dayOf, showDay, stamp } from '#core/time.ts';
import { listCommitments } from '#db/commitments.ts';
import { seatsOf } from '#db/people.ts';
import { headline } from '#rules/commitment.ts';
import { passedOn } from '#rules/handover.ts';
import { actors } from '#rules/roles.ts';
import { holderOf, keeperOf, type Place } from '#rules/seats.ts';
import type { Commitment, Organisation, Seat } from '#rules/things.ts';

/** How many open items an answer lists. */
const shown = 12;

/** Passes a seat on, to the alternate or to whoever gets a code; or all that an ended organisation answered for, to its successor. */
export const memberHandover = command({
  name: 'member.handover',
  who: actors,
  input: z.object({ organisation: ref('organisation'), to: ref('organisation'), sure: yesno().optional() }),
  args: ['organisation', 'to'],
  async run(ctx, { organisation: typed, to, sure }) {
    const held = await seatsOf(ctx.tx, ctx.dir.group.id);
    const byCode = nameKey(to) === 'code';
    const side = byCode ? findSide(ctx, typed) : undefined;
    if (side) {
      if (ctx.me!.role !== 'coordinator' || ctx.me!.side !== side.id) throw new UserError('error.member.notYours', { what: side.label });
      return makeOffer(ctx, { role: 'coordinator', organisation: null, side: side.id }, ctx.me, ctx.me!);
    }
    const organisation = organisationRef(ctx, typed, 'organisation');
    const alternate = /^alternate(\d{0,2})$/.exec(nameKey(to));
    if (alternate) return toAlternate(ctx, organisation, held, alternate[1] === '' ? undefined : Number(alternate[1]));
    if (byCode) {
      if (!isFocal(ctx.me!, organisation) && !isKeeper(ctx, organisation, held)) throw new UserError('error.member.notYours', { what: organisation.acronym });
      const place: Place = { role: 'focal', organisation: organisation.id, side: null };
      return makeOffer(ctx, place, ctx.me, holderOf(place, held));
    }
    return toSuccessor(ctx, organisation, organisationRef(ctx, to, 'to'), held, sure ?? false);
  },
});

const isFocal = (seat: Seat, organisation: Organisation) => seat.role === 'focal' && seat.organisation === organisation.id;
const isKeeper = (ctx: Ctx, { side }: Organisation, held: readonly Seat[]) => side !== null && keeperOf(ctx.me!, held, ctx.dir.organisations) === side;

/** The alternate becomes focal point: at the focal point's word, at a coordinator's, or at its own where nobody holds that seat. */
async function toAlternate(ctx: Ctx, organisation: Organisation, held: readonly Seat[], which: number | undefined): Promise<Message> {
  const { id, acronym } = organisation;
  const focal = holderOf({ role: 'focal', organisation: id, side: null }, held);
  const alternates = held.filter((seat) => seat.role === 'alternate' && seat.organisation === id);
  const takesOver = ctx.me!.role === 'alternate' && ctx.me!.organisation === id;
  if (takesOver && focal) throw new UserError('error.member.stillFocal', { organisation: acronym });
  if (!takesOver && !isFocal(ctx.me!, organisation) && !isKeeper(ctx, organisation, held)) throw new UserError('error.member.notYours', { what: acronym });
  const ways = alternates.map(({ since }, i) => ({ label: ctx.label('member.handover.which', { number: i + 1, since: showDay(dayOf(since, ctx.dir.group.zone), ctx.lang) }), value: `alternate ${i + 1}` }));
  const next = takesOver ? alternates.find((seat) => seat.id === ctx.me!.id) : which !== undefined ? alternates[which - 1] : alternates.length === 1 ? alternates[0] : undefined;
  if (!next) throw alternates.length === 0 ? new UserError('error.member.noAlternate', { organisation: acronym }, 'to', [{ label: ctx.label('member.handover.byCode'), value: 'code' }]) : new UserError('error.member.alternates', { organisation: acronym, count: alternates.length }, 'to', ways);
  const at = stamp(ctx.now);
  const seat: Seat = { ...next, id: newId(ctx.now), role: 'focal', since: at };
  // The new seat first: nobody is without one on the way.
  await ctx.save('seat', null, seat);
  for (const old of focal ? [focal, next] : [next]) await ctx.save('seat', old, { ...old, ended: at });
  const label = seatLabel(ctx.t, ctx.dir, seat);
  await ctx.announce(message(undefined, { text: ctx.t('member.focal.card', { seat: label }) }), { wide: true });
  const said = ctx.t(takesOver ? 'member.handover.taken' : focal?.id === ctx.me!.id ? 'member.handover.given' : 'member.handover.done', { seat: { b: label } });
  const answer = done(said);
  return { ...answer, blocks: [...answer.blocks, ...(await openItems(ctx, id)), ...(takesOver ? [{ buttons: [press(ctx, 'button.tasks', 'my.tasks')] }] : [])] };
}

/** What an organisation leads, or is asked to lead, and has not finished. */
async function openItems(ctx: Ctx, id: string): Promise<Block[]> {
  const all = await listCommitments(ctx.tx, ctx.dir.group.id);
  const open = all.filter(({ commitment: c, reports }) => (c.lead === id || c.offered === id) && c.state !== 'declined' && headline(c, reports)?.status !== 'done');
  if (open.length === 0) return [];
  return [{ text: ctx.t('member.handover.open', { count: open.length }) }, { list: open.slice(0, shown).map((each) => listItem(ctx, each)) }, ...more(ctx, open.length)];
}

const more = (ctx: Ctx, count: number): Block[] => (count > shown ? [{ note: ctx.t('member.handover.more', { count: count - shown }) }] : []);

/** An organisation ends; its successor gets its open parts. What moves is shown first, unless it is next to nothing. */
async function toSuccessor(ctx: Ctx, from: Organisation, to: Organisation, held: readonly Seat[], sure: boolean): Promise<Message> {
  if (!isKeeper(ctx, from, held)) throw new UserError('error.member.successorWho', { organisation: from.acronym });
  if (to.id === from.id || to.side !== from.side || to.ended !== null) throw new UserError('error.member.successor', { organisation: from.acronym, typed: to.acronym }, 'to');
  const all = await listCommitments(ctx.tx, ctx.dir.group.id);
  const moves = all.map((each) => ({ ...each, after: passedOn(each.commitment, each.reports, from.id, to.id) })).filter(({ commitment, after }) => after !== commitment);
  const seats = held.filter((seat) => seat.organisation === from.id);
  const names = { organisation: from.acronym, successor: to.acronym };
  const meetings = await meetingsPassing(ctx, from, to);
  const items = () => [...moves.map((move) => moveItem(ctx, move, from.id, to)), ...meetings.map((each) => passingItem(ctx, each))];
  const counts = { ...names, count: moves.length, meetings: meetings.length };
  if (moves.length + meetings.length + seats.length > 1 && !sure) {
    const yes: Button = { label: ctx.label('button.handover'), run: 'member.handover', given: { organisation: from.acronym, to: to.acronym, sure: 'yes' }, tone: 'danger' };
    return message(ctx.t('member.handover.ask', names), { text: ctx.t('member.handover.moves', { ...counts, seats: seats.length }) }, { list: items().slice(0, shown) }, ...more(ctx, moves.length + meetings.length), { buttons: [yes, press(ctx, 'button.cancel', 'member.show', { organisation: from.acronym })] });
  }
  for (const { commitment, after } of moves) {
    await ctx.save('commitment', commitment, after);
    await settleAsked(ctx, commitment, after, leadOutcome(ctx, commitment, after));
  }
  for (const seat of seats) await ctx.save('seat', seat, { ...seat, ended: stamp(ctx.now) });
  const open = await passMeetings(ctx, meetings, from, to);
  await ctx.save('organisation', from, { ...from, ended: from.ended ?? ctx.today, successor: to.id });
  await ctx.announce(message(undefined, { text: ctx.t('member.handover.card', { ...names, count: moves.length }) }), { wide: true });
  await refreshCards(ctx, moves.map(({ commitment }) => commitment.number));
  // Who has ended their own organisation may have no seat left to see it from.
  const sees = ctx.seats.some((own) => !seats.some(({ id }) => id === own.id));
  return done(join([ctx.t('member.handover.ended', counts), open], ' '), ...(sees ? [press(ctx, 'button.show', 'member.show', { organisation: to.acronym })] : []));
}

function moveItem(ctx: Ctx, { commitment, after }: { commitment: Commitment; after: Commitment }, from: string, to: Organisation): Item {
  const asked = after.offered !== commitment.offered;
  const note = ctx.t(asked ? 'member.handover.lead' : commitment.counterpart === from ? 'member.handover.counterpart' : 'member.handover.support', { successor: nameOf(ctx.dir, to.id) });
  return { text: [{ b: [`C${commitment.number}`] }, ` ${commitment.title}`], note };
}
