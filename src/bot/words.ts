import { nameKey } from '#core/fold.ts';
import type { Key } from '#core/i18n.ts';
import type { Params, Rich } from '#core/message.ts';
import type { Directory } from '#db/groups.ts';
import { offsetText, showDue } from '#rules/due.ts';
import { seatParts } from '#rules/roles.ts';
import type { Due, Organisation, Seat } from '#rules/things.ts';

export type T = (key: Key, params?: Params) => Rich;

/** What a seat is called: `Focal point, INPUD`; after it ends `Former focal point`. Never a name. */
export function seatLabel(t: T, dir: Directory, seat: Seat): Rich {
  const { role, former, of } = seatParts(seat, dir.organisations, dir.sides);
  if (former) return t(`seat.former.${role}`);
  return of === '' ? t('seat.alone', { role: t(`role.${role}`) }) : t('seat.of', { role: t(`role.${role}`), of });
}

/** What an organisation or a side is called within the group. */
export function nameOf(dir: Directory, id: string): string {
  return dir.organisations.get(id)?.acronym ?? dir.sides.find((side) => side.id === id)?.label ?? id;
}

/** What an organisation is called in full: `INPUD, International Network …`; one whose short name is its name, once. */
export function fullName({ acronym, name }: Pick<Organisation, 'acronym' | 'name'>): string {
  return nameKey(acronym) === nameKey(name) ? name : `${acronym}, ${name}`;
}

/** A due date in full: the day, what it hangs on, and how certain that is. "No date" is said as such. */
export function dueText(t: T, dir: Directory, due: Due, lang: string): Rich {
  const shown = showDue(due, dir.events, lang);
  if (due.by === 'none') return t('due.none');
  if (due.by === 'day') return [shown!];
  if (due.by === 'horizon') return t('due.horizon', { on: shown! });
  const event = dir.events.get(due.event);
  const name = `${due.event.toUpperCase()}${offsetText(due.days)}`;
  if (event?.cancelled) return t('due.cancelled', { event: event.title });
  if (shown === undefined) return t('due.undated', { event: event?.title ?? due.event });
  return t(event!.certainty === 'confirmed' ? 'due.event' : 'due.uncertain', { on: shown, name, event: event!.title, certainty: t(`certainty.${event!.certainty}`) });
}

/** A due date in a list: the day alone, marked when it is not certain. */
export function dueShort(t: T, dir: Directory, due: Due, lang: string): Rich {
  if (due.by === 'event' && dir.events.get(due.event)?.cancelled) return t('due.off', { name: due.event.toUpperCase() });
  const shown = showDue(due, dir.events, lang);
  if (shown === undefined) return due.by === 'event' ? t('due.open', { name: due.event.toUpperCase() }) : t('due.none');
  const sure = due.by !== 'event' || dir.events.get(due.event)?.certainty === 'confirmed';
  return sure ? [shown] : t('due.about', { on: shown });
}
