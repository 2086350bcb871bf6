// Our delivery in a process of its own, as the program runs it: messages wait in the outbox of a store on the disk.
import type { Adapter } from '#bot/bot.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { makeDelivery } from '#delivery/send.ts';
import { card, muchLater, order, poster, schedule, tell } from './post.ts';
import { secret } from './store.ts';

const plan = order();
const store = await openStore(plan.address, systemNow());

async function put(dues: readonly number[]): Promise<void> {
  for (let i = 0; i < dues.length; i += 1000) {
    await store.tx(async (tx) => {
      for (const [j, due] of dues.slice(i, i + 1000).entries()) {
        // Of no group that is known here: a known one's rooms are looked up, and it cannot have so many.
        await post(tx, 'elsewhere', `here:${due}-${i + j}`, card(due), systemNow(), { due: Temporal.Instant.fromEpochMilliseconds(due) });
      }
    });
  }
}

const send = poster(plan.port);
const here: Adapter = {
  platform: 'here',
  start: async () => {},
  stop: async () => {},
  send: (_, message, { once }) => send(once, message),
};

await put(Array.from({ length: plan.far }, muchLater));
const dues = schedule(plan);
await put(dues);
const delivery = makeDelivery(store, secret, here, (_, error) => {
  throw error;
});
// Listened to first: a process that waits for nothing else ends by itself.
process.on('message', () => void delivery.settled().then(() => process.send!('settled')));
process.on('disconnect', () => void delivery.stop().then(() => store.close()).then(() => process.exit()));
await delivery.recover();
tell(dues);
