import { stamp } from '#core/time.ts';
import { joinFeeds, sweepFeeds } from '#db/feeds.ts';
import { lockQueues } from '#db/queue.ts';
import { peopleOf, seatsOfPerson, setPerson } from '#db/people.ts';
import { replanPerson } from '#db/plan.ts';
import { keyOf } from '#db/reminders.ts';
import { snoozesOf } from '#db/snoozes.ts';
import type { Tx } from '#db/schema.ts';
import { joinedSeats, joinedSnoozes } from '#rules/joining.ts';
import type { ReminderKind } from '#rules/rung.ts';
import type { ThingKind, Things } from '#rules/things.ts';
import { joinedWishes } from '#rules/wishes.ts';

/** Writes a thing of a group with its line of history, as done from a seat. */
export type Save = <K extends ThingKind>(kind: K, before: Things[K] | null, after: Things[K] | null, by: { readonly group: string; readonly seat: string }) => Promise<void>;

/**
 * Makes two people one: `stays` has all that `goes` had, and `goes` is no more. Their seats and what these have put aside go through
 * `save`; accounts, messages on their way, planned reminders and counts only change hands. The locks of all groups in which one of them
 * has a seat are taken before.
 */
export async function joinPeople(tx: Tx, stays: string, goes: string, save: Save, now: Temporal.Instant): Promise<void> {
  const people = await peopleOf(tx, [stays, goes]);
  const [own, other] = [people.get(stays)!, people.get(goes)!];
  // A calendar that died with somebody's last seat is not theirs again by what the other holds.
  await sweepFeeds(tx);
  await tx.updateTable('account').set({ person_id: stays }).where('person_id', '=', goes).execute();
  await setPerson(tx, stays, { ...pick('zone', own.zone ?? other.zone), ...pick('language', own.language ?? other.language), wishes: joinedWishes(own.wishes, other.wishes) });
  await handReminders(tx, stays, goes);
  await handCounts(tx, stays, goes);
  const seats = Map.groupBy([...(await seatsOfPerson(tx, stays, 'all')), ...(await seatsOfPerson(tx, goes, 'all'))], ({ group }) => group);
  for (const [group, all] of [...seats].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const plain = all.map(({ group: _group, ...seat }) => seat);
    const isOwn = ({ person_id }: { person_id: string }) => person_id === stays;
    const moves = joinedSeats(stays, plain.filter(isOwn), plain.filter((seat) => !isOwn(seat)), stamp(now));
    const snoozes = joinedSnoozes(moves, await snoozesOf(tx, group));
    // What is held first, so that nobody is without a seat on the way.
    for (const { before, after } of moves.toSorted((a, b) => Number(a.after.ended !== null) - Number(b.after.ended !== null))) await save('seat', before, after, { group, seat: before.id });
    for (const { gone, made } of snoozes) {
      await save('snooze', gone, null, { group, seat: gone.seat });
      if (made) await save('snooze', null, made, { group, seat: made.seat });
    }
  }
  await joinFeeds(tx, stays, goes);
  // What is true of their messages now is seen by the next one.
  await tx.deleteFrom('unreached').where('person_id', 'in', [stays, goes]).execute();
  await tx.deleteFrom('person').where('id', '=', goes).execute();
  await replanPerson(tx, stays, now);
  for (const address of await addressesOf(tx, goes)) await moveAddress(tx, address, address.replace(`@${goes}`, `@${stays}`));
  await rewriteChains(tx, (address) => address.replace(new RegExp(`:@${goes}$`), `:@${stays}`), goes);
}

const pick = <K extends string>(name: K, value: string | null) => (value === null ? {} : ({ [name]: value } as { [name in K]: string }));

