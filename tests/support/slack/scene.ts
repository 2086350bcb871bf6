import type { App } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { bareBot, type Bare } from '#tests/support/slack/bare.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import type { Channel, LocalSlack, Person, SlackSettings } from '#tests/support/slack/types.ts';

/** The manifest of the bot of a scene. */
export const manifestOf = (mode: 'socket' | 'http', { without = [] as readonly string[] } = {}) => {
  const url = 'https://bot.example.org/slack/events';
  const scopes = ['commands', 'chat:write', 'app_mentions:read', 'im:history', 'im:write', 'channels:history', 'channels:read', 'channels:join', 'groups:history', 'groups:read', 'users:read', 'files:read', 'files:write'].filter((scope) => !without.includes(scope));
  return {
    display_information: { name: 'Secretariat' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false }, bot_user: { display_name: 'Secretariat', always_online: true },
      slash_commands: ['/thing', '/ping'].map((command) => ({ command, description: 'Things', usage_hint: '[words]', should_escape: command === '/thing', ...(mode === 'http' && { url }) })),
      shortcuts: [{ name: 'Log this', type: 'message', callback_id: 'log', description: 'Logs it' }],
    },
    oauth_config: { scopes: { bot: scopes } },
    settings: {
      event_subscriptions: { bot_events: ['app_home_opened', ...(scopes.includes('app_mentions:read') ? ['app_mention'] : []), 'message.im', 'channel_archive', 'channel_left', 'tokens_revoked'], ...(mode === 'http' && { request_url: url }) },
      interactivity: { is_enabled: true, ...(mode === 'http' && { request_url: url, message_menu_options_url: url }) }, socket_mode_enabled: mode === 'socket',
    },
  };
};

export const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });
export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
export const buttons = (...labels: string[]) => ({ type: 'actions' as const, elements: labels.map((label, i) => ({ type: 'button' as const, action_id: `b${i}`, text: plain(label), value: label })) });
export const input = (block_id: string, element: object, more: object = {}) => ({ type: 'input' as const, block_id, label: plain(block_id), element: { action_id: 'it', ...element } as never, ...more });
export const modal = (...blocks: object[]) => ({ type: 'modal' as const, callback_id: 'form', title: plain('A form'), submit: plain('Send'), blocks: blocks as never[] });

export interface Scene {
  readonly local: LocalSlack;
  readonly bot: Bare;
  readonly main: Channel;
  readonly ana: Person;
  readonly ben: Person;
}

/** A workspace with a channel, two people and a bot that listens as `add` says. It is gone when the test has ended. */
export async function scene(add: (app: App) => void, { without = [], finish = onTestFinished as (end: () => Promise<void>) => void, ...settings }: SlackSettings & { without?: readonly string[]; finish?: (end: () => Promise<void>) => void } = {}): Promise<Scene> {
  const local = await openSlack(settings);
  local.manifest(manifestOf(local.mode, { without }));
  const main = local.channel('main');
  const [ana, ben] = [local.person('Ana', { admin: true }), local.person('Ben', { zone: 'Europe/Vienna' })];
  const bot = await bareBot(local, add);
  finish(async () => {
    await bot.stop();
    await local.close();
  });
  return { local, bot, main, ana, ben };
}
