import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { respond } from '#tests/support/slack/hooks.ts';
import { takeUpload } from '#tests/support/slack/methods/files.ts';
import { methods } from '#tests/support/slack/methods/index.ts';
import { makeRateLimits } from '#tests/support/slack/ratelimit.ts';
import { circumstances, Refusal, TooEarly } from '#tests/support/slack/refusal.ts';
import { specMethod } from '#tests/support/slack/spec.ts';
import type { Asked, LocalSlack } from '#tests/support/slack/types.ts';
import type { World } from '#tests/support/slack/world.ts';

interface Failure {
  readonly method: RegExp;
  readonly how: Parameters<LocalSlack['fail']>[1];
  left: number;
}
interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** Arguments that are JSON in a form. */
const nested = new Set(['blocks', 'attachments', 'view', 'metadata', 'unfurls', 'file_ids', 'files']);

/** The Web API, response_urls and files of a local Slack. */
export function openRest(world: World) {
  const requests: Asked[] = [];
  const failures: Failure[] = [];
  const limits = makeRateLimits(world.settings.limits, () => world.now());
  const running = new Set<IncomingMessage>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, world.base);
    const bytes = await bodyOf(request);
    const method = url.pathname.startsWith('/api/') ? url.pathname.slice(5) : url.pathname.startsWith('/files-pri/') ? 'file' : url.pathname.startsWith('/upload/') ? 'upload' : 'response_url';
    const { args, fault } = readArgs(bytes, request.headers['content-type'] ?? '', url.searchParams);
    const asked: Asked = { method, body: args, status: 0, at: world.now() };
    requests.push(asked);
    const failure = world.down ? { how: world.down, left: 1 } : failures.find((one) => one.left > 0 && one.method.test(method));
    if (failure) {
      failure.left -= 1;
      forgive(args, url.pathname);
    }
    if (failure?.how === 'reset') return void request.socket.destroy();
    if (failure?.how === 'hang') return void running.delete(request);
    let answer: Answer;
    try {
      if (failure?.how === 'limit') throw new TooEarly(1000, false);
      if (failure?.how === 'error') answer = { status: 500, body: 'Internal Server Error' };
      else if (typeof failure?.how === 'object') throw new Refusal(failure.how.error);
      else if (method === 'upload') answer = takeUpload(world, url.pathname, bytes);
      else if (method === 'file') answer = file(request, url.pathname);
      else if (method === 'response_url') answer = respond(world, url.pathname, args, request.headers['content-type'] ?? '');
      else if (fault !== undefined) throw new Refusal(fault);
      else answer = call(request, method, args);
    } catch (error) {
      answer = refused(error, asked, failure !== undefined);
    }
    asked.status = answer.status;
    if (failure === undefined && url.pathname.startsWith('/api/')) for (const why of specMethod(method, args)) world.violations.push(`${method}: not as in the published data: ${why}`);
    asked.took = world.now() - asked.at;
    if (failure?.how === 'lost') return void request.socket.destroy();
    const scopes = [...(world.configured.scopes ?? ['commands', 'chat:write'])].join(',');
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...(answer.status === 200 && method !== 'file' && { 'x-oauth-scopes': scopes, 'x-slack-req-id': String(requests.length) }), ...answer.headers });
    response.end(answer.body);
  }

  /** Whatever comes of what a provoked failure has touched is no fault of the bot. */
  function forgive(args: Record<string, unknown>, path: string): void {
    const live = world.triggers.get(String(args.trigger_id))?.live ?? world.hooks.get(path)?.live;
    if (live) live.forgiven = true;
  }

  function call(request: IncomingMessage, method: string, args: Record<string, unknown>): Answer {
    const known = methods[method];
    if (!known) throw new Refusal('unknown_method', [], { req_method: method });
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? (typeof args.token === 'string' ? args.token : undefined);
    if (token === undefined) throw new Refusal('not_authed');
    if (world.revoked && token === world.token) throw new Refusal('token_revoked');
    if (token !== (known.byApp ? world.appToken : world.token)) throw new Refusal(token === world.token || token === world.appToken ? 'not_allowed_token_type' : 'invalid_auth');
    const needs = (...scopes: string[]) => {
      const granted = world.configured.scopes;
      if (granted && !scopes.some((scope) => granted.has(scope))) throw new Refusal('missing_scope', [], { needed: scopes.join(','), provided: [...granted].join(',') });
    };
    if (known.scope !== undefined) needs(known.scope);
    if (known.limit) limits.take(method, known.limit);
    const answer = known.answer({ world, args, needs, limit: limits.take });
    return { status: 200, body: JSON.stringify({ ok: true, ...answer }), ...(known.scope !== undefined && { headers: { 'x-accepted-oauth-scopes': known.scope } }) };
  }

  /** How a refusal is put, and whether it is a fault of the bot. */
  function refused(error: unknown, asked: Asked, provoked: boolean): Answer {
    if (error instanceof TooEarly) {
      asked.error = 'ratelimited';
      if (error.told && !provoked) world.violations.push(`${asked.method}: 429 although it had been told to wait`);
      return { status: 429, body: JSON.stringify({ ok: false, error: 'ratelimited' }), headers: { 'retry-after': String(error.retryAfter) } };
    }
    if (!(error instanceof Refusal)) {
      world.violations.push(`the local Slack itself failed: ${String((error as Error).stack)}`);
      return { status: 500, body: 'Internal Server Error' };
    }
    asked.error = error.error;
    const { forgiven, ...more } = error.more;
    if (!provoked && forgiven !== true && !circumstances.has(error.error)) world.violations.push(`${asked.method}: ${error.message}`);
    return { status: 200, body: JSON.stringify({ ok: false, error: error.error, ...more, ...(error.messages.length > 0 && { response_metadata: { messages: error.messages } }) }) };
  }

  /** A file is given to whoever has the token; others get a page to sign in. */
  function file(request: IncomingMessage, path: string): Answer {
    const id = /^\/files-pri\/\w+-(\w+)\//.exec(path)?.[1];
    const granted = world.configured.scopes;
    if (request.headers.authorization !== `Bearer ${world.token}` || world.revoked || (granted && !granted.has('files:read'))) return { status: 200, body: '<!DOCTYPE html><html><title>Sign in</title></html>', headers: { 'content-type': 'text/html; charset=utf-8' } };
    const found = world.files.get(id ?? '');
    return found ? { status: 200, body: found.bytes, headers: { 'content-type': 'application/octet-stream' } } : { status: 404, body: 'Not Found' };
  }

  const server: Server = createServer((request, response) => {
    running.add(request);
    response.on('close', () => running.delete(request));
    handle(request, response).catch((error: unknown) => {
      if (!request.destroyed) world.violations.push(`the local Slack itself failed: ${String((error as Error).stack)}`);
      request.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  return { server, requests, running: () => running.size, fail: (method: RegExp, how: Failure['how'], times = 1) => void failures.push({ method, how, left: times }) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Arguments from a form, from JSON or from the address. */
function readArgs(bytes: Buffer, type: string, query: URLSearchParams): { args: Record<string, unknown>; fault?: string } {
  const args: Record<string, unknown> = Object.fromEntries(query);
  if (bytes.length === 0) return { args };
  try {
    if (type.startsWith('application/json')) return { args: { ...args, ...(JSON.parse(bytes.toString()) as object) } };
    if (!type.startsWith('application/x-www-form-urlencoded')) return { args, fault: 'invalid_post_type' };
    for (const [name, value] of new URLSearchParams(bytes.toString())) args[name] = value;
    for (const name of nested) if (typeof args[name] === 'string' && args[name] !== '') args[name] = JSON.parse(args[name]) as unknown;
    return { args };
  } catch {
    return { args, fault: type.startsWith('application/json') ? 'invalid_json' : 'invalid_arguments' };
  }
}
