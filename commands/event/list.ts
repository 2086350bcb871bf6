import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { eventItem } from '#bot/events.ts';
import { paged, press } from '#bot/reply.ts';
import { int, yesno } from '#core/field.ts';
import { message } from '#core/message.ts';
import { eventName, occurrence } from '#rules/event.ts';
import type { Days, KeyEvent } from '#rules/things.ts';

interface Listed {
  readonly event: KeyEvent;
  /** Undefined where the days are not known, and of one that was called off. */
  readonly days: Days | undefined;
  /** The day by which it is sorted. */
  readonly day: string;
}

/** The calendar: what is to come, those without a date last; on request what is past, or a whole year. */
export const eventList = command({
  name: 'event.list',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ year: int(1900, 2199).optional(), past: yesno().optional(), page: int(1, 999).optional() }),
  args: ['year'],
  async run(ctx, { year, past, page }) {
    const found = year === undefined ? (past ? over(ctx) : coming(ctx)) : ofYear(ctx, String(year)).filter(({ day }) => past !== true || day < ctx.today);
    const other = year === undefined && past !== true && over(ctx).length > 0 ? [press(ctx, 'button.pastEvents', 'event.list', { past: 'yes' })] : [];
    const rest = year !== undefined || past ? [press(ctx, 'button.coming', 'event.list')] : other;
    if (found.length === 0) return message(undefined, { text: ctx.t(year === undefined && !past ? 'event.list.none' : 'event.list.noneThen') }, { buttons: rest });
    const title = ctx.t(year !== undefined ? 'event.list.year' : past ? 'event.list.past' : 'event.list.title', { count: found.length, year: String(year) });
    const answer = paged(ctx, title, found.map(({ event, days }) => eventItem(ctx, event, days)), page, 'event.list', { year, past: past ? 'yes' : undefined }, { note: ctx.t('event.list.next', { event: eventName(found[0]!.event.id) }) });
    const turns = answer.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []));
    return { ...answer, blocks: [...answer.blocks.filter((block) => !('buttons' in block)), ...([...turns, ...rest].length > 0 ? [{ buttons: [...turns, ...rest] }] : [])] };
  },
});

const listed = (ctx: Ctx, as = ctx.today): Listed[] =>
  [...ctx.dir.events.values()].map((event) => {
    const days = occurrence(event, as);
    return { event, days, day: days?.starts ?? event.starts ?? event.alternatives[0]?.starts ?? '9999' };
  });
const byDay = (a: Listed, b: Listed) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
const lastDay = ({ event, days }: Listed) => days?.ends ?? event.ends ?? event.starts ?? event.alternatives.at(-1)?.ends ?? '9999';

/** What is not over yet. Of one that was called off, the days that it would have had. */
function coming(ctx: Ctx): Listed[] {
  const all = listed(ctx).filter((each) => lastDay(each) >= ctx.today).sort(byDay);
  return [...all.filter(({ event }) => event.starts !== null), ...all.filter(({ event }) => event.starts === null)];
}

function over(ctx: Ctx): Listed[] {
  return listed(ctx).filter((each) => lastDay(each) < ctx.today).sort((a, b) => byDay(b, a));
}

function ofYear(ctx: Ctx, year: string): Listed[] {
  return listed(ctx, `${year}-01-01`).filter((each) => each.day.slice(0, 4) <= year && lastDay(each).slice(0, 4) >= year && each.day !== '9999').sort(byDay);
}
