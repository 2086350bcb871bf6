import { WebClient, type WebAPIPlatformError } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSlack } from '#tests/support/slack/open.ts';
import { buttons, input, manifestOf, modal, plain, scene, section } from '#tests/support/slack/scene.ts';
import type { SlackSettings } from '#tests/support/slack/types.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => 'error' as never, setName() {} };

/** A workspace and the bare web client. */
async function web(settings: SlackSettings = {}) {
  const local = await openSlack(settings);
  onTestFinished(() => local.close());
  const client = (token: string) => new WebClient(token, { slackApiUrl: local.url, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: quiet });
  return { local, client: client(local.token), clientOf: client };
}
/** The platform's error and what it says beside it. */
const refused = async (asked: Promise<unknown>): Promise<[error: string, messages?: readonly string[]]> =>
  asked.then(() => ['ok'] as [string], (error: WebAPIPlatformError) => [error.data?.error ?? error.message, error.data?.response_metadata?.messages] as [string, string[]]);

/** The error alone. */
const errorOf = async (asked: Promise<unknown>) => (await refused(asked))[0];

const rich = (...elements: object[]) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });
const option = (i: number) => ({ text: plain(`${i}`), value: `${i}` });
const choice = (more: object) => ({ type: 'static_select', options: [option(1)], ...more });

