import { stamp } from '#core/time.ts';
import { askedSeats } from '#db/answernews.ts';
import { preferencesOf, rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { remindersOf, unplan, type Reminder } from '#db/reminders.ts';
import { callIn, tellMoved, tellPlace, type Hearing, type When } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { outdated } from '#bot/replies.ts';
import { calledSeats } from '#rules/called.ts';
import { sittingSubject } from '#rules/meeting.ts';
import { placeOf, type News } from '#rules/meetingnews.ts';
import type { Seat } from '#rules/things.ts';

/**
 * Whom a piece of news about a meeting concerns: all who are called to any sitting that it is about, who were asked to come as alternates, or
 * who have answered the poll; but not whoever brings it about. Whoever has sent apologies hears of another time, for which they may not hold;
 * that it is off, or on after all, is nothing to them, unless they were asked since whether that still holds. `after`: how the meeting stands then.
 */
export async function concernedBy(ctx: Ctx, found: Found, news: News, after = found): Promise<Seat[]> {
  const { id } = ctx.dir.group;
  const { number } = found.meeting;
  const slots = [...new Set([...news.was, ...news.is])];
  const rsvps = (await rsvpsOf(ctx.tx, id, number)).filter(({ slot }) => slots.includes(slot));
  const answered = [...rsvps.map(({ seat }) => seat), ...(await polledSeats(ctx, found, after)), ...(await askedSeats(ctx.tx, id, number, slots))];
  const seats = calledSeats(await seatsOf(ctx.tx, id), ctx.dir.organisations, new Set(answered));
  const isOld = await outdated(ctx, found);
  const isDeclined = (seat: Seat, slot: string) => rsvps.some((rsvp) => rsvp.slot === slot && rsvp.seat === seat.id && rsvp.reply === 'apologies' && !isOld(rsvp));
  // Of a series that has moved, what was answered may stand by the former slots or by the new ones.
  const isAway = (seat: Seat) => [news.was, news.is].some((some) => some.length > 0 && some.every((slot) => isDeclined(seat, slot)));
  return seats.filter((seat) => (news.kind === 'moved' || !isAway(seat)) && seat.person_id !== ctx.person?.id);
}

/** The seats that have answered a poll, as long as it looks for a time, and when its choice is taken back: they heard what was chosen. */
async function polledSeats({ tx, dir }: Ctx, { meeting: { number, starts } }: Found, after: Found): Promise<string[]> {
  if (starts !== null && after.meeting.starts !== null) return [];
  return (await preferencesOf(tx, dir.group.id, number)).map(({ seat }) => seat);
}

/** Who will hear of all this, by person. Whoever has not been called yet hears nothing of what is off again. */
export async function peopleToTell(ctx: Ctx, found: Found, news: readonly News[], after = found): Promise<Set<string>> {
  const unheard = await unheardOf(ctx, found);
  const people = new Set<string>();
  for (const each of news) for (const seat of await concernedBy(ctx, found, each, after)) if (each.kind !== 'off' || hears(found, each, unheard)(seat)) people.add(seat.person_id);
  return people;
}

/**
 * Has everyone concerned told of what has become of a meeting, which is saved: once each. Whoever is still to be called hears then how it
 * stands, and nothing at all when it is off again. Answers who hears of it.
 */
export async function tellNews(ctx: Ctx, before: Found, after: Found, news: readonly News[], reason?: string): Promise<Hearing> {
  const told = await peopleToTell(ctx, before, news, after);
  // Whoever waits to be called hears later.
  const heard = new Map([...told].map((person): [string, When] => [person, 'later']));
  const unheard = await unheardOf(ctx, before);
  const added = new Set(after.sittings.filter((sitting) => sitting.added).map(({ slot }) => slot));
  for (const each of news) {
    const { kind, slot, from, to, last } = each;
    const subject = subjectOf(before, each);
    const seats = (await concernedBy(ctx, before, each, after)).filter(hears(before, each, unheard));
    // Whoever was asked is still to be called if this is taken back; as long as it stands, nothing comes of that.
    if (kind === 'off') await unplan(ctx.tx, ctx.dir.group.id, unheard.rows.filter((row) => !(slot === undefined && unheard.asked.has(row.recipient)) && (row.subject === subject || isPart(row.subject, subject))));
    const isNew = kind === 'on' && slot !== undefined && added.has(slot);
    const strangers = isNew ? seats : kind === 'on' && slot === undefined ? await strangersTo(ctx, subject, seats) : [];
    const some = [await callIn(ctx, subject, strangers), await tellMoved(ctx, subject, { from, to }, seats.filter((seat) => !strangers.includes(seat)), { reason, last })];
    for (const [person, when] of some.flatMap((each) => [...each])) if (when === 'now' || (when === 'late' && heard.get(person) !== 'now')) heard.set(person, when);
  }
  return heard;
}

/** Has everyone concerned told that a meeting is held elsewhere. Whoever is still to be called hears then where it is. Answers who hears of it. */
export async function tellElsewhere(ctx: Ctx, before: Found, after: Found): Promise<Hearing> {
  const { meeting, sittings } = after;
  const change = { from: placeOf(before.meeting), to: placeOf(meeting) };
  const coming = sittings.filter(({ state, at }) => state === 'on' && at > stamp(ctx.now));
  if (change.from === change.to || before.meeting.cancelled !== null || meeting.cancelled !== null || (meeting.starts !== null && coming.length === 0)) return new Map();
  const slots = coming.map(({ slot }) => slot);
  const news: News = { kind: 'moved', slot: undefined, from: '', to: '', count: slots.length, was: slots, is: slots };
  const seats = (await concernedBy(ctx, after, news)).filter(hears(after, news, await unheardOf(ctx, after)));
  return tellPlace(ctx, meetingName(meeting), change, seats, coming[0]?.at ?? meeting.closes);
}

const subjectOf = ({ meeting: { number } }: Found, { slot = '' }: News) => sittingSubject({ number, slot });

/**
 * Tells who hears of a piece of news: not who is still to be called to what it is about, or to all of its series. That a poll, or what came of
 * it, is off as a whole concerns all who were asked when they can.
 */
function hears(found: Found, news: News, { rows, asked }: Unheard): (seat: Seat) => boolean {
  const subject = subjectOf(found, news);
  const deaf = new Set(rows.filter((row) => row.subject === subject || isPart(subject, row.subject)).map(({ recipient }) => recipient));
  return ({ id }) => !deaf.has(`seat/${id}`) || (news.kind === 'off' && news.slot === undefined && asked.has(`seat/${id}`));
}

interface Unheard {
  readonly rows: readonly Reminder[];
  /** Who knows of the meeting all the same: they were asked when they can, or have answered before that. */
  readonly asked: ReadonlySet<string>;
}

/** Who is to be called to a meeting, or to one of its series, and has not been yet. */
async function unheardOf({ tx, dir, now }: Ctx, { meeting: { number } }: Found): Promise<Unheard> {
  const rows = (await remindersOf(tx, dir.group.id, `M${number}`)).filter(({ kind }) => kind === 'called');
  const answered = [...(await preferencesOf(tx, dir.group.id, number)), ...(await rsvpsOf(tx, dir.group.id, number))].map(({ seat }) => `seat/${seat}`);
  return {
    rows: rows.filter(({ state, until }) => state === 'planned' && (until === null || until > stamp(now))),
    asked: new Set([...answered, ...rows.filter(({ state, subject }) => state === 'sent' && subject === `M${number}`).map(({ recipient }) => recipient)]),
  };
}

/** Those of some seats whose people were neither called to a meeting nor told that it was off: it was before they had heard of it, or they came since. */
async function strangersTo({ tx, dir }: Ctx, subject: string, seats: readonly Seat[]): Promise<Seat[]> {
  const rows = (await remindersOf(tx, dir.group.id, subject)).filter(({ kind }) => kind === 'called' || kind === 'moved');
  const holders = new Map((await seatsOf(tx, dir.group.id, 'all')).map(({ id, person_id }) => [`seat/${id}`, person_id]));
  const known = new Set(rows.map(({ recipient }) => holders.get(recipient)));
  return seats.filter(({ person_id }) => !known.has(person_id));
}

/** Whether one subject is a sitting of the series that the other is. */
const isPart = (subject: string, of: string) => subject.startsWith(`${of}/`);
