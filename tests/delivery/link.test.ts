import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { joinPeople, isSentTo, moveAddress, rewriteChains, type Save } from '#db/joining.ts';
import { tableNames, type Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { accountHash, personFor, platformsOf, seatsOf, setPerson } from '#db/people.ts';
import { plan, remindersOf } from '#db/reminders.ts';
import { replay, save, stateOf, type Author } from '#db/save.ts';
import { snoozesOf } from '#db/snoozes.ts';
import { toldOn, countTold } from '#db/told.ts';
import type { Tx } from '#db/schema.ts';
import type { Message } from '#core/message.ts';
import type { Seat } from '#rules/things.ts';
import { joinedWishes, usualWishes, type Wishes } from '#rules/wishes.ts';
import { runs } from '#tests/support/runs.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

const now = Temporal.Instant.from('2013-02-22T08:00:00Z');
const secret = makeSecret('test');
const author = (group: string): Author => ({ group, at: now, act: 'my.link', call: 'c', seat: null, door: 'here' });
const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });

/** Each place that one can hold in the group of these tests: both organisations are of one side. */
const places = [
  { role: 'focal', organisation: 'a', side: null }, { role: 'focal', organisation: 'b', side: null }, { role: 'alternate', organisation: 'a', side: null },
  { role: 'alternate', organisation: 'b', side: null }, { role: 'coordinator', organisation: null, side: 'civil' }, { role: 'observer', organisation: null, side: null },
] as const;

const oneSeat = fc.record({ place: fc.nat(places.length - 1), whose: fc.nat(2), ended: fc.boolean(), group: fc.nat(1), aside: fc.subarray(['C1', 'C2']) });
const oneLetter = fc.record({ to: fc.nat(2), platform: fc.constantFrom('here', 'there', 'yonder'), chain: fc.subarray([0, 1, 2]), group: fc.nat(1) });
const oneReminder = fc.record({ whose: fc.nat(2), state: fc.constantFrom('planned', 'sent', 'dropped'), date: fc.constantFrom('2013-02-25', '2013-03-04') });

