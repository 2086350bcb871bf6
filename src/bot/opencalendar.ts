import { UserError } from '#core/errors.ts';
import { message, type Rich } from '#core/message.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { closed, opened } from '#rules/opencalendar.ts';
import { keeperOf } from '#rules/seats.ts';
import type { Seat, Settings } from '#rules/things.ts';

type Calendar = Settings['calendar'];

/** Where strangers find the calendar of a group. */
export const openPath = (group: string) => `calendar/${group}.ics`;

/**
 * What becomes of the group's calendar by the word of the caller's side, and the seat that says it: a coordinator's or, of a side that has
 * none, a focal point's. @throws UserError for others
 */
export async function decideCalendar(ctx: Ctx, wish: 'public' | 'closed', before: Calendar): Promise<{ readonly after: Calendar; readonly seat: Seat; readonly side: string }> {
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const keeping = ctx.seats.flatMap((seat) => {
    const side = keeperOf(seat, held, ctx.dir.organisations);
    return side === null ? [] : [{ seat, side }];
  });
  const [own] = keeping;
  if (!own) throw new UserError('error.calendar.keeper');
  return { ...own, after: wish === 'closed' ? closed : opened(before, own.side) };
}

/** Tells the group's rooms what has become of its calendar; of a proposal also how the other side says yes. */
export async function announceCalendar(ctx: Ctx, after: Calendar, side: string): Promise<void> {
  const key = after.public ? 'opened' : after.proposed === null ? 'closed' : 'asked';
  const said = ctx.t(`group.settings.calendar.${key}`, { side: nameOf(ctx.dir, side) });
  const buttons = after.proposed === null ? [] : [press(ctx, 'button.agree', 'group.settings', { calendar: 'public' })];
  await ctx.announce(message(undefined, { text: said }, { buttons }));
}

/** Who may see the group's calendar, in a few words. */
export function calendarState({ t, dir }: Pick<Ctx, 't' | 'dir'>, { public: isOpen, proposed }: Calendar): Rich {
  if (isOpen) return t('group.settings.calendar.open');
  return proposed === null ? t('group.settings.calendar.members') : t('group.settings.calendar.proposed', { side: nameOf(dir, proposed) });
}
