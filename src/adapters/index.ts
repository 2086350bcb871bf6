import type { Adapter, Bot } from '#bot/bot.ts';
import type { Environment, PlatformName } from '#src/config.ts';
import { traceOf, type Log } from '#src/log.ts';

/** A room that is tied to a group, by the ids of its platform. `group` and `name` are our own words for it. */
export interface TiedRoom {
  readonly group: string;
  readonly name: string;
  readonly server: string;
  readonly id: string;
}

/** A chat platform with a token: how it is spoken on, and what it says about the bot. Sentences are for whoever runs the program. */
export interface Door {
  /** Sends without being started; it only hears once it is. */
  readonly adapter: Adapter & { connected(): boolean };
  /** What must be mended before the bot can work there, or what is good to know. @throws DeliveryError when the platform does not say */
  check(): Promise<{ readonly faults: readonly string[] } | { readonly lines: readonly string[] }>;
  /** What the bot lacks in rooms that are tied. @throws DeliveryError when the platform does not say */
  lacking(rooms: readonly TiedRoom[]): Promise<readonly string[]>;
}

/** The platforms that this version speaks on. What one of them needs is loaded when it is opened; `speech` is what the bot understands. */
export const doors: { readonly [P in PlatformName]?: (env: Environment, speech: Pick<Bot, 'commands' | 'aliases'>, log: Log) => Promise<Door> } = {
  discord: async (env, speech, log) => (await import('#adapters/discord/door.ts')).openDoor(
    { token: env.DISCORD_TOKEN!, api: env.DISCORD_API_URL, server: env.DISCORD_GUILD_ID, prefix: env.COMMAND_PREFIX, speech },
    { log: (event, ids) => log(event === 'bug' || event === 'failed' ? 'error' : 'info', event, ids), bug: (incident, where, error) => log('error', 'bug', { incident, where, ...traceOf(error) }) },
  ),
};

/** What platforms are called in sentences. */
export const titles: Readonly<Record<PlatformName, string>> = { slack: 'Slack', discord: 'Discord' };
