import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { plain } from '#core/message.ts';
import { addDays, daysBetween, findZones } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { comingText } from '#bot/events.ts';
import { readDays, type Span } from '#rules/days.ts';
import { checkEvent } from '#rules/event.ts';
import type { Certainty, KeyEvent } from '#rules/things.ts';

/** The zone of a city, where only one is known by that name. */
export function zoneOfCity(city: string): string | null {
  const found = findZones(city);
  return found.length === 1 ? found[0]! : null;
}

/** An event's days as they were said. A month or a longer span is no date: it is kept as where to look for one. */
export function onSpan(event: KeyEvent, span: Span): KeyEvent {
  if (span.precision !== 'day') return { ...event, starts: null, ends: null, precision: 'day', certainty: 'unknown', alternatives: [{ starts: span.starts, ends: span.ends }] };
  const others = event.starts === null ? [] : event.alternatives.filter(({ starts, ends }) => starts !== span.starts || ends !== span.ends);
  return {
    ...event, starts: span.starts, ends: span.ends, precision: 'day', alternatives: others, begins: span.begins ?? event.begins, finishes: span.begins === null ? event.finishes : span.finishes,
    zone: event.zone ?? (span.begins === null ? null : span.zone), certainty: event.certainty === 'unknown' ? 'estimate' : event.certainty,
  };
}

/**
 * An event on other days, and those days as they can be typed again. One day alone is the first of as many as there were; `unknown`
 * takes the date away.
 * @throws UserError for the days that it has already, for days that are over, and as `readDays` and `checkEvent` do
 */
export function movedTo(ctx: Ctx, before: KeyEvent, typed: string, change: { certainty?: Certainty | undefined; source?: string | undefined }): { after: KeyEvent; to: string } {
  const isOpen = /^(unknown|open|none|tba|tbc|no date|not known)$/.test(fold(typed).trim());
  const zone = before.zone ?? ctx.dir.group.zone;
  const span = isOpen ? undefined : (awayFrom(before, typed) ?? longAs(before, readDays(typed, { ...ctx.around('to'), zone })));
  const placed = span ? onSpan(before, span) : { ...before, starts: null, ends: null, certainty: 'unknown' as const, alternatives: [] };
  const after = { ...placed, ...(change.certainty && { certainty: change.certainty }), ...(change.source !== undefined && { source: change.source }) };
  checkEvent(after, 'to');
  const days = comingText(ctx, after);
  if (plain(days) === plain(comingText(ctx, before))) throw new UserError('error.event.sameDays', { event: before.title, days }, 'to');
  const isOver = after.starts !== null && !(after.starts >= ctx.today || (after.starts === before.starts && after.ends! >= ctx.today));
  if (isOver) throw new UserError('error.event.moveBack', { event: before.title, typed: cut(typed, 80), days }, 'to');
  return { after, to: span ? spanName(span) : 'unknown' };
}

/** `-1w`, `2 days later`, `one week earlier`: so far from where it stands. */
function awayFrom({ starts, ends }: KeyEvent, typed: string): Span | undefined {
  const [, sign, count, unit, way] = /^([+-])? ?(\d{1,3}|an?|one) ?(d|days?|w|weeks?)(?: (earlier|later))?$/.exec(fold(typed).trim()) ?? [];
  if (starts === null || unit === undefined || (sign === undefined) === (way === undefined)) return undefined;
  const days = (/^\d/.test(count!) ? Number(count) : 1) * (unit.startsWith('w') ? 7 : 1) * (sign === '-' || way === 'earlier' ? -1 : 1);
  return { starts: addDays(starts, days), ends: addDays(ends ?? starts, days), begins: null, finishes: null, precision: 'day', zone: '', single: false };
}

function longAs({ starts, ends }: KeyEvent, span: Span): Span {
  return span.single && starts !== null ? { ...span, ends: addDays(span.starts, daysBetween(starts, ends ?? starts)) } : span;
}

/** Days as they can be typed again and mean the same whatever the day, month and year it is then. */
export function spanName({ starts, ends, begins, finishes, precision, zone }: Span): string {
  if (precision !== 'day') return `${starts.slice(0, 7)} to ${ends.slice(0, 7)}`;
  if (begins === null) return `${starts} to ${ends}`;
  return `${starts} ${begins} to ${ends}${finishes === null ? '' : ` ${finishes}`} ${zone}`;
}
