/** From when on the clock of a zone stands where: `from` is what it showed before the change, offsets are in seconds ahead of UTC. */
export interface Observance {
  readonly from: string;
  readonly before: number;
  readonly after: number;
  /** Whether the clock was put forward: what calendars call daylight saving time. */
  readonly forward: boolean;
}

/** When an observance begins of which only the end is asked for: early enough for every calendar, and the same at every reading. */
const longAgo = '1970-01-01T00:00:00';

/**
 * How the clock of a zone stands from the first of January of one year to the end of another, by the rules that the program itself
 * reckons with. The first holds at the beginning, so there is always one.
 */
export function zoneTable(zone: string, first: number, last: number): Observance[] {
  let at = Temporal.PlainDateTime.from({ year: first, month: 1, day: 1 }).toZonedDateTime('UTC').withTimeZone(zone);
  const changes: Observance[] = [];
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.withTimeZone('UTC').year > last) break;
    const was = next.subtract({ nanoseconds: 1 });
    changes.push(change(next, seconds(was), seconds(next)));
    at = next;
  }
  const initial = changes[0]?.before ?? seconds(at);
  return [{ from: longAgo, before: initial, after: initial, forward: changes[0]?.forward === false }, ...changes];
}

const seconds = (at: Temporal.ZonedDateTime) => at.offsetNanoseconds / 1e9;

function change(at: Temporal.ZonedDateTime, before: number, after: number): Observance {
  const shown = at.withTimeZone('UTC').toPlainDateTime().add({ seconds: before });
  return { from: shown.toString({ smallestUnit: 'second' }), before, after, forward: after > before };
}
