import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bot } from '#bot/bot.ts';
import { DeliveryError, StoreError, UserError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import { t, type Key } from '#core/i18n.ts';
import { plain, type Message, type Params } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { groupIds } from '#db/groups.ts';
import { openStore, type Store } from '#db/open.ts';
import { sandboxClock, systemClock } from '#adapters/terminal/clock.ts';
import { openFile } from '#adapters/terminal/file.ts';
import { render } from '#adapters/terminal/render.ts';
import { mainGroup, mainRoom, tie } from '#adapters/terminal/rooms.ts';
import { makeSandbox, operator, sandboxGroup, stateOfStore } from '#adapters/terminal/sandbox.ts';
import { makeTerminal } from '#adapters/terminal/terminal.ts';
import type { GroupFile } from '#rules/groupfile.ts';
import type { FileFault } from '#rules/readfile.ts';
import { readConfig, type Config } from '#src/config.ts';
import { nameOf, whereImported } from '#src/imported.ts';
import { KeyError, openSecret } from '#src/key.ts';
import { makeLog, traceOf, type Log } from '#src/log.ts';

const sample = fileURLToPath(new URL('../sample/group.json', import.meta.url));

/** Why the program cannot start: lines for whoever started it. */
class Refused extends Error {
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super('refused');
    this.lines = lines;
  }
}
const words = (key: Key, params: Params = {}) => plain(t('en', key, params));
const writeError = (text: string) => void process.stderr.write(text);
const refused = (key: Key, params?: Params) => new Refused(words(key, params));

/** Starts the program and resolves with its exit code when it has ended. `ready` is called once it is up. */
export async function start(argv: readonly string[], ready: () => void): Promise<number> {
  const log = makeLog('error', writeError);
  process.on('uncaughtException', (error) => {
    const incident = newId(systemNow());
    log('error', 'bug', { incident, ...traceOf(error) });
    process.stderr.write(`${words('config.bug', { incident })}\n`);
    process.exit(1);
  });
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const read = readConfig(process.env, argv);
    if ('faults' in read) throw new Refused(words('config.faults', { count: read.faults.length }), ...read.faults.map((fault) => `- ${fault}`));
    const { config } = read;
    if (config.args.task === 'help') {
      process.stdout.write(`${words('config.usage')}\n`);
      return 0;
    }
    const { file: path, task } = config.args;
    const file = path === undefined ? undefined : task === 'import' ? await groupOrDates(path) : await groupIn(path);
    checkNoFolder(config.env.DATABASE_URL);
    const store = await openStore(config.env.DATABASE_URL, systemNow());
    try {
      const secret = await openSecret(store, config.env.DATABASE_URL, config.env.SECRET_KEY);
      return await (config.args.task === 'import' ? importFile(store, secret, config, file, log) : talk(store, secret, config, file, ready));
    } finally {
      await store.close();
    }
  } catch (error) {
    const lines = linesFor(error);
    if (!lines) throw error;
    process.stderr.write(`${lines.join('\n')}\n`);
    return 1;
  }
}

function linesFor(error: unknown): readonly string[] | undefined {
  if (error instanceof Refused) return error.lines;
  if (error instanceof StoreError) return [words(`error.store.${error.fault}`, { where: error.where })];
  if (error instanceof KeyError) return [words(`config.secret.${error.fault}`, { where: error.where })];
  if (error instanceof UserError) return [words(error.key, error.params)];
  return undefined;
}

/** @throws Refused when the store is to be where a folder is */
function checkNoFolder(address: string): void {
  const where = nameOf(address);
  const isFolder = address.startsWith('file:') && (/[/\\]$/.test(where) || (existsSync(where) && statSync(where).isDirectory()));
  if (isFolder) throw refused('terminal.file.store', { where, example: join(where, 'secretariat.db') });
}

/** The group that a file holds. A faulty file is told with all its faults, before a store is touched. */
async function groupIn(path: string): Promise<GroupFile> {
  const { text } = await openFile(path, 'file');
  const { readGroupFile } = await import('#rules/groupfile.ts');
  return sound(path, readGroupFile(text));
}

function sound<T>(path: string, read: { file: T } | { faults: readonly FileFault[] }): T {
  if ('file' in read) return read.file;
  throw new Refused(words('config.group.faulty', { path, count: read.faults.length }), ...read.faults.map(({ place, fault }) => `- ${place}: ${fault}`));
}

/** The same of a file that is to be imported; undefined for a calendar, which is no group. */
async function groupOrDates(path: string): Promise<GroupFile | undefined> {
  const { text } = await openFile(path, 'file');
  const { isCalendar, readCalendarFile } = await import('#rules/calendarfile.ts');
  if (!isCalendar(text)) return groupIn(path);
  sound(path, readCalendarFile(text));
  return undefined;
}

