import { join, message, type Block, type Button, type Given, type Item, type Message, type Rich } from '#core/message.ts';
import { addDays, daysBetween, endOfDay, onClock, place, showDay, stamp } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { lastSeq } from '#db/history.ts';
import { seatsOf } from '#db/people.ts';
import { plan } from '#db/reminders.ts';
import type { Ctx } from '#bot/command.ts';
import { comingText, unsureText } from '#bot/events.ts';
import { refreshHanging } from '#bot/live.ts';
import { endElsewhere, endingItem, endingWith, heldAt, peopleEnding } from '#bot/meetingend.ts';
import { done, paged, press, undoButton } from '#bot/reply.ts';
import { asked, isSure, type Sure } from '#bot/sure.ts';
import { headline } from '#rules/commitment.ts';
import { coordinatorsOf, focalPointsOf } from '#rules/escalation.ts';
import { concerned, deadlineName, eventName, momentAt, occurrence, shifts, type Dated, type Shift } from '#rules/event.ts';
import type { Deadline, KeyEvent, Line, Moment } from '#rules/things.ts';

/** What an act would make of an event. `given` is what the button gives that carries it out. */
export interface Turn {
  readonly before: KeyEvent;
  readonly after: KeyEvent;
  readonly run: 'event.move' | 'event.confirm' | 'event.cancel';
  readonly given: Given;
  readonly reason?: string | undefined;
}

/** Shows what would shift with an event, or does it once that is sure and the event is still the one that was shown: all in one transaction. */
export async function turn(ctx: Ctx, it: Turn, sure: Sure): Promise<Message> {
  const things = await openThings(ctx);
  const at = await lastSeq(ctx.tx, ctx.dir.group.id, `event/${it.before.id}`);
  return isSure(sure, at) ? carryOut(ctx, it, things) : preview(ctx, it, things, { at, page: sure.page, stale: sure.sure ?? false });
}

/** What is said of an event that changes, before it does and after. */
function wordsFor(ctx: Ctx, { before, after, reason }: Turn, count: number) {
  return {
    said: { event: before.title, name: eventName(before.id), from: comingText(ctx, before), to: comingText(ctx, after), count },
    unsure: after.cancelled === null ? unsureText(ctx, after.certainty) : [],
    why: reason === undefined ? [] : ctx.t('event.reason', { reason }),
  };
}

async function carryOut(ctx: Ctx, it: Turn, things: Things): Promise<Message> {
  const { before, after, run } = it;
  const count = shifts(before, after, things.all).length;
  const { said, unsure, why } = wordsFor(ctx, it, count);
  const ending = await endingWith(ctx, after);
  await ctx.save('event', before, after);
  const told = new Set([...(await tell(ctx, before, after, things)), ...(await endElsewhere(ctx, ending))]);
  const follow = count === 0 ? [] : ctx.t(after.cancelled === null ? 'event.follow' : 'event.lose', said);
  const show = press(ctx, 'button.show', 'event.show', { event: before.id });
  const card = join([ctx.t(`${run}.card`, { ...said, to: { b: said.to } }), why], '\n');
  await ctx.announce(message([before.title], { text: card }, { note: join([unsure, follow], ' ') }, { buttons: [show] }), { wide: true });
  await refreshHanging(ctx, after);
  return done(join([ctx.t(`${run}.done`, said), unsure, ctx.t('event.told', { people: told.size })], ' '), undoButton(ctx), show);
}

async function preview(ctx: Ctx, it: Turn, things: Things, { at, page, stale }: { at: number; page: number | undefined; stale: boolean }): Promise<Message> {
  const { before, after, run, given } = it;
  const moved = shifts(before, after, things.all);
  const { said, unsure, why } = wordsFor(ctx, it, moved.length);
  const ending = await endingWith(ctx, after);
  const people = new Set([...(await holdersOf(ctx, rolesOf(ctx, before, after, things))), ...(await peopleEnding(ctx, ending))]);
  const below = beneath(ctx, it, moved, { people: people.size, ending: ending.length, held: await heldAt(ctx, before) });
  const items = [...moved.map((each) => shiftItem(ctx, each)), ...ending.map((each) => endingItem(ctx, each))];
  const shown = paged(ctx, ctx.t(`${run}.ask`, said), items, page, run, given, ...below);
  const yes: Button = { label: ctx.label(`${run}.yes`), run, given: { ...given, sure: 'yes', seen: String(at) }, tone: run === 'event.cancel' ? 'danger' : 'main' };
  const no = press(ctx, 'button.cancel', 'event.show', { event: before.id });
  return asked(shown, [stale ? ctx.t('event.stale') : [], ctx.t(`${run}.what`, said), unsure, why], yes, no);
}

