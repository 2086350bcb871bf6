import type { Secret } from '#core/secret.ts';
import { lockGroup } from '#db/open.ts';
import type { Person } from '#db/people.ts';
import { dueOf, mark, type Reminder } from '#db/reminders.ts';
import type { Tx } from '#db/schema.ts';
import { drop, putOff, type Run } from '#delivery/became.ts';
import { renewCards } from '#delivery/cards.ts';
import { readChanges, type Changes } from '#delivery/digest.ts';
import { titleOf, type Asked } from '#delivery/entry.ts';
import { readFacts, type Facts } from '#delivery/facts.ts';
import { planOutages } from '#delivery/outage.ts';
import { find, isAsleep } from '#delivery/resolve.ts';
import { sift } from '#delivery/sift.ts';
import { tellPerson, tellRooms } from '#delivery/tell.ts';
import { viewOf, type Reading } from '#delivery/view.ts';
import { wordBlocks } from '#delivery/word.ts';

/**
 * Turns all that a group has due into messages, with today's facts: one message for each person, one for the rooms. What is not
 * wanted any more is dropped with its cause; what has to wait is put off. Answers whether anything was posted.
 */
export async function compose(tx: Tx, group: string, { now, secret }: { readonly now: Temporal.Instant; readonly secret: Secret }): Promise<boolean> {
  // Of two processes that see the same reminder due, the second finds it done.
  await lockGroup(tx, group);
  const all = await dueOf(tx, group, now);
  const renewed = await renewCards(tx, group, all.filter(({ kind }) => kind === 'over'), now);
  const due = all.filter(({ kind }) => kind !== 'over');
  if (due.length === 0) return renewed;
  const facts = await readFacts(tx, group, now, due);
  if (!facts) {
    for (const row of due) await mark(tx, group, row, { state: 'dropped', at: now, cause: 'gone' });
    return renewed;
  }
  let changes: Promise<Changes> | undefined;
  const run: Run = { tx, group, facts, secret, changes: () => (changes ??= readChanges(tx, facts)) };
  const { kept, dropped } = sift(due, facts);
  for (const { row, cause } of dropped) await drop(run, row, cause);
  const parcels = new Map<Person | 'room', Asked[]>();
  const put = (to: Person | 'room', asked: Asked) => void (parcels.get(to)?.push(asked) ?? parcels.set(to, [asked]));
  const view = viewOf(facts);
  for (const row of [...kept, ...(await planOutages(tx, facts, kept, dropped))]) {
    if (!saysSomething(view, facts, row)) {
      await drop(run, row, 'settled');
      continue;
    }
    const found = row.recipient === 'room' ? undefined : find(row, facts);
    if (!found) put('room', { row });
    else if ('drop' in found) await drop(run, row, found.drop);
    else if ('wait' in found) await putOff(run, row, found.wait);
    else if (isAsleep(row, found, facts)) await drop(run, row, 'night');
    else put(found.to, { row, ...found });
  }
  let posted = renewed;
  for (const [to, asked] of parcels) posted = (await (to === 'room' ? tellRooms(run, asked) : tellPerson(run, to, asked))) || posted;
  return posted;
}

/** Whether there is anything to say about it today. */
function saysSomething(view: Reading, facts: Facts, row: Reminder): boolean {
  if (row.kind === 'digest' || row.kind === 'outage') return true;
  return row.kind === 'word' ? wordBlocks(view, facts, row).length > 0 : titleOf(view, facts, row.subject) !== undefined;
}
