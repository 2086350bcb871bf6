import { DeliveryError, type DeliveryFault } from '#core/errors.ts';

/** How long a message that does not arrive is tried: pauses that grow from `firstMs` by `growth` to `mostMs`, and so many tries. */
export interface Patience {
  readonly firstMs: number;
  readonly growth: number;
  readonly mostMs: number;
  readonly tries: number;
  /** A platform that asks to wait is waited for, which is no failed try; but not with a message older than this. */
  readonly ageMs: number;
}

const hour = 3_600_000;

/** Pauses of 2 s, 10 s, 50 s, 4 min, 20 min, an hour and an hour: eight tries in two and a half hours. */
export const patience: Patience = { firstMs: 2000, growth: 5, mostMs: hour, tries: 8, ageMs: 48 * hour };

/** What becomes of a message after a try that failed. */
export type Next = { readonly fault: DeliveryFault } & ({ readonly afterMs: number; readonly counts: boolean } | { readonly dead: true });

/**
 * Decides what becomes of a message whose try has thrown `error`: it had failed `tries` times before and was written `ageMs` ago.
 * `chance` (0 to 1) spreads the pauses of those that fail together: by a quarter, and only upwards where the platform named a time.
 */
export function afterError(error: unknown, { tries, ageMs }: { readonly tries: number; readonly ageMs: number }, chance: number, { firstMs, growth, mostMs, tries: most, ageMs: oldest }: Patience = patience): Next {
  const { fault, retry, afterMs: asked = 0 } = error instanceof DeliveryError ? error : { fault: 'bug' as const, retry: 'later' as const };
  if (retry === 'never') return { fault, dead: true };
  const wanted = asked > 0 ? Math.min(asked, mostMs) * (1 + chance / 4) : 0;
  if (fault === 'limit' && asked > 0) return ageMs > oldest ? { fault, dead: true } : { fault, afterMs: wanted, counts: false };
  if (tries + 1 >= most) return { fault, dead: true };
  const pause = Math.min(mostMs, firstMs * growth ** tries) * (0.875 + chance / 4);
  return { fault, afterMs: Math.max(pause, wanted), counts: true };
}

/** How many sends may begin at `at`, in milliseconds. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** The allowance at a later moment, where `perSecond` may begin in a second on average and a tenth of them at once. */
export function refill({ left, at }: Allowance, now: number, perSecond: number): Allowance {
  return { left: Math.min(Math.max(1, perSecond / 10), left + (Math.max(0, now - at) * perSecond) / 1000), at: now };
}

/** How many milliseconds until one more send may begin. */
export function untilNext({ left }: Allowance, perSecond: number): number {
  return left >= 1 ? 0 : Math.ceil(((1 - left) * 1000) / perSecond);
}

/** Lets sends to one platform begin at its pace. */
export interface Gate {
  /** Whether the platform wants to hear nothing at all. */
  isShut(): boolean;
  shut(ms: number): void;
  /** How many sends may begin now. */
  open(): number;
  /** That so many have begun. */
  passed(count: number): void;
  /** How many milliseconds until one more may begin. */
  wait(): number;
}

/** A gate through which `perSecond` sends may begin in a second. It goes by a clock that nobody sets. */
export function makeGate(perSecond = Infinity): Gate {
  const clock = () => performance.now();
  let allowance: Allowance = { left: 0, at: -Infinity };
  let shutUntil = 0;
  const isShut = () => clock() < shutUntil;
  return {
    isShut,
    shut: (ms) => void (shutUntil = Math.max(shutUntil, clock() + ms)),
    open() {
      if (perSecond !== Infinity) allowance = refill(allowance, clock(), perSecond);
      return isShut() ? 0 : perSecond === Infinity ? Infinity : Math.floor(allowance.left);
    },
    passed: (count) => void (allowance = { ...allowance, left: allowance.left - count }),
    wait: () => Math.max(shutUntil - clock(), perSecond === Infinity ? 0 : untilNext(allowance, perSecond)),
  };
}
