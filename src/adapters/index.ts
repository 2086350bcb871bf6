import type { Bot } from '#bot/bot.ts';
import type { Door, Ears } from '#adapters/door.ts';
import type { Environment, PlatformName } from '#src/config.ts';
import { traceOf, type Log } from '#src/log.ts';

/** Opens a platform: what it needs is loaded only then. `speech` is what the bot understands. */
type Open = (env: Environment, speech: Pick<Bot, 'commands' | 'aliases'>, log: Log) => Promise<Door>;

const toldTo = (log: Log): Ears => ({
  log: (event, ids) => log(event === 'bug' || event === 'failed' ? 'error' : 'info', event, ids),
  bug: (incident, where, error) => log('error', 'bug', { incident, where, ...traceOf(error) }),
});

/** The platforms that there are. */
export const doors: Readonly<Record<PlatformName, Open>> = {
  slack: async (env, speech, log) => (await import('#adapters/slack/door.ts')).openDoor(
    { token: env.SLACK_BOT_TOKEN!, appToken: env.SLACK_APP_TOKEN, signingSecret: env.SLACK_SIGNING_SECRET, api: env.SLACK_API_URL, prefix: env.COMMAND_PREFIX, speech, ...toldTo(log) },
  ),
  discord: async (env, speech, log) => (await import('#adapters/discord/door.ts')).openDoor(
    { token: env.DISCORD_TOKEN!, api: env.DISCORD_API_URL, server: env.DISCORD_GUILD_ID, prefix: env.COMMAND_PREFIX, speech, ...toldTo(log) },
  ),
};

/** What platforms are called in sentences. */
export const titles: Readonly<Record<PlatformName, string>> = { slack: 'Slack', discord: 'Discord' };
