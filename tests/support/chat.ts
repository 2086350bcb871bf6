import type { ChatRoom, Outcome } from '#bot/command.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, type Button, type Message } from '#core/message.ts';
import { accountHash, whoIs } from '#db/people.ts';
import { makeSecret } from '#core/secret.ts';
import type { Testbed } from '#tests/support/world.ts';

/** The platform on which people of these tests talk: what the bot is told by a chat door, without the door. */
export const chatPlatform = 'chat';

/** The key that the beds seal with. */
export const secret = makeSecret('test');

/** A room of a server. */
export const roomIn = (server: string, id: string): ChatRoom => ({ platform: chatPlatform, server, id, name: id });

/** Somebody who talks in a room, or in private. */
export interface Talker {
  invokes(command: string, given?: Record<string, unknown>, more?: { via?: 'line' | 'form' | 'button'; draft?: string }): Promise<Outcome>;
  says(line: string): Promise<Outcome>;
  presses(message: Message, label: string): Promise<Outcome>;
}

/** Lets `who` talk where they are; `manages` says whether they run the server. */
export function talker(bed: Testbed, who: string, chat: ChatRoom | undefined, { manages = false, platform = chatPlatform } = {}): Talker {
  const from = { user: { platform, id: who, ...(manages && { manages }) }, room: chat ? bed.bot.addressOf(chat) : `${platform}:private-${who}`, ...(chat && { chat }) };
  const invokes: Talker['invokes'] = (command, given = {}, { via = 'line', draft } = {}) => bed.bot.invoke({ ...from, id: newId(bed.now), command, given, via, ...(draft && { draft }) });
  return {
    invokes,
    says: (line) => bed.bot.line(line, from),
    presses(message, label) {
      const buttons = buttonsOf(message).filter((button): button is Extract<Button, { run: string }> => 'run' in button);
      const button = buttons.find((each) => each.label === label);
      if (!button) throw new Error(`no button ${label} among ${buttons.map((each) => each.label).join(', ')}`);
      return invokes(button.run, button.given, { via: 'button', ...(button.draft && { draft: button.draft }) });
    },
  };
}

/** What a member or room field holds for somebody, or for a room. */
export const picked = (bed: Testbed, who: string): string => bed.bot.pick({ platform: chatPlatform, account: who });

/** The seats of an account, as `role organisation-or-side`. */
export async function seatsOn(bed: Testbed, who: string, platform = chatPlatform): Promise<string[]> {
  const known = await bed.store.read((tx) => whoIs(tx, accountHash(secret, platform, who)));
  return (known?.seats ?? []).map(({ role, organisation, side }) => `${role} ${organisation ?? side ?? '-'}`);
}
