// Our delivery of the burst on a chat platform: messages wait in the outbox of a store on the disk, and the door sends them.
import type { Adapter, Bot } from '#bot/bot.ts';
import { addressOf } from '#bot/chat.ts';
import { systemNow } from '#core/time.ts';
import { post } from '#db/outbox.ts';
import { makeDelivery } from '#delivery/send.ts';
import { mixed, sending, soon } from './load.ts';
import { card } from './post.ts';
import { group, openBot, secret } from './store.ts';

/** Delivers what it is told to over the door that is made; ends with its parent. */
export async function deliverBurst(make: (api: string, bot: Bot) => Adapter, channelsOf: (count: number) => readonly string[]): Promise<void> {
  const { api, path, sizes } = sending();
  const { bot, store } = await openBot(path);
  const door = make(api, bot);
  await door.start(bot);
  const addresses = channelsOf(sizes.length).map((id) => addressOf(secret, { platform: door.platform, id }));
  const start = soon();
  const due = Temporal.Instant.fromEpochMilliseconds(start);
  await store.tx(async (tx) => {
    for (const room of mixed(sizes)) await post(tx, group, addresses[room]!, card(start), systemNow(), { due });
  });
  const delivery = makeDelivery(store, secret, door, () => {});
  await delivery.recover();
  process.send!(start);
  process.on('disconnect', () => void delivery.stop().then(() => door.stop()).then(() => store.close()).then(() => process.exit()));
}
