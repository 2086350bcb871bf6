import { newId } from '#core/id.ts';
import { spoken, t } from '#core/i18n.ts';
import { message } from '#core/message.ts';
import { directory, directoryOfRoom, untieRoom } from '#db/groups.ts';
import { lockGroup } from '#db/open.ts';
import { tellCoordinators } from '#bot/tell.ts';
import type { World } from '#bot/world.ts';

/** Unties a room that is no more, and tells the coordinators of its group in private what they can do. */
export async function roomGone(world: World, address: string): Promise<void> {
  const { store, secret } = world;
  const now = world.now();
  await store.tx(async (tx) => {
    const found = await directoryOfRoom(tx, address);
    if (!found) return;
    const { id } = found.group;
    await lockGroup(tx, id);
    const name = (await directory(tx, id))?.rooms.find((room) => room.address === address)?.name;
    if (name === undefined || (await untieRoom(tx, address, newId(now))) === undefined) return;
    const dir = (await directory(tx, id))!;
    const lang = spoken(dir.group.language);
    const isHomeless = !dir.rooms.some(({ purpose }) => purpose === 'main');
    const notice = message(undefined, { text: t(lang, isHomeless ? 'group.room.goneLast' : 'group.room.gone', { room: { room: name }, group: dir.group.name }) });
    await tellCoordinators({ tx, dir, now, secret, person: null }, notice);
  });
  world.wake();
}
