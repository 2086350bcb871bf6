// The platform of the figures on Slack: the requests that an app makes, the socket on which it is told things and the signed requests in
// their place; cheap enough that what is measured is the app. It checks nothing: what an app may send is held against Slack's rules in
// the tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Posted, Written } from '../delivered.ts';
import { clock } from '../post.ts';
import { makeLimits } from './limits.ts';
import { makePoster } from './signed.ts';
import { app, team, type Deed } from './traffic.ts';

export const [botToken, appToken] = ['xoxb-1-2-bench', 'xapp-1-A0BENCH0001-1-bench'] as const;

/** The channels of so many rooms. */
export const channelsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `C0ROOM${String(i).padStart(5, '0')}`);

/** What somebody got to see, and after how many milliseconds. */
export interface Shown {
  readonly body: string;
  readonly ms: number;
}

/** Where it is seen: in the acknowledgement, in what is posted to the response_url afterwards, or in a form that is opened. */
export type Where = 'ack' | 'later' | 'view';

export interface Platform extends Written {
  /** Has everything told to this port by signed requests from now on. */
  tellTo(port: number): void;
  /** Resolves once so many connections are open. */
  connected(count: number): Promise<void>;
  /** Tells the app of what somebody does, and resolves when it is acknowledged and there is something to see. */
  tell(make: (deed: Deed) => object, where: Where): Promise<Shown>;
}

