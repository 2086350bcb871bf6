import { setTimeout as sleep } from 'node:timers/promises';
import { DiscordAPIError, RateLimitError } from 'discord.js';

/** Where the door writes what happens to it: ids of things and codes only. */
export type Told = (event: string, ids?: Record<string, string | number | undefined>) => void;

/** How long one try may take, the first wait between two, the longest, and how long all of it, in milliseconds. */
const [patience, first, longest, whole] = [5000, 250, 8000, 60_000];

/** Error codes for what is not there any more: the room, the message, the token of an interaction, a way to somebody. */
const gone = [10003, 10008, 10015, 50007, 50027, 50278];

/**
 * Sends what nobody is kept waiting for, until it has arrived: an answer that is there twice does no harm, one that is lost does. Gives
 * up after a minute, and at once where there is nothing any more to send it to. @throws DiscordAPIError when Discord refuses what it says
 */
export async function insist(send: (signal: AbortSignal) => Promise<unknown>, told: Told): Promise<void> {
  const began = performance.now();
  for (let pause = first; ; pause = Math.min(pause * 2, longest)) {
    try {
      await send(AbortSignal.timeout(patience));
      return;
    } catch (error) {
      const code = codeOf(error);
      const isGone = error instanceof DiscordAPIError && gone.includes(Number(code));
      if (error instanceof DiscordAPIError && !isGone) throw error;
      const wait = error instanceof RateLimitError ? Math.max(error.retryAfter, 50) : pause;
      if (isGone || performance.now() - began + wait > whole) return told('unanswered', { code });
      await sleep(wait);
    }
  }
}

/** What may be told of a failed request: Discord's code, the status, or the kind of fault. */
export function codeOf(error: unknown): string | number {
  if (error instanceof RateLimitError) return 429;
  const { code, status, name } = error as { code?: string | number; status?: number; name?: string };
  return code ?? status ?? name ?? 'unknown';
}
