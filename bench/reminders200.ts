// A thousand reminders that are due at once in two hundred channels, and the least time in which a platform can take them.
import type { Pace } from '#bot/bot.ts';

/** What Discord takes: fifty requests a second, and five messages in five seconds in a channel. */
export const discordTakes: Pace = { all: { most: 50, ms: 1000 }, each: { most: 5, ms: 5000 } };

/** How many messages each channel gets: many have one or two, few have many, and one has the most. They are a thousand in all. */
export function reminders(channels = 200, total = 1000, largest = 20): number[] {
  const steep = (largest * channels) / total - 1;
  const counts = Array.from({ length: channels }, (_, i) => Math.max(1, Math.round(largest * (1 - i / channels) ** steep)));
  let more = total - counts.reduce((sum, count) => sum + count, 0);
  for (let i = 1; more !== 0; i = (i % (channels - 1)) + 1) {
    const step = more > 0 ? 1 : -1;
    if (counts[i]! <= 1 || (step > 0 && counts[i]! >= largest)) continue;
    counts[i]! += step;
    more -= step;
  }
  return counts;
}

/** From the first message to the last, in milliseconds, when all that a platform allows is used: by it in all, and by its longest channel. */
export function boundMs(counts: readonly number[], { all, each }: Pace = discordTakes): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Math.max(((total - all.most) * all.ms) / all.most, ...counts.map((count) => (Math.ceil(count / each.most) - 1) * each.ms));
}

/** The channels whose messages should not wait behind the long ones. */
export const isSmall = (count: number) => count <= 2;
