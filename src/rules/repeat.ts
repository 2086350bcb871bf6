import { UserError, works, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import type { Key } from '#core/i18n.ts';
import type { Params } from '#core/message.ts';
import { takeHour } from '#core/said.ts';
import { addDays, onClock, place, showDay, showWeekday, weekdayOf } from '#core/time.ts';
import type { Around } from '#core/when.ts';
import { dueDay, findEvents } from '#rules/due.ts';
import { lastDay, localsOf, most, reach } from '#rules/recurrence.ts';
import { dayOfUntil, endOfUntil, partEndings, readEnding, type End, type Ending } from '#rules/repeatend.ts';
import { nthOfMonth, ordinal, sayRule } from '#rules/repeatwords.ts';
import { isRule, isRuleFault, readRule, ruleText, type Rule } from '#rules/rrule.ts';
import type { Due, KeyEvent } from '#rules/things.ts';

type Events = ReadonlyMap<string, KeyEvent>;

/** How a meeting comes back. */
export interface Repeat {
  /** An RFC 5545 rule in its normal form, without UNTIL. */
  readonly rule: string;
  /** The last day; `none` where the rule counts its times. */
  readonly until: Due;
  /** The other thing that the words can mean, as words that can be read. */
  readonly other?: string;
}

interface Asked {
  readonly typed: string;
  readonly starts: string;
  readonly around: Around;
  readonly events: Events;
  readonly startField: string;
  /** Whether this is only a look at whether it can be read: then nothing is offered. */
  readonly isTrial?: boolean;
}

/**
 * Reads how a meeting comes back, in words or as an RFC 5545 rule, and until when: `every 2 weeks on Thu until CND`, `first Tue every 2
 * months for a year`, `monthly 10 times`, `RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=8`. `starts` is the first time (`2027-03-03T15:00`) on the
 * clock of `around.zone`, the zone of the meeting. `startField` is the field in which it was given.
 * @throws UserError without an end, for what is no rule or never comes, when the first time is none of the rule's, when the end comes
 *   before it, for more sittings than a series can have, and for an hour that one of the days does not have or has twice. Its ways are
 *   texts that can be read in its field
 */
export function readRepeat(typed: string, starts: string, around: Around, events: Events, startField = 'when'): Repeat {
  return read({ typed, starts, around, events, startField });
}

function read(asked: Asked): Repeat {
  const { typed, starts, around } = asked;
  const said = typed.length > 500 ? '' : fold(typed).trim().replace(/\s+/g, ' ');
  const { head, endings } = partEndings(said);
  const isText = isRule(head);
  const { rule, other } = isText ? { rule: readText(head, endings[0]?.text, asked) } : readWords(head, endings[0]?.text, asked);
  const { COUNT, UNTIL, ...rest } = rule;
  const bare = isText ? ruleText(rest, starts) : head;
  const counted = COUNT === undefined ? [] : [`${COUNT} times`];
  const dated = UNTIL === undefined ? [] : [`until ${dayOfUntil(UNTIL, starts, around.zone) ?? UNTIL}`];
  const ends = [...endings.map(({ text }) => text), ...counted, ...dated];
  if (ends.length > 1) throw fault('error.repeat.ends', { typed: quote(typed), ends: ends.join(', ') }, ends.map((end) => `${bare} ${end}`), asked);
  const end = endings[0] ? endBy(endings[0], bare, asked) : endOf(rule, asked);
  if (!end || (end.count === undefined && end.until.by === 'none')) throw fault('error.repeat.endless', { typed: quote(typed) }, usualEnds(bare, asked), asked);
  const text = ruleText({ ...rest, ...(end.count !== undefined && { COUNT: String(end.count) }) }, starts);
  checkSeries(text, end, bare, asked);
  const turned = `${other} ${ends[0]}`;
  return { rule: text, until: end.until, ...(other !== undefined && !asked.isTrial && isReadable(turned, asked) && { other: turned }) };
}

/** Whether a series is none, has too many sittings, begins with another one or has an hour that is not there. */
function checkSeries(text: string, { count, until }: End, bare: string, asked: Asked): void {
  const { starts, around, events, startField } = asked;
  const typed = quote(asked.typed);
  const day = starts.slice(0, 10);
  const last = dueDay(until, events) ?? null;
  const shorter = ['for a year', '10 times', `${most} times`].map((end) => `${bare} ${end}`);
  if (last !== null && last < day) throw fault('error.repeat.ended', { typed, end: showDay(last), start: showDay(day) }, usualEnds(bare, asked), asked);
  if (count === 0) throw fault('error.repeat.none', { typed }, shorter, asked);
  if (last !== null && last > lastDay(starts)) throw fault('error.repeat.far', { typed, years: reach.years }, shorter, asked);
  const locals = localsOf(text, starts, last);
  if (locals[0] !== starts) throw firstFault(text, asked);
  if (locals.length > most || (count ?? 0) > most) throw fault('error.repeat.many', { typed, most }, shorter, asked);
  if (locals.length < (count ?? 0)) throw fault('error.repeat.far', { typed, years: reach.years }, shorter, asked);
  checkSittings(locals, around.zone, startField);
}

const quote = (typed: string) => cut(typed.trim(), 80);

function readText(head: string, end: string | undefined, asked: Asked): Rule {
  try {
    return readRule(head);
  } catch (error) {
    if (!isRuleFault(error)) throw error;
    const bare = [error.without, `every ${showWeekday(weekdayOf(asked.starts.slice(0, 10)))}`].filter((text) => text !== '');
    throw fault(error.key, error.params, bare.flatMap((text) => [`${text} ${end ?? ''}`.trim(), `${text} for a year`]).slice(0, 3), asked);
  }
}

/** For each weekday another one with which it makes twice a week. */
const partner = [4, 5, 5, 1, 2, 3, 3];

/** What is said in words, without the hour, which is that of the first time. */
function readWords(head: string, end: string | undefined, asked: Asked): { rule: Rule; other?: string } {
  const { starts, around } = asked;
  const typed = quote(asked.typed);
  const day = Temporal.PlainDate.from(starts.slice(0, 10));
  const weekday = showWeekday(day.dayOfWeek);
  const finish = (text: string) => `${text} ${end === undefined || /^[01] times/.test(end) ? 'for a year' : end}`;
  const twofold = /\bbi-?(weekly|monthly|annual(?:ly)?)\b/.exec(head);
  if (twofold) {
    const every2 = `every 2 weeks on ${weekday}`;
    const means = { w: [every2, `every ${weekday} and ${showWeekday(partner[day.dayOfWeek - 1]!)}`], m: ['every 2 months', every2], a: ['half-yearly', 'every 2 years'] }[twofold[1]![0] as 'w' | 'm' | 'a'];
    // Where the end that was said cannot be read, the meaning can be chosen all the same, with a usual one.
    const ways = means.map(finish);
    const usual = (text: string) => (isReadable(text, asked) ? text : text.replace(` ${end ?? ''}`, ' for a year'));
    throw fault('error.repeat.twofold', { word: twofold[0] }, asked.isTrial ? [] : ways.map(usual), asked);
  }
  const words = head.replace(/[,;()]/g, ' ').split(' ').filter((word) => word !== '');
  const { of: [hour], fault: unclear } = takeHour(words);
  const names = new Set(fold(`${place(around.zone)} ${around.zone} time clock`).split(' '));
  const left = words.filter((word) => !names.has(word)).join(' ');
  const own = starts.slice(11, 16);
  if (unclear !== undefined || (hour !== undefined && hour.toString({ smallestUnit: 'minute' }) !== own)) {
    throw fault('error.repeat.hour', { typed, hour: own, place: place(around.zone) }, end === undefined ? usualEnds(left, asked) : [`${left} ${end}`], asked);
  }
  const found = sayRule(left, starts);
  if ('rule' in found) return found;
  const ways = [`every ${weekday}`, `every 2 weeks on ${weekday}`, `${ordinal(nthOfMonth(day))} ${weekday} of the month`].map(finish);
  throw found.unknown === '' ? fault('error.repeat.unknown', { typed }, ways, asked) : fault('error.repeat.word', { typed, word: cut(found.unknown, 40) }, ways, asked);
}

/** The end that was said. Where what was said of it leads nowhere, the usual ends are offered. */
function endBy(ending: Ending, bare: string, asked: Asked): End {
  try {
    return readEnding(ending, bare, asked.starts, asked.around, asked.events);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const ways = error.ways.map(({ value }) => value).filter((text) => isReadable(text, asked));
    throw fault(error.key, error.params, ways.length > 0 ? ways : usualEnds(bare, asked), asked);
  }
}

/** The end that a rule says itself. */
function endOf({ COUNT, UNTIL, ...rest }: Rule, asked: Asked): End | undefined {
  if (COUNT !== undefined) return { count: Number(COUNT), until: { by: 'none' } };
  if (UNTIL === undefined) return undefined;
  const end = endOfUntil(UNTIL, ruleText(rest, asked.starts), asked.starts, asked.around.zone);
  if (end === undefined) throw fault('error.repeat.value', { part: 'UNTIL', value: UNTIL }, [], asked);
  return end;
}

/** A rule with the ends that groups choose: the next main part of the Commission's session that leaves some weeks, a year, ten times. */
function usualEnds(bare: string, { starts, events }: Asked): string[] {
  const [session] = findEvents('CND', addDays(starts.slice(0, 10), 28), events);
  return [...(session ? [`until ${session.id.toUpperCase()}`] : []), 'for a year', '10 times'].map((end) => `${bare} ${end}`);
}

/** A refusal with those of the ways that can be read. */
function fault(key: Key, params: Params, texts: readonly string[], asked: Asked): UserError {
  const ways = asked.isTrial ? [] : [...new Set(texts)].filter((text) => isReadable(text, asked)).map((text): Way => ({ label: text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => showDay(iso)), value: text }));
  return new UserError(key, params, asked.around.field, ways.slice(0, 4));
}

