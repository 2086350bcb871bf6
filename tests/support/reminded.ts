import { makeSecret } from '#core/secret.ts';
import { onClock, stamp } from '#core/time.ts';
import { setNote } from '#db/migrate.ts';
import { openStore } from '#db/open.ts';
import { accountHash } from '#db/people.ts';
import { plan } from '#db/reminders.ts';
import { toRow } from '#db/rows.ts';
import type { Tx } from '#db/schema.ts';
import type { ThingKind, Things } from '#rules/things.ts';
import { thing } from '#tests/support/things.ts';

/** A working day in Vienna. */
const day = '2014-03-05';
/** What the clock of a run shows at its start: ten o'clock there. */
export const start = onClock(day, '10:00', 'Europe/Vienna');

/** People in a group, and commitments of each that fall due together. */
const [inGroup, each] = [10, 5];

/** The words by which the message about a commitment is known. */
const nameOf = (index: number) => `promise-${index}-`;
/** The promises that a message speaks of. */
export const promisesIn = (text: string): string[] => text.match(/promise-\d+-/g) ?? [];

/**
 * Fills an empty store with groups of people who lead commitments, and plans so many reminders: five at once for each person, who get one
 * message with them; the people one after the other over `spreadMs` milliseconds. Answers what they are known by.
 */
export async function planReminders(address: string, reminders: number, spreadMs: number): Promise<string[]> {
  const store = await openStore(address, start);
  const people = Math.ceil(reminders / each);
  await store.tx(async (tx) => {
    for (let first = 0; first < people; first += inGroup) await fillGroup(tx, first, Math.min(people, first + inGroup), (person) => start.add({ milliseconds: Math.floor((spreadMs * person) / people) }));
    // All is planned already.
    await setNote(tx, 'zones', process.versions.tz ?? '');
    await setNote(tx, 'planned', '2014-03-03');
  });
  await store.close();
  return Array.from({ length: people * each }, (_, index) => nameOf(index));
}

async function fillGroup(tx: Tx, first: number, end: number, dueOf: (person: number) => Temporal.Instant): Promise<void> {
  const group = `group-${first}`;
  const secret = makeSecret('test');
  const put = async <K extends ThingKind>(kind: K, one: Things[K]) => void (await tx.insertInto(kind as 'side').values(toRow(kind, one, group) as never).execute());
  await put('group', thing.group({ id: group, name: group }));
  await put('side', thing.side({ id: 'civil' }));
  for (let person = first; person < end; person++) {
    const [id, organisation] = [`p${person}`, `o${person}`];
    await put('organisation', thing.organisation({ id: organisation, acronym: organisation.toUpperCase(), name: organisation, side: 'civil' }));
    await tx.insertInto('person').values({ id, zone: null, language: null, since: stamp(start), reminders: null }).execute();
    await tx.insertInto('account').values({ hash: accountHash(secret, 'here', id), person_id: id, platform: 'here', sealed: secret.seal(id) }).execute();
    await put('seat', thing.seat({ id: `s${person}`, person_id: id, organisation }));
    for (let i = 0; i < each; i++) {
      const number = (person - first) * each + i + 1;
      await put('commitment', thing.commitment({ number, title: nameOf(person * each + i), lead: organisation, due: { by: 'day', on: day }, agreed: '2013-02-22T08:00:00.000Z' }));
      const until = stamp(onClock('2014-03-06', '00:00', 'Europe/Vienna'));
      await plan(tx, group, [{ subject: `C${number}`, kind: 'commitment', rung: '0d', date: day, recipient: `focal/${organisation}`, day, until, due: stamp(dueOf(person)) }]);
    }
  }
}
