import { afterEach, expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { stamp, systemNow } from '#core/time.ts';
import { post, type More } from '#db/outbox.ts';
import { accountHash, addAccount, seatsOf, setPerson } from '#db/people.ts';
import { passElsewhere } from '#delivery/elsewhere.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { usualWishes } from '#rules/wishes.ts';
import { onBoth } from '#tests/support/stores.ts';
import { wordsOf } from '#tests/support/transport.ts';
import { testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const group = 'unodc-cso-group';
const words: Message = { v: 1, blocks: [{ text: ['The text'] }] };

onBoth('a person with accounts on two platforms', ({ fresh }) => {
  const began: (Delivery | Testbed)[] = [];
  afterEach(async () => {
    for (const each of began.splice(0).reverse()) await ('stop' in each ? each.stop() : each.close());
  });

  /** The group of 2013; the focal point of an organisation has a second account, there. */
  async function start() {
    const bed = await testbed({ address: await fresh(), secret });
    began.push(bed);
    const person = await bed.store.tx(async (tx) => {
      const { person_id } = (await seatsOf(tx, group)).find(({ organisation }) => organisation === 'unodc')!;
      await addAccount(tx, person_id, { hash: accountHash(secret, 'there', 'U1'), platform: 'there', sealed: secret.seal('U1') }, bed.now.add({ minutes: 1 }));
      return person_id;
    });
    const got: string[] = [];
    const broken = new Map<string, DeliveryFault>();
    const deliver = async (...platforms: string[]) => {
      const deliveries = platforms.map((platform): Delivery => {
        const adapter: Adapter = {
          platform,
          async start() {},
          async stop() {},
          async send(target, message) {
            const fault = broken.get(platform);
            if (fault) throw new DeliveryError(fault, 'later');
            got.push(`${platform} ${'room' in target ? target.room : target.seat}: ${wordsOf(message)}`);
          },
        };
        return makeDelivery(bed.store, secret, adapter, () => {});
      });
      began.push(...deliveries);
      for (const delivery of [...deliveries, ...deliveries]) await delivery.settled();
      for (const delivery of deliveries) await delivery.stop();
    };
    const past = systemNow().subtract({ minutes: 16 });
    return {
      bed, person, got, broken, deliver,
      here: `terminal:@${person}`, there: `there:@${person}`,
      /** Posted a quarter of an hour ago. */
      put: (address: string, more?: More, at = past) => bed.store.tx((tx) => post(tx, group, address, words, at, more)),
      passes: (at = systemNow(), up = past.subtract({ minutes: 1 })) => bed.store.tx((tx) => passElsewhere(tx, at, up)),
      waiting: () => bed.store.read(async (tx) => (await tx.selectFrom('outbox').select(['address', 'chain']).orderBy('id').execute()).map(({ address, chain }) => [address, ...(chain === null ? [] : (JSON.parse(chain) as string[]))])),
    };
  }

  test('gets what waits for a platform where nobody sends on the other one, once; and nothing more when the first is back', async () => {
    const { here, there, put, passes, waiting, deliver, got } = await start();
    await put(there, { chain: [here, 'terminal:@somebody'] });
    await deliver('terminal');
    expect([got, await passes(), await waiting(), await passes()]).toEqual([[], true, [[here, there, 'terminal:@somebody']], false]);
    await deliver('terminal');
    await deliver('there', 'terminal');
    expect([got, await waiting()]).toEqual([['terminal Focal point, UNODC: The text'], []]);
  });

  test('gets what a platform did not take because it is down on the other one', async () => {
    const { here, there, put, passes, deliver, got, broken } = await start();
    broken.set('there', 'down');
    await put(there, { chain: [here] });
    await deliver('there', 'terminal');
    expect(got).toEqual([]);
    await passes();
    broken.clear();
    await deliver('terminal', 'there');
    expect(got).toEqual(['terminal Focal point, UNODC: The text']);
  });

  test('is written to where it works first, when neither does', async () => {
    const { here, there, put, passes, waiting, deliver, got } = await start();
    await put(there, { chain: [here] });
    await passes();
    const later = systemNow().add({ minutes: 16 });
    expect([await passes(later), await waiting()]).toEqual([true, [[there, here]]]);
    await deliver('there', 'terminal');
    expect(got).toEqual(['there Focal point, UNODC: The text']);
  });

  test('waits where a message may have arrived, is being sent, has its own day, or would go to somebody else', async () => {
    const { bed, here, there, put, passes, waiting, deliver, broken } = await start();
    const stays = async (why: string) => expect([why, await passes(), await waiting()]).toEqual([why, false, [expect.arrayContaining([there])]]);
    const again = () => bed.store.tx(async (tx) => void (await Promise.all((['outbox', 'queue'] as const).map((table) => tx.deleteFrom(table).execute()))));
    broken.set('there', 'timeout');
    await put(there, { chain: [here] });
    await deliver('there');
    await stays('it may have arrived');
    await again();
    await put(there, { chain: [here] });
    await bed.store.tx((tx) => tx.updateTable('queue').set({ holder: 'h', due: stamp(systemNow().add({ seconds: 5 })) }).execute());
    await stays('it is being sent');
    await again();
    await put(there, { chain: [here], due: systemNow().add({ hours: 24 }) });
    await stays('its day has not come');
    await again();
    await put(there, { chain: ['terminal:@somebody', 'terminal:main'] });
    await stays('others are not told because a platform is down');
    await again();
    await put(there, { chain: [here] }, systemNow().subtract({ minutes: 14 }));
    await stays('it has not waited long');
    await again();
    await put(there, { chain: [here] });
    expect(await passes(systemNow(), systemNow().subtract({ minutes: 14 }))).toBe(false);
    expect(await passes()).toBe(true);
  });

  test('is reminded once, where they have been known longest; or where they said', async () => {
    const { bed, person, here, there } = await start();
    const until = async (instant: string, where: string | null) => {
      await bed.store.tx((tx) => setPerson(tx, person, { wishes: { ...usualWishes, where } }));
      const got = (await bed.passes(instant)).filter(({ to }) => to === 'Focal point, UNODC').map(({ at }) => stamp(at).slice(0, 10));
      const waits = await bed.store.tx((tx) => tx.deleteFrom('outbox').where('address', '=', there).returning(['at', 'chain']).execute());
      return { got, waits: waits.map(({ at }) => at.slice(0, 10)), chains: new Set(waits.map(({ chain }) => (JSON.parse(chain!) as string[])[0])) };
    };
    const first = await until('2013-06-10T12:00:00Z', null);
    expect([first.got.length > 0, first.waits]).toEqual([true, []]);
    const second = await until('2013-08-10T12:00:00Z', 'there');
    expect([second.got, second.waits.length > 0, second.chains]).toEqual([[], true, new Set([here])]);
    // A day has one message of what waits, whatever the platform.
    for (const { got, waits } of [first, second]) expect([...got, ...waits]).toEqual([...new Set([...got, ...waits])]);
    // Of a platform on which they have no account any more, only the wish is left.
    const third = await until('2013-09-20T12:00:00Z', 'gone');
    expect([third.got.length > 0, third.waits]).toEqual([true, []]);
  });
});
