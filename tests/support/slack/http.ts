import { createHmac } from 'node:crypto';
import { deadline } from '#tests/support/slack/interactions.ts';
import { commandOf } from '#tests/support/slack/payloads.ts';
import { random } from '#tests/support/slack/ids.ts';
import type { Forgery } from '#tests/support/slack/types.ts';
import type { Live, World } from '#tests/support/slack/world.ts';

const form = 'application/x-www-form-urlencoded';
interface Letter {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Delivery by signed HTTP requests, each with three seconds to answer. */
export function openHttp(world: World) {
  let url: string | undefined;
  let last: Letter | undefined;
  let waiting: (() => void)[] = [];

  function signed(body: string, type: string, { secret = world.signingSecret, skewS = 0, headers = {} }: { secret?: string | false; skewS?: number; headers?: Readonly<Record<string, string>> } = {}): Letter {
    const at = String(Math.floor(world.clock() / 1000) + skewS);
    const signature = secret === false ? {} : { 'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}` };
    return { body, headers: { 'content-type': type, 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)', 'x-slack-request-timestamp': at, ...signature, ...headers } };
  }

  const post = (letter: Letter) => fetch(url!, { method: 'POST', body: letter.body, headers: letter.headers, redirect: 'manual', signal: AbortSignal.timeout(deadline + 500) });

  world.bring = ({ live, retry, acked, failed }) => {
    if (url === undefined || world.down !== undefined) {
      live.forgiven = true;
      return failed('dispatch_failed');
    }
    const retries = retry && { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason };
    const [body, type] = bodyOf(live);
    const letter = signed(body, type, retries ? { headers: retries } : {});
    last = letter;
    post(letter).then(
      async (response) => {
        const text = await response.text();
        if (response.status !== 200) return failed('http_error', `${live.what} was answered by ${response.status} ${text.slice(0, 100)}`);
        const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
        try {
          acked(isJson && text !== '' ? (JSON.parse(text) as unknown) : text);
        } catch {
          failed('invalid_json', `${live.what} was answered by what is no JSON: ${text.slice(0, 100)}`);
        }
      },
      () => {
        // Nobody listens, or the connection broke: that is for the operator.
        live.forgiven = true;
        failed('dispatch_failed');
      },
    );
  };

  /** As when the address is entered: it has to send a challenge back. */
  async function verify(): Promise<void> {
    const challenge = random(20);
    const response = await post(signed(JSON.stringify({ token: 'gone', challenge, type: 'url_verification' }), 'application/json')).catch(() => undefined);
    // Nobody is there yet: the address is entered again later.
    if (!response || response.status >= 500) return;
    const text = await response.text();
    if (response.status !== 200 || !text.includes(challenge)) world.violations.push(`url_verification was answered by ${response.status} ${text.slice(0, 100)}`);
  }

  return {
    connected: () => (url === undefined ? 0 : 1),
    ready: () => (url === undefined ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve()),
    deliverTo(to: string): void {
      url = to;
      void verify();
      for (const go of waiting) go();
      waiting = [];
    },
    async forge({ body, command, type = form, secret, skewS, headers = {}, replay = false }: Forgery): Promise<{ status: number; body: string }> {
      if (url === undefined) throw new Error('deliverTo was not called');
      if (replay && !last) throw new Error('nothing was delivered yet');
      const response = await post(replay ? last! : signed(body ?? (command ? lineOf(command) : ''), type, { headers, ...(secret !== undefined && { secret }), ...(skewS !== undefined && { skewS }) }));
      return { status: response.status, body: await response.text() };
    },
  };

  function lineOf({ line, by, in: where }: NonNullable<Forgery['command']>): string {
    const [, command = '', text = ''] = /^(\/\S+)\s*(.*)$/s.exec(line)!;
    const room = where ? world.rooms.get(where.id)! : [...world.rooms.values()][0]!;
    return new URLSearchParams({ ...commandOf(world, world.people.get(by.id)!, room, command, text), trigger_id: `1.${random(4)}.${random(16)}`, response_url: `${world.base}/commands/none` }).toString();
  }
}

function bodyOf(live: Live): [body: string, type: string] {
  if (live.kind === 'event') return [JSON.stringify(live.payload), 'application/json'];
  if (live.kind === 'command') return [new URLSearchParams(live.payload as Record<string, string>).toString(), form];
  return [new URLSearchParams({ payload: JSON.stringify(live.payload) }).toString(), form];
}
