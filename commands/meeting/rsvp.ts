import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { refreshMeeting, replyButtons } from '#bot/meetingcard.ts';
import { localText, meetingName, meetingRef, sittingRef, whenText, type Found } from '#bot/meetings.ts';
import { askAlternate, fromSeat, noteReply, reply, replyText, speaker } from '#bot/replies.ts';
import { done, press } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { line, ref } from '#core/field.ts';
import { fold } from '#core/fold.ts';
import { join, type Button } from '#core/message.ts';
import { showDay, stamp } from '#core/time.ts';
import type { Sitting } from '#rules/meeting.ts';
import { actors } from '#rules/roles.ts';
import { replies } from '#rules/things.ts';

/** Says whether one comes to a meeting: from one's seat, or on behalf of an organisation. The same again changes nothing. */
export const meetingRsvp = command({
  name: 'meeting.rsvp',
  who: actors,
  input: z.object({ meeting: ref('meeting'), reply: reply(), on: line(80).optional(), behalf: ref('organisation').optional() }),
  args: ['meeting', 'reply'],
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    const by = speaker(ctx, found.meeting, input.behalf);
    const sittings = toCome(ctx, found, input.on);
    const changed = await noteReply(ctx, found, sittings, input.reply, by);
    const alternate = input.reply === 'alternate' && changed > 0 ? await askAlternate(ctx, found, sittings[0]!, by) : { text: [], buttons: [] };
    if (changed > 0) await refreshMeeting(ctx, found.meeting.number);
    const { number, title } = found.meeting;
    const said = ctx.t(changed > 0 ? 'meeting.rsvp.done' : 'meeting.rsvp.already', {
      who: replyText(ctx, by.name, { reply: input.reply, entered: by.entered }), name: meetingName({ number }), title, count: sittings.length, when: { b: whenText(ctx, sittings[0]!) },
    });
    const own: Button[] = by.entered === null ? replyButtons(ctx, sittings[0]!, replies.filter((each) => each !== input.reply)) : [];
    const same = { ...(sittings.length > 1 && { on: 'all' }), ...fromSeat(ctx, ctx.me!) };
    const again = own.map((button) => ('run' in button ? { ...button, given: { ...button.given, ...same } } : button));
    const given = { meeting: meetingName({ number }), ...(sittings[0]!.slot !== '' && { on: sittings[0]!.slot }) };
    return done(join([said, alternate.text], ' '), ...again, ...alternate.buttons, press(ctx, 'button.who', 'meeting.who', given), press(ctx, 'button.ics', 'meeting.show', { meeting: given.meeting, calendar: 'yes' }));
  },
});

/**
 * The sittings that an answer is for: one, the next without a word, or with `all` every one that is to come.
 * @throws UserError for a meeting without a time, for one that is called off and for what is over
 */
function toCome(ctx: Ctx, found: Found, on: string | undefined): Sitting[] {
  const { meeting } = found;
  const params = { name: meetingName(meeting), title: meeting.title };
  if (meeting.cancelled !== null) throw new UserError('error.rsvp.off', params);
  if (meeting.starts === null) throw new UserError('error.rsvp.polled', params, undefined, [{ label: ctx.label('button.sayWhen'), value: `/meeting answer ${params.name}` }]);
  const coming = found.sittings.filter(({ state, ends }) => state === 'on' && ends > stamp(ctx.now));
  if (on !== undefined && fold(on).trim() === 'all') {
    if (coming.length === 0) throw new UserError('error.meeting.over', params);
    return coming;
  }
  const sitting = sittingRef(ctx, found, on);
  const ways = coming.slice(0, 3).map((each) => ({ label: localText(ctx, each), value: each.slot }));
  if (sitting.state !== 'on') throw new UserError('error.rsvp.out', { ...params, day: showDay(sitting.local.slice(0, 10), ctx.lang) }, 'on', ways);
  if (sitting.ends <= stamp(ctx.now)) throw new UserError('error.rsvp.past', { ...params, when: whenText(ctx, sitting) });
  return [sitting];
}