const isReadable = (typed: string, asked: Asked): boolean => works(() => read({ ...asked, typed, isTrial: true }));

/** How many days back times are looked for that a rule does have. */
const lookedBack = 60;

/** The first time is none of the rule's: the nearest ones that are, of those still to come; or there is none at all. */
function firstFault(text: string, asked: Asked): UserError {
  const { starts, around, startField, typed } = asked;
  // Each of these can be the first one, because the interval counts from there.
  const pattern = text.split(';').filter((part) => !/^(?:COUNT|INTERVAL)=/.test(part)).join(';');
  const day = starts.slice(0, 10);
  const isAhead = (local: string) => Temporal.Instant.compare(onClock(local.slice(0, 10), local.slice(11, 16), around.zone), around.now) > 0;
  const before = localsOf(pattern, `${addDays(day, -lookedBack)}${starts.slice(10)}`, day).filter((local) => local < starts && isAhead(local));
  const near = [...before.slice(-1), ...localsOf(pattern, starts, null).slice(0, 2)];
  if (near.length === 0) return fault('error.repeat.never', { typed: quote(typed) }, [`every ${showWeekday(weekdayOf(day))} for a year`], asked);
  const ways = asked.isTrial ? [] : near.filter((local) => isReadable(typed, { ...asked, starts: local })).map((local) => startWay(local, around.zone));
  return new UserError('error.repeat.first', { typed: quote(typed), start: `${showDay(day)}, ${starts.slice(11, 16)}` }, startField, ways);
}

