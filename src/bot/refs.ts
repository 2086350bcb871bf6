import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold, nameKey, nearest } from '#core/fold.ts';
import { findCommitment, listCommitments } from '#db/commitments.ts';
import type { Ctx } from '#bot/command.ts';
import { findEvents } from '#rules/due.ts';
import { deadlineName, eventName, occurrence } from '#rules/event.ts';
import { namesOf } from '#rules/seats.ts';
import type { Commitment, Deadline, KeyEvent, Organisation, Side } from '#rules/things.ts';

/**
 * The commitment that a reference means: `6`, `C6`, `#6`, or words that only one title has.
 * @throws UserError for one that this group does not have; another group's number is no different from none
 */
export async function commitmentRef(ctx: Ctx, typed: string, field = 'commitment'): Promise<Commitment> {
  const number = commitmentNumber(typed);
  if (number !== undefined) {
    const found = await findCommitment(ctx.tx, ctx.dir.group.id, number);
    if (found) return found;
    const { length: count, last } = await extent(ctx);
    throw new UserError(count === 0 ? 'error.commitment.empty' : 'error.commitment.unknown', { typed: `C${number}`, last: `C${last}` }, field);
  }
  const found = await listCommitments(ctx.tx, ctx.dir.group.id, typed);
  if (found.length === 1) return found[0]!.commitment;
  if (found.length === 0) throw new UserError('error.commitment.nowords', { typed }, field);
  const ways = found.slice(0, 5).map(({ commitment }) => ({ label: `C${commitment.number} ${commitment.title}`, value: `C${commitment.number}` }));
  throw new UserError('error.commitment.several', { typed, count: found.length }, field, ways);
}

