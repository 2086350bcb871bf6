import { z } from 'zod';
import { command, type ChatRoom, type Ctx } from '#bot/command.ts';
import { addressOf, openPick, serverHash } from '#bot/chat.ts';
import { giveRoom, purposes } from '#bot/home.ts';
import { done, press } from '#bot/reply.ts';
import { coordinatorSeat, isCoordinator } from '#bot/seat.ts';
import { tellCoordinators } from '#bot/tell.ts';
import { noSeat } from '#bot/who.ts';
import { UserError } from '#core/errors.ts';
import { choice, room, yesno } from '#core/field.ts';
import { newId } from '#core/id.ts';
import { message, type Button, type Message, type Rich } from '#core/message.ts';
import { directoryOfRoom, untieRoom } from '#db/groups.ts';
import { post } from '#db/outbox.ts';
import { seatsOf } from '#db/people.ts';
import { isKept } from '#rules/seats.ts';

/**
 * Gives a room to the group for a purpose, or takes it away: for coordinators and, as long as nobody looks after the group, for whoever
 * manages the server where it is at home. The room, the group's other main rooms and the coordinators are told.
 */
export const groupRoom = command({
  name: 'group.room',
  who: 'anyone',
  keepers: true,
  input: z.object({ purpose: choice([...purposes, 'none']), room: room().meta({ asked: true }).optional(), sure: yesno().optional() }),
  args: ['purpose'],
  async check(ctx) {
    check(ctx);
    await checkRuns(ctx);
  },
  async run(ctx, { purpose, room: picked, sure }) {
    const chat = roomOf(ctx, picked);
    const address = addressOf(ctx.secret, chat);
    const { rooms, group } = ctx.dir;
    const tied = rooms.find((each) => each.address === address);
    const server = serverHash(ctx.secret, chat);
    const isNew = !rooms.some((each) => each.server === server);
    // Managers act for the group where it is at home with them; into another server it goes only by its own people.
    if (!isCoordinator(ctx) && (isNew || !ctx.chat || serverHash(ctx.secret, ctx.chat) !== server)) throw new UserError('error.room.server');
    const other = await directoryOfRoom(ctx.tx, address);
    if (other && other.group.id !== group.id) throw new UserError('error.room.taken');
    const name = { room: tied?.name ?? `#${chat.name}` };
    if (!tied && purpose === 'none') throw new UserError('error.room.notTied', { room: name });
    if (tied?.purpose === purpose) return done(ctx.t('group.room.same', { room: name }));
    const isLast = tied?.purpose === 'main' && rooms.filter((each) => each.purpose === 'main').length === 1;
    const question = isLast ? 'group.room.last' : !tied && isNew && rooms.some((each) => each.server !== null) ? 'group.room.server' : undefined;
    if (question && !sure) return ask(ctx, question, { purpose, ...(picked !== undefined && { room: picked }) }, name);
    if (purpose === 'none') await untieRoom(ctx.tx, address, newId(ctx.now));
    else await giveRoom(ctx, group, chat, purpose);
    await tell(ctx, address, ctx.t(purpose === 'none' ? 'group.room.taken' : 'group.room.given', { room: name, group: group.name, purpose: ctx.t(`purpose.${purpose}`) }));
    return done(ctx.t(purpose === 'none' ? 'group.room.untied' : 'group.room.done', { room: name, group: group.name, purpose: ctx.t(`purpose.${purpose}`) }), ...settings(ctx, 'button.settings'));
  },
});

/** @throws UserError for whoever does not run the group's rooms */
function check(ctx: Ctx): void {
  // Who manages a place of no group hears what belongs there, not what their seat in another group lets them do.
  if (!ctx.hasGroup || (ctx.founds && ctx.chat && !ctx.user.manages && !isCoordinator(ctx))) throw new UserError(ctx.founds && ctx.chat ? 'error.room.noGroup' : 'error.seat.nogroup');
  if (ctx.user.manages) return;
  if (ctx.seats.length === 0) throw noSeat(ctx.dir, ctx.t);
  coordinatorSeat(ctx, 'group room');
}

/** @throws UserError for whoever manages the server of a group that somebody looks after: no server decides what its rooms are */
async function checkRuns(ctx: Ctx): Promise<void> {
  if (isCoordinator(ctx)) return;
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  if (isKept({ role: 'coordinator', organisation: null, side: null }, held, ctx.dir.organisations)) throw new UserError('error.room.kept', { group: ctx.dir.group.name });
}

/** The room that is meant: the one that was picked, or this one. @throws UserError where it is neither */
function roomOf(ctx: Ctx, picked: string | undefined): ChatRoom {
  if (picked === undefined) {
    if (!ctx.chat) throw new UserError('error.room.where');
    return ctx.chat;
  }
  const found = openPick(ctx.secret, 'room', picked);
  if (!found) throw new UserError('error.room.pick', {}, 'room');
  return found;
}

function ask(ctx: Ctx, question: 'group.room.last' | 'group.room.server', given: { readonly purpose: string; readonly room?: string }, name: { room: string }): Message {
  const yes: Button = { label: ctx.label(given.purpose === 'none' ? 'button.untie' : 'button.tie'), run: 'group.room', given: { ...given, sure: 'yes' }, tone: 'danger' };
  return message(undefined, { text: ctx.t(question, { room: name, group: ctx.dir.group.name }) }, { buttons: [yes, ...settings(ctx, 'button.keepRoom')] });
}

/** The way to the group's settings, for those who may see them. */
const settings = (ctx: Ctx, label: 'button.settings' | 'button.keepRoom'): Button[] => (ctx.seats.length > 0 ? [press(ctx, label, 'group.settings')] : []);

/** Nobody's room changes behind their back: the other main rooms are told, and the coordinators of both sides in private. */
async function tell(ctx: Ctx, address: string, text: Rich): Promise<void> {
  const told = message(undefined, { text });
  for (const room of ctx.dir.rooms) if (room.purpose === 'main' && room.address !== address) await post(ctx.tx, ctx.dir.group.id, room.address, told, ctx.now);
  await tellCoordinators(ctx, told);
}
