import { describe, expect, test } from 'vitest';
import { buttons, input, modal, plain, scene, section } from '#tests/support/slack/scene.ts';

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a slash command is answered in its acknowledgement', async () => {
    let got: Record<string, unknown> = {};
    const { local, main, ana, ben } = await scene((app) => app.command('/thing', async ({ ack, body }) => {
      got = body as unknown as Record<string, unknown>;
      await ack({ text: 'Done', blocks: [section('*Done* <@nobody>'), buttons('More')] as never });
    }), { mode });
    const answer = await ana.in(main).types(`/thing add @Ben in #main & <b> https://example.org/a_b`);
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true, text: 'Done @unknown-user\n[More]', buttons: ['More'] });
    expect(got).toMatchObject({ command: '/thing', text: `add <@${ben.id}|ben> in <#${main.id}|main> &amp; &lt;b&gt; <https://example.org/a_b>`, channel_id: main.id, channel_name: 'main', user_id: ana.id, team_id: local.team });
    expect(main.messages()).toEqual([]);
    await expect(ben.in(main).presses(answer, 'More')).rejects.toThrow('Ben does not see this message');
    expect(local.violations).toEqual([]);
  });

  test('or later by its response_url', async () => {
    const { local, main, ana } = await scene((app) => app.command('/ping', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Found', response_type: 'in_channel' });
      await respond({ text: 'More' });
    }), { mode });
    const answer = await ana.in(main).types('/ping');
    expect(answer).toMatchObject({ kind: 'message', ephemeral: false, text: 'Found' });
    expect(await answer.next()).toMatchObject({ ephemeral: true, text: 'More' });
    expect(main.messages().map(({ text, by }) => [text, by])).toEqual([['Found', 'Secretariat']]);
    expect(local.violations).toEqual([]);
  });

  test('a form opens, refuses, and is sent off', async () => {
    const { local, main, ana, ben } = await scene((app) => {
      app.command('/ping', async ({ ack, client, body }) => {
        await client.views.open({
          trigger_id: body.trigger_id, view: modal(
            section('Say *it*'), input('words', { type: 'plain_text_input', initial_value: 'before', max_length: 20 }), input('more', { type: 'plain_text_input', multiline: true }, { optional: true }), input('pick', { type: 'static_select', options: ['One', 'Two'].map((one) => ({ text: plain(one), value: one })) }),
            input('who', { type: 'users_select' }), input('thing', { type: 'external_select', min_query_length: 1 }), input('day', { type: 'datepicker' }), input('file', { type: 'file_input', filetypes: ['json'] }, { optional: true }),
          ),
        });
        await ack();
      });
      app.options('it', async ({ ack, payload }) => ack({ options: [{ text: plain(`About ${(payload as { value: string }).value}`), value: 'C6' }] }));
      app.view('form', async ({ ack, view }) => {
        const { values } = view.state;
        if (values.words!.it!.value === 'bad') return ack({ response_action: 'errors', errors: { words: 'Not that.' } });
        const file = values.file!.it as unknown as { files: { url_private: string }[] };
        const text = file.files[0] ? await (await fetch(file.files[0].url_private, { headers: { authorization: `Bearer ${local.token}` } })).text() : '';
        return ack({ response_action: 'update', view: { ...modal(section(`${values.words!.it!.value} ${values.pick!.it!.selected_option!.value} ${values.who!.it!.selected_user} ${values.thing!.it!.selected_option!.value} ${values.day!.it!.selected_date} ${text}`)), submit: undefined as never } });
      });
    }, { mode });
    const asked = await ana.in(main).types('/ping');
    expect(asked.kind).toBe('modal');
    expect(asked.modal).toMatchObject({ title: 'A form', submit: 'Send', fields: [{ name: 'words', value: 'before', required: true }, { name: 'more', required: false }, { options: ['One', 'Two'] }, { type: 'users_select' }, { type: 'external_select' }, { type: 'datepicker' }, { type: 'file_input' }] });
    expect(await asked.searches('thing', 'x')).toEqual([{ text: 'About x', value: 'C6' }]);
    await expect(asked.fills({ nothing: 'x' })).rejects.toThrow('the form has no "nothing"');
    await expect(asked.fills({ words: 'x' })).rejects.toThrow('"pick": it is required');
    const refused = await asked.fills({ words: 'bad', pick: 'Two', who: ben, thing: 'x', day: '2027-03-06', file: { name: 'g.json', text: '{}' } });
    expect(refused).toMatchObject({ kind: 'modal', modal: { errors: { words: 'Not that.' }, fields: [{ value: 'bad' }, {}, { value: 'Two' }, { value: 'Ben' }, { value: 'About x' }, { value: '2027-03-06' }, { value: 'g.json' }] } });
    expect(refused.text).toContain('words *: bad\n! Not that.');
    expect(await refused.fills({ words: 'good' })).toMatchObject({ kind: 'modal', text: `A form\ngood Two ${ben.id} C6 2027-03-06 {}` });
    expect(local.violations).toEqual([]);
  });

  test('a press is answered beside the message, in its place, or by a form', async () => {
    const { local, bot, main, ana, ben } = await scene((app) => app.action(/^b/, async ({ ack, respond, action, client, body }) => {
      await ack();
      const { value } = action as { value: string };
      if (value === 'Ask') await client.views.open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: modal(section('Asked'), buttons('Inside')) });
      else if (value === 'Inside') await client.views.update({ view_id: (body as unknown as { view: { id: string } }).view.id, view: modal(section('Updated')) });
      else await respond(value === 'Replace' ? { text: 'Replaced', replace_original: true } : { text: 'Yours', replace_original: false });
    }), { mode });
    await bot.app.client.chat.postMessage({ channel: main.id, text: 'Card', blocks: [section('Card'), buttons('Beside', 'Replace', 'Ask')] });
    const [card] = main.messages();
    expect(card).toMatchObject({ text: 'Card\n[Beside] [Replace] [Ask]', edited: false });
    expect(await ben.in(main).presses(card!, 'Beside')).toMatchObject({ kind: 'message', ephemeral: true, text: 'Yours' });
    const form = await ana.in(main).presses(card!, 'Ask');
    expect(form).toMatchObject({ kind: 'modal', text: 'A form\nAsked\n[Inside]' });
    expect(await form.presses('Inside')).toMatchObject({ kind: 'modal', text: 'A form\nUpdated' });
    expect(await ana.in(main).presses(card!, 'Replace')).toMatchObject({ kind: 'update', text: 'Replaced' });
    expect(main.messages()).toMatchObject([{ text: 'Replaced', edited: true }]);
    await expect(ana.in(main).presses(card!, 'None')).rejects.toThrow('no button "None"');
    expect(local.violations).toEqual([]);
  });

  test('home, mentions, private messages and shortcuts reach it', async () => {
    const { local, main, ana, ben } = await scene((app) => {
      app.event('app_home_opened', async ({ event, client }) => void (await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section(`Home of <@${event.user}>`), buttons('Go')] as never } })));
      app.event('app_mention', async ({ event, client }) => void (await client.chat.postEphemeral({ channel: event.channel, user: event.user!, text: `You said ${event.text.replaceAll('<', '&lt;')}` })));
      app.event('message', async ({ event, say }) => 'bot_id' in event ? undefined : void (await say(`Heard ${(event as { text: string }).text}`)));
      app.shortcut('log', async ({ ack, respond, shortcut }) => {
        await ack();
        await respond({ text: `Logged ${(shortcut as { message: { text: string } }).message.text}`, replace_original: false });
      });
      app.action('b0', async ({ ack, client, body }) => {
        await ack();
        await client.views.open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: modal(section('Gone')) });
      });
    }, { mode });
    const home = await ana.opensHome();
    expect(home?.text).toBe('Home of @Ana\n[Go]');
    expect(await ana.in('home').presses(home!, 'Go')).toMatchObject({ kind: 'modal', text: 'A form\nGone' });
    expect(await ana.in(main).writes('@Secretariat list')).toMatchObject({ ephemeral: true, text: `You said <@${local.bot}> list` });
    expect(await ben.in('dm').writes('list')).toMatchObject({ ephemeral: false, text: 'Heard list' });
    expect(ben.dms().map(({ by, text }) => `${by}: ${text}`)).toEqual(['Ben: list', 'Secretariat: Heard list']);
    const said = main.says(ben, 'We did it');
    expect(await ana.in(main).uses('Log this', said)).toMatchObject({ kind: 'message', text: 'Logged We did it' });
    await local.settled();
    expect(local.violations).toEqual([]);
  });
});