/** The number in `6`, `C6` or `#6`. Undefined for anything else. */
export function commitmentNumber(typed: string): number | undefined {
  const digits = /^[cC]?\s?#?(\d{1,6})$/.exec(typed.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Only what both sides have agreed can be reported on, rated and shown to be done. @throws UserError for anything else */
export function checkAgreed(ctx: Ctx, { number, state }: Commitment): void {
  if (state !== 'agreed') throw new UserError('error.commitment.notAgreed', { number, state: ctx.t(`commitment.state.${state}`) });
}

async function extent(ctx: Ctx): Promise<{ length: number; last: number }> {
  const all = await listCommitments(ctx.tx, ctx.dir.group.id);
  return { length: all.length, last: all.at(-1)?.commitment.number ?? 0 };
}

/** A milestone's number in `C6.2` or `6.2`, with its commitment's. Undefined when it is not written so. */
export function milestoneNumber(typed: string): { commitment: string; milestone: number } | undefined {
  const match = /^[cC]?#?(\d{1,6})\.(\d{1,3})$/.exec(typed.trim());
  return match ? { commitment: match[1]!, milestone: Number(match[2]) } : undefined;
}

/**
 * The event that a reference means: its id (`cnd57`), `CND` for the session that comes next, or words that only one title or city has.
 * One that was called off is found, too.
 * @throws UserError for one that this group does not have, with near ones, and for words that fit several
 */
export function eventRef(ctx: Ctx, typed: string, field = 'event'): KeyEvent {
  const events = [...ctx.dir.events.values()];
  const found = findEvents(typed, ctx.today, ctx.dir.events);
  if (found.length === 1) return found[0]!;
  const ways = (some: readonly KeyEvent[]) => some.slice(0, 5).map(({ id, title }) => ({ label: cut(`${eventName(id)} ${title}`, 75), value: id }));
  if (found.length > 1) throw new UserError('error.event.several', { typed: cut(typed, 60) }, field, ways(found));
  if (events.length === 0) throw new UserError('error.event.none', {}, field);
  const near = nearest(typed, events.flatMap(({ id, title }) => [id, title]));
  const coming = events.map((event) => ({ id: event.id, days: occurrence(event, ctx.today) })).filter(({ days }) => (days?.ends ?? '') >= ctx.today);
  const known = coming.sort((a, b) => (a.days!.starts < b.days!.starts ? -1 : 1)).slice(0, 6).map(({ id }) => eventName(id));
  throw new UserError('error.event.unknown', { typed: cut(typed, 60), known: known.join(', ') || '–' }, field, ways(events.filter(({ id, title }) => near.includes(id) || near.includes(title))));
}

/**
 * The deadline that `CND57.1` means, with its event; undefined when it is not written so.
 * @throws UserError for a number that the event does not have
 */
export function deadlineRef(ctx: Ctx, typed: string, field = 'event'): { event: KeyEvent; deadline: Deadline } | undefined {
  const [, name, number] = /^(.+?)[./](\d{1,4})$/.exec(typed.trim()) ?? [];
  if (name === undefined) return undefined;
  const event = eventRef(ctx, name, field);
  const own = ctx.dir.deadlines.filter((deadline) => deadline.event === event.id);
  const deadline = own.find((each) => each.number === Number(number));
  if (deadline) return { event, deadline };
  const ways = own.slice(0, 5).map((each) => ({ label: cut(`${deadlineName(each)} ${each.title}`, 75), value: deadlineName(each) }));
  throw new UserError('error.event.noDeadline', { typed: deadlineName({ event: event.id, number: Number(number) }), event: eventName(event.id), count: own.length }, field, ways);
}

/** The organisation that a name means: its acronym, full name or an alias. @throws UserError with the nearest ones */
export function organisationRef(ctx: Ctx, typed: string, field: string): Organisation {
  const all = [...ctx.dir.organisations.values()];
  const key = nameKey(typed);
  const found = all.filter(({ id, acronym, name, aliases }) => [id, acronym, name, ...aliases].some((word) => nameKey(word) === key));
  if (key !== '' && found.length === 1) return found[0]!;
  const holding = all.filter(({ name }) => key.length > 2 && fold(name).includes(fold(typed)));
  if (holding.length === 1) return holding[0]!;
  const names = all.map(({ acronym }) => acronym);
  // Words that follow a name were meant for another field; an offer of the name alone would lose them.
  const head = names.find((name) => fold(typed).startsWith(`${fold(name)} `));
  if (head) throw new UserError('error.organisation.long', { typed: cut(typed, 60), name: head }, field);
  const near = [...nearest(typed, names), ...holding.map(({ acronym }) => acronym)].filter((name, i, list) => list.indexOf(name) === i);
  throw new UserError('error.organisation.unknown', { typed, known: names.slice(0, 24).join(', ') || '–' }, field, near.slice(0, 4).map((value) => ({ label: value, value })));
}

/** The organisation that a name means, for a part in something to come. @throws UserError for one that has ended, naming its successor */
export function livingRef(ctx: Ctx, typed: string, field: string): Organisation {
  const organisation = organisationRef(ctx, typed, field);
  if (organisation.ended === null) return organisation;
  const successor = organisation.successor === null ? undefined : ctx.dir.organisations.get(organisation.successor);
  throw new UserError('error.organisation.ended', { organisation: organisation.acronym }, field, successor ? [{ label: successor.acronym, value: successor.acronym }] : []);
}

/** The side that a name means: its id or its label, also without "side" (`civil society`). @throws UserError with the sides */
export function sideRef(ctx: Ctx, typed: string, field: string): Side {
  const found = sidesCalled(ctx, typed);
  if (found.length === 1) return found[0]!;
  throw new UserError('error.member.side', { typed, known: ctx.dir.sides.map(({ label }) => label).join(', ') }, field, ctx.dir.sides.map(({ id, label }) => ({ label, value: id })));
}

/** The side that is meant where an organisation could be meant too: `UNODC` is the organisation, `UNODC side` the side. */
export function findSide(ctx: Ctx, typed: string): Side | undefined {
  const key = nameKey(typed);
  const named = [...ctx.dir.organisations.values()].some((organisation) => namesOf(organisation).some((name) => nameKey(name) === key));
  if (key === '' || named) return undefined;
  return sidesCalled(ctx, typed)[0];
}

function sidesCalled(ctx: Ctx, typed: string): Side[] {
  const key = nameKey(typed);
  return key === '' ? [] : ctx.dir.sides.filter(({ id, label }) => [id, label].some((name) => nameKey(name) === key || nameKey(name) === `${key}side`));
}
