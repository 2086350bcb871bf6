import { z } from 'zod';
import { command } from '#bot/command.ts';
import { checkMayRun, localText, meetingName, meetingRef, whenForAll, whenText } from '#bot/meetings.ts';
import { meansComing } from '#bot/meetingtime.ts';
import { checkStands, standing, turnMeeting } from '#bot/meetingturn.ts';
import { strainLines, strainsSoFar } from '#bot/meetingwords.ts';
import { readNewTime } from '#bot/newtime.ts';
import { sureFields } from '#bot/sure.ts';
import { UserError } from '#core/errors.ts';
import { linkless, ref, text, when } from '#core/field.ts';
import { stamp } from '#core/time.ts';
import { withOneMore } from '#rules/meetingchange.ts';
import { most } from '#rules/recurrence.ts';
import { actors } from '#rules/roles.ts';

/** Adds one to a series at another time; without an hour, at the hour of the series. One that was left out comes in again. */
export const meetingAdd = command({
  name: 'meeting.add',
  who: actors,
  input: z.object(linkless({ meeting: ref('meeting'), on: when(), reason: text(300).meta({ asked: true }).optional(), ...sureFields })),
  args: ['meeting', 'on'],
  dates: { on: meansComing },
  async run(ctx, given) {
    const before = await meetingRef(ctx, given.meeting);
    const { meeting, sittings } = before;
    const name = meetingName(meeting);
    await checkMayRun(ctx, meeting);
    checkStands(ctx, before);
    if (meeting.rule === null) throw new UserError('error.meeting.single', { name, title: meeting.title }, 'meeting', []);
    const local = readNewTime(ctx, given.on, `${ctx.today}${meeting.starts!.slice(10)}`, meeting.zone, 'on');
    const shown = localText(ctx, { local, zone: meeting.zone });
    if (sittings.some((sitting) => sitting.state === 'on' && sitting.local === local)) throw new UserError('error.meeting.onto', { when: shown }, 'on');
    const own = sittings.find(({ slot }) => slot === local);
    if (own && own.state === 'on') throw new UserError('error.meeting.elsewhere', { when: shown, to: localText(ctx, own) }, 'on');
    if (!own && sittings.length >= most) throw new UserError('error.meeting.most', { name, most }, 'on');
    const after = withOneMore(before, local, ctx.dir.events, stamp(ctx.now));
    const sitting = standing(ctx, after).sittings.find(({ slot }) => slot === local)!;
    const said = { name, title: meeting.title, when: { b: whenText(ctx, sitting) } };
    const hard = meeting.kind === 'teleconference' ? strainLines(ctx, [sitting], await strainsSoFar(ctx)) : [];
    return turnMeeting(ctx, {
      before, after, run: 'meeting.add', reason: given.reason,
      given: { meeting: name, on: `${local.replace('T', ' ')} ${meeting.zone}`, ...(given.reason !== undefined && { reason: given.reason }) },
      ask: ctx.t('meeting.add.ask', said), what: ctx.t(own ? 'meeting.add.again' : 'meeting.add.what', said), notes: hard, card: ctx.t('meeting.add.card', { ...said, when: { b: whenForAll(ctx, sitting) } }), done: ctx.t('meeting.add.done', said),
    }, given);
  },
});
