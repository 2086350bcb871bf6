import type { WebClient } from '@slack/web-api';
import type { Key } from '#core/i18n.ts';
import { sentence, type TiedRoom } from '#adapters/door.ts';
import { deliveryFault, errorOf } from '#adapters/slack/faults.ts';
import { scopes } from '#adapters/slack/manifest.ts';

/** What Slack says of a token, and what there is to do about it. */
const ofBot: Readonly<Record<string, Key>> = { invalid_auth: 'slack.check.token', not_authed: 'slack.check.token', not_allowed_token_type: 'slack.check.token', token_expired: 'slack.check.token', token_revoked: 'slack.check.revoked', account_inactive: 'slack.check.revoked' };
const ofApp: Readonly<Record<string, Key>> = {
  invalid_auth: 'slack.check.app', not_authed: 'slack.check.app', not_allowed_token_type: 'slack.check.app', token_expired: 'slack.check.app', token_revoked: 'slack.check.app', account_inactive: 'slack.check.app',
  missing_scope: 'slack.check.appScope', no_permission: 'slack.check.appScope', socket_mode_not_enabled: 'slack.check.socket',
};

/**
 * Whether the bot can work with its tokens: sentences on what must be mended first and where, or else who it is and what is good to know.
 * With an app-level token it is to hear over Socket Mode. @throws DeliveryError when Slack does not say
 */
export async function check(web: WebClient, appToken?: string): Promise<{ faults: string[] } | { team: string; bot: string; user: string; lines: string[] }> {
  const self = await asked(web.auth.test(), ofBot);
  const line = appToken === undefined ? undefined : await asked(web.apps.connections.open({ token: appToken }), ofApp);
  const faults: string[] = [];
  if (typeof self === 'string') faults.push(sentence(self));
  else {
    const missing = missingIn(self.response_metadata?.scopes).filter((each) => each !== forFiles);
    if (missing.length > 0) faults.push(sentence('slack.check.scopes', { scopes: missing.join(', ') }));
  }
  if (typeof line === 'string') faults.push(sentence(line));
  if (typeof self === 'string' || faults.length > 0) return { faults };
  const lines = missingIn(self.response_metadata?.scopes).includes(forFiles) ? [sentence('slack.check.files')] : [];
  return { team: self.team_id!, bot: self.bot_id!, user: self.user_id!, lines };
}

/** Without this one all works but files, which come as text: an app that was made before there were any goes on. */
const forFiles = 'files:write';
const missingIn = (granted: readonly string[] | undefined) => (granted === undefined ? [] : scopes.filter((each) => !granted.includes(each)));

/** What the bot lacks in rooms that are tied to groups, one sentence for each where it lacks something. Into public channels it goes by itself. @throws DeliveryError when Slack does not say */
export async function lacking(web: WebClient, rooms: readonly TiedRoom[]): Promise<string[]> {
  if (rooms.length === 0) return [];
  const self = await asked(web.auth.test());
  const found: string[] = [];
  for (const { group, name, server, id } of rooms) {
    const key = server === self.team_id ? await lackingIn(web, id) : 'slack.check.workspace';
    if (key) found.push(sentence(key, { group, room: name }));
  }
  return found;
}

async function lackingIn(web: WebClient, id: string): Promise<Key | undefined> {
  const seen = await asked(web.conversations.info({ channel: id }), { channel_not_found: 'slack.check.unseen' });
  if (typeof seen === 'string') return seen;
  const { is_archived: isArchived, is_private: isPrivate, is_member: isMember, is_read_only: isReadOnly } = seen.channel!;
  if (isArchived === true) return 'slack.check.gone';
  if (isPrivate === true && isMember === false) return 'slack.check.away';
  return isReadOnly === true ? 'slack.check.restricted' : undefined;
}

/** What Slack answers, or what is to be said when it refuses with one of these words. @throws DeliveryError */
async function asked<T, K extends Key = never>(asking: Promise<T>, known: Readonly<Record<string, K>> = {}): Promise<T | K> {
  try {
    return await asking;
  } catch (error) {
    const word = errorOf(error);
    if (word !== undefined && Object.hasOwn(known, word)) return known[word]!;
    throw deliveryFault(error);
  }
}
