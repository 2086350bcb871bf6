import { describe, expect, test } from 'vitest';
import { Routes } from 'discord.js';
import { defer, deferUpdate, update, choices, modal, hidden, buttons, scene, says, codeOf } from '#tests/support/discord/scene.ts';

describe('an interaction', () => {
  test('is a slash command with typed options, as a client sends it', async () => {
    const { local, bot, main, ana, ben, home } = await scene((it, bare) => bare.answer(it, says('Done')));
    const answer = await ana.in(main).types('/thing add number:4 state:On track who:@Ben room:#main note:Draft for @Ben: see #main, 15:00 file:x', { file: { name: 'a b.txt', text: 'words' } });
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true, deferred: false, text: 'Done' });
    const data = (bot.got[0] as unknown as { data: { options: { options: { name: string; value: unknown }[] }[]; resolved: Record<string, Record<string, Record<string, unknown>>> } }).data;
    const values = Object.fromEntries(data.options[0]!.options.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ number: 4, state: 'on-track', who: ben.id, room: main.id, note: `Draft for <@${ben.id}>: see <#${main.id}>, 15:00` });
    const file = data.resolved.attachments![String(values.file)]!;
    expect(await (await fetch(String(file.url))).text()).toBe('words');
    expect(bot.got[0]).toMatchObject({ guild_id: home.id, guild_locale: 'en-GB', locale: 'en-GB', context: 0, channel: { id: main.id, type: 0 }, member: { user: { id: ana.id } }, data: { resolved: { users: { [ben.id]: { global_name: 'Ben' } }, channels: { [main.id]: { name: 'main' } } } } });
    expect(main.messages()).toEqual([]);
    expect(local.violations).toEqual([]);
  });

  test('is completed while somebody types', async () => {
    const { local, bot, main, ana } = await scene((it, bare) => bare.answer(it, { type: choices, data: { choices: [{ name: 'Four', value: 4 }] } }));
    expect(await ana.in(main).completes('/thing add note:x number:fo', 'number')).toEqual([{ name: 'Four', value: '4' }]);
    expect((bot.got[0] as unknown as { data: { options: { options: object[] }[] } }).data.options[0]!.options).toEqual([{ name: 'note', type: 3, value: 'x' }, { name: 'number', type: 4, value: 'fo', focused: true }]);
    expect(local.violations).toEqual([]);
  });

  test('opens a form, which is sent off with what was filled in and what stood there', async () => {
    const form = {
      custom_id: 'form', title: 'A form', components: [
        { type: 18, label: 'Words', component: { type: 4, style: 1, custom_id: 'words', value: 'before' } }, { type: 18, label: 'More', component: { type: 4, style: 2, custom_id: 'more', required: false } },
        { type: 18, label: 'Pick', component: { type: 3, custom_id: 'pick', options: [{ label: 'One', value: '1' }, { label: 'Two', value: '2' }] } }, { type: 18, label: 'Who', component: { type: 5, custom_id: 'who' } }, { type: 18, label: 'File', component: { type: 19, custom_id: 'file' } },
      ],
    };
    const { local, bot, main, ana, ben } = await scene((it, bare) => bare.answer(it, it.type === 5 ? says('Sent') : { type: modal, data: form }));
    const asked = await ana.in(main).types('/ping');
    expect(asked).toMatchObject({ kind: 'modal', modal: { title: 'A form', fields: [{ name: 'words', value: 'before', required: true }, { name: 'more', required: false }, { options: ['One', 'Two'] }, { kind: 'member' }, { kind: 'file' }] } });
    expect(() => asked.fills({ nothing: 'x' })).toThrow('the form has no "nothing"');
    expect(() => asked.fills({ Words: '' })).toThrow('it is required');
    const answer = await asked.fills({ more: 'much', Pick: 'Two', who: ben, file: { name: 'f.txt', text: 'in it' } });
    expect(answer.text).toBe('Sent');
    const { data } = bot.got[1] as unknown as { data: { custom_id: string; components: { component: object }[]; resolved: { users: object; attachments: object } } };
    expect(data.components.map(({ component }) => component)).toMatchObject([{ value: 'before' }, { value: 'much' }, { values: ['2'] }, { values: [ben.id] }, { values: [Object.keys(data.resolved.attachments)[0]] }]);
    expect(data.resolved.users).toHaveProperty(ben.id);
    expect(local.violations).toEqual([]);
  });

  test('is a press, answered by a new message or a change of the old one', async () => {
    const { local, bot, main, ana, ben } = await scene((it, bare) => bare.answer(it, it.type === 2 ? says('Page 1', { flags: 0, components: [buttons('Next', 'Other')] }) : (it.data as { custom_id: string }).custom_id === 'press Next' ? { type: update, data: { content: 'Page 2' } } : says('Else')));
    const first = await ana.in(main).types('/ping');
    expect(main.messages()).toMatchObject([{ text: 'Page 1\n[Next] [Other]', buttons: ['Next', 'Other'], edited: false, by: 'Secretariat' }]);
    expect(await ben.in(main).presses(main.messages()[0]!, 'Next')).toMatchObject({ kind: 'update', text: 'Page 2\n[Next] [Other]' });
    expect(first.now()).toMatchObject({ text: 'Page 2\n[Next] [Other]', edited: true });
    expect(await first.presses('Other')).toMatchObject({ kind: 'message', ephemeral: true, text: 'Else' });
    await expect(first.presses('None')).rejects.toThrow('no button "None"');
    expect(bot.got.at(-1)).toMatchObject({ type: 3, message: { id: main.messages()[0]!.id }, data: { component_type: 2, custom_id: 'press Other' } });
    expect(local.violations).toEqual([]);
  });

  test('is a press that is answered in place later, or beside it', async () => {
    const { local, main, ana } = await scene(async (it, bare) => {
      if (it.type === 2) return bare.answer(it, says('Page 1', { components: [buttons('Next', 'Wrong')] }));
      await bare.answer(it, { type: deferUpdate });
      if ((it.data as { custom_id: string }).custom_id === 'press Next') return bare.client.rest.patch(Routes.webhookMessage(it.application_id, it.token), { body: { content: 'Page 2' }, auth: false });
      return bare.client.rest.post(Routes.webhook(it.application_id, it.token), { body: { content: 'No', flags: hidden }, auth: false });
    });
    const first = await ana.in(main).types('/ping');
    expect(await first.presses('Next')).toMatchObject({ kind: 'update', deferred: true, ephemeral: true, text: 'Page 2\n[Next] [Wrong]' });
    expect(await first.presses('Wrong')).toMatchObject({ kind: 'message', deferred: true, ephemeral: true, text: 'No' });
    expect(first.now()?.text).toBe('Page 2\n[Next] [Wrong]');
    expect(local.violations).toEqual([]);
  });

  test('whose answer is private is seen by one person', async () => {
    const { main, ana, ben } = await scene((it, bare) => bare.answer(it, says('Yours', { components: [buttons('Mine')] })));
    const answer = await ana.in(main).types('/ping');
    await expect(ben.in(main).presses(answer, 'Mine')).rejects.toThrow('Ben does not see this message');
    expect(main.messages()).toEqual([]);
  });

  test('of a private conversation says so', async () => {
    const { bot, local, ana } = await scene((it, bare) => bare.answer(it, says('Hello', { flags: 0 })));
    expect(await ana.in('dm').types('/ping')).toMatchObject({ kind: 'message', ephemeral: false, text: 'Hello' });
    expect(bot.got[0]).toMatchObject({ context: 1, user: { id: ana.id }, channel: { type: 1 }, authorizing_integration_owners: { 0: '0' } });
    expect(bot.got[0]).not.toHaveProperty('guild_id');
    expect(ana.dms()).toMatchObject([{ text: 'Hello' }]);
    expect(() => local.person('Cleo').in('dm')).toThrow('shares no server');
  });

  test('is not what a client would not send', async () => {
    const { local, bot, home, main, ana, ben } = await scene();
    const voice = ana.in(main);
    await expect(voice.types('/nothing')).rejects.toThrow('/nothing is not offered here; there are thing, ping, Log this');
    await expect(voice.types('/thing take')).rejects.toThrow('/thing has no "take"');
    await expect(voice.types('/thing add words')).rejects.toThrow('"words" belongs to no option');
    await expect(voice.types('/thing add number:four')).rejects.toThrow('not such a number');
    await expect(voice.types('/thing add state:else')).rejects.toThrow('there are On track');
    ben.leaves(home);
    await expect(ben.in(main).types('/ping')).rejects.toThrow('Ben is not in Home');
    local.remove(home);
    await expect(voice.types('/ping')).rejects.toThrow('the bot is not in Home');
    expect(bot.got).toEqual([]);
  });

  test('of a message menu brings the message with it', async () => {
    const { local, bot, main, ana, ben } = await scene((it, bare) => bare.answer(it, says('Logged')));
    const said = main.says(ben, 'We did it');
    expect((await ana.in(main).uses('Log this', said)).text).toBe('Logged');
    expect(bot.got[0]).toMatchObject({ data: { type: 3, target_id: said.id, resolved: { messages: { [said.id]: { content: 'We did it', author: { id: ben.id } } } } } });
    expect(local.violations).toEqual([]);
  });

  test('may be answered late when it was deferred, and added to', async () => {
    const { local, main, ana } = await scene(async (it, bare) => {
      await bare.answer(it, { type: defer, data: { flags: hidden } });
      await bare.client.rest.patch(Routes.webhookMessage(it.application_id, it.token), { body: { content: 'Found' }, auth: false });
      await bare.client.rest.post(Routes.webhook(it.application_id, it.token), { body: { content: 'More' }, auth: false });
    });
    const answer = await ana.in(main).types('/ping');
    expect(answer).toMatchObject({ kind: 'message', deferred: true, ephemeral: true, text: 'Found' });
    await local.settled();
    expect(answer.more().map((later) => later.text)).toEqual(['More']);
    expect(main.messages().map((later) => later.text)).toEqual(['More']);
    expect(local.violations).toEqual([]);
  });

  test('is answered once; a second answer is refused', async () => {
    const { local, bot, main, ana } = await scene((it, bare) => bare.answer(it, says('Once')));
    await ana.in(main).types('/ping');
    expect(await codeOf(bot.answer(bot.got[0]!, says('Twice')))).toBe(40060);
    expect(local.violations).toMatchObject([expect.stringContaining('40060')]);
  });

  test('delivered twice is the same one, and a second answer to it no fault', async () => {
    const { local, bot, main, ana } = await scene((it, bare) => bare.answer(it, says('Once')).catch(() => {}));
    const again = await (await ana.in(main).types('/ping')).again();
    expect(again.kind).toBe('none');
    expect(bot.got[0]).toEqual(bot.got[1]);
    expect(local.violations).toEqual([]);
  });

  test('has a token that ends', async () => {
    const { bot, main, ana } = await scene((it, bare) => bare.answer(it, says('Once')), { tokenMs: 1 });
    await ana.in(main).types('/ping');
    const { application_id, token } = bot.got[0]!;
    expect(await codeOf(bot.client.rest.patch(Routes.webhookMessage(application_id, token), { body: { content: 'x' }, auth: false }))).toBe(50027);
  });
});
