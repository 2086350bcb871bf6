import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { WebSocketServer, type WebSocket } from 'ws';
import { random } from '#tests/support/slack/ids.ts';
import type { Bringing, Live, World } from '#tests/support/slack/world.ts';

interface Connection {
  readonly socket: WebSocket;
  /** Nothing goes over it any more: it is stalled, or its end has been announced. */
  closed: boolean;
}
interface Pending {
  readonly bringing: Bringing;
  readonly raw: string;
  on: Connection | undefined;
}

const typeOf: Readonly<Record<Live['kind'], string>> = { command: 'slash_commands', event: 'events_api', action: 'interactive', submission: 'interactive', closed: 'interactive', shortcut: 'interactive', options: 'interactive' };
const answerable: readonly Live['kind'][] = ['command', 'submission', 'options'];
/** How often connections are pinged, and how long it takes from a warning to its next step, in ms. */
const [pingMs, stepMs] = [5000, 500];

/** Socket Mode: connections, each envelope over one of them, over another one when that ends before it is acknowledged. */
export function openSocket(world: World, server: HttpServer) {
  const connections = new Set<Connection>();
  const tickets = new Set<string>();
  const pending = new Map<string, Pending>();
  const waiting: (() => void)[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let [turn, repeated] = [0, 0];
  const sockets = new WebSocketServer({ server, path: '/link/', maxPayload: 2 ** 22 });
  const usable = () => [...connections].filter(({ closed, socket }) => !closed && socket.readyState === socket.OPEN);

  world.ticket = () => {
    const ticket = random(12);
    tickets.add(ticket);
    return ticket;
  };

  function send(envelope: Pending): boolean {
    const open = usable();
    const connection = open[(turn += 1) % Math.max(1, open.length)];
    envelope.on = connection;
    connection?.socket.send(envelope.raw);
    return connection !== undefined;
  }

  world.bring = (bringing) => {
    const { live, retry } = bringing;
    const id = randomUUID();
    const raw = JSON.stringify({
      envelope_id: id, type: typeOf[live.kind], accepts_response_payload: answerable.includes(live.kind), payload: live.payload, ...(live.kind === 'event' && { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }),
    });
    const envelope: Pending = { bringing, raw, on: undefined };
    if (!send(envelope)) {
      live.forgiven = true;
      // Events wait for a connection; somebody in front of a client does not.
      if (live.kind === 'event') return void waiting.push(() => world.bring(bringing));
      return bringing.failed('dispatch_failed');
    }
    pending.set(id, envelope);
  };

  /** What a connection has not acknowledged when it ends goes over another. */
  function moveFrom(connection: Connection): void {
    for (const [id, envelope] of pending) {
      if (envelope.on !== connection) continue;
      envelope.bringing.live.forgiven = true;
      if (envelope.bringing.live.state !== 'waiting') pending.delete(id);
      else if (send(envelope)) repeated += 1;
    }
  }

  function acknowledged(text: string): void {
    let message: { envelope_id?: unknown; payload?: unknown };
    try {
      message = JSON.parse(text) as typeof message;
    } catch {
      return void world.violations.push(`socket: not JSON: ${text.slice(0, 100)}`);
    }
    if (typeof message.envelope_id !== 'string') return void world.violations.push(`socket: no envelope_id: ${text.slice(0, 100)}`);
    const envelope = pending.get(message.envelope_id);
    pending.delete(message.envelope_id);
    envelope?.bringing.acked(message.payload);
  }

  sockets.on('connection', (socket, request) => {
    if (world.down !== undefined) return world.down === 'hang' ? undefined : socket.terminate();
    const ticket = new URL(request.url!, 'http://local').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) return socket.close(1008, 'invalid ticket');
    const connection: Connection = { socket, closed: false };
    connections.add(connection);
    const ping = setInterval(() => socket.readyState === socket.OPEN && !connection.closed && socket.ping(`Ping from applink ${random(2)}`), pingMs).unref();
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      connections.delete(connection);
      moveFrom(connection);
    });
    socket.on('message', (bytes) => connections.has(connection) && !stalled.has(connection) && acknowledged(String(bytes as Buffer)));
    socket.send(JSON.stringify({ type: 'hello', num_connections: connections.size, debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 }, connection_info: { app_id: world.app } }));
    for (const [id, envelope] of pending) {
      // Who was told that nobody answered is not answered hours later.
      if (envelope.bringing.live.state !== 'waiting') pending.delete(id);
      else if ((envelope.on === undefined || !connections.has(envelope.on)) && send(envelope)) repeated += 1;
    }
    for (const go of waiting.splice(0)) go();
  });

  const stalled = new Set<Connection>();
  const step = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };

  function announce(connection: Connection): void {
    const tell = (reason: string) => connection.socket.readyState === connection.socket.OPEN && connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }));
    tell('warning');
    step(stepMs, () => {
      tell('refresh_requested');
      connection.closed = true;
      step(stepMs, () => connection.socket.close(1001));
    });
  }

  return {
    connected: () => usable().length,
    repeated: () => repeated,
    ready: () => (usable().length > 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    raw(text: string): void {
      const [connection] = usable();
      if (!connection) throw new Error('no connection is open');
      connection.socket.send(text);
    },
    drop(how: 'refresh' | 'close' | 'cut' | 'stall', one: boolean): void {
      for (const connection of usable().slice(0, one ? 1 : undefined)) {
        if (how === 'refresh') {
          announce(connection);
          continue;
        }
        connection.closed = true;
        if (how === 'close') connection.socket.close(1000);
        if (how === 'cut') (connection.socket as unknown as { _socket: Socket })._socket.resetAndDestroy();
        if (how === 'stall') {
          stalled.add(connection);
          (connection.socket as unknown as { _socket: Socket })._socket.pause();
          moveFrom(connection);
        }
      }
    },
    close(): void {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
