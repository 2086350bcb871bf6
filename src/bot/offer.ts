import { UserError } from '#core/errors.ts';
import { newCode, newId } from '#core/id.ts';
import { message, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory, type Directory } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import { findOffer, offersOf } from '#db/offers.ts';
import { lockGroup } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { personFor, seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { seatLabel } from '#bot/words.ts';
import { sideOf } from '#rules/roles.ts';
import { holderOf, type Place } from '#rules/seats.ts';
import type { Offer, Seat } from '#rules/things.ts';

/** How long an offered seat can be taken, in hours. */
const hours = 7 * 24;

/**
 * Offers a seat to whoever brings the code, and answers with the line to pass on. Only a keyed hash of the code is kept.
 * `holder` is who has the seat until then.
 */
export async function makeOffer(ctx: Ctx, { role, organisation, side }: Place, seat: Seat | null, holder: Seat | undefined): Promise<Message> {
  const code = newCode();
  const offer: Offer = { id: newId(ctx.now), code: hashOf(ctx, code), role, organisation, side, expires: stamp(ctx.now.add({ hours })), ended: null };
  await ctx.save('offer', null, offer, { seat: seat?.id ?? null });
  return message(
    undefined,
    { text: ctx.t('member.focal.offered', { seat: placeLabel(ctx, ctx.dir, offer) }) },
    { code: `/member focal code:${code}` },
    { note: ctx.t('member.focal.until', { until: { when: offer.expires } }) },
    { note: holder ? ctx.t('member.focal.replaces') : [] },
    { buttons: [press(ctx, 'button.withdraw', 'member.focal', { code, answer: 'decline' })] },
  );
}

/** A code as it is typed: case, blanks and look-alikes do not matter. */
function hashOf(ctx: Ctx, code: string): string {
  const typed = code.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/o/g, '0').replace(/[il]/g, '1').replace(/u/g, 'v');
  return ctx.secret.hash(`offer ${typed}`);
}

const placeLabel = (ctx: Ctx, dir: Directory, place: Place) => seatLabel(ctx.t, dir, { ...place, id: '', person_id: '', since: '', ended: null });

/**
 * What a code leads to: what is offered and what would be kept about the person, then the seat itself or a no.
 * @throws UserError, always the same, for a code that is wrong, used, expired or of another group than this room's
 */
export async function answerOffer(ctx: Ctx, code: string, answer: 'accept' | 'decline' | undefined): Promise<Message> {
  const wrong = new UserError('error.member.code');
  const known = await findOffer(ctx.tx, hashOf(ctx, code));
  if (!known) throw wrong;
  const { group } = known;
  if (ctx.hasGroup && ctx.dir.group.id !== group && ctx.dir.rooms.some(({ address }) => address === ctx.room)) throw wrong;
  await lockGroup(ctx.tx, group);
  const { offer } = (await findOffer(ctx.tx, known.offer.code))!;
  const dir = (await directory(ctx.tx, group))!;
  const held = await seatsOf(ctx.tx, group);
  const own = ctx.person ? held.filter((seat) => seat.person_id === ctx.person!.id) : [];
  const label = placeLabel(ctx, dir, offer);
  const made = (await historyOf(ctx.tx, group, { about: `offer/${offer.id}` })).at(-1)!;
  // What someone offered ends with the seat they offered it from.
  const stands = made.seat === null || held.some(({ id }) => id === made.seat);
  const open = offer.ended === null && offer.expires > stamp(ctx.now) && stands;
  if (open && answer === 'decline') {
    await ctx.save('offer', offer, { ...offer, ended: stamp(ctx.now) }, { group, seat: own[0]?.id ?? null });
    return done(ctx.t('member.focal.declined'));
  }
  // A second press of "Accept" finds the seat taken by oneself.
  if (own.some((seat) => isIn(seat, offer))) return done(ctx.t('member.focal.already', { seat: label }), press(ctx, 'button.tasks', 'my.tasks'));
  if (!open) throw wrong;
  return answer === undefined ? statement(ctx, dir, offer, code) : accept(ctx, dir, offer, made.act === 'member.handover' || made.seat === null, held, own);
}

const isIn = (seat: Seat, place: Place) => seat.role === place.role && seat.organisation === place.organisation && seat.side === place.side;

function statement(ctx: Ctx, dir: Directory, offer: Offer, code: string): Message {
  return message(
    ctx.t('member.focal.title', { seat: placeLabel(ctx, dir, offer) }),
    { text: ctx.t('member.focal.group', { group: dir.group.name }) },
    { text: ctx.t('member.focal.stored') },
    { text: ctx.t('member.focal.erase', { line: { code: '/my data erase' } }) },
    { buttons: [{ ...press(ctx, 'button.accept', 'member.focal', { code, answer: 'accept' }), tone: 'main' } as ReturnType<typeof press>, press(ctx, 'button.decline', 'member.focal', { code, answer: 'decline' })] },
  );
}

/** Only an offer that was made as a handover, or by whoever runs the place, `replaces` the one who holds the seat. */
async function accept(ctx: Ctx, dir: Directory, offer: Offer, replaces: boolean, held: readonly Seat[], own: readonly Seat[]): Promise<Message> {
  const group = dir.group.id;
  const label = placeLabel(ctx, dir, offer);
  const holder = holderOf(offer, held);
  if (holder && !replaces) throw new UserError('error.member.held', { seat: label });
  if (offer.role === 'alternate' && own.some((seat) => seat.role === 'focal' && seat.organisation === offer.organisation)) throw new UserError('error.member.higher', { seat: label });
  // The yes of the other side must come from somebody else.
  const sides = new Set([...own, offer].map((place) => sideOf(place, dir.organisations)).filter((side) => side !== null));
  if (sides.size > 1) throw new UserError('error.member.bothSides', { seat: label });
  const person = await personFor(ctx.tx, ctx.secret, ctx.user.platform, ctx.user.id, ctx.now);
  const at = stamp(ctx.now);
  const seat: Seat = { id: newId(ctx.now), person_id: person.id, role: offer.role, organisation: offer.organisation, side: offer.side, since: at, ended: null };
  const by = { group, seat: seat.id };
  await ctx.save('seat', null, seat, by);
  const below = offer.role === 'focal' ? own.filter((other) => other.role === 'alternate' && other.organisation === offer.organisation) : [];
  for (const other of [...(holder ? [holder] : []), ...below]) await ctx.save('seat', other, { ...other, ended: at }, by);
  // Where only one can sit, other codes for the same seat are worth nothing any more.
  const spent = offer.role === 'focal' || offer.role === 'coordinator' ? (await offersOf(ctx.tx, group)).filter((other) => other.id !== offer.id && other.role === offer.role && other.organisation === offer.organisation && other.side === offer.side) : [];
  for (const each of [offer, ...spent]) await ctx.save('offer', each, { ...each, ended: at }, by);
  const card = message(undefined, { text: ctx.t('member.focal.card', { seat: label }) });
  for (const room of dir.rooms) if (room.purpose === 'main') await post(ctx.tx, group, room.address, card, ctx.now);
  return done(ctx.t('member.focal.accepted', { seat: { b: label } }), press(ctx, 'button.tasks', 'my.tasks', { group }), press(ctx, 'button.commitments', 'commitment.list', { group }), press(ctx, 'button.zone', 'my.zone', { form: 'open' }));
}
