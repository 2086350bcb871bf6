import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifest } from '#adapters/slack/manifest.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import type { Channel, LocalSlack, Person, SlackSettings } from '#tests/support/slack/types.ts';
import { freePort, logOf, page, recordLoading, refusal, sentencesOf, servers, told, up } from '#tests/support/serving.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const programs = servers();
let slack: LocalSlack;
let office: Channel;
let anna: Person;
let port: number;
let count = 0;

/** The app as `npm run slack:manifest` describes it. */
const app = (prefix = '', url?: string) => manifest({ commands, aliases, menus }, { prefix, ...(url !== undefined && { url }) }) as { oauth_config: { scopes: { bot: string[] } }; settings: { event_subscriptions: { bot_events: string[] } } };

async function open(settings: SlackSettings = {}): Promise<void> {
  slack = await openSlack(settings);
  slack.manifest(app('', settings.mode === 'http' ? 'https://bot.example.org/slack/events' : undefined));
  office = slack.channel('office');
  anna = slack.person('Anna', { admin: true });
}
beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  await programs.end();
  await slack.close();
});

const newStore = () => join(folder(), `slack-${++count}.db`);
const where = (store: string, more: Readonly<Record<string, string>> = {}) => ({
  cwd: folder(),
  env: {
    DATABASE_URL: `file:${store}`, SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url, PORT: String(port),
    ...(slack.mode === 'http' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }), ...more,
  },
});
const serve = (store = newStore(), more: Readonly<Record<string, string>> = {}, direct = false) => programs.serve({ ...where(store, more), direct });
const refused = (more: Readonly<Record<string, string>> = {}) => refusal(where(newStore(), more));

const groupLine = '/group setup name:"Contact group" zone:Vienna sides:"UNODC: UNODC, WHO; Civil society: INPUD, IDPC"';

