import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansSlot } from '#bot/dates.ts';
import { meetingName, meetingRef } from '#bot/meetings.ts';
import { pollCard, roomText } from '#bot/polls.ts';
import { decided, hourText, pollOf, slotRef, slotsAhead, slotText, slotWays, type Poll } from '#bot/pollstate.ts';
import { press } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { choice, findChoice, line, linkless, ref, when } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { join, message, plain, type Given, type Message, type Rich } from '#core/message.ts';
import { onClock, showInstant, stamp } from '#core/time.ts';
import { actors, fitting, seatParts } from '#rules/roles.ts';
import { fits, type Fit, type Meeting } from '#rules/things.ts';

/** Says which times of a poll suit one: a time after the other, each kept with its press. */
export const meetingAnswer = command({
  name: 'meeting.answer',
  who: actors,
  input: z.object(linkless({ meeting: ref('meeting'), slot: when().optional(), fit: choice(fits).optional(), all: choice(fits).optional(), says: line(200).optional() })),
  args: ['meeting', 'slot', 'fit', 'says'],
  dates: { slot: meansSlot },
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    const { meeting } = found;
    const over = decided(ctx, found) ?? closed(ctx, meeting);
    if (over) return over;
    const before = await pollOf(ctx, meeting);
    const slots = slotsAhead(ctx, meeting);
    const said = inOrderOf(ctx, meeting, slots, input);
    const [only, ...others] = said ?? [];
    // `1:no` is an answer to one time, as `1 no` is.
    const one = only && others.length === 0 ? only : undefined;
    const inOrder = one ? undefined : said;
    // `answer 7 yes`: the answer stands where the time should.
    const isFit = !one && input.slot !== undefined && input.fit === undefined ? findChoice(fits, input.slot) : undefined;
    const fit = one?.[1] ?? input.fit ?? isFit;
    const slot = one ? one[0] : input.slot === undefined || isFit !== undefined || inOrder ? undefined : slotRef(ctx, meeting, input.slot);
    if (slot !== undefined && !slots.includes(slot)) throw new UserError('error.poll.slotPast', { when: slotText(ctx, meeting, slot) }, 'slot');
    if (slot === undefined && fit !== undefined && !inOrder) throw whichSlot(ctx, meeting, slots, fit);
    if (inOrder) for (const [each, said] of inOrder) await say(ctx, before, each, said);
    else if (input.all !== undefined) for (const each of slots) await say(ctx, before, each, slot === each && fit ? fit : input.all);
    else if (slot !== undefined && fit !== undefined) await say(ctx, before, slot, fit);
    const poll = await pollOf(ctx, meeting);
    // Only how many have answered stands on the card: most presses change nothing there.
    if (plain(roomText(ctx, before)) !== plain(roomText(ctx, poll))) await ctx.announce(await pollCard(ctx, meeting), { card: meetingName(meeting), edits: true });
    if (slot !== undefined && fit === undefined && input.all === undefined) return askSlot(ctx, poll, slot);
    const from = slot === undefined ? 0 : slots.indexOf(slot) + 1;
    const next = [...slots.slice(from), ...slots.slice(0, from)].find((each) => ownFit(ctx, poll, each) === undefined);
    return next === undefined ? summary(ctx, poll, slots) : askSlot(ctx, poll, next, slot);
  },
});

const answerWord = /if[\s-]*need[\s-]*be|yes|no|\by\b|\bn\b/gi;
const fitOf = (word: string): Fit => findChoice(fits, { y: 'yes', n: 'no' }[word.toLowerCase()] ?? word)!;
/** `1:yes 2 if need be, 3 - no`: each answer behind the number of its time. */
const numbered = new RegExp(`#?(\\d{1,2})\\s*[:=.)-]?\\s*(${answerWord.source})`, 'gi');

const isMade = (typed: string, of: RegExp) => typed.replace(of, '').replace(/[\s,;]+/g, '') === '';

/**
 * What a line says of the times: one after the other (`answer 7 yes no yes`, `y n y`), each behind its number (`1:no 2:yes`), or `none`.
 * Undefined where it says something of one time, or of all alike.
 * @throws UserError where there is not one answer for each
 */
function inOrderOf(ctx: Ctx, meeting: Meeting, ahead: readonly string[], { slot, fit, says }: { readonly slot?: string | undefined; readonly fit?: Fit | undefined; readonly says?: string | undefined }): [string, Fit][] | undefined {
  const typed = [slot, fit, says].filter((part) => part !== undefined).join(' ');
  if (/^(?:none|none of (?:them|these))$/i.test(typed.trim())) return ahead.map((each): [string, Fit] => [each, 'no']);
  const pairs = isMade(typed, numbered) ? [...typed.matchAll(numbered)].map(([, number, word]): [string | undefined, Fit] => [meeting.slots![Number(number) - 1], fitOf(word!)]) : [];
  const apart = new Set(pairs.map(([each]) => each)).size === pairs.length;
  if (pairs.length > 0 && apart && (pairs.length > 1 || fit === undefined) && pairs.every(([each]) => each !== undefined && ahead.includes(each))) return pairs as [string, Fit][];
  const isClear = isMade(typed, answerWord);
  const said = isClear ? [...typed.matchAll(answerWord)].map(([word]) => fitOf(word)) : [];
  if (says === undefined && said.length < 2) return undefined;
  if (said.length === 1) throw whichSlot(ctx, meeting, ahead, said[0]!);
  const slots = [meeting.slots!, ahead].find(({ length }) => length === said.length);
  if (!slots) throw new UserError('error.poll.says', { name: meetingName(meeting), typed: cut(typed, 60), given: said.length, count: ahead.length, line: { code: `/meeting answer ${meetingName(meeting)} 1 yes` } }, 'says');
  return slots.flatMap((each, i): [string, Fit][] => (ahead.includes(each) ? [[each, said[i]!]] : []));
}

