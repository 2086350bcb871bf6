import { UserError } from '#core/errors.ts';
import { newCode, newId } from '#core/id.ts';
import { nameKey } from '#core/fold.ts';
import { message, type Block, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory, type Directory } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import { findOffer, offersOf } from '#db/offers.ts';
import { lockGroup } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { accountHash, personFor, seatsOf, whoIs } from '#db/people.ts';
import { openPick, unsealed } from '#bot/chat.ts';
import type { Ctx } from '#bot/command.ts';
import { isSame, isSingle, madeBy, placeLabel, stands, tellOfferer, waitingOffer } from '#bot/offered.ts';
import { done, press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { sideOf } from '#rules/roles.ts';
import { holderOf, type Place } from '#rules/seats.ts';
import type { Offer, Seat } from '#rules/things.ts';

/** How long an offered seat can be taken, in hours. */
const hours = 7 * 24;

/** Somebody's account on a chat platform. Held in memory only. */
export interface Account {
  readonly platform: string;
  readonly account: string;
}

/** Who was picked in a field: somebody on the platform, or oneself, as `me`. @throws UserError for words that are no pick */
export function accountOf(ctx: Ctx, picked: string, field: string): Account {
  if (nameKey(picked) === 'me') return { platform: ctx.door, account: ctx.user.id };
  const found = openPick(ctx.secret, 'account', picked);
  if (!found) throw new UserError('error.member.pick', {}, field);
  return found;
}

/**
 * Offers a seat to whoever brings the code, and answers with the line to pass on; `to` hears of it in private and is asked there, or in
 * the answer when it is oneself. Only a keyed hash of the code is kept. `holder` is who has the seat until then.
 * @throws UserError where only one can sit and an offer waits for an answer
 */
export async function makeOffer(ctx: Ctx, { role, organisation, side }: Place, seat: Seat | null, holder: Seat | undefined, to?: Account): Promise<Message> {
  const waiting = await waitingOffer(ctx, { role, organisation, side });
  if (waiting) {
    const line = `/member focal "${nameOf(ctx.dir, organisation ?? side ?? '')}" role:${role} answer:withdraw`;
    throw new UserError('error.member.offered', { seat: placeLabel(ctx, ctx.dir, waiting.offer), until: { when: waiting.offer.expires } }, undefined, [{ label: ctx.label('button.withdrawFirst'), value: line }]);
  }
  const code = newCode();
  const offer: Offer = { id: newId(ctx.now), code: hashOf(ctx, code), role, organisation, side, expires: stamp(ctx.now.add({ hours })), ended: null, replaces: holder !== undefined };
  await ctx.save('offer', null, offer, { seat: seat?.id ?? null });
  const replaces = { note: holder ? ctx.t('member.focal.replaces') : [] };
  if (to && to.platform === ctx.door && to.account === ctx.user.id) return statement(ctx, ctx.dir, offer, ctx.secret.seal(code), replaces);
  if (to) await sendOffer(ctx, offer, code, to);
  return message(
    undefined,
    { text: ctx.t(to ? 'member.focal.sent' : 'member.focal.offered', { seat: placeLabel(ctx, ctx.dir, offer) }) },
    { code: `/member focal code:${code}` },
    { note: ctx.t('member.focal.until', { until: { when: offer.expires } }) },
    replaces,
    { buttons: [press(ctx, 'button.withdraw', 'member.focal', { code: ctx.secret.seal(code), answer: 'decline' })] },
  );
}

/**
 * Asks somebody in private whether they take the seat. Whoever has a seat here already is written to as usual, anybody else by their
 * sealed account, which is gone when the message is. The code is sealed, too: no dump of the store gives a seat away.
 */
async function sendOffer(ctx: Ctx, offer: Offer, code: string, { platform, account }: Account): Promise<void> {
  const group = ctx.dir.group.id;
  const known = await whoIs(ctx.tx, accountHash(ctx.secret, platform, account));
  if (known && !known.person.wishes.on) return;
  const isMember = known?.seats.some((seat) => seat.group === group) === true;
  const address = isMember ? `${platform}:@${known.person.id}` : `${platform}:~${ctx.secret.seal(account)}`;
  await post(ctx.tx, group, address, statement(ctx, ctx.dir, offer, ctx.secret.seal(code)), ctx.now);
}

/** A code as it is typed: case, blanks and look-alikes do not matter. One that was sent in a button is sealed. */
function hashOf(ctx: Ctx, given: string): string {
  const typed = (unsealed(ctx.secret, given) ?? given).toLowerCase().replace(/[^a-z0-9]/g, '').replace(/o/g, '0').replace(/[il]/g, '1').replace(/u/g, 'v');
  return ctx.secret.hash(`offer ${typed}`);
}

/**
 * What a code leads to: what is offered and what would be kept about the person, then the seat itself or a no.
 * @throws UserError, always the same, for a code that is wrong, used, expired or of another group than this room's. Who presses the button
 * of an offer hears what became of it: a sealed code is found only in what was said to whoever had a right one.
 */
export async function answerOffer(ctx: Ctx, code: string, answer: 'accept' | 'decline' | 'withdraw' | undefined): Promise<Message> {
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
  const made = await madeBy(ctx, group, offer);
  const open = offer.ended === null && offer.expires > stamp(ctx.now) && stands(made.seat, held);
  if (open && (answer === 'decline' || answer === 'withdraw')) {
    await ctx.save('offer', offer, { ...offer, ended: stamp(ctx.now) }, { group, seat: own[0]?.id ?? null });
    await tellOfferer(ctx, dir, made.seat, message(undefined, { text: ctx.t('member.focal.no', { seat: label }) }));
    return done(ctx.t('member.focal.declined'));
  }
  // A second press of "Accept" finds the seat taken by oneself.
  if (own.some((seat) => isSame(seat, offer))) return done(ctx.t('member.focal.already', { seat: label }), press(ctx, 'button.tasks', 'my.tasks'));
  if (!open) throw unsealed(ctx.secret, code) === undefined ? wrong : new UserError(await fateOf(ctx, group, offer), { seat: label });
  return answer === undefined ? statement(ctx, dir, offer, unsealed(ctx.secret, code) === undefined ? ctx.secret.seal(code) : code) : accept(ctx, dir, offer, made.at, held, own);
}

/** What became of an offer that is not open any more: its own end tells a yes (with a seat taken) from a no. */
async function fateOf({ tx }: Ctx, group: string, offer: Offer): Promise<'error.member.declined' | 'error.member.withdrawn' | 'error.member.taken' | 'error.member.offerOver'> {
  if (offer.ended === null) return 'error.member.offerOver';
  const lines = await historyOf(tx, group, { about: `offer/${offer.id}` });
  const [end, made] = [lines[0]!, lines.at(-1)!];
  if (offer.ended === offer.expires) return 'error.member.withdrawn';
  const seats = (await historyOf(tx, group, { call: end.call })).filter(({ kind, before }) => kind === 'seat' && before === null);
  if (seats.length > 0) return 'error.member.taken';
  return end.seat !== null && end.seat === made.seat ? 'error.member.withdrawn' : 'error.member.declined';
}

function statement(ctx: Ctx, dir: Directory, offer: Offer, code: string, more?: Block): Message {
  return message(
    ctx.t('member.focal.title', { seat: placeLabel(ctx, dir, offer) }),
    { text: ctx.t('member.focal.group', { group: dir.group.name }) },
    { text: ctx.t('member.focal.stored') },
    { text: ctx.t('member.focal.erase', { line: { code: '/my data erase' } }) },
    more,
    { buttons: [{ ...press(ctx, 'button.accept', 'member.focal', { code, answer: 'accept' }), tone: 'main' } as ReturnType<typeof press>, press(ctx, 'button.decline', 'member.focal', { code, answer: 'decline' })] },
  );
}

/** Only an offer that was made to do so `replaces` the one who holds the seat, and only the one who held it then. `made` is when that was. */
async function accept(ctx: Ctx, dir: Directory, offer: Offer, made: string, held: readonly Seat[], own: readonly Seat[]): Promise<Message> {
  const group = dir.group.id;
  const label = placeLabel(ctx, dir, offer);
  const holder = holderOf(offer, held);
  if (holder && (!offer.replaces || holder.since > made)) throw new UserError('error.member.held', { seat: label });
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
  const spent = isSingle(offer) ? (await offersOf(ctx.tx, group)).filter((other) => other.id !== offer.id && isSame(other, offer)) : [];
  for (const each of [offer, ...spent]) await ctx.save('offer', each, { ...each, ended: at }, by);
  const card = message(undefined, { text: ctx.t('member.focal.card', { seat: label }) });
  for (const room of dir.rooms) if (room.purpose === 'main' || (isSingle(offer) && room.purpose === 'announcements')) await post(ctx.tx, group, room.address, card, ctx.now);
  return done(ctx.t('member.focal.accepted', { seat: { b: label } }), press(ctx, 'button.tasks', 'my.tasks', { group }), press(ctx, 'button.commitments', 'commitment.list', { group }), press(ctx, 'button.zone', 'my.zone', { form: 'open' }));
}
