import type { View } from '#bot/command.ts';
import { spoken, t } from '#core/i18n.ts';
import { plain, type Params, type Rich } from '#core/message.ts';
import { dayOf, daysBetween, place, showDay, stamp } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import type { Person } from '#db/people.ts';
import type { Facts } from '#delivery/facts.ts';
import { momentAt } from '#rules/event.ts';
import type { KeyEvent, Moment } from '#rules/things.ts';

/** For whom a reminder is put into words: besides their language and seats, their zone and the civil day it is there. */
export interface Reading extends View {
  readonly here: string;
  readonly zone: string;
}

/** The view of a person; without one, that of the group's rooms. */
export function viewOf({ dir, now, seats, people }: Facts, person?: Person): Reading {
  const lang = spoken(person?.language ?? dir.group.language);
  const zone = person ? zoneFor(dir, person, seats) : dir.group.zone;
  const words: View['t'] = (key, params?: Params) => t(lang, key, params);
  return {
    dir, now, lang, t: words,
    label: (key, params) => plain(words(key, params)),
    seats: person && people.has(person.id) ? seats.filter(({ person_id }) => person_id === person.id) : [],
    today: dayOf(now, dir.group.zone),
    here: dayOf(now, zone),
    zone,
  };
}

/** How far off a civil day is for the reader: `today`, `in 5 days`, `in 3 weeks`. */
export function distance(view: Reading, day: string): Rich {
  const days = daysBetween(view.here, day);
  if (days < 0) return view.t('reminder.prompt.past', { days: -days });
  return days >= 14 && days % 7 === 0 ? view.t('reminder.prompt.weeks', { weeks: days / 7 }) : view.t('reminder.prompt.distance', { days });
}

/** An event's title, with how certain its date is where that is not settled. */
export function eventName(view: Reading, { title, certainty }: KeyEvent): Rich {
  return certainty === 'confirmed' ? [title] : view.t('reminder.prompt.unsure', { event: title, certainty: view.t(`certainty.${certainty}`) });
}

/** When a window opens or a deadline falls: an hour as an instant, a whole day as the day it is there. Undefined without a date. */
export function momentText(view: Reading, moment: Moment | null, which: 'opens' | 'closes'): { readonly at: Rich; readonly day: string; readonly over: boolean } | undefined {
  const found = moment && momentAt(moment, view.dir.events);
  if (!found) return undefined;
  const over = Temporal.Instant.compare(found.instant, view.now) <= 0;
  if (moment.time !== null) return { at: [{ when: stamp(found.instant) }], day: found.day, over };
  const day = showDay(found.day, view.lang);
  return { at: which === 'opens' ? [day] : view.t('reminder.prompt.endOfDay', { day, place: place(moment.zone) }), day: found.day, over };
}

/** A day or an instant as reminders keep it, in words; nothing for none. */
export function pointText(view: Reading, point: string): Rich {
  if (point === '') return [];
  return point.length === 10 ? [showDay(point, view.lang)] : [{ when: point }];
}
