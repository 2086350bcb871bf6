import { request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import { REST, type RESTOptions } from '@discordjs/rest';

/** Makes a request by Node's own client, which is there anyway: that of the library would be one more to load. */
const makeRequest: RESTOptions['makeRequest'] = async (url, { method, headers, body, signal }) => {
  // With files the body is a form, which only these classes know how to write.
  const form = body instanceof FormData ? new Response(body) : undefined;
  const sent = form ? new Uint8Array(await form.arrayBuffer()) : body;
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...(headers as Record<string, string>), ...(form && { 'content-type': form.headers.get('content-type')! }) }, ...(signal && { signal }) };
    const request = (url.startsWith('https:') ? securely : plainly)(url, options, (answer) => {
      let said = '';
      answer.setEncoding('utf8').on('error', reject).on('data', (part: string) => void (said += part)).on('end', () => {
        const { statusCode: status = 0, statusMessage: statusText = '', headers: all } = answer;
        const get = (name: string) => (all[name.toLowerCase()] as string | undefined) ?? null;
        resolve({
          status, statusText, ok: status >= 200 && status < 300, headers: { get, has: (name) => get(name) !== null } as Headers, body: null, bodyUsed: true,
          text: async () => said, json: async () => JSON.parse(said) as unknown, arrayBuffer: async () => new TextEncoder().encode(said).buffer,
        });
      });
    });
    request.on('error', reject).end(sent);
  });
};

/** What asks Discord as the bot. Requests are paced by whoever makes them, and each is made once: what fails is tried again where it is known how often that helps. */
export const makeRest = (token: string, api: string, more: Partial<RESTOptions> = {}): REST =>
  new REST({ version: '10', api, retries: 0, rejectOnRateLimit: () => true, globalRequestsPerSecond: Infinity, timeout: 10_000, hashSweepInterval: 0, makeRequest, ...more }).setToken(token);
