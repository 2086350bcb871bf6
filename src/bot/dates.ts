import { attempt, UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { plain, type Rich } from '#core/message.ts';
import { place, showDay, showInstant, stamp } from '#core/time.ts';
import { comingDayRef, dayRef } from '#bot/day.ts';
import { spanText } from '#bot/events.ts';
import { meetingName, meetingsOf } from '#bot/meetings.ts';
import { sittingIn, slotsAhead } from '#bot/pollstate.ts';
import { readSince } from '#bot/since.ts';
import { ownToday } from '#bot/wishes.ts';
import { dueText } from '#bot/words.ts';
import type { Choice, Ctx, Meaning } from '#bot/command.ts';
import { readDays, type Span } from '#rules/days.ts';
import { dueDay, hasDay, offsetText, readDue } from '#rules/due.ts';
import { momentAt, occurrence } from '#rules/event.ts';
import { readMoment } from '#rules/moment.ts';
import type { Due, KeyEvent, Moment } from '#rules/things.ts';

/** The longest label of a choice: what every platform that offers choices shows. */
const longest = 100;

/** What was typed in a field that takes dates, as what it can mean there: one choice, several when it can be read in more ways, none when it cannot be read. */
export function dateChoices(ctx: Ctx, { read }: Meaning, field: string, typed: string): Choice[] {
  if (typed.trim() === '') return [];
  try {
    const said = read(ctx, typed, field);
    return said ? [choice(said, typed)] : [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const found = error.ways.flatMap((way) => {
      const said = attempt(() => read(ctx, way.value, field));
      return said ? [{ ...choice(said, way.value), way: way.label }] : [];
    });
    // An hour that comes twice reads the same both times: then its offset tells which.
    return found.map(({ way, label, value }) => ({ value, label: found.filter((other) => other.label === label).length > 1 ? cut(way, longest) : label }));
  }
}

const choice = ({ label, value }: Said, typed: string): Choice => ({ label: cut(label, longest), value: value ?? typed });

type Said = NonNullable<ReturnType<Meaning['read']>>;

/** When something is due: a day, `none`, a month, or an event with an offset. */
export const meansDue: Meaning = {
  read: (ctx, typed, field) => ({ label: dueLabel(ctx, readDue(typed, ctx.around(field), ctx.dir.events)) }),
  takes: isAhead,
};

/** The same where there must be a day. */
export const meansDueDay: Meaning = {
  read(ctx, typed, field) {
    const due = readDue(typed, ctx.around(field), ctx.dir.events);
    if (dueDay(due, ctx.dir.events) === undefined) throw new UserError('error.date.unknown', { typed }, field);
    return { label: dueLabel(ctx, due) };
  },
  takes: isAhead,
};

/** From when on something is looked at: a day that is over, or an event that has begun. */
export const meansSince: Meaning = {
  read(ctx, typed, field) {
    const { at, label } = readSince(ctx, typed, field);
    const isDay = at.toZonedDateTimeISO(ctx.dir.group.zone).toPlainTime().equals('00:00');
    return { label: isDay ? label : instantLabel(ctx, at) };
  },
  takes: ({ starts }, today) => starts !== null && starts <= today,
};

/** A day on the reader's own calendar. */
export const meansDay: Meaning = { read: (ctx, typed, field) => ({ label: showDay(dayRef(ctx, typed, field), ctx.lang) }) };

/** Such a day that is not over. */
export const meansLastDay: Meaning = {
  read(ctx, typed, field) {
    const day = dayRef(ctx, typed, field);
    return day < ownToday(ctx) ? over(typed, showDay(day, ctx.lang), field) : { label: showDay(day, ctx.lang) };
  },
};

/** Such a day from tomorrow on, at most so many days ahead. */
export const meansComingDay = (most: number): Meaning => ({ read: (ctx, typed, field) => ({ label: showDay(comingDayRef(ctx, typed, field, most), ctx.lang) }) });

/** @throws UserError always: what was typed is over */
function over(typed: string, date: string, field: string): never {
  throw new UserError('error.date.past', { typed: cut(typed.trim(), 80), date }, field);
}

/** A day with an hour, or without one. `ahead`: it must be to come. */
export const meansMoment = (ahead: boolean): Meaning => ({
  read(ctx, typed, field) {
    const read = (words: string) => readMoment(words, ctx.around(field), ctx.dir.events);
    const moment = read(typed);
    const at = momentAt(moment, ctx.dir.events)!;
    if (ahead && Temporal.Instant.compare(at.instant, ctx.now) <= 0) over(typed, showDay(at.day, ctx.lang), field);
    if (moment.time === null) return { label: dueLabel(ctx, moment.due) };
    const hangs = moment.due.by === 'event' ? `${eventLabel(ctx, moment.due)} · ` : '';
    // The second of two hours is kept as what it is in UTC, which nobody has said.
    const clock = moment.zone === 'UTC' && !/\b(utc|gmt)\b/i.test(typed) ? ctx.dir.group.zone : moment.zone;
    return { label: `${hangs}${instantLabel(ctx, at.instant, clock)}`, value: placed(typed, moment.zone, read, moment) };
  },
  takes: isAhead,
});

/** The days of an event, which are not over; with `known` the very days, not a month or a year within which they fall. */
export const meansDays = (known: boolean): Meaning => ({
  read(ctx, typed, field) {
    const read = (words: string) => readDays(words, ctx.around(field));
    const span = read(typed);
    const days = plain(spanText(ctx, span));
    if (span.ends < ctx.today) over(typed, days, field);
    if (known && span.precision !== 'day') throw new UserError('error.date.unknown', { typed: cut(typed.trim(), 80) }, field);
    if (span.precision !== 'day') return { label: plain(ctx.t('event.within', { days })) };
    if (span.begins === null) return { label: days };
    const last = span.finishes === null ? '' : ` – ${span.ends === span.starts ? '' : `${showDay(span.ends, ctx.lang)}, `}${span.finishes}`;
    return { label: `${showDay(span.starts, ctx.lang)}, ${span.begins}${last} ${place(span.zone)}${own(ctx, spanStart(span), span.zone)}`, value: placed(typed, span.zone, read, span) };
  },
});

/** One of the times that a poll asks about. Which poll is not known while somebody types, so those of all that are undecided are offered. */
export const meansSlot: Meaning = {
  read: () => undefined,
  async offers(ctx) {
    const polls = (await meetingsOf(ctx)).filter(({ meeting }) => meeting.slots !== null && meeting.cancelled === null);
    return polls.flatMap(({ meeting }) =>
      slotsAhead(ctx, meeting).map((slot) => {
        const { at, zone } = sittingIn(ctx, meeting, slot);
        return { label: `${meetingName(meeting)} ${meeting.slots!.indexOf(slot) + 1}: ${instantLabel(ctx, Temporal.Instant.from(at), zone)}`, value: slot };
      }),
    );
  },
};

const spanStart = ({ starts, begins, zone }: Span) => Temporal.PlainDateTime.from(`${starts}T${begins!}`).toZonedDateTime(zone).toInstant();

/** Whether the very first day of an event is known and to come. */
function isAhead(event: KeyEvent, today: string): boolean {
  return hasDay(event) && (occurrence(event, today)?.starts ?? '') >= today;
}

/** What was typed, with the place that is meant behind it where none was said: an event may have another one. */
function placed<T extends Span | Moment>(typed: string, zone: string, read: (words: string) => T, meant: T): string {
  const names = [place(zone), zone];
  if (names.some((name) => fold(typed).includes(fold(name)))) return typed;
  return names.map((name) => `${typed.trim()} ${name}`).find((words) => words.length <= 80 && same(attempt(() => read(words)), meant)) ?? typed;
}
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** An instant on the clock on which it was said and, where that shows another time, on the reader's own. */
function instantLabel(ctx: Ctx, at: Temporal.Instant, zone = ctx.dir.group.zone): string {
  return `${showInstant(stamp(at), zone, ctx.lang)}${own(ctx, at, zone)}`;
}

function own(ctx: Ctx, at: Temporal.Instant, zone: string): string {
  const [there, mine] = [at.toZonedDateTimeISO(zone), at.toZonedDateTimeISO(ctx.zone)];
  if (there.offsetNanoseconds === mine.offsetNanoseconds) return '';
  const day = there.toPlainDate().equals(mine.toPlainDate()) ? '' : `${showDay(mine.toPlainDate().toString(), ctx.lang)}, `;
  return ctx.label('list.yourTime', { when: `${day}${mine.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(ctx.zone)}` });
}

/** A due date; of one that hangs on an event the day it comes to, how certain that is, and which event it is. */
function dueLabel(ctx: Ctx, due: Due): string {
  const shown: Rich = due.by === 'event' ? [`${showDay(dueDay(due, ctx.dir.events)!, ctx.lang)} · ${eventLabel(ctx, due)}`] : dueText(ctx.t, ctx.dir, due, ctx.lang);
  return plain(shown);
}

function eventLabel(ctx: Ctx, { event: id, days }: Extract<Due, { by: 'event' }>): string {
  const { title, certainty } = ctx.dir.events.get(id)!;
  return ctx.label('list.hangs', { name: `${id.toUpperCase()}${offsetText(days)}`, certainty: ctx.t(`certainty.${certainty}`), event: cut(title, 40) });
}
