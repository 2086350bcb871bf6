import { note, setNote } from '#db/migrate.ts';
import { lockGroup } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

const key = (what: string) => `sole ${what}`;

/** The last sign of life of the process that does what only one may do; undefined when none does. */
export async function signOf(tx: Tx, what: string): Promise<string | undefined> {
  return (await note(tx, key(what))) || undefined;
}

/**
 * Gives a new sign of life, or with an empty one leaves the place free. Only when the last sign is the one that was `seen`: else another
 * process has the place, and the answer is false.
 */
export async function giveSign(tx: Tx, what: string, seen: string | undefined, sign: string): Promise<boolean> {
  await lockGroup(tx, key(what));
  if ((await signOf(tx, what)) !== seen) return false;
  await setNote(tx, key(what), sign);
  return true;
}
