import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebAPIPlatformError } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bareBot } from '#tests/support/slack/bare.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import { modal, scene, section } from '#tests/support/slack/scene.ts';

describe('what ends by itself', () => {
  test('a trigger after three seconds, and after one use', async () => {
    const errors: string[] = [];
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack, client, body }) => {
      const open = () => client.views.open({ trigger_id: body.trigger_id, view: modal(section('x')) }).catch((error: WebAPIPlatformError) => void errors.push(error.data.error));
      if (body.text === 'late') local.pass(3001);
      await open();
      await open();
      await ack();
    }));
    expect((await ana.in(main).types('/ping')).kind).toBe('modal');
    void ana.in(main).types('/ping late');
    await expect.poll(() => errors).toEqual(['exchanged_trigger_id', 'expired_trigger_id', 'expired_trigger_id']);
    expect(local.violations).toHaveLength(3);
  });

  test('a response_url after five uses, and after thirty minutes', async () => {
    const urls: string[] = [];
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack, body }) => {
      urls.push(body.response_url);
      await ack('Now');
    }));
    const post = async (url: string) => {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'x' }) });
      return [response.status, await response.text()];
    };
    const answer = await ana.in(main).types('/ping');
    for (let i = 0; i < 5; i += 1) expect(await post(urls[0]!)).toEqual([200, 'ok']);
    expect(answer.more().map(({ text }) => text)).toEqual(Array(5).fill('x'));
    expect(await post(urls[0]!)).toEqual([404, 'used_url']);
    await ana.in(main).types('/ping');
    local.pass(30 * 60_000 + 1);
    expect(await post(urls[1]!)).toEqual([404, 'expired_url']);
    expect(local.violations).toEqual(['response_url: used_url', 'response_url: expired_url']);
  });

  test.each(['socket', 'http'] as const)('the time for an acknowledgement, by %s', async (mode) => {
    const { local, main, ana } = await scene((app) => app.command('/ping', async () => {}), { mode });
    expect(await ana.in(main).types('/ping')).toMatchObject({ kind: 'none', text: '/ping failed with the error "operation_timeout"' });
    expect(local.violations).toEqual(['deadline: /ping was not acknowledged within 3 s']);
  });

  test('an event that is not acknowledged, which comes again and says so', async () => {
    const came: (string | undefined)[][] = [];
    const local = await openSlack({ mode: 'http' });
    const server = createServer((request, response) => {
      came.push([request.headers['x-slack-retry-num'] as string | undefined, request.headers['x-slack-retry-reason'] as string | undefined]);
      response.writeHead(came.length < 4 ? 500 : 200).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await local.close();
    });
    local.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await expect.poll(() => came).toHaveLength(1);
    void local.person('Ana').in(local.channel('main')).writes('@Secretariat hello');
    await expect.poll(() => came).toHaveLength(3);
    local.pass(60_000);
    await expect.poll(() => came).toHaveLength(4);
    await local.settled();
    expect(came.slice(1)).toEqual([[undefined, undefined], ['1', 'http_error'], ['2', 'http_error']]);
  });

  test('what is said twice by the platform is seen once', async () => {
    let count = 0;
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack }) => ack(`Answer ${(count += 1)}`)));
    local.repeats(3);
    const answer = await ana.in(main).types('/ping');
    await expect.poll(() => count).toBe(3);
    expect(answer.text).toBe('Answer 1');
    local.repeats(1);
    expect((await answer.again()).text).toContain('Answer 4');
    await local.settled();
    expect(answer.more()).toEqual([]);
    expect(local.violations).toEqual([]);
  });
});

describe('connections', () => {
  const answering = (mode: 'socket' | 'http') => scene((app) => app.command('/ping', async ({ ack }) => ack('Here')), { mode });

  test.each(['close', 'cut', 'refresh'] as const)('end by %s; the client comes back, and until then people see an error', async (how) => {
    const { local, main, ana } = await answering('socket');
    expect(local.connected()).toBe(1);
    local.drop(how);
    if (how !== 'refresh') expect(await ana.in(main).types('/ping')).toMatchObject({ kind: 'none', text: '/ping failed with the error "dispatch_failed"' });
    await expect.poll(() => local.connected(), { timeout: 8000, interval: 20 }).toBe(0);
    await local.ready();
    expect((await ana.in(main).types('/ping')).text).toBe('Here');
    expect(local.violations).toEqual([]);
  });

  test('several at once: each thing goes over one of them', async () => {
    const { local, main, ana } = await answering('socket');
    const other = await bareBot(local, (app) => app.command('/ping', async ({ ack }) => ack('There')));
    expect(local.connected()).toBe(2);
    const texts = [await ana.in(main).types('/ping 1'), await ana.in(main).types('/ping 2')].map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['Here', 'There']);
    await other.stop();
    await expect.poll(() => local.connected()).toBe(1);
    expect(local.violations).toEqual([]);
  });

  test('that are cut bring what was not acknowledged again, over the next', async () => {
    let cut = false;
    const got: string[] = [];
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack, body }) => {
      got.push(body.trigger_id);
      if (!cut) {
        cut = true;
        return local.drop('cut');
      }
      await ack('Here');
    }));
    expect((await ana.in(main).types('/ping')).text).toBe('Here');
    expect(got[0]).toBe(got[1]);
    expect(local.repeated()).toBe(1);
    expect(local.violations).toEqual([]);
  });

  test('by HTTP: signed, and what is forged is told by its answer', async () => {
    const { local, main, ana } = await answering('http');
    expect((await ana.in(main).types('/ping')).text).toBe('Here');
    const command = { line: '/ping', by: ana, in: main };
    expect((await local.forge({ command })).status).toBe(200);
    expect((await local.forge({ command, secret: 'wrong' })).status).toBe(401);
    expect((await local.forge({ command, secret: false })).status).toBe(401);
    expect((await local.forge({ command, skewS: -400 })).status).toBe(401);
    expect((await local.forge({ replay: true })).status).toBe(200);
    expect(local.violations).toEqual([]);
  });

  test('people who are gone, elsewhere, in a thread or in an archived channel send nothing', async () => {
    const { local, main, ana, ben } = await answering('socket');
    const said = main.says(ana, 'x');
    const far = local.person('Far', { team: 'elsewhere' });
    await expect(far.in(main).types('/ping')).rejects.toThrow('of another workspace');
    await expect(ana.in(main, said).types('/ping')).rejects.toThrow('do not work in threads');
    await expect(ana.in(main).types('/else')).rejects.toThrow('/else is not a command here; there are /thing, /ping');
    ben.leaves();
    await expect(ben.in(main).types('/ping')).rejects.toThrow('Ben has been deactivated');
    main.archive();
    await expect(ana.in(main).types('/ping')).rejects.toThrow('#main is archived');
    expect(local.violations).toEqual([]);
  });
});
