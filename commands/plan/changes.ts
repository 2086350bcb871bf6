import { z } from 'zod';
import { command } from '#bot/command.ts';
import { meansSince } from '#bot/dates.ts';
import { pastItems } from '#bot/past.ts';
import { paged, press } from '#bot/reply.ts';
import { readSince, usualSince } from '#bot/since.ts';
import { int, when } from '#core/field.ts';
import { join, message, type Item, type Rich } from '#core/message.ts';
import { changedSince, importsSince } from '#db/changes.ts';
import { listCommitments } from '#db/commitments.ts';
import { historyOf } from '#db/history.ts';
import { eventName } from '#rules/event.ts';

/** What changed since a date or an event: each commitment and event once, with its newest change. An import is one line. */
export const planChanges = command({
  name: 'plan.changes',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ since: when().optional(), page: int(1, 999).optional() }),
  args: ['since'],
  dates: { since: meansSince },
  async run(ctx, input) {
    const since = input.since === undefined ? usualSince(ctx) : readSince(ctx, input.since, 'since');
    const group = ctx.dir.group.id;
    const changed = await changedSince(ctx.tx, group, since.at);
    const lines = await historyOf(ctx.tx, group, { seqs: changed.map(({ seq }) => seq) }, changed.length);
    const past = await pastItems(ctx, lines);
    const titles = new Map((await listCommitments(ctx.tx, group)).map(({ commitment: { number, title } }) => [`C${number}`, title]));
    const items: Item[] = lines.map(({ about }, i) => {
      const { count } = changed.find((each) => each.about === about)!;
      const more = count > 1 ? ctx.t('plan.changes.more', { count: count - 1 }) : [];
      const [, event] = about.split('/');
      const title: Rich = event === undefined ? [{ b: [about] }, ` ${titles.get(about) ?? ''}`] : [{ b: [eventName(event)] }, ` ${ctx.dir.events.get(event)?.title ?? ''}`];
      return { text: title, note: join([past[i]!.text, past[i]!.note ?? [], more], ' · ') };
    });
    const entered = (await importsSince(ctx.tx, group, since.at)).map(({ at, commitments, events }): Item => ({
      text: commitments > 0 ? ctx.t('plan.changes.entered', { count: commitments }) : ctx.t('plan.changes.enteredEvents', { count: events }),
      note: [{ when: at }],
    }));
    if (items.length + entered.length === 0) return message(undefined, { text: ctx.t('plan.changes.none', { since: since.label }) }, { buttons: [press(ctx, 'button.plan', 'plan.show')] });
    const first = lines.find(({ about }) => about.startsWith('C'));
    const count = lines.filter(({ about }) => about.startsWith('C')).length;
    const title = ctx.t('plan.changes.title', { since: since.label, what: count === 0 && items.length > 0 ? 'events' : count < items.length ? 'both' : 'commitments', count, events: items.length - count });
    return paged(ctx, title, [...items, ...entered], input.page, 'plan.changes', { since: input.since }, ...(first ? [{ note: ctx.t('plan.changes.next', { number: first.about.slice(1) }) }] : []));
  },
});
