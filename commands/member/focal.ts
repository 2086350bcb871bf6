import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { mayOfferAny } from '#bot/example.ts';
import { accountOf, answerOffer, makeOffer, type Account } from '#bot/offer.ts';
import { withdrawOffer } from '#bot/offered.ts';
import { findSide, organisationRef, sideRef } from '#bot/refs.ts';
import { noSeat } from '#bot/who.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, member, ref } from '#core/field.ts';
import type { Message } from '#core/message.ts';
import { seatsOf } from '#db/people.ts';
import { holderOf, isKept, keeperOf, mayOffer, type Place } from '#rules/seats.ts';
import type { Seat } from '#rules/things.ts';

const offered = ['focal', 'alternate', 'coordinator', 'observer'] as const;

/** Offers a seat, to somebody who is picked or by a code that can be passed on, or takes the seat that a code offers. Nobody is put in a seat by others. */
export const memberFocal = command({
  name: 'member.focal',
  who: 'anyone',
  keepers: true,
  input: z.object({
    organisation: ref('organisation').meta({ asked: true }).optional(),
    role: choice(offered).meta({ asked: true }).optional(),
    member: member().meta({ asked: true }).optional(),
    code: line(80).optional(),
    answer: choice(['accept', 'decline', 'withdraw']).optional(),
  }),
  args: ['organisation', 'role'],
  // A code finds its group by itself.
  groupless: ({ given }) => given.code !== undefined,
  // Where people can be picked; who may offer nothing is told so, or how to take a seat.
  asksFirst: (ctx) => ctx.chat !== undefined && ctx.hasGroup && (mayOfferAny(ctx) || ctx.user.manages === true),
  async run(ctx, { organisation, role, member: picked, code, answer }) {
    // People paste the code alone, too.
    const pasted = code ?? (organisation !== undefined && role === undefined && /^(?=.*\d)[a-z0-9]{8}$/i.test(organisation) ? organisation : undefined);
    if (pasted !== undefined) return answerOffer(ctx, pasted, answer);
    return offer(ctx, organisation, role, answer === 'withdraw' ? answer : picked === undefined ? undefined : accountOf(ctx, picked, 'member'));
  },
});

async function offer(ctx: Ctx, organisation: string | undefined, role: (typeof offered)[number] | undefined, to: Account | 'withdraw' | undefined): Promise<Message> {
  if (organisation === undefined && role === undefined) throw new UserError('error.member.nothing', {}, 'organisation');
  if (ctx.seats.length === 0 && !ctx.user.manages) throw ctx.hasGroup ? noSeat(ctx.dir, ctx.t) : new UserError('error.seat.nogroup');
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const place = placeOf(ctx, organisation, role ?? 'focal', held);
  const seat = ctx.seats.find((own) => mayOffer(own, place, held, ctx.dir.organisations)) ?? null;
  const holder = holderOf(place, held);
  // Whoever manages the group's server fills the first seats of a side. From then on the side looks after itself: no server decides who speaks for it.
  const runs = seat === null && ctx.user.manages === true && (!ctx.chat || !isKept(place, held, ctx.dir.organisations));
  if (to === 'withdraw') return withdrawOffer(ctx, place, seat !== null || runs);
  const name = nameOf(ctx.dir, place.organisation ?? place.side ?? '');
  // Whoever runs the program itself can also fill a seat anew whose holder has vanished, so that no group is ever locked out.
  if (holder && !runs) {
    if (place.role === 'coordinator') throw new UserError('error.member.hasCoordinator', { side: name });
    if (!ctx.seats.some((own) => mayOffer(own, { ...place, role: 'alternate' }, held, ctx.dir.organisations))) throw new UserError('error.member.offer', { role: ctx.t('role.focal') });
    throw new UserError('error.member.hasFocal', { organisation: name }, 'role', [{ label: ctx.label('role.alternate'), value: 'alternate' }]);
  }
  if (!seat && !runs) throw new UserError(place.role === 'alternate' ? 'error.member.alternate' : 'error.member.offer', { role: ctx.t(`role.${place.role}`) });
  return makeOffer(ctx, place, seat, holder, to);
}

/** The place that is meant: an organisation's, a side's for a coordinator, or that of an observer, who may stand alone. */
function placeOf(ctx: Ctx, typed: string | undefined, role: Place['role'], held: readonly Seat[]): Place {
  if (role === 'coordinator') return { role, organisation: null, side: sideOfPlace(ctx, typed, held) };
  if (typed === undefined && role === 'observer') return { role, organisation: null, side: null };
  const own = ctx.seats.find((seat) => seat.organisation !== null)?.organisation;
  if (typed === undefined && !own) throw new UserError('error.member.nothing', {}, 'organisation');
  const organisation = typed === undefined ? ctx.dir.organisations.get(own!)! : organisationRef(ctx, typed, 'organisation');
  if (organisation.ended !== null) throw new UserError('error.member.ended', { organisation: organisation.acronym }, 'organisation');
  if (organisation.side === null) throw new UserError('error.member.outside', { organisation: organisation.acronym }, 'organisation');
  return { role, organisation: organisation.id, side: null };
}

/** The side that a coordinator is meant for: named, that of a named organisation, or the one that the caller looks after. */
function sideOfPlace(ctx: Ctx, typed: string | undefined, held: readonly Seat[]): string {
  if (typed !== undefined) return findSide(ctx, typed)?.id ?? organisationRef(ctx, typed, 'organisation').side ?? sideRef(ctx, typed, 'organisation').id;
  const kept = ctx.seats.map((seat) => keeperOf(seat, held, ctx.dir.organisations)).find((side) => side !== null);
  if (kept) return kept;
  throw new UserError('error.member.whichSide', {}, 'organisation', ctx.dir.sides.map(({ id, label }) => ({ label, value: id })));
}
