import { REST } from 'discord.js';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { check, lacking } from '#adapters/discord/check.ts';
import { ConnectError, makeDiscord, type DiscordOptions } from '#adapters/discord/discord.ts';
import type { Speech } from '#adapters/discord/lines.ts';

interface Settings {
  readonly token: string;
  readonly api: string;
  readonly server: string | undefined;
  readonly prefix: string | undefined;
  readonly speech: Speech;
}

/** Discord as the program opens it: its door, which may be tried until it opens, and what Discord says about the bot. Nothing is asked yet. */
export function openDoor({ token, api, server, prefix, speech }: Settings, told: Pick<DiscordOptions, 'log' | 'bug'>) {
  const make = () => makeDiscord({ token, api, speech, ...told, ...(server !== undefined && { server }), ...(prefix !== undefined && { prefix }) });
  let door = make();
  const { platform, pace, send } = door;
  const adapter: Adapter & { connected(): boolean } = {
    platform, send, ...(pace && { pace }),
    connected: () => door.connected(),
    async start(bot) {
      try {
        await door.start(bot);
      } catch (error) {
        // One that did not open cannot be tried again.
        await door.stop();
        door = make();
        // A token that was taken back just now is found by the next check.
        throw error instanceof ConnectError ? new DeliveryError('down', 'later', { cause: error }) : error;
      }
    },
    stop: () => door.stop(),
  };
  // A client of its own each time: one to which Discord has once refused the token asks no more.
  const rest = () => new REST({ version: '10', api, retries: 0, timeout: 10_000, rejectOnRateLimit: () => true }).setToken(token);
  let self: { application: string; bot: string } | undefined;
  return {
    adapter,
    async check() {
      const found = await check(rest(), server);
      if (!('faults' in found)) self = found;
      return found;
    },
    lacking: (rooms: Parameters<typeof lacking>[2]) => lacking(rest(), self!, rooms),
  };
}
