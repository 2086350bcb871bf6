import { z } from 'zod';
import { fold, nameKey } from '#core/fold.ts';
import { addDays, daysBetween } from '#core/time.ts';
import { weaker } from '#rules/event.ts';
import { daysFaults, eventId, idFaults, type Path } from '#rules/filefaults.ts';
import { parseFile, placeOf, readAs, type FileFault } from '#rules/readfile.ts';
import { keyEvent, type EventEntry } from '#rules/shapes.ts';
import type { Deadline, KeyEvent, Moment } from '#rules/things.ts';

/** The file that dates are imported from into a group that is there (documented in `sample/README.md`). */
const calendarFile = z.object({ schemaVersion: z.literal(1), kind: z.literal('calendar'), year: z.int().nullish(), events: z.array(keyEvent).min(1).max(500) });
export type CalendarFile = z.output<typeof calendarFile>;

/** Whether a file's text says of itself that it is a calendar. */
export function isCalendar(text: string): boolean {
  try {
    return (parseFile(text) as { kind?: unknown } | null)?.kind === 'calendar';
  } catch {
    return false;
  }
}

/** Reads a calendar's text. Either the whole file is right, or every fault in it is named with its place. */
export function readCalendarFile(text: string): { file: CalendarFile } | { faults: FileFault[] } {
  return readAs(calendarFile, text, (data) => {
    const { events } = (typeof data === 'object' && data !== null ? data : {}) as { events?: unknown };
    return [...idFaults(events, 'events'), ...daysFaults(events, 'events')];
  });
}

/** Events and deadlines out of a file. Deadlines are numbered within their event as they close. */
export interface Dates {
  readonly events: readonly KeyEvent[];
  readonly deadlines: readonly Deadline[];
}

/** A session has its deadlines at most this many days before it. */
const before = 200;

/**
 * The events and deadlines that entries add up to. An entry of kind `deadline` hangs on the event it is `of`, whose name its title
 * begins with, or else on the next session: on one of the entries, or one of the events that are `there`. Without any it is an event.
 * `zone` is the home zone; `list` is what the file calls the list, for the places of faults.
 */
export function datesOf(entries: readonly EventEntry[], { there, zone, list }: { there: ReadonlyMap<string, KeyEvent>; zone: string; list: string }): Dates & { readonly faults: readonly FileFault[] } {
  const faults: FileFault[] = [];
  const fault = (i: number, field: string, text: string) => void faults.push({ place: placeOf([list, i, field] satisfies Path, { [list]: entries }), fault: text });
  const own = entries.filter(({ kind, start }) => kind !== 'deadline' || !start).map(eventOf);
  const all = new Map([...[...there.values()].filter(({ cancelled }) => cancelled === null), ...own].map((event) => [event.id, event]));
  const windows = new Map<string, { event: KeyEvent; title: string; opens?: Placed; closes?: Placed }>();
  const alone: KeyEvent[] = [];
  for (const [i, entry] of entries.entries()) {
    if (entry.kind !== 'deadline' || !entry.start) continue;
    const event = eventFor(entry, all);
    if (entry.of && !event) fault(i, 'of', `"${entry.of}" is no event with a date of this file or of the group`);
    if (!event) {
      alone.push(eventOf(entry));
      continue;
    }
    if (entry.start > (event.ends ?? event.starts!)) fault(i, 'start', `is after its event is over, ${event.ends ?? event.starts!}`);
    const { title, part } = titleOf(entry.title, event);
    const key = `${event.id} ${nameKey(title)}`;
    const window = windows.get(key) ?? { event, title };
    if (window[part]) fault(i, 'title', `"${entry.title}" stands here a second time`);
    windows.set(key, { ...window, [part]: { entry, i } });
  }
  const found = [...windows.values()].flatMap(({ event, title, opens, closes }) => {
    if (!closes) {
      // What opens and never closes is a day like others.
      alone.push(eventOf(opens!.entry));
      return [];
    }
    if (opens && opens.entry.start! > closes.entry.start!) fault(opens.i, 'start', `is after it closes, ${closes.entry.start!}`);
    return [deadlineOf(event, title, closes.entry, opens?.entry, zone)];
  });
  return { events: unique([...own, ...alone]), deadlines: numbered(found), faults };
}