/** What stands below the shifts: that there are none, what would be over, what does not move, who will be told. */
function beneath(ctx: Ctx, { before, after }: Pick<Turn, 'before' | 'after'>, moved: readonly Shift[], { people, ending, held }: { people: number; ending: number; held: Rich }): Block[] {
  const last = after.ends ?? after.starts;
  const events = new Map([...ctx.dir.events, [after.id, after]]);
  const over = moved.filter(({ part, from, to }) => part !== 'opens' && from !== undefined && from >= ctx.today && to !== undefined && to < ctx.today).map(({ id }) => id);
  const stays = ctx.dir.deadlines.filter(({ event, cancelled, closes }) => event === before.id && cancelled === null && closes.due.by === 'day' && last !== null && (momentAt(closes, events)?.day ?? '') > last);
  return [
    ...(moved.length + ending === 0 ? [{ text: ctx.t('event.alone') }] : []),
    ...(over.length > 0 ? [{ text: ctx.t('event.overThen', { list: over.join(', '), count: over.length }) }] : []),
    ...(after.cancelled === null && stays.length > 0 ? [{ text: ctx.t('event.stays', { list: stays.map(deadlineName).join(', '), count: stays.length }) }] : []),
    ...(held.length > 0 ? [{ text: held }] : []),
    { note: ctx.t('event.willTell', { people }) },
  ];
}

/** A date that shifts: what it is, old → new; with the hour and its city where one is set. */
function shiftItem(ctx: Ctx, { id, title, part, from, to, time, zone }: Shift): Item {
  const day = (date: string | undefined): Rich => (date === undefined ? ctx.t('due.none') : [`${showDay(date, ctx.lang)}${time === null ? '' : `, ${time} ${place(zone!)}`}`]);
  const ways = [...day(from), ' → ', ...day(to)];
  return { text: [{ b: [id] }, ` ${title}`], note: part === 'due' ? ways : ctx.t(`event.${part}`, { when: ways }) };
}

interface Things {
  /** All whose dates shift, and of those the ones that somebody still has to do. */
  readonly all: Dated;
  readonly open: Dated;
}

async function openThings(ctx: Ctx): Promise<Things> {
  const group = ctx.dir.group.id;
  const reported = await listCommitments(ctx.tx, group);
  const all: Dated = { commitments: reported.map(({ commitment }) => commitment), milestones: await milestonesOf(ctx.tx, group), deadlines: ctx.dir.deadlines };
  const settled = new Set(reported.filter(({ commitment, reports }) => commitment.state !== 'agreed' || headline(commitment, reports)?.status === 'done').map(({ commitment }) => commitment.number));
  return { all, open: { ...all, commitments: all.commitments.filter(({ number }) => !settled.has(number)) } };
}

/** Whom it concerns that an event begins on another day, but for whoever says so. None when it does not. */
function rolesOf(ctx: Ctx, before: KeyEvent, after: KeyEvent, { open }: Things): string[] {
  const own = ownRoles(ctx);
  return firstDay(ctx, before) === firstDay(ctx, after) ? [] : concerned(before, open, ctx.dir.organisations, ctx.dir.sides).filter((role) => !own.has(role));
}

const firstDay = (ctx: Ctx, event: KeyEvent) => occurrence(event, ctx.today)?.starts ?? '';

/** Whom a change of a deadline concerns, by role, but for whoever makes it: both coordinators and each living member's focal point. */
export function membersToTell(ctx: Ctx): string[] {
  const own = ownRoles(ctx);
  return [...coordinatorsOf(ctx.dir), ...focalPointsOf(ctx.dir)].filter((role) => !own.has(role));
}

const ownRoles = (ctx: Ctx) => new Set(ctx.seats.map(({ role, organisation, side }) => `${role}/${organisation ?? side ?? ''}`));

/** Who holds these roles, by person, without the one who asks. */
async function holdersOf(ctx: Ctx, roles: readonly string[]): Promise<Set<string>> {
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const people = new Set(held.filter(({ role, organisation, side }) => roles.includes(`${role}/${organisation ?? side ?? ''}`)).map(({ person_id }) => person_id));
  people.delete(ctx.person?.id ?? '');
  return people;
}

