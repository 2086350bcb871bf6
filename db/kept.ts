import { readOf } from '#db/moment.ts';
import { prepared } from '#db/prepared.ts';
import type { Tx } from '#db/schema.ts';

/** What has been read of one group as it stood after a line of its history. */
interface Standing {
  readonly line: string;
  readonly found: Map<string, unknown>;
}

/** So many groups of a store are kept. */
const most = 200;

const stores = new WeakMap<object, Map<string, Standing>>();

const newest = prepared<{ group: string }, { seq: number; call: string }>((tx, slot) =>
  tx.selectFrom('history').select(['seq', 'call']).where('group_id', '=', slot('group')).orderBy('seq', 'desc').limit(1),
);

/** The last line of a group's history: another one as soon as anything is written in the group. */
export async function lineOf(tx: Tx, group: string): Promise<string> {
  const [last] = await newest(tx, { group });
  return last ? `${last.seq} ${last.call}` : '';
}

/**
 * What `read` finds of a group's commitments and their parts, from memory as long as nothing has been written in the group since. `what`
 * says which of it. Nothing may be changed in what it answers. Within a transaction that may write, `read` is always run.
 */
export async function kept<T>(tx: Tx, group: string, what: string, read: () => Promise<T>): Promise<T> {
  // What a transaction sees of its own may be rolled back: only from a read is anything kept.
  const store = readOf(tx);
  if (!store) return read();
  const line = await lineOf(tx, group);
  let groups = stores.get(store);
  if (!groups) stores.set(store, (groups = new Map()));
  let standing = groups.get(group);
  if (standing?.line !== line) {
    groups.delete(group);
    if (groups.size >= most) groups.delete(groups.keys().next().value!);
    groups.set(group, (standing = { line, found: new Map() }));
  }
  const known = standing.found.get(what) as T | undefined;
  if (known !== undefined) return known;
  const found = await read();
  // Of what there is not, anything may be asked for.
  if (found !== undefined) standing.found.set(what, found);
  return found;
}
