import { z } from 'zod';
import { command } from '#bot/command.ts';
import { listItem } from '#bot/card.ts';
import { organisationRef } from '#bot/refs.ts';
import { paged, press } from '#bot/reply.ts';
import { choice, int, line, ref, text, yesno } from '#core/field.ts';
import { fold, nameKey } from '#core/fold.ts';
import { message } from '#core/message.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { daysLate, headline, isConcerned, milestoneLate } from '#rules/commitment.ts';
import { statuses } from '#rules/things.ts';

/** All commitments, or those with a status, an owner, a theme, a late date, that are mine, or that hold words. */
export const commitmentList = command({
  name: 'commitment.list',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({
    status: choice([...statuses, 'never-reported']).optional(),
    words: text(200).optional(),
    owner: ref('organisation').optional(),
    theme: line(60).optional(),
    late: yesno().optional(),
    mine: yesno().optional(),
    page: int(1, 999).optional(),
  }),
  args: ['status', 'words'],
  async run(ctx, input) {
    const { status, words, owner, theme, late, mine, page } = input;
    const { dir, today } = ctx;
    const lead = owner === undefined || nameKey(owner) === 'open' ? undefined : organisationRef(ctx, owner, 'owner').id;
    const own = ctx.seats.flatMap((seat) => (seat.organisation === null ? [] : (dir.organisations.get(seat.organisation) ?? [])));
    const lateSteps = late === undefined ? [] : (await milestonesOf(ctx.tx, dir.group.id)).filter((step) => milestoneLate(step, dir.events, today) > 0);
    const found = (await listCommitments(ctx.tx, dir.group.id, words)).filter(({ commitment, reports }) => {
      const head = headline(commitment, reports);
      const isLate = () => daysLate(commitment, head, dir.events, today) > 0 || lateSteps.some((step) => step.commitment === commitment.number);
      return (
        (status === undefined || (status === 'never-reported' ? !head && commitment.state === 'agreed' : head?.status === status)) &&
        (owner === undefined || commitment.lead === (lead ?? null)) &&
        (theme === undefined || fold(commitment.theme ?? '').includes(fold(theme).replaceAll(' ', '-'))) &&
        (late === undefined || late === isLate()) &&
        (mine === undefined || mine === own.some((organisation) => isConcerned(organisation, commitment)))
      );
    });
    const given = { status, words, owner, theme, late, mine };
    const asked = Object.values(given).some((value) => value !== undefined);
    if (found.length === 0) return message(undefined, { text: ctx.t(asked ? 'commitment.list.none' : 'commitment.list.empty') }, { buttons: asked ? [press(ctx, 'button.all', 'commitment.list')] : [] });
    const title = ctx.t('commitment.list.title', { count: found.length, group: dir.group.name });
    return paged(ctx, title, found.map((each) => listItem(ctx, each)), page, 'commitment.list', given, { note: ctx.t('commitment.list.next', { number: found[0]!.commitment.number }) });
  },
});
