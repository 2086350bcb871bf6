import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansDueDay } from '#bot/dates.ts';
import { findSide, organisationRef } from '#bot/refs.ts';
import { tell } from '#bot/reminder.ts';
import { paged, press } from '#bot/reply.ts';
import { isCoordinator } from '#bot/seat.ts';
import { upcoming } from '#bot/upcoming.ts';
import { ownRoles } from '#bot/wishes.ts';
import { UserError } from '#core/errors.ts';
import { int, ref, when } from '#core/field.ts';
import { join, message, type Block, type Item, type Rich } from '#core/message.ts';
import { addDays, dayOf, showDay } from '#core/time.ts';
import { knownAs } from '#db/hours.ts';
import { seatsOf } from '#db/people.ts';
import { dueDay, readDue } from '#rules/due.ts';

/** How many days ahead is shown when nobody says until when. */
const usual = 30;

/** What will be sent, as planned now: to which role, on which day, up to a date or an event. Coordinators see all, others what is for their own seats. */
export const reminderPreview = command({
  name: 'reminder.preview',
  who: 'reader',
  reads: true,
  input: z.object({ until: when().optional(), for: ref('organisation').optional(), page: int(1, 999).optional() }),
  args: ['until'],
  dates: { until: meansDueDay },
  async run(ctx, { until, for: of, page }) {
    const last = until === undefined ? addDays(ctx.today, usual) : dueDay(readDue(until, ctx.around('until'), ctx.dir.events), ctx.dir.events);
    if (last === undefined) throw new UserError('error.date.unknown', { typed: until! }, 'until');
    const isMeant = await recipients(ctx, of);
    // Days are those of the reader's own clock.
    const coming = (await upcoming(ctx)).map((reminder) => ({ ...reminder, on: dayOf(reminder.due, ctx.zone) })).filter(({ on, recipient }) => on <= last && isMeant(recipient));
    const shown = { until: showDay(last, ctx.lang), count: coming.length };
    const list = press(ctx, 'button.past', 'reminder.list');
    if (coming.length === 0) return message(undefined, { text: ctx.t('reminder.preview.none', shown) }, { buttons: [list] });
    const days = new Map<Item, string>();
    for (const { what, whom, reminders } of await tell(ctx, coming, ({ on }) => on)) {
      const [{ due, on }] = reminders as [(typeof coming)[number]];
      // Each has it at their own morning.
      const at: Rich = reminders.every((each) => each.due === due) ? [{ when: due }] : [];
      days.set({ text: what, note: join([ctx.t('reminder.list.to', { whom }), at], ' · ') }, on);
    }
    const answer = paged(ctx, ctx.t('reminder.preview.title', shown), [...days.keys()], page, 'reminder.preview', { until, for: of }, { note: ctx.t('reminder.preview.note') });
    return { ...answer, blocks: [...byDay(ctx, answer.blocks, days), { buttons: [list] }] };
  },
});

/** Puts each day's name before its first reminder on the page. */
function byDay(ctx: Ctx, blocks: readonly Block[], days: ReadonlyMap<Item, string>): Block[] {
  const heads = (list: readonly Item[]) => list.flatMap((item, i): Item[] => (days.get(item) === days.get(list[i - 1]!) ? [item] : [{ text: [{ b: [showDay(days.get(item)!, ctx.lang)] }] }, item]));
  return blocks.map((block) => ('list' in block ? { list: heads(block.list) } : block));
}

/** Whose reminders are shown: everybody's to coordinators, unless one organisation or side is asked for; one's own to others. */
async function recipients(ctx: Ctx, typed: string | undefined): Promise<(recipient: string) => boolean> {
  const own = new Set(ownRoles(ctx));
  const maySee = (recipient: string) => isCoordinator(ctx) || own.has(recipient);
  if (typed === undefined) return maySee;
  const { id } = findSide(ctx, typed) ?? organisationRef(ctx, typed, 'for');
  const seats = (await seatsOf(ctx.tx, ctx.dir.group.id)).filter(({ organisation, side }) => organisation === id || side === id);
  const meant = new Set(seats.flatMap((seat) => [`person/${seat.person_id}`, ...knownAs(seat)]));
  if (!isCoordinator(ctx) && ![...meant].some((each) => own.has(each))) throw new UserError('error.reminder.others', {}, 'for');
  return (recipient) => maySee(recipient) && (meant.has(recipient) || recipient.split('/')[1] === id);
}
