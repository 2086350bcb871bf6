import { describe, expect, test } from 'vitest';
import type { Form, Outcome } from '#bot/command.ts';
import { modalOf as discordModal } from '#adapters/discord/form.ts';
import { modalOf as slackModal } from '#adapters/slack/form.ts';
import { encodeButton } from '#core/button.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { dialinFor } from '#db/dialins.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const link = 'https://zoom.us/j/4711?pwd=geheim';
const line = (repeat: string) => `/meeting schedule Weekly call when:"5 March 15:00" repeat:"${repeat}" link:${link}`;
const dialin = () => bed.store.read((tx) => dialinFor(tx, makeSecret('test'), group, 1, ''));
const form = (outcome: Outcome): Form => (outcome as { ask: Form }).ask;
const drafts = async () => JSON.stringify(await bed.store.read((tx) => tx.selectFrom('draft').selectAll().execute()));

/** That nothing of the link can be read: neither in the store, nor in a button's id, nor in what a door draws. */
async function expectSealed(...seen: (Message | object)[]): Promise<void> {
  const tables = await bed.store.read(async (tx) => Promise.all(['draft', 'history', 'outbox', 'meeting', 'dialin', 'reminder', 'card', 'received'].map((name) => tx.selectFrom(name as 'draft').selectAll().execute())));
  expect(JSON.stringify([tables, ...seen])).not.toMatch(/zoom\.us\/|geheim/);
  for (const button of seen.flatMap((each) => ('blocks' in each ? buttonsOf(each as Message) : []))) expect('run' in button ? encodeButton(button) : '').not.toMatch(/zoom|geheim|sealed/);
}

describe('a link that was typed beside something that is refused', () => {
  test('goes with the way out that is pressed, and with the answer to what was asked next', async () => {
    const refused = await bed.as(coordinator).hears(line('every 2nd Tue'));
    await expectSealed(refused);
    const asked = say(await bed.as(coordinator).presses(refused, 'every 2nd tue until CND57'));
    expect(read(asked)).toMatch(/A series of 27 meetings[^]*\nLink: kept apart/);
    await expectSealed(refused, asked);
    await bed.as(coordinator).presses(asked, 'Call people in');
    expect(await dialin()).toEqual({ link, phone: null });
    await expectSealed();
  });

  test('goes into the form that is opened, is shown in none, and stays when its field is left empty', async () => {
    const refused = await bed.as(coordinator).hears(line('every 2nd Tue'));
    const opened = form(await bed.as(coordinator).presses(refused, 'Open the form'));
    const reader = { zone: 'UTC', home: 'UTC', lang: 'en' };
    const modals = [await slackModal(opened, reader, async () => []), ...(await Promise.all([1, 2].map((page) => discordModal(opened, page, reader, async () => []))))];
    const drawn = JSON.stringify(modals);
    expect(drawn.match(/This is kept and shown to nobody\. Leave it empty to keep it; a hyphen takes it out\./g)).toHaveLength(2);
    expect(drawn).not.toMatch(/zoom|geheim|sealed:/);
    // Refused once more, for another field, and then right.
    const send = (given: Record<string, string>) => bed.as(coordinator).invokes('', { ...given, link: '' }, { via: 'form', draft: opened.draft });
    const again = form(await send({ repeat: 'every fortnight or so' }));
    expect(Object.keys(again.errors)).toEqual(['repeat']);
    await expectSealed(opened, again);
    const asked = say(await send({ repeat: 'every 2 weeks until CND57' }));
    expect(read(asked)).toContain('\nLink: kept apart');
    const changed = form(await bed.as(coordinator).presses(asked, 'Change it'));
    await expectSealed(asked, changed);
    expect(read(say(await bed.as(coordinator).invokes('', { link: '' }, { via: 'form', draft: changed.draft })))).toContain('\nLink: kept apart');
  });

  test('is taken out by a hyphen, replaced by another, and ends with the draft', async () => {
    const refused = await bed.as(coordinator).hears(line('every 2nd Tue'));
    const opened = async () => form(await bed.as(coordinator).presses(refused, 'Open the form')).draft;
    const send = async (typed: string) => bed.as(coordinator).invokes('', { repeat: 'every 2 weeks until CND57', link: typed }, { via: 'form', draft: await opened() });
    const personal = form(await send('https://zoom.us/my/geheim'));
    expect(Object.keys(personal.errors)).toEqual(['link']);
    expect(personal.given).not.toHaveProperty('link');
    await expectSealed(personal);
    expect(read(say(await send('-')))).toContain('\nLink: none yet');
    later({ hours: 25 });
    expect(await bed.as(coordinator).presses(refused, 'Open the form')).toMatchObject({ say: { tone: 'refusal' } });
  });

  test('is none of the words under which /my tasks names a form', async () => {
    await bed.as(coordinator).presses(await bed.as(coordinator).hears(line('every 2nd Tue')), 'Open the form');
    const tasks = await hears(coordinator, '/my tasks');
    expect(tasks).toContain('A form you began: meeting schedule\n  60 Weekly call 5 March 15:00 every 2nd Tue\n');
    expect(tasks).not.toMatch(/zoom|geheim|sealed/);
  });

  test('is not kept where the link itself is refused, not even for the ways out of another fault', async () => {
    const refused = await bed.as(coordinator).hears(`/meeting schedule Call when:"5 March 15:00" kind:nonsense link:${'https://zoom.us/my/geheim '.repeat(80)}`);
    expect(read(refused)).toMatch(/^kind: .*\nlink: the text has .* Please give it again, shorter\.\n\[Open the form\]$/);
    await expectSealed({ buttons: buttonsOf(refused) });
    expect(await drafts()).not.toContain('sealed:');
  });
});

