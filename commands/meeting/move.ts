import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { checkMayRun, localText, meetingName, meetingRef, sittingRef, whenForAll, whenText, type Found } from '#bot/meetings.ts';
import { meansComing } from '#bot/meetingtime.ts';
import { checkStands, standing, turnMeeting } from '#bot/meetingturn.ts';
import { repeatOf, strainLines, strainsSoFar } from '#bot/meetingwords.ts';
import { readNewTime } from '#bot/newtime.ts';
import { press } from '#bot/reply.ts';
import { sureFields } from '#bot/sure.ts';
import { UserError } from '#core/errors.ts';
import { int, line, linkless, ref, text, when, yesno } from '#core/field.ts';
import type { Button, Item, Message, Rich } from '#core/message.ts';
import { showDay, stamp } from '#core/time.ts';
import { slotsOf, type Sitting } from '#rules/meeting.ts';
import { changedAt, clash, lasting, movedTo, type Whole } from '#rules/meetingchange.ts';
import { actors } from '#rules/roles.ts';
import { moveSeries, type Moved } from '#rules/seriesmove.ts';
import { strainAt } from '#rules/sociable.ts';

const input = z.object(linkless({
  meeting: ref('meeting'),
  to: when().meta({ asked: true }).optional(),
  on: line(80).meta({ asked: true }).optional(),
  all: yesno().meta({ asked: true }).optional(),
  minutes: int(5, 600).optional(),
  reason: text(300).meta({ asked: true }).optional(),
  ...sureFields,
}));
type Input = z.output<typeof input>;

/** So many sittings of a series are shown with their old and new times. */
const shown = 5;

/** Moves a meeting, one of a series, or with `all` the whole series from one on. Whom it concerns is told old and new time once that is sure. */
export const meetingMove = command({
  name: 'meeting.move',
  who: actors,
  input,
  args: ['meeting', 'to'],
  dates: { to: meansComing },
  async run(ctx, given) {
    const found = await meetingRef(ctx, given.meeting);
    await checkMayRun(ctx, found.meeting);
    checkStands(ctx, found);
    const all = found.meeting.rule !== null && (given.all ?? false);
    const slots = slotsOf(found.meeting, ctx.dir.events);
    const sitting = (all && given.on === undefined && given.to !== undefined && nextOfRule(ctx, found, slots)) || sittingRef(ctx, found, given.on);
    checkMovable(ctx, found, sitting, given, slots);
    const was = all ? sitting.slot : sitting.local;
    const to = given.to === undefined ? was : readNewTime(ctx, given.to, was, sitting.zone, 'to');
    const minutes = given.minutes ?? found.meeting.minutes;
    if (to === was && minutes === sitting.minutes) throw new UserError('error.meeting.same', { name: meetingName(found.meeting), when: localText(ctx, { ...sitting, local: was }) }, 'to');
    return turn(ctx, found, { sitting, to, was, minutes, all }, given);
  },
});

/** From which one on a whole series is moved where none is named: the next that begins when the rule says. One with a time of its own keeps it. */
function nextOfRule(ctx: Ctx, { sittings }: Found, slots: readonly string[]): Sitting | undefined {
  return sittings.find(({ slot, state, moved, at }) => state === 'on' && !moved && at > stamp(ctx.now) && slots.includes(slot));
}

/** @throws UserError for what has begun, was left out, or does not go together */
function checkMovable(ctx: Ctx, { meeting }: Found, sitting: Sitting, { to, minutes, all }: Input, slots: readonly string[]): void {
  const params = { name: meetingName(meeting), when: localText(ctx, sitting) };
  if (sitting.state === 'out') throw new UserError('error.meeting.out', params, 'on');
  if (sitting.at <= stamp(ctx.now)) throw new UserError('error.meeting.begun', params, 'on');
  if (to === undefined && minutes === undefined) throw new UserError('error.meeting.moveWhat', params, 'to');
  if (all && to !== undefined && sitting.added && !slots.includes(sitting.slot)) {
    // One that was kept as the series was moved from a later one on, and nobody added.
    if (sitting.slot < meeting.starts!) throw new UserError('error.meeting.beforeAll', { ...params, first: showDay(meeting.starts!.slice(0, 10), ctx.lang) }, 'on');
    throw new UserError('error.meeting.addedAll', params, 'on');
  }
  if (minutes !== undefined && meeting.rule !== null && !all) throw new UserError('error.meeting.minutesAll', params, 'all', [{ label: ctx.label('meeting.move.allYes'), value: 'yes' }]);
}

interface Step {
  readonly sitting: Sitting;
  /** Where it was and where it is to be, on the meeting's clock. */
  readonly was: string;
  readonly to: string;
  readonly minutes: number;
  readonly all: boolean;
}

