import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { makeDiscord } from '#adapters/discord/discord.ts';
import { ConnectError } from '#adapters/discord/gateway.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { endsWell } from '#tests/support/discord/sound.ts';

let bed: DiscordBed;

afterEach(() => endsWell(bed));

/** Longer than the library waits before it connects again. */
const again = 800;

const doorAt = (api: string) => makeDiscord({ token: bed.discord.token, api, speech: bed.bot, log: () => {}, bug: () => {} });

test.each([[4004, 'token'], [4013, 'intents'], [4014, 'intents'], [4011, 'refused']] as const)('a door that the gateway closes with %i says so, and leaves nothing behind', async (code, fault) => {
  bed = await discordBed();
  bed.discord.refuse(code);
  const door = doorAt(bed.discord.url);
  const error = await door.start(bed.bot).then(() => undefined, (thrown: unknown) => thrown as ConnectError);
  expect(error).toBeInstanceOf(ConnectError);
  expect([error!.fault, error!.code, door.connected()]).toEqual([fault, code, false]);
  await sleep(again);
  expect(bed.discord.connected()).toBe(1);
});

test('a door that loses its right to listen while it is open says so, and may be opened again', async () => {
  bed = await discordBed();
  bed.discord.refuse(4014);
  bed.discord.drop('reset');
  await expect.poll(() => bed.log.join(), { timeout: 8000 }).toContain('"event":"disconnected","shard":0,"code":4014');
  expect(bed.door.connected()).toBe(false);
  await bed.restarts();
  expect((await (await bed.person('UNODC')).in(bed.main).types('/commitment show commitment:4')).text).toContain('C4');
});

test('a door that is closed while it connects again stays closed', async () => {
  bed = await discordBed();
  bed.discord.drop('cut');
  await expect.poll(() => bed.door.connected()).toBe(false);
  await bed.door.stop();
  await sleep(again);
  expect(bed.discord.connected()).toBe(0);
});

test('one that is closed while the gateway does not answer at all is no trouble later', async () => {
  bed = await discordBed();
  const silent = createServer().listen(0);
  const { promise: called, resolve } = Promise.withResolvers<Socket>();
  silent.once('connection', resolve);
  const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const rest = createHttp((_, answer) => answer.setHeader('content-type', 'application/json').end(JSON.stringify({ url, shards: 1, session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 } }))).listen(0);
  onTestFinished(() => {
    silent.close();
    rest.closeAllConnections();
    rest.close();
  });
  const door = doorAt(`http://127.0.0.1:${(rest.address() as AddressInfo).port}`);
  void door.start(bed.bot);
  const socket = await called;
  await door.stop();
  socket.resetAndDestroy();
  // What nobody listens to would end this process.
  await once(socket, 'close');
  await sleep(again);
  expect(door.connected()).toBe(false);
});

test('as many connections are kept as Discord wants, and one that is lost is missed', async () => {
  bed = await discordBed({ shards: 3 });
  expect(bed.discord.connected()).toBe(3);
  const unodc = (await bed.person('UNODC')).in(bed.main);
  expect((await unodc.types('/commitment show commitment:4')).text).toContain('C4');
  bed.discord.drop('resume');
  await expect.poll(() => bed.door.connected()).toBe(false);
  await expect.poll(() => bed.door.connected(), { timeout: 5000 }).toBe(true);
  expect(bed.discord.connected()).toBe(3);
  expect((await unodc.types('/commitment show commitment:4')).text).toContain('C4');
});

test('a room that is made later has its name also when it is tied from a thread of it', async () => {
  bed = await discordBed();
  const [coordinator, hall] = [await bed.person('coordinator civil-society-side'), bed.server.channel('hall')];
  const tied = await coordinator.in(hall.thread('side talk')).types('/group room purpose:Announcements');
  expect(tied.text).toContain('#hall');
});
