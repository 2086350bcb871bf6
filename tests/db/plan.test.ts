import { expect, test } from 'vitest';
import { planAll, replanAll, replanCommitment, replanPerson } from '#db/plan.ts';
import { personFor, setPerson } from '#db/people.ts';
import { mark, nextDue, remindersOf, type Reminder } from '#db/reminders.ts';
import { save, type Author } from '#db/save.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';
import { makeSecret } from '#core/secret.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';
import { usualSettings, type Commitment, type KeyEvent } from '#rules/things.ts';

const at = (text: string) => Temporal.Instant.from(text);
const start = at('2013-10-01T08:00:00Z');
const author = (now: Temporal.Instant, more: Partial<Author> = {}): Author => ({ group: 'g', at: now, act: 'test', call: 'call', seat: null, door: 'terminal', ...more });
const cnd: KeyEvent = thing.event({ starts: '2014-03-13', ends: '2014-03-21', zone: 'Europe/Vienna', certainty: 'confirmed' });
const led: Commitment = thing.commitment({ number: 4, lead: 'a', agreed: '2013-02-21T16:30:00.000Z', due: { by: 'event', event: 'cnd57', days: -56 } });

/** A group with an organisation in Bangkok that leads one commitment, and a coordinator's side. */
async function group(tx: Tx): Promise<void> {
  const by = author(start);
  await save(tx, by, 'group', null, thing.group());
  for (const id of ['civil', 'agency']) await save(tx, by, 'side', null, thing.side({ id, label: id }));
  await save(tx, by, 'organisation', null, thing.organisation({ side: 'civil', zone: 'Asia/Bangkok' }));
  await save(tx, by, 'event', null, cnd);
  await save(tx, by, 'commitment', null, led);
}

