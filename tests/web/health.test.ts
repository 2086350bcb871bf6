import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { backlog } from '#db/backlog.ts';
import { claim, settle } from '#db/claim.ts';
import type { Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { healthPages, type Vitals } from '#src/web/health.ts';
import { openServer, type Served } from '#src/web/server.ts';
import { onBoth, openings } from '#tests/support/stores.ts';

const now = Temporal.Instant.from('2013-02-22T09:00:00Z');
const calm: Vitals = { backlog: async () => ({ since: undefined, dead: 0 }), platforms: () => ({ far: true }), now: () => now };
let health: Served | undefined;
const openHealth = (port: number, vitals: Vitals) => openServer(port, healthPages(vitals));
afterEach(async () => {
  await health?.close();
  health = undefined;
});

async function ask(path: string, vitals: Partial<Vitals> = {}, method = 'GET') {
  health ??= await openHealth(0, { ...calm, ...vitals });
  const response = await fetch(`http://127.0.0.1:${health.port}${path}`, { method });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown), headers: Object.fromEntries(response.headers) };
}

test('says that the process lives, whatever the store is like', async () => {
  const { status, body, headers } = await ask('/healthz', { backlog: () => Promise.reject(new Error('gone')) });
  expect({ status, body }).toEqual({ status: 200, body: { ok: true } });
  expect(Object.keys(headers).sort()).toEqual(['cache-control', 'connection', 'content-length', 'content-type', 'date', 'keep-alive']);
});

test('is ready with how far the delivery is behind', async () => {
  const { status, body } = await ask('/readyz?from=probe', { backlog: async () => ({ since: '2013-02-22T08:58:30.000Z', dead: 2 }) });
  expect({ status, body }).toEqual({ status: 200, body: { ok: true, platforms: { far: true }, oldest: 90, dead: 2 } });
});

test('names in one word what is not there', async () => {
  expect(await ask('/readyz', { platforms: () => ({ near: true, far: false }) })).toMatchObject({ status: 503, body: { ok: false, why: 'far', platforms: { near: true, far: false } } });
  await health!.close();
  health = undefined;
  expect(await ask('/readyz', { backlog: () => Promise.reject(new Error('secret words')) })).toMatchObject({ status: 503, body: { ok: false, why: 'store' } });
  await health!.close();
  health = undefined;
  // One that hangs is not there either.
  expect(await ask('/readyz', { backlog: () => new Promise(() => {}) })).toMatchObject({ status: 503, body: { ok: false, why: 'store' } });
});

test('whoever asks often does not keep the store busy', async () => {
  let looks = 0;
  const vitals = { backlog: async () => ({ since: undefined, dead: (looks += 1) }) };
  await ask('/healthz', vitals);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/readyz', vitals)));
  expect(looks).toBe(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('answers HEAD without a body, and nothing else but the two pages', async () => {
  expect(await ask('/healthz', {}, 'HEAD')).toMatchObject({ status: 200, body: undefined });
  expect(await ask('/readyz', { platforms: () => ({ far: false }) }, 'HEAD')).toMatchObject({ status: 200, body: undefined });
  for (const path of ['/', '/healthz/', '/metrics', '/%00', '//healthz']) expect((await ask(path)).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/healthz', {}, method)).status).toBe(404);
});

test('a client that sends no request, or nonsense, holds nothing up', async () => {
  await ask('/healthz');
  const slow = connect(health!.port, '127.0.0.1');
  await once(slow, 'connect');
  const rude = connect(health!.port, '127.0.0.1');
  rude.write('\u0000\u0001 nonsense\r\n\r\n');
  const [answer] = (await once(rude, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect((await ask('/healthz')).status).toBe(200);
  await health!.close();
  health = undefined;
  if (!slow.destroyed) await once(slow, 'close');
  expect(slow.destroyed).toBe(true);
});

test('a port that is taken is told', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  await expect(openHealth((other.address() as AddressInfo).port, calm)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
});

onBoth('how far the delivery is behind', (place) => {
  const open = openings();
  const group = 'unodc-cso-group';
  const at = (minute: number) => now.add({ minutes: minute });
  const say = (store: Store, address: string, minute: number, due?: Temporal.Instant) => store.tx((tx) => post(tx, group, address, { v: 1, blocks: [] }, at(minute), due ? { due } : {}));
  const behind = (store: Store, minute: number) => store.read((tx) => backlog(tx, ['far'], at(minute)));

  test('counts what could have gone, and what was given up', async () => {
    const store = await open(await place.fresh());
    expect(await behind(store, 0)).toEqual({ since: undefined, dead: 0 });
    await say(store, 'near:room', 0);
    await say(store, 'far:later', 1, at(60));
    expect(await behind(store, 5)).toEqual({ since: undefined, dead: 0 });
    await say(store, 'far:room', 2);
    await say(store, 'far:room', 3);
    expect(await behind(store, 5)).toEqual({ since: at(2).toString({ smallestUnit: 'millisecond' }), dead: 0 });

    const [first] = await store.tx((tx) => claim(tx, 'far', 'sender', at(5), at(6), 1));
    expect((await behind(store, 5)).since).toBe(first!.at);
    await store.tx((tx) => settle(tx, 'sender', [{ of: first!, became: 'again', due: at(30), fault: 'down', counts: true }], at(5)));
    // One that was tried waits, however long the pause is.
    expect((await behind(store, 6)).since).toBe(first!.at);

    const [again] = await store.tx((tx) => claim(tx, 'far', 'sender', at(31), at(32), 1));
    await store.tx((tx) => settle(tx, 'sender', [{ of: again!, became: 'dead', fault: 'gone' }], at(31)));
    expect(await behind(store, 32)).toEqual({ since: at(3).toString({ smallestUnit: 'millisecond' }), dead: 1 });
  });
});
