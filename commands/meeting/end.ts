import { z } from 'zod';
import { command } from '#bot/command.ts';
import { meansDueDay } from '#bot/dates.ts';
import { checkMayRun, meetingName, meetingRef, whenForAll, whenText } from '#bot/meetings.ts';
import { checkStands, standing, turnMeeting } from '#bot/meetingturn.ts';
import { repeatOf } from '#bot/meetingwords.ts';
import { sureFields } from '#bot/sure.ts';
import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { linkless, ref, text, when } from '#core/field.ts';
import { stamp } from '#core/time.ts';
import { dueDay, offsetText, readDue } from '#rules/due.ts';
import { eventName } from '#rules/event.ts';
import type { Sitting } from '#rules/meeting.ts';
import { clash, endedBy } from '#rules/meetingchange.ts';
import { most } from '#rules/recurrence.ts';
import { checkSittings } from '#rules/repeat.ts';
import { spelled } from '#rules/repeatend.ts';
import { actors } from '#rules/roles.ts';
import { checkYear } from '#rules/yearless.ts';
import type { Due } from '#rules/things.ts';

/** Has a series end after a day, or with an event: earlier or later than it would. */
export const meetingEnd = command({
  name: 'meeting.end',
  who: actors,
  input: z.object(linkless({ meeting: ref('meeting'), until: when(), reason: text(300).meta({ asked: true }).optional(), ...sureFields })),
  args: ['meeting', 'until'],
  dates: { until: meansDueDay },
  async run(ctx, given) {
    const before = await meetingRef(ctx, given.meeting);
    const { meeting } = before;
    const name = meetingName(meeting);
    await checkMayRun(ctx, meeting);
    checkStands(ctx, before);
    if (meeting.rule === null) throw new UserError('error.meeting.single', { name, title: meeting.title }, 'meeting');
    const now = stamp(ctx.now);
    const around = { ...ctx.around('until'), zone: meeting.zone };
    if (/^\s*(?:for )?(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten) ?(?:times|x|more|meetings|calls|weeks|months|years?)\b/i.test(given.until)) throw new UserError('error.meeting.endDay', { typed: cut(given.until.trim(), 60), line: { code: `/meeting end ${name} until:"in 3 months"` } }, 'until');
    checkYear(given.until, around);
    const read = readDue(spelled(given.until.replace(/^\s*(?:until|till|by)\s+/i, '')), around, ctx.dir.events);
    const until: Due = read.by === 'horizon' ? { by: 'day', on: read.on } : read;
    if (dueDay(until, ctx.dir.events) === undefined) throw new UserError('error.date.unknown', { typed: given.until }, 'until');
    const after = endedBy(before, until, ctx.dir.events, now);
    const stands = standing(ctx, after);
    const [was, is] = [before, stands].map(({ sittings }) => sittings.filter(({ state, at }) => state === 'on' && at > now)) as [Sitting[], Sitting[]];
    const without = (some: readonly Sitting[], others: readonly Sitting[]) => some.filter(({ slot }) => !others.some((each) => each.slot === slot));
    const [fewer, more] = [without(was, is), without(is, was)];
    if (fewer.length + more.length === 0 && JSON.stringify(until) === JSON.stringify(meeting.until)) throw new UserError('error.meeting.endsThen', { name, repeat: repeatOf(ctx, meeting) }, 'until');
    if (more.length > 0 && stands.sittings.length >= most) throw new UserError('error.meeting.most', { name, most }, 'until');
    checkSittings(more.map(({ local }) => local), meeting.zone, 'until');
    const same = clash(before.sittings, stands.sittings);
    if (same !== undefined) throw new UserError('error.meeting.endOnto', { name, when: { when: same } }, 'until');
    const last = is.at(-1);
    const lastText = (when: typeof whenForAll | typeof whenText) => (last ? ctx.t('meeting.end.last', { when: { b: when(ctx, last) } }) : ctx.t('meeting.end.noMore'));
    const said = { name, title: meeting.title, repeat: repeatOf(ctx, after.meeting), last: lastText(whenText) };
    const changes = [more.length > 0 ? ctx.t('meeting.end.more', { count: more.length }) : [], fewer.length > 0 ? ctx.t('meeting.end.fewer', { count: fewer.length }) : []];
    return turnMeeting(ctx, {
      before, after, run: 'meeting.end', reason: given.reason,
      given: { meeting: name, until: until.by === 'event' ? `${eventName(until.event)}${offsetText(until.days)}` : dueDay(until, ctx.dir.events)!, ...(given.reason !== undefined && { reason: given.reason }) },
      ask: ctx.t('meeting.end.ask', said),
      what: ctx.t('meeting.end.what', said),
      notes: [...changes, said.last],
      card: ctx.t('meeting.end.card', { ...said, last: lastText(whenForAll) }), done: ctx.t('meeting.end.done', said),
    }, given);
  },
});