onBoth('two people who become one', ({ fresh }) => {
  const open = openings();

  /** Three people: the first stays, the second goes, the third is somebody else. Each group has two organisations of one side. */
  async function begin(store: Store, round: number) {
    const groups = [`g${round}`, `h${round}`];
    const people = await store.tx(async (tx) => {
      for (const id of groups) {
        await save(tx, author(id), 'group', null, thing.group({ id }));
        await save(tx, author(id), 'side', null, thing.side());
        for (const organisation of ['a', 'b']) await save(tx, author(id), 'organisation', null, thing.organisation({ id: organisation, acronym: organisation.toUpperCase(), side: 'civil' }));
        for (const number of [1, 2]) await save(tx, author(id), 'commitment', null, thing.commitment({ number, lead: 'a' }));
      }
      const made = [];
      for (const platform of ['here', 'there', 'yonder']) made.push((await personFor(tx, secret, platform, `${platform}${round}`, now)).id);
      return made;
    });
    return { groups, people: people as [string, string, string] };
  }

  const saving = (tx: Tx): Save => (kind, before, after, { group, seat }) => save(tx, { ...author(group), seat }, kind, before, after);
  const join = (store: Store, [stays, goes]: readonly [string, string, string]) => store.tx((tx) => joinPeople(tx, stays, goes, saving(tx), now));

  /** All rows that name somebody, but for the history, which keeps what was. */
  const naming = (store: Store, id: string) =>
    store.read(async (tx) => {
      const tables = (await tableNames(tx)).filter((table) => table !== 'history');
      const rows = await Promise.all(tables.map(async (table) => (await tx.selectFrom(table as 'store').selectAll().execute()).map((row) => `${table} ${JSON.stringify(row)}`)));
      return rows.flat().filter((row) => row.includes(id));
    });

  test('whatever they have: no seat is lost, history adds up, no message is lost and none is for whoever is gone', async () => {
    const store = await open(await fresh());
    let round = 0;
    const property = fc.asyncProperty(fc.array(oneSeat, { maxLength: 8 }), fc.array(oneLetter, { maxLength: 6 }), fc.array(oneReminder, { maxLength: 4 }), async (seats, letters, reminders) => {
      const { groups, people } = await begin(store, round++);
      const [stays, goes] = people;
      await store.tx(async (tx) => {
        for (const [i, { place, whose, ended, group, aside }] of seats.entries()) {
          const seat: Seat = thing.seat({ id: `s${i}`, person_id: people[whose]!, ...places[place]!, ended: ended ? stamp(now) : null });
          await save(tx, author(groups[group]!), 'seat', null, seat);
          for (const subject of ended ? [] : aside) await save(tx, author(groups[group]!), 'snooze', null, thing.snooze({ subject, seat: seat.id, until: '2013-03-01' }));
        }
        for (const [i, { to, platform, chain, group }] of letters.entries()) {
          await post(tx, groups[group]!, `${platform}:@${people[to]}`, words(`letter ${i}`), now, { chain: chain.map((each) => `yonder:@${people[each]}`), ...(i % 2 === 0 && { card: 'C1' }) });
        }
        for (const { whose, state, date } of reminders) {
          const row = { subject: 'digest', kind: 'digest', rung: 'weekly', date, recipient: `person/${people[whose]}`, day: date, until: null, due: `${date}T09:00:00.000Z` } as const;
          await plan(tx, groups[0]!, [row]);
          await tx.updateTable('reminder').set({ state }).where('recipient', '=', row.recipient).where('date', '=', date).execute();
        }
        await countTold(tx, groups[0]!, goes, '2013-02-22');
        await countTold(tx, groups[0]!, stays, '2013-02-22');
      });
      const before = await Promise.all(groups.map((id) => store.read((tx) => seatsOf(tx, id))));
      const asides = await Promise.all(groups.map((id) => store.read((tx) => snoozesOf(tx, id))));
      const count = () => store.read(async (tx) => (await tx.selectFrom('outbox').select('id').where('group_id', 'in', groups).orderBy('id').execute()).map(({ id }) => id));
      const had = await count();
      await join(store, people);
      expect(await naming(store, goes)).toEqual([]);
      expect(await count()).toEqual(had);
      await store.read(async (tx) => {
        for (const [i, id] of groups.entries()) {
          expect(await replay(tx, id)).toEqual(await stateOf(tx, id));
          const held = await seatsOf(tx, id);
          const isOurs = ({ person_id }: Seat) => person_id === stays || person_id === goes;
          for (const seat of before[i]!) {
            const better = held.find((each) => each.person_id === (isOurs(seat) ? stays : seat.person_id) && each.organisation === seat.organisation && each.side === seat.side && (each.role === seat.role || (each.role === 'focal' && seat.role === 'alternate')));
            expect(better ? [] : [`${seat.role} of ${seat.organisation}`]).toEqual([]);
          }
          // Of each place they have one.
          const ours = held.filter(isOurs).map(({ role, organisation, side }) => `${role === 'alternate' && held.some((each) => isOurs(each) && each.role === 'focal' && each.organisation === organisation) ? 'both' : role} ${organisation} ${side}`);
          expect(ours).toEqual([...new Set(ours)]);
          expect(ours.filter((each) => each.startsWith('both'))).toEqual([]);
          // What a seat has put aside stays so, also where another seat stands for it.
          const aside = await snoozesOf(tx, id);
          for (const { seat, subject } of asides[i]!) {
            const of = before[i]!.find((each) => each.id === seat)!;
            expect(aside.some((each) => each.subject === subject && held.some((now_) => now_.id === each.seat && now_.organisation === of.organisation)) ? [] : [`${subject} of ${of.role}`]).toEqual([]);
          }
        }
        // What has been sent stays sent, and nobody has two digests on one day.
        for (const { whose, date } of reminders.filter((each, i) => each.whose < 2 && reminders.findIndex((other) => other.whose === each.whose && other.date === each.date) === i)) {
          const last = reminders.filter((each) => each.whose === whose && each.date === date).at(-1)!.state;
          const rows = (await remindersOf(tx, groups[0]!, 'digest')).filter((row) => row.recipient === `person/${stays}` && row.date === date);
          expect(rows.length).toBeLessThanOrEqual(1);
          if (last !== 'planned') expect(rows.map((row) => row.state)).not.toContain('planned');
        }
        expect(await toldOn(tx, groups[0]!, stays, '2013-02-22')).toBe(2);
        expect((await platformsOf(tx, stays)).sort()).toEqual(['here', 'there']);
        // Every address that has messages is in line for them.
        const waiting = await tx.selectFrom('outbox').select('address').distinct().execute();
        const lines = new Set((await tx.selectFrom('queue').select('address').where('due', '<', '9999').execute()).map(({ address }) => address));
        expect(waiting.filter(({ address }) => !lines.has(address))).toEqual([]);
      });
    });
    await fc.assert(property, runs(20, 10));
  }, 120_000);

  test('get what waits for either, in the order of each, at their own addresses; chains name nobody twice', async () => {
    const store = await open(await fresh());
    const { groups: [group], people } = await begin(store, 1);
    const [stays, goes, other] = people;
    await store.tx(async (tx) => {
      for (const text of ['one', 'two']) await post(tx, group!, `there:@${goes}`, words(text), now, { chain: [`yonder:@${other}`, `here:@${stays}`] });
      await post(tx, group!, `yonder:@${other}`, words('three'), now, { chain: [`there:@${goes}`, `here:@${stays}`] });
      await post(tx, group!, `here:@${stays}`, words('four'), now, { chain: ['', `there:@${goes}`] });
      await tx.insertInto('card').values({ address: `there:@${goes}`, card: 'C1', receipt: 'r', at: stamp(now) }).execute();
    });
    await join(store, people);
    const rows = await store.read((tx) => tx.selectFrom('outbox').select(['address', 'chain', 'message']).orderBy('id').execute());
    expect(rows.map(({ address, chain, message }) => [address, (JSON.parse(message) as { blocks: { text: string[] }[] }).blocks[0]!.text[0], chain])).toEqual([
      [`there:@${stays}`, 'one', JSON.stringify([`yonder:@${other}`, `here:@${stays}`])],
      [`there:@${stays}`, 'two', JSON.stringify([`yonder:@${other}`, `here:@${stays}`])],
      [`yonder:@${other}`, 'three', JSON.stringify([`there:@${stays}`, `here:@${stays}`])],
      [`here:@${stays}`, 'four', JSON.stringify(['', `there:@${stays}`])],
    ]);
    expect(await store.read((tx) => tx.selectFrom('card').select('address').execute())).toEqual([{ address: `there:@${stays}` }]);
  });

  test('are not joined while something is on its way to one of them; a sender that is gone is not waited for', async () => {
    const store = await open(await fresh());
    const { groups: [group], people } = await begin(store, 1);
    await store.tx((tx) => post(tx, group!, `there:@${people[1]}`, words('one'), now));
    const isSent = () => store.tx((tx) => isSentTo(tx, people.slice(0, 2), now));
    const hold = (due: Temporal.Instant) => store.tx((tx) => tx.updateTable('queue').set({ holder: 'h', due: stamp(due) }).execute());
    expect(await isSent()).toBe(false);
    await hold(now.add({ seconds: 5 }));
    expect(await isSent()).toBe(true);
    await hold(now.subtract({ seconds: 1 }));
    expect(await isSent()).toBe(false);
  });

  test('what moves to an address with a line of its own waits in that line, for the sooner of both times', async () => {
    const store = await open(await fresh());
    const { groups: [group], people: [stays] } = await begin(store, 1);
    await store.tx(async (tx) => {
      await post(tx, group!, `here:@${stays}`, words('late'), now, { due: now.add({ hours: 24 }) });
      await post(tx, group!, `there:@${stays}`, words('soon'), now, { chain: [`here:@${stays}`] });
      await moveAddress(tx, `there:@${stays}`, `here:@${stays}`, false);
      await rewriteChains(tx, (address) => (address === `here:@${stays}` ? '' : address), stays);
    });
    const queue = await store.read((tx) => tx.selectFrom('queue').selectAll().execute());
    expect(queue).toMatchObject([{ address: `here:@${stays}`, platform: 'here', due: stamp(now) }]);
    expect(await store.read((tx) => tx.selectFrom('outbox').select(['address', 'chain']).execute())).toEqual(['', ''].map(() => ({ address: `here:@${stays}`, chain: null })));
  });

  test('have the accounts of both, the preferred one first, and nobody is left behind', async () => {
    const store = await open(await fresh());
    const { people } = await begin(store, 1);
    await store.tx((tx) => setPerson(tx, people[1], { wishes: { ...usualWishes, where: 'there' } }));
    await join(store, people);
    expect(await store.read((tx) => platformsOf(tx, people[0], 'there'))).toEqual(['there', 'here']);
    expect(await store.read((tx) => tx.selectFrom('account').select('person_id').where('hash', '=', accountHash(secret, 'there', 'there1')).execute())).toEqual([{ person_id: people[0] }]);
    expect(await store.read((tx) => platformsOf(tx, people[1]))).toEqual([]);
  });
});

test('the wishes of two: what one has set stands, the rest comes from the other; a no to messages stands whoever said it', () => {
  const wishes = (more: Partial<Wishes>): Wishes => ({ ...usualWishes, ...more });
  const away = { from: '2013-03-01', to: '2013-03-02', standIn: null };
  expect(joinedWishes(usualWishes, wishes({ from: '07:00', to: '15:00', rest: [5], paused: '2013-04-01', away, digest: null, where: 'there' }))).toEqual(wishes({ from: '07:00', to: '15:00', rest: [5], paused: '2013-04-01', away, digest: null, where: 'there' }));
  expect(joinedWishes(wishes({ from: '10:00', where: 'here' }), wishes({ from: '07:00', rest: [5], away, where: 'there' }))).toEqual(wishes({ from: '10:00', away, where: 'here' }));
  expect([joinedWishes(wishes({ on: false }), usualWishes).on, joinedWishes(usualWishes, wishes({ on: false })).on, joinedWishes(usualWishes, usualWishes).on]).toEqual([false, false, true]);
});
