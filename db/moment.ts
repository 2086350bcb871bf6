import type { Tx } from '#db/schema.ts';

const reads = new WeakMap<Tx, object>();

/** Marks a `tx` as one in which nothing can be written, of the store that is known by this object. */
export function readsFrom(store: object, tx: Tx): Tx {
  reads.set(tx, store);
  return tx;
}

/** The store that a `tx` reads in which nothing can be written; undefined for one of a transaction that may write. */
export function readOf(tx: Tx): object | undefined {
  return reads.get(tx);
}
