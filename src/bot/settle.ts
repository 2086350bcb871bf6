import { encodeButton, longestId } from '#core/button.ts';
import { newId } from '#core/id.ts';
import type { Block, Button, Message } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import { keepDraft } from '#db/drafts.ts';
import { accountHash, accountsOn } from '#db/people.ts';
import { isSealed } from '#bot/secrets.ts';
import type { Tx } from '#db/schema.ts';

/** Has every button say which group it is for. Needed where the room does not say it: in private messages. */
export function forGroup(message: Message, group: string): Message {
  const named = (button: Button): Button => ('run' in button ? { ...button, given: { group, ...button.given } } : button);
  return { ...message, blocks: message.blocks.map((block) => ('buttons' in block ? { buttons: block.buttons.map(named) } : block)) };
}

/** For so many days a long button of a private message works: people come back to these. What an answer offers is over sooner. */
const lasting = 30;

/** Whether a draft is a button of a private message: it stays as it is when it is pressed, and the form that it opens is another one. */
export const isLasting = (draft: string): boolean => draft.endsWith('-l');

/** Gives every button whose invocation is too long for an id a draft that keeps it, so that it works after a restart. */
export async function settleButtons(tx: Tx, message: Message, owner: string, now: Temporal.Instant, group: string | null, days = 1): Promise<Message> {
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
      const draft = days === 1 ? newId(now) : `${newId(now)}-l`;
      await keepDraft(tx, owner, { id: draft, command: button.run, group, given: button.given }, now, days);
      buttons.push({ ...button, draft });
    }
    blocks.push({ buttons });
  }
  return { ...message, blocks };
}

function isLong(button: Button): button is Extract<Button, { run: string }> {
  // What is sealed ends with its draft: it never stands in an id.
  return 'run' in button && !isPlainlyShort(button) && (Object.values(button.given).some(isSealed) || encodeButton(button) === undefined);
}

/** Whether a button's id is short at first sight, as most are: encoding each of them to see would take longer than drawing it. */
function isPlainlyShort({ run, given }: Extract<Button, { run: string }>): boolean {
  let length = run.length;
  for (const name in given) {
    const value = given[name];
    if (typeof value !== 'string' || !/^[\w.-]*$/.test(value)) return false;
    length += name.length + value.length + 2;
  }
  return length < longestId;
}

/** A message as a person gets it in private: its buttons say their group, and those too long for an id are kept for the account of that address. */
export async function settleFor(tx: Tx, secret: Secret, address: string, message: Message, now: Temporal.Instant, group: string): Promise<Message> {
  const named = forGroup(message, group);
  if (!needsDrafts(named)) return named;
  const [platform, person] = address.split(':@') as [string, string];
  const [account] = await accountsOn(tx, secret, platform, person);
  return account === undefined ? named : settleButtons(tx, named, accountHash(secret, platform, account), now, group, lasting);
}

/** Whether a message has a button that needs a draft. */
export function needsDrafts(message: Message): boolean {
  return message.blocks.some((block) => 'buttons' in block && block.buttons.some(isLong));
}
