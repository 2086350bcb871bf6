import { describe, expect, test } from 'vitest';
import { Routes, type DiscordAPIError } from 'discord.js';
import { message, deferUpdate, choices, modal, v2, commands, buttons, text, scene, says } from '#tests/support/discord/scene.ts';

describe('what is out of bounds is refused', () => {
  const input = (n: number) => ({ type: 18, label: `${n}`, component: { type: 4, style: 1, custom_id: `${n}` } });
  const card = (...components: object[]) => ({ type: message, data: { flags: v2, components } });
  const cases: readonly (readonly [string, object, string])[] = [
    ['a long message', says('x'.repeat(2001)), 'data.content BASE_TYPE_MAX_LENGTH'],
    ['content beside new components', { type: message, data: { flags: v2, content: 'x', components: [text('y')] } }, 'data.content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'],
    ['text of 4,001 characters in all', card(text('x'.repeat(2000)), text('x'.repeat(2001))), 'data.components COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED'],
    ['41 components', card({ type: 17, components: Array.from({ length: 40 }, () => text('x')) }), 'data.components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'],
    ['six buttons in a row', says('x', { components: [buttons('1', '2', '3', '4', '5', '6')] }), 'data.components.0.components BASE_TYPE_BAD_LENGTH'],
    ['a long label', says('x', { components: [buttons('x'.repeat(81))] }), 'data.components.0.components.0.label BASE_TYPE_BAD_LENGTH'],
    ['one id twice', says('x', { components: [buttons('a', 'a')] }), 'data.components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED'],
    ['no text', card(text('')), 'data.components.0.content BASE_TYPE_REQUIRED'],
    ['a form with six fields', { type: modal, data: { custom_id: 'x', title: 'x', components: [1, 2, 3, 4, 5, 6].map(input) } }, 'data.components BASE_TYPE_BAD_LENGTH'],
    ['a form with a long title', { type: modal, data: { custom_id: 'x', title: 'x'.repeat(46), components: [input(1)] } }, 'data.title BASE_TYPE_BAD_LENGTH'],
    ['completions to a command', { type: choices, data: { choices: [] } }, 'type BASE_TYPE_CHOICES'],
    ['a change where nothing was pressed', { type: deferUpdate }, 'type BASE_TYPE_CHOICES'],
  ];
  test.each(cases)('%s', async (_, body, fault) => {
    let refused: unknown;
    const { local, main, ana } = await scene(async (it, bare) => {
      refused = await bare.answer(it, body).catch((error: unknown) => error);
      await bare.answer(it, says('Sorry'));
    });
    expect((await ana.in(main).types('/ping')).text).toBe('Sorry');
    expect((refused as DiscordAPIError).code).toBe(50035);
    const path = fault.split(' ');
    let at: unknown = ((refused as DiscordAPIError).rawError as { errors: unknown }).errors;
    for (const step of path[0]!.split('.')) at = (at as Record<string, unknown>)[step];
    expect(at).toMatchObject({ _errors: [{ code: path[1] }] });
    expect(local.violations).toHaveLength(1);
  });

  test('a form in answer to a form', async () => {
    const form = { custom_id: 'x', title: 'x', components: [input(1)] };
    const { main, ana, local } = await scene((it, bare) => bare.answer(it, { type: modal, data: form }).catch(() => bare.answer(it, says('No'))));
    expect((await (await ana.in(main).types('/ping')).fills({ 1: 'x' })).text).toBe('No');
    expect(local.violations).toMatchObject([expect.stringContaining('50035')]);
  });

  test.each([
    ['two commands of one name', [commands[1], commands[1]], '1.name._errors.0.code', 'APPLICATION_COMMANDS_DUPLICATE_NAME'],
    ['a name with capitals', [{ name: 'Ping', description: 'x' }], '0.name._errors.0.code', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['a long description', [{ name: 'ping', description: 'x'.repeat(101) }], '0.description._errors.0.code', 'BASE_TYPE_BAD_LENGTH'],
    ['26 options', [{ name: 'ping', description: 'x', options: Array.from({ length: 26 }, (_, i) => ({ type: 3, name: `o${i}`, description: 'x' })) }], '0.options._errors.0.code', 'BASE_TYPE_BAD_LENGTH'],
    ['more than 8,000 characters', [{ name: 'ping', description: 'x', options: Array.from({ length: 4 }, (_, i) => ({ type: 1, name: `o${i}`, description: 'x', options: Array.from({ length: 21 }, (_o, j) => ({ type: 3, name: `p${j}`, description: 'x'.repeat(97) })) })) }], '0._errors.0.code', 'APPLICATION_COMMAND_TOO_LARGE'],
    ['a required option after an optional one', [{ name: 'ping', description: 'x', options: [{ type: 3, name: 'a', description: 'x' }, { type: 3, name: 'b', description: 'x', required: true }] }], '0.options.1._errors.0.code', 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'],
  ])('registering %s', async (_, body, path, code) => {
    const { local, bot } = await scene();
    const error = await bot.client.rest.put(Routes.applicationCommands(local.application), { body: body as object[] }).catch((caught: unknown) => caught);
    let at: unknown = ((error as DiscordAPIError).rawError as { errors: unknown }).errors;
    for (const step of path.split('.')) at = (at as Record<string, unknown>)[step];
    expect(at).toBe(code);
    expect(local.registered().map(({ name }) => name)).toEqual(['thing', 'ping', 'Log this']);
  });
});

describe('commands', () => {
  test('are given back as Discord keeps them: with ids and nulls, without what goes without saying', async () => {
    const { local, bot, home } = await scene();
    const body = [{ name: 'x', description: 'y', name_localizations: { de: 'z' }, options: [{ type: 3, name: 'o', description: 'p', required: false, autocomplete: true }] }];
    await bot.client.rest.put(Routes.applicationGuildCommands(local.application, home.id), { body });
    const get = (query: string) => bot.client.rest.get(Routes.applicationGuildCommands(local.application, home.id), { query: new URLSearchParams(query) });
    const [full] = (await get('with_localizations=true')) as [Record<string, unknown>];
    expect(full).toMatchObject({ name: 'x', name_localizations: { de: 'z' }, description_localizations: null, type: 1, guild_id: home.id, contexts: null, options: [{ name: 'o', autocomplete: true, name_localizations: null }] });
    expect((full.options as object[])[0]).not.toHaveProperty('required');
    expect(((await get('')) as object[])[0]).not.toHaveProperty('name_localizations');
    await bot.client.rest.put(Routes.applicationGuildCommands(local.application, home.id), { body });
    expect(local.registered(home)).toMatchObject([{ id: full.id }]);
    expect(local.violations).toEqual([]);
  });
});
