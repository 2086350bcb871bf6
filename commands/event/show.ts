import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { datedOf, daysText, isKeeper, kindText, spanText, toGo, windowText } from '#bot/events.ts';
import { pastItems } from '#bot/past.ts';
import { deadlineRef, eventRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { dueText } from '#bot/words.ts';
import { ref } from '#core/field.ts';
import { cutRich } from '#core/fit.ts';
import { join, message, type Block, type Button, type Item, type Pair, type Rich } from '#core/message.ts';
import { place, showDay } from '#core/time.ts';
import { historyOf } from '#db/history.ts';
import { deadlineName, eventName, hanging, occurrence } from '#rules/event.ts';
import type { Deadline, KeyEvent } from '#rules/things.ts';

/** How many dates that hang on it, and how many changes, are shown. */
const shown = { hanging: 15, changes: 3 };

/** One event whole: days, certainty, place, its deadlines, what hangs on it, and who changed it last. */
export const eventShow = command({
  name: 'event.show',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ event: ref('deadline') }),
  args: ['event'],
  async run(ctx, input) {
    const event = deadlineRef(ctx, input.event)?.event ?? eventRef(ctx, input.event);
    const deadlines = ctx.dir.deadlines.filter((deadline) => deadline.event === event.id);
    const hung = hanging(event.id, await datedOf(ctx)).filter(({ part }) => part === 'due');
    const changes = await pastItems(ctx, await historyOf(ctx.tx, ctx.dir.group.id, { about: `event/${event.id}` }, shown.changes));
    const dates = hung.slice(0, shown.hanging).map(({ id, title, due }): Item => ({ text: [{ b: [id] }, ` ${title}`], note: dueText(ctx.t, ctx.dir, due, ctx.lang) }));
    return message(
      [`${eventName(event.id)} ${event.title}`],
      { text: event.cancelled === null ? [] : ctx.t('event.show.off', { day: showDay(event.cancelled, ctx.lang) }) },
      { fields: pairs(ctx, event) },
      ...section(ctx.t('event.show.deadlines'), deadlines.map((deadline) => deadlineItem(ctx, deadline))),
      ...section(ctx.t('event.show.hanging', { count: hung.length }), dates),
      { note: hung.length > dates.length ? ctx.t('event.show.more', { count: hung.length - dates.length }) : [] },
      ...section(ctx.t('event.show.changes'), changes.map(({ text, note }) => ({ text: cutRich(text, 200), ...(note && { note }) }))),
      { buttons: (await isKeeper(ctx)) ? nextSteps(ctx, event) : [] },
    );
  },
});

function section(title: Rich, list: readonly Item[]): Block[] {
  return list.length === 0 ? [] : [{ text: [{ b: title }] }, { list }];
}

function pairs(ctx: Ctx, event: KeyEvent): Pair[] {
  const pair = (key: Parameters<Ctx['t']>[0], value: Rich): Pair[] => (value.length === 0 ? [] : [{ label: ctx.t(key), value }]);
  const next = occurrence(event, ctx.today);
  const { city, zone, rungs, source, note, starts, alternatives } = event;
  return [
    ...pair('field.on', join([daysText(ctx, event, next ?? undefined), next ? toGo(ctx, event, next) : [], event.yearly ? ctx.t('event.show.yearly') : []], ' · ')),
    ...pair('field.certainty', ctx.t(`certainty.${event.certainty}`)),
    ...pair('field.alternatives', starts === null ? [] : join(alternatives.map((span) => spanText(ctx, span)), '; ')),
    ...pair('field.city', join([city === null ? [] : [city], zone === null || place(zone) === city ? [] : ctx.t('event.show.zone', { place: place(zone) })], ', ')),
    ...pair('field.kind', kindText(ctx, event.kind)),
    ...pair('field.reminders', rungs === null ? [] : [rungs.join(' ') || '–']),
    ...pair('field.source', source === null ? [] : [source]),
    ...pair('field.note', note === null ? [] : [note]),
  ];
}

function deadlineItem(ctx: Ctx, deadline: Deadline): Item {
  const { title, addressee, paper, note, source } = deadline;
  const more = [
    windowText(ctx, deadline),
    addressee === null ? [] : ctx.t('event.show.to', { addressee }),
    paper === null ? [] : ctx.t('event.show.paper', { paper }),
    note === null ? [] : [note],
    source === null ? [] : [`${ctx.label('field.source')}: ${source}`],
  ];
  return { text: [{ b: [deadlineName(deadline)] }, ` ${title}`], note: join(more, ' · ') };
}

/** What whoever keeps the calendar can do here next. */
function nextSteps(ctx: Ctx, { id, certainty, cancelled }: KeyEvent): Button[] {
  if (cancelled !== null) return [];
  const form = { event: id, form: 'open' };
  return [
    ...(certainty === 'confirmed' ? [] : [press(ctx, 'button.confirm', 'event.confirm', certainty === 'unknown' ? form : { event: id })]),
    press(ctx, 'button.move', 'event.move', form),
    press(ctx, 'button.deadline', 'event.deadline', form),
    press(ctx, 'button.callOff', 'event.cancel', { event: id }),
  ];
}
