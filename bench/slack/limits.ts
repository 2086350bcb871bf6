// Slack's limit on messages, as its documents say it: one a second in a channel.
export const eachMs = 1000;

/** Whether a message to a channel is taken now: 0, or after how many milliseconds it would be. */
export function makeLimits(): (channel: string, now: number) => number {
  const taken = new Map<string, number>();
  return (channel, now) => {
    const wait = (taken.get(channel) ?? -Infinity) + eachMs - now;
    if (wait > 0) return wait;
    taken.set(channel, now);
    return 0;
  };
}

/** The least time in which so many messages to each channel can be through, in milliseconds: the longest queue, one a second. */
export const bound = (sizes: readonly number[]): number => (Math.max(...sizes) - 1) * eachMs;
