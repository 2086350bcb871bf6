import { mayIn, userOf, type Guild, type Human, type Room, type World } from '#tests/support/discord/world.ts';
import { bits, everyone } from '#tests/support/discord/ids.ts';

const joined = '2026-01-05T09:00:00.000000+00:00';

/** Somebody in a server. */
export function memberOf(world: World, who: Human): Record<string, unknown> {
  return { user: userOf(world, who), nick: null, avatar: null, banner: null, roles: [], joined_at: joined, premium_since: null, deaf: false, mute: false, flags: 0, pending: false, communication_disabled_until: null };
}

/** Somebody in a server as an interaction shows them: with what they may do in the room. */
export function memberIn(world: World, room: Room, who: Human): Record<string, unknown> {
  return { ...memberOf(world, who), permissions: String(mayIn(room, who)) };
}

/** A channel in full. */
export function channelOf(world: World, room: Room): Record<string, unknown> {
  if (room.other) return { id: room.id, type: 1, last_message_id: null, recipients: [userOf(world, room.other)], flags: 0 };
  const overwrites = room.denied.size > 0 ? [{ id: world.bot.id, type: 1, allow: '0', deny: String(bits(room.denied)) }] : [];
  const thread = { owner_id: world.bot.id, message_count: room.messages.size, member_count: 1, thread_metadata: { archived: false, auto_archive_duration: 10080, archive_timestamp: joined, locked: false } };
  return {
    id: room.id, type: room.type, name: room.name, guild_id: room.guild!.id, parent_id: room.parent?.id ?? null, last_message_id: [...room.messages.keys()].at(-1) ?? null, flags: 0, rate_limit_per_user: 0,
    ...(room.type === 11 ? thread : { position: 0, topic: null, nsfw: false, permission_overwrites: overwrites }),
  };
}

const partial = ['id', 'name', 'type', 'last_message_id', 'nsfw', 'parent_id', 'guild_id', 'flags', 'rate_limit_per_user', 'topic', 'position', 'thread_metadata'];

/** A channel as an interaction shows it: some of its fields, and what somebody may do in it. */
export function channelIn(world: World, room: Room, who: Human): Record<string, unknown> {
  if (room.other) return channelOf(world, room);
  return { ...Object.fromEntries(Object.entries(channelOf(world, room)).filter(([field]) => partial.includes(field))), permissions: String(mayIn(room, who)) };
}

/** A server without what is in it. */
export function guildOf(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id, name: guild.name, icon: null, splash: null, discovery_splash: null, owner_id: guild.id, afk_channel_id: null, afk_timeout: 300, verification_level: 1, default_message_notifications: 1,
    explicit_content_filter: 0, roles: [{ id: guild.id, name: '@everyone', color: 0, colors: { primary_color: 0, secondary_color: null, tertiary_color: null }, hoist: false, position: 0, permissions: String(everyone), managed: false, mentionable: false, flags: 0 }],
    emojis: [], features: [], mfa_level: 0, application_id: null, system_channel_id: null, system_channel_flags: 0, rules_channel_id: null, vanity_url_code: null, description: null, banner: null, premium_tier: 0,
    preferred_locale: 'en-GB', public_updates_channel_id: null, nsfw_level: 0, premium_progress_bar_enabled: false, safety_alerts_channel_id: null,
  };
}

/** What a bot is told of a server when it connects or is taken in: everything but members that it may not know. */
export function guildCreated(world: World, guild: Guild): Record<string, unknown> {
  // Also channels that the bot cannot look into: Discord names them all.
  const rooms = [...guild.rooms];
  return {
    ...guildOf(guild), joined_at: joined, large: false, unavailable: false, member_count: guild.members.size + 1, members: [memberOf(world, world.bot)], voice_states: [], presences: [], stage_instances: [],
    guild_scheduled_events: [], soundboard_sounds: [], stickers: [],
    channels: rooms.filter(({ type }) => type === 0).map((room) => channelOf(world, room)), threads: rooms.filter(({ type }) => type === 11).map((room) => channelOf(world, room)),
  };
}
