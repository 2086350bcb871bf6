import { cut, cutRich } from '#core/fit.ts';
import { join, type Button, type Item, type Rich } from '#core/message.ts';
import { addDays, daysBetween } from '#core/time.ts';
import { listCommitments, milestonesOf, ratingsOf, type Reported } from '#db/commitments.ts';
import { draftsOf, typed } from '#db/drafts.ts';
import { openOffers } from '#db/offers.ts';
import { seatsOf } from '#db/people.ts';
import { snoozesOf } from '#db/snoozes.ts';
import { mayAnswer, toLead } from '#bot/asking.ts';
import { stateText } from '#bot/card.ts';
import { reserved, type Ctx, type View } from '#bot/command.ts';
import { lackTasks } from '#bot/lacking.ts';
import { meetingTasks } from '#bot/ownmeetings.ts';
import { amendmentText } from '#bot/past.ts';
import { isSealed } from '#bot/secrets.ts';
import { dueShort, fullName, nameOf, seatLabel } from '#bot/words.ts';
import { daysLate, freshness, headline, mayRate, milestoneLate, proposalMark, waitingFrom } from '#rules/commitment.ts';
import { dueDay } from '#rules/due.ts';
import type { Commitment, Milestone, Offer, Organisation, Seat, Snooze } from '#rules/things.ts';

/** Something a person owes, and the press that begins it. */
export interface Task {
  readonly item: Item;
  /** The greater, the sooner it should be done. */
  readonly weight: number;
  readonly buttons: readonly Button[];
}

/** What of a group's record tasks are told by. `seats` are all that are held, `offers` those that wait for an answer. */
export interface Known {
  readonly all: readonly Reported[];
  readonly steps: readonly Milestone[];
  readonly seats: readonly Seat[];
  readonly snoozes: readonly Snooze[];
  readonly offers: readonly Offer[];
}

/** For whom; `chat` where they are asked in a room of a chat platform, where people are picked in a form. */
type Asker = View & Partial<Pick<Ctx, 'chat'>>;

/** How many days ahead a date is a task already. */
const ahead = 42;

/** What weighs more than what. Days late are added to `late`. */
const weights = { late: 10_000, asked: 9000, agree: 8000, passed: 7500, vacant: 7000, red: 6000, soon: 5000, never: 4000, yellow: 3000, owner: 2000, draft: 1500, offered: 1200, fresh: 1000, undated: 500 } as const;

/** What weighs less than this nobody waits for yet. */
export const pressing = weights.draft;
/** What weighs as much cannot wait: it is late, due soon, or somebody waits for an answer. */
export const urgent = weights.soon - ahead;

/** All that a person owes in this group across their seats, most urgent first, and how many commitments wait for a first rating. */
export async function tasksOf(ctx: Ctx): Promise<{ tasks: Task[]; unrated: readonly Commitment[] }> {
  const group = ctx.dir.group.id;
  const all = await listCommitments(ctx.tx, group);
  const own = ownOrganisations(ctx);
  const tasks = tasksIn(ctx, {
    all, steps: await milestonesOf(ctx.tx, group), seats: await seatsOf(ctx.tx, group), snoozes: await snoozesOf(ctx.tx, group), offers: await openOffers(ctx.tx, group, ctx.now),
  });
  return { tasks: sorted([...tasks, ...(await meetingTasks(ctx)), ...(await lackTasks(ctx)), ...(await draftTasks(ctx))]), unrated: own.length === 0 ? [] : await unratedBy(ctx, all, own) };
}

/** What a person owes by the group's record alone, most urgent first. */
export function tasksIn(view: Asker, { all, steps, seats: held, snoozes, offers }: Known): Task[] {
  const own = ownOrganisations(view);
  const passed = snoozes.filter(({ until }) => until === null);
  // What somebody has said is not theirs is the coordinators' to settle.
  const isPassed = (subject: string) => passed.some((each) => each.subject === subject && view.seats.some(({ id }) => id === each.seat));
  const isCoordinator = view.seats.some(({ role }) => role === 'coordinator');
  return sorted([
    ...all.flatMap((each) => [...(isPassed(`C${each.commitment.number}`) ? [] : ledTasks(view, each, own)), ...answerTasks(view, each.commitment, own, held)]),
    ...stepTasks(view, all, steps, own),
    ...seatTasks(view, held, offers),
    ...(isCoordinator ? [...openTasks(view, all), ...passedTasks(view, all, held, passed)] : []),
  ]);
}

