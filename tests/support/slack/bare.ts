import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Logger, type CodedError } from '@slack/bolt';
import type { LocalSlack } from '#tests/support/slack/types.ts';

/** A bot made of nothing but Bolt: what a test gives it to do, it does. */
export interface Bare {
  readonly app: App;
  /** What went wrong in it. */
  readonly errors: CodedError[];
  stop(): Promise<void>;
}

/** Connects a bare Bolt app, by Socket Mode or HTTP as the local Slack is opened. `add` registers what it listens for. */
export async function bareBot(local: LocalSlack, add: (app: App) => void): Promise<Bare> {
  // What a test refuses on purpose is no news.
  const logger: Logger = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };
  const clientOptions = { slackApiUrl: local.url, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger };
  const errors: CodedError[] = [];
  const receiver = local.mode === 'http' ? new HTTPReceiver({ signingSecret: local.signingSecret, logger }) : new SocketModeReceiver({ appToken: local.appToken, logger, clientPingTimeout: 1000, installerOptions: { clientOptions } });
  const app = new App({ token: local.token, receiver, clientOptions, logger, tokenVerificationEnabled: false });
  app.error(async (error) => void errors.push(error));
  add(app);
  if (local.mode === 'socket') await app.start();
  else local.deliverTo(`http://127.0.0.1:${await listen(receiver as HTTPReceiver)}/slack/events`);
  await local.ready();
  return { app, errors, stop: () => app.stop() as Promise<void> };
}

/** Starts it on a free port. */
async function listen(receiver: HTTPReceiver): Promise<number> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await receiver.start(port);
  return port;
}
