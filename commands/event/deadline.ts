import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansMoment } from '#bot/dates.ts';
import { calledOff, checkKeeper, keepers, momentText, windowText } from '#bot/events.ts';
import { deadlineRef, eventRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { membersToTell, peopleIn, pointAt, tellPoint } from '#bot/shifting.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, ref, text, when } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { fold, nameKey } from '#core/fold.ts';
import { join, message, type Message } from '#core/message.ts';
import { showDay } from '#core/time.ts';
import { nextDeadline } from '#db/events.ts';
import { checkDeadline, deadlineName, momentAt } from '#rules/event.ts';
import { readMoment } from '#rules/moment.ts';
import { certainties, type Deadline, type KeyEvent, type Moment } from '#rules/things.ts';

const sure = certainties.filter((each) => each !== 'unknown') as ['confirmed', 'announced', 'estimate'];

/** Adds what an event asks for beforehand (`CND57 Side events closes:-45d 12:00 Vienna`), or changes it (`CND57.1 closes:22 January`). */
export const eventDeadline = command({
  name: 'event.deadline',
  who: keepers,
  input: z.object({
    event: ref('deadline'),
    title: line(150).meta({ asked: true }).optional(),
    closes: when().meta({ asked: true }).optional(),
    opens: when().meta({ asked: true }).optional(),
    to: text(150).meta({ asked: true }).optional(),
    paper: text(200).meta({ asked: true }).optional(),
    certainty: choice(sure).optional(),
    source: text(300).optional(),
    note: text(400).optional(),
  }),
  args: ['event', 'title'],
  // Of one that is there already any part can stay.
  needs: ({ event }) => (/[./]\d{1,4}\s*$/.test(String(event)) ? [] : ['title', 'closes']),
  dates: { closes: meansMoment(true), opens: meansMoment(false) },
  check: checkKeeper,
  async run(ctx, input) {
    const found = deadlineRef(ctx, input.event);
    const event = found?.event ?? eventRef(ctx, input.event);
    const off = calledOff(ctx, event);
    if (off) return off;
    const before = found?.deadline;
    if (before && before.cancelled !== null) throw new UserError('error.event.deadlineOff', { event: `${deadlineName(before)} ${before.title}` });
    const read = (field: 'opens' | 'closes', typed: string) => readMoment(typed, { ...ctx.around(field), zone: event.zone ?? ctx.dir.group.zone }, ctx.dir.events, event);
    // A new day keeps the hour that there was, unless one is said.
    const atHour = (moment: Moment, old: Moment | null | undefined): Moment => (moment.time === null && old?.time ? { ...moment, time: old.time, zone: old.zone } : moment);
    const closes = input.closes === undefined ? before?.closes : coming(ctx, atHour(read('closes', input.closes), before?.closes), input.closes);
    const title = input.title?.replace(/\s+/g, ' ') ?? before?.title;
    if (title === undefined) throw new UserError('error.event.untitled', { event: event.title }, 'title');
    if (closes === undefined) throw new UserError('error.event.closesMissing', { title }, 'closes');
    const opens = input.opens === undefined ? (before?.opens ?? null) : /^(none|no|-)$/.test(fold(input.opens).trim()) ? null : atHour(read('opens', input.opens), before?.opens);
    const after: Deadline = {
      event: event.id, number: before?.number ?? (await nextDeadline(ctx.tx, ctx.dir.group.id, event.id)), title, opens, closes,
      addressee: input.to ?? before?.addressee ?? null, paper: input.paper ?? before?.paper ?? null,
      certainty: input.certainty ?? before?.certainty ?? (closes.due.by === 'event' ? 'estimate' : 'announced'),
      source: input.source ?? before?.source ?? null, note: input.note ?? before?.note ?? null, cancelled: null,
    };
    checkDeadline(after, event, ctx.dir.events);
    checkOnce(ctx, after);
    if (JSON.stringify(before) === JSON.stringify(after)) throw new UserError('error.event.sameDeadline', { name: deadlineName(after) }, 'closes');
    await ctx.save('deadline', before ?? null, after);
    return before ? changed(ctx, event, before, after) : added(ctx, event, after);
  },
});

/** @throws UserError for a moment that is over */
function coming(ctx: Ctx, moment: Moment, typed: string): Moment {
  const at = momentAt(moment, ctx.dir.events);
  if (at && Temporal.Instant.compare(at.instant, ctx.now) <= 0) throw new UserError('error.date.past', { typed: cut(typed.trim(), 80), date: showDay(at.day, ctx.lang) }, 'closes');
  return moment;
}

/** @throws UserError for a second deadline of one title */
function checkOnce(ctx: Ctx, { event, number, title }: Deadline): void {
  const same = ctx.dir.deadlines.find((each) => each.event === event && each.number !== number && each.cancelled === null && nameKey(each.title) === nameKey(title));
  if (same) throw new UserError('error.event.deadlineAgain', { name: deadlineName(same), title: same.title }, 'event', [{ label: ctx.label('event.deadline.change', { name: deadlineName(same) }), value: deadlineName(same) }]);
}

async function added(ctx: Ctx, event: KeyEvent, deadline: Deadline): Promise<Message> {
  const said = { name: deadlineName(deadline), title: deadline.title, window: windowText(ctx, deadline) };
  await ctx.announce(message([event.title], { text: ctx.t('event.deadline.card', said) }, { note: details(ctx, deadline) }), { wide: true });
  return done(ctx.t('event.deadline.added', said), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: event.id }));
}

/** Another closing day is told like a move: to the room, and to each member's focal point. */
async function changed(ctx: Ctx, event: KeyEvent, before: Deadline, after: Deadline): Promise<Message> {
  const said = { name: deadlineName(after), title: after.title, window: windowText(ctx, after), from: momentText(ctx, before.closes), to: momentText(ctx, after.closes) };
  const [from, to] = [pointAt(ctx, before.closes), pointAt(ctx, after.closes)];
  const roles = from === to ? [] : membersToTell(ctx);
  if (from !== to) await ctx.announce(message([event.title], { text: ctx.t('event.deadline.moved', said) }, { note: join([windowText(ctx, after)], ' ') }), { wide: true });
  await tellPoint(ctx, `event/${event.id}/${after.number}`, { from, to }, roles);
  const told = roles.length === 0 ? [] : ctx.t('event.told', { people: await peopleIn(ctx, roles) });
  return done(join([ctx.t('event.deadline.changed', said), told], ' '), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: event.id }));
}

const details = (ctx: Ctx, { addressee, paper }: Deadline) => join([addressee === null ? [] : ctx.t('event.show.to', { addressee }), paper === null ? [] : ctx.t('event.show.paper', { paper })], ' · ');
