import { afterEach, expect, test } from 'vitest';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import type { Forgery } from '#tests/support/slack/types.ts';

let bed: SlackBed;

afterEach(() => endsWell(bed));

const reports = () => bed.store.read((tx) => tx.selectFrom('report').selectAll().execute());
const form = 'application/x-www-form-urlencoded';

/** All words in the blocks of an answer. */
function textOf(body: string): string {
  const words = (part: object): string[] => Object.entries(part).flatMap(([name, value]: [string, unknown]) => (name === 'text' && typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? words(value) : []));
  return words((JSON.parse(body) as { blocks: readonly object[] }).blocks).join('');
}

async function open(): Promise<(more?: Omit<Forgery, 'command'>) => Promise<{ status: number; body: string }>> {
  bed = await slackBed({ mode: 'http' });
  const by = await bed.person('UNODC');
  return (more = {}) => bed.slack.forge({ ...(more.body === undefined && { command: { line: '/update 4 on-track', by, in: bed.main } }), ...more });
}

test('what Slack has signed is taken', async () => {
  const forge = await open();
  const { status, body } = await forge();
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ response_type: 'ephemeral' });
  expect(textOf(body)).toContain('C4 is now On track');
});

test.each([
  ['unsigned', { secret: false }], ['signed by somebody else', { secret: '0'.repeat(32) }], ['stale', { skewS: -301 }], ['from the future', { skewS: 302 }],
  ['with a signature that is too short', { headers: { 'x-slack-signature': 'v0=00' } }], ['with one of an old kind', { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }],
  ['with one of other letters', { headers: { 'x-slack-signature': `v0=${'ä'.repeat(32)}` } }], ['with a time that is none', { headers: { 'x-slack-request-timestamp': 'NaN' } }],
  ['with a negative time', { headers: { 'x-slack-request-timestamp': '-1' } }],
] satisfies [string, Omit<Forgery, 'command'>][])('%s is refused, and nothing is done', async (_, more) => {
  const forge = await open();
  expect(await forge(more)).toEqual({ status: 401, body: '' });
  expect(await reports()).toEqual([]);
  expect(bed.log.join()).toContain('"event":"unsigned"');
  expect(bed.log.join()).not.toContain('on-track');
});

test('a replay is answered as the first was, and done once', async () => {
  await open();
  const unodc = (await bed.person('UNODC')).in(bed.main);
  const first = await unodc.types('/update 4 on-track');
  const { status, body } = await bed.slack.forge({ replay: true });
  expect(status).toBe(200);
  expect(textOf(body)).toBe(textOf(JSON.stringify(first.raw)));
  await bed.restarts();
  const late = await bed.slack.forge({ replay: true });
  expect(textOf(late.body)).toContain('This reached me before');
  expect(await bed.store.read((tx) => tx.selectFrom('history').select('call').where('act', '=', 'commitment.update').execute())).toHaveLength(1);
});

test('a body that is too large is refused, announced or not', async () => {
  const forge = await open();
  expect((await forge({ body: `payload=${'x'.repeat(1_000_001)}` })).status).toBe(413);
  expect((await forge({ body: `payload=${'x'.repeat(900_000)}` })).status).toBe(400);
});

test('only the two kinds of content that Slack sends are read', async () => {
  const forge = await open();
  for (const type of ['text/plain', 'multipart/form-data', 'application/jsonp', '']) expect((await forge({ body: 'command=%2Fupdate', type })).status).toBe(415);
  for (const [type, body] of [['application/json', '{'], ['application/json', '7'], ['application/json', 'null'], [form, 'payload=%7B'], [form, 'payload=null'], ['application/json; charset=utf-8', '']] as const) {
    expect([body, (await forge({ body, type })).status]).toEqual([body, 400]);
  }
});

test('what asks for no answer gets none: a check of certificates, a challenge, things of an unknown kind', async () => {
  const forge = await open();
  expect(await forge({ body: 'ssl_check=1&token=gone' })).toEqual({ status: 200, body: '' });
  expect(await forge({ body: JSON.stringify({ type: 'url_verification', challenge: 'abc' }), type: 'application/json' })).toEqual({ status: 200, body: 'abc' });
  for (const payload of [{ type: 'view_closed' }, { type: 'shortcut', trigger_id: '1' }, { type: 'block_actions', user: { id: 'U0000000001' }, actions: [] }, { type: 'toString' }, {}, []]) {
    expect(await forge({ body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() })).toEqual({ status: 200, body: '' });
  }
  for (const event of [{ type: 'app_rate_limited' }, { type: 'event_callback' }, { type: 'event_callback', event: null }, { type: 'event_callback', event: { type: 'message', channel_type: 'im', user: 7, channel: 'D1' } }]) {
    expect((await forge({ body: JSON.stringify(event), type: 'application/json' })).status).toBe(200);
  }
  bed.bugs.length = 0;
});

test('a program that has ended says so, and one that is started anew takes it', async () => {
  const forge = await open();
  await bed.door.stop();
  expect((await forge()).status).toBe(503);
  await bed.restarts();
  expect((await forge()).status).toBe(200);
});
