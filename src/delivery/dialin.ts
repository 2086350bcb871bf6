import { dialinsIn, type Held } from '#bot/dialins.ts';
import { seesTo } from '#bot/lacking.ts';
import { meetingName } from '#bot/meetings.ts';
import { opensAt } from '#bot/ownmeetings.ts';
import { t } from '#core/i18n.ts';
import { join, type Item, type Message, type Rich } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { dialinFor, noteGiven } from '#db/dialins.ts';
import type { Directory } from '#db/groups.ts';
import { findMeeting, rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import { drawnInto } from '#rules/answernews.ts';
import { calledSeats, runs } from '#rules/called.ts';
import type { Dialin } from '#rules/dialin.ts';
import { sittingsOf, type Sitting } from '#rules/meeting.ts';
import type { Meeting, Seat } from '#rules/things.ts';

/** What messages that are sent together are opened with: `known` is what has been looked up for one of them. */
export interface Opening {
  readonly tx: Tx;
  readonly secret: Secret;
  readonly now: Temporal.Instant;
  readonly known: Map<string, Promise<Standing | undefined>>;
}

/** A sitting that takes place, how one comes in, the seats held now, and which of them it is for. */
interface Standing {
  readonly meeting: Meeting;
  readonly sitting: Sitting;
  readonly dialin: Dialin | undefined;
  readonly seats: readonly Seat[];
  readonly meant: ReadonlySet<string>;
}

/**
 * A message as it is sent to a person: with how one comes into its sittings by now, for whoever it is meant for. What has begun at another
 * time, is off, or is not for them any more, is told by other messages: it says no more than that, and where it was all, nothing is sent.
 */
export async function openDialins(opening: Opening, dir: Directory, lang: string, person: string | undefined, message: Message): Promise<Message | undefined> {
  const texts = new Map<string, Rich | undefined>();
  for (const [href, held] of dialinsIn(message)) texts.set(href, await textOf(opening, dir, lang, person, held));
  if (texts.size === 0) return message;
  const isGone = ({ note = [] }: Item) => note.some((part) => isSpan(part) && texts.has(part.href) && texts.get(part.href) === undefined);
  if (message.blocks.every((block) => 'note' in block || ('list' in block && block.list.every(isGone)))) return undefined;
  return openIn(message, (href) => (texts.has(href) ? (texts.get(href) ?? t(lang, 'reminder.calling.changed', { line: { code: `/meeting show ${meetingName(dialinsIn(message).get(href)!)}` } })) : undefined)) as Message;
}

/** When a sitting begins and how one comes in; undefined where that is not for this person, or not so any more. */
async function textOf(opening: Opening, dir: Directory, lang: string, person: string | undefined, held: Held): Promise<Rich | undefined> {
  const { tx, secret, now, known } = opening;
  const key = `${dir.group.id} ${held.number}/${held.slot}`;
  if (!known.has(key)) known.set(key, standingOf(opening, dir, held));
  const standing = await known.get(key)!;
  if (!standing || standing.sitting.at !== held.at || person === undefined || !isFor(standing, person, held.seat)) return undefined;
  const { sitting, dialin } = standing;
  const when: Rich = [{ when: sitting.at }];
  if (sitting.ends <= stamp(now)) return t(lang, 'reminder.calling.over', { when });
  const minutes = Math.ceil((Temporal.Instant.from(sitting.at).epochMilliseconds - now.epochMilliseconds) / 60_000);
  const soon = minutes > 0 ? t(lang, 'reminder.calling.soon', { minutes }) : t(lang, 'reminder.calling.begun');
  if (now.epochMilliseconds < Temporal.Instant.from(opensAt(sitting)).epochMilliseconds) return join([soon, when], ' · ');
  await noteGiven(tx, secret, dir.group.id, sitting, person, now);
  const link = dialin?.link ? t(lang, 'meeting.join.link', { link: { href: dialin.link, text: dialin.link } }) : [];
  const phone = dialin?.phone ? t(lang, 'meeting.join.phone', { phone: dialin.phone }) : [];
  const isTheirs = seesTo(standing.seats.filter((seat) => seat.person_id === person), standing.meeting, standing.seats);
  const none = dialin ? [] : isTheirs ? t(lang, 'reminder.calling.noLinkYours') : t(lang, 'reminder.calling.noLink', { line: { code: `/meeting join ${meetingName(held)}` } });
  return join([soon, when, link, phone, none], ' · ');
}

async function standingOf({ tx, secret }: Opening, { group: { id }, events, organisations }: Directory, { number, slot }: Held): Promise<Standing | undefined> {
  const found = await findMeeting(tx, id, number);
  const sitting = found && sittingsOf(found.meeting, found.occurrences, events).find((each) => each.slot === slot);
  if (sitting?.state !== 'on') return undefined;
  const seats = await seatsOf(tx, id);
  const answered = drawnInto(await rsvpsOf(tx, id, number, slot), seats);
  const meant = [...calledSeats(seats, organisations, answered), ...seats.filter((seat) => runs(found!.meeting, seat))];
  return { meeting: found!.meeting, sitting, dialin: await dialinFor(tx, secret, id, number, slot), seats, meant: new Set(meant.map(({ id }) => id)) };
}

/** Whether a sitting is for somebody: called or running it, or as an alternate in the place of the seat that was written to. */
function isFor({ seats, meant }: Standing, person: string, to: string): boolean {
  const organisation = seats.find(({ id }) => id === to)?.organisation ?? null;
  return seats.some((seat) => seat.person_id === person && (meant.has(seat.id) || (organisation !== null && seat.role === 'alternate' && seat.organisation === organisation)));
}

/** Puts words in the place of the spans that stand for them. What buttons give is no text: it stays as it is. */
function openIn(part: unknown, words: (href: string) => Rich | undefined): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.flatMap((each: unknown): unknown[] => [...((isSpan(each) ? words(each.href) : undefined) ?? [openIn(each, words)])]);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'buttons' ? value : openIn(value, words)]));
}

const isSpan = (part: unknown): part is { readonly href: string } => typeof part === 'object' && part !== null && 'href' in part;