function startWay(local: string, zone: string): Way {
  const [day, time] = [local.slice(0, 10), local.slice(11, 16)];
  return { label: `${showDay(day)}, ${time}`, value: `${day} ${time} ${zone}` };
}

/**
 * Checks that each of a series' civil times is there once on the clock of a zone.
 * @throws UserError for one that the clock skips or shows twice; its ways are first times, an hour or more away, with which none is.
 *   `field` is that of the first time
 */
export function checkSittings(locals: readonly string[], zone: string, field?: string): void {
  const odd = locals.find((local) => timesOnClock(local, zone) !== 1);
  if (odd === undefined) return;
  const shifted = (minutes: number) => locals.map((local) => Temporal.PlainDateTime.from(local).add({ minutes }).toString({ smallestUnit: 'minute' }));
  const isSound = (others: readonly string[]) => others[0]!.slice(0, 10) === locals[0]!.slice(0, 10) && others.every((local) => timesOnClock(local, zone) === 1);
  const ways = [-60, 60, -120, 120].map(shifted).filter(isSound).slice(0, 2).map(([first]) => startWay(first!, zone));
  const key = timesOnClock(odd, zone) === 0 ? 'error.repeat.skipped' : 'error.repeat.twice';
  throw new UserError(key, { time: odd.slice(11, 16), date: showDay(odd.slice(0, 10)), place: place(zone) }, field, ways);
}

/** How often the clock of a zone shows a civil time: not at all, once or twice. */
function timesOnClock(local: string, zone: string): 0 | 1 | 2 {
  const civil = Temporal.PlainDateTime.from(local);
  const [early, late] = [civil.toZonedDateTime(zone, { disambiguation: 'earlier' }), civil.toZonedDateTime(zone, { disambiguation: 'later' })];
  return early.epochMilliseconds === late.epochMilliseconds ? 1 : early.toPlainDateTime().equals(civil) ? 2 : 0;
}
