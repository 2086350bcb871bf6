import { afterEach, describe, expect, test } from 'vitest';
import type { Target } from '#bot/bot.ts';
import { rewrite } from '#bot/lines.ts';
import { makeUsers } from '#adapters/slack/presence.ts';
import { makeSend } from '#adapters/slack/send.ts';
import { makeWeb } from '#adapters/slack/web.ts';
import { DeliveryError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { stamp, systemNow } from '#core/time.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import type { LocalSlack } from '#tests/support/slack/types.ts';

const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
const lines = rewrite((line) => line);
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };

/** What a send came to, in the outbox's words. */
const fault = (sending: Promise<unknown>) =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof DeliveryError ? { fault: error.fault, retry: error.retry, scope: error.scope, ...(error.afterMs !== undefined && { afterMs: error.afterMs }) } : error),
  );
const never = (what: string) => ({ fault: what, retry: 'never', scope: 'address' });
const later = (what: string) => ({ fault: what, retry: 'later', scope: 'address' });

interface More {
  once?: string;
  signal?: AbortSignal;
  replaces?: string;
  doubt?: boolean;
  since?: string;
  another?: () => Promise<void>;
}

describe('sending to Slack', () => {
  let slack: LocalSlack;
  const provoked: RegExp[] = [];
  afterEach(async () => {
    expect(slack.violations.filter((each) => !provoked.some((known) => known.test(each)))).toEqual([]);
    provoked.length = 0;
    await slack.close();
  });

  async function start(token?: string) {
    slack = await openSlack();
    const main = slack.channel('main');
    const archived: string[] = [];
    const fresh = () => {
      const web = makeWeb(token ?? slack.token, slack.url);
      return makeSend(web, makeUsers(web), lines, (channel) => archived.push(channel));
    };
    const sendNow = fresh();
    const send = (to: Target, text: string, { once = newId(systemNow()), signal = new AbortController().signal, ...more }: More = {}, by = sendNow) => by(to, words(text), { once, reader, signal, ...more });
    const room = (channel = main): Target => ({ room: 'slack:hash', chat: { server: slack.team, id: channel.id } });
    return { main, send, room, fresh, archived };
  }
  const asked = (method: string) => slack.requests.filter((each) => each.method === method);

  test('a room gets the message, marked with its id, and its receipt; it is changed in place', async () => {
    const { send, room, main } = await start();
    const receipt = await send(room(), 'C4 is at risk', { once: '0123456789abcdef' });
    expect(main.messages().map(({ text, metadata }) => [text, metadata])).toEqual([[expect.stringContaining('C4 is at risk'), { event_type: 'secretariat', event_payload: { once: '0123456789abcdef' } }]]);
    expect(receipt).toBe(`${main.id}/${main.messages()[0]!.id}`);
    expect(await send(room(), 'C4 is done', { replaces: receipt! })).toBe(receipt);
    expect(main.messages().map(({ text, edited }) => [text, edited])).toEqual([[expect.stringContaining('C4 is done'), true]]);
    for (const { body } of asked('chat.postMessage')) expect(body).toMatchObject({ parse: 'none', link_names: 'false', unfurl_links: 'false', unfurl_media: 'false' });
  });

  test('words that would ping ping nobody, and what looks like a link is none', async () => {
    const { send, room, main } = await start();
    const who = slack.person('Zora');
    await send(room(), `<!channel> <@${who.id}> @here <https://example.org|click> *bold* hello`);
    expect(main.messages()[0]!.pings).toEqual([]);
    expect(main.messages()[0]!.text).toContain(`<!channel> <@${who.id}> @here <https://example.org|click> *bold* hello`);
  });

  test('a person in the workspace is written to; where they are is asked once', async () => {
    const { send } = await start();
    const who = slack.person('Zora', { guest: true });
    let waits = 0;
    const another = async () => void waits++;
    const to: Target = { account: who.id, seat: 'Focal point, INPUD', servers: ['T999', slack.team] };
    for (const text of ['one', 'two']) await send(to, text, { another });
    expect(who.dms().map(({ text }) => text)).toEqual([expect.stringContaining('one'), expect.stringContaining('two')]);
    expect([asked('users.info').length, asked('conversations.open').length, waits]).toEqual([1, 0, 1]);
  });

  test('whoever is not in the workspace any more is gone, before anything is sent; so is somebody of another one', async () => {
    const { send } = await start();
    const [who, far] = [slack.person('Zora'), slack.person('Yaro', { team: 'another' })];
    who.leaves();
    for (const { id } of [who, far]) expect(await fault(send({ account: id, seat: 'x', servers: [slack.team] }, 'hello'))).toEqual(never('gone'));
    expect(await fault(send({ account: 'U0NOBODY', seat: 'x', servers: [slack.team] }, 'hello'))).toEqual(never('gone'));
    expect(asked('chat.postMessage')).toEqual([]);
    // Without a workspace in which they have to be, Slack says it.
    expect(await fault(send({ account: who.id, seat: 'x' }, 'hello'))).toEqual(never('gone'));
  });

  test('the bot goes into a channel that everybody may enter; into another one nobody lets it', async () => {
    const { send, room } = await start();
    const [open, closed] = [slack.channel('open', { member: false }), slack.channel('closed', { private: true })];
    expect(await fault(send(room(open), 'hello'))).toBe('sent');
    expect(await fault(send(room(open), 'again', { doubt: true }))).toBe('sent');
    expect([open.messages().length, asked('conversations.join').length]).toEqual([2, 1]);
    open.kick();
    slack.pass(2000);
    expect(await fault(send(room(open), 'third', { doubt: true }))).toBe('sent');
    closed.kick();
    expect(await fault(send(room(closed), 'hello'))).toEqual(never('unknown'));
    slack.fail(/postMessage/, { ok: false, error: 'restricted_action_read_only_channel' });
    expect(await fault(send(room(), 'hello'))).toEqual(never('forbidden'));
  });

  test('an archived channel is gone, and whoever asks is told; a deleted one is unknown; so is a card that is not there', async () => {
    const { send, room, main, archived } = await start();
    const receipt = (await send(room(), 'card'))!;
    expect(await fault(send(room(), 'card', { replaces: `${main.id}/1.000001` }))).toEqual(never('unknown'));
    main.archive();
    expect([await fault(send(room(), 'hello')), archived]).toEqual([never('gone'), [main.id]]);
    main.delete();
    expect(await fault(send(room(), 'hello'))).toEqual(never('unknown'));
    expect(await fault(send(room(), 'card', { replaces: receipt }))).toEqual(never('unknown'));
    expect(await fault(send({ room: 'slack:hash' }, 'hello'))).toEqual(never('gone'));
    expect(archived).toEqual([main.id]);
  });

  test.each(['room', 'person'])('an answer that is lost is no answer: the next try finds the message and brings its receipt (%s)', async (kind) => {
    const { send, room, main, fresh } = await start();
    const who = slack.person('Zora');
    const to: Target = kind === 'room' ? room() : { account: who.id, seat: 'x', servers: [slack.team] };
    const posted = () => (kind === 'room' ? main.messages() : who.dms());
    const since = stamp(systemNow());
    slack.fail(/postMessage/, 'lost');
    const once = newId(systemNow());
    expect(await fault(send(to, 'hello', { once, since }))).toEqual(later('timeout'));
    // As after a kill: another process sends it again.
    const receipt = await send(to, 'hello', { once, since, doubt: true }, fresh());
    expect(receipt).toMatch(new RegExp(`^\\w+/${posted()[0]!.id.replace('.', '\\.')}$`));
    expect(posted()).toHaveLength(1);
    expect(await send(to, 'changed', { replaces: receipt! })).toBe(receipt);
    expect(posted().map(({ text, edited }) => [text, edited])).toEqual([[expect.stringContaining('changed'), true]]);
    // What did not arrive is not found, and sent.
    slack.fail(/postMessage/, 'reset');
    const second = newId(systemNow());
    slack.pass(2000);
    expect(await fault(send(to, 'second', { once: second, since }))).toEqual(later('timeout'));
    expect(await fault(send(to, 'second', { once: second, since, doubt: true }))).toBe('sent');
    expect(posted()).toHaveLength(2);
  });

  test('it is found behind many others', async () => {
    const { send, room, main } = await start();
    const [since, once] = [stamp(systemNow()), newId(systemNow())];
    await send(room(), 'hello', { once });
    const who = slack.person('Zora');
    for (let i = 0; i < 450; i++) main.says(who, `chat ${i}`);
    expect(await send(room(), 'hello', { once, since, doubt: true })).toBe(`${main.id}/${main.messages()[0]!.id}`);
    expect([asked('conversations.history').length, asked('chat.postMessage').length]).toEqual([3, 1]);
  });

  test('what is made before the message is posted leaves no doubt', async () => {
    const { send } = await start();
    const who = slack.person('Zora');
    for (const how of ['error', 'reset'] as const) {
      slack.fail(/users.info/, how);
      expect(await fault(send({ account: who.id, seat: 'x', servers: [slack.team] }, 'hello'))).toEqual(later('down'));
    }
    expect(asked('chat.postMessage')).toEqual([]);
  });

  test('a server error and a reset leave it open whether it arrived; each request is made once', async () => {
    const { send, room, main } = await start();
    for (const how of ['error', 'reset', { ok: false, error: 'fatal_error' }, { ok: false, error: 'internal_error' }] as const) {
      slack.fail(/postMessage/, how);
      expect(await fault(send(room(), 'hello'))).toEqual(later('timeout'));
    }
    slack.fail(/postMessage/, { ok: false, error: 'service_unavailable' });
    expect(await fault(send(room(), 'hello'))).toEqual(later('down'));
    expect([asked('chat.postMessage').length, main.messages().length]).toEqual([5, 0]);
  });

  test('what is given up is not sent any more, and what hangs is not known', async () => {
    const { send, room, main } = await start();
    expect(await fault(send(room(), 'hello', { signal: AbortSignal.abort() }))).toMatchObject({ retry: 'later' });
    expect(slack.requests).toEqual([]);
    const who = slack.person('Zora');
    const early = new AbortController();
    expect(await fault(send({ account: who.id, seat: 'x', servers: [slack.team] }, 'hello', { signal: early.signal, another: async () => early.abort() }))).toMatchObject({ retry: 'later' });
    expect(slack.requests).toEqual([]);
    slack.fail(/postMessage/, 'hang');
    const stop = new AbortController();
    const sending = fault(send(room(), 'hello', { signal: stop.signal }));
    await expect.poll(() => asked('chat.postMessage').length).toBe(1);
    stop.abort();
    expect([await sending, main.messages()]).toEqual([later('timeout'), []]);
  });

  test('a channel that has had too much waits as long as Slack asks; when a second one is told to, all of them wait', async () => {
    const { send, room } = await start();
    const [a, b] = [slack.channel('a'), slack.channel('b')];
    const to = (id: string, address: string): Target => ({ room: address, chat: { server: slack.team, id } });
    slack.fail(/postMessage/, 'limit', 2);
    expect(await fault(send(to(a.id, 'slack:a'), 'hello'))).toEqual({ ...later('limit'), afterMs: 1000 });
    expect(await fault(send(to(b.id, 'slack:b'), 'hello'))).toEqual({ ...later('limit'), scope: 'platform', afterMs: 1000 });
    expect(await fault(send(room(), 'hello'))).toBe('sent');
  });

  test('a method that Slack does not want to hear is not asked for before that is over', async () => {
    const { send, room } = await start();
    const receipt = (await send(room(), 'card'))!;
    slack.fail(/chat.update/, 'limit');
    for (let i = 0; i < 3; i++) expect(await fault(send(room(), `card ${i}`, { replaces: receipt }))).toEqual({ ...later('limit'), afterMs: 1000 });
    expect(asked('chat.update')).toHaveLength(1);
    expect(await fault(send(room(), 'others go on'))).toBe('sent');
  });

  test('a token that is refused quiets all of it', async () => {
    const { room, send } = await start('xoxb-wrong');
    provoked.push(/invalid_auth/);
    const expected = { fault: 'down', retry: 'later', scope: 'platform', afterMs: 600_000 };
    expect(await fault(send(room(), 'hello'))).toEqual(expected);
    const good = await start();
    slack.revoke();
    expect(await fault(good.send(good.room(), 'hello'))).toEqual(expected);
    slack.restore();
    expect(await fault(good.send(good.room(), 'hello'))).toBe('sent');
  });
});