/** Opens a platform, with Slack's limits on messages where they are to hold. */
export async function openPlatform(limited = false): Promise<Platform> {
  const acks = new Map<string, (body: string) => void>();
  const sights = new Map<string, (body: string) => void>();
  const [links, posted, nonces] = [[] as WebSocket[], [] as Posted[], new Set<string>()];
  const wait = makeLimits();
  let poster: ReturnType<typeof makePoster> | undefined;
  let [made, refused] = [0, 0];
  let [look, linked] = [() => {}, () => {}];

  function see(id: string, body: string): void {
    sights.get(id)?.(body);
    sights.delete(id);
  }

  /** Takes a message, or says how long to wait. */
  function take(body: string, answer: ServerResponse): void {
    const channel = /(?:^|&|")channel(?:=|":")(\w+)/.exec(body)![1]!;
    const late = limited ? wait(channel, clock()) : 0;
    if (late > 0) {
      refused++;
      answer.setHeader('retry-after', `${Math.ceil(late / 1000)}`);
      return reply(answer, { ok: false, error: 'ratelimited' }, 429);
    }
    const once = /once(?:%22|"|%3A|:)+(\w+)/.exec(body)?.[1];
    if (once === undefined || !nonces.has(once)) posted.push({ channel, at: clock() });
    if (once !== undefined) nonces.add(once);
    reply(answer, { ok: true, channel, ts: `1790000001.${String(made++).padStart(6, '0')}`, message: { type: 'message', text: '', user: self.user_id, bot_id: self.bot_id } });
    look();
  }

  /** Everything else that an app asks for. */
  function other(method: string, body: string): object | undefined {
    switch (method) {
      case 'auth.test':
        return self;
      case 'apps.connections.open':
        return { url: `ws://127.0.0.1:${port()}/link` };
      case 'views.open':
      case 'views.push':
      case 'views.update': {
        const form = new URLSearchParams(body);
        see(form.get('trigger_id') ?? '', form.get('view')!);
        return { view: { id: 'V0BENCH0001', hash: '1790000000.abcdef' } };
      }
      case 'users.info':
        return { user: { id: new URLSearchParams(body).get('user'), team_id: team, name: 'member', deleted: false, is_bot: false, is_admin: false, is_owner: false, is_restricted: false, locale: 'en-GB', tz: 'Europe/Vienna', tz_offset: 3600, profile: {} } };
      case 'conversations.info':
        return { channel: { id: new URLSearchParams(body).get('channel'), name: 'vienna', is_channel: true, is_private: false, is_member: true, is_archived: false, is_im: false } };
      case 'conversations.history':
        return { messages: [], has_more: false };
      case 'bots.info':
        return { bot: { id: self.bot_id, app_id: app, user_id: self.user_id, name: 'Secretariat' } };
      case 'team.info':
        return { team: { id: team, name: 'Vienna', domain: 'vienna' } };
      default:
        return undefined;
    }
  }

  function handle(asked: IncomingMessage, body: string, answer: ServerResponse): void {
    const path = asked.url!;
    answer.sendDate = false;
    if (path.startsWith('/later/')) {
      see(path.slice(7), body);
      return void answer.end('ok');
    }
    const method = path.slice('/api/'.length).split('?')[0]!;
    if (method === 'chat.postMessage') return take(body, answer);
    const found = other(method, body);
    if (!found) process.stderr.write(`${asked.method} ${asked.url} is not answered here\n`);
    if (method === 'auth.test') answer.setHeader('x-oauth-scopes', scopes);
    reply(answer, found ? { ok: true, ...found } : { ok: false, error: 'unknown_method' });
  }

  const http = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => handle(asked, (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString(), answer));
  });
  http.keepAliveTimeout = 600_000;
  const socket = new WebSocketServer({ server: http, perMessageDeflate: false });
  socket.on('connection', (link) => {
    link.on('message', (data: Buffer) => {
      // Taken as it is: what it takes to read an answer is Slack's affair.
      const text = data.toString();
      const [, id, said] = /^\{"envelope_id":"([^"]+)"(?:,"payload":(.*))?\}$/s.exec(text)!;
      acks.get(id!)!(said ?? '');
      acks.delete(id!);
    });
    link.on('close', () => links.splice(links.indexOf(link), 1));
    links.push(link);
    link.send(JSON.stringify({ type: 'hello', num_connections: links.length, debug_info: { host: 'bench', approximate_connection_time: 18_060 }, connection_info: { app_id: app } }));
    linked();
  });
  const port = () => (http.address() as AddressInfo).port;

  /** Hands something over, and resolves with what came back at once. */
  function hand(id: string, what: object): Promise<string> {
    const kind = 'command' in what ? 'slash_commands' : 'interactive';
    if (poster) return poster.post('command' in what ? new URLSearchParams(what as Record<string, string>).toString() : `payload=${encodeURIComponent(JSON.stringify(what))}`);
    return new Promise((resolve) => {
      acks.set(id, resolve);
      links[made % links.length]!.send(JSON.stringify({ envelope_id: id, payload: what, type: kind, accepts_response_payload: true }));
    });
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    api: `http://127.0.0.1:${port()}/api/`,
    tellTo: (there) => void (poster = makePoster(there)),
    connected: (count) =>
      new Promise((resolve) => {
        linked = () => {
          if (links.length >= count) resolve();
        };
        linked();
      }),
    async tell(make, where) {
      const id = `${++made}.bench.${made}`;
      const what = make({ trigger_id: id, response_url: `http://127.0.0.1:${port()}/later/${id}` });
      const began = performance.now();
      const shown = (body: string): Shown => ({ body, ms: performance.now() - began });
      const acked = hand(id, what).then(shown);
      if (where === 'ack') return acked;
      const seen = new Promise<string>((resolve) => sights.set(id, resolve)).then(shown);
      await acked;
      return seen;
    },
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
      poster?.close();
      for (const link of socket.clients) link.terminate();
      socket.close();
      http.close();
      http.closeAllConnections();
    },
  };
}

const scopes = 'commands,chat:write,app_mentions:read,im:history,im:write,channels:history,channels:read,channels:join,groups:history,groups:read,users:read,files:read';
const self = { url: 'https://vienna.slack.com/', team: 'Vienna', user: 'secretariat', team_id: team, user_id: 'U0BENCHBOT', bot_id: 'B0BENCH0001', is_enterprise_install: false };

function reply(answer: ServerResponse, body: object, status = 200): void {
  answer.statusCode = status;
  answer.setHeader('content-type', 'application/json; charset=utf-8');
  answer.end(JSON.stringify(body));
}
