import { randomBytes } from 'node:crypto';
import { bits, snowflake } from '#tests/support/discord/ids.ts';
import { guildOf, channelIn, memberIn } from '#tests/support/discord/payloads.ts';
import { botMay, userOf, type Human, type Live, type Room, type Sent, type World } from '#tests/support/discord/world.ts';

/** How long a first answer may take; a person sees "The application did not respond" then. In ms. */
export const deadline = 3000;
/** How long somebody is kept looking at "… is thinking" before a test hears of it. Discord itself would wait as long as the token lives. */
const patience = 20_000;

/** What Discord says that a bot may do in a private conversation: no more than what a message could hold. */
const inPrivate = bits(['ATTACH_FILES', 'EMBED_LINKS', 'MENTION_EVERYONE', 'USE_EXTERNAL_EMOJIS']);

/** Somebody has done something: the bot is told, and has three seconds. */
export function interact(world: World, what: { type: Live['type']; who: Human; room: Room; data: Record<string, unknown>; source?: Sent | undefined; seen: Live['seen'] }): Live {
  const { type, who, room, data, source } = what;
  const id = snowflake();
  const token = Buffer.from(`interaction:${id}:${randomBytes(60).toString('hex')}`).toString('base64url');
  const guild = room.guild;
  const payload = {
    id, token, type, version: 1, application_id: world.bot.id, data, locale: who.locale, channel_id: room.id, channel: channelIn(world, room, who), app_permissions: String(guild ? botMay(room) : inPrivate), entitlements: [],
    entitlement_sku_ids: [], attachment_size_limit: 10 * 1024 * 1024, context: guild ? 0 : 1, authorizing_integration_owners: { 0: guild?.id ?? '0' },
    ...(guild ? { guild_id: guild.id, guild: { id: guild.id, locale: 'en-GB', features: [] }, guild_locale: guildOf(guild).preferred_locale, member: memberIn(world, room, who) } : { user: userOf(world, who) }),
    ...(source && { message: { ...source.raw, channel: undefined } }),
  };
  let answered = false;
  const live: Live = {
    id, token, type, who, room, payload, born: world.now(), state: 'waiting', forgiven: false, deferred: false, hidden: false, later: [], ...(source && { source }),
    seen(kind, ms) {
      if (answered) return;
      answered = true;
      what.seen(kind, ms);
    },
  };
  world.live.set(id, live);
  deliver(world, live);
  setTimeout(() => {
    if (live.state !== 'waiting') return;
    live.state = 'dead';
    if (!live.forgiven) world.violations.push(`deadline: ${describe(live)} had no answer within ${deadline / 1000} s`);
    live.seen('none', world.now() - live.born);
  }, deadline).unref();
  return live;
}

/** Brings an interaction before the bot; again, when it was before. */
export function deliver(world: World, live: Live): void {
  const atOnce = world.emit('INTERACTION_CREATE', live.payload, { guild: live.room.guild });
  if (!atOnce) live.forgiven = true;
}

/** What an interaction was, for whoever reads what went wrong. */
export function describe(live: Live): string {
  const data = live.payload.data as Record<string, unknown>;
  return { 2: `command ${String(data.name)}`, 3: `press of ${String(data.custom_id)}`, 4: `completion of ${String(data.name)}`, 5: `form ${String(data.custom_id)}` }[live.type];
}

/** "… is thinking" stands there now. */
export function thinks(world: World, live: Live): void {
  live.state = 'thinking';
  live.deferred = true;
  setTimeout(() => {
    if (live.state !== 'thinking') return;
    if (!live.forgiven) world.violations.push(`deadline: ${describe(live)} was deferred and had no answer within ${patience / 1000} s`);
    live.seen('none', world.now() - live.born);
  }, patience).unref();
}

/** Whether an interaction's token may still be used for what comes after the first answer. */
export function isAlive(world: World, live: Live): boolean {
  return world.now() - live.born < world.settings.tokenMs;
}

/** The id of the interaction that a token belongs to. */
export function idIn(token: string): string {
  return Buffer.from(token, 'base64url').toString().split(':')[1] ?? '';
}
