import type { User } from '#bot/command.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError, type Way } from '#core/errors.ts';
import { fold, nameKey, nearest } from '#core/fold.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import type { Directory } from '#db/groups.ts';
import { accountHash, accountsOn, seatsOf, whoIs } from '#db/people.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { accountIn, dirOf, platform, type Room } from '#adapters/terminal/rooms.ts';
import type { Organisation, Seat } from '#rules/things.ts';

/** Whom the person at the keyboard speaks as. */
export interface Voice {
  readonly user: User;
  /** For the prompt, and what `/as` takes: `INPUD`, `coordinator agency`. */
  readonly name: string;
  /** The seats held: `Focal point, INPUD`. Empty for someone without any. */
  readonly seats: string;
}
type Where = Pick<Place, 'store' | 'secret'>;

export const firstVoice = 'observer';

/** The names of all who can be spoken as in a room, as `/as` takes them. */
export async function voiceNames(where: Where, room: Room): Promise<string[]> {
  const dir = await dirOf(where.store, room);
  const seats = await where.store.read((tx) => seatsOf(tx, room.group));
  const names = seats.map((seat) => seatName(dir, seat));
  return [...new Set([...names.filter((name) => name !== firstVoice).sort(byKind), firstVoice, 'visitor'])];
}

const byKind = (a: string, b: string) => Number(a.startsWith('coordinator')) - Number(b.startsWith('coordinator')) || (fold(a) < fold(b) ? -1 : 1);

/** What a seat is called at the prompt. */
function seatName(dir: Directory, { role, organisation, side }: Seat): string {
  if (role === 'coordinator') return `coordinator ${(side ?? '').replace(/-side$/, '')}`;
  if (organisation === null) return role;
  const acronym = dir.organisations.get(organisation)?.acronym ?? organisation;
  return role === 'focal' ? acronym : `${acronym} ${role}`;
}

/** A user by this name, with the seats that the store knows them to hold now. */
export async function voiceOf(where: Where, room: Room, user: User, name: string): Promise<Voice> {
  const dir = await dirOf(where.store, room);
  const known = await where.store.read((tx) => whoIs(tx, accountHash(where.secret, platform, user.id), room.group));
  const seats = known?.seats ?? [];
  const names = seats.map((seat) => seatName(dir, seat));
  const own = isOwnName(name) || seats.length === 0 || names.includes(name);
  return { user, name: own ? name : names[0]!, seats: seats.map((seat) => plain(seatLabel((key, params) => t('en', key, params), dir, seat))).join(' / ') };
}

/** Whether a name is somebody's whatever seat they hold: that of a visitor, the observer or the operator. */
export const isOwnName = (name: string) => /^(visitor( \d{1,3})?|observer|operator)$/.test(name);

/**
 * The one that `/as` means: `INPUD`, a full name or its beginning, `INPUD alternate`, `coordinator civil-society`, `observer`,
 * `visitor`, `visitor 2`. A visitor who takes a seat later is still the same visitor.
 * @throws UserError with the nearest names
 */
export async function findVoice(where: Where, room: Room, typed: string): Promise<Voice> {
  const { store, secret } = where;
  const dir = await dirOf(where.store, room);
  const words = fold(typed).trim().split(/\s+/);
  const first = accountIn(room, firstVoice);
  // Whoever speaks from a seat has that seat's rights and no more; the one whom a try begins with also runs the place.
  const voice = (id: string, name: string) => voiceOf(where, room, { platform, id, manages: id === first }, name);
  if (words[0] === 'visitor' && isOwnName(words.join(' '))) return voice(accountIn(room, words.join(' ')), words.join(' '));
  if (words[0] === firstVoice && words.length === 1) return voice(first, firstVoice);
  const held = await store.read((tx) => seatsOf(tx, room.group));
  const seat = words[0] === 'coordinator' ? await coordinatorOf(where, room, dir, held, words.slice(1).join(' ')) : await memberOf(where, room, dir, held, typed.trim());
  const [account] = await store.read((tx) => accountsOn(tx, secret, platform, seat.person_id));
  if (account === undefined) throw new UserError('terminal.as.elsewhere', { name: seatName(dir, seat) });
  return voice(account, seatName(dir, seat));
}

async function coordinatorOf(where: Where, room: Room, dir: Directory, held: readonly Seat[], typed: string): Promise<Seat> {
  const key = nameKey(typed);
  const sides = dir.sides.filter(({ id, label }) => [id, label].some((name) => nameKey(name).startsWith(key)));
  const seats = held.filter(({ role, side }) => role === 'coordinator' && sides.some(({ id }) => id === side));
  if (seats.length === 1) return seats[0]!;
  throw await unknown(where, room, `coordinator ${typed}`.trim(), dir.sides.map(({ id }) => `coordinator ${id.replace(/-side$/, '')}`));
}

async function memberOf(where: Where, room: Room, dir: Directory, held: readonly Seat[], typed: string): Promise<Seat> {
  const [, name, word] = /^(.*?)(?:[\s,]+(focal|alternate|observer|focal point))?$/is.exec(typed)!;
  const found = organisationsOf(dir, name!);
  if (found.length !== 1) throw await unknown(where, room, typed, found.map(({ acronym }) => acronym));
  const organisation = found[0]!;
  const seats = held.filter((seat) => seat.organisation === organisation.id);
  const wanted = word === undefined ? ['focal', 'alternate', 'observer'] : [fold(word).split(/\s/)[0]!];
  const seat = wanted.map((role) => seats.find((candidate) => candidate.role === role)).find(Boolean);
  if (seat) return seat;
  if (seats.length > 0) throw new UserError('terminal.as.noalternate', { organisation: organisation.acronym }, undefined, [asWay(organisation.acronym)]);
  throw new UserError(organisation.side === null ? 'terminal.as.outside' : 'terminal.as.noseat', { organisation: organisation.acronym });
}

/** Those that a name fits exactly, or else those whose acronym or name begins so. */
function organisationsOf(dir: Directory, typed: string): Organisation[] {
  const key = nameKey(typed);
  if (key === '') return [];
  const names = ({ id, acronym, name, aliases }: Organisation) => [id, acronym, name, ...aliases].map(nameKey);
  const all = [...dir.organisations.values()];
  const exact = all.filter((organisation) => names(organisation).includes(key));
  return exact.length > 0 ? exact : all.filter((organisation) => names(organisation).some((name) => name.startsWith(key)));
}

async function unknown(where: Where, room: Room, typed: string, fitting: readonly string[]): Promise<UserError> {
  const names = await voiceNames(where, room);
  const near = fitting.length > 0 ? fitting : nearest(typed, names);
  return new UserError(fitting.length > 1 ? 'terminal.as.several' : 'terminal.as.unknown', { typed: typed.slice(0, 60), known: names.join(', ') }, undefined, near.slice(0, 5).map(asWay));
}

const asWay = (name: string): Way => ({ label: name, value: name });