/** Puts the bot together. Loaded only now, because a person has a prompt before it is there. */
async function assemble(store: Store, secret: Secret, now: () => Temporal.Instant, wake: () => void, log: Log): Promise<Bot> {
  const [{ makeBot }, { aliases, commands }] = await Promise.all([import('#bot/bot.ts'), import('#commands/index.ts')]);
  const bug = (incident: string, command: string, error: unknown) => log('error', 'bug', { incident, command, ...traceOf(error) });
  return makeBot({ store, secret, aliases, commands: new Map(commands.map((command) => [command.name, command])), now, wake, bug });
}

/** Imports a file: the group that it holds or, without one, dates into the only group there is. */
async function importFile(store: Store, secret: Secret, config: Config, holds: GroupFile | undefined, log: Log): Promise<number> {
  const state = await stateOfStore(store);
  const sandbox = state === 'sandbox';
  const clock = sandbox ? await sandboxClock(store) : systemClock;
  const bot = await assemble(store, secret, clock.now, () => {}, log);
  const file = await openFile(config.args.file!, 'file');
  const groups = await store.read(groupIds);
  // On the command line nobody is in a group's room, so that only the one group there is can be meant.
  if (!holds && groups.length !== 1) throw refused(groups.length === 0 ? 'error.import.noGroup' : 'error.import.which', { groups: groups.join(', ') });
  const outcome = await bot.invoke({ id: newId(systemNow()), command: 'group.import', given: { file }, via: 'line', user: operator, room: mainRoom });
  if (!('say' in outcome)) throw new Error('an import asks for nothing');
  const blocks = outcome.say.blocks.filter((block) => !('buttons' in block));
  const show = (message: Message) => `${render(message, outcome.reader, { width: 100, colours: false, tty: false }).join('\n')}\n`;
  if (outcome.say.tone === 'refusal') {
    process.stderr.write(show({ ...outcome.say, blocks }));
    return 1;
  }
  const group = holds?.group ?? { id: groups[0]! };
  // The first group has the terminal's main room, whatever comes after it.
  if (state === 'empty') await store.tx((tx) => tie(tx, { group: group.id, address: mainRoom }, 'desk', systemNow()));
  const isMain = (await store.read(mainGroup)) === group.id;
  process.stdout.write(show({ ...outcome.say, blocks: [...blocks, ...whereImported(config, sandbox, isMain ? undefined : group.id)] }));
  return 0;
}

async function talk(store: Store, secret: Secret, { env, args, tokens }: Config, file: GroupFile | undefined, ready: () => void): Promise<number> {
  const state = await stateOfStore(store);
  if (file && state !== 'empty') throw refused('config.group.notEmpty', { where: nameOf(env.DATABASE_URL) });
  if (args.now && state === 'real') throw refused('config.now.real');
  if (state === 'empty') await makeSandbox(store, secret, file ?? (await groupIn(sample)));
  const sandbox = state !== 'real';
  // Whoever sits before the screen is not shown what the program writes for whoever runs it unseen.
  const log = makeLog(sandbox || process.stdin.isTTY ? 'error' : env.LOG_LEVEL, writeError);
  const clock = sandbox ? await sandboxClock(store) : systemClock;
  const home = sandbox ? (await sandboxGroup(store)).group.zone : new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (tokens) process.stderr.write(`${words('config.platforms')}\n`);

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
  const terminal = makeTerminal({ store, secret, clock, sandbox, home, begins, pass, settled, recover }, process.stdin, process.stdout);
  endWith(() => terminal.stop());
  const [{ makeDelivery }, { makeTick }] = await Promise.all([import('#delivery/send.ts'), import('#delivery/tick.ts')]);
  // What fails is tried again; only a bug needs somebody at once.
  const level = (error: unknown) => (error instanceof DeliveryError || error instanceof StoreError ? 'warn' : 'error');
  const delivery = makeDelivery(store, secret, terminal, (message, error) => log(level(error), 'delivery', { message, ...traceOf(error) }));
  const failed = (what: string, error: unknown, group?: string) => log('error', what, { ...(group !== undefined && { group }), ...traceOf(error) });
  const tick = makeTick({ store, secret, now: clock.now, sandbox, wake: () => delivery.wake(), log: failed });
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

/** Stops the work when the program is told to end, when its launcher is gone and when nobody reads its output any more. */
function endWith(stop: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), 9000).unref();
    void stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  process.stdout.on('error', () => process.exit(0));
  const launcher = Number(process.env.SECRETARIAT_LAUNCHER);
  // Only where `scripts/node.mjs` says that it is the parent: a process that was started in the background outlives its shell.
  if (launcher) setInterval(() => process.ppid !== launcher && !ending && end(), 500).unref();
}
