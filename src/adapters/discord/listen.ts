import { MessageFlags, MessageType, Routes, type GatewayMessageCreateDispatchData } from 'discord-api-types/v10';
import { newId } from '#core/id.ts';
import { asked } from '#bot/dialog.ts';
import { t } from '#core/i18n.ts';
import { message } from '#core/message.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';
import { privately } from '#adapters/discord/from.ts';
import { insist } from '#adapters/insist.ts';
import { stillThere } from '#adapters/presence.ts';
import { withoutMentions } from '#adapters/discord/mentions.ts';
import { platform } from '#adapters/discord/platform.ts';
import type { Ground } from '#adapters/discord/receive.ts';
import { render, requestOf, type Drawn } from '#adapters/discord/render.ts';

/** Takes what people write to the bot in private: a line, as it would be typed anywhere. What it returns never rejects. */
export function makeListen({ bot, rest, told, isIn, bug }: Ground): (raw: GatewayMessageCreateDispatchData) => Promise<void> {
  return async (raw) => {
    const isWritten = raw.type === MessageType.Default || raw.type === MessageType.Reply;
    if (raw.guild_id !== undefined || raw.author.bot || !isWritten) return;
    const from = { id: bot.eventId(platform, raw.id), user: { platform, id: raw.author.id, isIn: stillThere((server) => isIn(server, raw.author.id)) }, room: privately };
    // An answer that is tried again is not shown twice.
    const say = (drawn: Drawn) => insist((signal) => rest.post(Routes.channelMessages(raw.channel_id), { ...requestOf(drawn, (body) => ({ ...body, flags: drawn.flags & ~MessageFlags.Ephemeral, nonce: raw.id, enforce_nonce: true })), signal }), deliveryFault, told);
    try {
      const line = await withoutMentions(raw.content, 'en', (id) => bot.called({ platform, id }, from));
      const outcome = await bot.line(line, from);
      if ('ignore' in outcome) return;
      await say(render('say' in outcome ? outcome.say : asked(outcome.ask, outcome.reader), outcome.reader));
    } catch (error) {
      const incident = newId(bot.now());
      bug(incident, 'discord message', error);
      await say(render({ ...message(undefined, { text: t('en', 'error.bug', { incident }) }), tone: 'refusal' }, { zone: 'UTC', home: 'UTC', lang: 'en' })).catch(() => told('unanswered', { incident }));
    }
  };
}
