import { stamp } from '#core/time.ts';
import { groupIds } from '#db/groups.ts';
import { note, setNote } from '#db/migrate.ts';
import type { Tx } from '#db/schema.ts';

/** What a store is: a sandbox to try things in, one that people work with (`real`), or a new one that may become either (`empty`). */
export type Kind = 'empty' | 'sandbox' | 'real';

export async function kindOf(tx: Tx): Promise<Kind> {
  if ((await note(tx, 'sandbox')) !== undefined) return 'sandbox';
  if ((await note(tx, 'real')) !== undefined) return 'real';
  return (await groupIds(tx)).length === 0 ? 'empty' : 'real';
}

/** Makes a store one that people work with, also while it has no group. False for a sandbox, which stays one. */
export async function makeReal(tx: Tx, now: Temporal.Instant): Promise<boolean> {
  const kind = await kindOf(tx);
  if (kind === 'empty') await setNote(tx, 'real', stamp(now));
  return kind !== 'sandbox';
}
