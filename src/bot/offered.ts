import { UserError } from '#core/errors.ts';
import { message, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import type { Directory } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import { openOffers } from '#db/offers.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { tellSeats } from '#bot/tell.ts';
import { nameOf, seatLabel } from '#bot/words.ts';
import type { Place } from '#rules/seats.ts';
import type { Offer, Seat } from '#rules/things.ts';

/** The offer of a place in which only one can sit that waits for an answer, with the seat that it was made from. */
export async function waitingOffer(ctx: Ctx, place: Place): Promise<{ offer: Offer; made: string | null } | undefined> {
  if (!isSingle(place)) return undefined;
  const group = ctx.dir.group.id;
  const held = await seatsOf(ctx.tx, group);
  for (const offer of await openOffers(ctx.tx, group, ctx.now)) {
    if (!isSame(offer, place)) continue;
    const { seat } = await madeBy(ctx, group, offer);
    if (stands(seat, held)) return { offer, made: seat };
  }
  return undefined;
}

/** Takes back the offer of such a place that waits for an answer; whoever made it hears of it. `may` says whether the caller could make it. @throws UserError where there is none */
export async function withdrawOffer(ctx: Ctx, place: Place, may: boolean): Promise<Message> {
  const waiting = await waitingOffer(ctx, place);
  const isTheirs = (own: Seat) => own.id === waiting?.made || isSame(own, place);
  const seat = placeLabel(ctx, ctx.dir, place);
  if (!may && !ctx.seats.some(isTheirs)) throw new UserError('error.member.offer', { role: ctx.t(`role.${place.role}`) });
  if (!waiting) throw new UserError('error.member.noOffer', { seat });
  const { offer, made } = waiting;
  const at = stamp(ctx.now);
  // What is withdrawn expires; what is answered only ends.
  await ctx.save('offer', offer, { ...offer, expires: at, ended: at }, { seat: ctx.seats[0]?.id ?? null });
  await tellOfferer(ctx, ctx.dir, made, message(undefined, { text: ctx.t('member.focal.toldWithdrawn', { seat }) }));
  const organisation = nameOf(ctx.dir, place.organisation ?? place.side ?? '');
  const isPassedOn = offer.replaces && ctx.seats.length > 0;
  const again = isPassedOn ? press(ctx, 'button.offerAgain', 'member.handover', { organisation, to: 'code' }) : press(ctx, 'button.offerAgain', 'member.focal', { organisation, role: place.role, form: 'open' });
  return done(ctx.t('member.focal.withdrawn', { seat }), again);
}

/** Whether only one can sit in a place. */
export const isSingle = ({ role }: Place) => role === 'focal' || role === 'coordinator';

/** The line of history with which an offer was made. */
export const madeBy = async ({ tx }: Ctx, group: string, { id }: Offer) => (await historyOf(tx, group, { about: `offer/${id}` })).at(-1)!;

/** Whether what was offered from a seat stands: it ends with that seat. */
export const stands = (seat: string | null, held: readonly Seat[]) => seat === null || held.some(({ id }) => id === seat);

/** Whether two are the same place. */
export const isSame = (one: Place, other: Place) => one.role === other.role && one.organisation === other.organisation && one.side === other.side;

/** What the seat of a place is called. */
export const placeLabel = (ctx: Ctx, dir: Directory, place: Place) => seatLabel(ctx.t, dir, { ...place, id: '', person_id: '', since: '', ended: null });

/** Whoever offered a seat hears in private that it is not taken; whoever withdraws their own offer knows. */
export async function tellOfferer(ctx: Ctx, dir: Directory, seat: string | null, told: Message): Promise<void> {
  if (seat !== null) await tellSeats({ tx: ctx.tx, dir, now: ctx.now, secret: ctx.secret, person: ctx.person }, ({ id }) => id === seat, told);
}
