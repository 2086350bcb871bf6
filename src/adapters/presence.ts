import type { User } from '#bot/command.ts';
import { UserError } from '#core/errors.ts';
import type { Key } from '#core/i18n.ts';

/** Where people are, asked of their platform. */
export interface Presence {
  /**
   * Whether somebody is in a server. What was asked no more than `freshMs` ago is not asked again. `before` is waited for before a
   * request. Throws what the request throws: then it is not known.
   */
  isIn(server: string, account: string, freshMs?: number, before?: () => Promise<void>, signal?: AbortSignal): Promise<boolean>;
}

/** So many answers are kept. */
const most = 10_000;

/** Keeps for a while what `ask` answers about something: what was asked no more than `freshMs` ago is not asked again. `before` is waited for before a request. */
export function makeKept<T>(ask: (about: string, signal?: AbortSignal) => Promise<T>): (about: string, freshMs?: number, before?: () => Promise<void>, signal?: AbortSignal) => Promise<T> {
  const known = new Map<string, { readonly answer: T; readonly at: number }>();
  return async (about, freshMs = 0, before, signal) => {
    const last = known.get(about);
    if (last && performance.now() - last.at < freshMs) return last.answer;
    await before?.();
    const answer = await ask(about, signal);
    known.delete(about);
    known.set(about, { answer, at: performance.now() });
    if (known.size > most) known.delete(known.keys().next().value!);
    return answer;
  };
}

/** Keeps for a while what `ask` answers. */
export function makePresence(ask: (server: string, account: string, signal?: AbortSignal) => Promise<boolean>): Presence {
  const kept = makeKept((place, signal) => ask(...(place.split(' ') as [string, string]), signal));
  return { isIn: (server, account, freshMs, before, signal) => kept(`${server} ${account}`, freshMs, before, signal) };
}

/** For how long it is taken for granted, when something is sent, that somebody is still where they were, in milliseconds. */
const freshMs = 600_000;

/** Whether somebody is in one of these servers, or there is none in which they would have to be: for what is sent to them. */
export async function isInOne({ isIn }: Presence, servers: readonly string[] | undefined, account: string, before: () => Promise<void>, signal?: AbortSignal): Promise<boolean> {
  for (const server of servers ?? []) if (await isIn(server, account, freshMs, before, signal)) return true;
  return servers === undefined || servers.length === 0;
}

/** Whether somebody is still in a server. @throws UserError when their platform does not say: nothing is shown or done then */
export const stillThere = (isIn: (server: string) => Promise<boolean>): NonNullable<User['isIn']> => (server) => isIn(server).catch(unsure('door.unsure'));

/** Whether somebody manages a place. @throws UserError when their platform does not say: nothing is done then */
export const managing = (manages: () => Promise<boolean>) => () => manages().catch(unsure('door.unsureKeeper'));

const unsure = (key: Key) => (): never => {
  throw new UserError(key);
};
