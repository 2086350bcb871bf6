import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { manifest } from '#adapters/slack/manifest.ts';
import type { Bot } from '#bot/bot.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { newId } from '#core/id.ts';
import { systemNow } from '#core/time.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import type { Channel, LocalSlack, Person } from '#tests/support/slack/types.ts';
import { freePort, servers, told, up } from '#tests/support/serving.ts';
import { temporary } from '#tests/support/stores.ts';

// What ends or hangs a program made with Bolt, one by one. Connections that are replaced without a gap (4) are in socket.test.ts, forged
// and repeated requests (7) in http.test.ts, slash commands in threads (9) in door.test.ts.

describe('the program goes on', { timeout: 60_000 }, () => {
  const folder = temporary();
  const programs = servers();
  let slack: LocalSlack;
  let office: Channel;
  let anna: Person;
  let program: ReturnType<typeof programs.serve>;
  const asked = (method: string) => slack.requests.filter((each) => each.method === method);

  beforeAll(async () => {
    slack = await openSlack();
    slack.manifest(manifest({ commands, aliases, menus }));
    [office, anna] = [slack.channel('office'), slack.person('Anna', { admin: true })];
    slack.fail(/^auth\.test$/, { ok: false, error: 'internal_error' }, 1);
    slack.fail(/^apps\.connections\.open$/, { ok: false, error: 'internal_error' }, 1);
    const env = { DATABASE_URL: `file:surprises-${newId(systemNow())}.db`, SLACK_BOT_TOKEN: slack.token, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url, PORT: String(await freePort()) };
    program = programs.serve({ cwd: folder(), env, direct: true });
    await told(program, 'Slack does not answer. Trying again');
    await up(program);
  }, 60_000);
  afterAll(async () => {
    await programs.end();
    await slack.close();
  });
  /** It answers, it is the same process, and it is connected twice. */
  async function isWell(): Promise<void> {
    await expect.poll(() => slack.connected(), { timeout: 20_000 }).toBe(2);
    expect(await anna.in(office).types('/secretariat help')).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('What you can do') });
    expect(program.child.exitCode).toBeNull();
    expect(slack.violations).toEqual([]);
  }

  test('5: when auth.test and the connection are refused once as it starts', isWell);
  test('1 and 3: an address of its own is asked for everything, the connection too, and by the right token', async () => {
    await isWell();
    expect(asked('auth.test').length).toBeGreaterThan(0);
    // The first was refused on purpose; then it is looked whether there is a way, and both connections are opened.
    expect(asked('apps.connections.open').slice(1).map(({ status, error }) => [status, error])).toEqual([[200, undefined], [200, undefined], [200, undefined]]);
  });
  test('2: when the answer to a post is lost: it is posted once, and asked for once', async () => {
    slack.fail(/^chat\.postMessage$/, 'lost', 1);
    const answer = await anna.in(office).types('/group setup name:"Contact group" zone:Vienna sides:"UNODC: UNODC, WHO; Civil society: INPUD, IDPC"');
    expect(answer.text).toContain('Contact group');
    await expect.poll(() => asked('conversations.history'), { timeout: 20_000 }).not.toEqual([]);
    await slack.settled();
    await sleep(300);
    expect(office.messages()).toHaveLength(1);
    expect(asked('chat.postMessage')).toHaveLength(1);
    await isWell();
  });
  test.each([
    ['with an envelope', { type: 'events_api', envelope_id: 'limited', payload: { type: 'app_rate_limited', minute_rate_limited: 1, team_id: 'T0', api_app_id: 'A0' } }], ['without one', { type: 'app_rate_limited', minute_rate_limited: 1 }],
  ])('5: when Slack says that it is called too often, %s', async (_, raw) => {
    slack.envelope(raw);
    await isWell();
  });
  test.each(['error', 'reset', { ok: false, error: 'invalid_auth' }] as const)('5: when it has to connect anew and meets with %o', async (how) => {
    slack.fail(/^apps\.connections\.open$/, how, 3);
    slack.drop('cut');
    await isWell();
  });
  test('6: told to end while its connections are cut and cannot be opened, it ends at once', async () => {
    await isWell();
    slack.fail(/^apps\.connections\.open$/, 'hang', 10);
    slack.drop('cut');
    await expect.poll(() => slack.connected()).toBe(0);
    const began = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(program.err()).not.toMatch(/^\s+at |Unhandled|Error:/m);
  });
});

