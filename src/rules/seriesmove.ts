import { UserError } from '#core/errors.ts';
import { daysBetween, showDay } from '#core/time.ts';
import { dueDay } from '#rules/due.ts';
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
 * rule now begins with the first one that is moved, and those before it, which the rule does not give any more, are kept one by one.
 * What was moved or added by itself keeps its time, what was left out stays out. A series that ends on a day keeps as many sittings as it
 * had; one that ends with an event still ends with it.
 * @throws UserError for a rule that cannot be turned so, for an hour that some day does not have or has twice, and for a time that
 *   another sitting of the series has. Errors are in field `to`
 */
export function moveSeries({ meeting, occurrences }: Whole, from: string, to: string, events: ReadonlyMap<string, KeyEvent>, now: string): Moved {
  const regular = localsOf(meeting.rule!, meeting.starts!, dueDay(meeting.until, events) ?? null);
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
    ...earlier.map((slot): Occurrence => own.get(slot) ?? { meeting: meeting.number, slot, starts: slot, added: false, sequence: 0, changed: meeting.changed }),
    ...occurrences.filter(({ slot }) => !regular.includes(slot)),
  ];
  checkFree(kept, new Set(locals));
  const turned = later.flatMap((slot): Occurrence[] => {
    const [it, is] = [own.get(slot), slots.get(slot)];
    // The one that is moved is moved with the others; one that was put back stands by the rule.
    return it === undefined || is === undefined || slot === from || it.starts === slot ? [] : [{ ...it, slot: is }];
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

/** Whether each sitting of a daily or weekly series is as many days away as the first: with several weekdays and an interval it may not be. */
function isSameWay({ rule }: Meeting, later: readonly string[], locals: readonly string[]): boolean {
  if (!/FREQ=(?:DAILY|WEEKLY)/.test(rule!)) return true;
  const away = (i: number) => daysBetween(later[i]!.slice(0, 10), locals[i]!.slice(0, 10));
  return locals.slice(0, later.length).every((_, i) => away(i) === away(0));
}

/** @throws UserError where a new time is that by which an earlier sitting, or one that stands by itself, is known */
function checkFree(kept: readonly Occurrence[], locals: ReadonlySet<string>): void {
  const other = kept.find(({ slot, starts }) => starts !== null && (locals.has(slot) || locals.has(starts)));
  if (other) throw new UserError('error.meeting.onto', { when: `${showDay(other.slot.slice(0, 10))}, ${other.slot.slice(11)}` }, 'to');
}
