import { UserError } from '#core/errors.ts';
import { fold, nameKey, nearest } from '#core/fold.ts';
import { addDays, showDay, showMonth } from '#core/time.ts';
import { readCivil, type Around } from '#core/when.ts';
import type { Due, KeyEvent } from '#rules/things.ts';

type Events = ReadonlyMap<string, KeyEvent>;

/** The civil day something is due by, as its event stands today; undefined without a date or while the event has none. */
export function dueDay(due: Due, events: Events): string | undefined {
  if (due.by === 'none') return undefined;
  if (due.by !== 'event') return due.on;
  const starts = events.get(due.event)?.starts;
  return starts ? addDays(starts, due.days) : undefined;
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
 * Reads when something is due: a date, `none`, a horizon (`2015`, `June 2015`), or an event with an offset (`CND -8w`,
 * `CND57`, `8 weeks before Vilnius`). Days only. `CND` means the main part that starts next or is under way.
 * @throws UserError when it is no date, lies in the past or names an event that is unknown or has no date
 */
export function readDue(typed: string, around: Around, events: Events): Due {
  const said = fold(typed).trim().replace(/\s+/g, ' ');
  if (/^(none|no date|no|open|-)$/.test(said)) return { by: 'none' };
  const today = around.now.toZonedDateTimeISO(around.zone).toPlainDate();
  const due = readHorizon(said, today) ?? readEvent(said, typed, today, around, events) ?? readDayOnly(typed, around);
  const on = dueDay(due, events);
  if (on !== undefined && on < today.toString()) throw new UserError('error.date.past', { typed, date: showDay(on) }, around.field);
  return due;
}

function readDayOnly(typed: string, around: Around): Due {
  const civil = readCivil(typed, around);
  if (civil.time) {
    const day = civil.day.toString();
    throw new UserError('error.date.hour', { typed }, around.field, [{ label: showDay(day), value: day }]);
  }
  return { by: 'day', on: civil.day.toString() };
}

const monthName = /^(?:by |end of |by the end of )?([a-z]{3,9}) (\d{4})$/;
function readHorizon(said: string, today: Temporal.PlainDate): Due | undefined {
  const year = /^(?:by |end of |by the end of )?(\d{4})$/.exec(said)?.[1];
  if (year) return { by: 'horizon', on: `${year}-12-31`, span: 'year' };
  const [, word, of] = monthName.exec(said) ?? [];
  if (!word || !of) return undefined;
  for (let month = 1; month <= 12; month++) {
    const first = Temporal.PlainDate.from({ year: Number(of), month, day: 1 });
    const name = showMonth(first.toString()).split(' ')[0]!.toLowerCase();
    if (name === word || (word.length >= 3 && word.length <= 4 && name.startsWith(word))) return { by: 'horizon', on: first.add({ months: 1 }).subtract({ days: 1 }).toString(), span: 'month' };
  }
  return today && undefined;
}

const after = /^(.*?)\s*(?:([+-])\s*(\d{1,4})\s*(d|days?|w|weeks?))?$/;
const before = /^(\d{1,4})\s*(d|days?|w|weeks?) (before|after) (.*)$/;

function readEvent(said: string, typed: string, today: Temporal.PlainDate, around: Around, events: Events): Due | undefined {
  const turned = before.exec(said);
  const [, name, sign, count, unit] = turned ? [said, turned[4]!, turned[3] === 'before' ? '-' : '+', turned[1]!, turned[2]!] : (after.exec(said) ?? []);
  if (!name || !/[a-z]/.test(name)) return undefined;
  const found = findEvents(name, today.toString(), events);
  if (found.length === 0) {
    if (sign === undefined) return undefined;
    const known = [...events.values()].filter((event) => event.starts !== null && event.starts >= today.toString()).map((event) => event.id);
    const near = nearest(name, known);
    throw new UserError('error.event.unknown', { typed: name, known: (near.length ? near : known.slice(0, 4)).join(', ') || '–' }, around.field, near.map((id) => ({ label: id, value: typed.replace(new RegExp(name, 'i'), id) })));
  }
  if (found.length > 1) {
    throw new UserError('error.event.several', { typed: name }, around.field, found.slice(0, 5).map((event) => ({ label: event.title, value: `${event.id}${sign ? ` ${sign}${count}${unit![0]}` : ''}` })));
  }
  const event = found[0]!;
  if (event.starts === null) throw new UserError('error.event.undated', { event: event.title }, around.field);
  const days = sign === undefined ? 0 : Number(count) * (unit!.startsWith('w') ? 7 : 1) * (sign === '-' ? -1 : 1);
  return { by: 'event', event: event.id, days };
}

/**
 * The events a name can mean: its id (`cnd57`, `CND57R`), `CND` for the main part that starts today or later or is under way,
 * or words of its title or city, coming ones before past ones.
 */
export function findEvents(name: string, today: string, events: Events): KeyEvent[] {
  const key = nameKey(name);
  if (key === '') return [];
  const all = [...events.values()];
  const exactly = all.filter((event) => nameKey(event.id) === key || nameKey(event.title) === key);
  if (exactly.length > 0) return exactly.slice(0, 1);
  const dated = all.filter((event) => event.starts !== null).sort((a, b) => (a.starts! < b.starts! ? -1 : 1));
  const coming = (event: KeyEvent) => (event.ends ?? event.starts)! >= today;
  if (key === 'cnd') return dated.filter((event) => event.kind === 'cnd-session' && coming(event)).slice(0, 1);
  const words = fold(name).split(/\s+/);
  const matching = all.filter((event) => {
    const text = fold(`${event.title} ${event.city ?? ''} ${event.id}`);
    return words.every((word) => text.includes(word));
  });
  const ahead = matching.filter((event) => event.starts !== null && coming(event));
  return ahead.length > 0 ? ahead : matching;
}
