import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { press } from '#bot/reply.ts';
import { onAgain, ownZone, setMessage, setWishes, weeklyText, wishesOf } from '#bot/wishes.ts';
import { UserError, type Way } from '#core/errors.ts';
import { line } from '#core/field.ts';
import { message, type Button, type Rich } from '#core/message.ts';
import { place, showWeekday, stamp } from '#core/time.ts';
import { weeklyTimes } from '#rules/hours.ts';
import type { Weekly } from '#rules/things.ts';
import { readWeekly, weeklyName } from '#rules/weekly.ts';
import type { Wishes } from '#rules/wishes.ts';
import { firstFit, fits } from '#rules/worktime.ts';

/** Shows or sets when my weekly digest comes, on my own clock; or that none does. */
export const myDigest = command({
  name: 'my.digest',
  who: 'reader',
  input: z.object({ weekly: line(60).meta({ asked: true }).optional() }),
  args: ['weekly'],
  /** A change starts from what is set. */
  async prefill(ctx) {
    const { digest } = wishesOf(ctx);
    return digest ? { weekly: weeklyName(digest) } : {};
  },
  async run(ctx, { weekly }) {
    const before = wishesOf(ctx);
    if (weekly === undefined) return message(undefined, { text: whenText(ctx, before.digest) }, { buttons: buttonsFor(ctx, before) });
    const digest = readWeekly(weekly, 'weekly', before.from);
    if (digest) checkComes(ctx, digest, before);
    const after = await setWishes(ctx, { digest });
    return setMessage([ctx.t('my.digest.set'), whenText(ctx, digest)], ...onAgain(ctx, after), ...buttonsFor(ctx, after));
  },
});

function whenText(ctx: Ctx, digest: Weekly | null): Rich {
  if (!digest) return ctx.t('my.digest.none');
  const next = { when: stamp(weeklyTimes(digest, ownZone(ctx), ctx.now).at) };
  return ctx.t('my.digest.own', { digest: weeklyText(ctx, digest), place: place(ownZone(ctx)), next });
}

function buttonsFor(ctx: Ctx, { digest }: Wishes): Button[] {
  const off = digest ? [press(ctx, 'button.noDigest', 'my.digest', { weekly: 'off' })] : [];
  return [press(ctx, 'button.change', 'my.digest', { form: 'open' }), ...off, press(ctx, 'button.reminders', 'my.reminders')];
}

/** Nobody is written to outside their working hours, so a digest set there would never come. */
function checkComes(ctx: Ctx, digest: Weekly, wishes: Wishes): void {
  if (fits(digest, wishes)) return;
  const isRest = wishes.rest.includes(digest.day);
  const others = [...(isRest ? [] : [{ day: digest.day, at: wishes.from }]), firstFit(wishes)].map(weeklyName);
  const ways = [...new Set(others)].map((value): Way => ({ label: value, value }));
  const params = { day: showWeekday(digest.day, ctx.lang), at: digest.at, from: wishes.from, to: wishes.to };
  throw new UserError(isRest ? 'error.weekly.rest' : 'error.weekly.outside', params, 'weekly', ways);
}
