// Our bot on Slack in a process of its own, as the program puts it together. What its updates tell the rooms waits in the outbox, as
// the limit's does.
import { makeSlack } from '#adapters/slack/slack.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attach, order } from '../chat.ts';
import { openBot } from '../store.ts';
import { appToken, botToken } from './platform.ts';
import { signingSecret } from './signed.ts';

const { api, path, way } = order();
const { bot, store } = await openBot(path);
const door = makeSlack({ token: botToken, api, speech: bot, log: () => {}, bug: () => {}, ...(way === 'socket' ? { appToken } : { signingSecret }) });
await door.start(bot);
const server = way === 'http' ? createServer((request, response) => door.handle!(request, response)) : undefined;
if (server) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
attach(async () => {
  server?.close();
  server?.closeAllConnections();
  await door.stop();
  await store.close();
}, (server?.address() as AddressInfo | undefined)?.port);
