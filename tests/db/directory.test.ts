import { expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import { directory, directoryOfRoom, groupIds, tieRoom } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { save, type Author } from '#db/save.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
const author = (group = 'g'): Author => ({ group, at, act: 'group.settings', call: 'c', seat: null, door: 'terminal' });

/** What the directory says at this moment: the group's name, its organisations and its rooms. */
const shown = (store: Store, group = 'g') =>
  store.read(async (tx) => {
    const dir = (await directory(tx, group))!;
    return { name: dir.group.name, organisations: [...dir.organisations.values()].map(({ acronym }) => acronym).sort(), rooms: dir.rooms.map(({ address }) => address) };
  });

async function make(store: Store, group = 'g'): Promise<void> {
  await store.tx(async (tx) => {
    await save(tx, author(group), 'group', null, thing.group({ id: group }));
    await save(tx, author(group), 'organisation', null, thing.organisation());
  });
}
const rename = (store: Store, from: string, to: string, fail = false) =>
  store.tx(async (tx) => {
    await save(tx, author(), 'group', thing.group({ name: from }), thing.group({ name: to }));
    const inside = (await directory(tx, 'g'))!.group.name;
    if (fail) throw new Error('on purpose');
    return inside;
  });

onBoth('the directory of a group', ({ fresh }) => {
  const open = openings();

  test('shows each change at once: inside its transaction, after it, and in another process', async () => {
    const address = await fresh();
    const [store, other] = [await open(address), await open(address)];
    await make(store);
    expect([await shown(store), await shown(other)]).toEqual(Array(2).fill({ name: 'A group', organisations: ['A'], rooms: [] }));
    expect(await rename(store, 'A group', 'Renamed')).toBe('Renamed');
    expect([(await shown(store)).name, (await shown(other)).name]).toEqual(['Renamed', 'Renamed']);
    expect(await rename(other, 'Renamed', 'Again')).toBe('Again');
    expect([(await shown(store)).name, (await shown(other)).name]).toEqual(['Again', 'Again']);
    await other.tx((tx) => save(tx, author(), 'organisation', null, thing.organisation({ id: 'b', acronym: 'B' })));
    await other.tx((tx) => tieRoom(tx, 'g', { address: 'terminal:main', name: 'main', purpose: 'main' }, newId(at)));
    expect(await shown(store)).toEqual({ name: 'Again', organisations: ['A', 'B'], rooms: ['terminal:main'] });
    await store.tx((tx) => save(tx, author(), 'organisation', thing.organisation(), null));
    expect((await shown(other)).organisations).toEqual(['B']);
  });

  test('forgets what was rolled back, though it was read meanwhile', async () => {
    const store = await open(await fresh());
    await make(store);
    await shown(store);
    await expect(rename(store, 'A group', 'Never', true)).rejects.toThrow('on purpose');
    expect((await shown(store)).name).toBe('A group');
    await rename(store, 'A group', 'Renamed');
    expect((await shown(store)).name).toBe('Renamed');
  });

  test('of the same group in another store is another', async () => {
    const [one, two] = [await open(await fresh()), await open(await fresh())];
    await Promise.all([make(one), make(two)]);
    await rename(one, 'A group', 'One');
    await rename(two, 'A group', 'Two');
    expect([(await shown(one)).name, (await shown(two)).name]).toEqual(['One', 'Two']);
  });

  test('lists everything by id, character by character, also after one was changed', async () => {
    const store = await open(await fresh());
    await make(store);
    const ids = ['b', 'aa', 'a-b', 'a1', 'a'];
    await store.tx(async (tx) => {
      for (const id of ids) await save(tx, author(), 'side', null, thing.side({ id }));
    });
    await store.tx((tx) => save(tx, author(), 'side', thing.side({ id: 'a' }), thing.side({ id: 'a', label: 'Changed' })));
    const sides = await store.read(async (tx) => (await directory(tx, 'g'))!.sides);
    expect(sides.map(({ id }) => id)).toEqual(['a', 'a-b', 'a1', 'aa', 'b']);
  });

  test('is found by its rooms only, each of which has one group', async () => {
    const store = await open(await fresh());
    await make(store);
    await make(store, 'h');
    const tie = (group: string) => store.tx((tx) => tieRoom(tx, group, { address: 'slack:T1/C1', name: 'harm-reduction', purpose: 'main' }, newId(at)));
    const of = (address: string) => store.read(async (tx) => (await directoryOfRoom(tx, address))?.group.id);
    await tie('g');
    expect([await of('slack:T1/C1'), await of('slack:T1/C2'), await of('')]).toEqual(['g', undefined, undefined]);
    await tie('h');
    expect([await of('slack:T1/C1'), (await shown(store)).rooms, (await shown(store, 'h')).rooms]).toEqual(['h', [], ['slack:T1/C1']]);
    expect(await store.read((tx) => directory(tx, 'nowhere'))).toBeUndefined();
    expect(await store.read(groupIds)).toEqual(['g', 'h']);
  });
});
