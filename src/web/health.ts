import type { Backlog } from '#db/backlog.ts';
import { answer, notFound, type Handle } from '#src/web/server.ts';

/** What readiness is told from. */
export interface Vitals {
  /** How far the delivery is behind. Throws or takes long when the store is not there. */
  backlog(): Promise<Backlog>;
  /** The platforms that are to be spoken on, and whether each is connected. */
  platforms(): Readonly<Record<string, boolean>>;
  now(): Temporal.Instant;
}

/** How long the store may take to answer, and for how long an answer is good: whoever asks often does not keep it busy. Milliseconds. */
const [patience, freshMs] = [2000, 1000];

/**
 * The pages for whoever watches the program: `GET /healthz` answers 200 as long as the process lives; `GET /readyz` 200 when the store can
 * be read and every platform is connected, else 503 and `why`. Of messages it tells the age of the oldest that should have gone, in
 * seconds, and how many were given up.
 */
export function healthPages(vitals: Vitals): Readonly<Record<string, Handle>> {
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;
  const readiness = () => {
    if (!last || performance.now() - last.at > freshMs) last = { at: performance.now(), health: readinessOf(vitals) };
    return last.health;
  };
  const page = (health: () => Promise<Health>): Handle => (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(request, response);
    void health().then((found) => answer(response, request.method, found.ok ? 200 : 503, found));
  };
  return { '/healthz': page(async () => ({ ok: true })), '/readyz': page(readiness) };
}

interface Health {
  readonly ok: boolean;
  /** What is not there: `store` or a platform. */
  readonly why?: string;
  readonly platforms?: Readonly<Record<string, boolean>>;
  readonly oldest?: number;
  readonly dead?: number;
}

async function readinessOf({ backlog, platforms, now }: Vitals): Promise<Health> {
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
