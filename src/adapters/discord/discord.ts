import { Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options, REST, Status, type APIInteraction, type GatewayMessageCreateDispatchData } from 'discord.js';
import type { Adapter, Bot } from '#bot/bot.ts';
import { withLines } from '#bot/lines.ts';
import type { DoorOptions } from '#adapters/door.ts';
import { ConnectError, whyNot } from '#adapters/discord/connect.ts';
import type { Rooms } from '#adapters/discord/from.ts';
import { codeOf } from '#adapters/insist.ts';
import { makeLines } from '#adapters/discord/lines.ts';
import { makeListen } from '#adapters/discord/listen.ts';
import { platform } from '#adapters/discord/platform.ts';
import { presenceOn } from '#adapters/discord/presence.ts';
import { makeReceive } from '#adapters/discord/receive.ts';
import { keepRegistered } from '#adapters/discord/registered.ts';
import { commandsFor } from '#adapters/discord/register.ts';
import { makeSend, pace } from '#adapters/discord/send.ts';
import { makeUnderWay } from '#adapters/underway.ts';

export { ConnectError };

export interface DiscordOptions extends DoorOptions {
  /** The one server in which commands are registered; everywhere when there is none. */
  readonly server?: string | undefined;
}

/** Servers and their channels are kept in memory; people, their messages and all else are not. */
const makeCache = Options.cacheWithLimits({
  ApplicationCommandManager: 0, ApplicationEmojiManager: 0, AutoModerationRuleManager: 0, DMMessageManager: 0, EntitlementManager: 0, GuildBanManager: 0,
  GuildEmojiManager: 0, GuildInviteManager: 0, GuildMemberManager: 0, GuildMessageManager: 0, GuildScheduledEventManager: 0,
  GuildStickerManager: 0, MessageManager: 0, PresenceManager: 0, ReactionManager: 0, ReactionUserManager: 0, StageInstanceManager: 0, ThreadMemberManager: 0,
  UserManager: 0, VoiceStateManager: 0,
});

/**
 * The door to Discord. It sends as soon as it is made; once it is started it hears what people do there. `start` resolves when it is
 * connected and its commands are registered. @throws ConnectError from `start`, Error from it for a command that Discord cannot show
 */
export function makeDiscord({ token, api, server, prefix = '', speech, log, bug }: DiscordOptions): Adapter & { connected(): boolean } {
  // Requests are paced by whoever makes them, and each is made once: what fails is tried again where it is known how often that helps.
  const rest = new REST({ version: '10', api, retries: 0, rejectOnRateLimit: () => true, globalRequestsPerSecond: Infinity, timeout: 10_000 }).setToken(token);
  const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages], shards: 'auto', makeCache, waitGuildTimeout: 3000, rest: { version: '10', api } });
  const presence = presenceOn(rest);
  const lines = makeLines(speech, prefix);
  const underWay = makeUnderWay(log);
  let closing = false;
  let stopRegistering = () => {};

  const rooms: Rooms = {
    home(id) {
      const channel = client.channels.cache.get(id);
      const home = (channel?.isThread() && channel.parent) || channel;
      return { id: home?.id ?? id, name: home && 'name' in home ? (home.name ?? '') : '' };
    },
  };

  function hear(bot: Bot): void {
    const ground = { bot: withLines(bot, lines), rest, prefix, rooms, told: log, isIn: presence.isIn, bug };
    const [receive, listen] = [makeReceive(ground), makeListen(ground)];
    const take = (work: () => Promise<void>) => void (closing || underWay.add(work()));
    // What discord.js would make of each interaction for listeners of its own, a dozen objects and cache entries, nobody asks for here.
    (client['actions'] as { InteractionCreate: { handle: () => void } }).InteractionCreate.handle = () => {};
    const gone = ({ id }: { id: string }) => take(() => bot.roomGone({ platform, id }));
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: APIInteraction) => take(() => receive(raw)));
    client.ws.on(GatewayDispatchEvents.MessageCreate, (raw: GatewayMessageCreateDispatchData) => take(() => listen(raw)));
    client.ws.on(GatewayDispatchEvents.ChannelDelete, gone);
    client.ws.on(GatewayDispatchEvents.ThreadDelete, gone);
  }

  // Without a listener, any of these faults would end the process.
  client.on(Events.Error, (error) => log('fault', { code: codeOf(error) }));
  client.on(Events.ShardError, (error, shard) => log('connection', { shard, code: codeOf(error) }));
  client.on(Events.ShardDisconnect, ({ code }, shard) => log('disconnected', { shard, code }));
  client.on(Events.ShardReconnecting, (shard) => log('reconnecting', { shard }));
  client.on(Events.ShardResume, (shard) => log('resumed', { shard }));

  return {
    platform,
    pace,
    send: makeSend(rest, presence, lines),
    connected: () => client.isReady() && client.ws.shards.size > 0 && client.ws.shards.every(({ status }) => status === Status.Ready),
    async start(bot) {
      const body = commandsFor(bot, prefix);
      hear(bot);
      const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
      await whyNot(client, () => client.login(token));
      await ready;
      stopRegistering = await keepRegistered(rest, client.application!.id, server, body, log);
    },
    async stop() {
      closing = true;
      stopRegistering();
      await underWay.ended();
      await client.destroy();
    },
  };
}
