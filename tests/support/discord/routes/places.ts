import { channelOf, guildOf, memberOf } from '#tests/support/discord/payloads.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { Request, Route } from '#tests/support/discord/rest.ts';
import { privateRoom, userOf, type Guild } from '#tests/support/discord/world.ts';

/** Servers, members, and who the bot is. */
export const placeRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/gateway/bot',
    answer: ({ world }) => ({ url: `${world.base.replace(/^http/, 'ws')}/gateway`, shards: world.settings.shards, session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: world.settings.shards } }),
  },
  { method: 'GET', path: '/oauth2/applications/@me', answer: application },
  { method: 'GET', path: '/applications/@me', answer: application },
  { method: 'GET', path: '/users/@me', answer: ({ world }) => ({ ...userOf(world, world.bot), verified: true, mfa_enabled: false, flags: 0 }) },
  {
    method: 'GET', path: '/users/@me/guilds',
    answer: ({ world }) => [...world.guilds.values()].filter(({ hasBot }) => hasBot).map((guild) => ({ id: guild.id, name: guild.name, icon: null, banner: null, owner: false, permissions: '0', features: [] })),
  },
  {
    method: 'POST', path: '/users/@me/channels',
    answer({ world, body }) {
      const who = world.people.get(String(body.recipient_id));
      if (!who) throw refusal(10013);
      return channelOf(world, privateRoom(world, who));
    },
  },
  { method: 'GET', path: '/guilds/:guild', answer: (request) => guildOf(guildIn(request)) },
  { method: 'GET', path: '/guilds/:guild/roles', answer: (request) => guildOf(guildIn(request)).roles },
  { method: 'GET', path: '/guilds/:guild/channels', answer: (request) => [...guildIn(request).rooms].filter(({ type }) => type === 0).map((room) => channelOf(request.world, room)) },
  {
    method: 'GET', path: '/guilds/:guild/members/:user',
    answer(request) {
      const [{ world, of }, guild] = [request, guildIn(request)];
      if (of.user === world.bot.id) return memberOf(world, world.bot);
      const who = world.people.get(of.user!);
      if (!who) throw refusal(10013);
      if (!guild.members.has(who.id)) throw refusal(10007);
      return memberOf(world, who);
    },
  },
];

function application({ world }: Request): unknown {
  const { id, name } = world.bot;
  return { id, name, icon: null, description: '', bot_public: true, bot_require_code_grant: false, summary: '', verify_key: '0'.repeat(64), flags: 0, team: null, owner: userOf(world, { ...world.bot, id: `${id.slice(0, -1)}0`, name: 'owner' }), bot: userOf(world, world.bot), integration_types_config: { 0: {} }, approximate_guild_count: world.guilds.size };
}

/** The server that a path names. Throws the refusal for one that the bot is not in. */
export function guildIn({ world, of }: Request): Guild {
  const guild = world.guilds.get(of.guild!);
  if (!guild) throw refusal(10004);
  if (!guild.hasBot) throw refusal(50001);
  return guild;
}
