import type { Invocation, User } from '#bot/command.ts';
import { openRoom, serverHash } from '#bot/chat.ts';
import type { Caller } from '#bot/who.ts';
import type { World } from '#bot/world.ts';
import { UserError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import type { Directory } from '#db/groups.ts';
import { accountsOn } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';

/** A server in which somebody may have to be, and the account by which they are in it. */
export interface Home {
  readonly platform: string;
  readonly server: string;
  readonly account: string;
}

/** Whether an account is in a server, as its platform said no more than `freshMs` ago. Throws when it does not say. */
export type IsIn = (home: Home, freshMs?: number) => Promise<boolean>;

/** Before it is carried out, somebody has to be found in one of the servers where the group is at home. */
export class Away extends Error {
  readonly group: string;
  readonly homes: readonly Home[];
  constructor(group: string, homes: readonly Home[]) {
    super('away');
    this.group = group;
    this.homes = homes;
  }
}

/** The servers on a platform in which a group has a room. */
export function serversOf(secret: Secret, { rooms }: Pick<Directory, 'rooms'>, platform: string): string[] {
  return [...new Set(rooms.flatMap((room) => (room.address.startsWith(`${platform}:`) ? (openRoom(secret, room)?.server ?? []) : [])))];
}

const platformIn = (address: string) => address.slice(0, address.indexOf(':'));

/** For a group that has no room on `platform`: its servers on others, by the accounts that a person has there. None where they have none. */
export async function homesElsewhere(tx: Tx, secret: Secret, dir: Pick<Directory, 'rooms'>, platform: string, person: string): Promise<Home[]> {
  const homes: Home[] = [];
  for (const other of new Set(dir.rooms.map(({ address }) => platformIn(address)))) {
    const servers = other === platform ? [] : serversOf(secret, dir, other);
    if (servers.length === 0) continue;
    for (const account of await accountsOn(tx, secret, other, person)) homes.push(...servers.map((server) => ({ platform: other, server, account })));
  }
  return homes;
}

/**
 * Where somebody must be in one place, because the room does not show it: in the servers of the group's rooms on their platform, or, when
 * it has none there, on others where they have an account. None where the room is one of the group's or in such a server, where nothing
 * can be judged by, and where their platform does not say.
 */
export async function homesToBeIn(tx: Tx, secret: Secret, { dir, isPrivate, person }: Caller, { user, chat }: Pick<Invocation, 'user' | 'chat'>): Promise<readonly Home[]> {
  if (!dir || !isPrivate || !user.isIn) return [];
  const { platform, id: account } = user;
  const here = chat && serverHash(secret, chat);
  if (here !== undefined && dir.rooms.some(({ address, server }) => server === here && platformIn(address) === platform)) return [];
  const servers = serversOf(secret, dir, platform);
  if (servers.length > 0) return servers.map((server) => ({ platform, server, account }));
  return person ? homesElsewhere(tx, secret, dir, platform, person.id) : [];
}

/** Whether somebody is in one of these places. Asks their platforms, but for what one said no more than `freshMs` ago. @throws UserError when a platform does not say */
export async function isPresent({ isIn }: Pick<World, 'isIn'>, user: User, homes: readonly Home[], freshMs = 0): Promise<boolean> {
  for (const home of homes) if (await (home.platform === user.platform ? user.isIn!(home.server) : (isIn?.(home, freshMs).catch(unsure) ?? unsure()))) return true;
  return false;
}

const unsure = (): never => {
  throw new UserError('door.unsure');
};
