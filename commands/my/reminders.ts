import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansComingDay } from '#bot/dates.ts';
import { comingDayRef } from '#bot/day.ts';
import { platformName, platformNames, whereButtons } from '#bot/linking.ts';
import { press } from '#bot/reply.ts';
import { awayText, hoursText, nextText, onAgain, ownToday, pausedUntil, restText, setMessage, setWishes, weeklyText, wishesOf } from '#bot/wishes.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, when } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { message, plain, type Message, type Rich } from '#core/message.ts';
import { addDays, showDay } from '#core/time.ts';
import { platformsOf } from '#db/people.ts';
import type { Wishes } from '#rules/wishes.ts';

/** The longest pause in days. For longer, reminders can be turned off. */
const longest = 366;

/** Shows all that is set about my reminders with what comes next; turns them on or off, puts them off until a day, or says on which platform they come. */
export const myReminders = command({
  name: 'my.reminders',
  who: 'reader',
  input: z.object({ turn: choice(['on', 'off', 'pause', 'resume']).optional(), pause: when().optional(), where: line(40).optional() }),
  args: ['turn', 'pause'],
  dates: { pause: meansComingDay(longest) },
  async run(ctx, { turn, pause, where }) {
    const place = where === undefined ? {} : { where: await platformOf(ctx, where) };
    if (turn === 'off' && pause === undefined) return off(ctx, place);
    if (turn === 'on' || turn === 'resume') {
      // Who had turned them off gets none before they say so themselves.
      const after = await setWishes(ctx, { ...place, paused: null, ...(turn === 'on' && { on: true }) });
      const buttons = [...onAgain(ctx, after), press(ctx, 'button.reminders', 'my.reminders'), press(ctx, 'button.tasks', 'my.tasks')];
      return setMessage([after.on ? ctx.t('my.reminders.isOn') : [], await nextText(ctx, after)], ...buttons);
    }
    if (turn === undefined && pause === undefined) return where === undefined ? show(ctx) : placed(ctx, place);
    if (pause === undefined) throw new UserError('error.reminders.until', {}, 'pause', [7, 14, 30].map((days) => dayWay(ctx, days)));
    const day = comingDayRef(ctx, pause.replace(/^for (?=\d|an? |one )/i, 'in ').replace(/^(until|till) /i, ''), 'pause', longest);
    const after = await setWishes(ctx, { ...place, paused: day });
    const buttons = [...onAgain(ctx, after), press(ctx, 'button.resume', 'my.reminders', { turn: 'resume' }), press(ctx, 'button.reminders', 'my.reminders')];
    return setMessage([ctx.t('my.reminders.paused', { day: showDay(day, ctx.lang) })], ...buttons);
  },
});

function dayWay(ctx: Ctx, days: number) {
  const value = addDays(ownToday(ctx), days);
  return { label: showDay(value, ctx.lang), value };
}

/** No message is sent any more to whoever has taken back their consent. */
async function off(ctx: Ctx, place: Partial<Wishes>): Promise<Message> {
  await setWishes(ctx, { ...place, on: false, paused: null });
  return setMessage([ctx.t('my.reminders.isOff')], press(ctx, 'button.remindersOn', 'my.reminders', { turn: 'on' }), press(ctx, 'button.tasks', 'my.tasks'));
}

const platforms = (ctx: Ctx) => platformsOf(ctx.tx, ctx.person!.id, wishesOf(ctx).where);

/** The platform that is meant. @throws UserError for one on which they have no account */
async function platformOf(ctx: Ctx, typed: string): Promise<string> {
  const known = await platforms(ctx);
  const found = known.find((each) => [each, plain(platformName(ctx.t, each))].some((name) => nameKey(name) === nameKey(typed)));
  if (found !== undefined) return found;
  const ways = known.map((each) => ({ label: plain(platformName(ctx.t, each)), value: each }));
  throw new UserError('error.joining.unknown', { typed, platforms: platformNames(ctx.t, known) }, 'where', ways);
}

/** Has messages come on one platform first. */
async function placed(ctx: Ctx, place: Partial<Wishes>): Promise<Message> {
  const after = await setWishes(ctx, place);
  return setMessage([ctx.t('my.reminders.whereSet', { platform: platformName(ctx.t, after.where!) })], ...onAgain(ctx, after), press(ctx, 'button.reminders', 'my.reminders'), press(ctx, 'button.tasks', 'my.tasks'));
}

async function show(ctx: Ctx): Promise<Message> {
  const wishes = wishesOf(ctx);
  const [first, ...others] = await platforms(ctx);
  const open = (label: Parameters<Ctx['label']>[0], run: string) => press(ctx, label, run, { form: 'open' });
  const turned = (label: Parameters<Ctx['label']>[0], turn: string) => press(ctx, label, 'my.reminders', { turn });
  const isPaused = pausedUntil(ctx, wishes) !== undefined;
  const turns = [isPaused ? turned('button.resume', 'resume') : turned('button.pause', 'pause'), turned('button.remindersOff', 'off')];
  return message(
    ctx.t('my.reminders.title'),
    {
      fields: [
        { label: ctx.t('my.reminders.state'), value: stateText(ctx, wishes) },
        { label: ctx.t('field.hours'), value: hoursText(ctx, wishes) },
        { label: ctx.t('field.rest'), value: restText(ctx, wishes.rest) },
        { label: ctx.t('my.reminders.away'), value: awayText(ctx, wishes) },
        { label: ctx.t('field.weekly'), value: weeklyText(ctx, wishes.digest) },
        ...(others.length === 0 ? [] : [{ label: ctx.t('my.reminders.where'), value: ctx.t('my.reminders.whereFirst', { first: platformName(ctx.t, first!), others: platformNames(ctx.t, others) }) }]),
      ],
    },
    { text: await nextText(ctx, wishes) },
    { buttons: [...(wishes.on ? turns : onAgain(ctx, wishes)), open('button.hours', 'my.hours'), open('button.away', 'my.away'), open('button.digest', 'my.digest'), ...whereButtons(ctx, [first!, ...others])] },
  );
}

function stateText(ctx: Ctx, wishes: Wishes): Rich {
  if (!wishes.on) return ctx.t('my.reminders.stateOff');
  const day = pausedUntil(ctx, wishes);
  return day === undefined ? ctx.t('my.reminders.stateOn') : ctx.t('my.reminders.statePaused', { day: showDay(day, ctx.lang) });
}
