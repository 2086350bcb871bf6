import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { pastItems } from '#bot/past.ts';
import { commitmentNumber, commitmentRef } from '#bot/refs.ts';
import { paged } from '#bot/reply.ts';
import { int, ref } from '#core/field.ts';
import { findCommitment } from '#db/commitments.ts';
import { historyOf } from '#db/history.ts';
import type { KeyEvent, Line } from '#rules/things.ts';

/** All that was ever written about a commitment, newest first, and what moved the events on which its dates hang. */
export const commitmentHistory = command({
  name: 'commitment.history',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ commitment: ref('commitment'), page: int(1, 999).optional() }),
  args: ['commitment'],
  async run(ctx, input) {
    const gone = await goneNumber(ctx, input.commitment);
    const c = gone === undefined ? await commitmentRef(ctx, input.commitment) : { number: gone, title: '' };
    const lines = await historyOf(ctx.tx, ctx.dir.group.id, { about: `C${c.number}` });
    const title = gone === undefined ? ctx.t('commitment.history.title', { number: c.number, title: c.title }) : ctx.t('commitment.history.gone', { number: gone });
    const all = [...lines, ...(await movesOf(ctx, lines))].sort((a, b) => b.seq - a.seq);
    return paged(ctx, title, await pastItems(ctx, all), input.page, 'commitment.history', { commitment: String(c.number) });
  },
});

/** The number of a commitment that was taken back after it was proposed: it is gone, and its history stays. */
async function goneNumber(ctx: Ctx, typed: string): Promise<number | undefined> {
  const number = commitmentNumber(typed);
  if (number === undefined || (await findCommitment(ctx.tx, ctx.dir.group.id, number))) return undefined;
  return (await historyOf(ctx.tx, ctx.dir.group.id, { about: `C${number}` }, 1)).length > 0 ? number : undefined;
}

/** What gave another date to the events on which the commitment or a milestone came to hang, since it does. */
async function movesOf(ctx: Ctx, lines: readonly Line[]): Promise<Line[]> {
  const since = new Map<string, number>();
  for (const { after, seq } of lines) if (after && 'due' in after && after.due.by === 'event') since.set(after.due.event, Math.min(seq, since.get(after.due.event) ?? seq));
  const moves: Line[] = [];
  for (const [event, from] of since) {
    const told = await historyOf(ctx.tx, ctx.dir.group.id, { about: `event/${event}` });
    moves.push(...told.filter(({ kind, seq, before, after }) => kind === 'event' && seq > from && before !== null && after !== null && shiftsDates(before as KeyEvent, after as KeyEvent)));
  }
  return moves;
}

const shiftsDates = (before: KeyEvent, after: KeyEvent) => before.starts !== after.starts || before.cancelled !== after.cancelled || before.certainty !== after.certainty;