const sorted = (tasks: Task[]) => tasks.sort((a, b) => b.weight - a.weight);
const ownOrganisations = ({ seats, dir }: View): Organisation[] =>
  seats.filter(({ role }) => role === 'focal' || role === 'alternate').flatMap(({ organisation }) => dir.organisations.get(organisation ?? '') ?? []);

/** A task about a commitment: its number and title, then why, then the press. */
function about({ number, title }: { number: number | string; title: string }, why: Rich, weight: number, ...buttons: readonly Button[]): Task {
  return { item: { text: [{ b: [`C${number}`] }, ` ${title}`], note: why }, weight, buttons };
}

/** Why something waits, with the day by which where there is one. */
function dated(view: View, why: Rich, { due }: Pick<Commitment, 'due'>): Rich {
  return join([why, dueDay(due, view.dir.events) === undefined ? [] : view.t('my.tasks.due', { date: dueShort(view.t, view.dir, due, view.lang) })], ' · ');
}

const button = (ctx: View, key: 'tasks.report' | 'tasks.step' | 'tasks.lead' | 'tasks.agree' | 'tasks.decline' | 'tasks.find' | 'tasks.offer' | 'tasks.takeOver', id: string, run: string, given: Record<string, string>): Button => ({
  label: cut(ctx.label(`my.${key}`, { id }), 75), run, given,
});

/** A commitment that one of one's organisations leads: late, without a report, with an old one, or due soon. */
function ledTasks(ctx: View, each: Reported, own: readonly Organisation[]): Task[] {
  const { commitment: c, reports } = each;
  const lead = own.find(({ id }) => id === c.lead);
  if (!lead || c.state !== 'agreed') return [];
  const head = headline(c, reports);
  const light = freshness(c, head, ctx.today, ctx.dir.group.zone, ctx.dir.group.settings);
  const late = daysLate(c, head, ctx.dir.events, ctx.today);
  const soon = head?.status !== 'done' && isSoon(ctx, c.due);
  const weight = late > 0 ? weights.late + late : light === 'red' ? weights.red : soon ? soonWeight(ctx, c.due) : light === 'never' ? weights.never : light === 'yellow' ? weights.yellow : light === 'new' ? weights.fresh : 0;
  if (weight === 0) return [];
  const date = dueShort(ctx.t, ctx.dir, c.due, ctx.lang);
  const when = late > 0 ? lateText(ctx, date, late) : dueDay(c.due, ctx.dir.events) !== undefined ? ctx.t('my.tasks.due', { date }) : [];
  const why = join([ctx.t('commitment.lead', { lead: lead.acronym }), when, stateText(ctx, each)], ' · ');
  return [about(c, why, weight, button(ctx, 'tasks.report', `C${c.number}`, 'commitment.update', { commitment: String(c.number), form: 'open' }))];
}

function isSoon(ctx: View, due: Commitment['due']): boolean {
  const on = dueDay(due, ctx.dir.events);
  return on !== undefined && on >= ctx.today && on <= addDays(ctx.today, ahead);
}

const soonWeight = (ctx: View, due: Commitment['due']) => weights.soon - daysBetween(ctx.today, dueDay(due, ctx.dir.events)!);
const lateText = (ctx: View, date: Rich, days: number): Rich => ctx.t('commitment.late', { date, late: ctx.t('commitment.daysLate', { days }) });

