import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check, lacking } from '#adapters/slack/check.ts';
import { makeWeb } from '#adapters/slack/web.ts';
import { DeliveryError } from '#core/errors.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import { manifestOf } from '#tests/support/slack/scene.ts';
import type { Channel, LocalSlack } from '#tests/support/slack/types.ts';

let slack: LocalSlack;
beforeEach(async () => {
  slack = await openSlack();
  slack.manifest(manifestOf('socket'));
});
afterEach(() => slack.close());
const web = (token = slack.token) => makeWeb(token, slack.url);

test('a bot that is set up well is told who it is', async () => {
  expect(await check(web(), slack.appToken)).toMatchObject({ team: slack.team, user: slack.bot, lines: [] });
  expect(await check(web())).toMatchObject({ team: slack.team });
  expect(slack.violations).toEqual([]);
});

test.each([
  ['invalid_auth', /^Slack does not accept SLACK_BOT_TOKEN\..*OAuth & Permissions → Bot User OAuth Token/],
  ['not_allowed_token_type', /^Slack does not accept SLACK_BOT_TOKEN\./],
  ['token_revoked', /^Slack has taken SLACK_BOT_TOKEN back.*Install App/],
  ['account_inactive', /^Slack has taken SLACK_BOT_TOKEN back/],
])('a bot token of which Slack says %s is told with where to click, and is not repeated', async (error, expected) => {
  slack.fail(/auth.test/, { ok: false, error });
  const result = await check(web(), slack.appToken);
  expect(result).toEqual({ faults: [expect.stringMatching(expected)] });
  expect(JSON.stringify(result)).not.toContain(slack.token);
});

test.each([
  ['invalid_auth', /^Slack does not accept SLACK_APP_TOKEN\..*App-Level Tokens/],
  ['token_revoked', /^Slack does not accept SLACK_APP_TOKEN\./],
  ['missing_scope', /^SLACK_APP_TOKEN lacks the scope connections:write/],
  ['socket_mode_not_enabled', /^Socket Mode is switched off.*Socket Mode → Enable Socket Mode/],
])('an app token of which Slack says %s is told with where to click', async (error, expected) => {
  slack.fail(/apps.connections.open/, { ok: false, error });
  expect(await check(web(), slack.appToken)).toEqual({ faults: [expect.stringMatching(expected)] });
});

test('tokens in each other’s place are both told', async () => {
  expect(await check(web(slack.appToken), slack.token)).toEqual({ faults: [expect.stringContaining('SLACK_BOT_TOKEN'), expect.stringContaining('SLACK_APP_TOKEN')] });
});

test('an app that may not send files works, and is told how it may', async () => {
  slack.manifest(manifestOf('socket', { without: ['files:write'] }));
  expect(await check(web())).toMatchObject({ team: slack.team, lines: [expect.stringMatching(/^The app may not send files.*slack:manifest.*Reinstall to Workspace\.$/)] });
});

test('scopes that are missing are told by name', async () => {
  slack.manifest(manifestOf('socket', { without: ['channels:join', 'files:read'] }));
  expect(await check(web())).toEqual({ faults: [expect.stringMatching(/It lacks channels:join, files:read\. Run npm run slack:manifest/)] });
});

test.each([
  ['internal_error', { ok: false, error: 'internal_error' }, 'timeout'],
  ['a server error', 'error', 'timeout'],
  ['a reset', 'reset', 'timeout'],
  ['a limit', 'limit', 'limit'],
] as const)('%s at the start is tried again', async (_, how, fault) => {
  for (const method of [/auth.test/, /apps.connections.open/]) {
    slack.fail(method, how);
    const refused: unknown = await check(web(), slack.appToken).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DeliveryError);
    expect(refused).toMatchObject({ fault, retry: 'later' });
  }
});

describe('in rooms that are tied to groups', () => {
  const room = (channel: Channel, server = slack.team) => ({ group: 'Vienna', name: channel.name, server, id: channel.id });

  test('each thing that is lacking is told, and nothing where all is well or the bot can go in', async () => {
    const [main, open, shut, kicked, lost] = [slack.channel('main'), slack.channel('open', { member: false }), slack.channel('old'), slack.channel('kicked', { private: true }), slack.channel('lost')];
    shut.archive();
    kicked.kick();
    lost.delete();
    expect(await lacking(web(), [main, open, shut, kicked, lost].map((each) => room(each)))).toEqual([
      expect.stringMatching(/^Group Vienna, room old: that channel is archived/),
      expect.stringMatching(/^Group Vienna, room kicked: the bot does not find that channel.*invite/),
      expect.stringMatching(/^Group Vienna, room lost: the bot does not find that channel/),
    ]);
    expect(await lacking(web(), [room(main, 'T0OTHER')])).toEqual([expect.stringMatching(/another workspace/)]);
    expect(await lacking(web(), [])).toEqual([]);
    expect(slack.violations).toEqual([]);
  });

  test('what Slack does not say is not told', async () => {
    slack.fail(/conversations.info/, 'error');
    await expect(lacking(web(), [room(slack.channel('main'))])).rejects.toBeInstanceOf(DeliveryError);
  });
});
