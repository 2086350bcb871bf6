// The platform of the figures on Discord: a gateway and the requests that a bot makes, cheap enough that what is measured is the bot.
// It checks nothing: what a bot may send is held against Discord's rules in the tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Posted, Written } from '../delivered.ts';
import { clock } from '../post.ts';
import { makeLimits } from './limits.ts';

export const [application, server, hall] = ['100000000000000001', '100000000000000002', '100000000000000003'] as const;

/** The channels of so many rooms. */
export const channelsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `5000000000000${String(i).padStart(5, '0')}`);

/** How a bot has answered an interaction: with which body, and after how many milliseconds. */
export interface Callback {
  readonly body: string;
  readonly ms: number;
}

export interface Platform extends Written {
  /** Resolves once a bot is connected. */
  readonly ready: Promise<void>;
  /** Hands the bot an interaction, and resolves when it has answered. */
  interact(interaction: object): Promise<Callback>;
}

/** Opens a platform with so many channels beside its hall, and with Discord's limits on messages where they are to hold. */
export async function openPlatform(channels: readonly string[] = [], limited = false): Promise<Platform> {
  const waiting = new Map<string, { readonly began: number; readonly done: (callback: Callback) => void }>();
  const [posted, nonces] = [[] as Posted[], new Set<string>()];
  const limits = makeLimits();
  const connected = Promise.withResolvers<void>();
  let bot: WebSocket | undefined;
  let [made, sent, refused] = [0, 0, 0];
  let look = () => {};
  /** What is registered, by the path that tells where. */
  const commands = new Map<string, object[]>();

  const newId = () => ((BigInt(Math.floor(clock()) - 1_420_070_400_000) << 22n) | BigInt(made++ % 4_194_304)).toString();
  const dispatch = (t: string, d: object) => bot!.send(JSON.stringify({ op: 0, t, s: ++sent, d }));

  function hear(socket: WebSocket, text: string): void {
    const { op } = JSON.parse(text) as { op: number };
    if (op === 1) socket.send('{"op":11}');
    if (op !== 2) return;
    bot = socket;
    dispatch('READY', { v: 10, user: self, session_id: 'session', resume_gateway_url: `ws://127.0.0.1:${port()}`, application: { id: application, flags: 0 }, guilds: [{ id: server, unavailable: true }], shard: [0, 1] });
    dispatch('GUILD_CREATE', guildWith([hall, ...channels]));
    connected.resolve();
  }

  /** Takes a message, or says how long to wait. */
  function take(channel: string, body: string, answer: ServerResponse): void {
    const { ok, headers, wait } = limited ? limits.message(channel, clock()) : free;
    for (const [name, value] of Object.entries(headers)) answer.setHeader(name, value);
    if (!ok) {
      refused++;
      reply(answer, { message: 'You are being rate limited.', retry_after: wait / 1000, global: headers['x-ratelimit-global'] !== undefined }, 429);
      return;
    }
    const { nonce } = JSON.parse(body) as { nonce?: string };
    if (nonce === undefined || !nonces.has(nonce)) posted.push({ channel, at: clock() });
    if (nonce !== undefined) nonces.add(nonce);
    reply(answer, { id: newId(), channel_id: channel, type: 0, content: '', author: self, timestamp: '2026-01-01T00:00:00.000Z', edited_timestamp: null, tts: false, mention_everyone: false, mentions: [], mention_roles: [], attachments: [], embeds: [], pinned: false, components: [], nonce });
    look();
  }

  /** Everything else that a bot asks for when it starts. */
  function other(method: string, path: string, body: string): object | undefined {
    if (path === '/gateway/bot') return { url: `ws://127.0.0.1:${port()}`, shards: 1, session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 } };
    if (path === '/users/@me') return self;
    if (/^\/(oauth2\/)?applications\/@me$/.test(path)) return { id: application, name: 'Secretariat', flags: 0, bot: self };
    if (path.endsWith('/commands')) {
      if (method === 'PUT') commands.set(path, (JSON.parse(body) as object[]).map((command) => ({ id: newId(), application_id: application, version: newId(), ...command })));
      return commands.get(path) ?? [];
    }
    if (path === '/users/@me/guilds') return [{ id: server, name: 'Vienna', icon: null, banner: null, owner: false, permissions: '2248473465835073', features: [] }];
    if (/^\/guilds\/\d+$/.test(path)) return guildWith([hall, ...channels]);
    const member = /^\/guilds\/\d+\/members\/(\d+|@me)$/.exec(path);
    if (member) return { user: { ...self, id: member[1] === '@me' ? application : member[1] }, roles: [], joined_at: '2026-01-01T00:00:00.000Z', deaf: false, mute: false, flags: 0 };
    const channel = /^\/channels\/(\d+)$/.exec(path);
    return channel ? channelOf(channel[1]!) : undefined;
  }

  function handle(asked: IncomingMessage, body: string, answer: ServerResponse): void {
    const path = asked.url!.slice('/api/v10'.length);
    answer.sendDate = false;
    if (path.startsWith('/interactions/')) {
      const id = path.slice(14, path.indexOf('/', 14));
      const { began, done } = waiting.get(id)!;
      done({ body, ms: performance.now() - began });
      waiting.delete(id);
      answer.statusCode = 204;
      answer.end();
      return;
    }
    const channel = asked.method === 'POST' ? /^\/channels\/(\d+)\/messages/.exec(path)?.[1] : undefined;
    if (channel !== undefined) return take(channel, body, answer);
    const found = other(asked.method!, path.split('?')[0]!, body);
    if (!found) process.stderr.write(`${asked.method} ${asked.url} is not answered here\n`);
    reply(answer, found ?? { message: 'Unknown', code: 0 }, found ? 200 : 404);
  }

  const http = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => handle(asked, (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString(), answer));
  });
  http.keepAliveTimeout = 600_000;
  const gateway = new WebSocketServer({ server: http, perMessageDeflate: false });
  gateway.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => hear(socket, data.toString()));
    socket.send('{"op":10,"d":{"heartbeat_interval":45000}}');
  });
  const port = () => (http.address() as AddressInfo).port;
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    api: `http://127.0.0.1:${port()}/api`,
    ready: connected.promise,
    interact: (interaction) =>
      new Promise((done) => {
        const id = newId();
        const text = JSON.stringify({ op: 0, t: 'INTERACTION_CREATE', s: ++sent, d: { id, token: `token-${id}`, ...interaction } });
        waiting.set(id, { began: performance.now(), done });
        bot!.send(text);
      }),
    come: (count, patienceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(posted), patienceMs);
        look = () => {
          if (posted.length < count) return;
          clearTimeout(timer);
          resolve(posted);
        };
        look();
      }),
    refused: () => refused,
    close() {
      for (const socket of gateway.clients) socket.terminate();
      gateway.close();
      http.close();
      http.closeAllConnections();
    },
  };
}

