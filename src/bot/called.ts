import { plain } from '#core/message.ts';
import { t } from '#core/i18n.ts';
import { accountHash, whoIs } from '#db/people.ts';
import type { Invocation, User } from '#bot/command.ts';
import { caller, Unclear } from '#bot/who.ts';
import { seatLabel } from '#bot/words.ts';
import type { World } from '#bot/world.ts';

/**
 * What somebody is called in the group that an invocation means (`Focal point, INPUD`): what stands in place of a mention of them.
 * Undefined for whoever has no seat there, and to a caller who has none.
 */
export async function called(world: World, user: User, from: Pick<Invocation, 'id' | 'user' | 'room' | 'chat'>): Promise<string | undefined> {
  const { secret } = world;
  const hashOf = ({ platform, id }: User) => accountHash(secret, platform, id);
  return world.store.read(async (tx) => {
    const found = await caller(tx, secret, hashOf(from.user), { ...from, command: '', given: {}, via: 'line' }, false).catch((error: unknown) => {
      if (error instanceof Unclear) return undefined;
      throw error;
    });
    if (!found?.dir || found.seats.length === 0) return undefined;
    const { dir } = found;
    const seats = (await whoIs(tx, hashOf(user), dir.group.id))?.seats ?? [];
    const words = seats.map((seat) => plain(seatLabel((key, params) => t(dir.group.language, key, params), dir, seat)));
    return words.length === 0 ? undefined : words.join(' / ');
  });
}
