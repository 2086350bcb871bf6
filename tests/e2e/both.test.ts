import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifest } from '#adapters/slack/manifest.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel as DiscordRoom, LocalDiscord, Person as DiscordPerson } from '#tests/support/discord/types.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import type { Channel, LocalSlack, Person } from '#tests/support/slack/types.ts';
import { freePort, page, recordLoading, refusal, servers, told, up } from '#tests/support/serving.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const programs = servers();
let slack: LocalSlack;
let discord: LocalDiscord;
let channel: Channel;
let room: DiscordRoom;
let anna: Person;
let ben: DiscordPerson;
let port: number;
let count = 0;

beforeEach(async () => {
  [slack, discord, port] = await Promise.all([openSlack(), freePort().then((own) => openDiscord({ port: own })), freePort()]);
  slack.manifest(manifest({ commands, aliases, menus }, { prefix: '' }));
  channel = slack.channel('office');
  anna = slack.person('Anna', { admin: true });
  const server = discord.server('A server');
  room = server.channel('office');
  ben = discord.person('Ben');
  ben.joins(server, { manages: true });
});
afterEach(async () => {
  await programs.end();
  await Promise.all([slack.close(), discord.close()]);
});

const where = (more: Readonly<Record<string, string>> = {}) => ({
  cwd: folder(),
  env: {
    DATABASE_URL: `file:${join(folder(), `both-${++count}.db`)}`, PORT: String(port), SLACK_BOT_TOKEN: slack.token, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url,
    DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, ...more,
  },
});
const onSlack = () => anna.in(channel).types('/secretariat help');
const onDiscord = () => ben.in(room).types('/help');
const ready = () => page(port, '/readyz');
const wrongToken = `${'M'.repeat(26)}.GabcdE.${'x'.repeat(38)}`;

describe('the program that serves two platforms', { timeout: 60_000 }, () => {
  test('answers on both, and ends with 0', async () => {
    const program = programs.serve(where());
    await up(program);
    expect(program.err()).toContain('Secretariat is on Slack.');
    expect(program.err()).toContain('Secretariat is on Discord.');
    expect(await ready()).toMatchObject({ status: 200, body: { ok: true, platforms: { slack: true, discord: true } } });
    for (const answer of await Promise.all([onSlack(), onDiscord()])) expect(answer).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('without a seat') });
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect([...slack.violations, ...discord.violations]).toEqual([]);
  });

  test('one that is down at the start keeps the other from nothing, and is there once it answers', async () => {
    slack.fail(/^auth\.test$/, 'error', 3);
    const program = programs.serve(where());
    await up(program);
    expect(program.err()).toContain('Secretariat is on Discord.');
    expect(program.err()).not.toContain('Secretariat is on Slack.');
    expect(await onDiscord()).toMatchObject({ kind: 'message' });
    expect(await ready()).toMatchObject({ status: 503, body: { why: 'slack', platforms: { slack: false, discord: true } } });
    await told(program, 'Secretariat is on Slack.');
    expect(await onSlack()).toMatchObject({ kind: 'message' });
    await expect.poll(ready, { timeout: 5000 }).toMatchObject({ status: 200 });
  });

  test('one that does not answer at all keeps the other from nothing', async () => {
    discord.fail(/applications\/@me/, 'hang', 1);
    const program = programs.serve(where());
    await told(program, 'Secretariat is on Slack.');
    expect(await onSlack()).toMatchObject({ kind: 'message' });
    expect(await ready()).toMatchObject({ status: 503, body: { why: 'discord' } });
  });

  test('a token that is taken back while it runs: the other is served, it is told once what to mend, and Slack is there again when the token is good again', async () => {
    const program = programs.serve(where());
    await up(program);
    slack.revoke();
    await told(program, /\nSlack is not served until this is mended:\nSlack has taken SLACK_BOT_TOKEN back: .*\n(?:.+\n)*?It is tried again every minute\. What else is served goes on\.\n/);
    expect(program.err()).toContain('"level":"error","event":"refused","platform":"slack"');
    expect(await onDiscord()).toMatchObject({ kind: 'message' });
    expect(await ready()).toMatchObject({ status: 503, body: { why: 'slack', platforms: { slack: false, discord: true } } });
    // It is tried again, and not told again.
    const tries = () => program.err().split('"event":"refused"').length - 1;
    await expect.poll(tries, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(program.err().split('is not served until').length - 1).toBe(1);
    slack.restore();
    await expect.poll(() => program.err().split('Secretariat is on Slack.').length - 1, { timeout: 15_000 }).toBe(2);
    expect(await onSlack()).toMatchObject({ kind: 'message' });
    await expect.poll(ready, { timeout: 5000 }).toMatchObject({ status: 200 });
    expect(program.child.exitCode).toBe(null);
  });

  test('the same with the token of Discord', async () => {
    const program = programs.serve(where());
    await up(program);
    const [{ port: place }, { token }] = [new URL(discord.url), discord];
    await discord.close();
    // The same place with another token.
    discord = await openDiscord({ port: Number(place) });
    expect(discord.token).not.toBe(token);
    await told(program, /\nDiscord is not served until this is mended:\nDiscord does not accept DISCORD_TOKEN\. /);
    expect(await onSlack()).toMatchObject({ kind: 'message' });
    expect(await ready()).toMatchObject({ status: 503, body: { why: 'discord' } });
  });

  test('a wrong token at the start does the same; with none left to serve it ends with the reasons of both', async () => {
    const program = programs.serve(where({ DISCORD_TOKEN: wrongToken }));
    await up(program);
    expect(program.err()).toMatch(/\nDiscord is not served until this is mended:\nDiscord does not accept DISCORD_TOKEN\. /);
    expect(await onSlack()).toMatchObject({ kind: 'message' });
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);

    const why = (await refusal(where({ DISCORD_TOKEN: wrongToken, SLACK_BOT_TOKEN: 'xoxb-1-wrong' }))).split('\n');
    expect(why.slice(-2)).toEqual([expect.stringMatching(/^Slack does not accept SLACK_BOT_TOKEN\./), expect.stringMatching(/^Discord does not accept DISCORD_TOKEN\./)]);
  });

  test('after both were killed, the next start looks for a sign of life on both at once', async () => {
    const surroundings = { ...where(), direct: true };
    const first = programs.serve(surroundings);
    await up(first);
    first.child.kill('SIGKILL');
    await first.end();
    const second = programs.serve(surroundings);
    await told(second, /Looking for 5 seconds/);
    const began = performance.now();
    await told(second, /Looking for 5 seconds[^]*Looking for 5 seconds/);
    expect(performance.now() - began).toBeLessThan(4000);
    await up(second);
  });

  test('with Discord alone nothing of Slack is loaded', async () => {
    const loading = recordLoading(folder());
    const program = programs.serve(where({ ...loading.env, SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' }));
    await up(program);
    const loaded = loading.loaded();
    expect(loaded.filter((url) => /\/node_modules\/@discordjs\//.test(url)).length).toBeGreaterThan(1);
    // Nor what only discord.js would need, and no client for HTTP beside Node's own.
    expect(loaded.filter((url) => /slack|discord\.js\/|\/undici\//.test(url))).toEqual([]);
  });
});
