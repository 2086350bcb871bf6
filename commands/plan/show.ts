import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { stateText } from '#bot/card.ts';
import { paged, press } from '#bot/reply.ts';
import { dueShort, nameOf } from '#bot/words.ts';
import { choice, int } from '#core/field.ts';
import { join, message, type Item, type Rich } from '#core/message.ts';
import { listCommitments, milestonesOf, type Reported } from '#db/commitments.ts';
import { daysLate, headline } from '#rules/commitment.ts';
import type { Due } from '#rules/things.ts';

/** The groups of the plan by state, in the order in which they are shown: what is in trouble comes first. */
const states = ['blocked', 'at-risk', 'not-started', 'on-track', 'unreported', 'open', 'done', 'proposed', 'declined'] as const;
type State = (typeof states)[number];

/** The work plan: each commitment in one line, by state or by theme, with what has no owner and no date counted. */
export const planShow = command({
  name: 'plan.show',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ by: choice(['state', 'theme']).optional(), page: int(1, 999).optional() }),
  args: ['by'],
  async run(ctx, { by = 'state', page }) {
    const all = await listCommitments(ctx.tx, ctx.dir.group.id);
    if (all.length === 0) return message(undefined, { text: ctx.t('commitment.list.empty') });
    const groups = by === 'state' ? byState(ctx, all) : byTheme(ctx, all);
    const items = groups.flatMap(([name, members]) => [{ text: [{ b: ctx.t('plan.show.group', { name, count: members.length }) }] }, ...members.map((each) => planItem(ctx, each, by))]);
    const steps = await milestonesOf(ctx.tx, ctx.dir.group.id);
    const horizon = horizonOf([...all.map(({ commitment }) => commitment.due), ...steps.map(({ due }) => due)]);
    const title = ctx.t('plan.show.title', { group: ctx.dir.group.name });
    const counts = countsText(ctx, all, horizon);
    const other = press(ctx, by === 'state' ? 'button.byTheme' : 'button.byState', 'plan.show', { by: by === 'state' ? 'theme' : 'state' });
    const answer = paged(ctx, title, items, page, 'plan.show', { by }, { text: counts });
    const [list, text, ...buttons] = answer.blocks;
    // The sum comes first: it is what a tired reader takes away.
    return message(answer.title, text, list, { buttons: [...buttons.flatMap((block) => ('buttons' in block ? block.buttons : [])), other, press(ctx, 'button.changes', 'plan.changes')] });
  },
});

function stateOf({ commitment: c, reports }: Reported): State {
  if (c.state !== 'agreed') return c.state;
  if (c.lead === null) return 'open';
  return headline(c, reports)?.status ?? 'unreported';
}

function byState(ctx: Ctx, all: readonly Reported[]): [Rich, readonly Reported[]][] {
  const groups = Map.groupBy(all, stateOf);
  return states.flatMap((state) => (groups.has(state) ? [[stateName(ctx, state), groups.get(state)!]] : []));
}

function stateName(ctx: Ctx, state: State): Rich {
  if (state === 'open' || state === 'unreported' || state === 'proposed' || state === 'declined') return ctx.t(`plan.show.${state}`);
  return ctx.t(`status.${state}`);
}

function byTheme(ctx: Ctx, all: readonly Reported[]): [Rich, readonly Reported[]][] {
  const groups = [...Map.groupBy(all, ({ commitment }) => commitment.theme ?? '')].sort(([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1));
  return groups.map(([theme, members]) => [theme === '' ? ctx.t('plan.show.noTheme') : [theme.replaceAll('-', ' ').replace(/^./u, (letter) => letter.toUpperCase())], members]);
}

/** One line: number, title, who, and what the heading does not say. */
function planItem(ctx: Ctx, each: Reported, by: 'state' | 'theme'): Item {
  const { commitment: c, reports } = each;
  const late = daysLate(c, headline(c, reports), ctx.dir.events, ctx.today);
  const date = dueShort(ctx.t, ctx.dir, c.due, ctx.lang);
  const who: Rich = c.lead !== null ? [nameOf(ctx.dir, c.lead)] : by === 'theme' ? ctx.t('commitment.leadOpen') : [];
  const when = late > 0 ? ctx.t('commitment.late', { date, late: ctx.t('commitment.daysLate', { days: late }) }) : c.due.by === 'none' ? [] : date;
  const rest = join([who, by === 'theme' ? stateText(ctx, each) : [], when], ' · ');
  return { text: [{ b: [`C${c.number}`] }, ` ${c.title}`, ...(rest.length > 0 ? [' · ', ...rest] : [])] };
}

function countsText(ctx: Ctx, all: readonly Reported[], horizon: string | undefined): Rich {
  const agreed = all.filter(({ commitment }) => commitment.state === 'agreed');
  return ctx.t('plan.show.counts', {
    count: all.length,
    open: agreed.filter(({ commitment }) => commitment.lead === null).length,
    undated: agreed.filter(({ commitment }) => commitment.due.by === 'none').length,
    late: agreed.filter(({ commitment, reports }) => daysLate(commitment, headline(commitment, reports), ctx.dir.events, ctx.today) > 0).length,
    horizon: horizon ?? 'none',
  });
}

/** The year that the plan looks to: that of its last horizon. */
function horizonOf(dues: readonly Due[]): string | undefined {
  return dues.flatMap((due) => (due.by === 'horizon' ? due.on.slice(0, 4) : [])).sort().at(-1);
}
