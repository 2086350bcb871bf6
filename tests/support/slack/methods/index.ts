import { chat } from '#tests/support/slack/methods/chat.ts';
import { files } from '#tests/support/slack/methods/files.ts';
import { places } from '#tests/support/slack/methods/places.ts';
import { views } from '#tests/support/slack/methods/views.ts';
import { tiers, type Limit } from '#tests/support/slack/ratelimit.ts';
import type { Part } from '#tests/support/slack/shapes.ts';
import type { World } from '#tests/support/slack/world.ts';

/** A request as a method sees it: arguments with JSON read. */
export interface Request {
  readonly world: World;
  readonly args: Part;
  /** The server's part of a rate limit that depends on what is asked for. Throws. */
  limit(key: string, limit: Limit): void;
  /** Throws missing_scope unless one of these is granted. */
  needs(...scopes: string[]): void;
}
/** A method of the Web API: its limit, the scope it needs, what it answers beside `ok`. */
export interface Method {
  readonly limit?: Limit;
  readonly scope?: string;
  /** Takes the app-level token. */
  readonly byApp?: boolean;
  /** Takes a form only, no JSON. */
  readonly formOnly?: boolean;
  answer(request: Request): Part;
}

export const methods: Readonly<Record<string, Method>> = {
  'api.test': { limit: tiers[4], answer: ({ args }) => ({ args }) },
  'auth.test': {
    limit: tiers.special,
    answer: ({ world }) => ({
      url: `https://${world.team.domain}.slack.com/`, team: world.team.name, user: 'secretariat', team_id: world.team.id, user_id: world.bot.id, bot_id: world.bot.botId, is_enterprise_install: false, ...(world.enterprise && { enterprise_id: world.enterprise.id }),
    }),
  },
  'apps.connections.open': { limit: tiers[3], byApp: true, answer: ({ world }) => ({ url: `${world.base.replace(/^http/, 'ws')}/link/?ticket=${world.ticket()}&app_id=${world.app}` }) },
  ...chat, ...files, ...places, ...views,
};
