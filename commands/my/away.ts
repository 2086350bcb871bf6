import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansDay, meansLastDay } from '#bot/dates.ts';
import { dayRef } from '#bot/day.ts';
import { press } from '#bot/reply.ts';
import { awayText, onAgain, ownToday, ownZone, setMessage, setWishes, wishesOf } from '#bot/wishes.ts';
import { UserError } from '#core/errors.ts';
import { choice, when } from '#core/field.ts';
import { fold } from '#core/fold.ts';
import { message, type Button, type Rich } from '#core/message.ts';
import { addDays, daysBetween, place, showDay } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import type { Away } from '#rules/wishes.ts';

/** The longest absence in days. Whoever is away for longer passes the seat on. */
const longest = 366;

/** Shows, sets or ends an absence: its first and last day on my own calendar, and who is asked meanwhile. */
export const myAway = command({
  name: 'my.away',
  who: 'reader',
  input: z.object({
    from: when().meta({ asked: true }).optional(),
    to: when().meta({ asked: true }).optional(),
    'stand-in': choice(['alternate', 'coordinator']).meta({ asked: true }).optional(),
  }),
  args: ['from'],
  dates: { from: meansDay, to: meansLastDay },
  /** A change starts from what is set. */
  async prefill(ctx) {
    const { away } = wishesOf(ctx);
    return away === null || away.to < ownToday(ctx) ? {} : { from: away.from, to: away.to, ...(away.standIn && { 'stand-in': away.standIn }) };
  },
  async run(ctx, { from: typed, to: end, 'stand-in': standIn }) {
    const [from, to] = parts(typed, end);
    const before = wishesOf(ctx);
    if (from === undefined && to === undefined && standIn === undefined) return show(ctx);
    if (from !== undefined && /^(off|no|none|back|over|ended)$/.test(fold(from).trim())) {
      const after = await setWishes(ctx, { away: null });
      return setMessage([ctx.t('my.away.back')], ...onAgain(ctx, after), press(ctx, 'button.tasks', 'my.tasks'), press(ctx, 'button.reminders', 'my.reminders'));
    }
    // Only the stand-in: of the absence that is set.
    const days = from === undefined && to === undefined && before.away !== null && before.away.to >= ownToday(ctx) ? before.away : readDays(ctx, from, to);
    const away: Away = { from: days.from, to: days.to, standIn: standIn ?? (days === before.away ? before.away.standIn : null) };
    const after = await setWishes(ctx, { away });
    return setMessage([ctx.t('my.away.set', { days: awayText(ctx, after), place: place(ownZone(ctx)) }), ...(await meanwhile(ctx, away))], ...buttons(ctx, true));
  },
});

/** `1 June to 14 June` given as one, or `until 14 June` alone. */
function parts(from: string | undefined, to: string | undefined): [string | undefined, string | undefined] {
  const [, end] = /^\s*(?:to|until|till)\s+(.+)$/is.exec(from ?? '') ?? [];
  if (end !== undefined) return [undefined, to ?? end];
  const [first, last, ...more] = (from ?? '').split(/\s+(?:to|until|till|–|-)\s+/i);
  return last !== undefined && more.length === 0 ? [first, to ?? last] : [from, to];
}

function readDays(ctx: Ctx, typed: string | undefined, end: string | undefined): { from: string; to: string } {
  const today = ownToday(ctx);
  const from = typed === undefined ? today : dayRef(ctx, typed, 'from');
  const way = (value: string) => ({ label: showDay(value, ctx.lang), value });
  if (end === undefined) throw new UserError('error.away.last', { from: showDay(from, ctx.lang) }, 'to', [from, addDays(from, 6), addDays(from, 13)].filter((day) => day >= today).map(way));
  const to = dayRef(ctx, end, 'to');
  const shown = { from: showDay(from, ctx.lang), to: showDay(to, ctx.lang) };
  if (to < today) throw new UserError('error.date.past', { typed: end, date: shown.to }, 'to');
  if (to < from) {
    // The turn of the year lies between the two, perhaps.
    const later = dayRef(ctx, end, 'to', Temporal.PlainDate.from(from).toZonedDateTime(ownZone(ctx)).toInstant());
    throw new UserError('error.away.order', shown, 'to', later >= from && daysBetween(from, later) < longest ? [way(later)] : []);
  }
  if (daysBetween(from, to) >= longest) throw new UserError('error.away.long', shown, 'to');
  return { from, to };
}

async function show(ctx: Ctx) {
  const wishes = wishesOf(ctx);
  const isSet = wishes.away !== null && wishes.away.to >= ownToday(ctx);
  const texts = isSet ? [ctx.t('my.away.own', { days: awayText(ctx, wishes), place: place(ownZone(ctx)) }), ...(await meanwhile(ctx, wishes.away!))] : [ctx.t('my.away.none')];
  return message(undefined, ...texts.map((text) => ({ text })), { buttons: buttons(ctx, isSet) });
}

function buttons(ctx: Ctx, isSet: boolean): Button[] {
  const back = isSet ? [press(ctx, 'button.back', 'my.away', { from: 'off' })] : [];
  return [...back, press(ctx, isSet ? 'button.change' : 'button.away', 'my.away', { form: 'open' }), press(ctx, 'button.reminders', 'my.reminders')];
}

/** Who is asked while one is away: for each organisation that one sits for, and as coordinator. */
async function meanwhile(ctx: Ctx, { standIn }: Away): Promise<Rich[]> {
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const texts = ctx.seats.filter(({ role }) => role === 'focal' || role === 'alternate').map((seat): Rich => {
    const { acronym: organisation, side } = ctx.dir.organisations.get(seat.organisation!)!;
    const hasOther = held.some((each) => each.organisation === seat.organisation && each.role === 'alternate' && each.person_id !== seat.person_id);
    const hasCoordinator = held.some((each) => each.role === 'coordinator' && each.side === side && each.person_id !== seat.person_id);
    if (standIn === 'alternate' && hasOther) return ctx.t('my.away.alternate', { organisation });
    const missing = hasOther || seat.role === 'alternate' ? [] : ctx.t('my.away.noAlternate', { organisation, line: { code: `/member focal ${organisation} role:alternate` } });
    const whom = !hasCoordinator ? ctx.t('my.away.nobody', { organisation }) : ctx.t(standIn === 'coordinator' ? 'my.away.coordinator' : 'my.away.waits', { organisation });
    return missing.length > 0 ? [...missing, ' ', ...whom] : whom;
  });
  return ctx.seats.some(({ role }) => role === 'coordinator') ? [...texts, ctx.t('my.away.asCoordinator')] : texts;
}