const whichSlot = (ctx: Ctx, meeting: Meeting, slots: readonly string[], fit: Fit): UserError =>
  new UserError('error.poll.which', { name: meetingName(meeting), count: slots.length, line: { code: `/meeting answer ${meetingName(meeting)} all:${fit}` } }, 'slot', slotWays(ctx, meeting, slots));

/** What is said once a poll is over and nothing is chosen yet. */
function closed(ctx: Ctx, meeting: Meeting): Message | undefined {
  if (meeting.closes! > stamp(ctx.now)) return undefined;
  const name = meetingName(meeting);
  const text = ctx.t('meeting.answer.closed', { name, title: meeting.title, until: { when: meeting.closes! } });
  return { ...message(undefined, { text }, { buttons: [press(ctx, 'meeting.poll.how', 'meeting.show', { meeting: name })] }), tone: 'refusal' };
}

const ownFit = ({ me }: Ctx, { preferences }: Poll, slot: string): Fit | undefined => preferences.find((each) => each.seat === me!.id && each.slot === slot)?.fit;

/** Keeps what suits a seat. The same again is a second press, and changes nothing. */
async function say(ctx: Ctx, { meeting, preferences }: Poll, slot: string, fit: Fit): Promise<void> {
  const { id, organisation } = ctx.me!;
  const before = preferences.find((each) => each.seat === id && each.slot === slot) ?? null;
  if (before?.fit !== fit) await ctx.save('preference', before, { meeting: meeting.number, slot, seat: id, organisation, fit, at: stamp(ctx.now) });
}

/** One time, with the three answers to it; and what was said of the `last` one. */
function askSlot(ctx: Ctx, poll: Poll, slot: string, last?: string): Message {
  const { meeting } = poll;
  const number = meeting.slots!.indexOf(slot) + 1;
  const given = { ...givenBy(ctx, meeting), slot: String(number) };
  const own = ownFit(ctx, poll, slot);
  const kept = last === undefined ? [] : ctx.t('meeting.answer.kept', { number: meeting.slots!.indexOf(last) + 1, fit: ctx.t(`meeting.fit.${ownFit(ctx, poll, last)!}`) });
  return message(
    [`${meetingName(meeting)} ${meeting.title}`],
    { text: ctx.t('meeting.answer.slot', { number, count: meeting.slots!.length, when: { b: slotText(ctx, meeting, slot) }, hour: hourText(ctx, meeting, slot) }) },
    { note: join([kept, forWhom(ctx), own === undefined ? [] : ctx.t('meeting.answer.own', { fit: ctx.t(`meeting.fit.${own}`) })], ' ') },
    { buttons: fits.map((fit) => ({ label: ctx.label(`meeting.answer.${fit}`), run: 'meeting.answer', given: { ...given, fit } })) },
  );
}

/** What was answered, each time with a button to change it. */
function summary(ctx: Ctx, poll: Poll, slots: readonly string[]): Message {
  const { meeting } = poll;
  const numbered = slots.map((slot) => ({ slot, number: meeting.slots!.indexOf(slot) + 1 }));
  const list = numbered.map(({ slot, number }) => ({ text: [`${number}. `, ...slotText(ctx, meeting, slot)], note: join([[{ b: ctx.t(`meeting.fit.${ownFit(ctx, poll, slot)!}`) }], hourText(ctx, meeting, slot)], '') }));
  const change = numbered.map(({ slot, number }) => ({ label: ctx.label('meeting.answer.change', { number, when: showInstant(at(meeting, slot), ctx.zone, ctx.lang) }), run: 'meeting.answer', given: { ...givenBy(ctx, meeting), slot: String(number) } }));
  const how = press(ctx, 'meeting.poll.how', 'meeting.show', { meeting: meetingName(meeting) });
  const title = ctx.t('meeting.answer.done', { name: meetingName(meeting), title: meeting.title });
  return { ...message(title, { list }, { note: join([forWhom(ctx), ctx.t('meeting.answer.until', { until: { when: meeting.closes! } })], ' ') }, { buttons: [...change, how] }), tone: 'done' };
}

const at = (meeting: Meeting, slot: string) => stamp(onClock(slot.slice(0, 10), slot.slice(11), meeting.zone));

/** Whoever could speak for several is told for whom, and each press says it again. */
const speaksFor = (ctx: Ctx): string | undefined => (fitting(actors, ctx.seats).length < 2 ? undefined : seatParts(ctx.me!, ctx.dir.organisations, ctx.dir.sides).of);
const forWhom = (ctx: Ctx): Rich => (speaksFor(ctx) === undefined ? [] : ctx.t('meeting.answer.for', { organisation: speaksFor(ctx)! }));
const givenBy = (ctx: Ctx, meeting: Meeting): Given => ({ meeting: meetingName(meeting), ...(speaksFor(ctx) !== undefined && { as: speaksFor(ctx)! }) });
