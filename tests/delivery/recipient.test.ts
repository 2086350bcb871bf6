import { afterEach, expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import type { Reader } from '#bot/command.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { deadLetters, post, type More } from '#db/outbox.ts';
import { accountHash, seatsOf, setPerson } from '#db/people.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { onBoth } from '#tests/support/stores.ts';
import { wordsOf } from '#tests/support/transport.ts';
import { testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const group = 'unodc-cso-group';
const words: Message = { v: 1, blocks: [{ text: ['The text'] }] };

onBoth('a message', ({ fresh }) => {
  const began: (Delivery | Testbed)[] = [];
  afterEach(async () => {
    for (const each of began.splice(0).reverse()) await ('stop' in each ? each.stop() : each.close());
  });

  /** The group of 2013, what two platforms were sent, and what they do not take. */
  async function start() {
    const bed = await testbed({ address: await fresh(), secret });
    began.push(bed);
    const got: { to: string; reader: Reader; text: string }[] = [];
    const closed = new Map<string, DeliveryFault>();
    const adapter = (platform: string): Adapter => ({
      platform,
      async start() {},
      async stop() {},
      async send(target, message, { reader }) {
        const to = 'room' in target ? target.room : `${platform} ${target.account}, ${target.seat}`;
        const fault = closed.get('room' in target ? target.room : `${platform} ${target.account}`);
        if (fault) throw new DeliveryError(fault, 'never');
        got.push({ to, reader, text: wordsOf(message) });
      },
    });
    const deliveries = ['terminal', 'there'].map((platform) => makeDelivery(bed.store, secret, adapter(platform), () => {}));
    began.push(...deliveries);
    return {
      store: bed.store, got, closed,
      /** The person who sits for an organisation, or coordinates a side. */
      personOf: (id: string) => bed.store.read(async (tx) => (await seatsOf(tx, group, 'all')).find((seat) => seat.organisation === id || seat.side === id)!.person_id),
      async send(address: string, more?: More) {
        await bed.store.tx((tx) => post(tx, group, address, words, systemNow(), more));
        for (const delivery of [...deliveries, ...deliveries]) await delivery.settled();
      },
      account: (person: string, id: string) =>
        bed.store.tx((tx) => tx.insertInto('account').values({ hash: accountHash(secret, 'there', id), person_id: person, platform: 'there', sealed: secret.seal(id) }).execute()),
      lost: () => bed.store.read(async (tx) => (await deadLetters(tx, group)).map(({ address, about, fault }) => ({ address, about, fault }))),
    };
  }

  test('to a room is drawn in its group’s zone and language', async () => {
    const { send, got } = await start();
    await send('terminal:main');
    expect(got).toEqual([{ to: 'terminal:main', reader: { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' }, text: 'The text' }]);
  });

  test('to a person goes to the account they have now, and is drawn in their own zone: else in that of their organisation', async () => {
    const { store, send, got, personOf } = await start();
    const person = await personOf('inpud');
    for (const zone of ['Africa/Nairobi', null]) {
      await store.tx((tx) => tx.updateTable('organisation').set({ zone }).where('id', '=', 'inpud').execute());
      await store.tx((tx) => tx.updateTable('group').set({ revision: String(zone) }).execute());
      await send(`terminal:@${person}`);
    }
    await store.tx((tx) => setPerson(tx, person, { zone: 'Asia/Bangkok' }));
    await send(`terminal:@${person}`);
    expect(new Set(got.map(({ to }) => to))).toEqual(new Set(['terminal inpud, Focal point, INPUD']));
    expect(got.map(({ reader }) => [reader.zone, reader.home])).toEqual(['Africa/Nairobi', 'Europe/Vienna', 'Asia/Bangkok'].map((zone) => [zone, 'Europe/Vienna']));
  });

  test('names all seats that the person holds in the group; to whoever holds none any more nothing is sent', async () => {
    const { store, send, got, lost, personOf } = await start();
    const [person, other] = [await personOf('inpud'), await personOf('unodc')];
    const sit = (person_id: string, from: string) => store.tx((tx) => tx.updateTable('seat').set({ person_id }).where('person_id', '=', from).execute());
    await sit(person, other);
    await send(`terminal:@${person}`);
    await store.tx((tx) => tx.updateTable('seat').set({ ended: '2013-03-01T00:00:00.000Z' }).where('person_id', '=', person).execute());
    await send(`terminal:@${person}`);
    expect(got[0]!.to.split(', ').slice(1).join(', ').split(' / ').toSorted()).toEqual(['Focal point, INPUD', 'Focal point, UNODC']);
    expect([got.length, await lost()]).toEqual([1, [{ address: `terminal:@${person}`, about: null, fault: 'forbidden' }]]);
  });

  test('to a person without an account there is a dead letter, and nothing is sent', async () => {
    const { send, got, lost, personOf } = await start();
    const person = await personOf('inpud');
    await send(`there:@${person}`, { about: 'C4' });
    await send('there:@nobody');
    expect([got, await lost()]).toEqual([[], [{ address: `there:@${person}`, about: 'C4', fault: 'gone' }, { address: 'there:@nobody', about: null, fault: 'gone' }]]);
  });

  test('that a closed address does not take goes on to the same person elsewhere, then to others, who are told for whom it was meant', async () => {
    const { send, got, closed, lost, personOf, account } = await start();
    const [person, other] = [await personOf('inpud'), await personOf('civil-society-side')];
    await account(person, 'U1');
    closed.set('terminal inpud', 'closed');
    const chain = [`there:@${person}`, `terminal:@${other}`, 'terminal:main'];
    await send(`terminal:@${person}`, { chain, about: 'C4' });
    expect(got.splice(0)).toMatchObject([{ to: 'there U1, Focal point, INPUD', text: 'The text' }]);
    closed.set('there U1', 'closed');
    await send(`terminal:@${person}`, { chain, about: 'C4' });
    const meant = '(This message was meant for Focal point, INPUD. It could not be delivered there.) The text';
    expect(got.splice(0)).toMatchObject([{ to: expect.stringMatching(/^terminal coordinator civil-society-side, Coordinator, /), text: meant }]);
    closed.set('terminal coordinator civil-society-side', 'closed');
    await send(`terminal:@${person}`, { chain, about: 'C4' });
    expect(got.splice(0)).toMatchObject([{ to: 'terminal:main', text: meant }]);
    expect(await lost()).toEqual([]);
    closed.set('terminal:main', 'unknown');
    await send(`terminal:@${person}`, { chain, about: 'C4' });
    expect([got, await lost()]).toEqual([[], [{ address: 'terminal:main', about: 'C4', fault: 'unknown' }]]);
  });

  test('that a room does not take says so where it goes instead', async () => {
    const { send, got, closed, personOf } = await start();
    closed.set('terminal:main', 'forbidden');
    await send('terminal:main', { chain: [`there:@nobody`, `terminal:@${await personOf('unodc')}`] });
    expect(got).toMatchObject([{ to: 'terminal unodc, Focal point, UNODC', text: '(This message was meant for #main. It could not be delivered there.) The text' }]);
  });
});
