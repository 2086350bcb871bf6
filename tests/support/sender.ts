// A process of its own that composes and delivers what a store holds, for tests that kill it: `sender.ts STORE URL START`. START is what its
// clock shows at the start of the run, and when that was. It says `ready` once and then nothing but what is wrong; it ends with its input.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { DeliveryError } from '#core/errors.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery } from '#delivery/send.ts';
import { makeTick } from '#delivery/tick.ts';
import { overHttp } from '#tests/support/transport.ts';

const [address, url, shows, was] = process.argv.slice(2) as [string, string, string, string];
const say = (line: string) => void writeSync(1, `${line.replaceAll('\n', ' ')}\n`);
const wrong = (error: unknown) => void (error instanceof DeliveryError || say(error instanceof Error ? (error.stack ?? error.message) : String(error)));
const behind = Number(was) - Number(shows);
const now = () => systemNow().subtract({ milliseconds: behind });

const store = await openStore(address, now());
const secret = makeSecret('test');
const door = overHttp(url, 'here', undefined, (message) => JSON.stringify(message.blocks));
const delivery = makeDelivery(store, secret, door, (_, error) => wrong(error), { now, limitMs: 2000, patience: { ...patience, firstMs: 50, growth: 2, mostMs: 1000, tries: 30 } });
const tick = makeTick({ store, secret, now, sandbox: false, wake: () => delivery.wake(), log: (_, error) => wrong(error) });
say('ready');
void delivery.recover();
void tick.start();
await once(process.stdin.resume(), 'end');
await tick.stop();
await delivery.stop();
await store.close();
