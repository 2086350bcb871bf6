import { z } from 'zod';
import { isVisible } from '#core/clean.ts';
import { findZones } from '#core/time.ts';
import { years } from '#core/when.ts';
import { eventId } from '#rules/filefaults.ts';

// What stands in the files that are imported (documented in `sample/README.md`).
export const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens');
export const words = (most: number) =>
  z.string().max(most).refine((text) => isVisible(text) && text.isWellFormed() && !text.includes('\0'), 'must hold visible, whole characters');
export const zone = z
  .string()
  .refine((name) => (name.includes('/') || name === 'UTC') && findZones(name).length === 1, 'is no zone name such as Europe/Vienna')
  .transform((name) => findZones(name)[0]!);
export const day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), 'is no day such as 2013-02-21');
export const instant = z.string().refine(isInstant, 'is no time such as 2013-02-21T17:30:00+01:00');
export const link = z.object({ event: id, offset: z.string().regex(/^[+-]?\d{1,4}[dw]$/, 'is no offset such as -8w or 0d') });
export const about = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'is no date such as 2017, 2017-06 or 2017-06-30');
export const maybe = <T extends z.ZodType>(type: T) => type.nullish();

/** An event as a group's file and a calendar hold it. An entry of kind `deadline` becomes a deadline of the event that `of`, its title or its day names. */
export const keyEvent = z.object({
  id: id.refine((text) => /[a-z]/.test(eventId(text)), 'must hold a letter after ev- or cal-'), title: words(150), kind: words(40), start: maybe(day), end: maybe(day), precision: z.enum(['day', 'week', 'month', 'year', 'window']).default('day'),
  city: maybe(words(60)), timeZone: maybe(zone), certainty: z.enum(['confirmed', 'announced', 'estimate', 'unknown']), source: maybe(words(60)), note: maybe(words(400)), basis: maybe(words(400)),
  time: maybe(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day such as 23:45')), yearly: maybe(z.boolean()),
  alternatives: maybe(z.array(z.object({ start: day, end: maybe(day) })).max(10)), remindDaysBefore: maybe(z.array(z.int().min(0).max(400)).max(12)),
  of: maybe(id), addressee: maybe(words(150)), paper: maybe(words(200)),
});
export type EventEntry = z.output<typeof keyEvent>;

function isDay(text: string): boolean {
  try {
    const { year } = Temporal.PlainDate.from(text, { overflow: 'reject' });
    return year >= years.first && year <= years.last;
  } catch {
    return false;
  }
}

function isInstant(text: string): boolean {
  try {
    return Temporal.Instant.from(text) !== undefined;
  } catch {
    return false;
  }
}
