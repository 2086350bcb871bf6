import { UserError } from '#core/errors.ts';
import { daysBetween, onClock, showDay, stamp } from '#core/time.ts';
import { dueDay } from '#rules/due.ts';
import { isApart, slotsOf } from '#rules/meeting.ts';
import { changesOf, type Whole } from '#rules/meetingchange.ts';
import { localsOf } from '#rules/recurrence.ts';
import { checkSittings } from '#rules/repeat.ts';
import { shiftRule } from '#rules/shiftrule.ts';
import type { Due, KeyEvent, Meeting, Occurrence } from '#rules/things.ts';

export interface Moved extends Whole {
  /** By which slot each of those to come is known now: answers go with them. */
  readonly slots: ReadonlyMap<string, string>;
}

/**
 * A series of which one sitting (`from`, its slot) and all after it begin at another time (`to`, on the meeting's clock): on the same
 * other weekday, at the same other hour. It stays one meeting under its number, because people, calendars and links know it by that: its
 * rule now begins with the first one that is moved, and those before it, which the rule does not give any more, are kept one by one, but for
 * those left out. What was moved or added by itself keeps its time, what was left out stays out. A series that ends on a day keeps as many
 * sittings as it had; one that ends with an event still ends with it.
 * @throws UserError for a rule that cannot be turned so, for an hour that some day does not have or has twice, and for a time that
 *   another sitting of the series has. Errors are in field `to`
 */
export function moveSeries({ meeting, occurrences }: Whole, from: string, to: string, events: ReadonlyMap<string, KeyEvent>, now: string): Moved {
  const regular = slotsOf(meeting, events);
  const [earlier, later] = [regular.filter((slot) => slot < from), regular.filter((slot) => slot >= from)];
  const rule = shiftRule(meeting.rule!, from, to, later.length);
  if (rule === undefined) throw new UserError('error.meeting.rule', { name: `M${meeting.number}`, rule: { code: meeting.rule! } }, 'to');
  const until = meeting.until.by === 'day' || meeting.until.by === 'horizon' ? lastOf(rule, to, later.length, meeting.until) : meeting.until;
  const last = dueDay(until, events);
  if (last !== undefined && last < to.slice(0, 10)) throw new UserError('error.meeting.beyond', { name: `M${meeting.number}`, day: showDay(last) }, 'to');
  const locals = localsOf(rule, to, last ?? null);
  if (locals[0] !== to || !isSameWay(meeting, later, locals)) throw new UserError('error.meeting.rule', { name: `M${meeting.number}`, rule: { code: meeting.rule! } }, 'to');
  checkSittings(locals, meeting.zone, 'to');
  const slots = new Map(later.slice(0, locals.length).map((slot, i) => [slot, locals[i]!]));
  const own = new Map(occurrences.map((each) => [each.slot, each]));
  const kept = [
    ...earlier.map((slot): Occurrence => own.get(slot) ?? { meeting: meeting.number, slot, starts: slot, added: false, sequence: 0, changed: meeting.changed, minutes: null }).filter(({ starts }) => starts !== null),
    // What does not stand now, because the series ended before it, is known by a time that can be another's then.
    ...occurrences.filter((each) => !regular.includes(each.slot) && isApart(each)),
  ].map((each) => (each.added ? each : { ...each, added: true }));
  checkFree(kept, new Set(locals), meeting.zone);
  const turned = later.flatMap((slot): Occurrence[] => {
    const [it, is] = [own.get(slot), slots.get(slot)];
    if (it === undefined || is === undefined) return [];
    // The one that is moved is moved with the others; one that was put back stands by the rule.
    const goes = slot === from || it.starts === slot;
    return goes && it.minutes === null ? [] : [{ ...it, slot: is, starts: goes ? is : it.starts, added: false }];
  });
  const free = kept.filter(({ slot }) => !locals.includes(slot));
  // What was counted for single ones goes on in the number of the whole, which must never fall.
  return { meeting: { ...meeting, starts: to, rule, until, sequence: changesOf({ meeting, occurrences }) + 1, changed: now }, occurrences: [...free, ...turned], slots };
}

/** The end by which a series has as many sittings as it had: the day on which it ended, where that is so by itself. */
function lastOf(rule: string, to: string, count: number, until: Extract<Due, { readonly on: string }>): Due {
  if (localsOf(rule, to, until.on).length === count) return until;
  const last = localsOf(rule, to, null)[count - 1];
  return last === undefined ? until : { by: 'day', on: last.slice(0, 10) };
}

/**
 * Whether each sitting is as far away as the first. Of a daily or weekly series in days: with several weekdays and an interval it may not be.
 * Of any other in months: on a day that some months do not have, it would be put off to other months.
 */
function isSameWay({ rule }: Meeting, later: readonly string[], locals: readonly string[]): boolean {
  const isOfWeeks = /FREQ=(?:DAILY|WEEKLY)/.test(rule!);
  const month = (local: string) => Number(local.slice(0, 4)) * 12 + Number(local.slice(5, 7));
  const away = (i: number) => (isOfWeeks ? daysBetween(later[i]!.slice(0, 10), locals[i]!.slice(0, 10)) : month(locals[i]!) - month(later[i]!));
  return locals.slice(0, later.length).every((_, i) => away(i) === away(0));
}

/** @throws UserError where a new time is that of an earlier sitting, or of one that stands by itself, or the one by which that is known */
function checkFree(kept: readonly Occurrence[], locals: ReadonlySet<string>, zone: string): void {
  const text = (local: string) => `${showDay(local.slice(0, 10))}, ${local.slice(11)}`;
  for (const { slot, starts } of kept) {
    if (starts === null) continue;
    if (locals.has(starts)) throw new UserError('error.meeting.onto', { when: { when: stamp(onClock(starts.slice(0, 10), starts.slice(11), zone)) } }, 'to');
    if (locals.has(slot)) throw new UserError('error.meeting.elsewhere', { when: text(slot), to: text(starts) }, 'to');
  }
}

/**
 * The way back of a series that was moved and stands as it was again: by which slot each of those that were moved was known before it was.
 * `moved` is the series as it was until it was taken back, and nothing else of it has changed since it was moved.
 */
export function slotsBack(moved: Whole, back: Whole, events: ReadonlyMap<string, KeyEvent>): Map<string, string> {
  const [locals, regular] = [slotsOf(moved.meeting, events), slotsOf(back.meeting, events)];
  const kept = new Set(moved.occurrences.map(({ slot }) => slot).filter((slot) => !locals.includes(slot)));
  const out = new Set(back.occurrences.filter(({ starts }) => starts === null).map(({ slot }) => slot));
  // Those before it were kept or had been left out, and the one from which on a series is moved was neither.
  const from = regular.findIndex((slot) => !kept.has(slot) && !out.has(slot));
  const later = from < 0 ? [] : regular.slice(from);
  return new Map(locals.slice(0, later.length).map((slot, i) => [slot, later[i]!]));
}
