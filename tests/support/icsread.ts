import ICAL from 'ical.js';
import { convertIcsCalendar, type IcsCalendar, type IcsDateObject, type IcsRecurrenceRule } from 'ts-ics';

/** What a calendar program would show: an event with its instants, or its civil day. */
export interface Read {
  readonly uid: string;
  readonly at: string;
  readonly ends: string;
  readonly summary: string;
  readonly status: string;
}

const iso = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ fractionalSecondDigits: 3 });
const inOrder = (read: Read[]) => read.sort((a, b) => (`${a.at} ${a.uid}` < `${b.at} ${b.uid}` ? -1 : 1));

/** Everything in a calendar as ical.js reads it: series unrolled, by the clocks that the calendar itself describes. */
export function readByIcal(text: string): Read[] {
  const events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');
  const singles = events.filter((each) => !each.hasProperty('recurrence-id'));
  const others = events.filter((each) => each.hasProperty('recurrence-id'));
  const shown = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time): Read => ({
    uid: item.uid,
    at: start.isDate ? start.toString() : iso(start.toUnixTime() * 1000),
    ends: start.isDate ? '' : iso(end.toUnixTime() * 1000),
    summary: item.summary,
    status: String(item.component.getFirstPropertyValue('status')),
  });
  return inOrder(
    singles.flatMap((component) => {
      const event = new ICAL.Event(component, { strictExceptions: true, exceptions: others.filter((each) => each.getFirstPropertyValue('uid') === component.getFirstPropertyValue('uid')) });
      if (!event.isRecurring()) return [shown(event, event.startDate, event.endDate)];
      const all: Read[] = [];
      const iterator = event.iterator();
      for (let next = iterator.next(); next as ICAL.Time | undefined; next = iterator.next()) {
        const { item, startDate, endDate } = event.getOccurrenceDetails(next);
        all.push(shown(item, startDate, endDate));
      }
      return all;
    }),
  );
}

/**
 * The same as ts-ics reads it. Its own reckoning is not used: it unrolls series on the clock of the machine, and takes a change of clocks
 * for so much earlier as the clock is ahead. So its parts are put together here, by days and from its observances.
 */
export function readByTsIcs(text: string): Read[] {
  const calendar = convertIcsCalendar(undefined, text);
  const events = calendar.events ?? [];
  const clock = (given: IcsDateObject) => (given.local?.date ?? given.date).toISOString().slice(0, 19);
  const read: Read[] = [];
  for (const event of events) {
    const zone = event.start.local?.timezone;
    const show = (time: string) => {
      const isDay = event.start.type === 'DATE';
      const at = instant(time, zone, calendar);
      const first = instant(clock(event.start), zone, calendar);
      const minutes = event.end ? (instant(clock(event.end), zone, calendar) - first) / 60_000 : 0;
      read.push({ uid: event.uid, at: isDay ? time.slice(0, 10) : iso(at), ends: isDay ? '' : iso(at + minutes * 60_000), summary: (event.summary as string | undefined) ?? '', status: String(event.status) });
    };
    if (!event.recurrenceRule) {
      show(clock(event.start));
      continue;
    }
    const replaced = events.filter(({ uid, recurrenceId }) => uid === event.uid && recurrenceId).map(({ recurrenceId }) => clock(recurrenceId!.value));
    const gone = new Set([...replaced, ...(event.exceptionDates ?? []).map(clock)]);
    const until = event.recurrenceRule.until!.date.getTime();
    const start = Temporal.PlainDateTime.from(clock(event.start));
    for (let day = start; ; day = day.add({ days: 1 })) {
      const times = (event.recurrenceRule.byHour ?? [start.hour]).map((hour) => day.with({ hour }).toString({ smallestUnit: 'second' }));
      if (times.every((time) => instant(time, zone, calendar) > until)) break;
      if (!isOf(event.recurrenceRule, start.toPlainDate(), day.toPlainDate())) continue;
      for (const time of times) if (time >= start.toString({ smallestUnit: 'second' }) && instant(time, zone, calendar) <= until && !gone.has(time)) show(time);
    }
  }
  return inOrder(read);
}

/** The instant of a civil time, by the observances of a zone: the last one whose beginning, on the clock before it, is not later. */
function instant(time: string, zone: string | undefined, { timezones = [] }: IcsCalendar): number {
  const wall = Date.parse(`${time}Z`);
  if (zone === undefined) return wall;
  // ts-ics gives the beginning as if the clock had changed already.
  const begun = timezones.find(({ id }) => id === zone)!.props.filter(({ start, offsetTo }) => start.getTime() + ahead(offsetTo) <= wall);
  return wall - ahead(begun.toSorted((a, b) => a.start.getTime() - b.start.getTime()).at(-1)!.offsetTo);
}

const ahead = (offset: string) => (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5))) * 60_000;

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Whether a day is of a rule that began on another: days, weeks from Monday, months and years, days of the week and of the month. */
function isOf(rule: IcsRecurrenceRule, start: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  const every = rule.interval ?? 1;
  const monday = (of: Temporal.PlainDate) => of.subtract({ days: of.dayOfWeek - 1 });
  const weekday = (rule.byDay ?? []).filter((each) => names.indexOf(each.day) + 1 === day.dayOfWeek);
  const months = (day.year - start.year) * 12 + day.month - start.month;
  const inMonth = rule.byDay
    ? weekday.some(({ occurrence: nth }) => nth === undefined || (nth > 0 ? Math.ceil(day.day / 7) === nth : Math.ceil((day.daysInMonth - day.day + 1) / 7) === -nth))
    : (rule.byMonthday ?? [start.day]).some((each) => (each > 0 ? each : day.daysInMonth + each + 1) === day.day);
  if (rule.bySetPos || rule.byWeekNo || rule.byYearday || rule.byMonth) throw new Error('a rule that this reader does not know');
  if (rule.frequency === 'DAILY') return start.until(day).days % every === 0;
  if (rule.frequency === 'WEEKLY') return (monday(start).until(monday(day)).days / 7) % every === 0 && (rule.byDay ? weekday.length > 0 : day.dayOfWeek === start.dayOfWeek);
  if (rule.frequency === 'MONTHLY') return months % every === 0 && inMonth;
  return (day.year - start.year) % every === 0 && day.month === start.month && day.day === start.day;
}