describe('the program that serves Slack', { timeout: 60_000 }, () => {
  test('says what to do next, answers, is ready, and ends with 0 at SIGTERM; its log holds nobody and no id', async () => {
    await open();
    const program = serve();
    await up(program);
    expect(sentencesOf(program.err()).split('\n')).toEqual([
      `Health checks are answered on port ${port}: /healthz and /readyz.`,
      'What to do now: in Slack, open the channel of the group and send /group setup. In a private channel, first send /invite @Secretariat.',
      'Secretariat is on Slack.',
    ]);
    expect(await page(port, '/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await page(port, '/readyz')).toEqual({ status: 200, body: { ok: true, platforms: { slack: true }, oldest: 0, dead: 0 } });
    // Nothing is taken under the path of the other mode.
    expect((await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: 'x' })).status).toBe(404);

    expect(await anna.in(office).types('/secretariat help')).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('without a seat') });
    await slack.settled();
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect(program.out()).toBe('');
    for (const secret of ['Anna', 'office', slack.token, slack.appToken, slack.team, slack.bot, office.id, anna.id]) expect(logOf(program.err())).not.toContain(secret);
    expect(slack.violations).toEqual([]);
  });

  test('a group that was set up in chat is there after a restart, and so are its buttons; a channel that the bot was taken out of is told', async () => {
    await open();
    const store = newStore();
    const hidden = slack.channel('hidden', { private: true });
    const first = serve(store);
    await up(first);
    const made = await anna.in(hidden).types(groupLine);
    expect(made.text).toContain('Contact group');
    const [label] = made.buttons;
    first.child.kill('SIGTERM');
    expect(await first.end()).toBe(0);

    // That it was taken out is told by an event, which nobody hears while the program is down.
    const unheard = app();
    unheard.settings.event_subscriptions.bot_events = unheard.settings.event_subscriptions.bot_events.filter((event) => event !== 'group_left');
    slack.manifest(unheard);
    hidden.kick();
    const second = serve(store);
    await up(second);
    await told(second, /\nGroup contact-group, room #?hidden: the bot does not find that channel\. If it is a private channel, somebody in it sends \/invite @Secretariat\. .*\n/);
    const pressed = await made.presses(label!);
    expect(pressed.kind).not.toBe('none');
    expect(pressed.text).not.toContain('went wrong');
    for (const secret of ['hidden', 'Contact', 'contact-group', hidden.id, anna.id]) expect(logOf(second.err())).not.toContain(secret);
  });

  test('over HTTP it is called beside the health pages, takes only what is signed, and its port is open also without the role for pages', async () => {
    await open({ mode: 'http' });
    const program = serve(newStore(), { ROLES: 'slack,delivery' });
    await up(program);
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    expect(program.err()).toContain(`Slack calls this program on port ${port} under /slack/events.\n`);
    expect(await page(port, '/readyz')).toMatchObject({ status: 200, body: { platforms: { slack: true } } });
    expect(await anna.in(office).types(groupLine)).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('Contact group') });
    expect(await slack.forge({ command: { line: '/my tasks', by: anna, in: office }, secret: false })).toMatchObject({ status: 401 });
    expect(await slack.forge({ command: { line: '/my tasks', by: anna, in: office }, secret: '0'.repeat(32) })).toMatchObject({ status: 401 });
    expect(program.err()).toContain('"event":"unsigned"');
    expect((await fetch(`http://127.0.0.1:${port}/slack/other`, { method: 'POST', body: 'x' })).status).toBe(404);
    await slack.settled();
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect(slack.violations).toEqual([]);
  });

  test.each(['socket', 'http'] as const)('told to end in the middle of commands, it finishes those it took, and what it did not take is not done (%s)', async (mode) => {
    await open({ mode, limits: false });
    const store = newStore();
    const channels = Array.from({ length: 12 }, (_, i) => slack.channel(`room-${i}`));
    const start = async () => {
      const program = serve(store, {}, true);
      await up(program);
      if (mode === 'http') slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
      return program;
    };
    const first = await start();
    const answers = channels.map((channel) => anna.in(channel).types(groupLine.replace('Contact group', channel.name)));
    await Promise.race(answers);
    const began = performance.now();
    first.child.kill('SIGTERM');
    expect(await first.end()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(first.err()).not.toContain('"event":"bug"');
    // The next start brings nothing to an end that was answered as failed, and forgets nothing that was answered as done.
    const second = await start();
    const said = await Promise.all(answers);
    await slack.settled();
    expect(said.filter(({ text }) => text.includes('is set up')).length).toBeGreaterThan(0);
    for (const [i, { text }] of said.entries()) {
      const again = await anna.in(channels[i]!).types(groupLine.replace('Contact group', `another-${i}`));
      expect({ i, first: text.includes('is set up'), again: again.text.includes('is set up') }).toEqual({ i, first: !again.text.includes('is set up'), again: !text.includes('is set up') });
    }
    second.child.kill('SIGTERM');
    expect(await second.end()).toBe(0);
  });

  test.each(['socket', 'http'] as const)('a token that is taken back while it runs ends it with what to do (%s)', async (mode) => {
    await open({ mode });
    const program = serve();
    await up(program);
    if (mode === 'http') slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    slack.revoke();
    expect(await program.end()).toBe(1);
    expect(program.err()).toMatch(/\nSlack has taken SLACK_BOT_TOKEN back: /);
    expect(program.err()).not.toContain('is not served until');
  });

  test('with both tokens it is Socket Mode, and it says so', async () => {
    await open();
    const program = serve(newStore(), { SLACK_SIGNING_SECRET: slack.signingSecret });
    await up(program);
    expect(program.err()).toContain('\nSLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set. Socket Mode is used, and the secret is not. ');
    expect(slack.connected()).toBeGreaterThan(0);
    expect((await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: 'x' })).status).toBe(404);
  });

  test('a prefix stands before every command, and in what is to be done next; any line is taken without it', async () => {
    await open();
    slack.manifest(app('sec'));
    const program = serve(newStore(), { COMMAND_PREFIX: 'sec' });
    await up(program);
    expect(program.err()).toContain('send /secgroup setup.');
    for (const line of ['/secmy zone', '/secretariat my zone']) expect(await anna.in(office).types(line)).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringMatching(/^You have not set a time zone\..*: \/secmy zone Bangkok/) });
  });

  test('a Slack that is down is waited for; told to end meanwhile, it ends', async () => {
    await open();
    slack.fail(/^auth\.test$/, 'error', 1);
    slack.fail(/^apps\.connections\.open$/, 'reset', 1);
    const program = serve();
    await told(program, 'Slack does not answer. Trying again in 1 second.\n');
    expect(await page(port, '/readyz')).toMatchObject({ status: 503, body: { ok: false, why: 'slack', platforms: { slack: false } } });
    await up(program);
    expect(await page(port, '/readyz')).toMatchObject({ status: 200 });
    expect(await anna.in(office).types('/secretariat help')).toMatchObject({ kind: 'message' });
    slack.fail(/^auth\.test$/, 'hang', 1);
    const second = serve(newStore(), { PORT: String(await freePort()) }, true);
    await told(second, 'Health checks');
    second.child.kill('SIGTERM');
    expect(await second.end()).toBe(0);
  });

  test('with Slack alone nothing of Discord is loaded', async () => {
    await open();
    const loading = recordLoading(folder());
    const program = serve(newStore(), loading.env);
    await up(program);
    const loaded = loading.loaded();
    expect(loaded.filter((url) => /\/(src\/adapters\/slack\/slack\.ts|node_modules\/@slack\/web-api\/)/.test(url)).length).toBeGreaterThan(1);
    expect(loaded.filter((url) => /discord/.test(url))).toEqual([]);
    // Nor of what Bolt would have brought.
    expect(loaded.filter((url) => /\/node_modules\/(@slack\/(bolt|oauth)|express)\//.test(url))).toEqual([]);
  });
});

