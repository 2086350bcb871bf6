import { UserError } from '#core/errors.ts';
import { join, message, type Item, type Message, type Rich } from '#core/message.ts';
import { daysBetween, onClock, place, showDay, showMonth, stamp } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx, View } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import { dueText } from '#bot/words.ts';
import { certaintyOf, deadlineName, eventName, momentAt, occurrence, type Dated } from '#rules/event.ts';
import { keeperOf } from '#rules/seats.ts';
import type { Certainty, Days, Deadline, KeyEvent, Moment, Role } from '#rules/things.ts';

/** Who may change the calendar, as far as roles tell: of a focal point it also depends on whether the side has a coordinator. */
export const keepers = ['focal', 'coordinator'] as const satisfies readonly Role[];

/** The calendar is kept by coordinators and, for a side without one, by its focal points. One side's word is enough. */
export async function checkKeeper(ctx: Ctx): Promise<void> {
  if (keeperOf(ctx.me!, await seatsOf(ctx.tx, ctx.dir.group.id), ctx.dir.organisations) === null) throw new UserError('error.event.keeper');
}

/** Whether the caller could change the calendar from some seat. */
export async function isKeeper(ctx: Ctx): Promise<boolean> {
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  return ctx.seats.some((seat) => keeperOf(seat, held, ctx.dir.organisations) !== null);
}

/** The answer about an event that was called off, which cannot be changed: it can be planned anew. Undefined for one that stands. */
export function calledOff(ctx: Ctx, { title, kind, city, cancelled }: KeyEvent): Message | undefined {
  if (cancelled === null) return undefined;
  const given = { title, ...(isAddable(kind) && { kind }), ...(city !== null && { city }), form: 'open' };
  return { ...message(undefined, { text: ctx.t('event.calledOff', { event: title, day: showDay(cancelled, ctx.lang) }) }, { buttons: [press(ctx, 'button.addAgain', 'event.add', given)] }), tone: 'refusal' };
}

/**
 * The days of an event in words, with its hours where they are known: of one day, the hour it begins is an instant, which each reader sees
 * on their own clock. Of one without days, the span in which it is looked for.
 */
export function daysText(view: View, event: KeyEvent, days: Days | null = daysOf(event)): Rich {
  const { t, lang } = view;
  if (days === null) {
    const spans = event.alternatives.map((span) => spanText(view, span));
    return spans.length === 0 ? t('event.undated') : t('event.lookedFor', { days: join(spans, '; ') });
  }
  if (event.precision === 'month') return t('event.month', { month: showMonth(days.starts, lang) });
  if (event.precision !== 'day') return t('event.within', { days: spanText(view, days) });
  const city = event.zone === null ? '' : ` ${place(event.zone)}`;
  const { begins, finishes } = event;
  if (begins === null) return spanText(view, days);
  if (days.ends === days.starts && event.ends === event.starts) return hoursText(view, event, days.starts, begins);
  const [first, last] = [`${showDay(days.starts, lang)}, ${begins}`, days.ends === days.starts ? '' : `${showDay(days.ends, lang)}, `];
  return finishes === null ? [first, city, ...(last === '' ? [] : t('event.until', { day: last.slice(0, -2) }))] : [...t('event.days', { from: first, to: last + finishes }), city];
}

/** The hours of an event on one day, as `momentText` shows a moment. */
function hoursText({ t, dir, lang }: View, { finishes, zone }: KeyEvent, day: string, begins: string): Rich {
  const home = dir.group.zone;
  const when = { when: stamp(onClock(day, begins, zone ?? home)) };
  const city = place(zone ?? home);
  if ((zone ?? home) === home) return finishes === null ? [when] : [when, ...t('event.untilHour', { hour: `${finishes} ${city}` })];
  return [...(finishes === null ? [`${showDay(day, lang)}, ${begins}`] : t('event.days', { from: `${showDay(day, lang)}, ${begins}`, to: finishes })), ` ${city} (`, when, ')'];
}

/** The days of an event in words; of one that comes back each year, those of its next time. */
export function comingText(view: View, event: KeyEvent): Rich {
  return event.yearly ? daysText(view, event, occurrence({ ...event, cancelled: null }, view.today) ?? null) : daysText(view, event);
}

const daysOf = ({ starts, ends }: KeyEvent): Days | null => (starts === null ? null : { starts, ends: ends ?? starts });

