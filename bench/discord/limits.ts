// Discord's limits on messages, as its headers tell them and its documents say: 5 to a channel in 5 seconds, reckoned from the first of
// them, and no more than 50 requests of a bot in any second.
const [each, eachMs, all, allMs] = [5, 5000, 50, 1000];

/** Whether a message is taken, with what is said of the limits, and after how many milliseconds it would be. */
export interface Limited {
  readonly ok: boolean;
  readonly headers: Record<string, string>;
  readonly wait: number;
}

/** Keeps count of what a bot sends. Times are in milliseconds. */
export function makeLimits(): { message(channel: string, now: number): Limited } {
  const windows = new Map<string, { left: number; readonly until: number }>();
  /** When the last so many requests were taken. */
  const taken: number[] = [];
  return {
    message(channel, now) {
      const whole = taken.length < all ? 0 : taken[0]! + allMs - now;
      if (whole > 0) return { ok: false, headers: { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global', 'retry-after': `${Math.ceil(whole / 1000)}` }, wait: whole };
      let window = windows.get(channel);
      if (!window || window.until <= now) windows.set(channel, (window = { left: each, until: now + eachMs }));
      const wait = window.until - now;
      const ok = window.left > 0;
      if (ok) {
        window.left--;
        taken.push(now);
        if (taken.length > all) taken.shift();
      }
      const headers = {
        'x-ratelimit-limit': `${each}`, 'x-ratelimit-remaining': `${window.left}`, 'x-ratelimit-reset': (window.until / 1000).toFixed(3), 'x-ratelimit-reset-after': (wait / 1000).toFixed(3), 'x-ratelimit-bucket': 'messages',
        ...(!ok && { 'x-ratelimit-scope': 'user', 'retry-after': `${Math.ceil(wait / 1000)}` }),
      };
      return { ok, headers, wait };
    },
  };
}

/**
 * The least time in which so many messages to each channel can be through, in milliseconds, and a proof that it can be done: every second
 * the fifty that have the most waiting behind them go, five of a channel at most in five seconds. No schedule ends before all are through
 * at fifty a second, nor before the longest queue is at five in five seconds; this one ends then.
 */
export function bound(sizes: readonly number[]): number {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const least = Math.max((Math.ceil(count / all) - 1) * allMs, (Math.ceil(Math.max(...sizes) / each) - 1) * eachMs);
  const queues = sizes.map((left) => ({ left, room: each, since: -Infinity }));
  let now = -allMs;
  for (let left = count; left > 0; ) {
    now += allMs;
    for (let place = 0; place < all; place++) {
      for (const queue of queues) if (queue.room === 0 && now >= queue.since + eachMs) queue.room = each;
      const [next] = queues.filter((queue) => queue.left > 0 && queue.room > 0).sort((a, b) => b.left - a.left);
      if (!next) break;
      // A window opens with the first message in it.
      if (next.room === each || now >= next.since + eachMs) [next.room, next.since] = [each, now];
      next.room--;
      next.left--;
      left--;
    }
  }
  if (now !== least) throw new Error(`${count} messages take ${now} ms, and ${least} would be the least`);
  return least;
}
