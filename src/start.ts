import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '#core/id.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { readConfig, type Config } from '#src/config.ts';
import { groupIn, groupOrDates, importFile } from '#src/import.ts';
import { nameOf } from '#src/imported.ts';
import { openSecret } from '#src/key.ts';
import { makeLog, traceOf, type Log } from '#src/log.ts';
import { linesFor, Refused, refused, tell, words } from '#src/refused.ts';
import { talk } from '#src/talk.ts';

/** Starts the program and resolves with its exit code when it has ended. `ready` is called once it is up. */
export async function start(argv: readonly string[], ready: () => void): Promise<number> {
  const log = makeLog('error', (line) => void process.stderr.write(line));
  process.on('uncaughtException', (error) => {
    const incident = newId(systemNow());
    log('error', 'bug', { incident, ...traceOf(error) });
    tell(words('config.bug', { incident }));
    process.exit(1);
  });
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const read = readConfig(process.env, argv);
    if ('faults' in read) throw new Refused(words('config.faults', { count: read.faults.length }), ...read.faults.map((fault) => `- ${fault}`));
    if (read.config.args.task === 'help') {
      process.stdout.write(`${words('config.usage')}\n`);
      return 0;
    }
    return await run(read.config, ready, log);
  } catch (error) {
    const lines = linesFor(error);
    if (!lines) throw error;
    tell(...lines);
    return 1;
  }
}

/** Imports, serves chat platforms or talks at the terminal. What serving needs is loaded only for that: a prompt is there at once. */
async function run(config: Config, ready: () => void, log: Log): Promise<number> {
  const { args: { task, file: path }, env, platforms } = config;
  const serving = task !== 'import' && platforms.length > 0 ? await import('#src/serve.ts') : undefined;
  serving?.checkServable(config);
  const file = path === undefined ? undefined : await (task === 'import' ? groupOrDates(path) : groupIn(path));
  checkNoFolder(env.DATABASE_URL);
  const store = await openStore(env.DATABASE_URL, systemNow());
  try {
    const secret = await openSecret(store, env.DATABASE_URL, env.SECRET_KEY);
    if (task === 'import') return await importFile(store, secret, config, file, log);
    if (serving) return await serving.serve(store, secret, config, ready);
    return await talk(store, secret, config, file, ready);
  } finally {
    await store.close();
  }
}

/** @throws Refused when the store is to be where a folder is */
function checkNoFolder(address: string): void {
  const where = nameOf(address);
  const isFolder = address.startsWith('file:') && (/[/\\]$/.test(where) || (existsSync(where) && statSync(where).isDirectory()));
  if (isFolder) throw refused('terminal.file.store', { where, example: join(where, 'secretariat.db') });
}
