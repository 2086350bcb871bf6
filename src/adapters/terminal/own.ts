import { UserError, type Way } from '#core/errors.ts';
import { nameKey, nearest } from '#core/fold.ts';
import { t, type Key } from '#core/i18n.ts';
import { message, type Block, type Button, type Item, type Message, type Params } from '#core/message.ts';
import { showInstant, stamp } from '#core/time.ts';
import { groupIds, type Directory } from '#db/groups.ts';
import { seatsOf } from '#db/people.ts';
import { readClock } from '#adapters/terminal/clock.ts';
import { enter, type Place } from '#adapters/terminal/place.ts';
import { dirOf, groupsOf, mainGroup, type Room } from '#adapters/terminal/rooms.ts';
import { operator } from '#adapters/terminal/sandbox.ts';
import { findVoice, firstVoice, isOwnName, voiceNames, voiceOf, type Voice } from '#adapters/terminal/voice.ts';

/** Where the person at the keyboard stands, and whom they speak as. Both change as they go. */
export interface Stand {
  room: Room;
  voice: Voice;
}

/** The words that only the terminal knows. Two of them exist only in a sandbox. */
export type Word = 'as' | 'clock' | 'in';

/** Stands in the room of a group: as the observer of a sandbox, as the operator elsewhere. Without a group, in the main one's. */
export async function standIn(place: Place, group?: string): Promise<Stand> {
  const room = await enter(place, group ?? (await place.store.read(mainGroup)));
  return { room, voice: place.sandbox ? await findVoice(place, room, firstVoice) : await voiceOf(place, room, operator, 'operator') };
}

/** Looks up who the voice is by now. Whoever has lost their seat speaks as the observer; the answer is the seat they had. */
export async function recheck(place: Place, stand: Stand): Promise<string | undefined> {
  const { name, seats, user } = stand.voice;
  stand.voice = await voiceOf(place, stand.room, user, name);
  if (stand.voice.seats !== '' || isOwnName(name)) return undefined;
  stand.voice = await findVoice(place, stand.room, firstVoice);
  return seats;
}

/** Who speaks, in one sentence. */
export function whoSpeaks({ name, seats }: Voice): Block {
  const key = seats === '' ? 'terminal.as.visitor' : name === firstVoice || !isOwnName(name) ? 'terminal.as.done' : 'terminal.as.seated';
  return { text: t('en', key, { name, seats }) };
}

/** Carries out one of the terminal's own words. @throws UserError whose ways are what else could stand behind the word */
export async function sayOwn(place: Place, stand: Stand, word: Word, said: string): Promise<Message> {
  if (word === 'in') return said === '' ? whereAmI(place, stand) : goIn(place, stand, said);
  if (!place.sandbox) throw new UserError('terminal.real.only', { word });
  return word === 'as' ? speakAs(place, stand, said) : moveClock(place, stand, said);
}

async function speakAs(place: Place, stand: Stand, said: string): Promise<Message> {
  if (said !== '') stand.voice = await findVoice(place, stand.room, said);
  if (said !== '') return message(undefined, whoSpeaks(stand.voice));
  const lost = await recheck(place, stand);
  const names = await voiceNames(place, stand.room);
  return message(undefined, lost === undefined ? undefined : seatGone(lost), whoSpeaks(stand.voice), text('terminal.as.known', { known: names.join(', '), name: names[0]! }));
}

/** That a seat is no longer held. */
export const seatGone = (seats: string): Block => text('terminal.as.gone', { seats });

async function moveClock(place: Place, stand: Stand, said: string): Promise<Message> {
  const home = (await dirOf(place.store, stand.room)).group.zone;
  if (said !== '') await place.pass(readClock(said, place.clock.now(), home));
  return message(undefined, text('terminal.clock.now', { now: showInstant(stamp(place.clock.now()), home) }));
}

async function whereAmI(place: Place, { room }: Stand): Promise<Message> {
  const groups = await groupsOf(place.store);
  const others = groups.filter(({ group }) => group.id !== room.group);
  const list = groups.slice(0, 50).map(({ group: { id, name } }): Item => ({ text: [{ b: [id] }, `  ${name}`], ...(id === room.group && { note: t('en', 'terminal.in.here') }) }));
  return message(t('en', 'terminal.in.groups', { count: groups.length }), { list }, { buttons: others.slice(0, 9).map(({ group }) => into(group.id)) });
}

async function goIn(place: Place, stand: Stand, said: string): Promise<Message> {
  const group = oneOf(await groupsOf(place.store), said);
  Object.assign(stand, group.id === stand.room.group ? {} : await standIn(place, group.id));
  return message(undefined, ...(await arrival(place, stand)));
}

/** The group that a name means: its id, its name, or how one of them begins. @throws UserError */
function oneOf(groups: readonly Directory[], said: string): Directory['group'] {
  const key = nameKey(said);
  const fits = (whole: boolean) => groups.filter(({ group }) => [group.id, group.name].map(nameKey).some((name) => (whole ? name === key : key !== '' && name.startsWith(key))));
  const found = [fits(true), fits(false)].find(({ length }) => length === 1);
  if (found) return found[0]!.group;
  const ids = groups.map(({ group }) => group.id);
  const several = fits(false).map(({ group }) => group.id);
  const near = (several.length > 0 ? several : nearest(said, ids)).slice(0, 5).map((value): Way => ({ label: value, value }));
  throw new UserError(several.length > 0 ? 'terminal.in.several' : 'terminal.in.unknown', { said: said.slice(0, 60), known: ids.slice(0, 20).join(', ') }, undefined, near);
}

/** Where one stands and as whom; in a group of which nobody holds a seat yet, how to begin. */
export async function arrival({ store, sandbox }: Place, { room, voice }: Stand): Promise<Block[]> {
  const { group, sides } = await dirOf(store, room);
  const where = text('terminal.in.now', { group: group.name });
  if (sandbox) return [where, whoSpeaks(voice)];
  const isEmpty = (await store.read((tx) => seatsOf(tx, room.group))).length === 0;
  const line = { code: `/member focal "${sides[0]!.label}" role:coordinator` };
  return [where, isEmpty ? text('terminal.in.empty', { line }) : text(voice.seats === '' ? 'terminal.in.noSeat' : 'terminal.in.seat', { seats: voice.seats })];
}

/** That groups have come into the store which were not `known` before, with how to reach them; they are known from then on. */
export async function comers({ store }: Place, known: Set<string>): Promise<Block[]> {
  const fresh = (await store.read(groupIds)).filter((id) => !known.has(id));
  for (const id of fresh) known.add(id);
  const dirs = await Promise.all(fresh.slice(0, 5).map((group) => dirOf(store, { group })));
  return dirs.map(({ group }) => text('terminal.in.open', { line: { code: `/in ${group.id}` }, group: group.name }));
}

const into = (id: string): Button => ({ label: `/in ${id}`, run: 'terminal.in', given: { said: id } });

function text(key: Key, params: Params = {}): Block {
  return { text: t('en', key, params) };
}
