import { openRoom, serverHash } from '#bot/chat.ts';
import type { Invocation, User } from '#bot/command.ts';
import type { Caller } from '#bot/who.ts';
import type { Secret } from '#core/secret.ts';

/** Before it is carried out, somebody has to be found in one of the servers where the group is at home. */
export class Away extends Error {
  readonly group: string;
  readonly servers: readonly string[];
  constructor(group: string, servers: readonly string[]) {
    super('away');
    this.group = group;
    this.servers = servers;
  }
}

/**
 * The servers of which somebody must be in one, because the room does not show it: those of the group's rooms on their platform. None
 * where the room is one of the group's or in such a server, where the group has no room on the platform, and where the platform does not say.
 */
export function roomsToBeIn(secret: Secret, { dir, isPrivate }: Caller, { user, chat }: Pick<Invocation, 'user' | 'chat'>): string[] {
  if (!dir || !isPrivate || !user.isIn) return [];
  const rooms = dir.rooms.filter(({ address }) => address.startsWith(`${user.platform}:`));
  const here = chat && serverHash(secret, chat);
  if (here !== undefined && rooms.some(({ server }) => server === here)) return [];
  return [...new Set(rooms.flatMap((room) => openRoom(secret, room)?.server ?? []))];
}

/** Whether somebody is in one of these servers. Asks their platform. */
export async function isPresent(user: User, servers: readonly string[]): Promise<boolean> {
  for (const server of servers) if (await user.isIn?.(server)) return true;
  return false;
}
