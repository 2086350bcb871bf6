import { fileURLToPath } from 'node:url';
import type { Secret } from '#core/secret.ts';
import type { Store } from '#db/open.ts';
import { groupIds } from '#db/groups.ts';
import { sandboxClock, systemClock } from '#adapters/terminal/clock.ts';
import { makeSandbox, sandboxGroup, stateOfStore } from '#adapters/terminal/sandbox.ts';
import { makeTerminal } from '#adapters/terminal/terminal.ts';
import type { GroupFile } from '#rules/groupfile.ts';
import { assemble, assembleDelivery } from '#src/assemble.ts';
import type { Config } from '#src/config.ts';
import { endWith } from '#src/ending.ts';
import { groupIn } from '#src/import.ts';
import { filesBeside, nameOf } from '#src/imported.ts';
import { makeLog } from '#src/log.ts';
import { refused } from '#src/refused.ts';

const sample = fileURLToPath(new URL('../sample/group.json', import.meta.url));

/** Talks with whoever is at the terminal until they end. Resolves with the exit code; `ready` is called once all is up. @throws Refused */
export async function talk(store: Store, secret: Secret, { env, args }: Config, file: GroupFile | undefined, ready: () => void): Promise<number> {
  let state = await stateOfStore(store);
  const where = nameOf(env.DATABASE_URL);
  if (file && state !== 'empty') throw refused('config.group.notEmpty', { where });
  if (args.now && state === 'real') throw refused('config.now.real');
  if (state === 'empty') {
    await makeSandbox(store, secret, file ?? (await groupIn(sample)));
    state = await stateOfStore(store);
  }
  const sandbox = state === 'sandbox';
  if (!sandbox && (await store.read(groupIds)).length === 0) throw refused('config.group.none', { where });
  // Whoever sits before the screen is not shown what the program writes for whoever runs it unseen.
  const log = makeLog(sandbox || process.stdin.isTTY ? 'error' : env.LOG_LEVEL, (line) => void process.stderr.write(line));
  const clock = sandbox ? await sandboxClock(store) : systemClock;
  const home = sandbox ? (await sandboxGroup(store)).group.zone : new Intl.DateTimeFormat().resolvedOptions().timeZone;

  const isBack = (to: Temporal.Instant) => Temporal.Instant.compare(to, clock.now()) < 0;
  const begins = args.now ?? clock.now();
  // What the clock is put forward to is reached once there is a screen on which to show what falls due on the way.
  if (isBack(begins)) await clock.forward(begins, home);
  const pass = async (to: Temporal.Instant) => {
    if (isBack(to)) await clock.forward(to, home);
    await tick.until(to, { move: async (at) => (isBack(at) ? undefined : clock.forward(at, home)), settled: () => delivery.settled() });
  };
  const settled = async () => {
    await tick.run(clock.now());
    await delivery.settled();
  };
  const recover = async () => {
    await delivery.recover();
    await tick.start();
    await (args.now ? pass(args.now) : settled());
  };
  const terminal = makeTerminal({ store, secret, clock, sandbox, home, begins, files: filesBeside(env.DATABASE_URL), pass, settled, recover }, process.stdin, process.stdout);
  endWith(() => terminal.stop());
  // Nobody reads the answers any more.
  process.stdout.on('error', () => process.exit(0));
  const { deliveries, tick } = await assembleDelivery(store, secret, [terminal], { now: clock.now, sandbox, log });
  const delivery = deliveries[0]!;
  const wake = () => {
    delivery.wake();
    tick.wake();
  };
  await terminal.start(await assemble(store, secret, clock.now, wake, log));
  ready();
  log('info', 'started');
  const code = await terminal.done;
  await tick.stop();
  await delivery.stop();
  log('info', 'stopped', { code });
  return code;
}