onBoth('the plan of reminders', ({ fresh }) => {
  const open = openings();
  const stand = async () => {
    const store = await open(await fresh());
    await store.tx(group);
    return store;
  };
  const rowsIn = async (tx: Tx, fits: (reminder: Reminder) => boolean) =>
    (await remindersOf(tx, 'g')).filter(fits).map(({ subject, kind, rung, date, recipient, due, state }) => `${subject} ${kind} ${rung} of ${date} to ${recipient} at ${due.slice(0, 16)} ${state}`).sort();
  const rows = (store: Store, fits: (reminder: Reminder) => boolean = () => true) => store.read((tx) => rowsIn(tx, fits));
  const due = (of: Store) => rows(of, ({ kind }) => kind === 'commitment');

  test('follows from what is written, on the morning of whoever answers', async () => {
    const store = await stand();
    expect(await due(store)).toEqual([
      'C4 commitment -14d of 2014-01-16 to focal/a at 2014-01-02T02:00 planned',
      'C4 commitment -2d of 2014-01-16 to focal/a at 2014-01-14T02:00 planned',
      'C4 commitment -7d of 2014-01-16 to focal/a at 2014-01-09T02:00 planned',
      'C4 commitment 0d of 2014-01-16 to focal/a at 2014-01-16T02:00 planned',
    ]);
  });

  test('is the same when it is planned again, one by one, as a group and as a store', async () => {
    const store = await stand();
    const first = await rows(store);
    for (const again of [(tx: Tx) => replanCommitment(tx, 'g', 4, start), (tx: Tx) => replanAll(tx, 'g', start), (tx: Tx) => planAll(tx, start)]) {
      await store.tx(again);
      expect(await rows(store)).toEqual(first);
    }
  });

  test('moves with its event and back, and what was sent is not planned again', async () => {
    const store = await stand();
    const before = await rows(store);
    const [first] = await store.read(async (tx) => (await remindersOf(tx, 'g', 'C4')).filter(({ kind, rung }) => kind === 'commitment' && rung === '-14d'));
    await store.tx((tx) => mark(tx, 'g', first!, { state: 'sent', at: start }));
    const moved = { ...cnd, starts: '2014-03-20', ends: '2014-03-28' };
    await store.tx((tx) => save(tx, author(start), 'event', cnd, moved));
    expect((await due(store)).map((row) => row.split(' to ')[0])).toEqual([
      'C4 commitment -14d of 2014-01-16', 'C4 commitment -14d of 2014-01-23', 'C4 commitment -2d of 2014-01-23', 'C4 commitment -7d of 2014-01-23', 'C4 commitment 0d of 2014-01-23',
    ]);
    await store.tx((tx) => save(tx, author(start), 'event', moved, cnd));
    expect(await rows(store)).toEqual(before.map((row) => (row.includes('commitment -14d') ? row.replace(/at .*/, 'at 2013-10-01T08:00 sent') : row)).sort());
  });

  test('loses what hangs on an event that is called off, and a horizon is no deadline', async () => {
    const store = await stand();
    await store.tx((tx) => save(tx, author(start), 'event', cnd, { ...cnd, cancelled: '2013-10-01' }));
    expect(await due(store)).toEqual([]);
    await store.tx((tx) => save(tx, author(start), 'commitment', led, { ...led, due: { by: 'horizon', on: '2015-12-31', span: 'year' } }));
    expect(await due(store)).toEqual([]);
  });

  test('keeps a rung whose day is over while it waits for its reader to work again', async () => {
    const store = await stand();
    await store.tx((tx) => save(tx, author(start), 'commitment', led, { ...led, due: { by: 'day', on: '2013-10-19' } }));
    const saturday = (row: string) => row.includes('-14d of 2013-10-19'); // Saturday 5 October
    expect((await due(store)).filter(saturday)).toEqual(['C4 commitment -14d of 2013-10-19 to focal/a at 2013-10-07T02:00 planned']);
    await store.tx((tx) => replanAll(tx, 'g', at('2013-10-06T20:00:00Z')));
    expect((await due(store)).filter(saturday)).toHaveLength(1);
  });

  test('leaves a day to act: what belongs on the Saturday before a Monday comes on Friday', async () => {
    const store = await stand();
    await store.tx((tx) => save(tx, author(start), 'commitment', led, { ...led, due: { by: 'day', on: '2013-10-21' } }));
    expect((await due(store)).map((row) => row.split(' ')[2]! + row.split(' at')[1]!)).toEqual([
      '-14d 2013-10-07T02:00 planned', '-2d 2013-10-18T02:00 planned', '-7d 2013-10-14T02:00 planned', '0d 2013-10-21T02:00 planned',
    ]);
  });

  test('is not touched by a report, but by one that is taken back', async () => {
    const store = await stand();
    const yellow = () => rows(store, ({ kind }) => kind === 'fresh');
    const before = await yellow();
    const report = thing.report({ commitment: 4, at: '2013-10-01T08:00:00.000Z' });
    await store.tx((tx) => save(tx, author(start), 'report', null, report));
    expect(await yellow()).toEqual(before);
    await store.tx((tx) => replanCommitment(tx, 'g', 4, start));
    expect(await yellow()).toEqual(['C4 fresh 0d of 2013-12-31 to focal/a at 2013-12-31T02:00 planned']);
    await store.tx((tx) => save(tx, author(start, { undoes: 'call' }), 'report', report, null));
    expect(await yellow()).toEqual(before);
  });

  test('goes by the rules of the group', async () => {
    const store = await stand();
    const own = thing.group({ settings: { ...usualSettings, ladders: { commitment: ['-3d'], update: [] }, digest: null } });
    await store.tx((tx) => save(tx, author(start), 'group', thing.group(), own));
    expect(await due(store)).toEqual(['C4 commitment -3d of 2014-01-16 to focal/a at 2014-01-13T02:00 planned']);
    expect(await rows(store, ({ kind }) => kind === 'update' || kind === 'digest')).toEqual([]);
    await store.tx((tx) => save(tx, author(start), 'group', own, thing.group()));
    expect(await due(store)).toHaveLength(4);
  });

  test('comes at the hours of whoever takes the seat, and goes back to usual hours when it is empty', async () => {
    const store = await stand();
    const secret = makeSecret('test');
    const before = await due(store);
    const seat = await store.tx(async (tx) => {
      const person = await personFor(tx, secret, 'terminal', 'someone', start);
      const taken = thing.seat({ organisation: 'a', person_id: person.id });
      await save(tx, author(start), 'seat', null, taken);
      expect(await rowsIn(tx, ({ kind }) => kind === 'commitment')).toEqual(before);
      await setPerson(tx, person.id, { zone: 'America/New_York', wishes: { ...person.wishes, from: '10:30', rest: [5, 6], digest: { day: 1, at: '11:00' } } });
      await replanPerson(tx, person.id, start);
      return taken;
    });
    // Thursday, then a Thursday, Tuesday and Thursday; in winter New York is five hours behind.
    expect((await due(store)).map((row) => row.split(' at ')[1])).toEqual(['2014-01-02T15:30 planned', '2014-01-14T15:30 planned', '2014-01-09T15:30 planned', '2014-01-16T15:30 planned']);
    expect(await rows(store, ({ recipient }) => recipient.startsWith('person/'))).toEqual([expect.stringMatching(/^digest digest weekly of 2013-10-07 to person\/\w+ at 2013-10-07T15:00 planned$/)]);
    await store.tx((tx) => save(tx, author(start), 'seat', seat, { ...seat, ended: '2013-10-01T08:00:00.000Z' }));
    expect(await due(store)).toEqual(before);
    expect(await rows(store, ({ recipient }) => recipient.startsWith('person/'))).toEqual([]);
  });

  test('has one digest for each, which a new hour moves and a day that has had one skips', async () => {
    const store = await stand();
    const room = () => rows(store, ({ kind, recipient }) => kind === 'digest' && recipient === 'room');
    expect(await room()).toEqual(['digest digest weekly of 2013-10-07 to room at 2013-10-07T07:00 planned']);
    const set = (from: string, to: string, now: Temporal.Instant) =>
      store.tx((tx) => save(tx, author(now), 'group', withDigest(from), withDigest(to)));
    await set('09:00', '15:00', start);
    expect(await room()).toEqual(['digest digest weekly of 2013-10-07 to room at 2013-10-07T13:00 planned']);
    const [monday] = await store.read(async (tx) => (await remindersOf(tx, 'g', 'digest')).filter(({ recipient }) => recipient === 'room'));
    await store.tx((tx) => mark(tx, 'g', monday!, { state: 'sent', at: at('2013-10-07T13:00:00Z') }));
    await set('15:00', '18:00', at('2013-10-07T14:00:00Z'));
    expect(await room()).toEqual(['digest digest weekly of 2013-10-07 to room at 2013-10-07T13:00 sent', 'digest digest weekly of 2013-10-14 to room at 2013-10-14T16:00 planned']);
  });

  test('tells when to look next', async () => {
    const store = await stand();
    const planned = await rows(store, ({ state }) => state === 'planned');
    const first = planned.map((row) => row.split(' at ')[1]!.slice(0, 16)).sort()[0];
    expect((await store.read(nextDue))!.slice(0, 16)).toBe(first);
  });
});

const withDigest = (hour: string) => thing.group({ settings: { ...usualSettings, digest: { day: 1, at: hour } } });
