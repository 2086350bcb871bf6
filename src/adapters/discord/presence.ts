import { DiscordAPIError, type REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { makePresence, type Presence } from '#adapters/presence.ts';

/** Answers which say that somebody is not there: no such member, server or user, or a server that does not let the bot in. */
const absent: readonly number[] = [10004, 10007, 10013, 50001, 50013];

/** Where people are: asked of Discord, because without a privileged intent nobody tells the bot who joins and leaves. */
export function presenceOn(rest: REST): Presence {
  return makePresence(async (server, account, signal) => {
    try {
      await rest.get(Routes.guildMember(server, account), signal && { signal });
      return true;
    } catch (error) {
      if (error instanceof DiscordAPIError && (absent.includes(Number(error.code)) || error.status === 404 || error.status === 403)) return false;
      throw error;
    }
  });
}
