import type { Given } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import type { Tx } from '#db/schema.ts';

/** A half-filled form, or a button whose words do not fit its id. Private to one account, forgotten after a day. */
export interface Draft {
  readonly id: string;
  readonly command: string;
  readonly group: string | null;
  readonly given: Given;
}

/** Keeps a draft for 24 hours from now; the same id replaces it. Only its owner's draft can be replaced. */
export async function keepDraft(tx: Tx, owner: string, draft: Draft, now: Temporal.Instant): Promise<void> {
  const row = { id: draft.id, owner, group_id: draft.group, command: draft.command, given: JSON.stringify(draft.given), expires: stamp(now.add({ hours: 24 })) };
  const { id: _id, owner: _owner, ...rest } = row;
  await tx.insertInto('draft').values(row).onConflict((c) => c.column('id').doUpdateSet(rest).where('draft.owner', '=', owner)).execute();
}

/** A draft of this account that has not expired. */
export async function findDraft(tx: Tx, owner: string, id: string, now: Temporal.Instant): Promise<Draft | undefined> {
  return (await draftsOf(tx, owner, now)).find((draft) => draft.id === id);
}

/** All drafts of an account that have not expired, newest first. */
export async function draftsOf(tx: Tx, owner: string, now: Temporal.Instant): Promise<Draft[]> {
  const rows = await tx.selectFrom('draft').selectAll().where('owner', '=', owner).where('expires', '>', stamp(now)).orderBy('id', 'desc').execute();
  return rows.map((row) => ({ id: row.id, command: row.command, group: row.group_id, given: JSON.parse(row.given) }));
}

/** Forgets a draft of this account. */
export async function dropDraft(tx: Tx, owner: string, id: string): Promise<void> {
  await tx.deleteFrom('draft').where('owner', '=', owner).where('id', '=', id).execute();
}
