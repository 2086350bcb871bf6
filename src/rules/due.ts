import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold, nameKey, nearest } from '#core/fold.ts';
import { monthOf } from '#core/said.ts';
import { addDays, dayOf, showDay, showMonth } from '#core/time.ts';
import { readCivil, years, type Around } from '#core/when.ts';
import type { Due, KeyEvent } from '#rules/things.ts';
import { occurrence } from '#rules/yearly.ts';

type Events = ReadonlyMap<string, KeyEvent>;

/** The civil day something is due by, as its event stands today; undefined without a date and while the event has none. */
export function dueDay(due: Due, events: Events): string | undefined {
  if (due.by === 'none') return undefined;
  if (due.by !== 'event') return due.on;
  const event = events.get(due.event);
  return event && hasDay(event) ? addDays(event.starts, due.days) : undefined;
}

/** Whether the very day of an event is known: nothing can be counted from a month, nor from an event that was called off. */
export function hasDay(event: KeyEvent): event is KeyEvent & { readonly starts: string } {
  return event.starts !== null && event.cancelled === null && event.precision === 'day';
}

/** How a due date stands to an event in words that can be typed again: `cnd57 -8w`. */
export function offsetText(days: number): string {
  if (days === 0) return '';
  const size = Math.abs(days);
  return ` ${days < 0 ? '-' : '+'}${size % 7 === 0 ? `${size / 7}w` : `${size}d`}`;
}

/** A due date in words; the certainty of its event is the caller's to add. Undefined when there is none. */
export function showDue(due: Due, events: Events, lang: string): string | undefined {
  const on = dueDay(due, events);
  if (on === undefined) return undefined;
  if (due.by === 'horizon') return due.span === 'year' ? on.slice(0, 4) : showMonth(on, lang);
  return showDay(on, lang);
}

/**
 * Reads when something is due: a date, `none`, a horizon (`2015`, `end of June 2015`), or an event with an offset
 * (`CND -8w`, `CND57`, `8 weeks before Vilnius`). Days only. `CND` means the main part that starts next or is under way.
 * @throws UserError when it is no date, lies in the past, or names an event that is unknown or has no date. Its ways are
 *   texts that can be read
 */
export function readDue(typed: string, around: Around, events: Events): Due {
  const said = fold(typed).trim().replace(/\s+/g, ' ').replace(/^by (the )?/, '');
  if (/^(none|no date|no|open|-)$/.test(said)) return { by: 'none' };
  const asked: Asked = { typed: cut(typed.trim(), 80), today: dayOf(around.now, around.zone), events, field: around.field };
  const due = readEvent(said, asked) ?? readHorizon(said, asked.today) ?? readDay(said, around, asked);
  const on = dueDay(due, events);
  if (on !== undefined && on < asked.today) throw past(on, asked);
  if (on !== undefined && Number(on.slice(0, 4)) > years.last) throw new UserError('error.date.far', { typed: asked.typed, first: years.first, last: years.last }, asked.field);
  return due;
}

const past = (on: string, { typed, field }: Asked, ways: readonly Way[] = []) => new UserError('error.date.past', { typed, date: showDay(on) }, field, ways);

/**
 * Reads an event with an offset, or named by its id or as `CND`; undefined for other words. A day that comes back each year is
 * taken for that of its next time. What it comes to may be over.
 * @throws UserError as `readDue` does
 */
export function readHang(typed: string, around: Around, events: Events): Due | undefined {
  const asked: Asked = { typed: cut(typed.trim(), 80), today: dayOf(around.now, around.zone), events, field: around.field };
  return readEvent(fold(typed).trim().replace(/\s+/g, ' '), asked);
}

/** What is asked, for the errors, and what it is asked of. */
interface Asked {
  readonly typed: string;
  readonly today: string;
  readonly events: Events;
  readonly field: string | undefined;
}

/** A day, or words of an event's title or city: those come last, so that no title swallows a date. */
function readDay(said: string, around: Around, asked: Asked): Due {
  try {
    const { day, time } = readCivil(said, around);
    if (time === undefined) return { by: 'day', on: day.toString() };
    throw new UserError('error.date.hour', { typed: asked.typed }, asked.field, asWays([day.toString()], asked));
  } catch (error) {
    if (!(error instanceof UserError) || error.key === 'error.date.hour') throw error;
    const isDate = error.key !== 'error.date.unknown' && error.key !== 'error.date.place';
    const found = isDate ? [] : findEvents(said, asked.today, asked.events);
    if (found.length > 0) return onEvent(found, said, 0, asked);
    const days = error.ways.map(({ value }) => value.slice(0, 10));
    throw new UserError(error.key, { ...error.params, typed: asked.typed }, asked.field, asWays(days, asked));
  }
}

function asWays(days: readonly string[], { today }: Asked): Way[] {
  return [...new Set(days)].filter((day) => day >= today).map((day) => ({ label: showDay(day), value: day }));
}

/** `2015`, `end of 2015`, `June 2015`, `2015-06`, `June` (the coming one). `said` is folded. */
export function readHorizon(said: string, today: string): Extract<Due, { by: 'horizon' }> | undefined {
  const span = said.replace(/^(the )?end of /, '');
  if (/^\d{4}$/.test(span)) return { by: 'horizon', on: `${span}-12-31`, span: 'year' };
  const [, isoYear, isoMonth] = /^(\d{4})-(\d{1,2})$/.exec(span) ?? [];
  const [, word = '', saidYear = isoYear] = /^([a-z]+\.?)(?: (\d{4}))?$/.exec(span) ?? [];
  const month = isoMonth === undefined ? monthOf(word) : Number(isoMonth);
  if (month < 1 || month > 12) return undefined;
  const year = saidYear === undefined ? Number(today.slice(0, 4)) + Number(month < Number(today.slice(5, 7))) : Number(saidYear);
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year, month });
  return { by: 'horizon', on: Temporal.PlainDate.from({ year, month, day: daysInMonth }).toString(), span: 'month' };
}

