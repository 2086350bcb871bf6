import { expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { draftsOf, dropDraft, findDraft, keepDraft } from '#db/drafts.ts';
import { receive } from '#db/received.ts';
import { sweep } from '#db/sweep.ts';
import type { Store } from '#db/open.ts';
import { accountHash, accountsOn, erasePerson, personFor, platformsOf, seatsOf, seatsOfPerson, setPerson, whoIs } from '#db/people.ts';
import { post } from '#db/outbox.ts';
import { plan } from '#db/reminders.ts';
import { save, type Author } from '#db/save.ts';
import { tableNames } from '#db/open.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';
import { usualWishes } from '#rules/wishes.ts';

const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
const secret = makeSecret('test');
const author = (group: string): Author => ({ group, at, act: 'member.focal', call: 'c', seat: null, door: 'slack' });
const hash = (id: string, platform = 'slack') => accountHash(secret, platform, id);

/** Everything that is in a store, as one text. */
const dump = (store: Store) =>
  store.read(async (tx) => {
    const tables = await tableNames(tx);
    const rows = await Promise.all(tables.map((table) => tx.selectFrom(table as 'store').selectAll().execute()));
    return JSON.stringify(Object.fromEntries(tables.map((table, i) => [table, rows[i]])));
  });

onBoth('people', ({ fresh }) => {
  const open = openings();

  test('are found by account and platform, and their chat ids are nowhere in the store but sealed', async () => {
    const store = await open(await fresh());
    const made = await store.tx((tx) => personFor(tx, secret, 'slack', 'U0CHATID', at));
    expect(await store.tx((tx) => personFor(tx, secret, 'slack', 'U0CHATID', at))).toEqual(made);
    const other = await store.tx((tx) => personFor(tx, secret, 'discord', 'U0CHATID', at));
    expect(other.id).not.toBe(made.id);
    expect(await store.read((tx) => whoIs(tx, hash('U0CHATID')))).toEqual({ person: made, seats: [] });
    expect(await store.read((tx) => whoIs(tx, hash('u0chatid')))).toBeUndefined();
    expect(await store.read((tx) => whoIs(tx, accountHash(makeSecret('another key'), 'slack', 'U0CHATID')))).toBeUndefined();
    expect(await store.read((tx) => accountsOn(tx, secret, 'slack', made.id))).toEqual(['U0CHATID']);
    await expect(store.read((tx) => accountsOn(tx, makeSecret('another key'), 'slack', made.id))).rejects.toThrow(/authenticate/);
    const text = await dump(store);
    expect(text).toContain(hash('U0CHATID'));
    expect(text).not.toContain('U0CHATID');
  });

  test('hold seats in several groups; those that have ended are seen only when asked for', async () => {
    const store = await open(await fresh());
    const { id: person } = await store.tx((tx) => personFor(tx, secret, 'slack', 'U1', at));
    const [held, ended, elsewhere] = [thing.seat({ person_id: person }), thing.seat({ id: 's2', person_id: person, ended: '2013-03-01T00:00:00.000Z' }), thing.seat({ id: 's3', person_id: person, role: 'observer' })];
    await store.tx(async (tx) => {
      await save(tx, author('g'), 'seat', null, held);
      await save(tx, author('g'), 'seat', null, ended);
      await save(tx, author('g'), 'seat', null, thing.seat({ id: 's4', person_id: 'someone else' }));
      await save(tx, author('h'), 'seat', null, elsewhere);
    });
    const seats = async (group?: string) => (await store.read((tx) => whoIs(tx, hash('U1'), group)))!.seats.map(({ group: of, id }) => `${of} ${id}`);
    expect([await seats(), await seats('g'), await seats('h'), await seats('nowhere')]).toEqual([['g s1', 'h s3'], ['g s1'], ['h s3'], []]);
    const ids = async (which?: 'all') => (await store.read((tx) => seatsOf(tx, 'g', which))).map(({ id }) => id);
    expect([await ids(), await ids('all')]).toEqual([['s1', 's4'], ['s1', 's2', 's4']]);
    expect(await store.read((tx) => seatsOfPerson(tx, person, 'all'))).toHaveLength(3);
    expect(await store.read((tx) => seatsOfPerson(tx, person))).toEqual([{ ...held, group: 'g' }, { ...elsewhere, group: 'h' }]);
  });

  test('set their own zone and language, and can be erased with accounts and drafts, and nobody else’s', async () => {
    const store = await open(await fresh());
    const [one, two] = await store.tx(async (tx) => [await personFor(tx, secret, 'slack', 'U1', at), await personFor(tx, secret, 'slack', 'U2', at)]);
    await store.tx((tx) => setPerson(tx, one!.id, { zone: 'Asia/Bangkok', language: 'en' }));
    expect((await store.read((tx) => whoIs(tx, hash('U1'))))!.person).toEqual({ id: one!.id, zone: 'Asia/Bangkok', language: 'en', wishes: usualWishes });
    expect((await store.read((tx) => whoIs(tx, hash('U2'))))!.person).toEqual({ id: two!.id, zone: null, language: null, wishes: usualWishes });
    for (const id of ['U1', 'U2']) await store.tx((tx) => keepDraft(tx, hash(id), { id: `draft ${id}`, command: 'commitment.update', group: 'g', given: {} }, at));
    await store.tx(async (tx) => {
      await setPerson(tx, one!.id, { wishes: { ...usualWishes, from: '10:00' } });
      await save(tx, author('g'), 'group', null, thing.group());
      await save(tx, author('g'), 'seat', null, thing.seat({ id: 's9', person_id: two!.id, role: 'focal', organisation: 'a' }));
      const digest = { subject: 'digest', kind: 'digest', rung: 'weekly', date: '2013-02-25', recipient: `person/${one!.id}`, day: '2013-02-25', until: null, due: '2013-02-25T09:00:00.000Z' } as const;
      await plan(tx, 'g', [digest]);
      await post(tx, 'g', `slack:@${one!.id}`, { v: 1, blocks: [{ text: ['on its way'] }] }, at);
    });
    expect((await store.read((tx) => whoIs(tx, hash('U1'))))!.person.wishes).toEqual({ ...usualWishes, from: '10:00' });
    expect(await dump(store)).toContain('on its way');
    await store.tx((tx) => erasePerson(tx, one!.id));
    expect(await store.read((tx) => whoIs(tx, hash('U1')))).toBeUndefined();
    expect(await store.read((tx) => platformsOf(tx, one!.id))).toEqual([]);
    expect(await store.read((tx) => draftsOf(tx, hash('U1'), at))).toEqual([]);
    expect(await store.read((tx) => draftsOf(tx, hash('U2'), at))).toHaveLength(1);
    expect((await store.read((tx) => whoIs(tx, hash('U2'))))!.person.id).toBe(two!.id);
    expect(await dump(store)).not.toContain(one!.id);
  });
});

const hours = (count: number) => at.add({ hours: count });

onBoth('a draft', ({ fresh }) => {
  const open = openings();
  const draft = { id: 'd1', command: 'commitment.update', group: 'g', given: { commitment: '4', note: 'é “x” \n 😀', correction: true } };

  test('is its owner’s alone: nobody else sees, replaces or drops it', async () => {
    const store = await open(await fresh());
    await store.tx((tx) => keepDraft(tx, 'owner', draft, at));
    const find = (owner: string, now = at) => store.read((tx) => findDraft(tx, owner, 'd1', now));
    expect([await find('owner'), await find('other')]).toEqual([draft, undefined]);
    await store.tx((tx) => keepDraft(tx, 'other', { ...draft, given: { note: 'mine now' } }, at));
    await store.tx((tx) => dropDraft(tx, 'other', 'd1'));
    expect([await find('owner'), await find('other')]).toEqual([draft, undefined]);
    await store.tx((tx) => keepDraft(tx, 'owner', { ...draft, group: null, given: {} }, at));
    expect(await find('owner')).toEqual({ ...draft, group: null, given: {} });
    await store.tx((tx) => dropDraft(tx, 'owner', 'd1'));
    expect(await find('owner')).toBeUndefined();
  });

  test('is there for a day after it was last kept, and then swept away', async () => {
    const store = await open(await fresh());
    await store.tx((tx) => keepDraft(tx, 'owner', draft, at));
    await store.tx((tx) => keepDraft(tx, 'owner', { ...draft, id: 'd2' }, hours(1)));
    const ids = async (now: Temporal.Instant) => (await store.read((tx) => draftsOf(tx, 'owner', now))).map(({ id }) => id);
    expect([await ids(at), await ids(hours(24)), await ids(hours(25))]).toEqual([['d2', 'd1'], ['d2'], []]);
    await store.tx((tx) => sweep(tx, hours(24)));
    expect(await ids(at)).toEqual(['d2']);
    await store.tx((tx) => keepDraft(tx, 'owner', { ...draft, id: 'd3' }, at, 30));
    await store.tx((tx) => sweep(tx, hours(24 * 30 - 1)));
    expect(await ids(hours(24 * 30 - 1))).toEqual(['d3']);
    await store.tx((tx) => sweep(tx, hours(24 * 30)));
    expect(await ids(at)).toEqual([]);
  });
});

onBoth('the id of an event', ({ fresh }) => {
  const open = openings();
  test('is known again for a week, and then swept away', async () => {
    const store = await open(await fresh());
    const comes = () => store.tx((tx) => receive(tx, 'event', at));
    expect([await comes(), await comes()]).toEqual([true, false]);
    await store.tx((tx) => sweep(tx, hours(24 * 7)));
    expect(await comes()).toBe(false);
    await store.tx((tx) => sweep(tx, hours(24 * 7 + 1)));
    expect(await comes()).toBe(true);
  });
});
