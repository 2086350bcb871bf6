import { withoutAddresses } from '#core/address.ts';
import { date, property, text, utc, type Component } from '#core/ics.ts';
import { t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain } from '#core/message.ts';
import { dayOf } from '#core/time.ts';
import type { CalendarInput, Kept } from '#bot/calendar.ts';
import { bySlot, isGone, isOn, slotAt, uid } from '#bot/calendarsitting.ts';
import { summary } from '#bot/calendarwords.ts';

/**
 * A meeting for strangers: each sitting as an event of its own on a civil day of the group's zone, with title, kind and city; an
 * address among these words stays out. Neither its hour nor its zone can be told from anything here: names are made from days, and changes
 * are dated by the day.
 */
export function publicDays({ meeting, sittings }: Kept, { group, reader: { lang }, now }: CalendarInput): Component[] {
  const { title, kind, city } = meeting;
  const taken = new Map<string, number>();
  // By the rule first, so that one that is added on the same day does not take another's name.
  return sittings.toSorted((a, b) => Number(a.added) - Number(b.added) || bySlot(a, b)).flatMap((sitting): Component[] => {
    // One of a series is told from the others by the day on which it was first to be.
    const day = sitting.slot === '' ? '' : date(dayOf(slotAt(sitting.slot, meeting.zone), group.zone));
    const count = (taken.get(day) ?? 0) + 1;
    taken.set(day, count);
    if (isGone(sitting, meeting, now)) return [];
    const changed = utc(`${sitting.changed.slice(0, 10)}T00:00:00`);
    return [{
      name: 'VEVENT',
      properties: [
        property('UID', uid(meeting, group, count > 1 ? `${day}.${count}` : day)),
        property('DTSTAMP', changed),
        property('LAST-MODIFIED', changed),
        property('SEQUENCE', sitting.sequence),
        property('DTSTART', date(dayOf(sitting.at, group.zone)), { VALUE: 'DATE' }),
        property('SUMMARY', text(summary(withoutAddresses(title), !isOn(sitting), lang))),
        property('DESCRIPTION', text(plain(t(lang, `calendar.kind.${kind}`)))),
        property('LOCATION', city === null ? undefined : text(withoutAddresses(oneLine(city)))),
        property('STATUS', isOn(sitting) ? 'CONFIRMED' : 'CANCELLED'),
        property('TRANSP', 'TRANSPARENT'),
      ],
    }];
  });
}
