import { TooEarly } from '#tests/support/slack/refusal.ts';

/** So many at once, and so many again each minute. */
export interface Limit {
  readonly burst: number;
  readonly perMinute: number;
}

/** The documented tiers are what is surely allowed; above is what may be refused. */
export const tiers = { 1: { burst: 1, perMinute: 1 }, 2: { burst: 20, perMinute: 20 }, 3: { burst: 50, perMinute: 50 }, 4: { burst: 100, perMinute: 100 }, special: { burst: 600, perMinute: 600 } } as const satisfies Record<string, Limit>;
/** One message a second in a channel; a short burst is borne. */
export const posting: Limit = { burst: 2, perMinute: 60 };

/** Counts requests against limits. A bucket fills again evenly. */
export function makeRateLimits(enforced: boolean, now: () => number) {
  const buckets = new Map<string, { left: number; at: number; toldUntil: number }>();
  return {
    /** Takes one of a limit on one thing. Throws TooEarly. */
    take(key: string, { burst, perMinute }: Limit): void {
      if (!enforced) return;
      const at = now();
      const bucket = buckets.get(key) ?? { left: burst, at, toldUntil: 0 };
      buckets.set(key, bucket);
      bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) / 60_000) * perMinute);
      bucket.at = at;
      if (bucket.left >= 1) {
        bucket.left -= 1;
        return;
      }
      const told = at < bucket.toldUntil;
      const error = new TooEarly(((1 - bucket.left) / perMinute) * 60_000, told);
      bucket.toldUntil = Math.max(bucket.toldUntil, at + error.retryAfter * 1000);
      throw error;
    },
  };
}