/** What waits for an answer: an offer to take the lead, a proposal or a change that needs this side's yes. */
function answerTasks(ctx: View, c: Commitment, own: readonly Organisation[], held: readonly Seat[]): Task[] {
  const tasks: Task[] = [];
  const id = `C${c.number}`;
  const says = (answer: string, seen: string) => ({ commitment: String(c.number), seen, answer });
  const both = (yes: 'tasks.lead' | 'tasks.agree', seen: string) => [button(ctx, yes, id, 'commitment.agree', says('yes', seen)), button(ctx, 'tasks.decline', id, 'commitment.agree', says('no', seen))];
  const asked = own.find((organisation) => organisation.id === c.offered);
  if (asked && c.state !== 'declined') tasks.push(about(c, dated(ctx, ctx.t('my.tasks.asked', { organisation: asked.acronym }), c), weights.asked, ...both('tasks.lead', toLead)));
  if (mayAnswer(ctx, c, held)) {
    const side = nameOf(ctx.dir, waitingFrom(c)!);
    const why = c.amendment ? ctx.t('my.tasks.amendment', { side, change: cutRich(amendmentText(ctx, c.amendment), 200) }) : ctx.t('my.tasks.proposed', { side });
    tasks.push(about(c, c.amendment ? why : dated(ctx, why, c), weights.agree, ...both('tasks.agree', proposalMark(c)!)));
  }
  return tasks;
}

/** Milestones of what one's organisations lead, late or coming. */
function stepTasks(ctx: View, all: readonly Reported[], steps: readonly Milestone[], own: readonly Organisation[]): Task[] {
  const led = new Set(all.filter(({ commitment: c }) => c.state === 'agreed' && own.some(({ id }) => id === c.lead)).map(({ commitment }) => commitment.number));
  return steps.flatMap((step) => {
    const late = milestoneLate(step, ctx.dir.events, ctx.today);
    if (!led.has(step.commitment) || step.done !== null || (late === 0 && !isSoon(ctx, step.due))) return [];
    const number = `${step.commitment}.${step.number}`;
    const date = dueShort(ctx.t, ctx.dir, step.due, ctx.lang);
    const why = ctx.t('my.tasks.stepWhen', { when: late > 0 ? lateText(ctx, date, late) : ctx.t('my.tasks.due', { date }) });
    const weight = late > 0 ? weights.late + late : soonWeight(ctx, step.due);
    return about({ number, title: step.title }, why, weight, button(ctx, 'tasks.step', `C${number}`, 'commitment.milestone', { commitment: `C${number}`, done: 'yes' }));
  });
}

/** Seats that nobody holds: an alternate can take over, a coordinator can offer them. Of those that are offered it is said until when. */
function seatTasks(ctx: Asker, held: readonly Seat[], offers: readonly Offer[]): Task[] {
  const sides = ctx.seats.filter(({ role }) => role === 'coordinator').map(({ side }) => side);
  const has = (role: Seat['role'], { id }: Organisation, mine?: readonly Seat[]) => (mine ?? held).some((seat) => seat.role === role && seat.organisation === id);
  const vacant = [...ctx.dir.organisations.values()].filter((each) => each.side !== null && each.ended === null && !has('focal', each));
  const own = vacant.filter((each) => has('alternate', each, ctx.seats));
  const kept = vacant.filter((each) => !own.includes(each) && sides.includes(each.side));
  const offerOf = ({ id }: Organisation) => offers.find(({ role, organisation }) => role === 'focal' && organisation === id);
  const open = kept.filter((each) => !offerOf(each));
  const nobody = open.filter((each) => !has('alternate', each));
  const named = (each: Organisation, note: Rich, press: Button): Task => ({ item: { text: [{ b: [fullName(each)] }], note }, weight: weights.vacant, buttons: [press] });
  // On a chat platform the form is where the person is picked.
  const offer = (each: Organisation) => button(ctx, 'tasks.offer', each.acronym, 'member.focal', { organisation: each.acronym, role: 'focal', ...(ctx.chat && { form: 'open' }) });
  return [
    ...own.map((each) => named(each, ctx.t('my.tasks.vacant'), button(ctx, 'tasks.takeOver', each.acronym, 'member.handover', { organisation: each.acronym, to: 'alternate' }))),
    ...open.filter((each) => !nobody.includes(each)).map((each) => named(each, ctx.t('my.tasks.noFocal'), offer(each))),
    ...(nobody.length > 1 ? [many(ctx, nobody)] : nobody.map((each) => named(each, ctx.t('my.tasks.nobody'), offer(each)))),
    ...offeredTask(ctx, kept.flatMap((each): Rich[] => (offerOf(each) ? [ctx.t('my.tasks.until', { organisation: each.acronym, until: { when: offerOf(each)!.expires } })] : []))),
  ];
}

