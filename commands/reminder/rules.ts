import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { press, undoButton } from '#bot/reply.ts';
import { coordinatorSeat, isCoordinator } from '#bot/seat.ts';
import { setMessage } from '#bot/wishes.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { choice, line } from '#core/field.ts';
import { join, message, type Item, type Message } from '#core/message.ts';
import { keyOf, remindersOf } from '#db/reminders.ts';
import { readLadder, rungsOf, usualLadders } from '#rules/ladder.ts';
import { ladders, type Group, type Ladder, type Settings } from '#rules/things.ts';

/** Shows when reminders come, for each kind of thing; a coordinator sets that for the group. */
export const reminderRules = command({
  name: 'reminder.rules',
  who: 'reader',
  // Longer than any ladder, so that one with too many rungs is told so.
  input: z.object({ kind: choice(ladders).optional(), ladder: line(3000).meta({ asked: true }).optional() }),
  args: ['kind', 'ladder'],
  async run(ctx, { kind, ladder }) {
    const { group } = ctx.dir;
    if (kind === undefined && ladder !== undefined) throw new UserError('error.reminder.kind', { typed: cut(ladder, 60), kinds: ladders.join(', ') }, 'kind');
    if (kind === undefined) return showAll(ctx);
    if (ladder === undefined) return showOne(ctx, kind);
    const seat = coordinatorSeat(ctx, 'reminder rules');
    const rungs = readLadder(kind, ladder, 'ladder');
    const { [kind]: _old, ...others } = group.settings.ladders;
    const isUsual = rungs.join() === usualLadders[kind].join();
    const settings: Settings = { ...group.settings, ladders: isUsual ? others : { ...others, [kind]: rungs } };
    const shown = { kind, rungs: rungsText(ctx, rungs) };
    const all = press(ctx, 'button.rules', 'reminder.rules');
    if (rungsOf(kind, settings).join() === rungsOf(kind, group.settings).join()) return setMessage([ctx.t('reminder.rules.same', shown)], all);
    const before = await plannedKeys(ctx);
    const after: Group = { ...group, settings };
    await ctx.save('group', group, after, { seat: seat.id });
    // One side's coordinator sets it for both.
    await ctx.announce(message(undefined, { text: ctx.t('reminder.rules.card', { kind, rungs: rungsText(ctx, rungs), seat: seatLabel(ctx.t, ctx.dir, seat) }) }));
    const now = await plannedKeys(ctx);
    const [more, fewer] = [[...now].filter((key) => !before.has(key)).length, [...before].filter((key) => !now.has(key)).length];
    return setMessage([ctx.t('reminder.rules.done', shown), ctx.t('reminder.rules.changes', { more, fewer })], undoButton(ctx), press(ctx, 'button.preview', 'reminder.preview'), all);
  },
});

const rungsText = (ctx: Ctx, rungs: readonly string[]) => (rungs.length === 0 ? ctx.t('reminder.rules.off') : [{ code: rungs.join(' ') }]);

async function plannedKeys(ctx: Ctx): Promise<Set<string>> {
  return new Set((await remindersOf(ctx.tx, ctx.dir.group.id)).filter(({ state }) => state === 'planned').map(keyOf));
}

function showAll(ctx: Ctx): Message {
  const list = ladders.map((kind) => itemOf(ctx, kind));
  const note = isCoordinator(ctx) ? { note: ctx.t('reminder.rules.how', { line: { code: '/reminder rules commitment -14d -7d 0d' } }) } : undefined;
  return message(ctx.t('reminder.rules.title'), { list }, note, { buttons: isCoordinator(ctx) ? [press(ctx, 'button.change', 'reminder.rules', { form: 'open' })] : [] });
}

function showOne(ctx: Ctx, kind: Ladder): Message {
  const isOwn = ctx.dir.group.settings.ladders[kind] !== undefined;
  const usual = isOwn ? [press(ctx, 'button.usual', 'reminder.rules', { kind, ladder: 'default' })] : [];
  const buttons = [press(ctx, 'button.change', 'reminder.rules', { kind, form: 'open' }), ...usual];
  return message(undefined, { list: [itemOf(ctx, kind)] }, { buttons: [...(isCoordinator(ctx) ? buttons : []), press(ctx, 'button.rules', 'reminder.rules')] });
}

/** A kind by the word it is set with, its rungs, and what it is for. */
function itemOf(ctx: Ctx, kind: Ladder): Item {
  const { settings } = ctx.dir.group;
  const isOwn = settings.ladders[kind] !== undefined;
  const usual = isOwn ? ctx.t('reminder.rules.usually', { rungs: usualLadders[kind].join(' ') }) : [];
  return { text: join([[{ b: [kind] }, ' ', ...rungsText(ctx, rungsOf(kind, settings))], usual], ' · '), note: ctx.t(`reminder.ladder.${kind}`) };
}