describe('the door', () => {
  const opens = async (around?: (bot: Bot) => Bot): Promise<SlackBed> => {
    const bed = await slackBed({ ...(around && { around }) });
    onTestFinished(() => endsWell(bed));
    return bed;
  };
  /** A bot that is slow once `waits` says how long. */
  const slowly = (waits: () => Promise<unknown>) => (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (await waits(), bot.invoke(invocation)), line: async (line, from) => (await waits(), bot.line(line, from)) });
  const asked = (bed: SlackBed, method: string) => bed.slack.requests.filter((each) => each.method === method);

  test('6: is closed at once although a connection is silent', async () => {
    const bed = await opens();
    await expect.poll(() => bed.slack.connected()).toBe(2);
    bed.slack.drop('stall');
    const began = performance.now();
    await bed.door.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(bed.door.connected()).toBe(false);
  });
  test('7: acknowledges over Socket Mode within three seconds, however long the bot takes', async () => {
    const bed = await opens(slowly(() => sleep(3200)));
    const answer = await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track');
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('C4 is now On track') });
    expect(answer.ms).toBeGreaterThan(3000);
  });
  test('8: does not mind that nothing can be answered, because the token was taken back', async () => {
    const bed = await opens();
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const list = await unodc.types('/commitment list');
    bed.slack.revoke();
    const pressed = unodc.presses(list, list.buttons[0]!);
    await expect.poll(() => bed.log.join(), { timeout: 10_000 }).toContain('"event":"unanswered","code":403');
    // Whoever pressed it may go on in the meantime.
    void pressed;
    bed.slack.restore();
    expect((await unodc.types('/update 4 on-track')).text).toContain('C4 is now On track');
  });
  test('8: says it in the private conversation where a response_url is too old', async () => {
    const bed: SlackBed = await opens(slowly(async () => {
      await sleep(1600);
      bed.slack.pass(31 * 60_000);
    }));
    const unodc = await bed.person('UNODC');
    void unodc.in(bed.main).types('/update 4 on-track');
    await expect.poll(() => unodc.dms().at(-1)?.text, { timeout: 10_000 }).toContain('C4 is now On track');
    expect((bed.slack.violations as string[]).splice(0)).toEqual(['response_url: expired_url']);
  });
  test('9: opens no form when the time for it is over, but leads to it, with one use of the response_url', async () => {
    let ms = 2800;
    const bed = await opens(slowly(() => sleep(ms)));
    const answer = await (await bed.person('UNODC')).in(bed.main).types('/update 4');
    expect(asked(bed, 'views.open')).toEqual([]);
    expect(asked(bed, 'response_url')).toHaveLength(1);
    ms = 0;
    expect((await (await answer.presses('Open the form')).fills({ status: 'Done' })).text).toContain('C4 is now Done');
    expect(asked(bed, 'views.open')).toHaveLength(1);
  });
  test('9: uses a response_url once for an answer, and a trigger once, whatever is pressed in it', async () => {
    const bed = await opens();
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const list = await unodc.types('/commitment list');
    const before = asked(bed, 'response_url').length;
    for (const label of list.buttons.slice(0, 3)) expect((await list.presses(label)).kind).not.toBe('none');
    expect(asked(bed, 'response_url').length + asked(bed, 'views.open').length - before).toBe(Math.min(3, list.buttons.length));
  });
});
