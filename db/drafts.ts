import type { Given } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { prepared } from '#db/prepared.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { Selectable } from 'kysely';

/** A half-filled form, or a button whose words do not fit its id. Private to one account, and the others of the same person; forgotten after a day or so. */
export interface Draft {
  readonly id: string;
  readonly command: string;
  readonly group: string | null;
  readonly given: Given;
}

/** What `form` says in a draft of a form in which something was typed; of any other form it says that it was opened. */
export const typed = 'typed';

/** What `form` says in a draft that is left of a button which has done its work: nothing of what it gave. */
export const used = 'used';

/** Keeps a draft for so many days from now; the same id replaces it. Only its owner's draft can be replaced. */
export async function keepDraft(tx: Tx, owner: string, draft: Draft, now: Temporal.Instant, days = 1): Promise<void> {
  const row = { id: draft.id, owner, group_id: draft.group, command: draft.command, given: JSON.stringify(draft.given), expires: stamp(now.add({ hours: 24 * days })) };
  await kept(tx, row);
}
const kept = prepared<Selectable<Schema['draft']>, never>((tx, slot) => {
  const rest = { group_id: slot('group_id'), command: slot('command'), given: slot('given'), expires: slot('expires') };
  return tx.insertInto('draft').values({ id: slot('id'), owner: slot('owner'), ...rest }).onConflict((c) => c.column('id').doUpdateSet(rest).where('draft.owner', 'in', accountsWith(tx, slot('owner')))) as never;
});

/** A draft of this account that has not expired. */
export async function findDraft(tx: Tx, owner: string, id: string, now: Temporal.Instant): Promise<Draft | undefined> {
  return (await draftsOf(tx, owner, now)).find((draft) => draft.id === id);
}

/** All drafts of an account that have not expired, newest first. */
export async function draftsOf(tx: Tx, owner: string, now: Temporal.Instant): Promise<Draft[]> {
  const rows = await owned(tx, { owner, now: stamp(now) });
  return rows.map((row) => ({ id: row.id, command: row.command, group: row.group_id, given: JSON.parse(row.given) }));
}

const owned = prepared<{ owner: string; now: string }, Selectable<Schema['draft']>>((tx, slot) =>
  tx.selectFrom('draft').selectAll().where('owner', 'in', accountsWith(tx, slot('owner'))).where('expires', '>', slot('now')).orderBy('id', 'desc'),
);

/** Forgets a draft of this account. */
export async function dropDraft(tx: Tx, owner: string, id: string): Promise<void> {
  await dropped(tx, { owner, id });
}
const dropped = prepared<{ owner: string; id: string }, never>((tx, slot) => tx.deleteFrom('draft').where('owner', 'in', accountsWith(tx, slot('owner'))).where('id', '=', slot('id')) as never);

/** The hash of an account and those of all others of the same person. */
function accountsWith(tx: Tx, owner: string) {
  const person = tx.selectFrom('account').select('person_id').where('hash', '=', owner);
  return tx.selectNoFrom((e) => e.cast<string>(e.val(owner), 'text').as('hash')).union(tx.selectFrom('account').select('hash').where('person_id', 'in', person));
}

/** Gives the drafts of one account to another of the same person. */
export async function handDrafts(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('draft').set({ owner: to }).where('owner', '=', from).execute();
}
