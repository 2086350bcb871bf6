import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel, LocalDiscord, Person, Server } from '#tests/support/discord/types.ts';
import { childOf, runProgram } from '#tests/support/program.ts';
import { freePort, logOf, page, refusal, servers, told, up } from '#tests/support/serving.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
let discord: LocalDiscord;
let server: Server;
let room: Channel;
let anna: Person;
let port: number;
let count = 0;
const programs = servers();

beforeEach(async () => {
  discord = await openDiscord({ port: await freePort() });
  server = discord.server('A server');
  room = server.channel('office');
  anna = discord.person('Anna');
  anna.joins(server, { manages: true });
  port = await freePort();
});
afterEach(async () => {
  await programs.end();
  await discord.close();
});

const newStore = () => join(folder(), `${++count}.db`);
const where = (store: string, more: Readonly<Record<string, string>> = {}) => ({
  cwd: folder(), env: { DATABASE_URL: `file:${store}`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, PORT: String(port), ...more },
});
const serve = (store = newStore(), more: Readonly<Record<string, string>> = {}, direct = false) => programs.serve({ ...where(store, more), direct });
const refused = (store = newStore(), more: Readonly<Record<string, string>> = {}, args: readonly string[] = []) => refusal(where(store, more), args);

describe('the program that serves', { timeout: 60_000 }, () => {
  test('registers, tells the invite link, answers, is ready, and ends with 0 at SIGTERM; its log holds nobody and no id', async () => {
    const store = newStore();
    const program = serve(store);
    await up(program);
    expect(discord.registered().map(({ name }) => name)).toEqual(expect.arrayContaining(['commitment', 'update', 'help']));
    expect(program.err()).toContain(`Health checks are answered on port ${port}: /healthz and /readyz.\n`);
    expect(program.err()).toMatch(new RegExp(`\nThe bot is in 1 server\\. .*: https://discord\\.com/oauth2/authorize\\?client_id=${discord.application}&scope=bot\\+applications\\.commands&permissions=274877910016\n`));
    expect(await page(port, '/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await page(port, '/readyz')).toEqual({ status: 200, body: { ok: true, platforms: { discord: true }, oldest: 0, dead: 0 } });

    const answer = await anna.in(room).types('/help');
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('without a seat') });
    await discord.settled();
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect(program.out()).toBe('');
    const log = logOf(program.err());
    for (const secret of ['Anna', 'A server', 'office', discord.token, server.id, room.id, anna.id]) expect(log).not.toContain(secret);
    expect(discord.violations).toEqual([]);
    // The terminal does not make a sandbox of it, although it has no group yet.
    const terminal = await runProgram([`--db=${store}`], ['/clock +3d']);
    expect(terminal).toMatchObject({ out: '', code: 1, err: expect.stringMatching(/has no group yet\. Groups are set up in chat with \/group setup/) });
  });

  test('a group that was set up in chat is there after a restart, and so are its buttons; a room where the bot may not write is told', async () => {
    const store = newStore();
    const first = serve(store);
    await up(first);
    const made = await anna.in(room).types('/group setup name:Contact group zone:Vienna sides:UNODC: UNODC, WHO; Civil society: INPUD, IDPC');
    expect(made.text).toContain('Contact group');
    const [label] = made.buttons;
    expect(label).toBeTypeOf('string');
    first.child.kill('SIGTERM');
    expect(await first.end()).toBe(0);

    room.deny('SEND_MESSAGES');
    const second = serve(store);
    await told(second, /\nGroup contact-group, room #office: the bot lacks Send Messages\. In Discord, in the settings of that channel: Edit Channel → Permissions → .*\n/);
    await up(second);
    // The first was ended as it should be, so that nobody had to be waited for.
    expect(second.err()).not.toContain('Looking for');
    expect(second.err()).toContain('"state":"same"');
    const pressed = await made.presses(label!);
    expect(pressed.kind).not.toBe('none');
    expect(pressed.text).not.toContain('went wrong');
    const log = logOf(second.err());
    for (const secret of ['office', 'Contact', 'contact-group', room.id]) expect(log).not.toContain(secret);
  });

  test('a wrong token ends it with one sentence that says where to make a new one', async () => {
    const token = `${'M'.repeat(26)}.GabcdE.${'x'.repeat(38)}`;
    const err = await refused(newStore(), { DISCORD_TOKEN: token }, []);
    expect(err.split('\n')).toEqual([expect.stringContaining('Health checks'), expect.stringMatching(/^Discord does not accept DISCORD_TOKEN\. .*Bot → Reset Token/)]);
    expect(err).not.toContain(token);
  });

  test('a token that is taken back while it runs ends it in the same way', async () => {
    const program = serve();
    await up(program);
    const [{ port: place }, url] = [new URL(discord.url), discord.url];
    await discord.close();
    // The same place with another token.
    discord = await openDiscord({ port: Number(place) });
    expect(discord.url).toBe(url);
    expect(await program.end()).toBe(1);
    expect(program.err()).toMatch(/\nDiscord does not accept DISCORD_TOKEN\. /);
    expect(program.err()).not.toMatch(/^\s+at /m);
  });

  test('a Discord that is down is waited for, at growing distances; meanwhile the program lives and is not ready', async () => {
    discord.fail(/applications\/@me/, 'error', 1);
    // What the library asks again by itself, and then not any more.
    discord.fail(/gateway\/bot/, 'error', 4);
    const program = serve();
    await told(program, 'Discord does not answer. Trying again in 1 second.\n');
    expect(await page(port, '/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await page(port, '/readyz')).toMatchObject({ status: 503, body: { ok: false, why: 'discord', platforms: { discord: false } } });
    await told(program, 'Discord does not answer. Trying again in 2 seconds.\n');
    expect(program.err()).not.toContain('"stack"');
    await up(program);
    expect(await page(port, '/readyz')).toMatchObject({ status: 200 });
    expect(await anna.in(room).types('/help')).toMatchObject({ kind: 'message' });
    await discord.settled();
    // What was begun in vain hears nothing.
    expect(discord.requests.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(1);
    expect(discord.violations).toEqual([]);
  });

  test('told to end while it waits for Discord, it ends', async () => {
    discord.fail(/applications\/@me/, 'hang', 1);
    discord.fail(/applications\/@me/, 'reset', 20);
    const program = serve(newStore(), {}, true);
    await told(program, 'Health checks');
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
  });

  test('refuses a sandbox, and leaves it one', async () => {
    const store = newStore();
    await runProgram([`--db=${store}`], ['/clock']);
    const before = readFileSync(store);
    expect(await refused(store)).toBe(`${store} is a sandbox to try things in. A chat platform needs a store of its own. Please set DATABASE_URL to a new file, for example DATABASE_URL=file:data/group.db. It is made at the start.`);
    expect(readFileSync(store).equals(before)).toBe(true);
    expect((await runProgram([`--db=${store}`], ['/clock'])).out).toContain('It is Fri 22 February 2013');
  });

  test('says when its port is taken', async () => {
    const other = createServer().listen(port);
    await once(other, 'listening');
    expect(await refused()).toBe(`Port ${port} is in use by another program. Please end that program, or set PORT to another number.`);
    other.close();
  });

  test('lets no second one serve from the same store; after one was killed, the next waits for a sign of life', async () => {
    const store = newStore();
    const first = serve(store);
    await up(first);
    const second = await refused(store, { PORT: String(await freePort()) });
    expect(second.split('\n').slice(1)).toEqual([expect.stringContaining('Looking for 5 seconds'), expect.stringMatching(/^Another process is serving Discord from this store\./)]);
    // One that only sends is welcome beside it.
    const sender = serve(store, { ROLES: 'delivery' });
    await up(sender);
    expect(sender.err()).toContain('Secretariat sends on Discord. It does not listen there');
    expect(discord.connected()).toBe(1);

    process.kill(childOf(first.child.pid!), 'SIGKILL');
    await first.end();
    const third = serve(store);
    await up(third);
    expect(third.err()).toContain('Looking for 5 seconds');
    expect(third.err()).toContain('Secretariat is on Discord.');
  });

  test('one that stood still so long that another took its place ends when it wakes', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has no such signals');
    const store = newStore();
    const first = serve(store, {}, true);
    await up(first);
    first.child.kill('SIGSTOP');
    const second = serve(store, { PORT: String(await freePort()) });
    await up(second);
    first.child.kill('SIGCONT');
    expect(await first.end()).toBe(1);
    expect(first.err()).toMatch(/\nAnother process has taken over Discord from this one, which had stood still\. This one ends\.\n$/);
    expect(await anna.in(room).types('/help')).toMatchObject({ kind: 'message' });
  });

  test('ends when its launcher is killed', async ({ skip }) => {
    if (!existsSync('/proc/self/task')) skip('there is no /proc to find the process in');
    const program = serve();
    await up(program);
    const inner = childOf(program.child.pid!);
    program.child.kill('SIGKILL');
    await program.end();
    // The kernel closes its streams a moment before it is done with it.
    const state = () => (existsSync(`/proc/${inner}/stat`) ? readFileSync(`/proc/${inner}/stat`, 'utf8').split(' ')[2] : 'gone');
    await expect.poll(state, { timeout: 10_000 }).toMatch(/^(gone|Z|X)$/);
  });

  test('a signal that comes by way of the launcher as well is one signal', async () => {
    const program = serve();
    await up(program);
    const inner = childOf(program.child.pid!);
    process.kill(inner, 'SIGINT');
    program.child.kill('SIGINT');
    expect(await program.end()).toBe(0);
    expect(program.err()).toContain('"event":"stopped"');
  });
});

describe.concurrent('settings that leave nothing to serve', { timeout: 30_000 }, () => {
  const run = async (env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
    const { out, err, code } = await runProgram([`--db=${join(folder(), 'unmade.db')}`, ...args], [], { cwd: folder(), env });
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(existsSync(join(folder(), 'unmade.db'))).toBe(false);
    return err.trimEnd().split('\n').at(-1);
  };
  const token = { DISCORD_TOKEN: 'x'.repeat(60) };

  test('roles without a part in it', async () => expect(await run({ ...token, ROLES: 'slack' })).toMatch(/^ROLES leaves nothing to do/));
  test('what belongs to the terminal', async () => expect(await run(token, ['--now=2014-01-01T00:00:00Z'])).toMatch(/^--group and --now belong to the terminal/));
  test('no token at all, when it was told to serve', async () => expect(await run({}, ['serve'])).toMatch(/^- serve needs a chat platform: please set DISCORD_TOKEN/));
});
