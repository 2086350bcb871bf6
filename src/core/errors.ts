import type { Key } from '#core/i18n.ts';
import type { Params } from '#core/message.ts';

/** One way out of a `UserError`: a value for the faulty field that would work, and how to call it. */
export interface Way {
  readonly label: string;
  readonly value: string;
}

/** Something the person can mend. Shown to them as text `error.<key>`; the transaction is rolled back. */
export class UserError extends Error {
  readonly key: Key;
  readonly params: Params;
  /** The field the fault is in, so that a form can show it beside the field. */
  readonly field: string | undefined;
  /** Values that would work, offered as buttons. */
  readonly ways: readonly Way[];
  constructor(key: Key, params: Params = {}, field?: string, ways: readonly Way[] = []) {
    super(key);
    this.name = 'UserError';
    this.key = key;
    this.params = params;
    this.field = field;
    this.ways = ways;
  }
}

/** What some reading gives; undefined for what it refuses with a UserError. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether it is not refused with a UserError. */
export const works = (read: () => unknown): boolean => attempt(() => [read()]) !== undefined;

/**
 * Why a message did not reach its address: there is nobody any more (`gone`), the person takes no messages (`closed`), the platform
 * knows no such address (`unknown`), does not let the bot in (`forbidden`) or not take what it says (`refused`); it asks to wait
 * (`limit`), is `down`, or did not say in time whether the message arrived (`timeout`); or the fault is ours (`bug`).
 */
export type DeliveryFault = 'gone' | 'closed' | 'unknown' | 'forbidden' | 'refused' | 'limit' | 'down' | 'timeout' | 'bug';

/** A message that did not reach its address, or of which that is not known (`timeout`). */
export class DeliveryError extends Error {
  readonly fault: DeliveryFault;
  /** Whether trying again can help. */
  readonly retry: 'later' | 'never';
  /** How many milliseconds the platform asks to wait, and whether with this address or with all. */
  readonly afterMs: number | undefined;
  readonly scope: 'address' | 'platform';
  constructor(fault: DeliveryFault, retry: 'later' | 'never', { afterMs, scope = 'address', cause }: { afterMs?: number; scope?: 'address' | 'platform'; cause?: unknown } = {}) {
    super(fault, { cause });
    this.name = 'DeliveryError';
    this.fault = fault;
    this.retry = retry;
    this.afterMs = afterMs;
    this.scope = scope;
  }
}

export type StoreFault = 'busy' | 'corrupt' | 'full' | 'missing' | 'newer' | 'readonly' | 'unreachable';

/** The store itself cannot be used. Not a bug and not the person's doing: one clear sentence, nothing written. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  /** The file or address without credentials, to name it in the sentence. */
  readonly where: string;
  constructor(fault: StoreFault, where: string, cause?: unknown) {
    super(fault, { cause });
    this.name = 'StoreError';
    this.fault = fault;
    this.where = where;
  }
}
