// Our delivery of the burst on Discord: messages wait in the outbox of a store on the disk, and the adapter sends them.
import { makeDiscord } from '#adapters/discord/discord.ts';
import { addressOf } from '#bot/chat.ts';
import { systemNow } from '#core/time.ts';
import { post } from '#db/outbox.ts';
import { makeDelivery } from '#delivery/send.ts';
import { mixed, sending, soon } from '../load.ts';
import { card } from '../post.ts';
import { group, openBot, secret } from '../store.ts';
import { channelsOf } from './platform.ts';

const { api, path, sizes } = sending();
const { bot, store } = await openBot(path);
const door = makeDiscord({ token: 'bench-token', api, speech: bot, log: () => {}, bug: () => {} });
await door.start(bot);
const addresses = channelsOf(sizes.length).map((id) => addressOf(secret, { platform: 'discord', id }));
const start = soon();
const due = Temporal.Instant.fromEpochMilliseconds(start);
await store.tx(async (tx) => {
  for (const room of mixed(sizes)) await post(tx, group, addresses[room]!, card(start), systemNow(), { due });
});
const delivery = makeDelivery(store, secret, door, () => {});
await delivery.recover();
process.send!(start);
process.on('disconnect', () => void delivery.stop().then(() => door.stop()).then(() => store.close()).then(() => process.exit()));
