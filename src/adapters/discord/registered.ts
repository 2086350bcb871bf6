import { DiscordAPIError, type REST } from '@discordjs/rest';
import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import { codeOf, type Told } from '#adapters/insist.ts';
import { register } from '#adapters/discord/register.ts';

/** When registering is tried again after it failed, in milliseconds. */
const againMs = 30_000;

/**
 * Registers the commands. Where Discord cannot be asked just now, those of the last time still work: it is tried again from time to time,
 * until the function that this resolves with is called. @throws DiscordAPIError when Discord refuses a command
 */
export async function keepRegistered(rest: REST, application: string, server: string | undefined, body: RESTPutAPIApplicationCommandsJSONBody, told: Told): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function attempt(): Promise<void> {
    try {
      told('commands', { state: await register(rest, application, server, body) });
    } catch (error) {
      told('commands', { state: 'unregistered', code: codeOf(error) });
      if (error instanceof DiscordAPIError) throw error;
      if (!stopped) timer = setTimeout(() => void attempt().catch(() => {}), againMs).unref();
    }
  }
  await attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
