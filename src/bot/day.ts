import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { addDays, showDay } from '#core/time.ts';
import { readCivil, type Around, type Civil } from '#core/when.ts';
import type { Ctx } from '#bot/command.ts';
import { ownToday, ownZone } from '#bot/wishes.ts';

/**
 * The civil day that a text means on the caller's own calendar: `1 June`, `until Monday`, `in 2 weeks`.
 * @throws UserError when it can be read in two ways, has an hour, or is no date. Its ways can be read
 */
export function dayRef(ctx: Ctx, typed: string, field: string, now = ctx.now): string {
  const { day, time } = civil(typed, { ...ctx.around(field), now, zone: ownZone(ctx) });
  const value = day.toString();
  if (time) throw new UserError('error.date.whole', { typed: cut(typed.trim(), 80) }, field, [{ label: showDay(value, ctx.lang), value }]);
  return value;
}

/** @throws UserError as `readCivil` does, with what can be said here */
function civil(typed: string, around: Around): Civil {
  try {
    return readCivil(typed.replace(/^\s*(until|till|to|from|since|on)\s+/i, ''), around);
  } catch (error) {
    if (!(error instanceof UserError) || error.key !== 'error.date.unknown') throw error;
    throw new UserError('error.date.day', error.params, around.field);
  }
}

/**
 * A day like that, from tomorrow on and at most so many days ahead.
 * @throws UserError also when it is over, is today or is farther away
 */
export function comingDayRef(ctx: Ctx, typed: string, field: string, most: number): string {
  const day = dayRef(ctx, typed, field);
  const today = ownToday(ctx);
  const shown = { typed: cut(typed.trim(), 80), date: showDay(day, ctx.lang) };
  if (day < today) throw new UserError('error.date.past', shown, field);
  const ways = [1, 7].map((days) => addDays(today, days)).map((value) => ({ label: showDay(value, ctx.lang), value }));
  if (day === today) throw new UserError('error.date.today', shown, field, ways);
  const last = addDays(today, most);
  if (day > last) throw new UserError('error.date.farther', { ...shown, most: showDay(last, ctx.lang) }, field, [{ label: showDay(last, ctx.lang), value: last }]);
  return day;
}
