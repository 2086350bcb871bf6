import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { GatewayIntentBits, Routes } from 'discord.js';
import { bareBot, type Bare } from '#tests/support/discord/bare.ts';
import { openApi } from '#tests/support/discord/openapi.ts';
import { v2, buttons, text, scene, says, codeOf } from '#tests/support/discord/scene.ts';
import type { Person } from '#tests/support/discord/types.ts';

describe('messages', () => {
  const post = (bot: Bare, channel: string, body: object) => bot.client.rest.post(Routes.channelMessages(channel), { body }) as Promise<{ id: string }>;

  test('with one nonce are one message', async () => {
    const { local, bot, main } = await scene();
    const [first, second] = [await post(bot, main.id, { content: 'a', nonce: 'n1', enforce_nonce: true }), await post(bot, main.id, { content: 'b', nonce: 'n1', enforce_nonce: true })];
    expect(second.id).toBe(first.id);
    expect(main.messages()).toMatchObject([{ text: 'a', nonce: 'n1' }]);
    expect(await codeOf(post(bot, main.id, { content: 'c', nonce: 'n'.repeat(26) }))).toBe(50035);
    expect(local.violations).toHaveLength(1);
  });

  test('are read as a member sees them', async () => {
    const { bot, main, ana } = await scene();
    await post(bot, main.id, { flags: v2, allowed_mentions: { parse: [] }, components: [{ type: 17, components: [text(`## **Due** soon\n<@${ana.id}> said \\*\\*no\\*\\* in <#${main.id}>, \`a*b*\`\n- <t:1361523600:f>\n\`\`\`\n# *code*\n\`\`\``), { type: 14 }, buttons('Yes', 'No')] }] });
    expect(main.messages()[0]).toMatchObject({ text: 'Due soon\n@Ana said **no** in #main, a*b*\n• 22 February 2013 09:00\n# *code*\n\n───\n[Yes] [No]', pings: [] });
    await post(bot, main.id, { content: `<@${ana.id}> @everyone` });
    expect(main.messages()[1]).toMatchObject({ pings: ['Ana'] });
  });

  test('reach people who take them', async () => {
    const { local, bot, ana, ben, home } = await scene();
    const open = (who: Person) => bot.client.rest.post(Routes.userChannels(), { body: { recipient_id: who.id } }) as Promise<{ id: string }>;
    const [toAna, toBen] = [await open(ana), await open(ben)];
    await post(bot, toAna.id, { content: 'Hello' });
    expect(ana.dms()).toMatchObject([{ text: 'Hello' }]);
    ana.closes();
    ben.leaves(home);
    expect(await codeOf(post(bot, toAna.id, { content: 'x' }))).toBe(50007);
    expect(await codeOf(post(bot, toBen.id, { content: 'x' }))).toBe(50278);
    expect(await codeOf(bot.client.rest.post(Routes.userChannels(), { body: { recipient_id: home.id } }))).toBe(10013);
    expect(local.violations).toEqual([]);
  });

  test('need permissions and a channel', async () => {
    const { local, bot, home, main } = await scene();
    const sent = await post(bot, main.id, { content: 'x' });
    const [mute, dark, thread] = [home.channel('mute', { deny: ['SEND_MESSAGES'] }), home.channel('dark', { deny: ['VIEW_CHANNEL'] }), main.thread('thread')];
    expect(await Promise.all([mute, dark, thread].map(({ id }) => codeOf(post(bot, id, { content: 'x' }))))).toEqual([50013, 50001, 0]);
    thread.deny('SEND_MESSAGES_IN_THREADS');
    expect(await codeOf(post(bot, thread.id, { content: 'x' }))).toBe(50013);
    await bot.client.rest.delete(Routes.channelMessage(main.id, sent.id));
    expect(await codeOf(bot.client.rest.patch(Routes.channelMessage(main.id, sent.id), { body: { content: 'y' } }))).toBe(10008);
    main.delete();
    expect(await codeOf(post(bot, main.id, { content: 'x' }))).toBe(10003);
    local.remove(home);
    expect(await codeOf(post(bot, mute.id, { content: 'x' }))).toBe(50001);
    expect(local.violations).toEqual([]);
  });

  test('of a person reach the bot in private only', async () => {
    const { bot, main, ana, ben } = await scene();
    bot.client.ws.on('MESSAGE_CREATE' as never, ((got: { channel_id: string; content: string; author: { bot?: boolean } }) => {
      if (!got.author.bot) void post(bot, got.channel_id, { content: `You said ${got.content}` });
    }) as never);
    expect((await ana.in('dm').writes('help'))?.text).toBe('You said help');
    main.says(ben, 'not for the bot');
    expect(main.messages()).toHaveLength(1);
  });
});

describe('limits of the rate', () => {
  test('hold for those who do not care', async () => {
    const { local, main } = await scene();
    const post = () => fetch(`${local.url}/v10/channels/${main.id}/messages`, { method: 'POST', headers: { authorization: `Bot ${local.token}`, 'user-agent': 'DiscordBot (https://example.org, 1)', 'content-type': 'application/json' }, body: '{"content":"x"}' });
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await post());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[4]!.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(answers[5]!.headers.get('x-ratelimit-scope')).toBe('user');
    expect(await answers[5]!.json()).toEqual({ message: 'You are being rate limited.', retry_after: expect.closeTo(5, 0), global: false });
    expect(local.violations).toMatchObject([expect.stringContaining('429')]);
  });
});

