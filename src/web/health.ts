import { createServer, type Server } from 'node:http';
import type { Backlog } from '#db/backlog.ts';

/** What readiness is told from. */
export interface Vitals {
  /** How far the delivery is behind. Throws or takes long when the store is not there. */
  backlog(): Promise<Backlog>;
  /** The platforms that are to be spoken on, and whether each is connected. */
  platforms(): Readonly<Record<string, boolean>>;
  now(): Temporal.Instant;
}

export interface Health {
  readonly port: number;
  close(): Promise<void>;
}

/** How long the store may take to answer, and for how long an answer is good: whoever asks often does not keep it busy. Milliseconds. */
const [patience, freshMs] = [2000, 1000];

/**
 * Answers under a port: `GET /healthz` with 200 as long as the process lives; `GET /readyz` with 200 when the store can be read and every
 * platform is connected, else with 503 and `why`. Of messages it tells the age of the oldest that should have gone, in seconds, and how
 * many were given up. Nothing of who asks is kept. @throws the system's error when the port cannot be had
 */
export async function openHealth(port: number, vitals: Vitals): Promise<Health> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | undefined;
  const readiness = () => {
    if (!last || performance.now() - last.at > freshMs) last = { at: performance.now(), answer: readinessOf(vitals) };
    return last.answer;
  };
  const pages: Readonly<Record<string, () => Promise<Answer>>> = { '/healthz': async () => ({ ok: true }), '/readyz': readiness };
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000 }, (request, response) => {
    const page = ['GET', 'HEAD'].includes(request.method ?? '') ? pages[request.url!.split('?')[0]!] : undefined;
    void (page?.() ?? Promise.resolve(undefined)).then((answer) => {
      const body = `${JSON.stringify(answer ?? { ok: false, why: 'not found' })}\n`;
      response.writeHead(!answer ? 404 : answer.ok ? 200 : 503, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await listening(server, port);
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly ok: boolean;
  /** What is not there: `store` or a platform. */
  readonly why?: string;
  readonly platforms?: Readonly<Record<string, boolean>>;
  readonly oldest?: number;
  readonly dead?: number;
}

async function readinessOf({ backlog, platforms, now }: Vitals): Promise<Answer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(reject, patience);
  try {
    const { since, dead } = await Promise.race([backlog(), late]);
    const connected = platforms();
    const away = Object.keys(connected).find((name) => !connected[name]);
    const oldest = since === undefined ? 0 : Math.max(0, Math.round((now().epochMilliseconds - Temporal.Instant.from(since).epochMilliseconds) / 1000));
    return { ok: away === undefined, ...(away !== undefined && { why: away }), platforms: connected, oldest, dead };
  } catch {
    return { ok: false, why: 'store' };
  } finally {
    clearTimeout(timer);
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