/** A reminder that either has had is not planned for both. */
async function handReminders(tx: Tx, stays: string, goes: string): Promise<void> {
  const of = (person: string) => tx.selectFrom('reminder').selectAll().where('recipient', '=', `person/${person}`).execute();
  const [own, theirs] = [await of(stays), await of(goes)];
  const same = (row: (typeof own)[number]) => `${row.group_id} ${keyOf({ ...row, kind: row.kind as ReminderKind, recipient: '' })}`;
  await tx.deleteFrom('reminder').where('recipient', '=', `person/${goes}`).execute();
  for (const row of theirs) {
    const known = own.find((each) => same(each) === same(row));
    if (known && (known.state !== 'planned' || row.state === 'planned')) continue;
    const mine = { ...row, recipient: `person/${stays}` };
    await tx.insertInto('reminder').values(mine).onConflict((c) => c.columns(['group_id', 'subject', 'kind', 'rung', 'date', 'recipient']).doUpdateSet(mine)).execute();
  }
}

/** What both were told on one day counts together. */
async function handCounts(tx: Tx, stays: string, goes: string): Promise<void> {
  for (const { group_id, day, count } of await tx.deleteFrom('told').where('person_id', '=', goes).returningAll().execute()) {
    await tx.insertInto('told').values({ person_id: stays, group_id, day, count }).onConflict((c) => c.columns(['person_id', 'group_id', 'day']).doUpdateSet((e) => ({ count: e('told.count', '+', count) }))).execute();
  }
}

/** The private addresses of a person to which something waits, or at which something stands. */
async function addressesOf(tx: Tx, person: string): Promise<string[]> {
  const at = async (table: 'outbox' | 'queue' | 'card') => (await tx.selectFrom(table).select('address').distinct().where('address', 'like', `%:@${person}`).execute()).map(({ address }) => address);
  return [...new Set([...(await at('outbox')), ...(await at('queue')), ...(await at('card'))])];
}

/** Whether something is being sent to a person at this moment: it must have arrived, or not, before their addresses change. `now` is the time that senders go by. */
export async function isSentTo(tx: Tx, people: readonly string[], now: Temporal.Instant): Promise<boolean> {
  await lockQueues(tx);
  for (const person of people) {
    const held = await tx.selectFrom('queue').select('address').where('address', 'like', `%:@${person}`).where('holder', '<>', '').where('due', '>', stamp(now)).limit(1).executeTakeFirst();
    if (held) return true;
  }
  return false;
}

/** Lets all that waits at an address go to another one, in its order; what stood at the first as a card is left as it is when `cards` is false. */
export async function moveAddress(tx: Tx, from: string, to: string, cards = true): Promise<void> {
  await lockQueues(tx);
  await tx.updateTable('outbox').set({ address: to }).where('address', '=', from).execute();
  const shown = await tx.deleteFrom('card').where('address', '=', from).returningAll().execute();
  for (const card of cards ? shown : []) await tx.insertInto('card').values({ ...card, address: to }).onConflict((c) => c.doNothing()).execute();
  const [queue] = await tx.deleteFrom('queue').where('address', '=', from).returningAll().execute();
  if (!queue) return;
  // A holder that has not been heard of since stays: what it was sending may have arrived.
  const row = { ...queue, address: to, platform: to.slice(0, to.indexOf(':')) };
  const there = await tx.selectFrom('queue').selectAll().where('address', '=', to).executeTakeFirst();
  if (!there) return void (await tx.insertInto('queue').values(row).execute());
  const last = there.last > row.last ? there.last : row.last;
  // One that is being sent to stays with whoever sends; they go on with what has come.
  const sooner = there.holder === '' && row.due < there.due ? { due: row.due, since: row.since, holder: row.holder } : {};
  await tx.updateTable('queue').set({ last, ...sooner }).where('address', '=', to).execute();
}

/** Changes the addresses of a person to which messages on their way may go instead; those for which `to` gives the empty text are left out. */
export async function rewriteChains(tx: Tx, to: (address: string) => string, person: string): Promise<void> {
  for (const { id, address, chain } of await tx.selectFrom('outbox').select(['id', 'address', 'chain']).where('chain', 'like', `%:@${person}"%`).execute()) {
    const list = JSON.parse(chain!) as string[];
    const isTold = list[0] === '';
    const next = [...new Set(list.slice(isTold ? 1 : 0).map(to))].filter((each) => each !== '' && each !== address);
    await tx.updateTable('outbox').set({ chain: next.length === 0 ? null : JSON.stringify(isTold ? ['', ...next] : next) }).where('id', '=', id).execute();
  }
}
