import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { REST } from '@discordjs/rest';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check, inviteLink, lacking, missingIn } from '#adapters/discord/check.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { LocalDiscord } from '#tests/support/discord/types.ts';

let discord: LocalDiscord;
beforeEach(async () => {
  discord = await openDiscord();
});
const ask = (token = discord.token, api = discord.url) => makeRest(token, api);
afterEach(() => discord.close());

/** What the checks find. Whatever they ask, Discord would accept. */
const found = async (server?: string) => {
  const result = await check(ask(), server);
  expect(discord.violations).toEqual([]);
  return result;
};

test('the invite link asks for a bot with commands and exactly three permissions', () => {
  const link = new URL(inviteLink('1234'));
  expect(`${link.origin}${link.pathname}`).toBe('https://discord.com/oauth2/authorize');
  const { client_id, scope, permissions, ...more } = Object.fromEntries(link.searchParams);
  expect({ client_id, scope, more }).toEqual({ client_id: '1234', scope: 'bot applications.commands', more: {} });
  const named = Object.entries(PermissionFlagsBits).filter(([, bit]) => (BigInt(permissions!) & bit) !== 0n).map(([name]) => name);
  expect(named.sort()).toEqual(['SendMessages', 'SendMessagesInThreads', 'ViewChannel']);
});

test('a bot that is in no server, then in one, is told of with its link', async () => {
  const link = inviteLink(discord.application);
  expect(await found()).toMatchObject({ application: discord.application, lines: [`The bot is in no server yet. Somebody who may manage a server opens this link and invites it: ${link}`] });
  discord.server('Secret name');
  expect(await found()).toMatchObject({ lines: [`The bot is in 1 server. To invite it to another one: ${link}`] });
});

test('a wrong token is told with where to make a new one, and is not repeated', async () => {
  const wrong = `${'A'.repeat(26)}.abcdef.${'b'.repeat(38)}`;
  const result = await check(ask(wrong));
  expect(result).toEqual({ faults: [expect.stringMatching(/^Discord does not accept DISCORD_TOKEN\..*Bot → Reset Token/)] });
  expect(JSON.stringify(result)).not.toContain(wrong);
});

test('the server of DISCORD_GUILD_ID must have the bot', async () => {
  const server = discord.server('Office');
  expect(await found(server.id)).toHaveProperty('lines');
  discord.remove(server);
  expect(await found(server.id)).toEqual({ faults: [expect.stringMatching(/^The bot cannot register commands in the server of DISCORD_GUILD_ID.*https:\/\/discord\.com\/oauth2/)] });
});

/** Asks a Discord that gives prepared answers, by the end of the path. */
async function asking<T>(answers: Readonly<Record<string, unknown>>, work: (rest: REST) => Promise<T>): Promise<T> {
  const api = createServer((request, response) => {
    const found = Object.keys(answers).find((end) => request.url!.endsWith(end));
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found === undefined ? { code: 0 } : answers[found]));
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  try {
    return await work(ask('a token', `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`));
  } finally {
    api.closeAllConnections();
    api.close();
  }
}

describe('an application that is set up wrongly', () => {
  const about = (application: object) => asking({ '/applications/@me': { id: '1', bot: { id: '1' }, ...application }, '/users/@me/guilds': [] }, (rest) => check(rest));

  test.each([
    ['code grant', { bot_require_code_grant: true }, ['Bot → Requires OAuth2 Code Grant']],
    ['an endpoint', { interactions_endpoint_url: 'https://example.org/x' }, ['General Information → Interactions Endpoint URL']],
    ['both', { bot_require_code_grant: true, interactions_endpoint_url: 'https://example.org/x' }, ['Requires OAuth2 Code Grant', 'Interactions Endpoint URL']],
  ])('%s: each fault is told with where to click', async (_, application, places) => {
    expect(await about(application)).toEqual({ faults: places.map((place) => expect.stringContaining(place)) });
  });
  test('nothing: all is well', async () => expect(await about({ bot_require_code_grant: false, interactions_endpoint_url: null })).toHaveProperty('lines'));
});

test('when Discord does not answer, that is no fault of the token', async () => {
  for (const how of ['error', 'reset', 'limit'] as const) {
    discord.fail(/applications\/@me/, how);
    await expect(check(ask())).rejects.toMatchObject({ name: 'DeliveryError', retry: 'later' });
  }
  await expect(check(ask(undefined, 'http://127.0.0.1:9/api'))).rejects.toMatchObject({ name: 'DeliveryError', fault: 'down' });
});