const suffixed = /^(.+?) ?([+-]) ?(\d{1,4}) ?(d|days?|w|weeks?)$/;
const turned = /^(\d{1,4}) ?(d|days?|w|weeks?) (before|after) (?:the )?(.+)$/;

/** An event by its id, or any event with an offset. */
function readEvent(said: string, asked: Asked): Due | undefined {
  if (findById(said, asked.events) || isSession(said)) return onEvent(findEvents(said, asked.today, asked.events), said, 0, asked);
  const [, count, unit, way, name] = turned.exec(said) ?? [];
  if (name) return onEvent(findEvents(name, asked.today, asked.events), name, daysOf(count!, unit!, way === 'before'), asked);
  const [, title, sign, size, of] = suffixed.exec(said) ?? [];
  return title ? onEvent(findEvents(title, asked.today, asked.events), title, daysOf(size!, of!, sign === '-'), asked) : undefined;
}

const daysOf = (count: string, unit: string, before: boolean) => Number(count) * (unit.startsWith('w') ? 7 : 1) * (before ? -1 : 1);

function onEvent(found: readonly KeyEvent[], name: string, days: number, asked: Asked): Due {
  const { today, events, field } = asked;
  const [event] = found;
  if (event === undefined) {
    const coming = [...events.values()].filter((each) => isComing(each, today)).map(({ id }) => id);
    const near = isSession(name) ? [] : nearest(name, coming);
    const known = (near.length > 0 ? near : coming.slice(0, 4)).map((id) => id.toUpperCase()).join(', ') || '–';
    throw new UserError('error.event.unknown', { typed: cut(name, 60), known }, field, near.flatMap((id) => eventWay(events.get(id)!, days, asked)));
  }
  if (found.length > 1) throw new UserError('error.event.several', { typed: cut(name, 60) }, field, found.flatMap((each) => eventWay(each, days, asked)).slice(0, 5));
  if (event.cancelled !== null) throw new UserError('error.event.cancelled', { event: event.title }, field);
  const { starts } = occurrence(event, today) ?? {};
  if (starts === undefined || !hasDay(event)) throw new UserError('error.event.undated', { event: event.title }, field);
  const on = addDays(starts, days);
  // `CND -8w` in the last eight weeks before a session can only mean the one after it, but that is for the person to say.
  if (on < today && isSession(name)) throw past(on, asked, sessions(events).flatMap((each) => eventWay(each, days, asked)).slice(0, 1));
  return event.yearly ? { by: 'day', on } : { by: 'event', event: event.id, days };
}

/** An event as an answer, with the day that it comes to; none when that is over. */
function eventWay(event: KeyEvent, days: number, { today }: Asked): Way[] {
  const { id } = event;
  const { starts } = occurrence(event, today) ?? {};
  const on = starts === undefined || !hasDay(event) ? '' : addDays(starts, days);
  return on < today ? [] : [{ label: `${id.toUpperCase()}${offsetText(days)}: ${showDay(on)}`, value: `${id}${offsetText(days)}` }];
}

const isSession = (name: string) => /^(the)?(next)?cnd$/.test(nameKey(name));

/** The main parts of the Commission's sessions, by date. The short opening in December and the reconvened part are others. */
function sessions(events: Events): KeyEvent[] {
  return [...events.values()].filter(({ kind, starts, cancelled }) => kind === 'cnd-session' && starts !== null && cancelled === null).sort((a, b) => (a.starts! < b.starts! ? -1 : 1));
}

function isComing(event: KeyEvent, today: string): boolean {
  const days = occurrence(event, today);
  return days !== undefined && days.ends >= today;
}

function findById(name: string, events: Events): KeyEvent | undefined {
  const key = nameKey(name);
  return [...events.values()].find(({ id }) => nameKey(id) === key);
}

/**
 * The events a name can mean: its id (`cnd57`, `CND57R`), `CND` for the main part that starts today or later or is under way,
 * or words of its title or city, coming ones before past ones, those called off last.
 */
export function findEvents(name: string, today: string, events: Events): KeyEvent[] {
  const key = nameKey(name);
  if (key === '' || /^[a-z0-9]$/.test(key)) return [];
  const byId = findById(name, events);
  if (byId) return [byId];
  if (isSession(name)) return sessions(events).filter((event) => isComing(event, today)).slice(0, 1);
  const words = wordsOf(name).split(' ').filter((word) => word !== '');
  const matching = [...events.values()].filter((event) => {
    const text = ` ${wordsOf(`${event.title} ${event.city ?? ''} ${event.id}`)}`;
    // Words by their beginning; in scripts that do not part words, anywhere.
    return words.every((word) => text.includes(/^[a-z0-9]/.test(word) ? ` ${word}` : word));
  });
  const coming = matching.filter((event) => isComing(event, today));
  const standing = matching.filter(({ cancelled }) => cancelled === null);
  return [coming, standing, matching].find((some) => some.length > 0) ?? [];
}

const wordsOf = (text: string) => fold(text).replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim();
