import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { systemNow } from '#core/time.ts';
import type { Told } from '#adapters/insist.ts';
import type { Take } from '#adapters/slack/receive.ts';
import { makeVerify } from '#adapters/slack/signature.ts';

/** The longest body that is read, in bytes. */
const longest = 1_000_000;

/**
 * Takes what Slack posts to the program: lets in what Slack has signed, and answers with the acknowledgement. `take` is asked for each
 * time; while there is none the program is starting, and Slack tries again or says so.
 */
export function makeHandle(secret: string, take: () => Take | undefined, told: Told): (request: IncomingMessage, response: ServerResponse) => void {
  const verify = makeVerify(secret);

  function end(response: ServerResponse, status: number, body = '', type = 'text/plain'): void {
    if (response.destroyed || response.headersSent) return;
    // Made bytes at once: Node would count them first and make them then, which takes a quarter of answering.
    const bytes = Buffer.from(body);
    // What is left of a body that nobody reads would be taken for the next request.
    response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...(status === 413 && { connection: 'close' }) }).end(bytes);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { headers } = request;
    if (!verify(one(headers['x-slack-request-timestamp']), one(headers['x-slack-signature']), body, systemNow().epochMilliseconds / 1000)) {
      told('unsigned', { bytes: body.length });
      return end(response, 401);
    }
    const payload = read(headers['content-type'], body);
    if (payload === undefined) return end(response, headers['content-type'] === undefined || known(headers['content-type']) === undefined ? 415 : 400);
    if (payload.type === 'url_verification') return end(response, 200, String(payload.challenge));
    if (payload.ssl_check !== undefined) return end(response, 200);
    const receive = take();
    if (!receive) return end(response, 503);
    const said = await receive(payload);
    if (said === undefined) end(response, 200);
    else end(response, 200, said, 'application/json; charset=utf-8');
  }

  return (request, response) => {
    if (request.method !== 'POST') return end(response, 405);
    if (Number(request.headers['content-length'] ?? 0) > longest) return end(response, 413);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= longest) chunks.push(chunk);
      else end(response, 413);
    });
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      if (size > longest) return;
      answer(request, response, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).catch((error: unknown) => {
        told('failed', { code: error instanceof Error ? error.name : 'unknown' });
        end(response, 500);
      });
    });
  };
}

const one = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined);

function known(type = ''): 'form' | 'json' | undefined {
  const [name = ''] = type.split(';', 1);
  return name === 'application/x-www-form-urlencoded' ? 'form' : name === 'application/json' ? 'json' : undefined;
}

/** What stands in a body; undefined for one that Slack does not send. */
function read(type: string | undefined, body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const kind = known(type);
    if (kind === undefined) return undefined;
    const form = kind === 'form' ? parse(body.toString()) : undefined;
    const payload: unknown = form ? (typeof form.payload === 'string' ? JSON.parse(form.payload) : form) : JSON.parse(body.toString());
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
