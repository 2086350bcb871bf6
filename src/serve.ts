import type { Secret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { backlog } from '#db/backlog.ts';
import { makeReal } from '#db/kind.ts';
import type { Store } from '#db/open.ts';
import { doors, titles } from '#adapters/index.ts';
import { aliases, commands } from '#commands/index.ts';
import { assemble, assembleDelivery } from '#src/assemble.ts';
import type { Config, Environment, PlatformName } from '#src/config.ts';
import { connect, tellLacking, watch, type Line } from '#src/connect.ts';
import { endWith } from '#src/ending.ts';
import { nameOf } from '#src/imported.ts';
import { makeLog, type Log } from '#src/log.ts';
import { refused, tell, words, type Refused } from '#src/refused.ts';
import { seconds, takePlace } from '#src/sole.ts';
import { openHealth, type Health } from '#src/web/health.ts';

/** Looks whether there is anything to serve, before a store is touched. @throws Refused */
export function checkServable({ env: { ROLES }, args, platforms }: Config): void {
  if (args.file !== undefined || args.now !== undefined) throw refused('serve.terminalOnly');
  const spoken = platforms.filter((name) => doors[name]);
  if (spoken.length === 0) throw refused('serve.onlyNotYet', { platform: platforms.map((name) => titles[name]).join(', ') });
  if (!ROLES.some((role) => role === 'web' || role === 'delivery' || spoken.some((name) => name === role))) throw refused('serve.idle', { platform: spoken.join(', ') });
}

/**
 * Speaks on chat platforms until the program is told to end: without a prompt, and its input is not read. Which part of that this process
 * takes on is said by ROLES. Resolves with the exit code; `ready` is called once all is up. @throws Refused
 */
export async function serve(store: Store, secret: Secret, { env, platforms }: Config, ready: () => void): Promise<number> {
  const log = makeLog(env.LOG_LEVEL, (line) => void process.stderr.write(line));
  // Whoever read the log may have gone; that is no reason to end.
  process.stderr.on('error', () => {});
  if (!(await store.tx((tx) => makeReal(tx, systemNow())))) throw refused('serve.sandbox', { where: nameOf(env.DATABASE_URL) });
  for (const name of platforms) if (!doors[name]) tell(words('serve.notYet', { platform: titles[name] }));

  const over = new AbortController();
  const { promise: ended, resolve, reject } = Promise.withResolvers<number>();
  const fail = (error: Refused) => {
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
  const { deliveries, tick } = await assembleDelivery(store, secret, delivers ? lines.map(({ door }) => door.adapter) : [], { now: systemNow, sandbox: false, log });
  const wake = () => {
    if (!delivers) return;
    for (const delivery of deliveries) delivery.wake();
    tick.wake();
  };
  const bot = await assemble(store, secret, systemNow, wake, log);

  // What is up is taken down in the opposite order: first nothing more is heard, last the port is given back.
  await using up = new AsyncDisposableStack();
  if (env.ROLES.includes('web')) {
    const health = await healthOn(env.PORT, store, lines);
    up.defer(() => health.close());
    tell(words('serve.health', { port: String(health.port) }));
  }
  for (const { name, title: platform, listens } of lines) {
    if (!listens) continue;
    const place = await takePlace(store, name, { waiting: () => tell(words('serve.waiting', { platform, seconds })), lost: () => fail(refused('serve.lost', { platform })) });
    if (!place) throw refused('serve.other', { platform });
    up.defer(() => place.leave());
  }
  for (const delivery of deliveries) up.defer(() => delivery.stop());
  up.defer(() => tick.stop());

  let ticking: Promise<void> | undefined;
  const begin = async (line: Line, i: number) => {
    if (line.listens) up.defer(() => line.door.adapter.stop());
    if (!(await connect(line, bot, log, over.signal))) return;
    if (line.listens) {
      const watching = watch(line, log, fail);
      up.defer(() => watching.stop());
    }
    if (delivers) await deliveries[i]!.recover();
    if (delivers) await (ticking ??= tick.start());
    void tellLacking(line, store, secret, log);
  };
  await Promise.all(lines.map(begin));
  if (!over.signal.aborted) {
    ready();
    log('info', 'started');
  }
  const code = await ended;
  log('info', 'stopped', { code });
  return code;
}

/** Opens the platforms that this process listens or sends on. */
async function open(env: Environment, platforms: readonly PlatformName[], log: Log): Promise<Line[]> {
  const lines: Line[] = [];
  for (const name of platforms) {
    const listens = env.ROLES.includes(name);
    const door = listens || env.ROLES.includes('delivery') ? await doors[name]?.(env, { commands, aliases }, log) : undefined;
    if (door) lines.push({ name, title: titles[name], door, listens });
  }
  return lines;
}

/** @throws Refused when the port cannot be had */
async function healthOn(port: number, store: Store, lines: readonly Line[]): Promise<Health> {
  const names = lines.map(({ name }) => name);
  const vitals = {
    backlog: () => store.read((tx) => backlog(tx, names, systemNow())),
    platforms: () => Object.fromEntries(lines.filter(({ listens }) => listens).map(({ name, door }) => [name, door.adapter.connected()])),
    now: systemNow,
  };
  try {
    return await openHealth(port, vitals);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EADDRINUSE' || code === 'EACCES') throw refused(code === 'EACCES' ? 'serve.port.forbidden' : 'serve.port.used', { port: String(port) });
    throw error;
  }
}
