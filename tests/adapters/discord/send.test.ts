import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { afterEach, describe, expect, test } from 'vitest';
import type { Target } from '#bot/bot.ts';
import { DeliveryError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { aliases, commands } from '#commands/index.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';
import { makeLines } from '#adapters/discord/lines.ts';
import { presenceOn } from '#adapters/discord/presence.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import { makeSend } from '#adapters/discord/send.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { LocalDiscord } from '#tests/support/discord/types.ts';

const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
const lines = makeLines({ commands, aliases });
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };

/** What a send came to, in the outbox's words. */
const fault = (sending: Promise<unknown>) =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof DeliveryError ? { fault: error.fault, retry: error.retry, scope: error.scope, ...(error.afterMs !== undefined && { afterMs: error.afterMs }) } : error),
  );
const never = (what: string) => ({ fault: what, retry: 'never', scope: 'address' });
const later = (what: string) => ({ fault: what, retry: 'later', scope: 'address' });

describe('sending to Discord', () => {
  let discord: LocalDiscord;
  const provoked: RegExp[] = [];
  afterEach(async () => {
    expect(discord.violations.filter((each) => !provoked.some((known) => known.test(each)))).toEqual([]);
    provoked.length = 0;
    await discord.close();
  });

  async function start() {
    discord = await openDiscord();
    const rest = () => makeRest(discord.token, discord.url);
    const server = discord.server('Vienna NGOs');
    const main = server.channel('main');
    const fresh = () => {
      const own = rest();
      return makeSend(own, presenceOn(own), lines);
    };
    const sendNow = fresh();
    const send = (to: Target, text: string, { once = newId(systemNow()), signal = new AbortController().signal, ...more }: { once?: string; signal?: AbortSignal; replaces?: string; another?: () => Promise<void> } = {}, by = sendNow) =>
      by(to, words(text), { once, reader, signal, ...more });
    const room = (channel = main): Target => ({ room: 'discord:hash', chat: { server: server.id, id: channel.id } });
    return { rest, server, main, send, room, fresh };
  }
  const asked = (method: string, path: RegExp) => discord.requests.filter((each) => each.method === method && path.test(each.path));

  test('a room gets the message once however often it is sent, and its receipt; it is changed in place', async () => {
    const { send, room, main, fresh } = await start();
    const receipt = await send(room(), 'C4 is at risk', { once: '0123456789abcdef' });
    // As after a kill: another process sends it again.
    expect(await send(room(), 'C4 is at risk', { once: '0123456789abcdef' }, fresh())).toBe(receipt);
    expect(main.messages().map(({ text, nonce }) => [text, nonce])).toEqual([[expect.stringContaining('C4 is at risk'), '0123456789abcdef']]);
    expect(receipt).toBe(`${main.id}/${main.messages()[0]!.id}`);
    expect(await send(room(), 'C4 is done', { replaces: receipt! })).toBe(receipt);
    expect(main.messages().map(({ text, edited }) => [text, edited])).toEqual([[expect.stringContaining('C4 is done'), true]]);
    for (const { body } of asked('POST', /messages/)) expect(body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
  });

  test('words that would ping ping nobody', async () => {
    const { send, room, main } = await start();
    const who = discord.person('Zora');
    await send(room(), `@everyone <@${who.id}> <@&1> hello`);
    expect(main.messages()[0]!.pings).toEqual([]);
  });

  test('a person in the server is written to; the channel is opened once, and where they are is asked once', async () => {
    const { send, server } = await start();
    const who = discord.person('Zora');
    who.joins(server);
    let waits = 0;
    const another = async () => void waits++;
    const to: Target = { account: who.id, seat: 'Focal point, INPUD', servers: ['99999999999999999', server.id] };
    for (const text of ['one', 'two']) await send(to, text, { another });
    expect(who.dms().map(({ text }) => text)).toEqual([expect.stringContaining('one'), expect.stringContaining('two')]);
    expect([asked('POST', /@me\/channels$/).length, asked('GET', /members/).length, waits]).toEqual([1, 2, 3]);
  });

  test('whoever is in none of the servers any more is gone, before anything is sent', async () => {
    const { send, server } = await start();
    const who = discord.person('Zora');
    who.joins(server);
    who.leaves(server);
    expect(await fault(send({ account: who.id, seat: 'x', servers: [server.id] }, 'hello'))).toEqual(never('gone'));
    expect(asked('POST', /./)).toEqual([]);
  });

  test('somebody who takes no messages, or shares no server, is closed', async () => {
    const { send, server } = await start();
    const [shy, far] = [discord.person('Zora'), discord.person('Yaro')];
    shy.joins(server);
    shy.closes();
    expect(await fault(send({ account: shy.id, seat: 'x', servers: [server.id] }, 'hello'))).toEqual(never('closed'));
    expect(await fault(send({ account: far.id, seat: 'x' }, 'hello'))).toEqual(never('closed'));
    shy.opens();
    expect(await fault(send({ account: shy.id, seat: 'x', servers: [server.id] }, 'hello'))).toBe('sent');
  });

  test('a room that is deleted is unknown, one that does not let the bot in forbidden, one without ids gone; so is a card', async () => {
    const { send, room, server, main } = await start();
    const receipt = (await send(room(), 'card'))!;
    const closed = server.channel('closed', { deny: ['SEND_MESSAGES'] });
    const hidden = server.channel('hidden', { deny: ['VIEW_CHANNEL'] });
    expect(await fault(send(room(closed), 'hello'))).toEqual(never('forbidden'));
    expect(await fault(send(room(hidden), 'hello'))).toEqual(never('forbidden'));
    expect(await fault(send(room(), 'card', { replaces: `${main.id}/1` }))).toEqual(never('unknown'));
    main.delete();
    expect(await fault(send(room(), 'hello'))).toEqual(never('unknown'));
    expect(await fault(send(room(), 'card', { replaces: receipt }))).toEqual(never('unknown'));
    expect(await fault(send({ room: 'discord:hash' }, 'hello'))).toEqual(never('gone'));
  });

  test('an answer that is lost is no answer: the next try brings the receipt and no second message', async () => {
    const { send, room, main } = await start();
    discord.fail(/POST .*messages/, 'lost');
    const once = newId(systemNow());
    expect(await fault(send(room(), 'hello', { once }))).toEqual(later('timeout'));
    expect(await send(room(), 'hello', { once })).toBe(`${main.id}/${main.messages()[0]!.id}`);
    expect(main.messages()).toHaveLength(1);
  });

  test('a server error is down, a reset is not known; each request is made once', async () => {
    const { send, room, main } = await start();
    discord.fail(/POST .*messages/, 'error');
    expect(await fault(send(room(), 'hello'))).toEqual(later('down'));
    discord.fail(/POST .*messages/, 'reset');
    expect(await fault(send(room(), 'hello'))).toEqual(later('timeout'));
    expect([asked('POST', /messages/).length, main.messages().length]).toEqual([2, 0]);
  });

  test('what is given up is not sent any more, and what hangs is not known', async () => {
    const { send, room, main } = await start();
    const gone = AbortSignal.abort();
    expect(await fault(send(room(), 'hello', { signal: gone }))).toEqual(later('timeout'));
    expect(asked('POST', /./)).toEqual([]);
    discord.fail(/POST .*messages/, 'hang');
    const stop = new AbortController();
    const sending = fault(send(room(), 'hello', { signal: stop.signal }));
    await expect.poll(() => asked('POST', /messages/).length).toBe(1);
    stop.abort();
    expect([await sending, main.messages()]).toEqual([later('timeout'), []]);
  });

  test('the sixth message to a channel within five seconds is told to wait by the library, without a request; other channels go on', async () => {
    const { send, room, server, main } = await start();
    for (let i = 0; i < 5; i++) await send(room(), String(i));
    const sixth = (await fault(send(room(), '5'))) as { afterMs: number };
    expect(sixth).toMatchObject({ fault: 'limit', retry: 'later', scope: 'address' });
    expect(sixth.afterMs).toBeGreaterThan(3000);
    expect(sixth.afterMs).toBeLessThan(5100);
    expect(await fault(send(room(server.channel('other')), 'hello'))).toBe('sent');
    expect([main.messages().length, discord.requests.filter(({ status }) => status === 429).length]).toEqual([5, 0]);
  });

  test('a token that is refused quiets all of it', async () => {
    const { room, rest } = await start();
    provoked.push(/401|token/i);
    const wrong = rest().setToken('wrong');
    const send = makeSend(wrong, presenceOn(wrong), lines);
    const expected = { fault: 'down', retry: 'later', scope: 'platform', afterMs: 600_000 };
    for (let i = 0; i < 2; i++) expect(await fault(send(room(), words('hello'), { once: newId(systemNow()), reader, signal: new AbortController().signal }) as Promise<unknown>)).toEqual(expected);
    expect(asked('POST', /./)).toHaveLength(1);
  });
});

describe('where people are', () => {
  test('is asked again only when the answer is too old, and not taken for known when Discord does not say', async () => {
    const discord = await openDiscord();
    const { isIn } = presenceOn(makeRest(discord.token, discord.url));
    const server = discord.server('Vienna NGOs');
    const who = discord.person('Zora');
    who.joins(server);
    expect(await isIn(server.id, who.id, 600_000)).toBe(true);
    who.leaves(server);
    expect([await isIn(server.id, who.id, 600_000), await isIn(server.id, who.id), await isIn(server.id, who.id, 600_000)]).toEqual([true, false, false]);
    expect(discord.requests).toHaveLength(2);
    discord.fail(/GET .*members/, 'error');
    await expect(isIn(server.id, who.id)).rejects.toBeInstanceOf(HTTPError);
    who.joins(server);
    discord.remove(server);
    expect(await isIn(server.id, who.id)).toBe(false);
    expect(discord.violations).toEqual([]);
    await discord.close();
  });
});

describe('what Discord says went wrong', () => {
  const api = (code: number, status = 400) => new DiscordAPIError({ code, message: 'x' }, code, status, 'POST', 'https://discord.com/api', { files: undefined, body: undefined });
  const limit = (more: object) => new RateLimitError({ global: false, hash: 'h', limit: 5, majorParameter: '1', method: 'POST', retryAfter: 0, route: '/channels/:id/messages', scope: 'user', sublimitTimeout: 0, timeToReset: 0, url: 'x', ...more });
  const seen = (error: unknown) => {
    const { fault, retry, scope, afterMs } = deliveryFault(error);
    return [fault, retry, ...(scope === 'platform' ? [scope] : []), ...(afterMs === undefined ? [] : [afterMs])].join(' ');
  };
  const systemError = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });

  test.each([
    [50007, 'closed never'], [50278, 'closed never'], [50001, 'forbidden never'], [50013, 'forbidden never'], [50083, 'forbidden never'], [160005, 'forbidden never'],
    [10003, 'unknown never'], [10008, 'unknown never'], [50005, 'unknown never'], [10004, 'gone never'], [10013, 'gone never'], [50033, 'gone never'],
    [50035, 'refused never'], [50006, 'refused never'], [50008, 'refused never'], [40005, 'refused never'], [200000, 'refused never'], [240000, 'refused never'], [20009, 'refused never'],
    [20028, 'limit later 60000'], [20016, 'limit later 60000'], [30046, 'limit later 60000'], [40003, 'limit later 600000'], [40062, 'limit later 60000'],
    [40004, 'down later'], [40006, 'down later'], [110000, 'down later'], [130000, 'down later platform 30000'], [40333, 'down later platform 600000'], [40001, 'down later platform 600000'],
    [77777, 'refused never'],
  ])('%i: %s', (code, expected) => expect(seen(api(code))).toBe(expected));

  test.each([
    ['no code at all', api(0), 'refused never'],
    ['403', api(0, 403), 'forbidden never'],
    ['404', api(0, 404), 'unknown never'],
    ['401', api(0, 401), 'down later platform 600000'],
    ['500', new HTTPError(500, 'x', 'POST', 'x', { files: undefined, body: undefined }), 'down later'],
    ['a channel that is full', limit({ timeToReset: 2300 }), 'limit later 2300'],
    ['a limit within a limit', limit({ timeToReset: -3, retryAfter: 9000, limit: Infinity, scope: 'shared' }), 'limit later 9000'],
    ['opening private messages', limit({ retryAfter: 7000, limit: Infinity, route: '/users/@me/channels' }), 'limit later 7000'],
    ['all requests', limit({ global: true, timeToReset: 400 }), 'limit later platform 400'],
    ['the network before Discord', limit({ retryAfter: 90_000, limit: Infinity }), 'limit later platform 90000'],
    ['no such host', systemError('ENOTFOUND'), 'down later'],
    ['refused', systemError('ECONNREFUSED'), 'down later'],
    ['a reset', systemError('ECONNRESET'), 'timeout later'],
    ['a socket that closed', systemError('UND_ERR_SOCKET'), 'timeout later'],
    ['given up', new DOMException('x', 'AbortError'), 'timeout later'],
    ['a mistake of ours', new TypeError('x is not a function'), 'bug later'],
    ['words', 'thrown', 'bug later'],
  ])('%s', (_, error, expected) => expect(seen(error)).toBe(expected));

  test('a fault that is known stays what it is', () => {
    const known = new DeliveryError('gone', 'never');
    expect(deliveryFault(known)).toBe(known);
  });
});
