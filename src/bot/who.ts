import { UserError } from '#core/errors.ts';
import { nameKey } from '#core/fold.ts';
import { join, plain } from '#core/message.ts';
import { serverHash } from '#bot/chat.ts';
import type { Secret } from '#core/secret.ts';
import { directory, directoryOfRoom, groupsIn, type Directory } from '#db/groups.ts';
import { lockGroup } from '#db/open.ts';
import { whoIs, type Person } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Command, Invocation } from '#bot/command.ts';
import { seatLabel, type T } from '#bot/words.ts';
import { fitting, seatParts } from '#rules/roles.ts';
import type { Role, Seat } from '#rules/things.ts';

/** Whom the bot is dealing with: the group that is meant, the person and the seats they hold in it. */
export interface Caller {
  readonly dir: Directory | undefined;
  /** Whether the room says nothing about the group. */
  readonly isPrivate: boolean;
  /** Whether they run the place that the group is at home in, or one where there is none yet. */
  readonly manages: boolean;
  /** Whether they run the place that this room is in, and it belongs to no group: they may make one here. */
  readonly founds: boolean;
  readonly person: Person | null;
  readonly seats: readonly Seat[];
}

/** A question that must be answered before the command can go on: which group, or for which organisation. */
export class Unclear extends Error {
  readonly field: 'group' | 'as';
  readonly choices: readonly string[];
  constructor(field: 'group' | 'as', choices: readonly string[]) {
    super(field);
    this.field = field;
    this.choices = choices;
  }
}

/**
 * Finds out who calls, from where. The room decides the group; for whoever manages its server also the server, where it has one
 * group; elsewhere it is the one group of the person's seats, or the one they name, unless the command is `groupless`. Before the seats
 * are read, other writers of the group are made to wait.
 */
export async function caller(tx: Tx, secret: Secret, hash: string, invocation: Invocation, writes: boolean, groupless = false): Promise<Caller> {
  let dir = await directoryOfRoom(tx, invocation.room);
  const asked = typeof invocation.given.group === 'string' ? nameKey(invocation.given.group) : undefined;
  const isMeant = ({ group }: Directory) => asked === undefined || nameKey(group.id) === asked || nameKey(group.name) === asked;
  // A form or button of one group does nothing in the room of another, whether that other group exists or not.
  if (dir && !isMeant(dir)) throw new UserError('error.seat.elsewhere', { group: dir.group.name });
  const isPrivate = dir === undefined;
  const runs = invocation.user.manages === true;
  const founds = runs && isPrivate;
  if (!dir && runs && invocation.chat && !groupless) {
    const [only, ...others] = await groupsIn(tx, serverHash(secret, invocation.chat));
    const here = only === undefined || others.length > 0 ? undefined : await directory(tx, only);
    if (here && isMeant(here)) dir = here;
  }
  const manages = runs && (!isPrivate || dir !== undefined);
  if (!dir) {
    const everywhere = await whoIs(tx, hash);
    const ids = groupless ? [] : [...new Set(everywhere?.seats.map(({ group }) => group))];
    const all: Directory[] = [];
    for (const id of ids) all.push((await directory(tx, id))!);
    const meant = all.filter(isMeant);
    if (all.length > 1 && meant.length !== 1) throw new Unclear('group', all.map(({ group }) => group.id));
    dir = meant[0];
    if (!dir) return { dir: undefined, isPrivate, manages: runs, founds, person: everywhere?.person ?? null, seats: [] };
  }
  if (writes && (await lockGroup(tx, dir.group.id))) dir = (await directory(tx, dir.group.id))!;
  const known = await whoIs(tx, hash, dir.group.id);
  return { dir, isPrivate, manages, founds, person: known?.person ?? null, seats: known?.seats ?? [] };
}

/** What somebody without a seat in a group is told, with the way to one. */
export function noSeat({ group }: Directory, t: T): UserError {
  return new UserError('error.seat.none', { group: group.name }, undefined, [{ label: plain(t('button.askSeat')), value: '/member ask' }]);
}

/**
 * The seat a command is given from.
 * @throws UserError when the person has no seat that may, Unclear when several could be meant
 */
export function seatFor(command: Command, { dir, seats }: Caller, as: unknown, t: T): Seat | null {
  if (command.who === 'anyone') return seats[0] ?? null;
  if (!dir) throw new UserError('error.seat.nogroup');
  if (seats.length === 0) throw noSeat(dir, t);
  const may = fitting(command.who, seats);
  if (may.length === 0) {
    throw new UserError('error.seat.role', {
      have: join(seats.map((seat) => seatLabel(t, dir, seat)), ' / '),
      need: join((command.who as readonly Role[]).map((role) => t(`role.${role}`)), ', '),
      command: command.name.replace('.', ' '),
    });
  }
  if (command.who === 'reader' || may.length === 1) return may[0]!;
  const name = (seat: Seat) => seatParts(seat, dir.organisations, dir.sides).of;
  const meant = typeof as === 'string' ? may.filter((seat) => nameKey(name(seat)) === nameKey(as)) : may;
  if (new Set(meant.map(name)).size !== 1) throw new Unclear('as', [...new Set(may.map(name))]);
  return meant[0]!;
}
