import { local, property, text, uri, utc, type Component, type Property } from '#core/ics.ts';
import { oneLine } from '#core/legible.ts';
import { stamp } from '#core/time.ts';
import type { CalendarInput, Kept } from '#bot/calendar.ts';
import { bySlot, clockAt, isCalm, isGone, isOn, isSteady, slotAt, uid } from '#bot/calendarsitting.ts';
import { aboutSeries, aboutSitting, joining, summary } from '#bot/calendarwords.ts';
import { slotsOf, type Sitting } from '#rules/meeting.ts';
import { readRule } from '#rules/rrule.ts';
import type { Meeting } from '#rules/things.ts';

/** A meeting for its members: a single event, or a series by its rule, with what differs from it and what stands beside it. */
export function eventsOf(kept: Kept, input: CalendarInput): Component[] {
  const { meeting } = kept;
  const sittings = kept.sittings.toSorted(bySlot);
  if (meeting.rule === null || meeting.starts === null) return sittings.flatMap((sitting) => alone(sitting, uid(meeting, input.group), meeting, input));
  const slots = new Set(slotsOf(meeting, input.events));
  const byRule = sittings.filter(({ slot }) => slots.has(slot));
  // One that was added keeps its own name when the rule comes to give it as well.
  const usual = new Set(byRule.filter(({ slot, added }) => !added && isUsual(slot, meeting)));
  const beside = sittings.filter((each) => !usual.has(each) && (each.added || each.state !== 'out'));
  return [...series(kept, meeting.rule, byRule, usual, input), ...beside.flatMap((each) => alone(each, uid(meeting, input.group, local(each.slot)), meeting, input))];
}

/**
 * Whether a time of the rule can be left to the rule. Calendars must ignore one that the clock skips on its day (§3.3.10), and do not
 * agree on one about which the clock changes: such a one stands beside its series.
 */
function isUsual(slot: string, { zone, minutes }: Meeting): boolean {
  const begins = slotAt(slot, zone);
  const [at, ends] = [stamp(begins), stamp(begins.add({ minutes }))];
  return isCalm(slot.slice(0, 10), ends.slice(0, 10), zone) || (clockAt(at, zone) === slot && isSteady(at, ends, zone));
}

const linkOf = ({ view, link }: CalendarInput, { number }: Meeting, slot: string) => (view === 'private' ? link?.(number, slot) : undefined);

/** How the reader comes in; nothing for whoever is not called, who gets no link. */
const joinsOf = (input: CalendarInput, meeting: Meeting, slot: string) => (input.calls?.(meeting.number, slot) === false ? '' : joining(meeting, input.reader.lang, linkOf(input, meeting, slot)));

/** One sitting as an event of its own. */
function alone(sitting: Sitting, name: string, meeting: Meeting, input: CalendarInput): Component[] {
  if (isGone(sitting, meeting, input.now)) return [];
  return [event(meeting, input, { ...one(sitting, meeting, input), uid: name })];
}

/** What is said of one sitting. */
function one(sitting: Sitting, meeting: Meeting, input: CalendarInput): Omit<Entry, 'uid'> {
  const link = isOn(sitting) ? linkOf(input, meeting, sitting.slot) : undefined;
  const joins = isOn(sitting) ? joinsOf(input, meeting, sitting.slot) : '';
  const { at, ends, sequence, changed } = sitting;
  const zone = isSteady(at, ends, meeting.zone) ? meeting.zone : 'UTC';
  return { begins: clockAt(at, zone), ends: clockAt(ends, zone), zone, sequence, changed, isOn: isOn(sitting), link, about: aboutSitting(sitting, meeting, input, joins) };
}

/**
 * A series from the first to the last one that takes place, then those whose time or link is not that of the others. Those left out are
 * exceptions of the rule. Any of a series can stand at its beginning: the rule gives the others again.
 */
