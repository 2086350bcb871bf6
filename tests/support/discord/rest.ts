import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { File } from '#tests/support/discord/messages.ts';
import { openApi } from '#tests/support/discord/openapi.ts';
import { makeRateLimits, TooEarly, type Limit } from '#tests/support/discord/ratelimit.ts';
import { circumstances, Refusal, refusal } from '#tests/support/discord/refusal.ts';
import { routes } from '#tests/support/discord/routes/index.ts';
import type { Asked, LocalDiscord } from '#tests/support/discord/types.ts';
import type { World } from '#tests/support/discord/world.ts';

/** A request as a route sees it. */
export interface Request {
  readonly world: World;
  /** What stands in the variable parts of the path. */
  readonly of: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly files: readonly File[];
  /** The body as it was sent, for those that are lists. */
  readonly sent: unknown;
}
/** What can be asked for: where, within which limits, and what is answered. Nothing is 204. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** By the token in the path instead of the bot's own, and outside of the limit over all. */
  readonly byToken?: boolean;
  /** How often, and on what: the variable part of the path that has its own limit. */
  readonly limit?: Limit & { readonly by?: string };
  answer(request: Request): unknown;
}
interface Failure {
  readonly route: RegExp;
  readonly how: Parameters<LocalDiscord['fail']>[1];
  left: number;
}

/** What Discord does not document has no limit of its own here, but the one over all. */
const usual: Limit = { name: 'usual', limit: 50, perMs: 1000 };
const largest = 10 * 1024 * 1024;

/** The REST side of a local Discord. */
export function openRest(world: World) {
  const requests: Asked[] = [];
  const failures: Failure[] = [];
  const limits = makeRateLimits(world.settings.limits, () => world.now());
  const spec = openApi();
  const running = new Set<IncomingMessage>();
  const table = routes.map((route) => ({ ...route, pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, world.base);
    if (url.pathname.startsWith('/cdn/')) return serveFile(response, url.pathname);
    // discord.js writes `%40original`.
    const path = url.pathname.replace(/^\/api\/v10(?=\/)/, '').replaceAll('%40', '@');
    const bytes = await bodyOf(request);
    const read = await readBody(bytes, request.headers['content-type'] ?? '');
    const asked: Asked = { method: request.method!, path, body: read.body, status: 0, at: world.now() };
    requests.push(asked);
    const failure = world.down ? { how: world.down, left: 1 } : failures.find(({ route, left }) => left > 0 && route.test(`${asked.method} ${path}`));
    if (failure) {
      failure.left -= 1;
      // Whatever comes of it, late or doubled answers are no fault of the bot.
      for (const live of world.live.values()) if (path.includes(live.token)) live.forgiven = true;
    }
    if (failure?.how === 'reset') return void request.socket.destroy();
    if (failure?.how === 'hang') return void running.delete(request);
    const faults = world.violations.length;
    let headers: Record<string, string> = {};
    let answer: { status: number; body?: unknown };
    try {
      if (failure?.how === 'error') throw new Refusal(500, 0, 'Internal Server Error');
      if (failure?.how === 'limit') throw new TooEarly(400, 'user', false);
      if (path === url.pathname) throw new Refusal(404, 0, '404: Not Found');
      const route = table.find((candidate) => candidate.method === asked.method && candidate.pattern.test(path));
      if (!route) throw new Refusal(404, 0, '404: Not Found');
      const of = { ...route.pattern.exec(path)!.groups };
      if (!route.byToken && request.headers.authorization !== `Bot ${world.bot.token}`) throw new Refusal(401, 0, '401: Unauthorized');
      if (!(request.headers['user-agent'] ?? '').startsWith('DiscordBot (')) world.violations.push(`${asked.method} ${path}: a bot says who it is as "DiscordBot (url, version)"`);
      if (route.limit !== undefined || !route.byToken) headers = limits.take(route.limit ?? usual, route.limit?.by ? of[route.limit.by]! : '', !route.byToken);
      if (read.fault) throw read.fault;
      const body = route.answer({ world, of, query: url.searchParams, body: (read.body ?? {}) as Record<string, unknown>, files: read.files, sent: read.body });
      answer = body === undefined ? { status: 204 } : { status: 200, body };
    } catch (error) {
      answer = refused(error, asked, failure !== undefined);
      if (error instanceof TooEarly) headers = error.headers;
    }
    asked.status = answer.status;
    // One fault is enough for one request.
    const findings = world.violations.length > faults ? [] : spec(asked.method, path, read.body);
    if (findings.length > 0) world.violations.push(`${asked.method} ${path}: not as in the OpenAPI document: ${findings.join('; ')}`);
    asked.took = world.now() - asked.at;
    if (failure?.how === 'lost') return void request.socket.destroy();
    response.writeHead(answer.status, { ...headers, ...(answer.body !== undefined && { 'content-type': 'application/json' }) });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  /** How a refusal is put, and whether it is a fault of the bot. */
  function refused(error: unknown, asked: Asked, provoked: boolean): { status: number; body: unknown } {
    if (!(error instanceof Refusal)) {
      world.violations.push(`the local Discord itself failed: ${String((error as Error).stack)}`);
      return { status: 500, body: { message: 'Internal Server Error', code: 0 } };
    }
    asked.code = error.code;
    const what = `${asked.method} ${asked.path}: ${error.status} ${error.code} ${error.message}${error.errors ? ` ${JSON.stringify(error.errors)}` : ''}`;
    const isFault = error instanceof TooEarly ? error.told || error.body.global : !circumstances.has(error.code) && !provoked && !(error.code === 40060 && error.errors === 'forgiven');
    if (isFault && !provoked) world.violations.push(what);
    if ([401, 403, 429].includes(error.status) && limits.invalid()) world.violations.push('more than 10,000 invalid requests in ten minutes: Discord shuts this address out');
    if (error instanceof TooEarly) return { status: 429, body: error.body };
    return { status: error.status, body: { message: error.message, code: error.code, ...(typeof error.errors === 'object' && { errors: error.errors }) } };
  }

  function serveFile(response: ServerResponse, path: string): void {
    const file = world.files.get(path);
    response.writeHead(file ? 200 : 404, { 'content-type': 'application/octet-stream' });
    response.end(file?.bytes);
  }

  const server: Server = createServer((request, response) => {
    running.add(request);
    response.on('close', () => running.delete(request));
    handle(request, response).catch((error: unknown) => {
      world.violations.push(`the local Discord itself failed: ${String((error as Error).stack)}`);
      request.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;

  return {
    server, requests,
    running: () => running.size,
    fail: (route: RegExp, how: Failure['how'], times = 1) => void failures.push({ route, how, left: times }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

/** What was sent, as JSON and files. */
async function readBody(bytes: Uint8Array, type: string): Promise<{ body: unknown; files: File[]; fault?: Refusal }> {
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (bytes.length > 2.5 * largest) return { body: undefined, files: [], fault: refusal(40005) };
  try {
    if (!type.startsWith('multipart/form-data')) return { body: JSON.parse(Buffer.from(bytes).toString()) as unknown, files: [] };
    const form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type } }).formData();
    const files: File[] = [];
    for (const [field, value] of form) if (typeof value !== 'string') files.push({ field, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    const body = JSON.parse(String(form.get('payload_json') ?? '{}')) as unknown;
    return files.some((file) => file.bytes.length > largest) ? { body, files, fault: refusal(40005) } : { body, files };
  } catch {
    return { body: undefined, files: [], fault: refusal(50109) };
  }
}
