import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { languageName, languageRef } from '#bot/language.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { seatLabel } from '#bot/words.ts';
import { timeIn, zoneRef } from '#bot/zone.ts';
import { UserError } from '#core/errors.ts';
import { int, line, ref } from '#core/field.ts';
import { join, message, type Message } from '#core/message.ts';
import { coordinators, fitting } from '#rules/roles.ts';
import type { Group, Seat } from '#rules/things.ts';

/** Shows the group's settings to whoever reads it; a coordinator changes them. */
export const groupSettings = command({
  name: 'group.settings',
  who: 'reader',
  input: z.object({
    name: line(120).meta({ asked: true }).optional(),
    zone: ref('zone').meta({ asked: true }).optional(),
    language: ref('language').meta({ asked: true }).optional(),
    rhythm: int(7, 365).meta({ asked: true }).optional(),
  }),
  args: [],
  async run(ctx, { name, zone, language, rhythm }) {
    const before = ctx.dir.group;
    if ([name, zone, language, rhythm].every((value) => value === undefined)) return show(ctx, before);
    const seat = coordinatorSeat(ctx);
    const after: Group = {
      ...before,
      ...(name !== undefined && { name }),
      ...(zone !== undefined && { zone: zoneRef(zone, 'zone') }),
      ...(language !== undefined && { language: languageRef(language, 'language') }),
      ...(rhythm !== undefined && { settings: { ...before.settings, rhythm } }),
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return done(ctx.t('group.settings.same'));
    await ctx.save('group', before, after, { seat: seat.id });
    const shown = show(ctx, after);
    return { ...shown, tone: 'done', title: ctx.t('group.settings.done'), blocks: [...shown.blocks.filter((block) => !('buttons' in block)), { buttons: [undoButton(ctx)] }] };
  },
});

function show(ctx: Ctx, { name, zone, language, settings: { rhythm } }: Group): Message {
  const may = fitting(coordinators, ctx.seats).length > 0;
  return message(
    ctx.t('group.settings.title'),
    {
      fields: [
        { label: ctx.t('field.name'), value: [name] },
        { label: ctx.t('field.zone'), value: ctx.t('group.settings.zone', { zone, now: timeIn(ctx, zone) }) },
        { label: ctx.t('field.language'), value: [languageName(language)] },
        { label: ctx.t('field.rhythm'), value: ctx.t('group.settings.rhythm', { days: rhythm, twice: 2 * rhythm }) },
        { label: ctx.t('group.settings.rooms'), value: [ctx.dir.rooms.map((room) => room.name).join(', ') || '–'] },
      ],
    },
    { buttons: may ? [press(ctx, 'button.change', 'group.settings', { form: 'open' })] : [] },
  );
}

function coordinatorSeat(ctx: Ctx): Seat {
  const [seat] = fitting(coordinators, ctx.seats);
  if (seat) return seat;
  const have = join(ctx.seats.map((each) => seatLabel(ctx.t, ctx.dir, each)), ' / ');
  throw new UserError('error.seat.role', { have, need: ctx.t('role.coordinator'), command: 'group settings' });
}
