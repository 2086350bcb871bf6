import { property, text, writeComponent, offset, local, type Component } from '#core/ics.ts';
import { oneLine } from '#core/legible.ts';
import { eventsOf } from '#bot/calendarevents.ts';
import { publicDays } from '#bot/calendarpublic.ts';
import type { Sitting } from '#rules/meeting.ts';
import type { Group, KeyEvent, Meeting, Occurrence } from '#rules/things.ts';
import { zoneTable, type Observance } from '#rules/zonetable.ts';

/** A meeting with all of its sittings, those left out among them. */
export interface Kept {
  readonly meeting: Meeting;
  readonly occurrences: readonly Occurrence[];
  readonly sittings: readonly Sitting[];
}

export interface CalendarInput {
  readonly group: Pick<Group, 'id' | 'name' | 'zone'>;
  readonly meetings: readonly Kept[];
  readonly events: ReadonlyMap<string, KeyEvent>;
  /**
   * `public`: what strangers may know, a day and not an hour. `private`: what a member subscribes to. `invitation`: a meeting as a file in
   * chat, which may be passed on, so without its link.
   */
  readonly view: 'public' | 'private' | 'invitation';
  readonly reader: { readonly zone: string; readonly lang: string };
  /** The joining link of a sitting, its own or else that of its series, and with slot '' of the whole series. Asked for in the private view only. */
  readonly link?: (number: number, slot: string) => string | undefined;
  /** Whether the reader is called to a sitting, with slot '' to the whole of a meeting; where it is not said, they are. */
  readonly calls?: (number: number, slot: string) => boolean;
  /** Decides only how long what was called off is still shown. */
  readonly now: Temporal.Instant;
}

/**
 * Meetings as a calendar (RFC 5545), in bytes that stay the same as long as nothing changes. A meeting without a time yet is left out.
 * What was called off stays for thirty days, marked so, in order that calendars take it out.
 */
export const calendarOf = (input: CalendarInput): string => calendarOfAll([input]);

/** The meetings of several groups as one calendar, in one view. */
export function calendarOfAll(inputs: readonly [CalendarInput, ...CalendarInput[]]): string {
  const [{ view }] = inputs;
  const drawn = inputs
    .flatMap((input) => input.meetings.toSorted((a, b) => a.meeting.number - b.meeting.number).map((kept) => ({ kept, parts: view === 'public' ? publicDays(kept, input) : eventsOf(kept, input) })))
    .filter(({ parts }) => parts.length > 0);
  const zones = view === 'public' ? [] : zonesOf(drawn.map(({ kept }) => kept));
  return writeComponent({
    name: 'VCALENDAR',
    properties: [
      property('VERSION', '2.0'),
      property('PRODID', '-//Secretariat//Meetings//EN'),
      property('CALSCALE', 'GREGORIAN'),
      ...(view === 'invitation' ? [property('METHOD', 'PUBLISH')] : feedProperties(inputs.map(({ group }) => oneLine(group.name)).join(' · '))),
    ],
    // A calendar must have something in it (§3.6), and be it a clock.
    parts: drawn.length === 0 ? [timezone('UTC', zoneTable('UTC', 1970, 1970))] : [...zones, ...drawn.flatMap(({ parts }) => parts)],
  });
}

/** What only a calendar that is subscribed to has: its name, and how often to ask again (the second one for Outlook). */
const feedProperties = (name: string) => [
  property('X-WR-CALNAME', text(name)),
  property('REFRESH-INTERVAL', 'PT1H', { VALUE: 'DURATION' }),
  property('X-PUBLISHED-TTL', 'PT1H'),
];

/** The clocks of all zones that meetings are held by, over the years that these span. UTC needs no description. */
function zonesOf(kept: readonly Kept[]): Component[] {
  const years = new Map<string, number[]>();
  for (const { meeting, sittings } of kept) {
    const spanned = sittings.flatMap(({ at, ends, slot }) => [at, ends, slot || at]).map((time) => Number(time.slice(0, 4)));
    years.set(meeting.zone, [...(years.get(meeting.zone) ?? []), ...spanned]);
  }
  // One year more, because on the first of January it is not the same year everywhere.
  return [...years].filter(([zone]) => zone !== 'UTC').sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, spanned]) => timezone(zone, zoneTable(zone, Math.min(...spanned) - 1, Math.max(...spanned) + 1)));
}

const timezone = (zone: string, table: readonly Observance[]): Component => ({
  name: 'VTIMEZONE',
  properties: [property('TZID', zone)],
  parts: table.map(({ from, before, after, forward }) => ({
    name: forward ? 'DAYLIGHT' : 'STANDARD',
    properties: [property('DTSTART', local(from)), property('TZOFFSETFROM', offset(before)), property('TZOFFSETTO', offset(after))],
  })),
});
