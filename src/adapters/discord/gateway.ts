import { DiscordAPIError, type REST } from '@discordjs/rest';
import { CloseCodes, SimpleShardingStrategy, WebSocketManager, WebSocketShardEvents, type SessionInfo } from '@discordjs/ws';
import { GatewayCloseCodes, GatewayIntentBits, type GatewayDispatchPayload } from 'discord-api-types/v10';
import { codeOf, type Told } from '#adapters/insist.ts';
import { inTime } from '#adapters/underway.ts';

/** Why Discord does not let the bot in: its token, its intents, something else that it says, or it is not to be reached. */
export class ConnectError extends Error {
  readonly fault: 'token' | 'intents' | 'refused' | 'unreachable';
  readonly code: string | number;
  constructor(fault: ConnectError['fault'], code: string | number, cause?: unknown) {
    super(fault, { cause });
    this.name = 'ConnectError';
    this.fault = fault;
    this.code = code;
  }
}

/** The codes with which Discord closes a connection for good, and what they mean. */
const faults = new Map<number, ConnectError['fault']>([
  [GatewayCloseCodes.AuthenticationFailed, 'token'],
  [GatewayCloseCodes.InvalidIntents, 'intents'],
  [GatewayCloseCodes.DisallowedIntents, 'intents'],
  [GatewayCloseCodes.InvalidShard, 'refused'],
  [GatewayCloseCodes.ShardingRequired, 'refused'],
  [GatewayCloseCodes.InvalidAPIVersion, 'refused'],
]);

/** How long a goodbye is waited for, in milliseconds. */
const patience = 2000;

/** The connections over which Discord tells what happens: as many as it wants, and resumed where they break off. */
export interface Gateway {
  /** Connects. Resolves with the id of the bot's application. @throws ConnectError */
  open(): Promise<string>;
  connected(): boolean;
  close(): Promise<void>;
}

/** Makes the connections. What Discord tells is handed to `hears` until they are closed; it must not throw. */
export function makeGateway(token: string, rest: REST, hears: (told: GatewayDispatchPayload) => void, told: Told): Gateway {
  const sessions = new Map<number, SessionInfo | null>();
  const up = new Map<number, boolean>();
  let strategy: SimpleShardingStrategy;
  let application = '';
  let isClosed = false;
  let refused: number | undefined;

  const manager = new WebSocketManager({
    token,
    rest,
    intents: GatewayIntentBits.Guilds | GatewayIntentBits.DirectMessages,
    buildStrategy: (own) => (strategy = new SimpleShardingStrategy(own)),
    // The library would connect again after all has been closed, when it has just begun to. Before that, it asks this.
    retrieveSessionInfo: (shard) => (isClosed ? new Promise(() => {}) : (sessions.get(shard) ?? null)),
    updateSessionInfo: (shard, session) => void sessions.set(shard, session),
  });
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => isClosed || hears(data));
  manager.on(WebSocketShardEvents.Hello, ({ shardId }) => void up.set(shardId, false));
  manager.on(WebSocketShardEvents.Ready, ({ data, shardId }) => {
    application = data.application.id;
    up.set(shardId, true);
  });
  manager.on(WebSocketShardEvents.Resumed, ({ shardId: shard }) => {
    up.set(shard, true);
    told('resumed', { shard });
  });
  manager.on(WebSocketShardEvents.Closed, ({ code, shardId: shard }) => {
    up.set(shard, false);
    if (faults.has(code)) refused = code;
    if (!isClosed) told(faults.has(code) ? 'disconnected' : 'reconnecting', { shard, code });
  });
  // Without a listener, any of these faults would end the process.
  manager.on(WebSocketShardEvents.Error, ({ error, shardId: shard }) => told('connection', { shard, code: codeOf(error) }));

  async function close(): Promise<void> {
    isClosed = true;
    // The library listens no more to a connection that it gives up while it is opened; its failure would end the process.
    for (const shard of strategy['shards'].values()) shard['connection']?.on('error', () => {});
    await inTime(patience, Promise.resolve(manager.destroy({ code: CloseCodes.Normal })), undefined);
  }

  return {
    close,
    connected: () => !isClosed && up.size > 0 && [...up.values()].every(Boolean),
    async open() {
      try {
        await manager.connect();
        return application;
      } catch (error) {
        await close();
        if (refused !== undefined) throw new ConnectError(faults.get(refused)!, refused, error);
        const isAnswered = error instanceof DiscordAPIError;
        throw new ConnectError(isAnswered ? (error.status === 401 ? 'token' : 'refused') : 'unreachable', codeOf(error), error);
      }
    },
  };
}
