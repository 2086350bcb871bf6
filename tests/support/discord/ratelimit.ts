import { Refusal } from '#tests/support/discord/refusal.ts';

/** A request that came too early. `told`: its sender had been told to wait. */
export class TooEarly extends Refusal {
  readonly headers: Record<string, string>;
  readonly told: boolean;
  readonly body: { message: string; retry_after: number; global: boolean };
  constructor(afterMs: number, scope: 'user' | 'global' | 'shared', told: boolean) {
    super(429, 0, 'You are being rate limited.');
    const seconds = Math.ceil(afterMs) / 1000;
    this.told = told;
    this.body = { message: this.message, retry_after: seconds, global: scope === 'global' };
    this.headers = { 'Retry-After': String(Math.max(1, Math.ceil(seconds))), 'X-RateLimit-Scope': scope, ...(scope === 'global' && { 'X-RateLimit-Global': 'true' }) };
  }
}

/** So many requests in so many ms. */
export interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly perMs: number;
}
interface Bucket {
  left: number;
  endsAt: number;
  /** Until when whoever asks has been told to wait. */
  toldUntil: number;
}

/** How many invalid requests (401, 403, 429) an address may make in ten minutes before it is shut out. */
const invalidLimit = { limit: 10_000, perMs: 600_000 };
const global: Limit = { name: 'global', limit: 50, perMs: 1000 };

/** Counts requests against Discord's limits. A window starts with its first request. */
export function makeRateLimits(enforced: boolean, now: () => number) {
  const buckets = new Map<string, Bucket>();
  const invalid: number[] = [];

  function take(limit: Limit, of: string, scope: 'user' | 'global'): Bucket {
    const [key, at] = [`${limit.name} ${of}`, now()];
    let bucket = buckets.get(key);
    if (!bucket || at >= bucket.endsAt) buckets.set(key, (bucket = { left: limit.limit, endsAt: at + limit.perMs, toldUntil: bucket?.toldUntil ?? 0 }));
    if (bucket.left === 0) {
      const told = at < bucket.toldUntil;
      bucket.toldUntil = bucket.endsAt;
      throw new TooEarly(bucket.endsAt - at, scope, told);
    }
    bucket.left -= 1;
    return bucket;
  }

  return {
    /** Takes one from the limit of a route on one thing (`of`), and from the limit over all. What to tell in the answer. Throws TooEarly. */
    take(limit: Limit, of: string, isGlobal: boolean): Record<string, string> {
      if (!enforced) return {};
      if (isGlobal) take(global, '', 'global');
      const bucket = take(limit, of, 'user');
      const after = Math.max(0, bucket.endsAt - now());
      if (bucket.left === 0) bucket.toldUntil = bucket.endsAt;
      return {
        'X-RateLimit-Limit': String(limit.limit), 'X-RateLimit-Remaining': String(bucket.left), 'X-RateLimit-Reset-After': (after / 1000).toFixed(3),
        'X-RateLimit-Reset': ((performance.timeOrigin + performance.now() + after) / 1000).toFixed(3), 'X-RateLimit-Bucket': Buffer.from(limit.name).toString('hex').slice(0, 32),
      };
    },
    /** Notes a request that Discord counts as invalid. Whether there were too many. */
    invalid(): boolean {
      invalid.push(now());
      while (invalid[0]! < now() - invalidLimit.perMs) invalid.shift();
      return invalid.length > invalidLimit.limit;
    },
  };
}
