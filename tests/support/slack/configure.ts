import { list, object, type Part } from '#tests/support/slack/shapes.ts';
import type { Configured, World } from '#tests/support/slack/world.ts';

/** Which scope an event needs. */
const scopeOf: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read', 'message.im': 'im:history', 'message.channels': 'channels:history', 'message.groups': 'groups:history', channel_archive: 'channels:read', channel_unarchive: 'channels:read', channel_deleted: 'channels:read', channel_left: 'channels:read', channel_rename: 'channels:read',
  group_archive: 'groups:read', group_unarchive: 'groups:read', group_deleted: 'groups:read', group_left: 'groups:read', member_joined_channel: 'channels:read', member_left_channel: 'channels:read', user_change: 'users:read', team_join: 'users:read',
};
const free = ['app_home_opened', 'app_uninstalled', 'tokens_revoked', 'app_rate_limited'];
/** Words that the platform's own commands have. */
export const builtIn = ['active', 'away', 'call', 'collapse', 'dm', 'dnd', 'expand', 'feed', 'help', 'invite', 'invite_people', 'join', 'leave', 'me', 'msg', 'mute', 'open', 'part', 'remind', 'remove', 'rename', 'search', 'shortcuts', 'shrug', 'star', 'status', 'todo', 'topic', 'unstar', 'who', 'archive', 'kick', 'apps', 'prefs', 'keys', 'canvas', 'huddle'];

/** Reads a manifest as the platform does; throws all that is wrong with it. */
export function configure(world: World, manifest: Part): Configured {
  const faults: string[] = [];
  const bound = (value: unknown, at: string, most: number, optional = false) => {
    if (value === undefined && optional) return;
    if (typeof value !== 'string' || value === '' || value.length > most) faults.push(`${at}: a text of 1 to ${most} characters, not ${JSON.stringify(value)}`);
  };
  const [info, features, settings] = [object(manifest.display_information), object(manifest.features), object(manifest.settings)];
  const scopes = object(object(manifest.oauth_config).scopes).bot as string[] | undefined ?? [];
  bound(info.name, 'display_information.name', 35);
  bound(info.description, 'display_information.description', 140, true);
  if (info.long_description !== undefined && String(info.long_description).length < 174) faults.push('display_information.long_description: at least 174 characters');
  bound(info.long_description, 'display_information.long_description', 4000, true);
  bound(object(features.bot_user).display_name, 'features.bot_user.display_name', 80);

  const http = world.settings.mode === 'http';
  const isUrl = (value: unknown) => typeof value === 'string' && /^https:\/\/\S+$/.test(value);
  const commands = list(features.slash_commands);
  if (commands.length > 50) faults.push(`features.slash_commands: at most 50, not ${commands.length}`);
  for (const [i, command] of commands.entries()) {
    const at = `features.slash_commands.${i}`;
    bound(command.command, `${at}.command`, 32);
    if (!/^\/[a-z0-9_-]+$/.test(String(command.command))) faults.push(`${at}.command: ${String(command.command)} is no name of a command`);
    if (builtIn.includes(String(command.command).slice(1))) faults.push(`${at}.command: ${String(command.command)} is the platform's own`);
    bound(command.description, `${at}.description`, 2000);
    bound(command.usage_hint, `${at}.usage_hint`, 1000, true);
    if (http && !isUrl(command.url)) faults.push(`${at}.url: an https address`);
    for (const key of Object.keys(command)) if (!['command', 'description', 'usage_hint', 'should_escape', 'url'].includes(key)) faults.push(`${at}.${key}: unknown`);
  }
  if (new Set(commands.map(({ command }) => command)).size < commands.length) faults.push('features.slash_commands: two of one name');
  const shortcuts = list(features.shortcuts);
  if (shortcuts.length > 10) faults.push(`features.shortcuts: at most 10, not ${shortcuts.length}`);
  for (const [i, shortcut] of shortcuts.entries()) {
    bound(shortcut.name, `features.shortcuts.${i}.name`, 24);
    bound(shortcut.callback_id, `features.shortcuts.${i}.callback_id`, 255);
    bound(shortcut.description, `features.shortcuts.${i}.description`, 150);
    if (shortcut.type !== 'message' && shortcut.type !== 'global') faults.push(`features.shortcuts.${i}.type: message or global`);
  }

  const subscribed = object(settings.event_subscriptions);
  const events = (subscribed.bot_events as string[] | undefined) ?? [];
  if (events.length > 100) faults.push('settings.event_subscriptions.bot_events: at most 100');
  for (const event of events) {
    if (!(event in scopeOf) && !free.includes(event)) faults.push(`settings.event_subscriptions.bot_events: there is no ${event}`);
    else if (scopeOf[event] !== undefined && !scopes.includes(scopeOf[event])) faults.push(`settings.event_subscriptions.bot_events: ${event} needs ${scopeOf[event]}`);
  }
  if ((commands.length > 0 || shortcuts.length > 0) && !scopes.includes('commands')) faults.push('oauth_config.scopes.bot: commands and shortcuts need the scope commands');
  if (new Set(scopes).size < scopes.length) faults.push('oauth_config.scopes.bot: one twice');
  const interactivity = object(settings.interactivity);
  if (http) {
    if (events.length > 0 && !isUrl(subscribed.request_url)) faults.push('settings.event_subscriptions.request_url: an https address');
    if (interactivity.is_enabled === true && !isUrl(interactivity.request_url)) faults.push('settings.interactivity.request_url: an https address');
    if (settings.socket_mode_enabled === true) faults.push('settings.socket_mode_enabled: is on, so nothing is delivered by HTTP');
  } else if (settings.socket_mode_enabled !== true) faults.push('settings.socket_mode_enabled: is not on');
  if (faults.length > 0) throw new Error(`the manifest is refused:\n${faults.join('\n')}`);

  const home = object(features.app_home);
  return {
    commands: new Map(commands.map((command) => [String(command.command), { escapes: command.should_escape === true }])),
    shortcuts: new Map(shortcuts.map((shortcut) => [String(shortcut.callback_id), { name: String(shortcut.name), type: String(shortcut.type) }])),
    scopes: new Set(scopes), events: new Set([...events, 'app_rate_limited']), interactive: interactivity.is_enabled === true, home: home.home_tab_enabled === true,
    // People can write to the bot where its messages are switched on and not for reading only.
    messages: home.messages_tab_enabled === true && home.messages_tab_read_only_enabled !== true,
  };
}
