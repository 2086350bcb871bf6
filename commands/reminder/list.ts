import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { tell } from '#bot/reminder.ts';
import { paged, press } from '#bot/reply.ts';
import { isCoordinator } from '#bot/seat.ts';
import { ownRoles } from '#bot/wishes.ts';
import { int } from '#core/field.ts';
import { isKey } from '#core/i18n.ts';
import { join, message, type Item, type Rich } from '#core/message.ts';
import { outagesSince } from '#db/outages.ts';
import { pastReminders, type Reminder } from '#db/reminders.ts';

/** How many days back is told. */
const days = 30;

/** What was sent and what was dropped lately, to which role and why: coordinators see all of the group's, others what went to their own seats. */
export const reminderList = command({
  name: 'reminder.list',
  who: 'reader',
  reads: true,
  input: z.object({ page: int(1, 999).optional() }),
  args: [],
  async run(ctx, { page }) {
    const since = ctx.now.subtract({ hours: 24 * days });
    const outages = (await outagesSince(ctx.tx, since)).reverse().map(({ since: from, until }): Item => ({ text: ctx.t('reminder.list.down', { from: { when: from }, until: { when: until } }) }));
    const seesAll = isCoordinator(ctx);
    const own = new Set(ownRoles(ctx));
    // A digest with nothing in it is no loss.
    const past = (await pastReminders(ctx.tx, ctx.dir.group.id, since)).filter(({ recipient, cause }) => (seesAll || own.has(recipient)) && cause !== 'empty');
    const told = await tell(ctx, past, ({ at, state, cause }) => `${at} ${state} ${cause}`);
    const items = told.map(({ what, whom, reminders: [one] }): Item => ({ text: what, note: join([ctx.t('reminder.list.to', { whom }), [{ when: one!.at! }], becameText(ctx, one!)], ' · ') }));
    const preview = press(ctx, 'button.preview', 'reminder.preview');
    if (items.length + outages.length === 0) return message(undefined, { text: ctx.t(seesAll ? 'reminder.list.none' : 'reminder.list.noneOwn', { days }) }, { buttons: [preview] });
    const title = ctx.t(seesAll ? 'reminder.list.title' : 'reminder.list.titleOwn', { days, count: past.length });
    const answer = paged(ctx, title, [...outages, ...items], page, 'reminder.list', {});
    return { ...answer, blocks: [...answer.blocks, { buttons: [preview] }] };
  },
});

/** Why it was not sent; or how, when it was not as planned. */
function becameText(ctx: Ctx, { state, cause }: Reminder): Rich {
  const known = `reminder.cause.${cause}`;
  const why = cause === null ? [] : isKey(known) ? ctx.t(known) : [cause];
  return state === 'dropped' ? ctx.t('reminder.list.dropped', { why }) : why;
}
