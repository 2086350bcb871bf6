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

/**
 * A message that did not reach its address. `retry` says whether trying again can help; `afterMs` what the platform asked for.
 * @public thrown by adapters that send over a network
 */
export class DeliveryError extends Error {
  readonly retry: 'later' | 'never';
  readonly afterMs: number | undefined;
  constructor(message: string, retry: 'later' | 'never', afterMs?: number) {
    super(message);
    this.name = 'DeliveryError';
    this.retry = retry;
    this.afterMs = afterMs;
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
