import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import { hoursText, nextText, onAgain, ownZone, restText, setMessage, setWishes, weeklyText, wishesOf } from '#bot/wishes.ts';
import { timeIn } from '#bot/zone.ts';
import { line } from '#core/field.ts';
import { message, type Rich } from '#core/message.ts';
import type { Wishes } from '#rules/wishes.ts';
import { firstFit, fits, readHours, readRest, restName, spanName } from '#rules/worktime.ts';

/** Shows or sets the working hours and days of rest by which I am reminded, on my own clock. */
export const myHours = command({
  name: 'my.hours',
  who: 'reader',
  input: z.object({ hours: line(60).meta({ asked: true }).optional(), rest: line(60).meta({ asked: true }).optional() }),
  args: ['hours'],
  /** A change starts from what is set. */
  async prefill(ctx) {
    const wishes = wishesOf(ctx);
    return { hours: spanName(wishes), rest: restName(wishes.rest) };
  },
  async run(ctx, { hours, rest }) {
    const before = wishesOf(ctx);
    if (hours === undefined && rest === undefined) {
      const buttons = [press(ctx, 'button.change', 'my.hours', { form: 'open' }), press(ctx, 'button.zone', 'my.zone', { form: 'open' }), press(ctx, 'button.reminders', 'my.reminders')];
      return message(undefined, { text: nowText(ctx, before) }, { text: await nextText(ctx, before) }, { buttons });
    }
    const set = { ...before, ...(hours !== undefined && readHours(hours, 'hours')), ...(rest !== undefined && { rest: readRest(rest, 'rest') }) };
    // A digest outside of all working time would never come.
    const moved = set.digest !== null && !fits(set.digest, set) ? firstFit(set) : undefined;
    const after = await setWishes(ctx, moved ? { ...set, digest: moved } : set);
    const texts = [ctx.t('my.hours.set'), nowText(ctx, after), moved ? ctx.t('my.hours.digestMoved', { digest: weeklyText(ctx, moved) }) : [], await nextText(ctx, after)];
    return setMessage(texts, ...onAgain(ctx, after), press(ctx, 'button.reminders', 'my.reminders'));
  },
});

const nowText = (ctx: Ctx, wishes: Wishes): Rich => ctx.t('my.hours.own', { hours: hoursText(ctx, wishes), rest: restText(ctx, wishes.rest), now: timeIn(ctx, ownZone(ctx)) });