function series({ meeting, occurrences }: Kept, rule: string, byRule: readonly Sitting[], usual: ReadonlySet<Sitting>, input: CalendarInput): Component[] {
  const { zone, minutes } = meeting;
  const own = occurrences.filter((each) => each.meeting === meeting.number && !each.added);
  const standing = [...usual].filter(isOn);
  const isOff = standing.length === 0;
  const told = new Set(isOff ? [...usual].filter((each) => !isGone(each, meeting, input.now)) : standing);
  const [first, last] = [[...told][0], [...told].at(-1)];
  if (!first || !last) return [];
  const link = isOff ? undefined : linkOf(input, meeting, '');
  const joins = isOff ? '' : joinsOf(input, meeting, '');
  const until = endAfter(last.slot, rule);
  const except = byRule.filter((each) => !told.has(each) && each.slot > first.slot && each.slot < until);
  const whole = event(meeting, input, {
    uid: uid(meeting, input.group),
    begins: first.slot,
    ends: Temporal.PlainDateTime.from(first.slot).add({ minutes }).toString({ smallestUnit: 'minute' }),
    zone,
    sequence: own.reduce((sum, each) => sum + each.sequence, meeting.sequence),
    changed: own.map((each) => each.changed).reduce((latest, each) => (each > latest ? each : latest), meeting.changed),
    isOn: !isOff,
    link,
    about: aboutSeries(standing.filter((each) => !each.moved), meeting, input, joins),
    recurs: [property('RRULE', `${endless(rule)};UNTIL=${utc(stamp(slotAt(until, zone)))}`), ...except.map(({ slot }) => zoned('EXDATE', slot, zone))],
  });
  const others = standing.filter((each) => each.moved || each.minutes !== minutes || linkOf(input, meeting, each.slot) !== link || joinsOf(input, meeting, each.slot) !== joinsOf(input, meeting, ''));
  return [whole, ...others.map((each) => event(meeting, input, { ...one(each, meeting, input), uid: uid(meeting, input.group), recurs: [zoned('RECURRENCE-ID', each.slot, zone)] }))];
}

/**
 * Until when a series goes on that ends with a time: not to the minute, because programs that reckon with the offset of the first one would
 * lose the last one. It is the same day, and no more than half of what lies between this one and the next that the rule could give.
 */
function endAfter(slot: string, rule: string): string {
  const { BYHOUR = '' } = readRule(rule);
  const [last, endOfDay] = [Temporal.PlainDateTime.from(slot), Temporal.PlainDateTime.from(`${slot.slice(0, 10)}T23:59`)];
  const next = BYHOUR.split(',').map(Number).find((hour) => hour > last.hour) ?? 24 + last.hour;
  const end = last.add({ minutes: (next - last.hour) * 30 });
  return (Temporal.PlainDateTime.compare(end, endOfDay) < 0 ? end : endOfDay).toString({ smallestUnit: 'minute' });
}

/** A rule without its own end: that is said as a day, also where it counts its times. */
const endless = (rule: string) => rule.split(';').filter((part) => !/^(count|until)=/i.test(part)).join(';');

/** A time on the clock of a zone; in UTC it needs no zone, and must not have one (§3.2.19). */
const zoned = (name: string, time: string, zone: string) => (zone === 'UTC' ? property(name, `${local(time)}Z`) : property(name, local(time), { TZID: zone }));

/** What an event of a calendar says beyond its meeting. `begins` and `ends` are on the clock of `zone`; `about` is for its members to read. */
interface Entry {
  readonly uid: string;
  readonly begins: string;
  readonly ends: string;
  readonly zone: string;
  readonly sequence: number;
  readonly changed: string;
  readonly isOn: boolean;
  readonly link: string | undefined;
  readonly about: string;
  readonly recurs?: readonly (Property | undefined)[];
}

function event({ title, place, city }: Meeting, { reader: { lang } }: CalendarInput, entry: Entry): Component {
  const where = [place, city].flatMap((part) => (part === null ? [] : [oneLine(part)])).join(', ');
  return {
    name: 'VEVENT',
    properties: [
      property('UID', entry.uid),
      property('DTSTAMP', utc(entry.changed)),
      property('LAST-MODIFIED', utc(entry.changed)),
      property('SEQUENCE', entry.sequence),
      zoned('DTSTART', entry.begins, entry.zone),
      zoned('DTEND', entry.ends, entry.zone),
      ...(entry.recurs ?? []),
      property('SUMMARY', text(summary(title, !entry.isOn, lang))),
      property('DESCRIPTION', text(entry.about)),
      property('LOCATION', where === '' ? undefined : text(where)),
      property('URL', urlIn(entry.link)),
      property('STATUS', entry.isOn ? 'CONFIRMED' : 'CANCELLED'),
      property('TRANSP', entry.isOn ? undefined : 'TRANSPARENT'),
    ],
  };
}

/** The link in the words by which people come in; a phone number can stand beside it. */
function urlIn(link: string | undefined): string | undefined {
  const found = link?.split(/\s+/).find((word) => word.startsWith('https://') && URL.canParse(word));
  return found === undefined ? undefined : uri(found);
}
