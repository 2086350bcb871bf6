import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import { DeliveryError } from '#core/errors.ts';
import { codeOf, type Told } from '#adapters/insist.ts';
import { deliveryFault } from '#adapters/slack/faults.ts';
import { postTo, type Ack } from '#adapters/slack/answer.ts';
import type { Payload, Take } from '#adapters/slack/receive.ts';
import { clientOptions, quiet } from '#adapters/slack/web.ts';

/** So many connections at once: while one is replaced, the other carries on. */
const count = 2;

/** How often a connection is pinged, how long it may take to open, and how long it has to last for the next to be opened at once, in milliseconds. */
const [pingMs, openingMs, lastingMs] = [250, 5000, 1000];

/** So many pings in a row without an answer, and a connection has stalled. They are counted, because a program that was busy itself hears answers late. */
const unanswered = 3;

/** The pause before a second try to open one, and the longest, in milliseconds. */
const [firstMs, longestMs] = [100, 30_000];

/** The library's connection, which hands over what it hears as it is: some of what Slack sends would end the process in there. */
class Line extends SocketModeClient {
  hears: (data: unknown) => void = () => {};
  protected override async onWebSocketMessage(data: unknown): Promise<void> {
    this.hears(data);
  }
}

interface Connection {
  /** Resolves when it is to be replaced: Slack has announced its end, or it has ended. */
  readonly ending: Promise<void>;
  /** Ends it once it owes no acknowledgement any more. */
  retire(): void;
  /** Ends it, without waiting for the other side, which may be gone. */
  cut(): void;
}

export interface Socket {
  /** Opens the first connection, and keeps them up from then on. @throws DeliveryError when the first cannot be opened */
  start(): Promise<void>;
  connected(): boolean;
  stop(): Promise<void>;
}

/** Socket Mode over two connections, each of which is replaced before it ends. `take` is asked for each time; without one nothing is taken. */
export function makeSocket(appToken: string, api: string, take: () => Take | undefined, told: Told): Socket {
  const over = new AbortController();
  const open = new Set<Connection>();
  let kept: Promise<unknown> = Promise.resolve();
  const pause = (ms: number) => sleep(ms, undefined, { signal: over.signal }).catch(() => {});

  /** Gives the answer to a command by the other way that there is. */
  async function elsewhere(brought: unknown, answer: Ack): Promise<void> {
    const { command, response_url: url } = (brought ?? {}) as Payload;
    if (command !== undefined && url !== undefined && answer !== undefined) await postTo(url, answer, told);
  }

  /** Opens a connection. @throws DeliveryError when there comes none */
  async function connect(): Promise<Connection> {
    const line = new Line({ appToken, logger: quiet, autoReconnectEnabled: false, clientPingTimeout: pingMs * 3, clientOptions: { ...clientOptions(api), timeout: openingMs } });
    const ending = Promise.withResolvers<void>();
    let [owed, isRetired, silent, last] = [0, false, 0, undefined as number | undefined];
    const connection: Connection = {
      ending: ending.promise,
      retire() {
        isRetired = true;
        if (owed === 0) connection.cut();
      },
      cut() {
        // The first asks for the end, the second takes it.
        line.websocket?.disconnect();
        line.websocket?.disconnect();
      },
    };
    const watch = setInterval(() => {
      const answered = line.websocket?.['lastPongReceivedTimestamp'];
      silent = open.has(connection) && answered !== last ? 0 : silent + 1;
      last = answered;
      if (silent < (open.has(connection) ? unanswered : openingMs / pingMs)) return;
      told('stalled');
      connection.cut();
    }, pingMs);
    line.on('close', () => {
      clearInterval(watch);
      open.delete(connection);
      ending.resolve();
    });
    line.hears = (data) => void hear(data).catch((error: unknown) => told('failed', { code: codeOf(error) }));

    async function hear(data: unknown): Promise<void> {
      const said = envelopeOf(data);
      const receive = take();
      if (said?.type === 'hello') return void line.emit('connected');
      if (said?.type === 'disconnect') {
        told('disconnecting', { code: String(said.reason).slice(0, 40) });
        return ending.resolve();
      }
      if (typeof said?.envelope_id !== 'string') return told('rubbish');
      if (!receive) return undefined;
      owed++;
      const payload = await receive(said.payload);
      owed--;
      if (line.websocket?.isActive()) line.websocket.send(`{"envelope_id":${JSON.stringify(said.envelope_id)}${payload === undefined ? '' : `,"payload":${payload}`}}`, () => {});
      // Over one that has ended nothing can be said. Where Slack brings the same again, it gets this very answer; that it does is not promised.
      else await elsewhere(said.payload, payload);
      if (isRetired && owed === 0) connection.cut();
    }

    try {
      await line.start();
    } catch (error) {
      clearInterval(watch);
      throw error === undefined ? new DeliveryError('down', 'later') : deliveryFault(error);
    }
    // The library's own watch is off by the clock when the program has been busy.
    line.websocket!['options'].clientPingTimeoutMS = Infinity;
    silent = 0;
    open.add(connection);
    if (over.signal.aborted) connection.cut();
    return connection;
  }

  /** Opens a connection as soon as that is possible. Undefined when all is over. */
  async function reopen(wait: number): Promise<Connection | undefined> {
    for (; ; wait = Math.min(Math.max(firstMs, wait * 2), longestMs)) {
      await pause(wait);
      if (over.signal.aborted) return undefined;
      try {
        return await connect();
      } catch (error) {
        const { fault, afterMs = 0 } = error as DeliveryError;
        told('reconnecting', { code: fault });
        if (fault === 'limit') await pause(Math.min(afterMs, longestMs));
      }
    }
  }

  /** Keeps one connection up: the next is there before the last is given up. */
  async function keep(last?: Connection): Promise<void> {
    while (!over.signal.aborted) {
      const began = performance.now();
      await last?.ending;
      const next = await reopen(last && performance.now() - began < lastingMs ? firstMs : 0);
      last?.retire();
      last = next;
    }
  }

  return {
    async start() {
      const first = await connect();
      kept = Promise.all(Array.from({ length: count }, (_, i) => keep(i === 0 ? first : undefined)));
    },
    connected: () => open.size > 0,
    async stop() {
      over.abort();
      for (const each of open) each.cut();
      await kept;
    },
  };
}

function envelopeOf(data: unknown): { readonly type?: unknown; readonly reason?: unknown; readonly envelope_id?: unknown; readonly payload?: unknown } | undefined {
  try {
    const said: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}
