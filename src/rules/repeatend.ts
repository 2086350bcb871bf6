import { attempt, UserError } from '#core/errors.ts';
import { addDays, onClock } from '#core/time.ts';
import type { Around } from '#core/when.ts';
import { dueDay, readDue } from '#rules/due.ts';
import { localsOf } from '#rules/recurrence.ts';
import type { Due, KeyEvent } from '#rules/things.ts';

/** How a series ends, as it was said: `until CND57 -2d`, `10 times`, `for 6 months`. */
export type Ending =
  | { readonly text: string; readonly tail: string }
  | { readonly text: string; readonly times: number }
  | { readonly text: string; readonly count: number; readonly unit: 'days' | 'weeks' | 'months' | 'years' };

const numbers: Readonly<Record<string, number>> = {
  once: 1, twice: 2, a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  'half a': 0.5,
};
const word = `(\\d{1,6}|${Object.keys(numbers).join('|')})`;
const counted = 'occurrences|meetings|calls|sessions|sittings';
const shapes = {
  until: /(?:^|[\s,;(]+)(?:and )?(?:until|till|til|up to|through|ending(?: on)?|ends(?: on)?)(?: and including)?:? (.+)$/,
  // Not `twice a week`, which says how often.
  times: new RegExp(`(?:^|[\\s,;(]+)(?:for )?(?:(?:${word} ?(?:times|x|${counted}))|x ?(\\d{1,6})|(once|twice))(?! (?:an?|per|each|every)\\b)(?=$|[\\s,;)])`),
  span: new RegExp(`(?:^|[\\s,;(]+)for (?:the )?(?:next )?${word} (day|week|month|year)s?(?=$|[\\s,;)])`),
};

/** Parts folded words into how a meeting comes back and the ends that are said, which should be one. */
export function partEndings(said: string): { head: string; endings: readonly Ending[] } {
  const endings: Ending[] = [];
  let head = said;
  const take = (shape: RegExp, make: (match: RegExpExecArray) => Ending) => {
    const match = shape.exec(head);
    if (!match) return;
    head = `${head.slice(0, match.index)} ${head.slice(match.index + match[0].length)}`.trim();
    endings.push(make(match));
  };
  take(shapes.times, ([, count, times, named]) => timesOf(numberOf(count ?? times ?? named!)));
  take(shapes.span, ([text, count, unit]) => spanOf(text.replace(/^[\s,;(]+/, ''), numberOf(count!), unit!));
  take(shapes.until, ([, tail]) => ({ text: `until ${tail}`, tail: tail!.replace(/ ?\([^()]*\)$/, '').replace(/[.,;]+$/, '') }));
  return { head: head.replace(/^[\s,;]+|[\s,;]+$/g, ''), endings };
}

const numberOf = (said: string) => numbers[said] ?? Number(said);
const timesOf = (times: number): Ending => ({ text: `${times} times`, times });

function spanOf(text: string, count: number, unit: string): Ending {
  if (count === 0.5) return unit === 'year' ? { text, count: 6, unit: 'months' } : { text, count: 0, unit: 'days' };
  return { text, count, unit: `${unit}s` as 'days' };
}

/** The end of a series that starts at a civil time. */
export interface End {
  readonly count: number | undefined;
  readonly until: Due;
}

/**
 * Reads an end. A day is counted from today (`until tomorrow`, `until in 6 weeks`), as it is wherever an end is given; an event, and a day
 * or month without a year that comes again before the series starts, is the first one after the start. A span is counted from the start.
 * @throws UserError as `readDue` does, with ways that are whole rules: `head` is what the end belongs to
 */
export function readEnding(ending: Ending, head: string, starts: string, around: Around, events: ReadonlyMap<string, KeyEvent>): End {
  if ('times' in ending) return { count: ending.times, until: { by: 'none' } };
  const day = starts.slice(0, 10);
  if ('unit' in ending) {
    // Beyond any series; Temporal reckons no further than its own end.
    const length = { [ending.unit]: Math.min(ending.count, 20_000) };
    return { count: undefined, until: { by: 'day', on: addDays(Temporal.PlainDate.from(day).add(length).toString(), -1) } };
  }
  const start = onClock(day, starts.slice(11, 16), around.zone);
  const later = Temporal.Instant.compare(start, around.now) > 0 ? start : around.now;
  const read = (now: Temporal.Instant) => readDue(spelled(ending.tail), { ...around, now }, events);
  try {
    return { count: undefined, until: untilOf(read, { now: around.now, later, day }, events) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const key = error.key === 'error.date.hour' ? 'error.date.whole' : error.key;
    throw new UserError(key, error.params, error.field, error.ways.map(({ value }) => ({ label: `${head} until ${value}`, value: `${head} until ${value}` })));
  }
}

/** `+6w`, which stands after events, is so many days or weeks from today where it stands alone. */
export function spelled(tail: string): string {
  const [, count, unit] = /^\s*\+ ?(\d{1,3}) ?(d|days?|w|weeks?|months?|years?)\s*$/i.exec(tail) ?? [];
  return unit === undefined ? tail : `in ${count} ${{ d: 'days', w: 'weeks', m: 'months', y: 'years' }[unit[0]!.toLowerCase() as 'd' | 'w' | 'm' | 'y']}`;
}

function untilOf(read: (now: Temporal.Instant) => Due, { now, later, day }: { readonly now: Temporal.Instant; readonly later: Temporal.Instant; readonly day: string }, events: ReadonlyMap<string, KeyEvent>): Due {
  const [until, then] = [attempt(() => read(now)), attempt(() => read(later))];
  const [on, onThen] = [until, then].map((due) => due && dueDay(due, events));
  // What can be read from the start alone is an event that comes back; the fault of a day is that of today.
  if (!until) return then?.by === 'event' ? then : read(now);
  if (then?.by === 'event') return then;
  if (on === undefined || on >= day || onThen === undefined) return until;
  const isSameDay = until.by === then?.by && (until.by === 'horizon' ? on.slice(5, 7) === onThen.slice(5, 7) : on.slice(5) === onThen.slice(5));
  return isSameDay ? then! : until;
}

/** The last civil day of a rule that says UNTIL itself: an instant, a local time or a day. A part of a day counts where the series begins by then. */
export function dayOfUntil(until: string, starts: string, zone: string): string | undefined {
  const last = localOfUntil(until, zone);
  return last && (last.slice(11) < starts.slice(11) ? addDays(last.slice(0, 10), -1) : last.slice(0, 10));
}

/** The end of a rule (as text) that says UNTIL itself. Of several times on the last day only the first ones may come by then: such a rule counts its times. */
export function endOfUntil(until: string, rule: string, starts: string, zone: string): End | undefined {
  const [last, on] = [localOfUntil(until, zone), dayOfUntil(until, starts, zone)];
  if (last === undefined || on === undefined) return undefined;
  const day = last.slice(0, 10);
  const locals = localsOf(rule, starts, day);
  const [those, by] = [locals.filter((local) => local.startsWith(day)), locals.filter((local) => local <= last)];
  const inTime = by.filter((local) => local.startsWith(day)).length;
  if (inTime > 0 && inTime < those.length) return { count: by.length, until: { by: 'none' } };
  return { count: undefined, until: { by: 'day', on: inTime > 0 ? day : on } };
}

/** The local time that UNTIL says, to the second; of a whole day its last one. Undefined where there is no such day or hour. */
function localOfUntil(until: string, zone: string): string | undefined {
  const text = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  try {
    if (until.length === 8) return `${Temporal.PlainDate.from(text).toString()}T23:59:59`;
    const local = Temporal.PlainDateTime.from(`${text}T${until.slice(9, 11)}:${until.slice(11, 13)}:${until.slice(13, 15)}`);
    const there = until.endsWith('Z') ? local.toZonedDateTime('UTC').withTimeZone(zone).toPlainDateTime() : local;
    return there.toString({ smallestUnit: 'second' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
