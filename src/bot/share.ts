import { encodeButton } from '#core/button.ts';
import { UserError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Block, Button, Message } from '#core/message.ts';
import { post } from '#db/outbox.ts';
import { receive } from '#db/received.ts';
import type { Command, Ctx, Invocation } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { seatLabel } from '#bot/words.ts';

/** Whether an invocation asks for its answer to be shown in the room. */
export function shares(command: Command, { given }: Pick<Invocation, 'given'>): boolean {
  return command.shareable === true && given.share !== undefined && given.share !== '';
}

/** Where only what concerns everybody is told, nobody has answers shown. */
const isShown = ({ hasGroup, dir, room }: Ctx) => hasGroup && dir.rooms.some(({ address, purpose }) => address === room && purpose === 'main');

/** An answer with a button that shows it to the room, where it was asked for in a room of the group on a chat platform. */
export function withShare(ctx: Ctx, command: Command, given: Invocation['given'], answer: Message): Message {
  if (!command.shareable || !ctx.chat || ctx.me === null || answer.tone === 'refusal' || !isShown(ctx)) return answer;
  const share = press(ctx, 'button.share', command.name, { ...given, share: newId(ctx.now) });
  const last = answer.blocks.at(-1);
  const blocks: readonly Block[] = last && 'buttons' in last ? [...answer.blocks.slice(0, -1), { buttons: [...last.buttons, share] }] : [...answer.blocks, { buttons: [share] }];
  return { ...answer, blocks };
}

/**
 * Shows an answer in the room that it was asked for in, under the seat of whoever asked; pressed again, it is not shown again. Buttons
 * stay that only read what all may read. Answers what was done.
 * @throws UserError in a room that is not one of the group's main rooms
 */
export async function share(ctx: Ctx, token: unknown, answer: Message): Promise<Message> {
  if (ctx.me === null || !isShown(ctx)) throw new UserError('error.share.room');
  const group = ctx.dir.group.id;
  if (typeof token === 'string' && /^[0-9a-z]{16}$/.test(token) && !(await receive(ctx.tx, `share ${group} ${token}`, ctx.now))) return done(ctx.t('share.already'));
  const blocks = answer.blocks.flatMap((block): Block[] => {
    // A file was made for who asked.
    if ('file' in block) return [];
    if (!('buttons' in block)) return [block];
    const buttons = block.buttons.filter((button) => isForAll(ctx, button));
    return buttons.length === 0 ? [] : [{ buttons }];
  });
  const by = ctx.t('share.by', { seat: seatLabel(ctx.t, ctx.dir, ctx.me) });
  await post(ctx.tx, group, ctx.room, { ...answer, blocks: [...blocks, { note: by }] }, ctx.now);
  return done(ctx.t('share.done'));
}

/** Whether a button does the same for everybody: it reads what may be shown, and needs no draft of its reader's. */
function isForAll({ commands }: Ctx, button: Button): boolean {
  if ('link' in button) return true;
  return button.given.form === undefined && encodeButton(button) !== undefined && commands.some(({ name, shareable }) => name === button.run && shareable);
}
