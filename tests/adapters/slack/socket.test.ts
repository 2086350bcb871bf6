import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { DeliveryError } from '#core/errors.ts';
import { makeSlack } from '#adapters/slack/slack.ts';
import { aliases, commands } from '#commands/index.ts';
import type { Report } from '#rules/things.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import { isSoak } from '#tests/support/runs.ts';
import type { LocalSlack } from '#tests/support/slack/types.ts';

let bed: SlackBed;

afterEach(() => endsWell(bed));

const hows = ['refresh', 'close', 'cut', 'stall'] as const;
async function both(): Promise<void> {
  await expect.poll(() => bed.slack.connected(), { timeout: 5000 }).toBe(2);
}
const notes = async () => (await bed.store.read((tx) => tx.selectFrom('history').select('after').where('act', '=', 'commitment.update').execute())).map(({ after }) => (JSON.parse(after!) as Report).note);
const logged = (event: string) => bed.log.filter((line) => line.includes(`"event":"${event}"`));

describe('two connections', () => {
  test.each(hows)('a command is answered at once although one of them is lost by %s, and it is replaced', async (how) => {
    bed = await slackBed();
    await both();
    const unodc = (await bed.person('UNODC')).in(bed.main);
    bed.slack.drop(how, { one: true });
    for (let i = 0; i < 20; i++) {
      const answer = await unodc.types(`/update 4 on-track number-${i}-`);
      expect(answer.text).toContain('C4 is now On track');
      expect(answer.ms).toBeLessThan(1000);
    }
    await both();
    expect(await notes()).toHaveLength(20);
    expect(logged('stalled')).toHaveLength(how === 'stall' ? 1 : 0);
  });
  test.each(hows)('within a second both are there again after both are lost by %s', async (how) => {
    bed = await slackBed();
    await both();
    await sleep(1000);
    bed.slack.drop(how);
    const began = performance.now();
    await expect.poll(() => bed.slack.connected(), { timeout: 5000, interval: 10 }).toBe(2);
    expect(performance.now() - began).toBeLessThan(1500);
    expect((await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track')).text).toContain('C4 is now On track');
  });
  test('an announced end leaves no gap: nobody ever sees a failure', { timeout: 20_000 }, async () => {
    bed = await slackBed();
    await both();
    const unodc = (await bed.person('UNODC')).in(bed.main);
    bed.slack.drop('refresh');
    for (const end = performance.now() + 1500; performance.now() < end; ) expect((await unodc.types('/my tasks')).kind).toBe('message');
    await both();
  });
  test('closed again and again while people work, nothing that was answered is lost, nothing done twice, and no failure lasts a second', { timeout: 120_000 }, async () => {
    const [total, drops] = isSoak ? [1000, 50] : [200, 10];
    bed = await slackBed({ limits: false });
    await both();
    const people = await Promise.all(['UNODC'].map((who) => bed.person(who)));
    for (const who of ['INPUD', 'IDPC', 'HRI']) people.push(await bed.person(who));
    const at: Record<string, number> = { UNODC: 4, INPUD: 5, IDPC: 5, HRI: 5 };
    const seen = new Map<string, 'done' | 'refused' | 'nothing'>();
    let [made, dropped, longest] = [0, 0, 0];
    const works = async (who: string) => {
      const voice = (await bed.person(who)).in(bed.main);
      for (let failing = 0; made < total; ) {
        const note = `number-${made++}-`;
        const { kind, buttons } = await voice.types(`/update ${at[who]} on-track ${note}`);
        seen.set(note, kind === 'none' ? 'nothing' : buttons.includes('Undo') ? 'done' : 'refused');
        if (kind !== 'none') failing = 0;
        else longest = Math.max(longest, performance.now() - (failing ||= performance.now()));
        if (kind === 'none') await sleep(20);
      }
    };
    const cuts = async () => {
      for (; dropped < drops; dropped++) {
        while (made < ((dropped + Math.random()) * total) / drops) await sleep(1);
        await bed.slack.ready();
        bed.slack.drop((['close', 'cut', 'refresh', 'stall'] as const)[dropped % 4], { one: dropped % 3 === 0 });
      }
    };
    await Promise.all([cuts(), ...Object.keys(at).map(works)]);
    await bed.delivered();
    const kept = await notes();
    const times = (note: string) => kept.filter((each) => each === note).length;
    const answered = [...seen].filter(([, how]) => how === 'done');
    expect(answered.length).toBeGreaterThan(total / 2);
    expect(answered.filter(([note]) => times(note) !== 1)).toEqual([]);
    expect([...seen].filter(([note]) => times(note) > 1)).toEqual([]);
    expect(longest).toBeLessThan(1500);
    expect(bed.slack.repeated()).toBeGreaterThan(0);
  });
});

describe('what Slack sends ends nothing', () => {
  test.each([
    ['that it calls too much', { type: 'events_api', envelope_id: 'a', payload: { type: 'app_rate_limited', minute_rate_limited: 1 } }],
    ['the same without an envelope', { type: 'app_rate_limited' }], ['no JSON', 'hello'], ['nothing', 'null'], ['a number', '7'], ['a list', '[]'], ['a text', '"x"'],
    ['an envelope with nothing in it', { envelope_id: 'b' }], ['an envelope of words', { type: 'interactive', envelope_id: 'c', payload: 'x' }],
    ['an event of no kind', { type: 'events_api', envelope_id: 'd', payload: { type: 'event_callback', event: null } }],
    ['a press without anything', { type: 'interactive', envelope_id: 'e', payload: { type: 'block_actions', user: { id: 'U0000000001' } } }],
    ['a form without a view', { type: 'interactive', envelope_id: 'f', payload: { type: 'view_submission', user: { id: 'U0000000001' } } }],
    ['a command without anything', { type: 'slash_commands', envelope_id: 'g', payload: { command: '/update' } }],
  ])('%s', async (_, raw) => {
    bed = await slackBed();
    await both();
    bed.slack.envelope(raw);
    expect((await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track')).text).toContain('C4 is now On track');
    expect(bed.slack.connected()).toBe(2);
  });
});

describe('a connection that cannot be opened', () => {
  const faults = ['error', 'reset', 'limit', 'lost', { ok: false, error: 'internal_error' }, { ok: false, error: 'invalid_auth' }] as const;
  test.each(faults)('%o: it is tried again until it can', { timeout: 20_000 }, async (how) => {
    bed = await slackBed();
    await both();
    bed.slack.fail(/apps\.connections\.open/, how, 3);
    bed.slack.drop('cut');
    await expect.poll(() => bed.slack.connected(), { timeout: 15_000 }).toBe(2);
    expect(logged('reconnecting').length).toBeGreaterThan(0);
    expect((await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track')).text).toContain('C4 is now On track');
  });
  test.each(faults)('%o at the start is told to whoever starts it, and it can be started again', async (how) => {
    bed = await slackBed();
    const slack: LocalSlack = await openSlack();
    const door = () => makeSlack({ token: slack.token, appToken: slack.appToken, api: slack.url, speech: { commands, aliases }, log: () => {}, bug: () => {} });
    slack.fail(/apps\.connections\.open/, how, 1);
    const first = door();
    await expect(first.start(bed.bot)).rejects.toBeInstanceOf(DeliveryError);
    expect(first.connected()).toBe(false);
    await first.stop();
    const second = door();
    if (how !== 'limit') {
      await second.start(bed.bot);
      expect(second.connected()).toBe(true);
    }
    await second.stop();
    expect(second.connected()).toBe(false);
    await slack.close();
  });
});