describe('where people are', () => {
  test('is asked again only when the answer is too old, and not taken for known when Slack does not say', async () => {
    const slack = await openSlack();
    const users = makeUsers(makeWeb(slack.token, slack.url));
    const [who, guest, far] = [slack.person('Zora'), slack.person('Guest', { guest: true }), slack.person('Far', { team: 'another' })];
    expect(await users.isIn(slack.team, who.id, 600_000)).toBe(true);
    who.leaves();
    expect([await users.isIn(slack.team, who.id, 600_000), await users.isIn(slack.team, who.id), await users.isIn(slack.team, who.id, 600_000)]).toEqual([true, false, false]);
    expect(slack.requests).toHaveLength(2);
    expect([await users.isIn(slack.team, guest.id), await users.isIn('T0OTHER', guest.id), await users.isIn(slack.team, far.id), await users.isIn(slack.team, 'U0NOBODY')]).toEqual([true, false, false, false]);
    slack.fail(/users.info/, 'error');
    await expect(users.isIn(slack.team, who.id)).rejects.toThrow();
    who.returns();
    expect(await users.isIn(slack.team, who.id)).toBe(true);
    // Where Slack only asks to wait, what it said before stands for a while; of others nothing is known.
    slack.fail(/users.info/, 'limit');
    expect(await users.isIn(slack.team, who.id)).toBe(true);
    await expect(users.isIn(slack.team, slack.person('New').id)).rejects.toThrow();
    expect(slack.violations).toEqual([]);
    await slack.close();
  });

  test('owners and admins manage their workspace, and no other', async () => {
    const slack = await openSlack();
    const users = makeUsers(makeWeb(slack.token, slack.url));
    const [admin, owner, member, far] = [slack.person('A', { admin: true }), slack.person('B', { owner: true }), slack.person('C'), slack.person('D', { admin: true, team: 'another' })];
    expect(await Promise.all([admin, owner, member, far].map(({ id }) => users.manages(slack.team, id)))).toEqual([true, true, false, false]);
    admin.leaves();
    expect([await users.manages(slack.team, admin.id), await users.manages('T0OTHER', owner.id)]).toEqual([false, false]);
    slack.fail(/users.info/, 'reset');
    await expect(users.manages(slack.team, owner.id)).rejects.toThrow();
    await slack.close();
  });

  test('somebody of an Enterprise is in each workspace that they have been added to', async () => {
    const slack = await openSlack({ enterprise: true });
    const users = makeUsers(makeWeb(slack.token, slack.url));
    const who = slack.person('Zora');
    expect([who.id[0], await users.isIn(slack.team, who.id), await users.isIn('T0OTHER', who.id)]).toEqual(['W', true, false]);
    await slack.close();
  });
});
