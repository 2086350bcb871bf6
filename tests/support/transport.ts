import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter, Target } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';

/**
 * What a transport can do wrong: ask to wait (`limit`, `pause` for all), fall over (`down`), take a message and never say so (`lost`), take
 * no message and say nothing (`hang`), take its time (`slow`); and what is no mishap: a closed address, an unknown one.
 */
export type Mishap = 'limit' | 'pause' | 'down' | 'lost' | 'hang' | 'slow' | 'closed' | 'unknown';

/** A call of the transport, the first, second … with the same key. */
export interface Call {
  readonly once: string;
  readonly to: string;
  readonly text: string;
  readonly count: number;
  /** When it came, in milliseconds by the system's clock. */
  readonly at: number;
}

/** A chat platform as the worst of them are: what it is sent over HTTP, what it took, and what it does wrong when the test says so. */
export interface Transport {
  readonly url: string;
  readonly calls: readonly Call[];
  /** Messages that it shows: in the order in which they arrived. */
  readonly shown: readonly Call[];
  /** Calls that came for an address while another was under way there. */
  readonly overlaps: readonly Call[];
  /** How often each mishap happened. */
  readonly mishaps: ReadonlyMap<Mishap, number>;
  misbehaves: (call: Call) => Mishap | undefined;
  /** Waits until something is so, half a minute at most unless it is said otherwise. */
  until(so: () => boolean | Promise<boolean>, patienceMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** How long it asks to wait, and how long it takes when it is slow, in milliseconds. */
export const [waitMs, slowMs] = [120, 60];

/** Opens a transport. Where it `honours` the key of a message, one that comes again is taken as known and not shown twice. */
export async function openTransport({ honours = true, usualMs = 0 } = {}): Promise<Transport> {
  const [calls, shown, overlaps, counts, mishaps, busy] = [[] as Call[], [] as Call[], [] as Call[], new Map<string, number>(), new Map<Mishap, number>(), new Map<string, number>()];
  const known = new Set<string>();
  const show = (call: Call) => {
    if (honours && known.has(call.once)) return;
    known.add(call.once);
    shown.push(call);
  };
  async function answer(call: Call, response: ServerResponse): Promise<void> {
    const mishap = transport.misbehaves(call);
    if (mishap) mishaps.set(mishap, (mishaps.get(mishap) ?? 0) + 1);
    if (mishap === 'hang') return;
    if (mishap === 'lost') {
      show(call);
      response.destroy();
      return;
    }
    if (mishap === 'slow' || usualMs > 0) await sleep(mishap === 'slow' ? slowMs : usualMs * Math.random());
    if (mishap === undefined || mishap === 'slow') show(call);
    if (mishap === 'limit' || mishap === 'pause') response.setHeader('retry-after', String(waitMs / 1000));
    response.statusCode = { limit: 429, pause: 420, down: 500, closed: 403, unknown: 404, slow: 200, none: 200 }[mishap ?? 'none'];
    response.end('{}');
  }
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as Omit<Call, 'count' | 'at'>;
    const call = { ...body, count: (counts.get(body.once) ?? 0) + 1, at: systemNow().epochMilliseconds };
    counts.set(call.once, call.count);
    calls.push(call);
    if ((busy.get(call.to) ?? 0) > 0) overlaps.push(call);
    busy.set(call.to, (busy.get(call.to) ?? 0) + 1);
    response.on('close', () => busy.set(call.to, busy.get(call.to)! - 1));
    await answer(call, response);
  }
  // Whoever calls may be killed while it speaks.
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport: Transport = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls, shown, overlaps, mishaps,
    misbehaves: () => undefined,
    async until(so, patienceMs = 30_000) {
      const end = performance.now() + patienceMs;
      while (!(await so())) {
        if (performance.now() > end) throw new Error(`it did not become so: ${so.toString()}`);
        await sleep(5);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return transport;
}

/** Something wrong, one time in five. */
export function oneInFive(...mishaps: readonly Mishap[]): () => Mishap | undefined {
  return () => (Math.random() < 0.2 ? mishaps[Math.floor(Math.random() * mishaps.length)] : undefined);
}

/** The words of a message of one text, with the note before them if there is one. */
export function wordsOf(message: Message): string {
  return message.blocks.flatMap((block) => ('note' in block ? [`(${block.note.join('')}) `] : 'text' in block ? [block.text.join('')] : [])).join('');
}

/** A door to a transport. Private messages go to `@ACCOUNT`; `textOf` says what of a message is sent. */
export function overHttp(url: string, platform: string, pace?: Adapter['pace'], textOf = wordsOf): Adapter {
  return {
    platform,
    ...(pace && { pace }),
    async start() {},
    async stop() {},
    async send(to: Target, message, { once: key, signal }) {
      const body = JSON.stringify({ once: key, to: 'room' in to ? to.room : `@${to.account}`, text: textOf(message) });
      const answer = await fetch(url, { method: 'POST', body, signal }).catch((error: unknown) => Promise.reject(new DeliveryError('timeout', 'later', { cause: error })));
      await answer.arrayBuffer();
      const afterMs = Number(answer.headers.get('retry-after') ?? 0) * 1000;
      if (answer.status === 429) throw new DeliveryError('limit', 'later', { afterMs });
      if (answer.status === 420) throw new DeliveryError('limit', 'later', { afterMs, scope: 'platform' });
      if (answer.status === 403) throw new DeliveryError('closed', 'never');
      if (answer.status === 404) throw new DeliveryError('unknown', 'never');
      if (answer.status !== 200) throw new DeliveryError('down', 'later');
    },
  };
}
