import { UserError } from '#core/errors.ts';
import type { Rich } from '#core/message.ts';
import { findReport, milestonesOf } from '#db/commitments.ts';
import type { Ctx } from '#bot/command.ts';
import { checkAgreed, commitmentRef, deadlineRef, milestoneNumber } from '#bot/refs.ts';
import { nameOf } from '#bot/words.ts';
import { dueDay } from '#rules/due.ts';
import { deadlineName } from '#rules/event.ts';
import type { Commitment, Deadline, Seat } from '#rules/things.ts';

/** Something that people are reminded of. */
export interface Subject {
  /** As reminders name it: `C4`, `C4.2`, `event/cnd57/1`. */
  readonly id: string;
  readonly label: Rich;
  /** The civil day it is due on; undefined without a date. */
  readonly due: string | undefined;
  /** Whether nothing is asked about it any more. */
  readonly settled: boolean;
  /** The number of the commitment it belongs to. */
  readonly commitment: number | undefined;
  /** Those of the caller's seats that are asked about it. */
  readonly seats: readonly Seat[];
}

/**
 * What a reference means that one can be reminded of: `C4`, `C4.2`, a deadline as `CND57.1`, or words that only one title has.
 * @throws UserError for what this group does not have, for what is not agreed, and for what none of the caller's seats is asked about
 */
export async function subjectRef(ctx: Ctx, typed: string, field: string): Promise<Subject> {
  const name = typed.trim().replace(/^event\//, '');
  const found = milestoneNumber(name) ? undefined : deadlineRef(ctx, name, field);
  const subject = found ? deadlineOf(ctx, found.deadline) : await commitmentOf(ctx, name, field);
  if (subject.seats.length > 0) return subject;
  throw new UserError('error.reminder.notYours', { subject: subject.label, whose: subject.whose }, field);
}
type Found = Subject & { readonly whose: Rich };

/** Every organisation of a side is told of deadlines. */
function deadlineOf(ctx: Ctx, deadline: Deadline): Found {
  const { event, number, title, closes, cancelled } = deadline;
  const due = dueDay(closes.due, ctx.dir.events);
  return {
    id: `event/${event}/${number}`,
    label: [{ b: [deadlineName(deadline)] }, ` ${title}`],
    due,
    settled: cancelled !== null || (due !== undefined && due < ctx.today),
    commitment: undefined,
    seats: ctx.seats.filter(({ role }) => role === 'focal' || role === 'alternate'),
    whose: ctx.t('reminder.whose.members'),
  };
}

async function commitmentOf(ctx: Ctx, typed: string, field: string): Promise<Found> {
  const step = milestoneNumber(typed);
  const c = await commitmentRef(ctx, step?.commitment ?? typed, field);
  checkAgreed(ctx, c);
  const head = c.lead === null ? undefined : await findReport(ctx.tx, ctx.dir.group.id, c.number, c.lead);
  const whose = c.lead === null ? ctx.t('commitment.leadOpen') : ctx.t('commitment.lead', { lead: nameOf(ctx.dir, c.lead) });
  const of = { commitment: c.number, seats: ctx.seats.filter((seat) => isAsked(seat, c)), whose };
  const isDone = head?.status === 'done';
  if (!step) return { ...of, id: `C${c.number}`, label: [{ b: [`C${c.number}`] }, ` ${c.title}`], due: dueDay(c.due, ctx.dir.events), settled: isDone };
  const own = (await milestonesOf(ctx.tx, ctx.dir.group.id)).filter(({ commitment }) => commitment === c.number);
  const found = own.find(({ number }) => number === step.milestone);
  const id = `C${c.number}.${step.milestone}`;
  if (!found) throw new UserError('error.milestone.unknown', { typed: id, number: c.number, count: own.length }, field);
  return { ...of, id, label: [{ b: [id] }, ` ${found.title}`], due: dueDay(found.due, ctx.dir.events), settled: isDone || found.done !== null };
}

/** Whether a seat is ever asked about a commitment: its lead's and its counterpart's, and coordinators, who are asked in the end. */
function isAsked({ role, organisation }: Seat, { lead, counterpart }: Commitment): boolean {
  return role === 'coordinator' || ((role === 'focal' || role === 'alternate') && organisation !== null && (organisation === lead || organisation === counterpart));
}
