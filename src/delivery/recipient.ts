import type { Target } from '#bot/bot.ts';
import { openRoom } from '#bot/chat.ts';
import type { Reader } from '#bot/command.ts';
import { openAccounts } from '#bot/opened.ts';
import { homesElsewhere, serversOf, type Home } from '#bot/presence.ts';
import { seatLabel } from '#bot/words.ts';
import { spoken, t } from '#core/i18n.ts';
import type { DeliveryFault } from '#core/errors.ts';
import { plain, type Message } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import { receiptOf } from '#db/cards.ts';
import type { Outgoing } from '#db/claim.ts';
import { directory, type Directory } from '#db/groups.ts';
import { zoneFor } from '#db/hours.ts';
import { post } from '#db/outbox.ts';
import { accountsOn, peopleOf, seatsOfPerson } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import { openDialins, type Opening } from '#delivery/dialin.ts';
import type { Seat } from '#rules/things.ts';

/** Where a message goes, for whom it is drawn, and what is drawn. */
export interface Recipient {
  readonly to: Target;
  readonly reader: Reader;
  readonly message: Message;
  /** Where they must be in one place on another platform, because the group has no room on this one. */
  readonly homes?: readonly Home[];
  /** The receipt of the message there that it changes. */
  readonly replaces?: string;
}
type Found = Pick<Recipient, 'to' | 'reader' | 'homes'> | Unreached;

/** Why a person is not written to: they have no account there, no seat in the group any more, or want no messages. A room, because it is no longer the group's. */
export type Unreached = Extract<DeliveryFault, 'gone' | 'forbidden' | 'closed'>;

/** A message of which nothing holds any more: it is not sent. */
export type Settled = 'settled';

/** Finds out where messages go, in their order: a room as it is tied now, a person by the account they have now. Messages may have waited: what is true now holds. */
export async function recipientsOf(tx: Tx, secret: Secret, platform: string, messages: readonly Outgoing[], now: Temporal.Instant): Promise<(Recipient | Unreached | Settled)[]> {
  const groups = new Map<string, Promise<Directory | undefined>>();
  const homes = new Map<Directory, readonly string[]>();
  const recipients: (Recipient | Unreached | Settled)[] = [];
  const opening: Opening = { tx, secret, now, known: new Map() };
  for (const { group, address, message, card, edits } of messages) {
    if (!groups.has(group)) groups.set(group, directory(tx, group));
    const dir = await groups.get(group)!;
    if (dir && !homes.has(dir)) homes.set(dir, serversOf(secret, dir, platform));
    const found = await one(tx, secret, platform, address, dir, (dir && homes.get(dir)) ?? []);
    if (typeof found === 'string') {
      recipients.push(found);
      continue;
    }
    const { lang } = found.reader;
    const opened = dir ? await openDialins(opening, dir, lang, personIn(address), message) : message;
    if (!opened) {
      recipients.push('settled');
      continue;
    }
    const sealed = edits && card !== null ? await receiptOf(tx, address, card) : undefined;
    recipients.push({ ...found, message: openAccounts(secret, platform, lang, opened), ...(sealed !== undefined && { replaces: secret.open(sealed) }) });
  }
  return recipients;
}

async function one(tx: Tx, secret: Secret, platform: string, address: string, dir: Directory | undefined, servers: readonly string[]): Promise<Found> {
  const person = personIn(address);
  if (person !== undefined) return someone(tx, secret, platform, person, dir, servers);
  const home = dir?.group.zone ?? 'UTC';
  const reader = { zone: home, home, lang: spoken(dir?.group.language ?? 'en') };
  const place = address.slice(platform.length + 1);
  if (place.startsWith('~')) return { to: { account: secret.open(place.slice(1)), seat: called(dir, [], reader.lang) }, reader };
  const room = dir?.rooms.find((each) => each.address === address);
  if (dir && !room) return 'gone';
  const chat = room && openRoom(secret, room);
  return { to: { room: address, ...(chat && { chat }) }, reader };
}

/** The person that a private address (`terminal:@PERSON-ID`) stands for; undefined for a room's, and for that of somebody who is nobody here yet (`terminal:~SEALED-ACCOUNT`). */
export function personIn(address: string): string | undefined {
  const place = address.slice(address.indexOf(':') + 1);
  return place.startsWith('@') ? place.slice(1) : undefined;
}

async function someone(tx: Tx, secret: Secret, platform: string, id: string, dir: Directory | undefined, servers: readonly string[]): Promise<Found> {
  const [account] = await accountsOn(tx, secret, platform, id);
  const person = (await peopleOf(tx, [id])).get(id);
  if (account === undefined || !person) return 'gone';
  if (!person.wishes.on) return 'closed';
  const home = dir?.group.zone ?? 'UTC';
  const lang = spoken(person.language ?? dir?.group.language ?? 'en');
  const seats = await seatsIn(tx, dir, id);
  if (!seats.some(({ ended }) => ended === null)) return 'forbidden';
  const zone = dir ? zoneFor(dir, person, seats) : (person.zone ?? home);
  const homes = dir && servers.length === 0 ? await homesElsewhere(tx, secret, dir, platform, id) : [];
  return { to: { account, seat: called(dir, seats, lang), ...(servers.length > 0 && { servers }) }, reader: { zone, home, lang }, ...(homes.length > 0 && { homes }) };
}

/** The seats that a person holds in a group, or those they had when they hold none. */
async function seatsIn(tx: Tx, dir: Directory | undefined, person: string): Promise<Seat[]> {
  const all = (await seatsOfPerson(tx, person, 'all')).filter(({ group }) => group === dir?.group.id);
  const held = all.filter(({ ended }) => ended === null);
  return held.length > 0 ? held : all;
}

/** What somebody with these seats is called in their group. */
function called(dir: Directory | undefined, seats: readonly Seat[], lang: string): string {
  const labels = seats.map((seat) => plain(seatLabel((key, params) => t(lang, key, params), dir!, seat)));
  return labels.length > 0 ? [...new Set(labels)].join(' / ') : plain(t(lang, 'reminder.somebody'));
}

/** Sends a message that its address does not take to the next one of its chain, with a word on whom it was meant for. */
export async function passOn(tx: Tx, { group, address, message, chain, about, card }: Outgoing, now: Temporal.Instant): Promise<void> {
  // An empty one in front: that word is in the message already.
  const told = chain[0] === '';
  const [next, ...rest] = told ? chain.slice(1) : chain;
  const [dir, from, to] = [await directory(tx, group), personIn(address), personIn(next!)];
  const more = { ...(about !== null && { about }), ...(card !== null && { card }) };
  if (told || (from !== undefined && from === to)) {
    await post(tx, group, next!, message, now, { ...more, chain: told && rest.length > 0 ? ['', ...rest] : rest });
    return;
  }
  const language = to === undefined ? undefined : (await peopleOf(tx, [to])).get(to)?.language;
  const lang = spoken(language ?? dir?.group.language ?? 'en');
  const meant = from === undefined ? (dir?.rooms.find((room) => room.address === address)?.name ?? called(dir, [], lang)) : called(dir, await seatsIn(tx, dir, from), lang);
  const note = { note: t(lang, 'reminder.instead', { seat: meant }) };
  await post(tx, group, next!, { ...message, blocks: [note, ...message.blocks] }, now, { ...more, chain: rest.length > 0 ? ['', ...rest] : [] });
}
