import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { languageName, languageRef } from '#bot/language.ts';
import { announceCalendar, calendarState, decideCalendar, openPath } from '#bot/opencalendar.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { coordinatorSeat, isCoordinator } from '#bot/seat.ts';
import { weeklyText } from '#bot/wishes.ts';
import { timeIn, zoneRef } from '#bot/zone.ts';
import { choice, int, line, ref } from '#core/field.ts';
import { isKey } from '#core/i18n.ts';
import { join, message, type Block, type Message, type Rich } from '#core/message.ts';
import { place } from '#core/time.ts';
import type { Group } from '#rules/things.ts';
import { readWeekly } from '#rules/weekly.ts';

/**
 * Shows the group's settings to whoever reads it; a coordinator changes them. The calendar is opened to strangers by a yes of each side, of
 * a side without a coordinator by a focal point's, and closed by one side.
 */
export const groupSettings = command({
  name: 'group.settings',
  who: 'reader',
  input: z.object({
    name: line(120).meta({ asked: true }).optional(),
    zone: ref('zone').meta({ asked: true }).optional(),
    language: ref('language').meta({ asked: true }).optional(),
    rhythm: int(7, 365).meta({ asked: true }).optional(),
    digest: line(60).meta({ asked: true }).optional(),
    calendar: choice(['public', 'closed']).meta({ asked: true }).optional(),
  }),
  args: [],
  async run(ctx, { name, zone, language, rhythm, digest, calendar }) {
    const before = ctx.dir.group;
    const isHousekeeping = [name, zone, language, rhythm, digest].some((value) => value !== undefined);
    if (!isHousekeeping && calendar === undefined) return show(ctx, before);
    const seat = isHousekeeping ? coordinatorSeat(ctx, 'group settings') : undefined;
    const decided = calendar && (await decideCalendar(ctx, calendar, before.settings.calendar));
    const after: Group = {
      ...before,
      ...(name !== undefined && { name }),
      ...(zone !== undefined && { zone: zoneRef(zone, 'zone') }),
      ...(language !== undefined && { language: languageRef(language, 'language') }),
      settings: {
        ...before.settings,
        ...(rhythm !== undefined && { rhythm }),
        ...(digest !== undefined && { digest: readWeekly(digest, 'digest') }),
        ...(decided && { calendar: decided.after }),
      },
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return done(ctx.t(calendar === 'public' && !after.settings.calendar.public ? 'group.settings.calendar.waits' : 'group.settings.same'));
    await ctx.save('group', before, after, { seat: (seat ?? decided!.seat).id });
    if (decided && JSON.stringify(decided.after) !== JSON.stringify(before.settings.calendar)) await announceCalendar(ctx, decided.after, decided.side);
    const shown = show(ctx, after);
    return { ...shown, tone: 'done', title: ctx.t('group.settings.done'), blocks: [...shown.blocks.filter((block) => !('buttons' in block)), { buttons: [undoButton(ctx)] }] };
  },
});

/** The rooms with what they are for. */
function roomsText({ dir, t }: Ctx): Rich {
  const texts = dir.rooms.map(({ name, purpose }) => t('group.settings.room', { room: { room: name }, purpose: isKey(`purpose.${purpose}`) ? t(`purpose.${purpose}` as 'purpose.main') : purpose }));
  return texts.length === 0 ? ['–'] : join(texts, ', ');
}

function show(ctx: Ctx, { name, zone, language, settings: { rhythm, digest, calendar } }: Group): Message {
  const address: Block[] = calendar.public && ctx.publicUrl !== undefined ? [{ code: ctx.publicUrl + openPath(ctx.dir.group.id) }] : [];
  return message(
    ctx.t('group.settings.title'),
    {
      fields: [
        { label: ctx.t('field.name'), value: [name] },
        { label: ctx.t('field.zone'), value: ctx.t('group.settings.zone', { zone, now: timeIn(ctx, zone) }) },
        { label: ctx.t('field.language'), value: [languageName(language)] },
        { label: ctx.t('field.rhythm'), value: ctx.t('group.settings.rhythm', { days: rhythm, twice: 2 * rhythm }) },
        { label: ctx.t('field.digest'), value: digest ? ctx.t('group.settings.digest', { digest: weeklyText(ctx, digest), place: place(zone) }) : weeklyText(ctx, null) },
        { label: ctx.t('group.settings.calendar.label'), value: calendarState(ctx, calendar) },
        { label: ctx.t('group.settings.rooms'), value: roomsText(ctx) },
      ],
    },
    ...address,
    { buttons: isCoordinator(ctx) ? [press(ctx, 'button.change', 'group.settings', { form: 'open' })] : [] },
  );
}
