import { expect, test } from 'vitest';
import { events, manifest, scopes } from '#adapters/slack/manifest.ts';
import { command } from '#bot/command.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { configure } from '#tests/support/slack/configure.ts';
import { z } from 'zod';

const bot = { commands, aliases, menus };
const socket = manifest(bot);
const url = 'https://secretariat.example.org/slack/events';
const called = manifest(bot, { url });
/** What the local Slack makes of it: throws what Slack would say against it. */
const accepted = (made: object, mode: 'socket' | 'http') => configure({ settings: { mode } } as Parameters<typeof configure>[0], JSON.parse(JSON.stringify(made)) as Record<string, unknown>);
const commandNames = (made = socket) => made.features!.slash_commands!.map((each) => each.command);

test('is one that Slack takes, with a connection of ours and with calls of theirs, with and without a prefix', () => {
  for (const prefix of ['', 'sec-']) {
    expect(accepted(manifest(bot, { prefix }), 'socket')).toMatchObject({ interactive: true, home: true, messages: true });
    expect([...accepted(manifest(bot, { prefix, url }), 'http').events!]).toEqual(expect.arrayContaining([...events]));
  }
});

test('has the fields of the published schema and keeps its bounds', () => {
  const { display_information: info, features, settings, oauth_config: oauth, ...rest } = called;
  expect(rest).toEqual({});
  expect(info.name.length).toBeLessThanOrEqual(35);
  expect(info.description!.length).toBeLessThanOrEqual(140);
  expect(info.long_description!.length).toBeGreaterThanOrEqual(175);
  expect(Object.keys(features!).toSorted()).toEqual(['app_home', 'bot_user', 'shortcuts', 'slash_commands']);
  for (const { name, type, callback_id: id, description } of features!.shortcuts!) {
    expect([type, name.length <= 24, id.length <= 255, description.length > 0 && description.length <= 150]).toEqual(['message', true, true, true]);
  }
  for (const { command: word, description, usage_hint: hint, should_escape: escapes, url: address } of features!.slash_commands!) {
    expect(word).toMatch(/^\/[a-z0-9_-]{1,31}$/);
    expect([description.length > 0 && description.length <= 2000, hint!.length > 0 && hint!.length <= 1000, escapes, address]).toEqual([true, true, true, url]);
  }
  expect(Object.keys(settings!).toSorted()).toEqual(['event_subscriptions', 'interactivity', 'org_deploy_enabled', 'socket_mode_enabled', 'token_rotation_enabled']);
  expect([settings!.event_subscriptions!.request_url, settings!.interactivity!.request_url, settings!.interactivity!.message_menu_options_url]).toEqual([url, url, url]);
  expect(oauth!.scopes!.bot).toEqual([...scopes]);
});

test('has a command for each noun and each short word, and one for any line; help is no command, because Slack has one', () => {
  const nouns = new Set(commands.map(({ name }) => name.split('.')[0]!));
  nouns.delete('help');
  expect(commandNames().toSorted()).toEqual([...nouns, ...Object.keys(aliases), 'secretariat'].map((word) => `/${word}`).toSorted());
  expect(commandNames(manifest(bot, { prefix: 'sec-' })).toSorted()).toEqual([...[...nouns, ...Object.keys(aliases)].map((word) => `/sec-${word}`), '/secretariat'].toSorted());
  const find = (word: string) => socket.features!.slash_commands!.find((each) => each.command === word);
  expect(find('/update')).toMatchObject({ description: 'Report how a commitment stands', usage_hint: '[commitment] [status] [note]' });
  expect(find('/event')).toMatchObject({ description: 'The calendar: what is coming, its dates and deadlines' });
  expect(find('/event')!.usage_hint).toMatch(/^list \| show \| add/);
});

test('has what can be made of a message as shortcuts, known by their labels', () => {
  expect(socket.features!.shortcuts!.map(({ name, callback_id: id }) => [name, id])).toEqual([['Log as update', 'menu.update'], ['Make commitment', 'menu.commitment'], ['Add as evidence', 'menu.evidence']]);
});

test('is refused by name where Slack would refuse it', () => {
  const named = (name: string) => () => manifest({ commands: [command({ name, who: 'anyone', input: z.object({}), args: [], run: async () => ({ v: 1, blocks: [] }) })], aliases: {}, menus });
  expect(named('status.show')).toThrow('/status: Slack has a command of this name');
  expect(named('remind')).toThrow('/remind: Slack has a command of this name');
  expect(() => manifest(bot, { prefix: 'SEC-' })).toThrow('/SEC-update: Slack takes names');
  expect(() => manifest(bot, { prefix: 'x'.repeat(30) })).toThrow('Slack takes names of up to 31');
});
