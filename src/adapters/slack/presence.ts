import { WebAPIRateLimitedError, type UsersInfoResponse, type WebClient } from '@slack/web-api';
import { makeKept, type Presence } from '#adapters/presence.ts';
import { errorOf } from '#adapters/slack/faults.ts';

/** Answers which say that there is no such person, or none whom the bot may know of. */
const absent: readonly (string | undefined)[] = ['user_not_found', 'users_not_found', 'user_not_visible'];

/** Where Slack asks to wait, an answer that is no older than this many milliseconds stands. */
const standsMs = 600_000;

export interface Users extends Presence {
  /** Whether somebody manages a workspace: its owners and admins do. Asked anew each time; throws when Slack does not say. */
  manages(team: string, account: string): Promise<boolean>;
}

/** Whether somebody is in a workspace, as Slack tells of them. */
export const isOf = (user: UsersInfoResponse['user'], team: string) => user !== undefined && user.deleted !== true && (user.team_id === team || user.enterprise_user?.teams?.includes(team) === true);

/** Who is where, asked of Slack. Guests of a workspace are in it; people of another one with whom it shares a channel are not. */
export function makeUsers(web: WebClient): Users {
  const known = makeKept<UsersInfoResponse['user']>(async (account) => {
    try {
      return (await web.users.info({ user: account })).user;
    } catch (error) {
      if (absent.includes(errorOf(error))) return undefined;
      throw error;
    }
  });
  return {
    async isIn(team, account, freshMs, before) {
      const user = await known(account, freshMs, before).catch((error: unknown) => {
        if (error instanceof WebAPIRateLimitedError) return known(account, standsMs);
        throw error;
      });
      return isOf(user, team);
    },
    async manages(team, account) {
      const user = await known(account);
      return isOf(user, team) && (user!.is_admin === true || user!.is_owner === true || user!.is_primary_owner === true);
    },
  };
}
