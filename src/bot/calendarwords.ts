import { t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain } from '#core/message.ts';
import { place, showDay, showWhen } from '#core/time.ts';
import type { CalendarInput } from '#bot/calendar.ts';
import { clockAt } from '#bot/calendarsitting.ts';
import type { Sitting } from '#rules/meeting.ts';
import type { Meeting } from '#rules/things.ts';

/** A title as a calendar shows it: on one line, and what is off says so, in case a calendar does not strike it out. */
export const summary = (title: string, isOff: boolean, lang: string) => (isOff ? plain(t(lang, 'calendar.cancelled', { title: oneLine(title) })) : oneLine(title));

/** How people come in: by a link, or by one that they get when it is time. Empty where there is no call. */
export function joining({ kind, number }: Meeting, lang: string, link: string | undefined): string {
  if (link !== undefined) return plain(t(lang, 'calendar.join', { link }));
  return kind === 'teleconference' ? plain(t(lang, 'calendar.later', { meeting: `M${number}` })) : '';
}

/** What a member reads about one sitting: when it is on their clock and on the group's, and how they come in. */
export function aboutSitting({ at }: Sitting, meeting: Meeting, input: CalendarInput, joins: string): string {
  const { zone, lang } = input.reader;
  return lines(meeting, input, joins, [plain(t(lang, 'calendar.when', { when: showWhen(at, zone, input.group.zone, lang) }))]);
}

/** What a member reads about a series, whose hour on their clock is not the same all year. */
export function aboutSeries(usual: readonly Sitting[], meeting: Meeting, input: CalendarInput, joins: string): string {
  const { zone, lang } = input.reader;
  const own = usual.map(({ at }) => clockAt(at, zone));
  const begins = own.filter((time, i) => i === 0 || time.slice(11) !== own[i - 1]!.slice(11));
  const hours = begins.map((time) => plain(t(lang, 'calendar.hour', { city: place(zone), time: time.slice(11), day: showDay(time.slice(0, 10), lang) })));
  const home = usual[0] && plain(t(lang, 'calendar.clock', { city: place(meeting.zone), time: usual[0].slot.slice(11) }));
  return lines(meeting, input, joins, usual.every(({ slot }, i) => slot === own[i]) ? [home ?? ''] : [home ?? '', ...hours]);
}

function lines({ number, kind, event }: Meeting, { events, reader: { lang } }: CalendarInput, joins: string, times: readonly string[]): string {
  const at = event === null ? undefined : events.get(event);
  return [
    plain(t(lang, 'calendar.what', { meeting: `M${number}`, kind: t(lang, `calendar.kind.${kind}`) })),
    ...times,
    at === undefined ? '' : plain(t(lang, 'calendar.at', { event: oneLine(at.title) })),
    joins,
  ].filter((line) => line !== '').join('\n');
}
