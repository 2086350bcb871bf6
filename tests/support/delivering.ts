import { afterEach } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import type { Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import type { Store } from '#db/open.ts';
import { deadLetters, post } from '#db/outbox.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { openings } from '#tests/support/stores.ts';
import { openTransport, overHttp, type Transport } from '#tests/support/transport.ts';

export const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });

/** Posts messages to an address. */
export const put = (store: Store, address: string, texts: readonly string[]) =>
  store.tx(async (tx) => {
    for (const text of texts) await post(tx, 'g', address, words(text), systemNow());
  });

/** What waits in the outbox, and what is dead there. */
export const left = (store: Store) => store.read(async (tx) => (await tx.selectFrom('outbox').select('message').where('dead', 'is', null).orderBy('id').execute()).map(({ message }) => (JSON.parse(message) as { blocks: { text: string[] }[] }).blocks[0]!.text[0]!));
export const dead = (store: Store) => store.read(async (tx) => (await deadLetters(tx, 'g')).map(({ address, fault, tries }) => `${address} ${fault} ${tries}`).sort());

/** What a transport shows, or of it what one address got. */
export const shown = ({ shown: all }: Transport, to?: string) => all.filter((call) => to === undefined || call.to === to).map(({ text }) => text);

/** Waits that suit a test. */
export const quick = { limitMs: 5000, leaseMs: 2000, beatMs: 40, lookMs: 50, patience: { ...patience, firstMs: 20, growth: 2, mostMs: 100, tries: 5 } };
/** A process has two clocks, the time of day and the one that timers go by. They may differ by so many milliseconds. */
export const noise = 40;

type Terms = Parameters<typeof makeDelivery>[4];

/** Makes transports, deliveries and stores for the tests of the group in which this is called; each test's are stopped after it. */
export function deliveries(fresh: () => Promise<string>) {
  const open = openings();
  const began: (Delivery | Transport)[] = [];
  afterEach(async () => {
    for (const each of began.splice(0).reverse()) await ('stop' in each ? each.stop() : each.close());
  });
  async function transport(options?: Parameters<typeof openTransport>[0]): Promise<Transport> {
    const opened = await openTransport(options);
    began.push(opened);
    return opened;
  }
  /** A delivery with what it told of as failed. */
  function deliver(store: Store, adapter: Adapter, terms: Terms = {}): Delivery & { readonly failures: unknown[] } {
    const failures: unknown[] = [];
    const delivery = makeDelivery(store, makeSecret('test'), adapter, (_, error) => failures.push(error), { ...quick, ...terms });
    began.push(delivery);
    return Object.assign(delivery, { failures });
  }
  /** A delivery from a new store to a new transport. */
  async function start(options: { honours?: boolean; terms?: Terms; pace?: Adapter['pace'] } = {}) {
    const there = await transport(options);
    const store = await open(await fresh());
    return { there, store, delivery: deliver(store, overHttp(there.url, 'here', options.pace), options.terms) };
  }
  return { open, transport, deliver, start };
}