describe('a link in a line that is mistyped', () => {
  test.each([
    ['/meeting shedule X when:"27 March 15:00" link:https://zoom.us/j/geheim', '/meeting schedule X when:"27 March 15:00" link:…'],
    ['/meeting shedule X link:"https://zoom.us/j/geheim code 77" when:"27 March 15:00"', '/meeting schedule X link:… when:"27 March 15:00"'],
    ['/meeting shedule X when:"27 March 15:00" link:+43 1 2345678 pin geheim', '/meeting schedule X when:"27 March 15:00" link:…'],
    ['/meeting jion M1 https://zoom.us/j/geheim', '/meeting join M1 …'],
    ['/meting schedule X zoom.us/j/geheim when:"27 March 15:00"', '/meeting schedule X … when:"27 March 15:00"'],
  ])('is in no label, and goes sealed with the button: %s', async (typed, label) => {
    const refused = await bed.as(coordinator).hears(typed);
    expect(buttonsOf(refused).map((button) => button.label)).toContain(label);
    expect(JSON.stringify(refused)).not.toMatch(/zoom|geheim|2345678/);
    await expectSealed(refused);
  });
  test('is set by the way out that is pressed', async () => {
    const refused = await bed.as(coordinator).hears(`/meeting shedule Weekly call when:"5 March 15:00" link:${link}`);
    await bed.as(coordinator).presses(say(await bed.as(coordinator).presses(refused, 1)), 1);
    expect(await dialin()).toEqual({ link, phone: null });
  });
  test.each([
    `/meeting schedule X link:${link} link:https://zoom.us/j/2`, `/meeting show M1 "link:${link}"`, `/meeting list all:yes ${link}`,
  ])('is not said back by what else is wrong: %s', async (typed) => {
    const refused = await bed.as(coordinator).hears(typed);
    expect(refused.tone).toBe('refusal');
    expect(JSON.stringify(refused)).not.toMatch(/zoom|geheim/);
  });
});

describe('a half-filled form', () => {
  const user = { platform: 'terminal', id: coordinator };
  const begun = async () => (await bed.bot.drafts(user)).map(({ command }) => command);

  test('is one in which somebody wrote, or was refused: neither a refused line nor a preview', async () => {
    const refused = await bed.as(coordinator).hears(line('every 2nd Tue'));
    expect(await begun()).toEqual([]);
    const asked = say(await bed.as(coordinator).presses(refused, 'every 2nd tue until CND57'));
    expect(await begun()).toEqual([]);
    await bed.as(coordinator).says('/meeting schedule');
    expect(await begun()).toEqual([]);
    // Opened, with what was written before.
    await bed.as(coordinator).presses(asked, 'Change it');
    expect(await begun()).toEqual(['meeting.schedule']);
    // Opened empty, and sent with a fault.
    const { draft } = form(await bed.as(coordinator).invokes('meeting.poll', { form: 'open' }, { via: 'button' }));
    expect(await begun()).toEqual(['meeting.schedule']);
    expect(form(await bed.as(coordinator).invokes('', { title: 'When', slots: 'never' }, { via: 'form', draft })).errors).toHaveProperty('slots');
    expect((await begun()).sort()).toEqual(['meeting.poll', 'meeting.schedule']);
  });
});