describe('the gateway', () => {
  test('turns away a wrong token and privileged intents', async () => {
    const { local } = await scene();
    await expect(bareBot({ ...local, token: 'x.y.z' })).rejects.toThrow();
    await expect(bareBot(local, [], { intents: [GatewayIntentBits.GuildMembers] })).rejects.toThrow('disallowed intents');
    expect(local.violations).toMatchObject([expect.stringContaining('401'), expect.stringContaining('4014')]);
  });

  test('tells of servers and channels that come and go', async () => {
    const { local, bot, home, main } = await scene();
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => bot.client.on('raw' as never, (({ t }: { t: string }) => seen.push(t) === 5 && resolve()) as never));
    main.thread('talk');
    main.delete();
    local.remove(home);
    local.add(home);
    local.server('Other');
    await done;
    expect(seen).toEqual(['THREAD_CREATE', 'CHANNEL_DELETE', 'GUILD_DELETE', 'GUILD_CREATE', 'GUILD_CREATE']);
  });
});

describe.concurrent('what takes its time', () => {
  test('an interaction that is not answered within three seconds is over, and its token with it', async ({ expect, onTestFinished }) => {
    const { local, bot, main, ana } = await scene(undefined, { finish: onTestFinished });
    const answer = await ana.in(main).types('/ping');
    expect(answer).toMatchObject({ kind: 'none', text: 'The application did not respond' });
    expect(answer.ms).toBeGreaterThanOrEqual(2999);
    expect(await codeOf(bot.answer(bot.got[0]!, says('Late')))).toBe(10062);
    expect(local.violations).toEqual(['deadline: command ping had no answer within 3 s']);
  });

  test('limits of the rate are told, and obeyed by discord.js', async ({ expect, onTestFinished }) => {
    const { local, bot, main } = await scene(undefined, { finish: onTestFinished });
    await Promise.all(Array.from({ length: 6 }, (_, i) => bot.client.rest.post(Routes.channelMessages(main.id), { body: { content: String(i) } })));
    const asked = local.requests.filter(({ path }) => path === `/channels/${main.id}/messages`);
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(asked[5]!.at - asked[0]!.at).toBeGreaterThanOrEqual(4990);
    expect(local.violations).toEqual([]);
  });

  test.for(['resume', 'cut'] as const)('the gateway hands over what a bot has missed (%s)', async (how, { expect, onTestFinished }) => {
    const { local, main, ana } = await scene((it, bare) => bare.answer(it, says('Here')), { finish: onTestFinished });
    local.drop(how);
    expect(local.connected()).toBe(0);
    expect((await ana.in(main).types('/ping')).text).toBe('Here');
    expect(local.violations).toEqual([]);
  });

  test('the gateway begins anew when a session cannot be resumed', async ({ expect, onTestFinished }) => {
    const { local, main, ana } = await scene((it, bare) => bare.answer(it, says('Here')), { finish: onTestFinished });
    local.drop('reset');
    await local.ready();
    expect((await ana.in(main).types('/ping')).text).toBe('Here');
    expect(local.violations).toEqual([]);
  });

  test('bad days come as they are ordered', async ({ expect, onTestFinished }) => {
    const { local, bot, main } = await scene(undefined, { finish: onTestFinished });
    const post = () => bot.client.rest.post(Routes.channelMessages(main.id), { body: { content: 'x' } }).then(() => 'sent', (error: Error) => error.name);
    local.fail(/POST .channels/, 'error');
    expect(await post()).toBe('HTTPError');
    local.fail(/POST .channels/, 'reset');
    expect(await post()).not.toBe('sent');
    expect(main.messages()).toHaveLength(0);
    local.fail(/POST .channels/, 'lost');
    expect(await post()).not.toBe('sent');
    expect(main.messages()).toHaveLength(1);
    local.fail(/POST .channels/, 'limit');
    expect(await post()).toBe('sent');
    expect(local.violations).toEqual([]);
  });
});

describe('requests', () => {
  test('are held against the OpenAPI document that is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
    const schema = { type: 'object', properties: { content: { $ref: '#/components/schemas/Short' } }, required: ['content'] };
    const file = join(folder, 'small.json');
    writeFileSync(file, JSON.stringify({ paths: { '/channels/{channel_id}/messages': { post: { requestBody: { content: { 'application/json': { schema } } } } }, '/channels/{channel_id}': { get: {} } }, components: { schemas: { Short: { type: 'string', maxLength: 3 } } } }));
    const check = openApi(file);
    rmSync(folder, { recursive: true });
    expect(check('POST', '/channels/1/messages', { content: 'abc' })).toEqual([]);
    expect(check('POST', '/channels/1/messages', { content: 'abcd' })).toEqual(['/content must NOT have more than 3 characters {"limit":3}']);
    expect(check('GET', '/channels/1', undefined)).toEqual([]);
    expect(check('GET', '/nothing', undefined)).toEqual(['there is no GET /nothing']);
    expect(openApi('')('GET', '/nothing', undefined)).toEqual([]);
  });

  test('that are never answered are no work under way', async () => {
    const { local, bot } = await scene();
    local.fail(/GET .users.@me/, 'hang');
    const stop = new AbortController();
    const asked = bot.client.rest.get(Routes.user(), { signal: stop.signal }).then(() => 'answered', (error: Error) => error.name);
    while (local.requests.at(-1)?.path !== '/users/@me') await setImmediate();
    await local.settled();
    stop.abort();
    expect(await asked).toBe('AbortError');
    expect(local.requests.at(-1)?.status).toBe(0);
  });

  test('unknown routes are faults', async () => {
    const { local, bot } = await scene();
    await bot.client.rest.get('/nothing').catch(() => {});
    expect(local.violations).toEqual(['GET /nothing: 404 0 404: Not Found']);
  });
});