test('what the bot lacks in each tied room is told by our own names for it', async () => {
  const [server, other] = [discord.server('Secret name'), discord.server('Other secret')];
  const [fine, mute, hidden, gone, away] = [server.channel('a'), server.channel('b', { deny: ['SEND_MESSAGES'] }), server.channel('c'), server.channel('d'), other.channel('e')];
  const [thread, muteThread] = [fine.thread('t'), hidden.thread('u')];
  hidden.deny('VIEW_CHANNEL', 'SEND_MESSAGES', 'SEND_MESSAGES_IN_THREADS');
  gone.delete();
  discord.remove(other);
  const room = ({ id }: { id: string }, name: string, of = server) => ({ group: 'our-group', name, server: of.id, id });
  const self = { application: discord.application, bot: discord.application };
  const all = [room(fine, '#fine'), room(mute, '#mute'), room(hidden, '#hidden'), room(gone, '#gone'), room(away, '#away', other), room(thread, '#thread'), room(muteThread, '#mute thread')];
  const lines = await lacking(ask(), self, all);
  expect(lines.map((line) => line.split(/\. |$/)[0])).toEqual([
    'Group our-group, room #mute: the bot lacks Send Messages',
    expect.stringMatching(/^Group our-group, room #hidden: the bot lacks View Channel/),
    'Group our-group, room #gone: that channel is gone',
    'Group our-group, room #away: the bot is not in that server any more',
    expect.stringMatching(/^Group our-group, room #mute thread: the bot lacks View Channel/),
  ]);
  expect(lines[0]).toContain('Edit Channel → Permissions → Advanced permissions → add the bot → allow Send Messages.');
  expect(lines.join('\n')).not.toMatch(/secret|\d{17}(?!\d*&scope)/i);
  expect(discord.violations).toEqual([]);

  mute.allow('SEND_MESSAGES');
  expect(await lacking(ask(), self, all.slice(0, 2))).toEqual([]);
});

describe('what a channel allows', () => {
  const { ViewChannel: view, SendMessages: send, SendMessagesInThreads: threads, Administrator: all } = PermissionFlagsBits;
  const everything = view | send | threads;
  /** What one id is allowed and denied in the channel. `server` is the role that everybody has. */
  const says = (id: string, allow: bigint, deny: bigint) => ({ id, type: 0, allow: String(allow), deny: String(deny) });
  const cases: readonly (readonly [what: string, allowed: bigint, overwrites: readonly object[], missing: readonly string[]])[] = [
    ['nothing of its own', everything, [], []],
    ['nothing, and the roles lack something', view, [], ['SendMessages']],
    ['everybody less', everything, [says('server', 0n, send)], ['SendMessages']],
    ['everybody less, a role of the bot more', everything, [says('server', 0n, everything), says('role', view | send, 0n)], []],
    ['one role less, another more', everything, [says('role', 0n, send), says('second', send, 0n)], []],
    ['the roles more, the bot itself less', everything, [says('role', everything, 0n), says('bot', 0n, view)], ['ViewChannel']],
    ['a role less that the bot does not have', everything, [says('stranger', 0n, everything)], []],
    ['an administrator less', all, [says('server', 0n, everything)], []],
  ];
  test.each(cases)('%s', async (_, allowed, permission_overwrites, missing) => {
    const standing = { server: 'server', bot: 'bot', roles: ['server', 'role', 'second'], allowed };
    expect(await asking({ '/channels/5': { id: '5', type: 0, permission_overwrites } }, (rest) => missingIn(rest, standing, '5'))).toEqual(missing);
  });
  test('a thread goes by the channel that it is in', async () => {
    const standing = { server: 'server', bot: 'bot', roles: ['server'], allowed: everything };
    const answers = { '/channels/6': { id: '6', type: 11, parent_id: '5', thread_metadata: {} }, '/channels/5': { id: '5', type: 0, permission_overwrites: [says('server', 0n, threads)] } };
    expect(await asking(answers, (rest) => missingIn(rest, standing, '6'))).toEqual(['SendMessagesInThreads']);
    expect(await asking(answers, (rest) => missingIn(rest, standing, '5'))).toEqual([]);
  });
});
