import type { Adapter } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import type { Outgoing, Sent } from '#db/claim.ts';
import { afterError, type Patience } from '#delivery/pace.ts';
import type { Recipient, Unreached } from '#delivery/recipient.ts';

interface Around {
  readonly now: () => Temporal.Instant;
  readonly patience: Patience;
  /** Told of what went wrong with a message. */
  readonly failed: (message: string, error: unknown) => void;
  /** Told for how many milliseconds the platform wants to hear nothing at all. */
  readonly paused: (ms: number) => void;
}

/** Tries to send a message, until `signal` gives it up, and says what becomes of it. */
export async function attempt(adapter: Adapter, of: Outgoing, to: Recipient | Unreached, signal: AbortSignal, { now, patience, failed, paused }: Around): Promise<Sent> {
  try {
    if (typeof to === 'string') throw new DeliveryError(to, 'never');
    await Promise.race([adapter.send(to.to, of.message, { once: of.id, reader: to.reader, signal }), givenUp(signal)]);
    return { of, became: 'done' };
  } catch (thrown) {
    const error = signal.aborted ? new DeliveryError('timeout', 'later', { cause: thrown }) : thrown;
    failed(of.id, error);
    const ageMs = now().epochMilliseconds - Temporal.Instant.from(of.at).epochMilliseconds;
    const next = afterError(error, { tries: of.tries, ageMs }, Math.random(), patience);
    if ('dead' in next) return { of, became: 'dead', fault: next.fault };
    if (error instanceof DeliveryError && error.scope === 'platform') paused(next.afterMs);
    return { of, became: 'again', due: now().add({ milliseconds: Math.round(next.afterMs) }), fault: next.fault, counts: next.counts };
  }
}

/** Fails when nobody waits any more, whatever the adapter does. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}
