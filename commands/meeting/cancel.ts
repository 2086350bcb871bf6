import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { checkMayRun, localText, meetingName, meetingRef, sittingRef, whenForAll, whenText, type Found } from '#bot/meetings.ts';
import { checkNotOff, turnMeeting } from '#bot/meetingturn.ts';
import { press } from '#bot/reply.ts';
import { sureFields } from '#bot/sure.ts';
import { attempt, UserError, works } from '#core/errors.ts';
import { line, linkless, ref, text, yesno } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { message, type Message } from '#core/message.ts';
import { showDate, stamp } from '#core/time.ts';
import { readCivil } from '#core/when.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { calledOff, leftOut } from '#rules/meetingchange.ts';
import { actors } from '#rules/roles.ts';

const input = z.object(linkless({ meeting: ref('meeting'), on: line(80).meta({ asked: true }).optional(), all: yesno().meta({ asked: true }).optional(), reason: text(300).meta({ asked: true }).optional(), ...sureFields }));
type Input = z.output<typeof input>;

/** Calls a meeting or a poll off, leaves one of a series out, or with `all` calls off the whole of it. */
export const meetingCancel = command({
  name: 'meeting.cancel',
  who: actors,
  input,
  args: ['meeting'],
  async run(ctx, given) {
    const found = await meetingRef(ctx, given.meeting);
    const { meeting } = found;
    await checkMayRun(ctx, meeting);
    checkNotOff(ctx, found);
    if (given.on !== undefined && isSeveral(ctx, given.on)) throw new UserError('error.meeting.severalOn', { typed: cut(given.on.trim(), 60), line: { code: `/meeting cancel ${meetingName(meeting)} on:"24 April"` } }, 'on');
    if (meeting.rule !== null && given.on === undefined && !given.all) return which(ctx, found, given);
    if (meeting.rule !== null && given.on !== undefined && !given.all) return leaveOut(ctx, found, sittingRef(ctx, found, given.on), given);
    return callOff(ctx, found, given);
  },
});

/** Whether several dates are named, parted by commas, semicolons or words. */
function isSeveral(ctx: Ctx, typed: string): boolean {
  const parts = typed.split(/[,;&]|\band\b/i).map((part) => part.trim()).filter((part) => /\d/.test(part));
  return parts.filter((part) => attempt(() => readCivil(part, ctx.around('on')))?.time === undefined && works(() => readCivil(part, ctx.around('on')))).length > 1;
}

/** Of a series somebody must say whether one of it is meant or all. */
function which(ctx: Ctx, { meeting, sittings }: Found, { reason }: Input): Message {
  const name = meetingName(meeting);
  const next = nextSitting(sittings, stamp(ctx.now));
  if (!next) throw new UserError('error.meeting.over', { name, title: meeting.title }, 'meeting');
  const given = { meeting: name, ...(reason !== undefined && { reason }) };
  return message(
    ctx.t('meeting.cancel.which', { name, title: meeting.title }),
    { text: ctx.t('meeting.cancel.whichHow', { line: { code: `/meeting cancel ${name} on:"${showDate(next.local.slice(0, 10), ctx.lang)}"` } }) },
    {
      buttons: [
        { label: ctx.label('meeting.cancel.next', { when: localText(ctx, next) }), run: 'meeting.cancel', given: { ...given, on: next.slot } },
        { label: ctx.label('meeting.cancel.whole'), run: 'meeting.cancel', given: { ...given, all: 'yes' } },
        press(ctx, 'button.cancel', 'meeting.show', { meeting: name, seen: 0 }),
      ],
    },
  );
}

async function leaveOut(ctx: Ctx, before: Found, sitting: Sitting, given: Input): Promise<Message> {
  const name = meetingName(before.meeting);
  const said = { name, title: before.meeting.title, when: whenText(ctx, sitting) };
  if (sitting.state === 'out') throw new UserError('error.meeting.out', { name, when: localText(ctx, sitting) }, 'on');
  if (sitting.at <= stamp(ctx.now)) throw new UserError('error.meeting.begun', { name, when: localText(ctx, sitting) }, 'on');
  return turnMeeting(ctx, {
    yes: 'meeting.cancel.yesOne',
    before, after: leftOut(before, sitting.slot, stamp(ctx.now)), run: 'meeting.cancel', reason: given.reason,
    given: { meeting: name, on: sitting.slot, ...(given.reason !== undefined && { reason: given.reason }) },
    ask: ctx.t('meeting.cancel.askOne', said), what: ctx.t('meeting.cancel.one', said), card: ctx.t('meeting.cancel.cardOne', { ...said, when: whenForAll(ctx, sitting) }), done: ctx.t('meeting.cancel.doneOne', said),
  }, given);
}

async function callOff(ctx: Ctx, before: Found, given: Input): Promise<Message> {
  const now = stamp(ctx.now);
  const { meeting, sittings } = before;
  const name = meetingName(meeting);
  const coming = sittings.filter(({ state, at }) => state === 'on' && at > now);
  const [next] = coming;
  if (!next && meeting.starts !== null) throw new UserError('error.meeting.over', { name, title: meeting.title }, 'meeting');
  const way = meeting.starts === null ? 'poll' : meeting.rule === null ? 'single' : 'all';
  const said = { name, title: meeting.title, count: coming.length, when: next ? whenText(ctx, next) : [] };
  return turnMeeting(ctx, {
    before, after: calledOff(before, now), run: 'meeting.cancel', reason: given.reason,
    given: { meeting: name, ...(way === 'all' && { all: 'yes' }), ...(given.reason !== undefined && { reason: given.reason }) },
    ask: ctx.t('meeting.cancel.ask', said), what: ctx.t(`meeting.cancel.what.${way}`, said), card: ctx.t(`meeting.cancel.card.${way}`, { ...said, when: next ? whenForAll(ctx, next) : [] }), done: ctx.t('meeting.cancel.done', said),
  }, given);
}
