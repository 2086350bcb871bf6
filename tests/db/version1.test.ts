import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { directory } from '#db/groups.ts';
import { note } from '#db/migrate.ts';
import { openStore } from '#db/open.ts';
import { planAll } from '#db/plan.ts';
import { remindersOf } from '#db/reminders.ts';
import { replay, stateOf } from '#db/save.ts';
import { onBoth, openings, writeRaw } from '#tests/support/stores.ts';

const group = 'unodc-cso-group';
const now = Temporal.Instant.from('2013-02-22T08:00:10Z');
/** A store as the first version left it: the group of 2013, some reports, a person who reads in London, a message on its way. */
const old = readFileSync(new URL('version-1.sql', import.meta.url), 'utf8');

onBoth('a store of the first version', ({ empty }) => {
  openings();

  test('is taken along whole: its state, what its history adds up to, and what was on its way', async () => {
    const address = await empty();
    await writeRaw(address, old);
    const store = await openStore(address, now);
    const found = await store.read(async (tx) => ({
      version: await note(tx, 'version'),
      same: [await stateOf(tx, group), await replay(tx, group)],
      dir: (await directory(tx, group))!,
      waiting: await tx.selectFrom('outbox').select(['address', 'tries']).execute(),
      queue: await tx.selectFrom('queue').selectAll().execute(),
      accounts: await tx.selectFrom('account').innerJoin('person', 'person.id', 'person_id').select(['account.since', 'person.since as person']).execute(),
    }));
    await store.close();
    expect(found.version).toBe('7');
    expect(found.same[0]).toEqual(found.same[1]);
    expect(found.dir.group.settings).toEqual({ rhythm: 60, ladders: {}, digest: { day: 1, at: '09:00' }, calendar: { public: false, proposed: null } });
    expect(found.dir.events.get('cnd57')).toMatchObject({ starts: '2014-03-13', begins: null, alternatives: [], yearly: false, cancelled: null });
    expect([found.accounts.length > 0, found.accounts.filter(({ since, person }) => since !== person)]).toEqual([true, []]);
    expect(found.waiting).toEqual([{ address: 'terminal:main', tries: 0 }]);
    expect(found.queue).toMatchObject([{ address: 'terminal:main', platform: 'terminal', last: '0000000000000001' }]);
  });

  test('gets its reminders planned, and planning again changes nothing', async () => {
    const address = await empty();
    await writeRaw(address, old);
    const store = await openStore(address, now);
    const planned = async () => {
      await store.tx((tx) => planAll(tx, now));
      return (await store.read((tx) => remindersOf(tx, group))).map((reminder) => JSON.stringify(reminder)).sort();
    };
    const first = await planned();
    expect(first.length).toBeGreaterThan(50);
    expect(await planned()).toEqual(first);
    await store.close();
  });
});
