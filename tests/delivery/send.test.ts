import { expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import type { Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { makeDelivery } from '#delivery/send.ts';
import { onBoth, openings } from '#tests/support/stores.ts';

const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
const put = (store: Store, address: string, ...texts: string[]) =>
  store.tx(async (tx) => {
    for (const text of texts) await post(tx, 'nobody', address, words(text), systemNow());
  });
const left = (store: Store) => store.read(async (tx) => (await tx.selectFrom('outbox').select('message').orderBy('id').execute()).map(({ message }) => (JSON.parse(message) as { blocks: { text: string[] }[] }).blocks[0]!.text[0]!));

/** A platform that writes down what it is sent, and does first what the test wants. */
function platform(first: (to: string, text: string) => Promise<void> = async () => {}): Adapter & { got: string[]; seen: string[] } {
  const got: string[] = [];
  const seen: string[] = [];
  return {
    platform: 'here', got, seen,
    async start() {},
    async stop() {},
    async send(to, message, { once, reader }) {
      const text = (message as unknown as { blocks: { text: string[] }[] }).blocks[0]!.text[0]!;
      await first(to, text);
      got.push(`${to} ${text}`);
      seen.push(`${once} ${reader.zone}`);
    },
  };
}
const unexpected = (message: string, error: unknown) => {
  throw new Error(`delivery of ${message} failed`, { cause: error });
};

onBoth('delivery', ({ fresh }) => {
  const open = openings();

  test('sends to each address in order, once, and only what is for its platform', async () => {
    const store = await open(await fresh());
    const here = platform();
    const delivery = makeDelivery(store, here, unexpected);
    await put(store, 'here:a', 'one', 'two', 'three');
    await put(store, 'elsewhere:a', 'not mine');
    await put(store, 'here:b', 'four');
    await Promise.all([delivery.settled(), delivery.settled()]);
    delivery.wake();
    await delivery.settled();
    expect(here.got.filter((line) => line.startsWith('here:a'))).toEqual(['here:a one', 'here:a two', 'here:a three']);
    expect(here.got).toHaveLength(4);
    expect(new Set(here.seen).size).toBe(4);
    expect(await left(store)).toEqual(['not mine']);
  });

  test('what comes while it is at work is not forgotten', async () => {
    const store = await open(await fresh());
    const late = ['second', 'third'];
    const here = platform(async () => {
      const next = late.shift();
      if (next === undefined) return;
      await put(store, 'here:a', next);
      delivery.wake();
    });
    const delivery = makeDelivery(store, here, unexpected);
    await put(store, 'here:a', 'first');
    await delivery.settled();
    expect(here.got).toEqual(['here:a first', 'here:a second', 'here:a third']);
  });

  test('what fails stays, with all that follows it to that address; others are served', async () => {
    const store = await open(await fresh());
    let broken = true;
    const failed: unknown[] = [];
    const here = platform(async (_, text) => {
      if (broken && text === 'one') throw new DeliveryError('no', 'later');
    });
    const delivery = makeDelivery(store, here, (_, error) => failed.push(error), 1500);
    await put(store, 'here:a', 'one', 'two');
    await put(store, 'here:b', 'three');
    await delivery.settled();
    expect([here.got, failed.length, await left(store)]).toEqual([['here:b three'], 1, ['one', 'two']]);
    broken = false;
    await delivery.settled();
    expect(here.got).toEqual(['here:b three']); // still held
    await delivery.recover();
    expect(here.got).toEqual(['here:b three', 'here:a one', 'here:a two']);
    expect(await left(store)).toEqual([]);
  });
});
