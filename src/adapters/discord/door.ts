import { DeliveryError } from '#core/errors.ts';
import { check, lacking } from '#adapters/discord/check.ts';
import { makeDiscord, type DiscordOptions } from '#adapters/discord/discord.ts';
import { ConnectError } from '#adapters/discord/gateway.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import type { Door } from '#adapters/door.ts';
import { reopening } from '#adapters/reopening.ts';

/** Discord as the program opens it: its door, which may be tried until it opens, and what Discord says about the bot. Nothing is asked yet. */
export function openDoor(options: DiscordOptions): Door {
  const { token, api, server } = options;
  // A token that was taken back just now is found by the next check.
  const { adapter } = reopening(() => makeDiscord(options), (error) => (error instanceof ConnectError ? new DeliveryError('down', 'later', { cause: error }) : error));
  // A client of its own each time: one to which Discord has once refused the token asks no more. Its timer would keep it for ever.
  const rest = () => makeRest(token, api, { handlerSweepInterval: 0 });
  let self: { application: string; bot: string } | undefined;
  return {
    adapter,
    async check() {
      const found = await check(rest(), server);
      if (!('faults' in found)) self = found;
      return found;
    },
    lacking: (rooms) => lacking(rest(), self!, rooms),
  };
}
