import { DiscordAPIError, Routes, type REST } from 'discord.js';

/** Where people are: asked of Discord, because without a privileged intent nobody tells the bot who joins and leaves. */
export interface Presence {
  /**
   * Whether somebody is in a server. What was asked no more than `freshMs` ago is not asked again. `before` is waited for before a
   * request. Throws what the request throws: then it is not known.
   */
  isIn(server: string, account: string, freshMs?: number, before?: () => Promise<void>, signal?: AbortSignal): Promise<boolean>;
}

/** So many answers are kept. */
const most = 10_000;

/** Answers which say that somebody is not there: no such member, server or user, or a server that does not let the bot in. */
const absent: readonly number[] = [10004, 10007, 10013, 50001, 50013];

export function makePresence(rest: REST): Presence {
  const known = new Map<string, { readonly isIn: boolean; readonly at: number }>();
  return {
    async isIn(server, account, freshMs = 0, before, signal) {
      const place = `${server} ${account}`;
      const last = known.get(place);
      if (last && performance.now() - last.at < freshMs) return last.isIn;
      await before?.();
      const isIn = await ask(rest, server, account, signal);
      known.delete(place);
      known.set(place, { isIn, at: performance.now() });
      if (known.size > most) known.delete(known.keys().next().value!);
      return isIn;
    },
  };
}

async function ask(rest: REST, server: string, account: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await rest.get(Routes.guildMember(server, account), signal && { signal });
    return true;
  } catch (error) {
    if (error instanceof DiscordAPIError && (absent.includes(Number(error.code)) || error.status === 404 || error.status === 403)) return false;
    throw error;
  }
}