async function turn(ctx: Ctx, before: Found, { sitting, was, to, minutes, all }: Step, given: Input): Promise<Message> {
  const now = stamp(ctx.now);
  const { meeting } = before;
  const isMoved = to !== was;
  const placed = placedAt(ctx, before, { sitting, was, to, minutes, all }, now);
  const { slots } = placed;
  const whole: Whole = given.minutes === undefined ? placed : lasting(placed, minutes, sitting.at, before.sittings, slots);
  const after = standing(ctx, whole);
  const same = clash(before.sittings, after.sittings, slots);
  if (same !== undefined) throw new UserError('error.meeting.onto', { when: { when: same } }, 'to');
  const slot = slots.get(sitting.slot) ?? sitting.slot;
  const is = after.sittings.find((each) => each.slot === slot)!;
  const name = meetingName(meeting);
  const said = { name, title: meeting.title, from: whenText(ctx, sitting), to: { b: whenText(ctx, is) }, minutes: ctx.t('meeting.minutes', { count: minutes }), repeat: repeatOf(ctx, whole.meeting) };
  const way = !isMoved ? (all ? 'lengths' : 'length') : all ? 'series' : 'one';
  return turnMeeting(ctx, {
    before, after: whole, slots, run: 'meeting.move', reason: given.reason,
    given: {
      meeting: name, ...(isMoved && { to: `${to.replace('T', ' ')} ${meeting.zone}` }), ...(sitting.slot !== '' && { on: sitting.slot }), ...(all && { all: 'yes' }),
      ...(given.minutes !== undefined && { minutes: String(minutes) }), ...(given.reason !== undefined && { reason: given.reason }),
    },
    ask: ctx.t(all ? 'meeting.move.askAll' : 'meeting.move.ask', said),
    what: ctx.t(`meeting.move.what.${way}`, said),
    items: all && isMoved ? pairs(before, after, slots, now) : [],
    others: meeting.rule !== null && !all && isMoved && !sitting.added ? [allButton(ctx, meeting, sitting, given)] : [],
    notes: [...(meeting.rule !== null && !all && isMoved ? [ctx.t('meeting.move.others')] : []), ...(all && isMoved ? countNotes(ctx, before, after, sitting) : []), ...(await hardNotes(ctx, before, after, slots)), isMoved && minutes !== meeting.minutes ? ctx.t('meeting.move.what.length', said) : [], isMoved ? ctx.t('meeting.move.answers') : []],
    card: ctx.t(`meeting.move.card.${way}`, { ...said, from: whenForAll(ctx, sitting), to: { b: whenForAll(ctx, is) } }),
    done: ctx.t(`meeting.move.done.${way}`, said),
  }, given);
}

/** Asks the same of the whole series from there on. */
const allButton = (ctx: Ctx, meeting: Found['meeting'], { slot }: Sitting, { to, reason }: Input): Button =>
  press(ctx, 'meeting.move.allToo', 'meeting.move', { meeting: meetingName(meeting), to: to!, on: slot, all: 'yes', ...(reason !== undefined && { reason }) });

/** The meeting with this step taken, and by which slots its sittings are known then. */
function placedAt({ dir }: Ctx, before: Found, { sitting: { slot }, was, to, all }: Step, now: string): Moved {
  if (to === was) return { meeting: changedAt(before.meeting, now, {}), occurrences: before.occurrences, slots: new Map() };
  return all ? moveSeries(before, slot, to, dir.events, now) : { ...movedTo(before, slot, to, dir.events, now), slots: new Map() };
}

/** The first sittings of a series that is moved: old → new. */
function pairs(before: Found, after: Found, slots: ReadonlyMap<string, string>, now: string): Item[] {
  const coming = before.sittings.filter(({ state, at, slot }) => state === 'on' && at > now && slots.has(slot));
  return coming.slice(0, shown).flatMap(({ at, slot }) => {
    const is = after.sittings.find((each) => each.slot === slots.get(slot));
    return is ? [{ text: [{ when: at }, ' → ', { when: is.at }] }] : [];
  });
}

/** What of a series does not simply go along: of those after the first that is moved those that keep a time of their own, and those that its end takes away or brings in. */
function countNotes(ctx: Ctx, before: Found, after: Found, { slot, at }: Sitting): Rich[] {
  const own = before.sittings.filter((each) => each.state === 'on' && (each.moved || each.added) && each.at > at && each.slot !== slot);
  const [was, is] = [slotsOf(before.meeting, ctx.dir.events).filter((each) => each >= slot), slotsOf(after.meeting, ctx.dir.events)];
  const more = is.length - was.length;
  return [
    own.length === 0 ? [] : ctx.t('meeting.move.own', { count: own.length }),
    more === 0 ? [] : ctx.t(more < 0 ? 'meeting.end.fewer' : 'meeting.end.more', { count: Math.abs(more) }),
  ];
}

/** For which organisations calls come to be at an unsocial hour at which they were not before: any of those that change, because clocks may do so on the way. */
async function hardNotes(ctx: Ctx, before: Found, after: Found, slots: ReadonlyMap<string, string>): Promise<Rich[]> {
  if (before.meeting.kind !== 'teleconference') return [];
  const isComing = ({ state, at }: Sitting) => state === 'on' && at > stamp(ctx.now);
  // One that falls away has no slot any more, though its old one may be another's now.
  const old = before.sittings.filter(isComing).toSorted((a, b) => Number(slots.has(a.slot)) - Number(slots.has(b.slot)));
  const was = new Map(old.map((each) => [slots.get(each.slot) ?? each.slot, each]));
  const turned = after.sittings.filter((is) => isComing(is) && (was.get(is.slot)?.at !== is.at || was.get(is.slot)?.ends !== is.ends));
  const isHarder = (is: Sitting, zone: string) => {
    const [it, strain] = [was.get(is.slot), strainAt(is.at, is.minutes, zone)];
    return strain !== undefined && (!it || strainAt(it.at, it.minutes, zone) !== strain);
  };
  const hit = [...ctx.dir.organisations].filter(([, { zone }]) => zone !== null && turned.some((is) => isHarder(is, zone)));
  const left = turned.flatMap(({ slot }) => was.get(slot) ?? []);
  return strainLines({ t: ctx.t, dir: { ...ctx.dir, organisations: new Map(hit) } }, turned, await strainsSoFar(ctx, left));
}
