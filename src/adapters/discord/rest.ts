import { request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import { REST, type RESTOptions } from '@discordjs/rest';

/** Makes a request by Node's own client, which is there anyway: that of the library would be one more to load. */
const makeRequest: RESTOptions['makeRequest'] = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const options = { method, headers: headers as Record<string, string>, ...(signal && { signal }) };
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
    request.on('error', reject).end(body);
  });

/** What asks Discord as the bot. Requests are paced by whoever makes them, and each is made once: what fails is tried again where it is known how often that helps. */
export const makeRest = (token: string, api: string, more: Partial<RESTOptions> = {}): REST =>
  new REST({ version: '10', api, retries: 0, rejectOnRateLimit: () => true, globalRequestsPerSecond: Infinity, timeout: 10_000, hashSweepInterval: 0, makeRequest, ...more }).setToken(token);
