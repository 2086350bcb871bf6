import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { feedHash, ownCalendar } from '#bot/feedcalendar.ts';
import { done, press } from '#bot/reply.ts';
import { yesno } from '#core/field.ts';
import { limits } from '#core/fit.ts';
import { newKey } from '#core/id.ts';
import { message, type Message } from '#core/message.ts';
import { dropFeed, feedOf, keepFeed } from '#db/feeds.ts';
import { seatsOfPerson } from '#db/people.ts';

/**
 * Gives the address of my private calendar, which is made when it is first asked for. It has the meetings of all groups in which I hold a
 * seat. `new` makes another address and `off` none; the old one is dead at once.
 */
export const myCalendar = command({
  name: 'my.calendar',
  who: 'reader',
  input: z.object({ new: yesno().optional(), off: yesno().optional() }),
  args: [],
  async run(ctx, { new: isNew = false, off = false }) {
    if (off) return done(ctx.t((await dropFeed(ctx.tx, ctx.person!.id)) ? 'my.calendar.removed' : 'my.calendar.none'));
    return ctx.publicUrl === undefined ? handedOver(ctx) : addressed(ctx, ctx.publicUrl, isNew);
  },
});

async function addressed(ctx: Ctx, publicUrl: string, isNew: boolean): Promise<Message> {
  const known = isNew ? undefined : await feedOf(ctx.tx, ctx.person!.id);
  const word = known ? ctx.secret.open(known.sealed) : newKey();
  if (!known) await keepFeed(ctx.tx, ctx.person!.id, { hash: feedHash(ctx.secret, word), sealed: ctx.secret.seal(word) }, ctx.now);
  return message(
    ctx.t('my.calendar.title'),
    { text: ctx.t(isNew ? 'my.calendar.renewed' : 'my.calendar.what') },
    { code: `${publicUrl}calendar/private/${word}.ics` },
    { list: (['google', 'outlook', 'apple'] as const).map((program) => ({ text: ctx.t(`my.calendar.${program}`) })) },
    { note: ctx.t('my.calendar.secret') },
    { buttons: [press(ctx, 'button.newAddress', 'my.calendar', { new: 'yes' }), press(ctx, 'button.removeAddress', 'my.calendar', { off: 'yes' })] },
  );
}

/** Where no calendar program can reach the bot: the meetings as they stand now, as a file, without what must not be passed on. */
async function handedOver(ctx: Ctx): Promise<Message> {
  const seats = await seatsOfPerson(ctx.tx, ctx.person!.id);
  const text = (await ownCalendar(ctx.tx, ctx.secret, { person: ctx.person!, seats }, ctx.now, 'invitation'))();
  const isSmall = Buffer.byteLength(text) <= limits.file;
  return message(
    ctx.t('my.calendar.title'),
    { text: ctx.t(isSmall ? 'my.calendar.unreached' : 'my.calendar.large') },
    isSmall ? { file: { name: 'meetings.ics', type: 'text/calendar', text } } : undefined,
  );
}
