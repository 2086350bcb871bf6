import type { Manifest } from '@slack/web-api/dist/types/request/manifest.js';
import type { Bot } from '#bot/bot.ts';
import type { Command } from '#bot/command.ts';
import { cut } from '#core/fit.ts';
import { isKey, t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { anyLine } from '#adapters/slack/lines.ts';

type Told = Pick<Bot, 'commands' | 'aliases' | 'menus'>;
type SlashCommand = NonNullable<NonNullable<Manifest['features']>['slash_commands']>[number];

/** What the bot may do in a workspace. */
export const scopes = [
  'commands', 'chat:write', 'app_mentions:read', 'im:history', 'im:write', 'channels:history', 'channels:read', 'channels:join', 'groups:history', 'groups:read', 'users:read', 'files:read', 'files:write',
] as const;

/** What the bot is told of. */
export const events = [
  'app_home_opened', 'app_mention', 'message.im', 'channel_archive', 'channel_deleted', 'channel_left', 'group_archive', 'group_deleted', 'group_left', 'app_uninstalled', 'tokens_revoked',
] as const;

/** Words that Slack itself takes: a command of such a name never reaches an app. */
const taken = new Set(
  `active apps archive away call canvas collapse dm dnd expand feed feedback giphy help huddle invite invite_people join keys kick leave me msg mute open
  part prefs remind remove rename search shortcuts shrug star status todo topic unarchive unstar who`.split(/\s+/),
);

const say = (key: Key) => plain(t('en', key));
const helpOf = (name: string) => (isKey(`${name}.help`) ? say(`${name}.help` as Key) : name);

/** A command for each noun and each short word, and one that takes any line. Throws where Slack would not take it. */
export function commandsOf({ commands, aliases }: Pick<Told, 'commands' | 'aliases'>, prefix = '', url?: string): SlashCommand[] {
  const made = (word: string, description: string, hint: string): SlashCommand => {
    if (!/^[a-z0-9_-]{1,31}$/.test(word)) throw new Error(`/${word}: Slack takes names of up to 31 small letters, digits, - and _`);
    if (taken.has(word)) throw new Error(`/${word}: Slack has a command of this name; set COMMAND_PREFIX`);
    return { command: `/${word}`, description: cut(description, 2000), usage_hint: cut(hint, 1000), should_escape: true, ...(url !== undefined && { url }) };
  };
  const nouns = Map.groupBy(commands.filter(({ name }) => name !== 'help'), ({ name }) => name.split('.')[0]!);
  const about = (noun: string, of: readonly Command[]) => (isKey(`slack.noun.${noun}`) ? say(`slack.noun.${noun}` as Key) : of.map(({ name }) => helpOf(name)).join('; '));
  return [
    ...Object.entries(aliases).map(([word, name]) => made(`${prefix}${word}`, helpOf(name), commands.find((each) => each.name === name)!.args.map((arg) => `[${arg}]`).join(' '))),
    ...[...nouns].map(([noun, of]) => made(`${prefix}${noun}`, about(noun, of), of.map(({ name }) => name.split('.')[1] ?? noun).join(' | '))),
    made(anyLine, say('slack.app.anyLine'), 'help'),
  ];
}

/** The app as Slack makes it. Without `url` it keeps a connection open (Socket Mode); with it Slack calls that address. */
export function manifest(bot: Told, { prefix = '', url }: { readonly prefix?: string; readonly url?: string } = {}): Manifest {
  const called = url === undefined ? {} : { request_url: url };
  return {
    display_information: { name: 'Secretariat', description: cut(say('slack.app.description'), 140), long_description: cut(say('slack.app.long'), 4000), background_color: '#1f4e5f' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Secretariat', always_online: true },
      shortcuts: bot.menus.map(({ label, run }) => ({ name: cut(say(label), 24), type: 'message', callback_id: label, description: cut(helpOf(run), 150) })),
      slash_commands: commandsOf(bot, prefix, url),
    },
    oauth_config: { scopes: { bot: [...scopes] } },
    settings: {
      event_subscriptions: { ...called, bot_events: [...events] },
      interactivity: { is_enabled: true, ...called, ...(url !== undefined && { message_menu_options_url: url }) },
      org_deploy_enabled: false, socket_mode_enabled: url === undefined, token_rotation_enabled: false,
    },
  };
}
