import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { caller } from '#bot/who.ts';
import { makeSecret } from '#core/secret.ts';
import { newId } from '#core/id.ts';
import { findReport } from '#db/commitments.ts';
import { directory, tieRoom } from '#db/groups.ts';
import { accountHash, personFor, platformsOf, whoIs } from '#db/people.ts';
import { receive } from '#db/received.ts';
import { replay, save, stateOf, type Author } from '#db/save.ts';
import { lockGroup, type Store } from '#db/open.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
const secret = makeSecret('test');
const author = (group = 'g'): Author => ({ group, at, act: 'commitment.update', call: newId(at), seat: null, door: 'terminal' });

onBoth('writers at the same time', ({ fresh }) => {
  const open = openings();
  const two = async (): Promise<readonly [Store, Store]> => {
    const address = await fresh();
    return [await open(address), await open(address)];
  };

  test('that each read and then write lose nothing: forty from two stores count to forty', async () => {
    const stores = await two();
    await stores[0].tx((tx) => save(tx, author(), 'report', null, thing.report({ note: '0' })));
    const count = (store: Store) =>
      store.tx(async (tx) => {
        await lockGroup(tx, 'g');
        const before = (await findReport(tx, 'g', 1, 'a'))!;
        await save(tx, author(), 'report', before, { ...before, note: String(Number(before.note) + 1) });
      });
    await Promise.all(Array.from({ length: 40 }, (_, i) => count(stores[i % 2]!)));
    const [report, same] = await stores[1].read(async (tx) => [await findReport(tx, 'g', 1, 'a'), [await stateOf(tx, 'g'), await replay(tx, 'g')]]);
    expect(report!.note).toBe('40');
    expect(same![0]).toEqual(same![1]);
  });

  test('of different groups do not number each other’s history', async () => {
    const stores = await two();
    const write = (group: string, i: number) =>
      stores[i % 2]!.tx(async (tx) => {
        await lockGroup(tx, group);
        await save(tx, author(group), 'side', null, thing.side({ id: `s${i}` }));
      });
    await Promise.all(Array.from({ length: 40 }, (_, i) => write(i % 4 < 2 ? 'g' : 'h', i)));
    const numbers = (group: string) => stores[0].read((tx) => tx.selectFrom('history').select('seq').where('group_id', '=', group).orderBy('seq').execute());
    const all = Array.from({ length: 20 }, (_, i) => ({ seq: i + 1 }));
    expect([await numbers('g'), await numbers('h')]).toEqual([all, all]);
  });

  test('are shown the group as the one before them left it, not as it was when they began to wait', async () => {
    const [store, other] = await two();
    await store.tx(async (tx) => {
      await save(tx, author(), 'group', null, thing.group());
      await tieRoom(tx, 'g', { address: 'terminal:main', name: 'main', purpose: 'main' }, newId(at));
    });
    const hash = accountHash(secret, 'terminal', 'someone');
    const invocation = { id: 'x', command: 'group.settings', given: {}, via: 'line' as const, user: { platform: 'terminal', id: 'someone' }, room: 'terminal:main' };
    const changed = Promise.withResolvers<void>();
    const changing = store.tx(async (tx) => {
      await lockGroup(tx, 'g');
      await save(tx, author(), 'group', thing.group(), thing.group({ name: 'Renamed' }));
      changed.resolve();
      await sleep(150); // long enough for the other to look and to stand at the lock
    });
    await changed.promise;
    const waiting = other.tx(async (tx) => (await caller(tx, secret, hash, invocation, true)).dir!.group.name);
    await changing;
    expect(await waiting).toBe('Renamed');
    expect(await other.read(async (tx) => (await directory(tx, 'g'))!.group.name)).toBe('Renamed');
  });

  test('an event that comes twice at once is received once', async () => {
    const stores = await two();
    const received = await Promise.all(Array.from({ length: 20 }, (_, i) => stores[i % 2]!.tx((tx) => receive(tx, `event ${i % 5}`, at))));
    expect(received.filter(Boolean)).toHaveLength(5);
    expect(await stores[0].tx((tx) => receive(tx, 'event 0', at))).toBe(false);
    const undone = stores[0].tx(async (tx) => {
      await receive(tx, 'new', at);
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    expect(await stores[1].tx((tx) => receive(tx, 'new', at))).toBe(true);
  });

  test('a person who comes for the first time through two doors at once is one person', async () => {
    const stores = await two();
    const people = await Promise.all(Array.from({ length: 10 }, (_, i) => stores[i % 2]!.tx((tx) => personFor(tx, secret, 'slack', 'U1', at))));
    expect(new Set(people.map(({ id }) => id)).size).toBe(1);
    const known = await stores[0].read((tx) => whoIs(tx, accountHash(secret, 'slack', 'U1')));
    expect(known!.person.id).toBe(people[0]!.id);
    expect(await stores[0].read((tx) => platformsOf(tx, people[0]!.id))).toEqual(['slack']);
  });
});