describe('blocks out of bounds are refused', () => {
  const cases: readonly (readonly [string, readonly object[], string])[] = [
    ['51 blocks', Array.from({ length: 51 }, () => section('x')), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['a long section', [section('x'.repeat(3001))], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a long header', [{ type: 'header', text: plain('x'.repeat(151)) }], 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    ['a marked header', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], 'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]'],
    ['eleven things in a context', [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }], 'no more than 10 items allowed [json-pointer:/blocks/0/elements]'],
    ['26 buttons', [buttons(...Array.from({ length: 26 }, (_, i) => `${i}`))], 'no more than 25 items allowed [json-pointer:/blocks/0/elements]'],
    ['a long button', [buttons('x'.repeat(76))], 'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
    ['a long value', [{ type: 'actions', elements: [{ type: 'button', text: plain('x'), value: 'x'.repeat(2001) }] }], 'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]'],
    ['one action twice', [{ type: 'actions', elements: ['a', 'b'].map((value) => ({ type: 'button', action_id: 'it', text: plain(value), value })) }], 'action_id "it" already exists [json-pointer:/blocks/0]'],
    ['one block twice', [{ ...section('a'), block_id: 'x' }, { ...section('b'), block_id: 'x' }], 'duplicate block_id: x [json-pointer:/blocks/1/block_id]'],
    ['a menu of six', [{ type: 'actions', elements: [{ type: 'overflow', options: [1, 2, 3, 4, 5, 6].map(option) }] }], 'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]'],
    ['101 choices', [{ type: 'actions', elements: [choice({ options: Array.from({ length: 101 }, (_, i) => option(i)) })] }], 'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]'],
    ['a choice of nothing', [{ type: 'actions', elements: [choice({ options: [] })] }], 'no fewer than 1 items required [json-pointer:/blocks/0/elements/0/options]'],
    ['chosen before, and none of them', [{ type: 'actions', elements: [choice({ initial_option: option(2) })] }], 'the initial option must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]'],
    ['a long option', [{ type: 'actions', elements: [choice({ options: [{ text: plain('x'.repeat(76)), value: 'x'.repeat(151) }] })] }], 'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]'],
    ['a file to give in a message', [input('x', { type: 'file_input' })], 'unsupported type: file_input [json-pointer:/blocks/0/element/type]'],
    ['empty text in a line', [rich({ type: 'text', text: '' })], 'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]'],
    ['a date without a token', [rich({ type: 'date', timestamp: 1, format: 'soon' })], 'has no token [json-pointer:/blocks/0/elements/0/elements/0/format]'],
    ['a field that there is not', [{ ...section('x'), colour: 'red' }], 'no more properties than allowed: colour [json-pointer:/blocks/0/colour]'],
  ];
  test.each(cases)('%s', async (_, blocks, fault) => {
    const { local, client } = await web();
    const main = local.channel('main');
    const [error, messages] = await refused(client.chat.postMessage({ channel: main.id, text: 'x', blocks: blocks as never[] }));
    expect([error, messages?.[0]]).toEqual(['invalid_blocks', `[ERROR] ${fault}`]);
    expect(main.messages()).toEqual([]);
    expect(local.violations).toHaveLength(1);
  });

  test.each([
    ['a long title', { ...modal(section('x')), title: plain('x'.repeat(25)) }, 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['an input and nothing to send it with', { ...modal(input('x', { type: 'plain_text_input' })), submit: undefined }, 'missing required field: submit (the view has an input) [json-pointer:/view/submit]'],
    ['more text than may be', modal(input('x', { type: 'plain_text_input', max_length: 2, initial_value: 'xyz' })), 'must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]'],
    ['101 blocks', modal(...Array.from({ length: 101 }, () => section('x'))), 'no more than 100 items allowed [json-pointer:/view/blocks]'],
    ['much metadata', { ...modal(section('x')), private_metadata: 'x'.repeat(3001) }, 'must be less than 3001 characters [json-pointer:/view/private_metadata]'],
  ])('a form with %s', async (_, view, fault) => {
    let came: [string, (readonly string[])?] = ['ok'];
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack, client, body }) => {
      came = await refused(client.views.open({ trigger_id: body.trigger_id, view: view as never }));
      // The trigger is not used up.
      await client.views.open({ trigger_id: body.trigger_id, view: modal(section('Else')) });
      await ack();
    }));
    expect((await ana.in(main).types('/ping')).text).toBe('A form\nElse');
    expect(came).toEqual(['invalid_arguments', [`[ERROR] ${fault}`]]);
    expect(local.violations).toHaveLength(1);
  });

  test('blocks that are too long together, and text that is too long for a change', async () => {
    const { local, client } = await web();
    const { id: channel } = local.channel('main');
    const { ts } = await client.chat.postMessage({ channel, text: 'x' });
    local.pass(60_000);
    expect(await errorOf(client.chat.postMessage({ channel, text: 'x', blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) }))).toBe('msg_blocks_too_long');
    expect(await errorOf(client.chat.update({ channel, ts: ts!, text: 'x'.repeat(4001) }))).toBe('msg_too_long');
    expect(await errorOf(client.chat.postMessage({ channel, text: '' }))).toBe('no_text');
  });

  test('errors beside fields that there are not', async () => {
    const { local, main, ana } = await scene((app) => {
      app.command('/ping', async ({ ack, client, body }) => {
        await client.views.open({ trigger_id: body.trigger_id, view: modal(input('words', { type: 'plain_text_input' })) });
        await ack();
      });
      app.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { other: 'No.' } }));
    });
    expect(await (await ana.in(main).types('/ping')).fills({ words: 'x' })).toMatchObject({ kind: 'none', text: 'We had some trouble connecting. Try again?' });
    expect(local.violations).toMatchObject([expect.stringContaining('there is no input block other')]);
  });
});

