import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { newId } from '#core/id.ts';
import { message, type Button } from '#core/message.ts';
import { directoryOfRoom, tieRoom } from '#db/groups.ts';
import { lockGroup } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { tiedRoom } from '#bot/chat.ts';
import type { ChatRoom, Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import type { Group, Side } from '#rules/things.ts';

/** What a room of a group is for: the group's work, or only what concerns everybody. */
export const purposes = ['main', 'announcements'] as const;
export type Purpose = (typeof purposes)[number];

/** @throws UserError for a room that the bot does not see, which therefore has no name here: nothing can be written there */
export function checkSeen({ name }: Pick<ChatRoom, 'name'>): void {
  if (name === '') throw new UserError('error.room.unseen');
}

/**
 * Ties a room to a group and says so in the room.
 * @throws UserError where the bot does not see it, and where it is another group's; which one is nobody's business
 */
export async function giveRoom(ctx: Ctx, { id, name }: Pick<Group, 'id' | 'name'>, chat: ChatRoom, purpose: Purpose): Promise<void> {
  checkSeen(chat);
  const room = tiedRoom(ctx.secret, chat, purpose);
  await lockGroup(ctx.tx, room.address); // two groups may want it at once
  const had = await directoryOfRoom(ctx.tx, room.address);
  if (had && had.group.id !== id) throw new UserError('error.room.taken');
  await tieRoom(ctx.tx, id, room, newId(ctx.now));
  await post(ctx.tx, id, room.address, message(undefined, { text: ctx.t(`group.room.told.${purpose}`, { group: name }) }), ctx.now);
}

/** The coordinators' seats of sides, each to be offered in a form. */
export function coordinatorOffers(ctx: Ctx, sides: readonly Side[]): Button[] {
  return sides.map(({ id, label }) => ({ label: cut(ctx.label('button.coordinator', { side: label }), 75), run: 'member.focal', given: { organisation: id, role: 'coordinator', form: 'open' } }));
}

/** What comes next in a new group: somebody who coordinates each side, the commitments, and how it works. */
export function nextSteps(ctx: Ctx, sides: readonly Side[]): Button[] {
  return [...coordinatorOffers(ctx, sides), press(ctx, 'button.import', 'group.import', { form: 'open' }), press(ctx, 'button.help', 'help')];
}
