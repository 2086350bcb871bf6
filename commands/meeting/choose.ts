import { z } from 'zod';
import { callIn, heardText } from '#bot/calling.ts';
import { command, type Ctx } from '#bot/command.ts';
import { meansSlot } from '#bot/dates.ts';
import { refreshMeeting } from '#bot/meetingcard.ts';
import { calledTo, checkMayRun, meetingName, meetingRef } from '#bot/meetings.ts';
import { repeatOf } from '#bot/meetingwords.ts';
import { answersText, pollShow, recommended, strainText } from '#bot/polls.ts';
import { decided, heard, pollOf, slotForAll, slotRef, slotsAhead, slotText, slotWays, takenTexts, type Poll } from '#bot/pollstate.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError, works } from '#core/errors.ts';
import { line, linkless, ref, when, yesno } from '#core/field.ts';
import { join, message, type Button, type Given, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { dialinFor } from '#db/dialins.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { readRepeat, type Repeat } from '#rules/repeat.ts';
import { actors } from '#rules/roles.ts';
import type { Recommended } from '#rules/sociable.ts';
import type { Meeting } from '#rules/things.ts';

/** Takes one of the times of a poll: the meeting has its time then, or its first one where it comes back. */
export const meetingChoose = command({
  name: 'meeting.choose',
  who: actors,
  input: z.object(linkless({
    meeting: ref('meeting'),
    slot: when().meta({ asked: true }).optional(),
    repeat: line(200).meta({ asked: true }).optional(),
    /** The sides that cannot make it, by which whoever chooses says that they know it. */
    without: line(300).optional(),
    sure: yesno().optional(),
  })),
  args: ['meeting', 'slot'],
  dates: { slot: meansSlot },
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    const over = decided(ctx, found);
    if (over) return over;
    const { meeting } = found;
    await checkMayRun(ctx, meeting);
    if (input.slot === undefined) return pollShow(ctx, found);
    const slot = slotRef(ctx, meeting, input.slot);
    const ahead = slotsAhead(ctx, meeting);
    if (!ahead.includes(slot)) throw new UserError('error.poll.slotPast', { when: slotText(ctx, meeting, slot) }, 'slot', slotWays(ctx, meeting, ahead));
    const repeat = input.repeat === undefined ? undefined : repeatFrom(ctx, meeting, slot, input.repeat);
    const after: Meeting = { ...meeting, starts: slot, rule: repeat?.rule ?? null, until: repeat?.until ?? { by: 'none' }, slots: null, closes: null, sequence: meeting.sequence + 1, changed: stamp(ctx.now) };
    const poll = await pollOf(ctx, meeting);
    const stands = (await recommended(ctx, poll)).find((each) => each.slot === slot)!;
    // What was agreed to before another side said no is not agreed to any more.
    const named = (input.without ?? '').split(',').map((side) => side.trim());
    const isNamed = [...stands.cannot, ...stands.unheard].every((side) => named.includes(side));
    const choice = { poll, after, stands, repeat: input.repeat, other: repeat?.other };
    return input.sure && isNamed ? carryOut(ctx, choice) : preview(ctx, choice);
  },
});

interface Choice {
  readonly poll: Poll;
  readonly after: Meeting;
  readonly stands: Recommended;
  /** How it comes back, as it was typed, and the other thing that those words can mean. */
  readonly repeat: string | undefined;
  readonly other: string | undefined;
}

/** How a meeting comes back from a slot on. @throws UserError as `readRepeat` does; where another slot would fit the words, with those that do */
function repeatFrom(ctx: Ctx, meeting: Meeting, slot: string, typed: string): Repeat {
  const read = (from: string) => readRepeat(typed, from, { ...ctx.around('repeat'), zone: meeting.zone }, ctx.dir.events, 'slot');
  try {
    return read(slot);
  } catch (error) {
    if (!(error instanceof UserError) || error.field !== 'slot') throw error;
    const ways = slotWays(ctx, meeting, slotsAhead(ctx, meeting).filter((each) => works(() => read(each))));
    throw new UserError(error.key, error.params, ways.length > 0 ? 'slot' : 'repeat', ways);
  }
}

/** How most meetings come back, to begin with: what is wanted instead is written over it. */
function usualRepeat(ctx: Ctx, meeting: Meeting, slot: string): string {
  const usual = ['every 2 weeks until CND', 'every 2 weeks for a year'];
  return usual.find((typed) => works(() => readRepeat(typed, slot, { ...ctx.around('repeat'), zone: meeting.zone }, ctx.dir.events))) ?? usual[1]!;
}

