import { z } from 'zod';
import { command } from '#bot/command.ts';
import { pastItems } from '#bot/past.ts';
import { commitmentRef } from '#bot/refs.ts';
import { paged } from '#bot/reply.ts';
import { int, ref } from '#core/field.ts';
import { historyOf } from '#db/history.ts';

/** All that was ever written about a commitment, newest first. */
export const commitmentHistory = command({
  name: 'commitment.history',
  who: 'reader',
  reads: true,
  input: z.object({ commitment: ref('commitment'), page: int(1, 999).optional() }),
  args: ['commitment'],
  async run(ctx, input) {
    const c = await commitmentRef(ctx, input.commitment);
    const lines = await historyOf(ctx.tx, ctx.dir.group.id, { about: `C${c.number}` });
    const title = ctx.t('commitment.history.title', { number: c.number, title: c.title });
    return paged(ctx, title, await pastItems(ctx, lines), input.page, 'commitment.history', { commitment: String(c.number) });
  },
});
