import { afterEach, describe, expect, test } from 'vitest';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import type { Person, Posted } from '#tests/support/slack/types.ts';

let bed: SlackBed;

afterEach(() => endsWell(bed));

const statuses = ['On track', 'At risk', 'Blocked', 'Done', 'Write…', 'Snooze', 'Not mine'];
const reports = () => bed.store.read((tx) => tx.selectFrom('report').select(['status', 'commitment']).execute());

/** Somebody who is reminded of two things in one private message. */
async function reminded(): Promise<{ hri: Person; prompt: () => Posted }> {
  bed = await slackBed({ limits: false });
  const hri = await bed.person('HRI');
  for (const title of ['Map of services', 'Table of prices']) {
    const added = await hri.in(bed.main).types(`/commitment add "${title}" due:"28 May 2013" lead:HRI`);
    await (await bed.person('coordinator agency-side')).in(bed.main).types(`/commitment agree ${/C\d+/.exec(added.text)![0]}`);
  }
  await bed.passes('2013-05-28T12:00:00Z');
  const { id } = hri.dms().findLast(({ buttons }) => buttons.length > 3)!;
  return { hri, prompt: () => hri.dms().find((message) => message.id === id)! };
}

describe('a private message in which something was pressed and done', () => {
  test('says so, and keeps the buttons for what is still open', async () => {
    const { hri, prompt } = await reminded();
    const { buttons, text } = prompt();
    expect(buttons.map((label) => label.replace(/^C16 /, ''))).toEqual([...statuses, 'Report on C17']);
    const answer = await hri.in('dm').presses(prompt(), buttons[0]!);
    expect([answer.ephemeral, answer.text]).toEqual([true, expect.stringContaining('C16 is now On track')]);
    await expect.poll(() => prompt().buttons).toEqual(['Report on C17']);
    expect(prompt().text).toMatch(/Map of services[^]*Table of prices[^]*Done: C16 is now On track/);
    expect(prompt().text.startsWith(text.split('\n[')[0]!.slice(0, 100))).toBe(true);
    expect(await reports()).toEqual([{ status: 'on-track', commitment: 16 }]);
  });

  test('stays as it is when nothing was done: something was shown, asked or refused', async () => {
    const { hri, prompt } = await reminded();
    const before = prompt();
    const form = await hri.in('dm').presses(before, before.buttons.at(-1)!);
    expect(form.kind).toBe('modal');
    await bed.store.tx((tx) => tx.updateTable('seat').set({ ended: '2013-05-28T00:00:00.000Z' }).where('organisation', '=', 'hri').execute());
    await hri.in('dm').presses(before, before.buttons[0]!);
    // What was begun is ended.
    await bed.restarts();
    expect([prompt().text, prompt().buttons]).toEqual([before.text, before.buttons]);
    expect(await reports()).toEqual([]);
    await bed.store.tx((tx) => tx.updateTable('seat').set({ ended: null }).where('organisation', '=', 'hri').execute());
  });

  test('stays as it is when that request is lost: the answer is there, and a second press does no harm', async () => {
    const { hri, prompt } = await reminded();
    const before = prompt();
    const url = /response_url/;
    const [first] = before.buttons;
    bed.slack.fail(url, { ok: false, error: 'expired_url' }, 2);
    void hri.in('dm').presses(before, first!);
    await expect.poll(() => hri.dms().at(-1)!.text, { timeout: 10_000 }).toContain('C16 is now On track');
    await bed.restarts();
    await bed.slack.ready();
    expect(prompt().buttons).toEqual(before.buttons);
    expect((await hri.in('dm').presses(prompt(), first!)).text).toContain('C16');
    expect(await reports()).toHaveLength(1);
    await hri.in('dm').presses(prompt(), before.buttons[3]!);
    await expect.poll(() => prompt().buttons).toEqual(['Report on C17']);
  });
});
