import type { Secret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { makeReal } from '#db/kind.ts';
import type { Store } from '#db/open.ts';
import { doors, titles } from '#adapters/index.ts';
import { aliases, commands } from '#commands/index.ts';
import { assemble, assembleDelivery } from '#src/assemble.ts';
import type { Config, Environment, PlatformName } from '#src/config.ts';
import { askingDoors, hold, tellLacking, type Line, type Standing } from '#src/connect.ts';
import { endWith } from '#src/ending.ts';
import { giveBack } from '#src/giveback.ts';
import { nameOf } from '#src/imported.ts';
import { makeLog, traceOf, type Log } from '#src/log.ts';
import { openPort } from '#src/port.ts';
import { refused, tell, words } from '#src/refused.ts';
import { seconds, takePlace } from '#src/sole.ts';
import { makeStandings } from '#src/standing.ts';
import { calendarPages } from '#src/web/feeds.ts';

/** Looks whether there is anything to serve, before a store is touched. @throws Refused */
export function checkServable({ env: { ROLES }, args, platforms }: Config): void {
  if (args.file !== undefined || args.now !== undefined) throw refused('serve.terminalOnly');
  if (!ROLES.some((role) => role === 'web' || role === 'delivery' || platforms.some((name) => name === role))) throw refused('serve.idle', { platform: platforms.join(', ') });
}

/**
 * Speaks on chat platforms until the program is told to end: without a prompt, and its input is not read. Which part of that this process
 * takes on is said by ROLES. Resolves with the exit code; `ready` is called once every platform has been tried and one is up. @throws Refused
 */
export async function serve(store: Store, secret: Secret, { env, platforms }: Config, ready: () => void): Promise<number> {
  const log = makeLog(env.LOG_LEVEL, (line) => void process.stderr.write(line));
  // Whoever read the log may have gone; that is no reason to end.
  process.stderr.on('error', () => {});
  if (!(await store.tx((tx) => makeReal(tx, systemNow())))) throw refused('serve.sandbox', { where: nameOf(env.DATABASE_URL) });

  const over = new AbortController();
  const { promise: ended, resolve, reject } = Promise.withResolvers<number>();
  const fail = (error: unknown) => {
    reject(error);
    over.abort();
  };
  // It may fail before anybody waits for the end.
  ended.catch(() => {});
  endWith(async () => {
    resolve(0);
    over.abort();
  });

  const delivers = env.ROLES.includes('delivery');
  const lines = await open(env, platforms, log);
  const isIn = askingDoors(lines, (name) => (platforms.some((each) => each === name) ? doors[name as PlatformName](env, { commands, aliases }, log) : undefined));
  const { deliveries, tick } = await assembleDelivery(store, secret, delivers ? lines.map(({ door }) => door.adapter) : [], { now: systemNow, sandbox: false, log, isIn });
  const wake = () => {
    if (!delivers) return;
    for (const delivery of deliveries) delivery.wake();
    tick.wake();
  };
  const bot = await assemble(store, secret, systemNow, wake, log, isIn, env.PUBLIC_URL?.replace(/\/*$/, '/'));

  // What is up is taken down in the opposite order: first nothing more is heard, last the port is given back.
  await using up = new AsyncDisposableStack();
  const listening = lines.filter(({ listens }) => listens);
  if (env.ROLES.includes('web') || listening.some(({ door }) => door.http)) {
    const failed = (error: unknown) => log('warn', 'calendar', traceOf(error));
    const served = await openPort(env.PORT, store, lines, env.ROLES.includes('web') ? calendarPages({ store, secret, now: systemNow, failed }) : undefined);
    up.defer(() => served.close());
  }
  await takePlaces(listening, store, up, fail);
  up.defer(() => together(log, [tick.stop(), ...deliveries.map((delivery) => delivery.stop())]));
  up.defer(() => together(log, listening.map(({ door }) => door.adapter.stop())));

  let ticking: Promise<void> | undefined;
  const connected = async (line: Line) => {
    if (delivers) await deliveries[lines.indexOf(line)]!.recover();
    if (delivers) await (ticking ??= tick.start());
    void tellLacking(line, store, secret, log);
  };
  const begun = () => {
    ready();
    log('info', 'started');
    setImmediate(giveBack);
  };
  const note = makeStandings(lines, { begun, fail });
  const stands = async (line: Line, now: Standing) => {
    if (now === 'up') await connected(line);
    if (!over.signal.aborted) note(line, now);
  };
  for (const line of lines) void hold(line, bot, log, over.signal, (now) => void stands(line, now).catch(fail));
  const code = await ended;
  log('info', 'stopped', { code });
  return code;
}

/** Opens the platforms that this process listens or sends on. */
async function open(env: Environment, platforms: readonly PlatformName[], log: Log): Promise<Line[]> {
  const lines: Line[] = [];
  for (const name of platforms) {
    const listens = env.ROLES.includes(name);
    if (!listens && !env.ROLES.includes('delivery')) continue;
    const door = await doors[name](env, { commands, aliases }, log);
    const first = door.check();
    // Whoever waits for it hears of it.
    first.catch(() => {});
    lines.push({ name, title: titles[name], door, listens, first });
  }
  return lines;
}

/** Takes the place of the one process that listens on each platform. What was taken is left with `up`. @throws Refused when another has one */
async function takePlaces(lines: readonly Line[], store: Store, up: AsyncDisposableStack, fail: (error: unknown) => void): Promise<void> {
  const all = await Promise.all(lines.map(async ({ name, title: platform }) => {
    const place = await takePlace(store, name, { waiting: () => tell(words('serve.waiting', { platform, seconds })), lost: () => fail(refused('serve.lost', { platform })) });
    if (place) up.defer(() => place.leave());
    return { platform, isTaken: place !== undefined };
  }));
  const other = all.find(({ isTaken }) => !isTaken);
  if (other) throw refused('serve.other', { platform: other.platform });
}

/** Waits for all of it, also when some of it fails. */
async function together(log: Log, work: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(work)) if (end.status === 'rejected') log('error', 'bug', { where: 'stop', ...traceOf(end.reason) });
}