const free = { ok: true, headers: {} as Record<string, string>, wait: 0 };
const self = { id: application, username: 'Secretariat', discriminator: '0000', global_name: null, avatar: null, bot: true };
const channelOf = (id: string) => ({ id, type: 0, guild_id: server, name: `room-${id}`, position: 0, permission_overwrites: [], nsfw: false, parent_id: null, topic: null, last_message_id: null, rate_limit_per_user: 0 });
const guildWith = (channels: readonly string[]) => ({
  id: server, name: 'Vienna', icon: null, owner_id: '100000000000000009', afk_channel_id: null, afk_timeout: 300, verification_level: 1, default_message_notifications: 1, explicit_content_filter: 0,
  roles: [{ id: server, name: '@everyone', color: 0, colors: { primary_color: 0, secondary_color: null, tertiary_color: null }, hoist: false, position: 0, permissions: '2248473465835073', managed: false, mentionable: false, flags: 0 }],
  emojis: [], stickers: [], features: [], mfa_level: 0, application_id: null, system_channel_id: null, system_channel_flags: 0, rules_channel_id: null, vanity_url_code: null, description: null, banner: null,
  premium_tier: 0, preferred_locale: 'en-US', public_updates_channel_id: null, nsfw_level: 0, premium_progress_bar_enabled: false, safety_alerts_channel_id: null, joined_at: '2026-01-01T00:00:00.000Z',
  large: false, unavailable: false, member_count: 100, voice_states: [], members: [], channels: channels.map(channelOf), threads: [], presences: [], stage_instances: [], guild_scheduled_events: [], soundboard_sounds: [],
});

function reply(answer: ServerResponse, body: object, status = 200): void {
  answer.statusCode = status;
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify(body));
}
