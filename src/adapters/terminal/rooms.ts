import { newId } from '#core/id.ts';
import { directory, directoryOfRoom, groupIds, tieRoom, type Directory } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

export const platform = 'terminal';

/** The room of the first group in a store. Every other group has a room of its own, called like the group. */
export const mainRoom = 'terminal:main';

/** A room of the terminal, and the group it is tied to. */
export interface Room {
  readonly address: string;
  readonly group: string;
}

/** The group that the terminal stands in at the start: the one that has its main room, or else the first. */
export async function mainGroup(tx: Tx): Promise<string> {
  return (await directoryOfRoom(tx, mainRoom))?.group.id ?? (await groupIds(tx))[0]!;
}

/** The room of a group. It may not be tied to it yet. */
export async function roomOf(tx: Tx, group: string): Promise<Room> {
  if (group === (await mainGroup(tx))) return { address: mainRoom, group };
  const address = `${platform}:${group}`;
  // No id of a group has a dot in it.
  return { address: address === mainRoom ? `${address}.group` : address, group };
}

/**
 * Ties a room to its group: as its `main` room, which shows what the group is told, or as the `desk` of whoever runs the place,
 * who need not be one of the group.
 */
export async function tie(tx: Tx, { group, address }: Room, purpose: 'main' | 'desk', now: Temporal.Instant): Promise<void> {
  await tieRoom(tx, group, { address, name: address.replace(`${platform}:`, '#'), purpose }, newId(now));
}

/** All groups of the store. Whoever sits at its terminal may see them all. */
export async function groupsOf(store: Store): Promise<Directory[]> {
  return store.read(async (tx) => {
    const found: Directory[] = [];
    for (const id of await groupIds(tx)) found.push((await directory(tx, id))!);
    return found;
  });
}

/** What is known of the group whose room this is. */
export const dirOf = (store: Store, { group }: Pick<Room, 'group'>): Promise<Directory> => store.read(async (tx) => (await directory(tx, group))!);

/** The account that stands for somebody in a group's room: INPUD of one group is not INPUD of another. */
export function accountIn({ address, group }: Room, who: string): string {
  return address === mainRoom ? who : `${who}@${group}`;
}
