import { encodeButton } from '#core/button.ts';
import { newId } from '#core/id.ts';
import type { Block, Button, Message } from '#core/message.ts';
import { keepDraft } from '#db/drafts.ts';
import type { Tx } from '#db/schema.ts';

/** Has every button say which group it is for. Needed where the room does not say it: in private messages. */
export function forGroup(message: Message, group: string): Message {
  const named = (button: Button): Button => ('run' in button ? { ...button, given: { group, ...button.given } } : button);
  return { ...message, blocks: message.blocks.map((block) => ('buttons' in block ? { buttons: block.buttons.map(named) } : block)) };
}

/** Gives every button whose invocation is too long for an id a draft that keeps it, so that it works after a restart. */
export async function settleButtons(tx: Tx, message: Message, owner: string, now: Temporal.Instant, group: string | null): Promise<Message> {
  if (!needsDrafts(message)) return message;
  const blocks: Block[] = [];
  for (const block of message.blocks) {
    if (!('buttons' in block)) {
      blocks.push(block);
      continue;
    }
    const buttons: Button[] = [];
    for (const button of block.buttons) {
      if (!isLong(button)) {
        buttons.push(button);
        continue;
      }
      const draft = newId(now);
      await keepDraft(tx, owner, { id: draft, command: button.run, group, given: button.given }, now);
      buttons.push({ ...button, draft });
    }
    blocks.push({ buttons });
  }
  return { ...message, blocks };
}

function isLong(button: Button): button is Extract<Button, { run: string }> {
  return 'run' in button && encodeButton(button) === undefined;
}

/** Whether a message has a button that needs a draft. */
export function needsDrafts(message: Message): boolean {
  return message.blocks.some((block) => 'buttons' in block && block.buttons.some(isLong));
}