/** A first and a last day. */
export function spanText({ t, lang }: View, { starts, ends }: Days): Rich {
  return ends === starts ? [showDay(starts, lang)] : t('event.days', { from: showDay(starts, lang), to: showDay(ends, lang) });
}

/** A moment in words: the day, or the instant, which each reader sees on their own clock beside the home zone's. Why there is none is said. */
export function momentText({ t, dir, lang }: View, { due, time, zone }: Moment): Rich {
  const at = momentAt({ due, time, zone }, dir.events);
  if (!at) return dueText(t, dir, due, lang);
  if (time === null) return zone === dir.group.zone ? [showDay(at.day, lang)] : t('event.dayIn', { day: showDay(at.day, lang), place: place(zone) });
  const when = { when: stamp(at.instant) };
  return zone === dir.group.zone ? [when] : [`${showDay(at.day, lang)}, ${time} ${place(zone)} (`, when, ')'];
}

/** What must stand beside days that are not certain, as a sentence; nothing for confirmed ones. */
export function unsureText({ t }: View, certainty: Certainty): Rich {
  return certainty === 'confirmed' || certainty === 'unknown' ? [] : t(`event.unsure.${certainty}`);
}

/** The window of a deadline in words: when it opens and closes, and how certain that is. */
export function windowText(view: View, deadline: Deadline): Rich {
  const { t, dir, lang } = view;
  if (deadline.cancelled !== null) return t('event.off', { day: showDay(deadline.cancelled, lang) });
  const closes = t('event.closes', { when: momentText(view, deadline.closes) });
  const opens = deadline.opens === null ? [] : t('event.opens', { when: momentText(view, deadline.opens) });
  const certainty = certaintyOf(deadline, dir.events);
  return join([opens, closes, certainty === 'confirmed' ? [] : t(`certainty.${certainty}`)], ', ');
}

/** How far away an event is on these days: `in 20 days`, `under way`, `over`. Nothing where the very day is not known. */
export function toGo({ t, today }: View, { precision }: KeyEvent, { starts, ends }: Days): Rich {
  if (ends < today) return t('event.over');
  if (precision !== 'day') return [];
  return starts < today ? t('event.underWay') : t('event.toGo', { days: daysBetween(today, starts) });
}

/** One event in a list: name and title, then days, place, how far away and how certain, and its own deadlines that are to come. */
export function eventItem(view: View, event: KeyEvent, days: Days | undefined = occurrence(event, view.today)): Item {
  const { t, dir, today, lang } = view;
  const title: Rich = [{ b: [eventName(event.id)] }, ` ${event.title}`];
  if (event.cancelled !== null) return { text: title, note: t('event.off', { day: showDay(event.cancelled, lang) }) };
  const open = dir.deadlines.filter((deadline) => deadline.event === event.id && deadline.cancelled === null && (momentAt(deadline.closes, dir.events)?.day ?? '') >= today);
  const note = join(
    [
      daysText(view, event, days ?? null),
      event.city === null ? [] : [event.city],
      days === undefined ? [] : toGo(view, event, days),
      event.certainty === 'confirmed' || days === undefined ? [] : t(`certainty.${event.certainty}`),
      ...open.map((deadline): Rich => [`${deadlineName(deadline)} ${deadline.title}: `, ...windowText(view, deadline)]),
    ],
    ' · ',
  );
  return { text: title, note };
}

/** What kind of event it is; a kind that only a file knows stands as it is. */
export function kindText({ t }: View, kind: string): Rich {
  return (kinds as readonly string[]).includes(kind) ? t(`event.kind.${kind as (typeof kinds)[number]}`) : [kind];
}

/** The kinds of events that can be added. `cnd-session` is a session's main part. */
export const addable = ['cnd-session', 'cnd-reconvened', 'cnd-intersessional', 'un-meeting', 'conference', 'group-meeting', 'day', 'other'] as const;
const isAddable = (kind: string) => (addable as readonly string[]).includes(kind);
/** With those that only files have. */
const kinds = [...addable, 'deadline', 'target'] as const;

/** All that can hang on an event. Of what is not agreed any more, nothing does. */
export async function datedOf(ctx: Ctx): Promise<Dated> {
  const commitments = (await listCommitments(ctx.tx, ctx.dir.group.id)).map(({ commitment }) => commitment);
  return { commitments, milestones: await milestonesOf(ctx.tx, ctx.dir.group.id), deadlines: ctx.dir.deadlines };
}
