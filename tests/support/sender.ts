// A process of its own that composes and delivers what a store holds, for tests that kill it: `sender.ts STORE URL START [TOKEN]`. START is
// what its clock shows at the start of the run, and when that was; with a TOKEN it speaks with a local Discord or Slack, and takes its time
// before each message and after it. It says `ready` once and then nothing but what is wrong; it ends with its input.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery } from '#delivery/send.ts';
import { makeTick } from '#delivery/tick.ts';
import { overHttp } from '#tests/support/transport.ts';

const [address, url, shows, was, token] = process.argv.slice(2) as [string, string, string, string, string | undefined];
const say = (line: string) => void writeSync(1, `${line.replaceAll('\n', ' ')}\n`);
const wrong = (error: unknown) => void (error instanceof DeliveryError || say(error instanceof Error ? (error.stack ?? error.message) : String(error)));
const behind = Number(was) - Number(shows);
const now = () => systemNow().subtract({ milliseconds: behind });

const store = await openStore(address, now());
const secret = makeSecret('test');
const door = token === undefined ? overHttp(url, 'here', undefined, (message) => JSON.stringify(message.blocks)) : onTheWay(token.startsWith('xoxb-') ? await slackDoor(url, token) : await discordDoor(url, token));
const delivery = makeDelivery(store, secret, door, (_, error) => wrong(error), { now, limitMs: 2000, patience: { ...patience, firstMs: 50, growth: 2, mostMs: 1000, tries: 30 } });
const tick = makeTick({ store, secret, now, sandbox: false, wake: () => delivery.wake(), log: (_, error) => wrong(error) });
say('ready');
void delivery.recover();
void tick.start();
await once(process.stdin.resume(), 'end');
await tick.stop();
await delivery.stop();
await store.close();

/** The sending half of the door to Discord. */
async function discordDoor(api: string, token: string): Promise<Pick<Adapter, 'platform' | 'send'>> {
  const [{ makeRest }, { presenceOn }, { makeSend }, { makeLines }, speech] = await Promise.all([
    import('#adapters/discord/rest.ts'), import('#adapters/discord/presence.ts'), import('#adapters/discord/send.ts'), import('#adapters/discord/lines.ts'), import('#commands/index.ts'),
  ]);
  const rest = makeRest(token, api);
  return { platform: 'discord', send: makeSend(rest, presenceOn(rest), makeLines(speech)) };
}

/** The sending half of the door to Slack. */
async function slackDoor(api: string, token: string): Promise<Pick<Adapter, 'platform' | 'send'>> {
  const [{ makeWeb }, { makeUsers }, { makeSend }, { rewrite }] = await Promise.all([
    import('#adapters/slack/web.ts'), import('#adapters/slack/presence.ts'), import('#adapters/slack/send.ts'), import('#bot/lines.ts'),
  ]);
  const web = makeWeb(token, api);
  return { platform: 'slack', send: makeSend(web, makeUsers(web), rewrite((line) => line)) };
}

/** Each message is on its way for a while, and answered for only a while after it has arrived. */
function onTheWay({ platform, send }: Pick<Adapter, 'platform' | 'send'>): Adapter {
  return {
    platform,
    async start() {},
    async stop() {},
    async send(...args) {
      await sleep(80 * Math.random());
      const receipt = await send(...args);
      await sleep(160 * Math.random());
      return receipt;
    },
  };
}
