import { afterEach, expect, test } from 'vitest';
import type { Adapter, Target } from '#bot/bot.ts';
import { sealPick, tiedRoom } from '#bot/chat.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { tieRoom, untieRoom } from '#db/groups.ts';
import { deadLetters, post, type More } from '#db/outbox.ts';
import { accountHash, seatsOf } from '#db/people.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { quick } from '#tests/support/delivering.ts';
import { onBoth } from '#tests/support/stores.ts';
import { wordsOf } from '#tests/support/transport.ts';
import { testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const group = 'unodc-cso-group';
const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
const chat = { platform: 'there', server: '9001', id: '7001', name: 'main' };
const room = tiedRoom(secret, chat, 'main');

onBoth('a card', ({ fresh }) => {
  const began: (Delivery | Testbed)[] = [];
  afterEach(async () => {
    for (const each of began.splice(0).reverse()) await ('stop' in each ? each.stop() : each.close());
  });

  /** The group of 2013 with a room on a platform whose messages can be changed, and what that platform shows. */
  async function start() {
    const bed = await testbed({ address: await fresh(), secret });
    began.push(bed);
    await bed.store.tx((tx) => tieRoom(tx, group, room, newId(systemNow())));
    const shown = new Map<string, string>();
    const asked: { to: Target; message: Message; once: string; replaces: string | undefined }[] = [];
    const mishap: { before?: DeliveryFault; after?: 'lost' } = {};
    const known = new Map<string, string>();
    const adapter: Adapter = {
      platform: 'there',
      async start() {},
      async stop() {},
      async send(to, message, { once, replaces }) {
        asked.push({ to, message, once, replaces });
        if (mishap.before) throw new DeliveryError(mishap.before, mishap.before === 'down' ? 'later' : 'never');
        if (replaces !== undefined && !shown.has(replaces)) throw new DeliveryError('unknown', 'never');
        const receipt = replaces ?? known.get(once) ?? `7001/${shown.size + 1}`;
        known.set(once, receipt);
        shown.set(receipt, wordsOf(message));
        if (mishap.after !== 'lost') return receipt;
        delete mishap.after;
        throw new DeliveryError('timeout', 'later');
      },
    };
    const delivery = makeDelivery(bed.store, secret, adapter, () => {}, quick);
    began.push(delivery);
    const { store } = bed;
    const postTo = (text: string, more: More = {}, address = room.address) => store.tx((tx) => post(tx, group, address, words(text), systemNow(), more));
    return {
      store, delivery, adapter, asked, mishap,
      shown: () => [...shown.values()],
      remove: () => shown.clear(),
      post: postTo,
      cards: () => store.read((tx) => tx.selectFrom('card').selectAll().execute()),
      lost: () => store.read(async (tx) => (await deadLetters(tx, group)).map(({ fault }) => fault)),
      waiting: () => store.read((tx) => tx.selectFrom('outbox').select('id').where('dead', 'is', null).execute()),
      async send(text: string, more?: More, address?: string) {
        await postTo(text, more, address);
        await delivery.settled();
      },
    };
  }

  test('is changed where it stands; its receipt is kept sealed, and a new card takes its place', async () => {
    const { send, shown, asked, cards } = await start();
    await send('C4 is at risk', { card: 'C4' });
    await send('C4 is blocked', { card: 'C4', edits: true });
    await send('C4 is done', { card: 'C4', edits: true });
    expect(shown()).toEqual(['C4 is done']);
    expect(asked.map(({ replaces }) => replaces)).toEqual([undefined, '7001/1', '7001/1']);
    expect((await cards()).map(({ address, card, receipt }) => [address, card, secret.open(receipt)])).toEqual([[room.address, 'C4', '7001/1']]);
    expect(JSON.stringify(await cards())).not.toContain('7001');
    await send('C4 anew', { card: 'C4' });
    await send('C4 anew, changed', { card: 'C4', edits: true });
    expect(shown()).toEqual(['C4 is done', 'C4 anew, changed']);
  });

  test('that nobody has posted is not changed, and nothing is sent; nor is one without a name kept', async () => {
    const { send, shown, asked, cards, lost, waiting } = await start();
    await send('C4 is blocked', { card: 'C4', edits: true });
    await send('no card at all');
    expect([shown(), asked.length, await cards(), await lost(), await waiting()]).toEqual([['no card at all'], 1, [], [], []]);
  });

  test('that waits unsent takes in what would change it, and is posted once', async () => {
    const { post, shown, delivery, asked } = await start();
    await post('C4 is at risk', { card: 'C4' });
    await post('C4 is blocked', { card: 'C4', edits: true });
    await post('C4 is done', { card: 'C4', edits: true });
    await delivery.settled();
    expect([shown(), asked.map(({ replaces }) => replaces)]).toEqual([['C4 is done'], [undefined]]);
    // Of several changes that wait, only the last is made.
    await post('C4 one', { card: 'C4', edits: true });
    await post('C4 two', { card: 'C4', edits: true });
    await delivery.settled();
    expect([shown(), asked.length]).toEqual([['C4 two'], 2]);
  });

  test.each(['unknown', 'gone', 'forbidden'] as const)('whose message cannot be changed any more (%s) is let go, and is no dead letter', async (fault) => {
    const { send, mishap, lost, waiting, cards } = await start();
    await send('C4 is at risk', { card: 'C4' });
    mishap.before = fault;
    await send('C4 is blocked', { card: 'C4', edits: true });
    expect([await lost(), await waiting(), (await cards()).length]).toEqual([[], [], fault === 'unknown' ? 0 : 1]);
  });

  test('that was removed by hand is posted anew only as a new card', async () => {
    const { send, remove, shown, asked } = await start();
    await send('C4 is at risk', { card: 'C4' });
    remove();
    await send('C4 is blocked', { card: 'C4', edits: true });
    await send('C4 is done', { card: 'C4', edits: true });
    expect([shown(), asked.length]).toEqual([[], 2]);
    await send('C4 again', { card: 'C4' });
    expect(shown()).toEqual(['C4 again']);
  });

  test('whose answer was lost gets its receipt when it is sent again; whose change failed is changed later', async () => {
    const { post, send, delivery, mishap, shown, asked, cards, waiting } = await start();
    mishap.after = 'lost';
    await post('C4 is at risk', { card: 'C4' });
    delivery.wake();
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(0);
    expect([shown(), asked.length, new Set(asked.map(({ once }) => once)).size, (await cards()).length]).toEqual([['C4 is at risk'], 2, 1, 1]);
    mishap.before = 'down';
    await send('C4 is done', { card: 'C4', edits: true });
    delete mishap.before;
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(0);
    expect(shown()).toEqual(['C4 is done']);
  });

  test('of a room that was untied while it was being sent leaves nothing behind', async () => {
    const { store, adapter, post, shown, cards, waiting } = await start();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = makeDelivery(store, secret, { ...adapter, send: async (...args) => (begun.resolve(), await gate.promise, adapter.send(...args)) }, () => {}, quick);
    began.push(slow);
    await post('C4 is at risk', { card: 'C4' });
    const settled = slow.settled();
    await begun.promise;
    await store.tx((tx) => untieRoom(tx, room.address, newId(systemNow())));
    gate.resolve();
    await settled;
    expect([shown(), await cards(), await waiting()]).toEqual([['C4 is at risk'], [], []]);
  });

  test('a room is told by its ids, and is gone when it is not tied any more', async () => {
    const { store, send, asked, lost } = await start();
    await send('hello');
    expect(asked[0]!.to).toEqual({ room: room.address, chat: { server: '9001', id: '7001' } });
    await store.tx((tx) => untieRoom(tx, room.address, newId(systemNow())));
    await send('hello');
    expect([asked.length, await lost()]).toEqual([1, ['gone']]);
  });

  test('a person is told with the servers they have to be in; whoever is nobody here yet, by their sealed account', async () => {
    const { store, send, asked } = await start();
    const person = await store.read(async (tx) => (await seatsOf(tx, group)).find(({ organisation }) => organisation === 'inpud')!.person_id);
    await store.tx((tx) => tx.insertInto('account').values({ hash: accountHash(secret, 'there', '501'), person_id: person, platform: 'there', sealed: secret.seal('501') }).execute());
    await store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, { ...chat, id: '7002' }, 'announcements'), newId(systemNow())));
    await send('hello', {}, `there:@${person}`);
    await send('a seat for you', {}, `there:~${secret.seal('777')}`);
    expect(asked.map(({ to }) => to)).toEqual([{ account: '501', seat: 'Focal point, INPUD', servers: ['9001'] }, { account: '777', seat: 'somebody' }]);
  });

  test('an account that a message names is opened on its own platform, and is somebody on any other', async () => {
    const { store, delivery, asked } = await start();
    const named = (platform: string) => sealPick(secret, { platform, account: '501' });
    const button = { label: 'Show', run: 'member.show', given: { account: 'C4' } };
    const text = ['Offered to ', { b: [{ account: named('there') }] }, ' and ', { account: named('elsewhere') }, ' and ', { account: 'nonsense' }];
    await store.tx((tx) => post(tx, group, room.address, { v: 1, title: ['x'], blocks: [{ text }, { buttons: [button] }] }, systemNow()));
    await delivery.settled();
    expect(asked[0]!.message.blocks[0]).toEqual({ text: ['Offered to ', { b: [{ account: '501' }] }, ' and ', 'somebody', ' and ', 'somebody'] });
    expect(buttonsOf(asked[0]!.message)).toEqual([button]);
  });
});
