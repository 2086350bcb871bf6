import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryError } from '#core/errors.ts';

/** Where a door writes what happens to it: ids of things and codes only. */
export type Told = (event: string, ids?: Record<string, string | number | undefined>) => void;

/** How long one try may take, the first wait between two, the longest, and how long all of it, in milliseconds. */
const [patience, first, longest, whole] = [5000, 250, 8000, 60_000];

/**
 * Sends what nobody is kept waiting for, until it has arrived: an answer that is there twice does no harm, one that is lost does. Gives
 * up after a minute, and at once where there is nothing any more to send it to. `faultOf` says what the platform's errors mean.
 * Answers with whether it has arrived. Throws what the platform says when it refuses what is sent.
 */
export async function insist(send: (signal: AbortSignal) => Promise<unknown>, faultOf: (error: unknown) => DeliveryError, told: Told): Promise<boolean> {
  const began = performance.now();
  for (let pause = first; ; pause = Math.min(pause * 2, longest)) {
    try {
      await send(AbortSignal.timeout(patience));
      return true;
    } catch (error) {
      const { fault, retry, afterMs = 0 } = faultOf(error);
      const isGone = fault === 'unknown' || fault === 'gone' || fault === 'closed' || fault === 'forbidden';
      if (retry === 'never' && !isGone) throw error;
      const wait = fault === 'limit' ? Math.max(afterMs, 50) : pause;
      if (isGone || performance.now() - began + wait > whole) {
        told('unanswered', { code: codeOf(error) });
        return false;
      }
      await sleep(wait);
    }
  }
}

/** What may be told of a failed request: the platform's code, the status, or the kind of fault. */
export function codeOf(error: unknown): string | number {
  const { code, status, name, retryAfter } = error as { code?: string | number; status?: number; name?: string; retryAfter?: number };
  return retryAfter === undefined ? (code ?? status ?? name ?? 'unknown') : 429;
}
