import { newId, random } from '#tests/support/slack/ids.ts';
import { interact } from '#tests/support/slack/interactions.ts';
import { messageOf } from '#tests/support/slack/payloads.ts';
import type { Part } from '#tests/support/slack/shapes.ts';
import type { Live, Sent, World } from '#tests/support/slack/world.ts';

/** Tells the bot of an event when the app is subscribed to it by `name`; undefined when it is not. */
export function tell(world: World, name: string, event: Part, of: { who?: Live['who']; room?: Live['room'] } = {}, told?: (live: Live) => void): Live | undefined {
  if (world.configured.events && !world.configured.events.has(name)) return undefined;
  const payload = {
    token: 'gone', team_id: world.team.id, ...(world.enterprise && { enterprise_id: world.enterprise.id }), context_team_id: world.team.id, context_enterprise_id: world.enterprise?.id ?? null, api_app_id: world.app, event, type: 'event_callback', event_id: newId('Ev'),
    event_time: Math.floor(world.clock() / 1000), is_ext_shared_channel: false, event_context: `4-${random(10)}`, authorizations: [{ enterprise_id: world.enterprise?.id ?? null, team_id: world.team.id, user_id: world.bot.id, is_bot: true, is_enterprise_install: false }],
  };
  return interact(world, { kind: 'event', what: `event ${name}`, who: of.who, room: of.room, payload }, told);
}

/** Tells of a message in a private conversation: of the bot's own too. */
export function tellPrivate(world: World, sent: Sent, told?: (live: Live) => void): Live | undefined {
  if (sent.room.kind !== 'im' || sent.only) return undefined;
  const who = world.people.get(sent.by);
  const event = { ...messageOf(world, sent), channel: sent.room.id, channel_type: 'im', event_ts: sent.ts };
  return tell(world, 'message.im', event, { who, room: sent.room }, told);
}

/** Tells that a message in a private conversation was changed. */
export function tellChanged(world: World, sent: Sent, before: Part): void {
  if (sent.room.kind !== 'im' || sent.only) return;
  tell(world, 'message.im', { type: 'message', subtype: 'message_changed', hidden: true, channel: sent.room.id, channel_type: 'im', ts: sent.ts, event_ts: sent.ts, message: messageOf(world, sent), previous_message: before }, { room: sent.room });
}
