import type { Server as HttpServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { intents as known, privileged, snowflake } from '#tests/support/discord/ids.ts';
import { guildCreated } from '#tests/support/discord/payloads.ts';
import { userOf, type Guild, type World } from '#tests/support/discord/world.ts';

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  readonly events: { s: number; t: string; d: unknown }[];
  socket: WebSocket | undefined;
  resumable: boolean;
}
const op = { dispatch: 0, heartbeat: 1, identify: 2, presence: 3, resume: 6, reconnect: 7, invalid: 9, hello: 10, ack: 11 } as const;
const allIntents = 0b11_0011_0111_1111_1111_1111_1111;

/** The gateway: sessions that outlive their connections, and what they have missed. */
export function openGateway(world: World, server: HttpServer) {
  const sessions = new Map<string, Session>();
  const open = () => [...sessions.values()].filter(({ socket }) => socket !== undefined);
  const waiting: (() => void)[] = [];
  let repeated = 0;
  let refusal: number | undefined;
  const sockets = new WebSocketServer({ server, path: '/gateway', maxPayload: 4096 * 4 });

  const send = (socket: WebSocket, payload: object) => socket.send(JSON.stringify({ s: null, t: null, ...payload }));
  const forGuild = (session: Session, guild: Guild | undefined) => (guild ? Number((BigInt(guild.id) >> 22n) % BigInt(session.shard[1])) : 0) === session.shard[0];

  function dispatch(session: Session, t: string, d: unknown): void {
    const event = { s: session.events.length + 1, t, d };
    session.events.push(event);
    if (session.socket) send(session.socket, { op: op.dispatch, ...event });
  }

  world.emit = (event, data, { guild, intent }) => {
    let atOnce = false;
    for (const session of sessions.values()) {
      const isWanted = (intent === undefined || (session.intents & intent) !== 0) && forGuild(session, guild);
      if (!isWanted || !session.resumable) continue;
      dispatch(session, event, data);
      atOnce ||= session.socket !== undefined;
    }
    return atOnce;
  };

  function identify(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    const refuse = (code: number, reason: string) => {
      world.violations.push(`gateway: ${code} ${reason}`);
      socket.close(code, reason);
      return undefined;
    };
    if (d.token !== world.bot.token) return refuse(4004, 'Authentication failed.');
    if (refusal !== undefined) {
      socket.close(refusal);
      refusal = undefined;
      return undefined;
    }
    const [intents, shard] = [d.intents, (d.shard ?? [0, 1]) as [number, number]];
    if (typeof intents !== 'number' || (intents & ~allIntents) !== 0) return refuse(4013, 'Invalid intent(s).');
    if (intents & privileged) return refuse(4014, 'Disallowed intent(s).');
    if (!Array.isArray(shard) || shard[0] >= shard[1] || shard[0] < 0) return refuse(4010, 'Invalid shard.');
    if (typeof d.properties !== 'object') return refuse(4002, 'Error while decoding payload.');
    const session: Session = { id: Buffer.from(snowflake()).toString('hex'), intents, shard, events: [], socket, resumable: true };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter((guild) => guild.hasBot && forGuild(session, guild));
    dispatch(session, 'READY', {
      v: 10, user: { ...userOf(world, world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 }, guilds: guilds.map(({ id }) => ({ id, unavailable: true })), session_id: session.id,
      resume_gateway_url: `${world.base.replace(/^http/, 'ws')}/gateway`, shard, application: { id: world.bot.id, flags: 0 }, session_type: 'normal', private_channels: [], user_settings: {}, relationships: [], presences: [], geo_ordered_rtc_regions: [],
    });
    if (intents & known.guilds) for (const guild of guilds) dispatch(session, 'GUILD_CREATE', guildCreated(world, guild));
    for (const ready of waiting.splice(0)) ready();
    return session;
  }

  function resume(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    const session = sessions.get(String(d.session_id));
    if (d.token !== world.bot.token || !session?.resumable || typeof d.seq !== 'number' || d.seq > session.events.length) {
      if (session) sessions.delete(session.id);
      send(socket, { op: op.invalid, d: false });
      return undefined;
    }
    session.socket?.terminate();
    session.socket = socket;
    const before = world.settings.repeats === 0 ? [] : session.events.slice(0, d.seq).filter(({ t }) => t === 'INTERACTION_CREATE').slice(-world.settings.repeats);
    repeated += before.length;
    for (const event of [...before, ...session.events.slice(d.seq)]) send(socket, { op: op.dispatch, ...event });
    dispatch(session, 'RESUMED', {});
    for (const ready of waiting.splice(0)) ready();
    return session;
  }

  sockets.on('connection', (socket, request) => {
    if (world.down !== undefined) return world.down === 'hang' ? undefined : socket.terminate();
    let session: Session | undefined;
    const query = new URL(request.url!, 'http://local').searchParams;
    const refuse = (code: number, reason: string) => {
      world.violations.push(`gateway: ${code} ${reason}`);
      socket.close(code, reason);
    };
    if (query.get('v') !== '10') return refuse(4012, 'Invalid API version.');
    if (query.get('encoding') !== 'json' || query.has('compress')) return refuse(4002, 'Only plain JSON is spoken here.');
    const early = setTimeout(() => socket.close(4003, 'Not authenticated.'), 60_000).unref();
    let [sent, since] = [0, world.now()];
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      clearTimeout(early);
      if (!session || session.socket !== socket) return;
      session.socket = undefined;
      // A connection that is closed in good order ends its session.
      if (code === 1000 || code === 1001) sessions.delete(session.id);
    });
    socket.on('message', (bytes) => {
      if (world.now() - since > 60_000) [sent, since] = [0, world.now()];
      if ((sent += 1) > 120) return refuse(4008, 'You are being rate limited.');
      const text = String(bytes as Buffer);
      if (text.length > 4096) return refuse(4002, 'Error while decoding payload.');
      let payload: { op: number; d: unknown };
      try {
        payload = JSON.parse(text) as typeof payload;
      } catch {
        return refuse(4002, 'Error while decoding payload.');
      }
      const d = (payload.d ?? {}) as Record<string, unknown>;
      if (payload.op === op.heartbeat) return send(socket, { op: op.ack });
      if (payload.op === op.identify || payload.op === op.resume) {
        if (session) return refuse(4005, 'Already authenticated.');
        session = payload.op === op.identify ? identify(socket, d) : resume(socket, d);
        return;
      }
      if (!session) return refuse(4003, 'Not authenticated.');
      if (payload.op !== op.presence && payload.op !== 8 && payload.op !== 4) refuse(4001, 'Unknown opcode.');
    });
    send(socket, { op: op.hello, d: { heartbeat_interval: 41_250, _trace: [] } });
  });

  return {
    connected: () => open().length,
    repeated: () => repeated,
    refuse: (code: number) => void (refusal = code),
    ready: () => (open().length > 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    drop(how: 'resume' | 'reset' | 'cut'): void {
      for (const session of open()) {
        const { socket } = session;
        session.socket = undefined;
        if (how === 'reset') session.resumable = false;
        if (how === 'cut') socket!.terminate();
        else socket!.close(4000, 'Unknown error.');
      }
    },
    /** Ends every connection, also those that have had no word yet. */
    cut: () => sockets.clients.forEach((socket) => socket.terminate()),
    close(): void {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
