import { asked } from '#bot/dialog.ts';
import { t } from '#core/i18n.ts';
import { message, plain, type Block, type Message } from '#core/message.ts';
import type { Reader } from '#bot/command.ts';
import { unknown } from '#adapters/slack/answer.ts';
import { persist } from '#adapters/slack/asking.ts';
import { cameFrom, type Place } from '#adapters/slack/from.ts';
import type { Ground } from '#adapters/slack/receive.ts';
import { render } from '#adapters/slack/render.ts';

/** What stands in App Home: what these commands answer, one below the other, and the way to more: for who is not shown all of that, to help. */
const shown = ['my.tasks', 'my.next'];
const more = [['button.commitments', 'commitment.list'], ['button.help', 'help']] as const;

/** Without the buttons that lead to what stands here already. */
const further = (block: Block): Block => ('buttons' in block ? { buttons: block.buttons.filter((button) => !('run' in button && shown.includes(button.run))) } : block);

/** Draws App Home for somebody who has opened it. */
export async function showHome({ bot, web, rooms, users, told }: Ground, place: Place): Promise<void> {
  const came = await cameFrom(place, bot, rooms, users);
  const said: Message[] = [];
  let reader: Reader = unknown;
  for (const command of shown) {
    const outcome = await bot.invoke({ ...came, command, given: {}, via: 'button' });
    if ('ignore' in outcome) continue;
    reader = outcome.reader;
    said.push('say' in outcome ? outcome.say : asked(outcome.ask, outcome.reader));
    // Who has no seat, or has to say for which group, is told so once.
    if ('ask' in outcome || outcome.say.tone === 'refusal') break;
  }
  const blocks = said.flatMap(({ title, blocks: own }): Block[] => [...(title ? [{ text: [{ b: title }] }] : []), ...own.map(further)]);
  blocks.push({ buttons: more.slice(said.length < shown.length ? 1 : 0).map(([label, run]) => ({ label: plain(t(reader.lang, label)), run, given: {} })) });
  await persist(() => web.views.publish({ user_id: place.account, view: { type: 'home', blocks: render(message(undefined, ...blocks), reader).blocks } }), told);
}