interface Placed {
  readonly entry: EventEntry;
  readonly i: number;
}

const joined = (...notes: readonly (string | null | undefined)[]) => [...new Set(notes.filter((note) => note != null))].join('; ') || null;

function eventOf(e: EventEntry): KeyEvent {
  const rungs = [...new Set(e.remindDaysBefore ?? [])].sort((a, b) => b - a).map((days) => (days === 0 ? '0d' : `-${days}d`));
  return {
    id: eventId(e.id, e.yearly === true), title: e.title, kind: e.kind, starts: e.start ?? null, ends: e.end ?? e.start ?? null, begins: e.time ?? null, finishes: null, precision: e.precision,
    zone: e.timeZone ?? null, city: e.city ?? null, certainty: e.certainty, alternatives: (e.alternatives ?? []).map(({ start, end }) => ({ starts: start, ends: end ?? start })),
    yearly: e.yearly ?? false, rungs: rungs.length > 0 ? rungs : null, source: e.source ?? null, note: joined(e.note, e.basis), cancelled: null,
  };
}

/** The first of those with the same id: what comes back each year may stand there for several. */
const unique = (events: readonly KeyEvent[]) => events.filter(({ id }, i) => events.findIndex((event) => event.id === id) === i);

/** The event that a deadline belongs to; one with days, that does not come back each year. */
function eventFor({ of, title, start }: EventEntry, all: ReadonlyMap<string, KeyEvent>): KeyEvent | undefined {
  const dated = [...all.values()].filter(({ starts, yearly }) => starts !== null && !yearly);
  if (of) return dated.find(({ id }) => nameKey(id) === nameKey(eventId(of)));
  const named = dated.find((event) => prefixOf(title, event) !== '');
  const sessions = dated.filter(({ kind, starts }) => kind === 'cnd-session' && starts! >= start! && starts! <= addDays(start!, before));
  return named ?? sessions.sort((a, b) => (a.starts! < b.starts! ? -1 : 1))[0];
}

/** The words of a title that name an event: its id or its title, at the beginning. */
function prefixOf(title: string, event: KeyEvent): string {
  const [first = ''] = title.split(/[\s:,]+/);
  if (nameKey(first) !== '' && nameKey(first) === nameKey(event.id)) return first;
  return fold(title).startsWith(`${fold(event.title)} `) ? title.slice(0, event.title.length) : '';
}

/** A deadline's own words: without the event's name before them, and without the word behind them that says which end of a window it is. */
function titleOf(title: string, event: KeyEvent): { title: string; part: 'opens' | 'closes' } {
  const bare = title.slice(prefixOf(title, event).length).replace(/^[\s:,–-]+/, '');
  const [, words = bare, end] = /^(.*\S)\s+(opens?|closes?)$/i.exec(bare) ?? [];
  return { title: words.charAt(0).toUpperCase() + words.slice(1), part: end?.toLowerCase().startsWith('open') ? 'opens' : 'closes' };
}

function deadlineOf(event: KeyEvent, title: string, closes: EventEntry, opens: EventEntry | undefined, zone: string): Deadline {
  const moment = (entry: EventEntry): Moment => ({ due: { by: 'event', event: event.id, days: daysBetween(event.starts!, entry.start!) }, time: entry.time ?? null, zone: entry.timeZone ?? event.zone ?? zone });
  return {
    event: event.id, number: 0, title, opens: opens ? moment(opens) : null, closes: moment(closes), addressee: closes.addressee ?? opens?.addressee ?? null, paper: closes.paper ?? opens?.paper ?? null,
    certainty: opens ? weaker(opens.certainty, closes.certainty) : closes.certainty, source: closes.source ?? opens?.source ?? null,
    note: joined(opens?.note, opens?.basis, closes.note, closes.basis), cancelled: null,
  };
}

function numbered(deadlines: readonly Deadline[]): Deadline[] {
  const days = ({ closes }: Deadline) => (closes.due.by === 'event' ? closes.due.days : 0);
  const counts = new Map<string, number>();
  return deadlines.toSorted((a, b) => days(a) - days(b)).map((deadline) => {
    const number = (counts.get(deadline.event) ?? 0) + 1;
    counts.set(deadline.event, number);
    return { ...deadline, number };
  });
}
