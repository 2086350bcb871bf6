// Our bot on Discord in a process of its own, as the program puts it together. What its updates tell the rooms waits in the outbox, as
// the limit's does.
import { makeDiscord } from '#adapters/discord/discord.ts';
import { attach, order } from '../chat.ts';
import { openBot } from '../store.ts';

const { api, path } = order();
const { bot, store } = await openBot(path);
const door = makeDiscord({ token: 'bench-token', api, speech: bot, log: () => {}, bug: () => {} });
await door.start(bot);
attach(async () => {
  await door.stop();
  await store.close();
});
