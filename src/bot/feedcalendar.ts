import { calendarOf, calendarOfAll, type CalendarInput } from '#bot/calendar.ts';
import { spoken } from '#core/i18n.ts';
import type { Secret } from '#core/secret.ts';
import { linksIn, type FeedOwner } from '#db/feeds.ts';
import { directory, type Directory } from '#db/groups.ts';
import { listMeetings, rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { publicMeetings, type openGroup } from '#db/public.ts';
import type { Tx } from '#db/schema.ts';
import { calledSeats, runs } from '#rules/called.ts';
import type { Dialin } from '#rules/dialin.ts';
import { sittingsOf } from '#rules/meeting.ts';
import type { Meeting, Seat } from '#rules/things.ts';
import { takesPart } from '#rules/visibility.ts';

/** A calendar that has been read and still is to be written: that takes longer, and needs the store no more. */
export type Unwritten = () => string;

/** The keyed hash by which the secret of a private calendar is found. */
export const feedHash = (secret: Secret, word: string): string => secret.hash(`feed ${word}`);

/**
 * The meetings of all groups that a person holds a seat in, on their clock and in their language. In the private view with the links to
 * those sittings that they are called to; not in an invitation, a file that may be passed on. The venue only for who takes part.
 */
export async function ownCalendar(tx: Tx, secret: Secret, { person, seats }: FeedOwner, now: Temporal.Instant, view: 'private' | 'invitation' = 'private'): Promise<Unwritten> {
  const read: (() => CalendarInput)[] = [];
  for (const [group, own] of [...Map.groupBy(seats, (seat) => seat.group)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const dir = (await directory(tx, group))!;
    const meetings = await listMeetings(tx, group);
    const calls = await callsTo(tx, dir, own, meetings.map(({ meeting }) => meeting));
    const link = view === 'private' ? await linksTo(tx, secret, group, calls) : () => undefined;
    // The venue is for those who come.
    const seen = ({ meeting }: (typeof meetings)[number]) => (takesPart(own) ? meeting : { ...meeting, place: null });
    const of = own.find(({ organisation }) => organisation !== null)?.organisation ?? '';
    const reader = { zone: person.zone ?? dir.organisations.get(of)?.zone ?? dir.group.zone, lang: spoken(person.language ?? dir.group.language) };
    read.push(() => ({
      group: dir.group, events: dir.events, view, reader, now,
      meetings: meetings.map((called) => ({ ...called, meeting: seen(called), sittings: sittingsOf(called.meeting, called.occurrences, dir.events) })),
      link, calls,
    }));
  }
  return () => calendarOfAll(read.map((input) => input()) as [CalendarInput, ...CalendarInput[]]);
}

/** Whether one of these seats is called to a sitting or runs it; with slot '' to a single meeting, or to all of a series. */
export async function callsTo(tx: Tx, dir: Directory, own: readonly Seat[], meetings: readonly Meeting[]): Promise<NonNullable<CalendarInput['calls']>> {
  const { id: group } = dir.group;
  const called = new Set(calledSeats(await seatsOf(tx, group), dir.organisations, new Set()).map(({ id }) => id));
  // Who comes by an answer of their own is called to that one, and not to the whole series.
  const some = new Map<number, readonly string[]>();
  for (const meeting of meetings) {
    if (own.some((seat) => called.has(seat.id) || runs(meeting, seat))) continue;
    some.set(meeting.number, (await rsvpsOf(tx, group, meeting.number)).filter(({ seat }) => own.some(({ id }) => id === seat)).map(({ slot }) => slot));
  }
  return (number, slot) => some.get(number)?.includes(slot) ?? true;
}

/** How one comes into the sittings that one is called to. */
async function linksTo(tx: Tx, secret: Secret, group: string, calls: NonNullable<CalendarInput['calls']>): Promise<NonNullable<CalendarInput['link']>> {
  const links = new Map<number, Map<string, string>>();
  for (const { meeting, slot, sealed } of await linksIn(tx, group)) {
    const own = links.get(meeting) ?? new Map<string, string>();
    links.set(meeting, own.set(slot, inWords(JSON.parse(secret.open(sealed)) as Dialin)));
  }
  return (number, slot) => (calls(number, slot) ? (links.get(number)?.get(slot) ?? links.get(number)?.get('')) : undefined);
}

const inWords = ({ link, phone }: Dialin) => [link, phone].filter((part) => part !== null).join(' ');

/** What strangers may know of the meetings of a group whose calendar is open. */
export async function openCalendar(tx: Tx, { group }: NonNullable<Awaited<ReturnType<typeof openGroup>>>, now: Temporal.Instant): Promise<Unwritten> {
  const { meetings, events } = await publicMeetings(tx, group.id);
  return () => calendarOf({
    group, events, view: 'public', now, reader: { zone: group.zone, lang: spoken(group.language) },
    meetings: meetings.map((called) => ({ ...called, sittings: sittingsOf(called.meeting, called.occurrences, events) })),
  });
}
