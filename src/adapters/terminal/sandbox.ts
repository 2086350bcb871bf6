import type { User } from '#bot/command.ts';
import type { Secret } from '#core/secret.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { directory, type Directory } from '#db/groups.ts';
import { importGroup } from '#db/import.ts';
import { kindOf, type Kind } from '#db/kind.ts';
import { note, setNote } from '#db/migrate.ts';
import type { Store } from '#db/open.ts';
import { personFor, seatsOf } from '#db/people.ts';
import { save, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { accountIn, mainRoom, platform, tie } from '#adapters/terminal/rooms.ts';
import { fromFile } from '#rules/fromfile.ts';
import type { GroupFile } from '#rules/groupfile.ts';
import type { Role } from '#rules/things.ts';

export { mainRoom, platform };

/** Whoever runs the place: at the terminal of a store that is no sandbox, and at the command line. */
export const operator: User = { platform, id: 'operator', manages: true };

/** What a store is to the terminal: a new one becomes a sandbox, and a store that people work with never does. */
export async function stateOfStore(store: Store): Promise<Kind> {
  return store.read(kindOf);
}

/**
 * Makes an empty store a sandbox with the group of a file and all its seats filled. Its clock stands at 09:00 in the group's home
 * zone, on the day after the group agreed what the file holds: for the group of 2013, on 22 February.
 */
export async function makeSandbox(store: Store, secret: Secret, file: GroupFile): Promise<void> {
  await store.tx(async (tx) => {
    // Somebody else may start on the same new store.
    if ((await kindOf(tx)) !== 'empty') return;
    const { agreed, group } = fromFile(file, systemNow());
    const start = agreed.toZonedDateTimeISO(group.zone).toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: group.zone, plainTime: '09:00' }).toInstant();
    const imported = fromFile(file, start);
    await importGroup(tx, imported, 'import', start);
    await seatSandbox(tx, secret, imported.group.id, start);
    await setNote(tx, 'sandbox', imported.group.id);
    await setNote(tx, 'clock', stamp(start));
  });
}

/** The group that a sandbox was made with: the one that speaks in its room. */
export async function sandboxGroup(store: Store): Promise<Directory> {
  return store.read(async (tx) => (await directory(tx, (await note(tx, 'sandbox'))!))!);
}

/**
 * Fills the seats of a group in the sandbox: a focal point for every organisation of a side, a coordinator for each side and
 * an observer; and ties a room of the terminal to it. So one person at the keyboard can speak for everybody. Seats that exist stay.
 */
export async function seatSandbox(tx: Tx, secret: Secret, group: string, now: Temporal.Instant, room = mainRoom): Promise<void> {
  const dir = (await directory(tx, group))!;
  await tie(tx, { group, address: room }, 'main', now);
  if ((await seatsOf(tx, group, 'all')).length > 0) return;
  const author: Author = { group, at: now, act: 'sandbox', call: newId(now), seat: null, door: platform };
  const sit = async (who: string, role: Role, organisation: string | null, side: string | null) => {
    const person = await personFor(tx, secret, platform, accountIn({ address: room, group }, who), now);
    await save(tx, author, 'seat', null, { id: newId(now), person_id: person.id, role, organisation, side, since: stamp(now), ended: null });
  };
  for (const { id, side } of dir.organisations.values()) if (side !== null) await sit(id, 'focal', id, null);
  for (const { id } of dir.sides) await sit(`coordinator ${id}`, 'coordinator', null, id);
  await sit('observer', 'observer', null, null);
}
