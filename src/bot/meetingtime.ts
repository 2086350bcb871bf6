import { attempt, UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { onClock, place, showDay, stamp } from '#core/time.ts';
import { readCivil } from '#core/when.ts';
import type { Ctx, Meaning } from '#bot/command.ts';
import { meansMoment } from '#bot/dates.ts';
import { zoneOfCity } from '#bot/span.ts';
import { momentAt } from '#rules/event.ts';
import { readMoment } from '#rules/moment.ts';
import type { KeyEvent } from '#rules/things.ts';
import { checkYear } from '#rules/yearless.ts';

/** When a meeting begins: on the clock of a zone, and the instant. */
export interface Start {
  /** `2027-03-03T15:00` */
  readonly local: string;
  readonly zone: string;
  readonly at: Temporal.Instant;
}

/** The clock by which whoever travels to a meeting lives there: that of the city that was said, else of the event it is held at. */
export function zoneThere(event: KeyEvent | undefined, city: string | undefined): string | undefined {
  return [city && zoneOfCity(city), event?.zone, event?.city && zoneOfCity(event.city)].find((zone) => zone) ?? undefined;
}

interface Reading {
  readonly zone?: string | undefined;
  readonly usual?: string | undefined;
  readonly repeats?: boolean;
  readonly field?: string;
}

/**
 * Reads when a meeting begins: a day with an hour, still to come. It stands on the clock of `zone`; without one, on that of the place that
 * was said, else on the group's. `usual` is the clock on which an hour without a place was said, where that is not `zone`. The second of
 * two hours that a clock shows is kept as what it is in UTC; for what `repeats` that would be another clock all year.
 * @throws UserError as `readMoment` and `checkYear` do, without an hour, for what is over, and for the second of two hours of what repeats
 */
export function readStart(ctx: Ctx, typed: string, { zone, usual = zone ?? ctx.dir.group.zone, repeats = false, field = 'when' }: Reading = {}): Start {
  if (comesBack.test(typed)) throw new UserError('error.meeting.repeats', { typed: cut(typed.trim(), 80) }, field);
  const around = { ...ctx.around(field), zone: usual };
  checkYear(typed, around);
  const moment = readMoment(typed, around, ctx.dir.events);
  if (moment.time === null) throw new UserError('error.meeting.hour', { typed: cut(typed.trim(), 80) }, field);
  const at = momentAt(moment, ctx.dir.events)!.instant;
  if (Temporal.Instant.compare(at, ctx.now) <= 0) throw new UserError('error.meeting.past', { typed: cut(typed.trim(), 80), when: { when: stamp(at) } }, field);
  const civil = attempt(() => readCivil(typed, around));
  const wanted = zone ?? (civil?.turn === 'second' ? civil.zone : moment.zone);
  const local = localOn(at, wanted);
  if (onClock(local.slice(0, 10), local.slice(11), wanted).equals(at)) return { local, zone: wanted, at };
  if (repeats) throw new UserError('error.meeting.second', { typed: `${local.slice(11)}, ${showDay(local.slice(0, 10), ctx.lang)}`, place: place(wanted) }, field);
  return { local: localOn(at, 'UTC'), zone: 'UTC', at };
}

/** Words that say how a meeting comes back, not when one is. */
const comesBack = /\b(?:every|each|daily|weekly|fortnightly|biweekly|monthly|quarterly|yearly|rrule)\b/i;

const localOn = (at: Temporal.Instant, zone: string) => at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

const moment = meansMoment(true);

/** A day with an hour that is to come; one without a year that was not long ago is asked about. */
export const meansComing: Meaning = {
  ...moment,
  read(ctx, typed, field) {
    checkYear(typed, ctx.around(field));
    return moment.read(ctx, typed, field);
  },
};

/** When a meeting begins, as it is offered while somebody types it. */
export const meansStart: Meaning = {
  ...moment,
  read(ctx, typed, field) {
    readStart(ctx, typed, { field });
    return moment.read(ctx, typed, field);
  },
  // The name of an event alone has no hour.
  takes: () => false,
};
