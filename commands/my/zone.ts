import { z } from 'zod';
import { command } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { timeIn, zoneRef } from '#bot/zone.ts';
import { ref } from '#core/field.ts';
import { message } from '#core/message.ts';
import { personFor, setPerson } from '#db/people.ts';
import { replanPerson } from '#db/plan.ts';

/** Shows or sets the time zone in which I read times. */
export const myZone = command({
  name: 'my.zone',
  who: 'anyone',
  input: z.object({ zone: ref('zone').optional() }),
  args: ['zone'],
  async run(ctx, input) {
    if (input.zone === undefined) {
      const said = ctx.t(ctx.person?.zone ? 'my.zone.own' : 'my.zone.usual', { now: { b: [timeIn(ctx, ctx.zone)] } });
      return message(undefined, { text: said }, { buttons: [press(ctx, 'button.change', 'my.zone', { form: 'open' })] });
    }
    const zone = zoneRef(input.zone, 'zone');
    const person = await personFor(ctx.tx, ctx.secret, ctx.user.platform, ctx.user.id, ctx.now);
    await setPerson(ctx.tx, person.id, { zone });
    await replanPerson(ctx.tx, person.id, ctx.now);
    return done(ctx.t('my.zone.set', { now: { b: [timeIn(ctx, zone)] }, zone }));
  },
});
