// Our delivery of the burst on Slack: messages wait in the outbox of a store on the disk, and the adapter sends them.
import { makeSlack } from '#adapters/slack/slack.ts';
import { addressOf } from '#bot/chat.ts';
import { systemNow } from '#core/time.ts';
import { post } from '#db/outbox.ts';
import { makeDelivery } from '#delivery/send.ts';
import { mixed, sending, soon } from '../load.ts';
import { card } from '../post.ts';
import { group, openBot, secret } from '../store.ts';
import { botToken, channelsOf } from './platform.ts';
import { signingSecret } from './signed.ts';

const { api, path, sizes } = sending();
const { bot, store } = await openBot(path);
const door = makeSlack({ token: botToken, signingSecret, api, speech: bot, log: () => {}, bug: () => {} });
await door.start(bot);
const addresses = channelsOf(sizes.length).map((id) => addressOf(secret, { platform: 'slack', id }));
const start = soon();
const due = Temporal.Instant.fromEpochMilliseconds(start);
await store.tx(async (tx) => {
  for (const room of mixed(sizes)) await post(tx, group, addresses[room]!, card(start), systemNow(), { due });
});
const delivery = makeDelivery(store, secret, door, () => {});
await delivery.recover();
process.send!(start);
process.on('disconnect', () => void delivery.stop().then(() => door.stop()).then(() => store.close()).then(() => process.exit()));
