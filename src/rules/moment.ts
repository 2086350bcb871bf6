import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { daysBetween } from '#core/time.ts';
import { readCivil, toInstant, type Around, type Civil } from '#core/when.ts';
import { dueDay, findEvents, offsetText, readHang } from '#rules/due.ts';
import type { Due, KeyEvent, Moment } from '#rules/things.ts';

type Events = ReadonlyMap<string, KeyEvent>;

const hour = /(?:^|\s)(?:at )?(?:\d{1,2}[:.h]\d{2}|\d{1,2}(?::00)? ?(?:[ap]\.?m\.?|h)|12 (?:noon|midnight)|noon|midnight)(?= |[ap]\.?m|$)/;
const offset = /^(.*?[+-] ?\d{1,4} ?(?:d|days?|w|weeks?)) (?!before|after)(.+)$/;
const bare = /^(?:[+-] ?\d{1,4} ?(?:d|days?|w|weeks?)|\d{1,4} ?(?:d|days?|w|weeks?) (?:before|after)(?: it)?)$/;

/**
 * Reads a day with an hour, or without one for the whole day: `22 Jan 2027 12:00 Vienna`, `31 January 23:45`, `CND -45d 12:00 Vienna`.
 * What hangs on an event keeps event and offset. The zone is the one said, else that of the event it hangs on, else the usual one of `around`.
 * `own` is the event it is asked for: a bare `-45d`, and `CND` where that is a session, mean this one. A moment that is over is not refused.
 * @throws UserError as `readCivil`, `toInstant` and `readDue` do; `none` is no moment. Its ways are texts that can be read
 */
export function readMoment(typed: string, around: Around, events: Events, own?: KeyEvent): Moment {
  const said = fold(typed).trim().replace(/\s+/g, ' ').replace(/^(?:by|on|until) (?=.)/, '');
  const { head, tail } = partsOf(said, own);
  // Behind an event that is not known, what was said of the hour may be no hour at all.
  const leads = (value: string) => faultOf(() => readMoment(value, around, events, own)) !== 'error.date.unknown';
  const due = head === '' ? undefined : withTail(tail, typed, () => readHang(head, around, events), leads);
  if (due) return onDue(due, tail, typed, around, events);
  try {
    return momentOf(mended(typed, () => readCivil(said, around), (way) => way), around.field);
  } catch (error) {
    const isWords = error instanceof UserError && (error.key === 'error.date.unknown' || error.key === 'error.date.place');
    if (!isWords || findEvents(head, '', events).length === 0) throw error;
    // Words of an event's title: those come last, so that no title swallows a date.
    return onDue(withTail(tail, typed, () => readHang(`${head} +0d`, around, events), leads)!, tail, typed, around, events);
  }
}

/** The words that name a day, and those that name an hour and a place. */
function partsOf(said: string, own: KeyEvent | undefined): { head: string; tail: string } {
  const at = hour.exec(said)?.index ?? -1;
  const [, first = said, rest = ''] = at < 0 ? (offset.exec(said) ?? []) : ['', said.slice(0, at), said.slice(at).trim()];
  const head = own && bare.test(first) ? named(first, own) : own?.kind === 'cnd-session' ? first.replace(/(?<=^|before |after |the )(?:next )?cnd(?= |$)/, own.id) : first;
  return { head, tail: rest };
}

const named = (first: string, { id }: KeyEvent) => (/^[+-]/.test(first) ? `${id} ${first}` : `${first.replace(/ it$/, '')} ${id}`);

/** Does some reading whose ways lack the hour and place that were said: they are put behind, where that can be read. */
function withTail<T>(tail: string, typed: string, read: () => T, leads: (value: string) => boolean): T {
  try {
    return mended(typed, read, (way) => (tail === '' ? way : { label: way.label, value: `${way.value} ${tail}` }));
  } catch (error) {
    if (!(error instanceof UserError) || tail === '') throw error;
    throw new UserError(error.key, error.params, error.field, error.ways.filter(({ value }) => leads(value)));
  }
}

/** What a reading is refused for; undefined when it is not. */
function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.key;
    throw error;
  }
}

/** Refusals that name the very part that is meant. */
const naming: ReadonlySet<string> = new Set(['error.event.unknown', 'error.event.several', 'error.date.twice', 'error.date.skipped']);

/** Does some reading of a part or a form of what was typed; its refusal speaks of the whole, its ways are `turned` into wholes. */
export function mended<T>(typed: string, read: () => T, turned: (way: Way) => Way): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const params = 'typed' in error.params && !naming.has(error.key) ? { ...error.params, typed: cut(typed.trim(), 80) } : error.params;
    throw new UserError(error.key, params, error.field, error.ways.map(turned));
  }
}

/** A moment on a day that is known: the hour and place are read as of that day. */
function onDue(due: Due, tail: string, typed: string, around: Around, events: Events): Moment {
  const day = dueDay(due, events)!;
  const event = due.by === 'event' ? events.get(due.event) : undefined;
  const name = due.by === 'event' ? `${due.event}${offsetText(due.days)}` : day;
  const zone = event?.zone ?? around.zone;
  const read = () => momentOf(readCivil(`${day} ${tail}`, { ...around, zone }), around.field);
  const moment = mended(typed, read, (way) => ({ ...way, value: way.value.replace(day, name) }));
  if (due.by !== 'event' || moment.due.by !== 'day') return moment;
  return { ...moment, due: { ...due, days: due.days + daysBetween(day, moment.due.on) } };
}

/** @throws UserError for an hour that the clock skips or shows twice. The second of two is kept as what it is in UTC */
function momentOf(civil: Civil, field: string | undefined): Moment {
  const at = toInstant(civil, field);
  const time = civil.time?.toString({ smallestUnit: 'minute' }) ?? null;
  if (civil.turn === 'second' && !at.equals(toInstant({ ...civil, turn: 'first' }))) {
    const utc = at.toZonedDateTimeISO('UTC');
    return { due: { by: 'day', on: utc.toPlainDate().toString() }, time: utc.toPlainTime().toString({ smallestUnit: 'minute' }), zone: 'UTC' };
  }
  return { due: { by: 'day', on: civil.day.toString() }, time, zone: civil.zone };
}
