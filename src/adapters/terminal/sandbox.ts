import type { Secret } from '#core/secret.ts';
import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import { directory, tieRoom } from '#db/groups.ts';
import { personFor, seatsOf } from '#db/people.ts';
import { save, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Role } from '#rules/things.ts';

/** The one room of the terminal. */
export const mainRoom = 'terminal:main';
export const platform = 'terminal';

/**
 * Fills the seats of a group in the sandbox: a focal point for every organisation of a side, a coordinator for each side and
 * an observer; and ties the terminal's room to it. So one person at the keyboard can speak for everybody. Seats that exist stay.
 */
export async function seatSandbox(tx: Tx, secret: Secret, group: string, now: Temporal.Instant): Promise<void> {
  const dir = (await directory(tx, group))!;
  await tieRoom(tx, group, mainRoom, '#main', 'main', newId(now));
  if ((await seatsOf(tx, group, 'all')).length > 0) return;
  const author: Author = { group, at: now, act: 'sandbox', call: newId(now), seat: null, door: platform };
  const sit = async (who: string, role: Role, organisation: string | null, side: string | null) => {
    const person = await personFor(tx, secret, platform, who, now);
    await save(tx, author, 'seat', null, { id: newId(now), person_id: person.id, role, organisation, side, since: stamp(now), ended: null });
  };
  for (const { id, side } of dir.organisations.values()) if (side !== null) await sit(id, 'focal', id, null);
  for (const { id } of dir.sides) await sit(`coordinator ${id}`, 'coordinator', null, id);
  await sit('observer', 'observer', null, null);
}
