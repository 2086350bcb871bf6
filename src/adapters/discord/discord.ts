import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10';
import type { Adapter } from '#bot/bot.ts';
import { withLines } from '#bot/lines.ts';
import type { DoorOptions } from '#adapters/door.ts';
import { makeGateway } from '#adapters/discord/gateway.ts';
import { makeLines } from '#adapters/discord/lines.ts';
import { makeListen } from '#adapters/discord/listen.ts';
import { platform } from '#adapters/discord/platform.ts';
import { presenceOn } from '#adapters/discord/presence.ts';
import { makeReceive } from '#adapters/discord/receive.ts';
import { keepRegistered } from '#adapters/discord/registered.ts';
import { commandsFor } from '#adapters/discord/register.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import { makeRooms } from '#adapters/discord/rooms.ts';
import { makeSend, pace } from '#adapters/discord/send.ts';
import { makeUnderWay } from '#adapters/underway.ts';

export interface DiscordOptions extends DoorOptions {
  /** The one server in which commands are registered; everywhere when there is none. */
  readonly server?: string | undefined;
}

/**
 * The door to Discord. It sends as soon as it is made; once it is started it hears what people do there. `start` resolves when it is
 * connected and its commands are registered. @throws ConnectError from `start`, Error from it for a command that Discord cannot show
 */
export function makeDiscord({ token, api, server, prefix = '', speech, log, bug }: DiscordOptions): Adapter & { connected(): boolean } {
  const rest = makeRest(token, api);
  const presence = presenceOn(rest);
  const lines = makeLines(speech, prefix);
  const underWay = makeUnderWay(log);
  const rooms = makeRooms();
  const gateway = makeGateway(token, rest, hear, log);
  let take = (_told: GatewayDispatchPayload): Promise<void> | undefined => undefined;
  let stopRegistering = () => {};

  function hear(told: GatewayDispatchPayload): void {
    rooms.hear(told);
    const work = take(told);
    if (work) underWay.add(work);
  }

  return {
    platform,
    pace,
    isIn: presence.isIn,
    send: makeSend(rest, presence, lines),
    connected: gateway.connected,
    async start(bot) {
      const body = commandsFor(bot, prefix);
      const ground = { bot: withLines(bot, lines), rest, prefix, rooms, told: log, isIn: presence.isIn, bug };
      const [receive, listen] = [makeReceive(ground), makeListen(ground)];
      take = ({ t, d }) => {
        if (t === GatewayDispatchEvents.InteractionCreate) return receive(d);
        if (t === GatewayDispatchEvents.MessageCreate) return listen(d);
        return t === GatewayDispatchEvents.ChannelDelete || t === GatewayDispatchEvents.ThreadDelete ? bot.roomGone({ platform, id: d.id }) : undefined;
      };
      stopRegistering = await keepRegistered(rest, await gateway.open(), server, body, log);
    },
    async stop() {
      take = () => undefined;
      stopRegistering();
      await underWay.ended();
      await gateway.close();
      rest.clearHandlerSweeper();
    },
  };
}
