// A process of its own in which people command, and which composes and delivers what follows, for tests that kill it: `caller.ts STORE URL
// START`, as sender.ts has them. Each line of its input is an invocation by somebody; it says `ready` once, then `done ID` for each that is
// carried out or has been before, and else nothing but what is wrong. It ends with its input.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { aliases, commands, menus } from '#commands/index.ts';
import { makeBot } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery } from '#delivery/send.ts';
import { makeTick } from '#delivery/tick.ts';
import { overHttp } from '#tests/support/transport.ts';
import { read } from '#tests/support/world.ts';

const [address, url, shows, was] = process.argv.slice(2) as [string, string, string, string];
const say = (line: string) => void writeSync(1, `${line.replaceAll('\n', ' ')}\n`);
const wrong = (error: unknown) => void (error instanceof DeliveryError || say(error instanceof Error ? (error.stack ?? error.message) : String(error)));
const behind = Number(was) - Number(shows);
const now = () => systemNow().subtract({ milliseconds: behind });

const store = await openStore(address, now());
const secret = makeSecret('test');
const delivery = makeDelivery(store, secret, overHttp(url, 'here', undefined, read), (_, error) => wrong(error), { now, limitMs: 2000, patience: { ...patience, firstMs: 50, growth: 2, mostMs: 1000, tries: 30 } });
const tick = makeTick({ store, secret, now, sandbox: false, wake: () => delivery.wake(), log: (_, error) => wrong(error) });
const bot = makeBot({
  store, secret, aliases, menus, now,
  commands: new Map(commands.map((command) => [command.name, command])),
  wake: () => {
    tick.wake();
    delivery.wake();
  },
  bug: (_incident, _command, error) => wrong(error),
});
say('ready');
void delivery.recover();
void tick.start();
const running = new Set<Promise<void>>();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const work = carryOut(JSON.parse(line) as { id: string; user: string; command: string; given: Record<string, string> });
  running.add(work);
  void work.finally(() => running.delete(work));
});
await once(lines, 'close');
await Promise.all(running);
await tick.stop();
await delivery.stop();
await store.close();

async function carryOut({ id, user, command, given }: { id: string; user: string; command: string; given: Record<string, string> }): Promise<void> {
  const outcome = await bot.invoke({ id, command, given, via: 'button', user: { platform: 'here', id: user }, room: `here:@${user}` });
  if ('say' in outcome && outcome.say.tone !== 'done') say(`refused: ${read(outcome.say)}`);
  else if ('ask' in outcome) say('refused: a form was opened');
  else say(`done ${id}`);
}
