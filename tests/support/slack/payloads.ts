import { object, type Part, type View } from '#tests/support/slack/shapes.ts';
import { stateOf } from '#tests/support/slack/state.ts';
import type { Human, Room, Sent, World } from '#tests/support/slack/world.ts';

/** What stands in every payload that is no event. */
export function common(world: World, who: Human): Part {
  return {
    token: 'gone', api_app_id: world.app, is_enterprise_install: false, enterprise: world.enterprise ?? null,
    team: { id: world.team.id, domain: world.team.domain, ...(world.enterprise && { enterprise_id: world.enterprise.id, enterprise_name: world.enterprise.name }) },
    user: { id: who.id, username: handle(who.name), name: handle(who.name), team_id: who.team },
  };
}

/** The name by which somebody is mentioned. */
export const handle = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '.');

/** What a channel is called in payloads: the names of private ones and of conversations are not told. */
export const toldName = (room: Room): string => ({ channel: room.name, private: 'privategroup', im: 'directmessage' })[room.kind];

/** A slash command, field by field as in its form. */
export function commandOf(world: World, who: Human, room: Room, command: string, text: string): Record<string, string> {
  return {
    token: 'gone', team_id: world.team.id, team_domain: world.team.domain, ...(world.enterprise && { enterprise_id: world.enterprise.id, enterprise_name: world.enterprise.name }), channel_id: room.id, channel_name: toldName(room),
    user_id: who.id, user_name: handle(who.name), command, text, api_app_id: world.app, is_enterprise_install: 'false',
  };
}

/** A press on a message or in a view. */
export function actionOf(world: World, who: Human, action: Part, at: { sent?: Sent | undefined; view?: View | undefined }): Part {
  const { sent, view } = at;
  const where: Part = sent
    ? {
        container: { type: 'message', message_ts: sent.ts, channel_id: sent.room.id, is_ephemeral: sent.only !== undefined, ...(sent.thread !== undefined && { thread_ts: sent.thread }) },
        channel: { id: sent.room.id, name: toldName(sent.room) }, ...(!sent.only && { message: messageOf(world, sent) }), state: { values: {} },
      }
    : { container: { type: 'view', view_id: view!.id }, view: viewOf(world, view!) };
  return { type: 'block_actions', ...common(world, who), ...where, actions: [{ ...action, action_ts: String(world.clock() / 1000) }] };
}

/** A message as the platform gives it to bots. */
export function messageOf(world: World, sent: Sent): Part {
  const bot = sent.by === world.bot.id;
  return {
    ...sent.raw, user: sent.by, team: world.team.id, ...(bot && { bot_id: world.bot.botId, app_id: world.app, bot_profile: { id: world.bot.botId, app_id: world.app, name: world.bot.name, team_id: world.team.id, deleted: false } }),
    ...(sent.edited && { edited: { user: sent.by, ts: sent.ts } }),
  };
}

/** A view as the platform gives it to bots. */
export function viewOf(world: World, view: View): Part {
  const { content } = view;
  const title = object(content.title);
  return {
    id: view.id, team_id: world.team.id, app_id: world.app, bot_id: world.bot.botId, app_installed_team_id: world.team.id, type: content.type, blocks: content.blocks, private_metadata: content.private_metadata ?? '', callback_id: content.callback_id ?? '',
    external_id: content.external_id ?? '', state: { values: stateOf(view) }, hash: view.hash, title: { emoji: true, ...title }, close: content.close ?? null, submit: content.submit ?? null, clear_on_close: content.clear_on_close ?? false,
    notify_on_close: content.notify_on_close ?? false, previous_view_id: view.previous?.id ?? null, root_view_id: view.root,
  };
}

/** Somebody as `users.info` gives them. */
export function userOf(world: World, who: Human): Part {
  const { id, name, team, locale, zone, admin, owner, guest, active } = who;
  const profile = { real_name: name, display_name: name, real_name_normalized: name, display_name_normalized: name, team, status_text: '', status_emoji: '', avatar_hash: 'g0' };
  return {
    id, team_id: team, name: handle(name), deleted: !active, real_name: name, profile, updated: Math.floor(world.clock() / 1000), is_email_confirmed: true, who_can_share_contact_card: 'EVERYONE', is_bot: false, is_app_user: false,
    // Of people of other workspaces and of those who are gone, less is told.
    ...(team === world.team.id && active && { is_admin: admin || owner, is_owner: owner, is_primary_owner: false, is_restricted: guest, is_ultra_restricted: false, tz: zone, tz_label: zone, tz_offset: 0, locale }),
    ...(team !== world.team.id && { is_stranger: false }), ...(world.enterprise && { enterprise_user: { id, enterprise_id: world.enterprise.id, enterprise_name: world.enterprise.name, is_admin: false, is_owner: false, teams: [team] } }),
  };
}

/** A channel as `conversations.info` gives it. */
export function roomOf(world: World, room: Room): Part {
  const shared = { id: room.id, created: 1_360_000_000, updated: 1_360_000_000_000, is_archived: room.archived, is_org_shared: false, context_team_id: world.team.id };
  if (room.kind === 'im') return { ...shared, is_im: true, user: room.other!.id, is_user_deleted: !room.other!.active, priority: 0 };
  return {
    ...shared, name: room.name, name_normalized: room.name, is_channel: true, is_group: false, is_im: false, is_mpim: false, is_private: room.kind === 'private', is_general: false, is_shared: false, is_ext_shared: false, is_pending_ext_shared: false,
    is_member: room.hasBot, unlinked: 0, shared_team_ids: [world.team.id], creator: world.bot.id, topic: { value: '', creator: '', last_set: 0 }, purpose: { value: '', creator: '', last_set: 0 },
  };
}
