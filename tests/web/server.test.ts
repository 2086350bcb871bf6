import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { answer, openServer } from '#src/web/server.ts';

/** A server with one page that answers when it is let. */
async function slowServer() {
  const asked = Promise.withResolvers<ServerResponse>();
  const server = await openServer(0, { '/slow': (_, response) => asked.resolve(response), '/here': ({ method }, response) => answer(response, method, 200, { ok: true }) });
  return { server, asked: asked.promise, url: `http://127.0.0.1:${server.port}` };
}

test('hands each path to its own handle, whatever the method, and knows no other', async () => {
  const { server, url } = await slowServer();
  for (const method of ['GET', 'POST', 'PUT']) expect((await fetch(`${url}/here?from=somewhere`, { method })).status).toBe(200);
  for (const path of ['/', '/here/', '/herein', '/__proto__', '/toString']) {
    const found = await fetch(url + path);
    expect({ status: found.status, body: await found.json() }).toEqual({ status: 404, body: { ok: false, why: 'not found' } });
  }
  await server.close();
});

test('takes an address with the host in it, as a proxy sends it, for its path', async () => {
  const seen: string[] = [];
  const server = await openServer(0, { '/folder/': ({ url, method }, response) => (seen.push(url!), answer(response, method, 200, { ok: true })) });
  const asks = async (path: string) => {
    const [response] = (await once(request({ port: server.port, path, agent: false }).end(), 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  expect(await asks('http://calls.example.org/folder/a.ics?x=http://b/')).toBe(200);
  expect(await asks('HTTPS://calls.example.org:8080/folder/b.ics')).toBe(200);
  expect(seen).toEqual(['/folder/a.ics?x=http://b/', '/folder/b.ics']);
  for (const path of ['http://calls.example.org', 'http://calls.example.org/', '*', 'ftp://x/folder/a', '//x/folder/a', 'http://x?/folder/a']) expect(await asks(path)).toBe(404);
  expect(seen).toHaveLength(2);
  await server.close();
});

test('an answer that is on its way when it is closed arrives, and nothing new is taken', async () => {
  const { server, asked, url } = await slowServer();
  const waiting = fetch(`${url}/slow`);
  const response = await asked;
  const closed = server.close();
  await expect(fetch(`${url}/here`)).rejects.toThrow();
  answer(response, 'GET', 200, { ok: true });
  expect(await (await waiting).json()).toEqual({ ok: true });
  await closed;
});

test('one that never answers is not waited for', async () => {
  const { server, asked, url } = await slowServer();
  const hanging = request(`${url}/slow`).end();
  await asked;
  const began = performance.now();
  const [[error]] = await Promise.all([once(hanging, 'error') as Promise<[{ code?: string }]>, server.close()]);
  expect(error.code).toBe('ECONNRESET');
  expect(performance.now() - began).toBeLessThan(3000);
});