/** What choosing means: when it is, who said what, whom it is hard for, and who cannot be there. Taking it then is a second word. */
async function preview(ctx: Ctx, { poll, after, stands, repeat, other }: Choice): Promise<Message> {
  const { meeting } = poll;
  const name = meetingName(meeting);
  const slot = String(meeting.slots!.indexOf(stands.slot) + 1);
  const given: Given = { meeting: name, slot, ...(repeat !== undefined && { repeat }) };
  const sides = [...stands.cannot, ...stands.unheard];
  const sideOf = (id: string) => ({ b: [nameOf(ctx.dir, id)] });
  const cannot = stands.cannot.map((id) => {
    const open = stands.soFar.find(({ side }) => side === id);
    return { text: open ? ctx.t('meeting.choose.cannotYet', { ...open, side: sideOf(id) }) : ctx.t('meeting.choose.cannot', { side: sideOf(id) }) };
  });
  // Where nobody at all has answered, that is said once.
  const isUnheard = poll.preferences.length === 0;
  const unheard = isUnheard ? [ctx.t('meeting.choose.nobody')] : stands.unheard.map((id) => ctx.t('meeting.choose.unheard', { side: sideOf(id) }));
  const yes: Button = sides.length === 0
    ? { label: ctx.label('meeting.choose.yes'), run: 'meeting.choose', given: { ...given, sure: 'yes' }, tone: 'main' }
    : { label: isUnheard ? ctx.label('meeting.choose.unheardYes') : ctx.label('meeting.choose.without', { sides: sides.map((id) => nameOf(ctx.dir, id)).join(', ') }), run: 'meeting.choose', given: { ...given, sure: 'yes', without: sides.join(',') }, tone: 'danger' };
  const sittings = sittingsOf(after, [], ctx.dir.events);
  const { missing } = heard(poll);
  return message(
    ctx.t('meeting.choose.ask', { name, title: meeting.title }),
    { text: [{ b: slotText(ctx, meeting, stands.slot) }] },
    { text: after.rule === null ? [] : ctx.t('meeting.choose.series', { repeat: repeatOf(ctx, after), count: sittings.length }) },
    ...cannot,
    ...unheard.map((text) => ({ text })),
    { note: (await takenTexts(ctx, meeting)).get(stands.slot) ?? [] },
    { note: join([answersText(ctx, { ...stands, cannot: [], unheard: [] }), strainText(ctx, stands)], ' · ') },
    { note: missing.length > 0 && meeting.closes! > stamp(ctx.now) ? ctx.t('meeting.choose.early', { until: { when: meeting.closes! }, count: missing.length }) : [] },
    { note: ctx.t('meeting.choose.replies') },
    { buttons: [yes, ...(other === undefined ? [] : [{ label: ctx.label('meeting.choose.other', { repeat: other }), run: 'meeting.choose', given: { ...given, repeat: other } }]), ...(repeat === undefined ? [press(ctx, 'meeting.choose.comesAgain', 'meeting.choose', { ...given, repeat: usualRepeat(ctx, meeting, stands.slot), form: 'open' })] : []), press(ctx, 'meeting.choose.no', 'meeting.show', { meeting: name })] },
  );
}

async function carryOut(ctx: Ctx, { poll, after, stands }: Choice): Promise<Message> {
  const { meeting } = poll;
  const { number, title } = meeting;
  const name = meetingName(meeting);
  await ctx.save('meeting', meeting, after);
  const slot = after.rule === null ? '' : stands.slot;
  const held = new Set(poll.asked.seats.map(({ id }) => id));
  const answered = new Set((await rsvpsOf(ctx.tx, ctx.dir.group.id, number, slot)).map(({ seat }) => seat));
  // A yes in a poll is taken for a yes to the meeting until whoever gave it says otherwise. Who said no is asked.
  for (const { seat, organisation, fit } of poll.preferences.filter((each) => each.slot === stands.slot && each.fit !== 'no' && held.has(each.seat) && !answered.has(each.seat))) {
    await ctx.save('rsvp', null, { meeting: number, slot, seat, organisation, reply: fit === 'yes' ? 'attend' : 'maybe', entered: null, at: stamp(ctx.now) });
  }
  // Whoever has answered the poll hears what came of it, whatever they said.
  const known = new Set([...(await calledTo(ctx, number, slot)).map(({ id }) => id), ...poll.preferences.map(({ seat }) => seat)]);
  const told = heardText(ctx, 'meeting.told', await callIn(ctx, name, poll.asked.seats.filter(({ id }) => known.has(id))));
  await refreshMeeting(ctx, number);
  const when = { b: slotText(ctx, meeting, stands.slot) };
  const repeat = repeatOf(ctx, after);
  const show = press(ctx, 'button.show', 'meeting.show', { meeting: name });
  const said = { name, title, when, told };
  await ctx.announce(message([`${name} ${title}`], { text: ctx.t('meeting.choose.card', { ...said, when: { b: slotForAll(ctx, meeting, stands.slot) } }) }, { note: repeat }, { buttons: [show] }), { wide: true });
  // Whoever chooses may set the link, so that they hear that there is none.
  const isOpen = after.kind === 'teleconference' && (await dialinFor(ctx.tx, ctx.secret, ctx.dir.group.id, number, slot)) === undefined;
  const setLink = isOpen ? [press(ctx, 'button.setLink', 'meeting.join', { meeting: name, form: 'link' })] : [];
  const text = join([ctx.t('meeting.choose.done', said), repeat.length === 0 ? [] : ctx.t('meeting.choose.comesBack', { repeat }), isOpen ? ctx.t('meeting.choose.noLink') : []], ' ');
  return done(text, show, ...setLink, undoButton(ctx));
}