describe('requests', () => {
  test('need the right token and scope', async () => {
    const { local, client, clientOf } = await web();
    const { id: channel } = local.channel('main');
    local.manifest(manifestOf('socket', { without: ['users:read'] }));
    expect(await errorOf(clientOf('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(local.appToken).chat.postMessage({ channel, text: 'x' }))).toBe('not_allowed_token_type');
    const ana = local.person('Ana');
    expect(await client.users.info({ user: ana.id }).catch((error: WebAPIPlatformError) => error.data)).toMatchObject({ ok: false, error: 'missing_scope', needed: 'users:read', provided: expect.stringContaining('chat:write') });
    const tested = await client.auth.test();
    expect(tested).toMatchObject({ team_id: local.team, user_id: local.bot });
    expect(tested.response_metadata?.scopes).toContain('chat:write');
    local.revoke();
    expect(await errorOf(client.auth.test())).toBe('token_revoked');
    local.restore();
    expect(await refused(client.auth.test())).toEqual(['ok']);
    expect(local.violations).toEqual([]);
  });

  test('find channels and people as they are', async () => {
    const { local, client } = await web({ limits: false });
    const [open, closed, other] = [local.channel('open', { member: false }), local.channel('closed', { private: true, member: false }), local.channel('other')];
    const post = (channel: string) => errorOf(client.chat.postMessage({ channel, text: 'x' }));
    expect([await post(open.id), await post(closed.id), await post('C0NOTHERE00')]).toEqual(['not_in_channel', 'channel_not_found', 'channel_not_found']);
    expect((await client.conversations.join({ channel: open.id })).channel).toMatchObject({ name: 'open', is_member: true });
    expect(await post(open.id)).toBe('ok');
    other.archive();
    expect(await post(other.id)).toBe('is_archived');
    const [gone, far, guest] = [local.person('Gone'), local.person('Far', { team: 'elsewhere' }), local.person('Guest', { guest: true })];
    gone.leaves();
    expect([await post(gone.id), await post(far.id), await post(guest.id)]).toEqual(['user_disabled', 'channel_not_found', 'ok']);
    expect(guest.dms()).toMatchObject([{ text: 'x' }]);
    expect((await client.users.info({ user: gone.id })).user).toMatchObject({ deleted: true });
    expect((await client.users.info({ user: guest.id })).user).toMatchObject({ is_restricted: true, is_admin: false, team_id: local.team });
    expect((await client.users.info({ user: far.id })).user!.team_id).not.toBe(local.team);
    expect(local.violations).toEqual([]);
  });

  test('are limited, and ignoring a limit is a fault', async () => {
    const { local, client } = await web();
    const { id: channel } = local.channel('main');
    const post = () => client.chat.postMessage({ channel, text: 'x' }).then(() => 'ok', (error: { code: string; retryAfter?: number }) => [error.code, error.retryAfter]);
    expect([await post(), await post(), await post()]).toEqual(['ok', 'ok', ['slack_webapi_rate_limited_error', 1]]);
    expect(local.violations).toEqual([]);
    await post();
    expect(local.violations).toEqual(['chat.postMessage: 429 although it had been told to wait']);
    local.pass(1000);
    expect(await post()).toBe('ok');
  });

  test('fail as they are told to', async () => {
    const { local, client } = await web({ limits: false });
    const main = local.channel('main');
    const post = () => client.chat.postMessage({ channel: main.id, text: 'x', metadata: { event_type: 'secretariat', event_payload: { once: 'abc' } } }).then(() => 'ok', (error: { code: string }) => error.code);
    local.fail(/^chat\.post/, 'error');
    expect(await post()).toBe('slack_webapi_http_error');
    local.fail(/^chat\.post/, 'reset');
    expect(await post()).toBe('slack_webapi_request_error');
    local.fail(/^chat\.post/, { ok: false, error: 'fatal_error' });
    expect(await post()).toBe('slack_webapi_platform_error');
    expect(main.messages()).toEqual([]);
    local.fail(/^chat\.post/, 'lost');
    expect(await post()).toBe('slack_webapi_request_error');
    expect(main.messages()).toMatchObject([{ metadata: { event_payload: { once: 'abc' } } }]);
    const found = await client.conversations.history({ channel: main.id, include_all_metadata: true, oldest: '0' });
    expect(found.messages).toMatchObject([{ metadata: { event_type: 'secretariat', event_payload: { once: 'abc' } } }]);
    expect((await client.conversations.history({ channel: main.id })).messages![0]).not.toHaveProperty('metadata');
    expect(local.requests.map(({ status, error }) => [status, error])).toEqual([[500, undefined], [0, undefined], [200, 'fatal_error'], [200, undefined], [200, undefined], [200, undefined]]);
  });

  test('of manifests that the platform would not take', async () => {
    const { local } = await web();
    const manifest = manifestOf('socket');
    expect(() => local.manifest({ ...manifest, features: { ...manifest.features, slash_commands: [{ command: '/help', description: 'x' }] } })).toThrow("/help is the platform's own");
    expect(() => local.manifest(manifestOf('socket', { without: ['im:history'] }))).toThrow('message.im needs im:history');
    expect(() => local.manifest(manifestOf('http'))).toThrow('settings.socket_mode_enabled: is not on');
  });
});
