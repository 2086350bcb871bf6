import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { subjectName } from '#bot/reminder.ts';
import { press } from '#bot/reply.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { line } from '#core/field.ts';
import { isKey } from '#core/i18n.ts';
import { join, message, plain, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { cut } from '#core/fit.ts';
import { openOffers } from '#db/offers.ts';
import { deadLetters, retry as sendAgain, type DeadLetter } from '#db/outbox.ts';
import { peopleOf, seatsOf } from '#db/people.ts';
import { unreachedOf } from '#db/unreached.ts';
import { coordinators, sideOf } from '#rules/roles.ts';
import { keeperOf } from '#rules/seats.ts';
import type { Offer, Seat } from '#rules/things.ts';

/** How many messages are listed, and how many of them have a press of their own. */
const shown = 12;
const presses = 5;

/** Whom the group does not reach: messages that could not be delivered, and seats that take no reminders or stand empty. Never the words, never a person. */
export const groupUnreachable = command({
  name: 'group.unreachable',
  who: coordinators,
  input: z.object({ retry: line(60).optional() }),
  args: [],
  async run(ctx, { retry }) {
    const group = ctx.dir.group.id;
    const seats = await seatsOf(ctx.tx, group, 'all');
    if (retry !== undefined) return again(ctx, retry);
    const letters = await deadLetters(ctx.tx, group);
    const { items: silent, buttons: ways } = await silentSeats(ctx, seats.filter(({ ended }) => ended === null));
    if (letters.length + silent.length === 0) return message(undefined, { text: ctx.t('group.unreachable.none') }, { buttons: [press(ctx, 'button.past', 'reminder.list')] });
    const label = (letter: DeadLetter) => cut(ctx.label('group.unreachable.again', { whom: plain(whom(ctx, letter, seats)) }), 75);
    const buttons = letters.slice(0, presses).map((letter): Button => ({ label: label(letter), run: 'group.unreachable', given: { retry: letter.id } }));
    const more = letters.length - shown;
    return message(
      ctx.t('group.unreachable.title', { count: letters.length }),
      { list: letters.slice(0, shown).map((letter) => letterItem(ctx, letter, seats)) },
      { note: more > 0 ? ctx.t('group.unreachable.more', { count: more }) : [] },
      { text: silent.length > 0 ? ctx.t('group.unreachable.silent') : [] },
      { list: silent },
      { buttons: [...ways.slice(0, presses), ...buttons, ...(letters.length > 1 ? [press(ctx, 'button.retryAll', 'group.unreachable', { retry: 'all' })] : [])] },
    );
  },
});

async function again(ctx: Ctx, asked: string): Promise<Message> {
  const group = ctx.dir.group.id;
  const ids = (await deadLetters(ctx.tx, group)).map(({ id }) => id).filter((id) => asked === 'all' || id === asked);
  if (ids.length === 0) throw new UserError('error.unreachable.gone');
  const count = await sendAgain(ctx.tx, group, ids, ctx.now);
  return { ...message(undefined, { text: ctx.t('group.unreachable.sent', { count }) }, { buttons: [press(ctx, 'button.unreachable', 'group.unreachable')] }), tone: 'done' };
}

function letterItem(ctx: Ctx, letter: DeadLetter, seats: readonly Seat[]): Item {
  const known = `group.unreachable.cause.${letter.fault}`;
  const about = letter.about === null ? [] : ctx.t('group.unreachable.about', { about: cut(letter.about.split(', ').map(subjectName).join(', '), 80) });
  const cause = isKey(known) ? ctx.t(known) : [letter.fault];
  const since = ctx.t('group.unreachable.since', { at: { when: letter.dead } });
  return { text: join([[{ b: whom(ctx, letter, seats) }], about], ' · '), note: join([cause, since, ctx.t('group.unreachable.tries', { count: letter.tries })], ' · ') };
}

/** To whom a message was on its way: the seats of a person, somebody who was offered one, or a room. */
function whom(ctx: Ctx, { address }: DeadLetter, seats: readonly Seat[]): Rich {
  const [, platform = '', person] = /^([^:]+):@(.+)$/.exec(address) ?? [];
  const [, offeredOn] = /^([^:]+):~/.exec(address) ?? [];
  if (offeredOn !== undefined) return ctx.t('group.unreachable.on', { whom: ctx.t('group.unreachable.offered'), platform: offeredOn });
  const room = ctx.dir.rooms.find((each) => each.address === address);
  if (person === undefined) return room ? [{ room: room.name }] : ctx.t('group.unreachable.room');
  const own = seats.filter(({ person_id }) => person_id === person);
  const held = own.filter(({ ended }) => ended === null);
  const labels = (held.length > 0 ? held : own.slice(-1)).map((seat) => seatLabel(ctx.t, ctx.dir, seat));
  return ctx.t('group.unreachable.on', { whom: join(labels, ' / '), platform });
}

/** What is said of seats that are not reached, and the presses by which whoever asks can fill them anew. */
interface Silent {
  readonly items: readonly Item[];
  readonly buttons: readonly Button[];
}

/** Seats whose holder takes no reminders, or whom no message reaches, organisations without a focal point, and sides without a coordinator. */
async function silentSeats(ctx: Ctx, held: readonly Seat[]): Promise<Silent> {
  const people = await peopleOf(ctx.tx, held.map(({ person_id }) => person_id));
  const lost = await unreachedOf(ctx.tx, ctx.dir.group.id);
  const isOff = (seat: Seat) => people.get(seat.person_id)?.wishes.on === false;
  const isLost = (seat: Seat) => !isOff(seat) && lost.has(seat.person_id);
  const reached = held.filter((seat) => !isOff(seat) && !isLost(seat));
  const gone = held.filter((seat) => seat.role !== 'observer' && isLost(seat));
  const off = held.filter((seat) => seat.role !== 'observer' && isOff(seat)).map((seat): Item => ({ text: [{ b: seatLabel(ctx.t, ctx.dir, seat) }], note: ctx.t('group.unreachable.off') }));
  const has = (role: Seat['role'], id: string) => held.some((seat) => seat.role === role && (seat.organisation ?? seat.side) === id);
  const living = [...ctx.dir.organisations.values()].filter(({ side, ended }) => side !== null && ended === null);
  const vacant = living.filter(({ id }) => !has('focal', id)).map(({ id, acronym }): Item => ({ text: [{ b: [acronym] }], note: ctx.t(has('alternate', id) ? 'my.tasks.noFocal' : 'my.tasks.nobody') }));
  const leaderless = ctx.dir.sides.filter(({ id }) => !has('coordinator', id)).map(({ label }): Item => ({ text: [{ b: [label] }], note: ctx.t('group.unreachable.noCoordinator') }));
  const open = await openOffers(ctx.tx, ctx.dir.group.id, ctx.now);
  return {
    items: [...gone.map((seat) => lostItem(ctx, seat, lost.get(seat.person_id)!, reached)), ...off, ...vacant, ...leaderless],
    buttons: gone.flatMap((seat) => anew(ctx, seat, held, reached, open)),
  };
}

/** A seat whose holder no message reaches: since when, and who gets what is for it. */
function lostItem(ctx: Ctx, seat: Seat, since: string, reached: readonly Seat[]): Item {
  const side = sideOf(seat, ctx.dir.organisations);
  const others = [...alternatesOf(seat, reached), ...reached.filter((each) => each.role === 'coordinator' && each.side === side)];
  const instead = others[0] && seatLabel(ctx.t, ctx.dir, others[0]);
  const note = instead ? ctx.t('group.unreachable.passed', { since: { when: since }, instead }) : ctx.t('group.unreachable.lost', { since: { when: since } });
  return { text: [{ b: seatLabel(ctx.t, ctx.dir, seat) }], note };
}

const alternatesOf = ({ organisation }: Seat, held: readonly Seat[]) => held.filter((each) => each.role === 'alternate' && organisation !== null && each.organisation === organisation);

/** How whoever asks can have a focal point's seat of their side filled anew: by its alternate, else by an offer, if none is open. */
function anew(ctx: Ctx, seat: Seat, held: readonly Seat[], reached: readonly Seat[], open: readonly Offer[]): Button[] {
  const organisation = ctx.dir.organisations.get(seat.organisation ?? '');
  if (seat.role !== 'focal' || !organisation || !ctx.seats.some((own) => keeperOf(own, held, ctx.dir.organisations) === organisation.side)) return [];
  const { id, acronym } = organisation;
  if (alternatesOf(seat, reached).length > 0) return [{ label: cut(ctx.label('group.unreachable.takeOver', { organisation: acronym }), 75), run: 'member.handover', given: { organisation: acronym, to: 'alternate' } }];
  if (open.some((offer) => offer.role === 'focal' && offer.organisation === id)) return [];
  return [{ label: cut(ctx.label('group.unreachable.anew', { organisation: acronym }), 75), run: 'member.handover', given: { organisation: acronym, to: 'code' } }];
}