/** How many people hold these roles, without the one who asks. */
export const peopleIn = async (ctx: Ctx, roles: readonly string[]): Promise<number> => (await holdersOf(ctx, roles)).size;

/**
 * Has everyone concerned told in private that an event moved: of the event, of the deadlines that went with it, and each owner of what
 * they have to do. Answers who that is, by person.
 */
export async function tell(ctx: Ctx, before: KeyEvent, after: KeyEvent, things?: Things): Promise<Set<string>> {
  const of = things ?? (await openThings(ctx));
  const roles = rolesOf(ctx, before, after, of);
  if (roles.length === 0) return new Set();
  const points = { from: firstDay(ctx, before), to: firstDay(ctx, after) };
  await tellPoint(ctx, `event/${before.id}`, points, roles, usefulUntil(ctx, Object.values(points)));
  for (const { id, part, from, to, time, zone, commitment } of shifts(before, after, of.open)) {
    const shifted = { from: pointOf(from, time, zone), to: pointOf(to, time, zone) };
    const deadline = part === 'closes' ? of.open.deadlines.find((each) => deadlineName(each) === id) : undefined;
    // That its own deadlines go with an event that is called off need not be said.
    if (deadline && (after.cancelled === null || deadline.event !== before.id)) await tellPoint(ctx, `event/${deadline.event}/${deadline.number}`, shifted, roles);
    if (part === 'due') await tellPoint(ctx, id, shifted, ownersOf(ctx, of, commitment!).filter((role) => roles.includes(role)));
  }
  return holdersOf(ctx, roles);
}

/** Has everyone told who was told, or was to be told, of dates that are as they were before. Two moves that meet before they are told of cancel out. */
export async function tellBack(ctx: Ctx, lines: readonly Line[]): Promise<void> {
  const pointIn = (deadline: Deadline) => (deadline.cancelled === null ? pointAt(ctx, deadline.closes) : '');
  for (const { kind, before, after } of lines) {
    if (before === null || after === null) continue;
    if (kind === 'event') await tell(ctx, after as KeyEvent, before as KeyEvent);
    if (kind !== 'deadline') continue;
    const { event, number } = before as Deadline;
    const points = { from: pointIn(after as Deadline), to: pointIn(before as Deadline) };
    if (points.from !== points.to) await tellPoint(ctx, `event/${event}/${number}`, points, membersToTell(ctx));
  }
}

/** Who answers for a commitment: its lead's focal point; where nobody here leads, the coordinators. */
function ownersOf(ctx: Ctx, { all }: Things, number: number): string[] {
  const lead = all.commitments.find((c) => c.number === number)?.lead ?? '';
  return ctx.dir.organisations.get(lead)?.side ? [`focal/${lead}`] : ctx.dir.sides.map(({ id }) => `coordinator/${id}`);
}

/** Has these roles told in private that something has another date: where it was and where it is, as days or instants; '' for none. */
export async function tellPoint(ctx: Ctx, subject: string, data: { readonly from: string; readonly to: string }, roles: readonly string[], until: string | null = null): Promise<void> {
  const date = data.to === '' ? ctx.today : data.to.slice(0, 10);
  await plan(ctx.tx, ctx.dir.group.id, roles.map((recipient) => ({ subject, kind: 'moved' as const, rung: `moved/${ctx.call}`, date, recipient, day: ctx.today, until, due: stamp(ctx.now), data })));
}

/** A day, or with an hour its instant, as reminders keep it. */
function pointOf(day: string | undefined, time: string | null, zone: string | null): string {
  return day === undefined ? '' : time === null ? day : stamp(onClock(day, time, zone!));
}
/** The same of a moment as it stands. */
export function pointAt(ctx: Ctx, moment: Moment): string {
  const at = momentAt(moment, ctx.dir.events);
  return at === undefined ? '' : moment.time === null ? at.day : stamp(at.instant);
}

/** News of a day that is near must not wait for Monday: it is told before that day. Of others, one can hear at any time. */
function usefulUntil(ctx: Ctx, days: readonly string[]): string | null {
  const [first] = days.filter((day) => day >= ctx.today).sort();
  if (first === undefined || daysBetween(ctx.today, first) > 4) return null;
  return endOfDay(first === ctx.today ? first : addDays(first, -1), ctx.dir.group.zone);
}
