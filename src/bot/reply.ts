import { lengthOf, pageOf } from '#core/fit.ts';
import type { Button, Given, Item, Message, Rich } from '#core/message.ts';
import type { Ctx } from '#bot/command.ts';

/** What was done, in one sentence, with what can be done next. */
export function done(text: Rich, ...buttons: readonly Button[]): Message {
  return { v: 1, tone: 'done', blocks: [{ text }, ...(buttons.length ? [{ buttons }] : [])] };
}

/** A button that runs a command. */
export function press(ctx: Pick<Ctx, 'label'>, label: Parameters<Ctx['label']>[0], run: string, given: Given = {}): Button {
  return { label: ctx.label(label), run, given };
}

/** Shows a commitment whole. */
export function showButton(ctx: Ctx, { number }: { readonly number: number }): Button {
  return press(ctx, 'button.show', 'commitment.show', { commitment: String(number) });
}

/** Takes back what this invocation does; pressed a second time it finds that done. */
export function undoButton(ctx: Ctx): Button {
  return press(ctx, 'button.undo', 'my.undo', { act: ctx.call });
}

/** A long answer, a page at a time: the pages before and after are buttons that ask the same again. */
export function paged(ctx: Ctx, title: Rich, items: readonly Item[], page: number | undefined, run: string, given: Given, ...after: Message['blocks']): Message {
  const used = lengthOf({ v: 1, title, blocks: after });
  const shown = pageOf(items, page ?? 1, 3300 - used);
  const same = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const buttons: Button[] = [];
  if (shown.page < shown.pages) buttons.push({ label: ctx.label('button.more'), run, given: { ...same, page: shown.page + 1 } });
  if (shown.page > 1) buttons.push({ label: ctx.label('button.previous'), run, given: { ...same, page: shown.page - 1 } });
  return {
    v: 1,
    title: shown.pages > 1 ? [...title, ...ctx.t('list.page', { page: shown.page, pages: shown.pages })] : title,
    blocks: [{ list: shown.items }, ...after, ...(buttons.length ? [{ buttons }] : [])],
  };
}
