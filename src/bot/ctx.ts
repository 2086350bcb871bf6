import { t, type Key } from '#core/i18n.ts';
import { UserError } from '#core/errors.ts';
import { plain, type Message, type Params } from '#core/message.ts';
import { dayOf } from '#core/time.ts';
import { post } from '#db/outbox.ts';
import { save } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Ctx, Invocation } from '#bot/command.ts';
import type { World } from '#bot/world.ts';
import type { Caller } from '#bot/who.ts';
import type { Seat } from '#rules/things.ts';

interface Parts extends Caller {
  readonly me: Seat | null;
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  readonly lang: string;
  readonly owner: string;
  readonly invocation: Invocation;
  readonly world: World;
}

/** What a handler is given, for one invocation and one transaction. */
export function makeCtx({ dir, person, seats, manages, founds, me, tx, now, lang, owner, invocation, world }: Parts): Ctx {
  const home = dir?.group.zone ?? 'UTC';
  const organisation = me?.organisation ? dir?.organisations.get(me.organisation) : undefined;
  const author = { at: now, act: invocation.command, call: invocation.id, seat: me?.id ?? null, door: invocation.user.platform };
  const ctx: Ctx = {
    tx, me, seats, person, owner, now, lang, founds,
    dir: dir!,
    hasGroup: dir !== undefined,
    user: { ...invocation.user, manages },
    secret: world.secret,
    publicUrl: world.publicUrl,
    today: dayOf(now, home),
    zone: person?.zone ?? organisation?.zone ?? home,
    door: invocation.user.platform,
    call: invocation.id,
    room: invocation.room,
    chat: invocation.chat,
    commands: [...world.commands.values()],
    menus: world.menus,
    t: (key: Key, params?: Params) => t(lang, key, params),
    label: (key: Key, params?: Params) => plain(t(lang, key, params)),
    around: (field, toward = 'coming') => ({ now, zone: home, toward, field }),
    save: (kind, before, after, more) => save(tx, { group: more?.group ?? ctx.dir.group.id, ...author, ...more }, kind, before, after),
    async announce(message: Message, { wide = false, card, edits = false } = {}) {
      for (const { purpose, address } of ctx.dir.rooms) {
        if (purpose === 'main' || (wide && purpose === 'announcements')) await post(tx, ctx.dir.group.id, address, message, now, { edits, ...(card !== undefined && { card, about: card.split('/')[0]! }) });
      }
    },
  };
  if (!dir) Object.defineProperty(ctx, 'dir', { get: () => fail(new UserError('error.seat.nogroup')) });
  return ctx;
}

function fail(error: Error): never {
  throw error;
}
