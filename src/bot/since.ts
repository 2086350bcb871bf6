import { UserError } from '#core/errors.ts';
import { nameKey } from '#core/fold.ts';
import { showDay } from '#core/time.ts';
import { readCivil, toInstant } from '#core/when.ts';
import type { Ctx } from '#bot/command.ts';
import { findEvents } from '#rules/due.ts';
import type { KeyEvent } from '#rules/things.ts';

/** From when on something is looked at, and how that was understood: `Mon 11 March 2013 (CND, 56th session)`. */
export interface Since {
  readonly at: Temporal.Instant;
  readonly label: string;
}

/**
 * Reads a date or an event that lies in the past: its first day, in the group's home zone. `CND` is the last one that began.
 * @throws UserError when it cannot be read, is still to come, or has no date
 */
export function readSince(ctx: Ctx, typed: string, field: string): Since {
  if (nameKey(typed) === 'cnd') {
    const last = lastCnd(ctx);
    if (last) return ofEvent(ctx, last);
    throw new UserError('error.plan.noCnd', {}, field);
  }
  const day = dayOrEvent(ctx, typed, field);
  if ('at' in day) return day;
  const past = day.events.filter(({ starts }) => starts !== null && starts <= ctx.today);
  if (past.length === 1) return ofEvent(ctx, past[0]!);
  if (past.length > 1) throw new UserError('error.event.several', { typed }, field, past.slice(0, 5).map(({ id, title }) => ({ label: title, value: id })));
  const [event] = day.events;
  if (event!.starts === null) throw new UserError('error.event.undated', { event: event!.title }, field);
  throw new UserError('error.plan.future', { typed, date: showDay(event!.starts, ctx.lang) }, field);
}

/** Since the last CND that began, or since thirty days ago. */
export function usualSince(ctx: Ctx): Since {
  const last = lastCnd(ctx);
  return last ? ofEvent(ctx, last) : ofDay(ctx, Temporal.PlainDate.from(ctx.today).subtract({ days: 30 }));
}

function lastCnd(ctx: Ctx): KeyEvent | undefined {
  const begun = [...ctx.dir.events.values()].filter(({ kind, starts, cancelled }) => kind === 'cnd-session' && starts !== null && starts <= ctx.today && cancelled === null);
  return begun.sort((a, b) => (a.starts! < b.starts! ? 1 : -1))[0];
}

function dayOrEvent(ctx: Ctx, typed: string, field: string): Since | { readonly events: readonly KeyEvent[] } {
  try {
    const civil = readCivil(typed, ctx.around(field, 'past'));
    const at = toInstant(civil, field);
    const label = showDay(civil.day.toString(), ctx.lang);
    if (Temporal.Instant.compare(at, ctx.now) > 0) throw new UserError('error.plan.future', { typed, date: label }, field);
    return { at, label };
  } catch (error) {
    const events = findEvents(typed, ctx.today, ctx.dir.events);
    if (!(error instanceof UserError) || error.key !== 'error.date.unknown') throw error;
    if (events.length === 0) throw new UserError('error.plan.since', { typed }, field);
    return { events };
  }
}

function ofEvent(ctx: Ctx, event: KeyEvent): Since {
  const since = ofDay(ctx, Temporal.PlainDate.from(event.starts!));
  return { at: since.at, label: `${since.label} (${event.title})` };
}

function ofDay(ctx: Ctx, day: Temporal.PlainDate): Since {
  return { at: day.toZonedDateTime(ctx.dir.group.zone).toInstant(), label: showDay(day.toString(), ctx.lang) };
}
