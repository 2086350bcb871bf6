import type { Adapter } from '#bot/bot.ts';
import type { Home, IsIn } from '#bot/presence.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import type { Message } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import type { Outgoing, Sent } from '#db/claim.ts';
import { afterError, silent, type Patience } from '#delivery/pace.ts';
import type { Recipient, Settled, Unreached } from '#delivery/recipient.ts';

interface Around {
  readonly secret: Secret;
  readonly now: () => Temporal.Instant;
  readonly patience: Patience;
  /** Told of what went wrong with a message. */
  readonly failed: (message: string, error: unknown) => void;
  /** Told for how many milliseconds the platform wants to hear nothing at all. */
  readonly paused: (ms: number) => void;
  /** Told whether the platform takes messages, or says anything about this one. */
  readonly heard: (well: boolean) => void;
  /** Whether it has taken nothing for a while. */
  readonly isDown: () => boolean;
  /** Asks other platforms who is there. */
  readonly isIn: IsIn;
  /** Waits until the platform takes one more request. */
  readonly another: (signal: AbortSignal) => Promise<void>;
}

/** Why a card need not be changed where it stood: nobody sees it there any more. */
const unseen: readonly DeliveryFault[] = ['unknown', 'gone', 'forbidden'];

/** Faults by which a platform shows whether it is there. The others can be found without it. */
const telling: readonly DeliveryFault[] = [...silent, 'limit', 'closed', 'forbidden', 'unknown', 'refused'];

/** A message that was tried so often, and was written so many milliseconds ago, is late. */
const [lateTries, lateMs] = [5, 3_600_000];

/** Tries to send a message, until `signal` gives it up, and says what becomes of it. */
export async function attempt(adapter: Adapter, of: Outgoing, to: Recipient | Unreached | Settled, signal: AbortSignal, { secret, now, patience, failed, paused, heard, isDown, isIn, another }: Around): Promise<Sent> {
  /** Whether it was this platform that was asked for anything. */
  let isAsked = false;
  if (to === 'settled') return { of, became: 'done', unsent: true };
  try {
    if (typeof to === 'string') throw new DeliveryError(to, 'never');
    if (to.homes && !(await isThere(to.homes, isIn))) throw new DeliveryError('gone', 'never');
    // There is no card to change.
    if (of.edits && to.replaces === undefined) return { of, became: 'done' };
    isAsked = true;
    const options = { once: of.id, reader: to.reader, signal, doubt: of.doubt, since: of.at, another: () => another(signal), ...(to.replaces !== undefined && { replaces: to.replaces }) };
    const receipt = await Promise.race([adapter.send(to.to, delayed(of, now()) ? withDelay(to, of.at) : to.message, options), givenUp(signal)]);
    heard(true);
    return { of, became: 'done', ...(of.card !== null && typeof receipt === 'string' && receipt !== to.replaces && { receipt: secret.seal(receipt) }) };
  } catch (thrown) {
    const error = signal.aborted ? new DeliveryError('timeout', 'later', { cause: thrown }) : thrown;
    if (isAsked && error instanceof DeliveryError && telling.includes(error.fault)) heard(!silent.includes(error.fault));
    if (of.edits && error instanceof DeliveryError && unseen.includes(error.fault)) return { of, became: 'done', ...(error.fault === 'unknown' && { receipt: null }) };
    failed(of.id, error);
    const ageMs = now().epochMilliseconds - Temporal.Instant.from(of.at).epochMilliseconds;
    const next = afterError(error, { tries: of.tries, ageMs, isDown: isDown() }, Math.random(), patience);
    if ('dead' in next) return { of, became: 'dead', fault: next.fault, ...(typeof to === 'string' && { untried: true }) };
    if (error instanceof DeliveryError && error.scope === 'platform') paused(next.afterMs);
    return { of, became: 'again', due: now().add({ milliseconds: Math.round(next.afterMs) }), fault: next.fault, counts: next.counts };
  }
}

/** For how long what another platform said of somebody holds, and for how long while it says nothing; when it is asked again. In milliseconds. */
const [freshMs, staleMs, againMs] = [600_000, 86_400_000, 60_000];

/** Whether somebody is in one of these places. @throws DeliveryError when that is not known */
async function isThere(homes: readonly Home[], isIn: IsIn): Promise<boolean> {
  try {
    for (const home of homes) if (await isIn(home, freshMs).catch(() => isIn(home, staleMs))) return true;
    return false;
  } catch (cause) {
    throw new DeliveryError('limit', 'later', { afterMs: againMs, cause });
  }
}

/** Whether it comes so late, because it was not taken, that it says so. A card shows what is so now. */
function delayed({ at, tries, card }: Outgoing, now: Temporal.Instant): boolean {
  return tries >= lateTries && card === null && now.epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds > lateMs;
}

function withDelay({ message, reader }: Recipient, at: string): Message {
  return { ...message, blocks: [{ note: t(reader.lang, 'reminder.delayed', { when: [{ when: at }] }) }, ...message.blocks] };
}

/** Fails when nobody waits any more, whatever the adapter does. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}
