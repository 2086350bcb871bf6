import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { claim } from '#db/claim.ts';
import { setNote } from '#db/migrate.ts';
import { openStore } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { childOf, main, runProgram, startProgram } from '#tests/support/program.ts';
import { sample } from '#tests/support/world.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const file = (name: string) => join(folder(), name);
const isRoot = process.getuid?.() === 0;
/** An account without rights, to which root can hand a process. */
const nobody = 65_534;

/** One sentence that names the place, on standard error alone, without a trace. */
function isOneSentence({ out, err, code }: Awaited<ReturnType<typeof runProgram>>, words: RegExp): void {
  expect({ out, code }).toEqual({ out: '', code: 1 });
  expect(err).toMatch(words);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).not.toMatch(/\bat .*\.ts:\d|Error/);
}

describe.concurrent('a store that cannot be used is told in one sentence and left as it is', { timeout: 30_000 }, () => {
  beforeAll(() => void folder());
  const copyOf = async (name: string): Promise<string> => {
    const path = file(name);
    await runProgram([`--db=${path}`], ['/as UNODC', '/update 4 at-risk']);
    return path;
  };

  test('corrupt', async () => {
    const noise = file('noise.db');
    writeFileSync(noise, Buffer.alloc(5000, 'not a store '));
    const half = await copyOf('half.db');
    const bytes = readFileSync(half);
    writeFileSync(half, bytes.subarray(0, bytes.length / 3));
    for (const path of [noise, half]) {
      const before = readFileSync(path);
      isOneSentence(await runProgram([`--db=${path}`], ['/commitment list']), /is damaged or is not a Secretariat store/);
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  test('written by a newer version', async () => {
    const path = await copyOf('newer.db');
    const store = await openStore(`file:${path}`, Temporal.Instant.from('2013-02-22T08:00:00Z'));
    await store.tx((tx) => setNote(tx, 'version', '999'));
    await store.close();
    const before = readFileSync(path);
    isOneSentence(await runProgram([`--db=${path}`], ['/commitment list']), /written by a newer version of Secretariat/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('locked by another process', async () => {
    const path = await copyOf('locked.db');
    const script = "import D from 'better-sqlite3'; const db = new D(process.argv[1]); db.pragma('locking_mode = exclusive'); db.exec('begin exclusive'); console.log('held'); process.stdin.resume().on('end', () => db.close())";
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const before = readFileSync(path);
    isOneSentence(await runProgram([`--db=${path}`], ['/commitment list']), /in use by another process/);
    expect(readFileSync(path).equals(before)).toBe(true);
    holder.stdin.end();
    await once(holder, 'close');
    expect((await runProgram([`--db=${path}`], ['/as UNODC', '/commitment show 4'])).out).toContain('At risk');
  });

  test('in a place where none can be', async () => {
    writeFileSync(file('plain'), '');
    isOneSentence(await runProgram([`--db=${file('plain/x.db')}`], []), /There is no store at .* and none can be made there/);
  });

  test('that is a folder', async () => {
    mkdirSync(file('folder'));
    const sentence = /folder\/? is a folder\. Please name a file, for example .*folder\/secretariat\.db\. Nothing was changed\./;
    isOneSentence(await runProgram([`--db=${file('folder')}`], []), sentence);
    isOneSentence(await runProgram([`--db=${file('no folder')}/`], []), sentence);
    expect(readdirSync(file('folder'))).toEqual([]);
    expect(existsSync(file('no folder'))).toBe(false);
  });

  test('read-only', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has no such rights');
    const uid = isRoot ? nobody : undefined;
    if (uid !== undefined) {
      try {
        execFileSync(process.execPath, ['-e', `require('fs').accessSync(${JSON.stringify(main)})`], { uid, gid: uid, stdio: 'ignore' });
      } catch {
        skip('the tests run as root from a folder that nobody else can read');
      }
    }
    mkdirSync(file('shut'));
    const path = await copyOf('shut/read.db');
    chmodSync(`${path}.key`, 0o444);
    chmodSync(path, 0o444);
    chmodSync(file('shut'), 0o555);
    chmodSync(folder(), 0o755);
    const before = readFileSync(path);
    isOneSentence(await runProgram([`--db=${path}`], ['/commitment list'], { cwd: '/', ...(uid !== undefined && { uid }) }), /cannot be written: this program has no permission/);
    expect(readFileSync(path).equals(before)).toBe(true);
    chmodSync(file('shut'), 0o755);
  });

  test('on a full disk, also in the middle of the work', async ({ skip }) => {
    if (process.platform === 'win32') skip('there is no limit on the size of files to stand for a full disk');
    const path = await copyOf('full.db');
    const before = readFileSync(path);
    // The log beside the file may grow to 256 blocks of 512 bytes, so that some updates find room and then one does not.
    const lines = ['/as UNODC', ...Array.from({ length: 60 }, (_, i) => `/update 4 at-risk Number ${i} ${'word '.repeat(180)}`)];
    const child = spawn('sh', ['-c', `ulimit -f 512; exec "$0" "$@"`, process.execPath, main, `--db=${path}`], { env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.on('error', () => {}).end(lines.join('\n'));
    const [code] = (await once(child, 'close')) as [number];
    expect(err).toBe('');
    expect(out.trimEnd().split('\n\n').at(-1)).toMatch(/^The disk is full: nothing more can be stored/);
    expect(code).toBe(1);
    const answered = [...out.matchAll(/^C4 is now/gm)].length;
    expect(answered).toBeGreaterThan(0);
    const after = await runProgram([`--db=${path}`], ['/as UNODC', '/commitment show 4']);
    expect(after.out).toContain(`Number ${answered - 1} `);
    expect(readFileSync(path).subarray(0, 16).equals(before.subarray(0, 16))).toBe(true);
  });
});

describe.concurrent('the program itself', { timeout: 30_000 }, () => {
  beforeAll(() => void folder());

  test('lists all that is wrong with its settings, and makes no store', async () => {
    const { out, err, code } = await runProgram(['--colour', `--db=${file('unmade.db')}`], [], { env: { PORT: 'x', LOG_LEVEL: 'loud', SLACK_APP_TOKEN: 'xapp-1' } });
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err.trimEnd().split('\n')).toEqual([
      'Secretariat cannot start. Please mend these 4 things:', expect.stringContaining('--colour'), expect.stringContaining('- PORT: please set'), expect.stringContaining('- LOG_LEVEL: please set'), expect.stringContaining('SLACK_BOT_TOKEN'),
    ]);
    expect(existsSync(file('unmade.db'))).toBe(false);
  });

  test('takes an empty token for none', async () => {
    expect(await runProgram(['--db=:memory:'], ['/clock'], { env: { DISCORD_TOKEN: '' } })).toMatchObject({ out: 'It is Fri 22 February 2013, 09:00 Vienna.\n\n', err: '', code: 0 });
  });

  test('imports a file into the store, once; of a faulty one it names every fault and makes nothing', async () => {
    const db = `--db=${file('import.db')}`;
    const faulty = file('faulty.json');
    writeFileSync(faulty, JSON.stringify({ ...sample, schemaVersion: 2, commitments: [{ ...sample.commitments[0], lead: 'nobody' }] }));
    const refused = await runProgram([db, 'import', faulty], []);
    expect({ out: refused.out, code: refused.code }).toEqual({ out: '', code: 1 });
    expect(refused.err).toMatch(/things are wrong\. Nothing was imported\.\n(- .*\n)*- schemaVersion: .*\n(- .*\n)*- commitments\[0\].*lead: .*nobody/);
    expect(existsSync(file('import.db'))).toBe(false);
    const path = join(import.meta.dirname, '../../sample/group.json');
    const first = await runProgram([db, 'import', path], []);
    expect(first).toMatchObject({ code: 0, err: '', out: expect.stringContaining('15 commitments') });
    const again = await runProgram([db, 'import', path], []);
    expect(again).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is here already') });
    const real = await runProgram([db], ['/as INPUD', '/clock +3d']);
    expect(real.answers).toEqual([expect.stringMatching(/^This store is worked with/), expect.stringMatching(/^You are in the room of UNODC and civil society/), expect.stringContaining('/as exists only in a sandbox'), expect.stringContaining('/clock exists only in a sandbox')]);
    const logged = real.err.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toEqual([{ at: expect.any(String), level: 'info', event: 'started' }, { at: expect.any(String), level: 'info', event: 'stopped', code: 0 }]);
    expect((await runProgram([db], ['/clock +3d'], { env: { LOG_LEVEL: 'error' } })).err).toBe('');
    expect(await runProgram([db, '--now=2030-01-01T00:00:00Z'], [])).toMatchObject({ code: 1, err: expect.stringContaining('--now is for a sandbox') });
  });

  test('ends with 0 at SIGTERM, with what it answered in the store', async () => {
    const db = `--db=${file('term.db')}`;
    const program = startProgram([db]);
    program.says('/as UNODC');
    program.says('/update 4 at-risk Before the end');
    await program.until('→ #main');
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect((await runProgram([db], ['/as UNODC', '/commitment show 4'])).out).toContain('Before the end');
  });

  test('ends when its launcher is killed', async ({ skip }) => {
    if (!existsSync('/proc/self/task')) skip('there is no /proc to find the process in');
    const program = startProgram([`--db=${file('orphan.db')}`]);
    program.says('/clock');
    await program.until('It is');
    const inner = childOf(program.child.pid!);
    program.child.kill('SIGKILL');
    // The pipe is closed by the last process that holds it, on its way out: a moment later it is gone.
    await program.end();
    const state = () => (existsSync(`/proc/${inner}/stat`) ? readFileSync(`/proc/${inner}/stat`, 'utf8').split(' ')[2]! : 'gone');
    await expect.poll(state, { timeout: 5000 }).toMatch(/^(gone|Z|X)$/);
  });

  test('delivers what a killed process had taken out to deliver', async () => {
    const path = file('taken.db');
    await runProgram([`--db=${path}`], ['/as UNODC']);
    const store = await openStore(`file:${path}`, Temporal.Instant.from('2013-02-22T08:00:00Z'));
    const now = Temporal.Now.instant();
    await store.tx(async (tx) => {
      const { group_id } = await tx.selectFrom('room').select('group_id').executeTakeFirstOrThrow();
      await post(tx, group_id, 'terminal:main', { v: 1, blocks: [{ text: ['Half delivered'] }] }, now);
    });
    await store.tx((tx) => claim(tx, 'terminal', 'killed', now.add({ seconds: 1 }), now.add({ hours: 1 }), 1));
    await store.close();
    const { out } = await runProgram([`--db=${path}`], ['/clock']);
    expect(out).toBe('→ #main  Fri 22 February 2013, 09:00 Vienna\n  Half delivered\n\nIt is Fri 22 February 2013, 09:00 Vienna.\n\n');
    expect((await runProgram([`--db=${path}`], ['/clock'])).out).not.toContain('Half delivered');
  });

  test('leaves no second file with words in it beside the store', async () => {
    mkdirSync(file('alone'));
    await runProgram([`--db=${file('alone/store.db')}`], ['/as UNODC', '/update 4 at-risk Only in the store']);
    expect(readdirSync(file('alone')).sort()).toEqual(['store.db', 'store.db.key']);
    accessSync(file('alone/store.db'), constants.R_OK);
  });
});
