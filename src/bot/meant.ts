import { attempt } from '#core/errors.ts';
import { dayOf, place, showDate, showInstant } from '#core/time.ts';
import { readCivil, toInstant, type Civil } from '#core/when.ts';
import type { Ctx } from '#bot/command.ts';

/** Which of some things that take place somebody means by a day or an hour. */
export interface Meant<T> {
  readonly found: readonly T[];
  /** What was said, as it is on the clock of the meeting. */
  readonly said: Civil;
  /** Whether the clock of the meeting and the reader's mean different ones. */
  readonly differ: boolean;
}

/**
 * Which of some things are meant by what was typed. A place that is said decides; else it is a day, or an hour, on the clock of `zone` or on
 * the reader's, because each is shown to them; and where there is none, on the group's, as the card in the room has it. The coming ones
 * are meant before those that are over. It is for the caller to ask which of several.
 * @throws UserError as `readCivil` does on the clock of `zone`
 */
export function meantBy<T extends { readonly at: string }>(ctx: Ctx, typed: string, things: readonly T[], zone: string, field: string): Meant<T> {
  const said = readCivil(typed, { ...ctx.around(field), zone });
  for (const toward of ['coming', 'past'] as const) {
    for (const clocks of [[zone, ctx.zone], [ctx.dir.group.zone]]) {
      const each = clocks.map((clock) => onSaid(things, attempt(() => readCivil(typed, { ...ctx.around(field, toward), zone: clock }))));
      const found = things.filter((thing) => each.some((some) => some.includes(thing)));
      if (found.length > 0) return { found, said, differ: each[0]!.length > 0 && each[0]!.length < found.length };
    }
  }
  return { found: [], said, differ: false };
}

/** Those that begin on a day, or at an hour of it; of an hour that comes twice, at either unless one is said. */
function onSaid<T extends { readonly at: string }>(things: readonly T[], civil: Civil | undefined): readonly T[] {
  if (!civil) return [];
  const { day, time, zone, turn } = civil;
  if (time === undefined) return things.filter(({ at }) => dayOf(at, zone) === day.toString());
  const local = day.toPlainDateTime(time);
  return things.filter(({ at }) => {
    const begins = Temporal.Instant.from(at);
    return begins.toZonedDateTimeISO(zone).toPlainDateTime().equals(local) && (turn === undefined || begins.equals(toInstant(civil)));
  });
}

/** When something begins, on the reader's own clock with that of the meeting behind it: for labels. `Thu 7 March 2013, 05:00 Bangkok (6 March, 23:00 Vienna)`. */
export function ownTime({ zone: own, lang }: Pick<Ctx, 'zone' | 'lang'>, at: string, zone: string): string {
  const [mine, theirs] = [own, zone].map((clock) => Temporal.Instant.from(at).toZonedDateTimeISO(clock)) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  if (mine.offsetNanoseconds === theirs.offsetNanoseconds) return showInstant(at, zone, lang);
  const [today, there] = [mine.toPlainDate(), theirs.toPlainDate()];
  const day = today.equals(there) ? '' : `${showDate(there.toString(), lang)}, `;
  return `${showInstant(at, own, lang)} (${day}${theirs.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(zone)})`;
}
