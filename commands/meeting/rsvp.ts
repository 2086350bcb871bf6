import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { refreshMeeting, replyButtons } from '#bot/meetingcard.ts';
import { localText, meetingName, meetingRef, sittingRef, whenText, type Found } from '#bot/meetings.ts';
import { alternateText, fromSeat, noteReply, reply, replyText, speaker, type Speaker } from '#bot/replies.ts';
import { done, press } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { line, linkless, ref } from '#core/field.ts';
import { fold } from '#core/fold.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { showDay, stamp } from '#core/time.ts';
import { rsvpsOf, shiftsOf } from '#db/meetings.ts';
import type { Sitting } from '#rules/meeting.ts';
import { movedFrom } from '#rules/meetingshift.ts';
import { actors } from '#rules/roles.ts';
import { replies } from '#rules/things.ts';

/** Says whether one comes to a meeting: from one's seat, or on behalf of an organisation. The same again changes nothing. */
export const meetingRsvp = command({
  name: 'meeting.rsvp',
  who: actors,
  input: z.object(linkless({ meeting: ref('meeting'), reply: reply(), on: line(80).optional(), behalf: ref('organisation').optional() })),
  args: ['meeting', 'reply'],
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    const by = speaker(ctx, found.meeting, input.behalf);
    const sittings = toCome(ctx, found, input.on);
    const moved = sittings.length === 1 ? await movedText(ctx, found, sittings[0]!, by) : [];
    const changed = await noteReply(ctx, found, sittings, input.reply, by);
    const alternate = input.reply === 'alternate' && changed > 0 ? await alternateText(ctx, found, sittings[0]!, by) : { text: [], buttons: [] };
    if (changed > 0) await refreshMeeting(ctx, found.meeting.number);
    const { number, title } = found.meeting;
    const said = ctx.t(changed > 0 ? 'meeting.rsvp.done' : 'meeting.rsvp.already', {
      who: replyText(ctx, by.name, { reply: input.reply, entered: by.entered }), name: meetingName({ number }), title, count: sittings.length, when: { b: whenText(ctx, sittings[0]!) },
    });
    const own: Button[] = by.entered === null ? replyButtons(ctx, sittings[0]!, replies.filter((each) => each !== input.reply)) : [];
    const same = { ...(sittings.length > 1 && { on: 'all' }), ...fromSeat(ctx, ctx.me!) };
    const again = own.map((button) => ('run' in button ? { ...button, given: { ...button.given, ...same } } : button));
    const given = { meeting: meetingName({ number }), ...(sittings[0]!.slot !== '' && { on: sittings[0]!.slot }) };
    return done(join([said, moved, alternate.text], ' '), ...again, ...alternate.buttons, press(ctx, 'button.who', 'meeting.who', given), press(ctx, 'button.ics', 'meeting.show', { meeting: given.meeting, calendar: 'yes' }));
  },
});

/** That a sitting is at another time than when it was answered last, or than it was called for: an old message shows that one. */
async function movedText(ctx: Ctx, found: Found, sitting: Sitting, { seat }: Speaker): Promise<Rich> {
  // Of a whole series that was moved nobody can tell which one an old message meant.
  if (found.meeting.rule !== null && !sitting.moved) return [];
  const { id } = ctx.dir.group;
  const { number } = found.meeting;
  const before = (await rsvpsOf(ctx.tx, id, number, sitting.slot)).find((rsvp) => rsvp.seat === seat);
  const from = movedFrom({ slot: sitting.slot, at: before?.at ?? '' }, found, await shiftsOf(ctx.tx, id, number));
  return from === undefined ? [] : ctx.t('meeting.rsvp.moved', { from: localText(ctx, { local: from, zone: found.meeting.zone }) });
}

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