/** So many organisations that nobody speaks for, in one line. */
function many(ctx: View, nobody: readonly Organisation[]): Task {
  const names = cut(nobody.map(({ acronym }) => acronym).join(', '), 300);
  return { item: { text: ctx.t('my.tasks.manyNobody', { count: nobody.length, names }) }, weight: weights.vacant, buttons: [{ label: ctx.label('my.tasks.offerOne'), run: 'member.focal', given: { role: 'focal', form: 'open' } }] };
}

function offeredTask(ctx: View, waiting: readonly Rich[]): Task[] {
  return waiting.length === 0 ? [] : [{ item: { text: ctx.t('my.tasks.offered', { count: waiting.length }), note: join(waiting.slice(0, 10), ', ') }, weight: weights.offered, buttons: [] }];
}

/** For a coordinator: who shall answer for it, and by when. */
function openTasks(ctx: View, all: readonly Reported[]): Task[] {
  const agreed = all.map(({ commitment }) => commitment).filter(({ state }) => state === 'agreed');
  const open = agreed.filter(({ lead, offered }) => lead === null && offered === null);
  const undated = agreed.filter(({ due }) => due.by === 'none');
  const owner = open.map((c) => about(c, dated(ctx, ctx.t('my.tasks.owner'), c), weights.owner, button(ctx, 'tasks.find', `C${c.number}`, 'commitment.assign', { commitment: String(c.number), form: 'open' })));
  if (undated.length === 0) return owner;
  const numbers = undated.map(({ number }) => `C${number}`).join(', ');
  return [...owner, { item: { text: ctx.t('my.tasks.undated', { count: undated.length }), note: [cut(numbers, 300)] }, weight: weights.undated, buttons: [] }];
}

/** For a coordinator: what the one who leads says is not theirs to answer. */
function passedTasks(ctx: View, all: readonly Reported[], held: readonly Seat[], passed: readonly Snooze[]): Task[] {
  return passed.flatMap(({ subject, seat }) => {
    const c = all.find(({ commitment }) => subject === `C${commitment.number}` && commitment.state === 'agreed')?.commitment;
    const by = held.find(({ id, organisation }) => id === seat && organisation !== null && organisation === c?.lead);
    if (!c || !by) return [];
    return about(c, dated(ctx, ctx.t('my.tasks.passed', { seat: seatLabel(ctx.t, ctx.dir, by) }), c), weights.passed, button(ctx, 'tasks.find', subject, 'commitment.assign', { commitment: String(c.number), form: 'open' }));
  });
}

/** Forms in which something was typed, and that were not sent. */
async function draftTasks(ctx: Ctx): Promise<Task[]> {
  const drafts = (await draftsOf(ctx.tx, ctx.owner, ctx.now)).filter(({ given, group }) => given.form === typed && (group === null || group === ctx.dir.group.id));
  return drafts.slice(0, 3).map(({ id, command, given }) => ({
    item: {
      text: ctx.t('my.tasks.draft', { command: command.replace('.', ' ') }),
      note: [cut(Object.entries(given).flatMap(([name, value]) => (typeof value === 'string' && !isSealed(value) && !(reserved as readonly string[]).includes(name) ? value : [])).join(' '), 100)],
    },
    weight: weights.draft,
    buttons: [{ label: ctx.label('my.tasks.goOn'), run: command, given: { form: 'open' }, draft: id }],
  }));
}

/** What the own side may rate and nobody of it has rated yet. */
async function unratedBy(ctx: Ctx, all: readonly Reported[], own: readonly Organisation[]): Promise<Commitment[]> {
  const ratings = await ratingsOf(ctx.tx, ctx.dir.group.id);
  const sideOfRater = (id: string) => ctx.dir.organisations.get(id)?.side;
  return all.map(({ commitment }) => commitment).filter((c) => {
    const lead = c.lead === null ? undefined : ctx.dir.organisations.get(c.lead);
    return own.some((organisation) => mayRate(organisation, c, lead) && !ratings.some((rating) => rating.commitment === c.number && sideOfRater(rating.organisation) === organisation.side));
  });
}
