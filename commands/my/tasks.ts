import { z } from 'zod';
import { command } from '#bot/command.ts';
import { paged, press } from '#bot/reply.ts';
import { tasksOf } from '#bot/tasks.ts';
import { int } from '#core/field.ts';
import { message, type Block, type Button } from '#core/message.ts';

/** How many presses an answer offers. */
const presses = 6;

/** All that I owe in this group, across my seats, most urgent first. */
export const myTasks = command({
  name: 'my.tasks',
  who: 'reader',
  reads: true,
  input: z.object({ page: int(1, 999).optional() }),
  args: [],
  async run(ctx, { page }) {
    const { tasks, unrated } = await tasksOf(ctx);
    const rate: Block[] = unrated.length === 0 ? [] : [{ note: ctx.t('my.tasks.unrated', { count: unrated.length, line: { code: `/commitment rate ${unrated[0]!.number}` } }) }];
    if (tasks.length === 0) {
      return message(undefined, { text: ctx.t('my.tasks.none') }, ...rate, { buttons: [press(ctx, 'button.commitments', 'commitment.list'), press(ctx, 'button.changes', 'plan.changes')] });
    }
    const answer = paged(ctx, ctx.t('my.tasks.title', { count: tasks.length }), tasks.map(({ item }) => item), page, 'my.tasks', {}, ...rate);
    const [list, ...after] = answer.blocks;
    const onPage = list && 'list' in list ? list.list : [];
    const buttons: Button[] = tasks.flatMap((task) => (onPage.includes(task.item) ? task.buttons : [])).slice(0, presses);
    return message(answer.title, list, ...after.filter((block) => !('buttons' in block)), { buttons: [...buttons, ...after.flatMap((block) => ('buttons' in block ? block.buttons : []))] });
  },
});
