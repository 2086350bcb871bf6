import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { pastItems } from '#bot/past.ts';
import { commitmentNumber, commitmentRef } from '#bot/refs.ts';
import { paged } from '#bot/reply.ts';
import { int, ref } from '#core/field.ts';
import { findCommitment } from '#db/commitments.ts';
import { historyOf } from '#db/history.ts';

/** All that was ever written about a commitment, newest first. */
export const commitmentHistory = command({
  name: 'commitment.history',
  who: 'reader',
  reads: true,
  input: z.object({ commitment: ref('commitment'), page: int(1, 999).optional() }),
  args: ['commitment'],
  async run(ctx, input) {
    const gone = await goneNumber(ctx, input.commitment);
    const c = gone === undefined ? await commitmentRef(ctx, input.commitment) : { number: gone, title: '' };
    const lines = await historyOf(ctx.tx, ctx.dir.group.id, { about: `C${c.number}` });
    const title = gone === undefined ? ctx.t('commitment.history.title', { number: c.number, title: c.title }) : ctx.t('commitment.history.gone', { number: gone });
    return paged(ctx, title, await pastItems(ctx, lines), input.page, 'commitment.history', { commitment: String(c.number) });
  },
});

/** The number of a commitment that was taken back after it was proposed: it is gone, and its history stays. */
async function goneNumber(ctx: Ctx, typed: string): Promise<number | undefined> {
  const number = commitmentNumber(typed);
  if (number === undefined || (await findCommitment(ctx.tx, ctx.dir.group.id, number))) return undefined;
  return (await historyOf(ctx.tx, ctx.dir.group.id, { about: `C${number}` }, 1)).length > 0 ? number : undefined;
}