describe('what must be mended before it can serve Slack', { timeout: 30_000 }, () => {
  beforeEach(() => open());
  const last = async (more: Readonly<Record<string, string>> = {}) => {
    const lines = (await refused(more)).split('\n');
    for (const secret of [slack.token, slack.appToken]) expect(lines.join('\n')).not.toContain(secret);
    return lines.slice(1);
  };

  test('a wrong bot token', async () => expect(await last({ SLACK_BOT_TOKEN: 'xoxb-1-wrong' })).toEqual([expect.stringMatching(/^Slack does not accept SLACK_BOT_TOKEN\. .* → OAuth & Permissions → Bot User OAuth Token\./)]));
  test('a token that was taken back', async () => {
    slack.revoke();
    expect((await last())[0]).toMatch(/^Slack has taken SLACK_BOT_TOKEN back: .* → Install App\./);
  });
  test('a wrong token for Socket Mode', async () => expect(await last({ SLACK_APP_TOKEN: 'xapp-1-wrong' })).toEqual([expect.stringMatching(/^Slack does not accept SLACK_APP_TOKEN\. .*App-Level Tokens/)]));
  test('Socket Mode that is switched off', async () => {
    slack.fail(/^apps\.connections\.open$/, { ok: false, error: 'socket_mode_not_enabled' }, 5);
    expect(await last()).toEqual([expect.stringMatching(/^Socket Mode is switched off, .* → Socket Mode → Enable Socket Mode\./)]);
  });
  test('a token for Socket Mode without its scope', async () => {
    slack.fail(/^apps\.connections\.open$/, { ok: false, error: 'missing_scope' }, 5);
    expect(await last()).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN lacks the scope connections:write\./)]);
  });
  test('all of it at once', async () => {
    expect((await last({ SLACK_BOT_TOKEN: 'xoxb-1-wrong', SLACK_APP_TOKEN: 'xapp-1-wrong' })).map((line) => line.slice(0, 40))).toEqual(['Slack does not accept SLACK_BOT_TOKEN. C', 'Slack does not accept SLACK_APP_TOKEN. M']);
  });
  test('scopes that are missing, by name', async () => {
    const lacking = app();
    lacking.oauth_config.scopes.bot = lacking.oauth_config.scopes.bot.filter((scope) => scope !== 'users:read' && scope !== 'files:read');
    slack.manifest(lacking);
    expect(await last()).toEqual([expect.stringMatching(/^The app may not do all that the bot needs\. It lacks (users:read, files:read|files:read, users:read)\. .*slack:manifest.*Reinstall/)]);
  });
});

test('half of what Slack needs is told before anything is opened', async () => {
  await open();
  const store = newStore();
  expect(await refusal({ cwd: folder(), env: { DATABASE_URL: `file:${store}`, SLACK_BOT_TOKEN: slack.token } })).toMatch(/^- SLACK_BOT_TOKEN is set: please set SLACK_APP_TOKEN \(Socket Mode\) or SLACK_SIGNING_SECRET/m);
  expect(existsSync(store)).toBe(false);
});
