import { asked } from '#bot/dialog.ts';
import { newId } from '#core/id.ts';
import { t } from '#core/i18n.ts';
import { message, type Message } from '#core/message.ts';
import type { Reader } from '#bot/command.ts';
import { codeOf } from '#adapters/insist.ts';
import { unknown } from '#adapters/slack/answer.ts';
import { persist } from '#adapters/slack/asking.ts';
import { cameFrom } from '#adapters/slack/from.ts';
import { lineOf } from '#adapters/slack/given.ts';
import { withFiles } from '#adapters/slack/handover.ts';
import { showHome } from '#adapters/slack/home.ts';
import { platform } from '#adapters/slack/platform.ts';
import type { Ground } from '#adapters/slack/receive.ts';
import { render } from '#adapters/slack/render.ts';

/** Something that happened, as Slack tells it; what is looked at. */
export interface Happening {
  readonly event_id?: string;
  readonly team_id?: string;
  readonly authorizations?: readonly { readonly team_id?: string | null; readonly user_id?: string }[];
  readonly event?: Partial<Readonly<Record<'type' | 'subtype' | 'bot_id' | 'user' | 'channel' | 'channel_type' | 'text' | 'ts' | 'thread_ts' | 'tab', string>>> | null;
}

/** What is said when a room is there no more, and when the bot is out of it. */
const gone = new Set(['channel_archive', 'channel_deleted', 'channel_left', 'group_archive', 'group_deleted', 'group_left']);

/** Messages that are none that somebody wrote to the bot: edits, joins and the like have a subtype. */
const written = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);

/** Takes what Slack tells of: lines that people write to the bot, visits of App Home, rooms that go. */
export function makeListen(ground: Ground): (happening: Happening) => Promise<void> {
  const { bot, web, rooms, users, told, bug, revoked } = ground;

  return async ({ team_id, authorizations, event: told, event_id = '' }) => {
    const event = told ?? {};
    const { type = '', channel, user } = event;
    const team = authorizations?.[0]?.team_id ?? team_id ?? '';
    if (type === 'tokens_revoked' || type === 'app_uninstalled') revoked();
    else if (gone.has(type) && channel !== undefined) {
      rooms.forget(channel);
      await bot.roomGone({ platform, id: channel });
    } else if (type === 'app_home_opened' && event.tab === 'home' && user !== undefined) await showHome(ground, { event: event_id, team, account: user });
    else if ((type === 'app_mention' || (type === 'message' && event.channel_type === 'im')) && written.has(event.subtype) && event.bot_id === undefined && user !== undefined && user !== authorizations?.[0]?.user_id && channel !== undefined) await heard(event, team, user, channel);
  };

  async function heard({ text = '', ts = '', thread_ts }: NonNullable<Happening['event']>, team: string, account: string, channel: string): Promise<void> {
    const place = { channel, ...(thread_ts !== undefined && { thread_ts }) };
    const say = async (said: Message, reader: Reader): Promise<void> => {
      const body = { ...render(said, reader), parse: 'none', link_names: false } as const;
      const alone = { ...body, unfurl_links: false, unfurl_media: false };
      const isAlone = channel.startsWith('D');
      // Alone with the bot everything is private; elsewhere, what only they see. Where nothing can be said any more, it is said alone.
      const isSaid = await persist(() => (isAlone ? web.chat.postMessage({ ...alone, ...place }) : web.chat.postEphemeral({ ...body, ...place, user: account })), told);
      if (!isSaid && !isAlone) await persist(() => web.chat.postMessage({ ...alone, channel: account }), told);
    };
    try {
      const came = await cameFrom({ event: `${channel} ${ts}`, team, account, channel: { id: channel } }, bot, rooms, users);
      const line = await lineOf(text.replace(/^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:;]*/, ''), { ...ground, came, team });
      const outcome = await bot.line(line, came);
      if ('ignore' in outcome) return;
      await say('say' in outcome ? await withFiles(web, account, outcome.say, outcome.reader.lang, told) : asked(outcome.ask, outcome.reader), outcome.reader);
    } catch (error) {
      const incident = newId(bot.now());
      bug(incident, 'slack message', error);
      await say({ ...message(undefined, { text: t('en', 'error.bug', { incident }) }), tone: 'refusal' }, unknown).catch((second: unknown) => told('unanswered', { incident, code: codeOf(second) }));
    }
  }
}
