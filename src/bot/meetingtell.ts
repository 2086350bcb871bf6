import { stamp } from '#core/time.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { remindersOf, unplan, type Reminder } from '#db/reminders.ts';
import { callIn, tellMoved } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { calledTo, sittingSubject, type Found } from '#bot/meetings.ts';
import { replyOf } from '#rules/meetingrungs.ts';
import type { News } from '#rules/meetingnews.ts';
import type { Seat } from '#rules/things.ts';

/**
 * Whom a piece of news about a meeting concerns: all who are called to it, but not whoever brings it about. Whoever has sent apologies hears
 * of another time, for which they may not hold; that it is off, or on after all, is nothing to them.
 */
export async function concernedBy(ctx: Ctx, { meeting: { number } }: Found, { kind, slot }: News): Promise<Seat[]> {
  const which = slot ?? '';
  const answers = await rsvpsOf(ctx.tx, ctx.dir.group.id, number, which);
  const seats = await calledTo(ctx, number, which);
  return seats.filter((seat) => (kind === 'moved' || replyOf(answers, which, seat) !== 'apologies') && seat.person_id !== ctx.person?.id);
}

/** Who will hear of all this, by person. Whoever has not been called yet hears nothing of what is off again. */
export async function peopleToTell(ctx: Ctx, found: Found, news: readonly News[]): Promise<Set<string>> {
  const unheard = await unheardOf(ctx, found);
  const people = new Set<string>();
  for (const each of news) {
    const deaf = deafTo(found, each, unheard.rows);
    for (const { id, person_id } of await concernedBy(ctx, found, each)) if (each.kind !== 'off' || !deaf.has(`seat/${id}`) || unheard.asked.has(`seat/${id}`)) people.add(person_id);
  }
  return people;
}

/**
 * Has everyone concerned told of what has become of a meeting, which is saved: once each. Whoever is still to be called hears then how it
 * stands, and nothing at all when it is off again. Answers who hears of it, by person.
 */
export async function tellNews(ctx: Ctx, before: Found, after: Found, news: readonly News[], reason?: string): Promise<Set<string>> {
  const told = await peopleToTell(ctx, before, news);
  const unheard = await unheardOf(ctx, before);
  const added = new Set(after.sittings.filter((sitting) => sitting.added).map(({ slot }) => slot));
  for (const each of news) {
    const { kind, slot, from, to } = each;
    const subject = subjectOf(before, each);
    const deaf = deafTo(before, each, unheard.rows);
    const seats = (await concernedBy(ctx, before, each)).filter(({ id }) => !deaf.has(`seat/${id}`) || (kind === 'off' && unheard.asked.has(`seat/${id}`)));
    // Whoever was asked is still to be called if this is taken back; as long as it stands, nothing comes of that.
    if (kind === 'off') await unplan(ctx.tx, ctx.dir.group.id, unheard.rows.filter((row) => !unheard.asked.has(row.recipient) && (row.subject === subject || isPart(row.subject, subject))));
    if (kind === 'on' && slot !== undefined && added.has(slot)) await callIn(ctx, subject, seats);
    else await tellMoved(ctx, subject, { from, to }, seats, { reason });
  }
  return told;
}

const subjectOf = ({ meeting: { number } }: Found, { slot = '' }: News) => sittingSubject({ number, slot });

/** Those still to be called to what a piece of news is about, or to all of its series, as recipients. */
function deafTo(found: Found, news: News, unheard: readonly Reminder[]): Set<string> {
  const subject = subjectOf(found, news);
  return new Set(unheard.filter((row) => row.subject === subject || isPart(subject, row.subject)).map(({ recipient }) => recipient));
}

interface Unheard {
  readonly rows: readonly Reminder[];
  /** Who has heard of the meeting all the same, since they were asked when they can. */
  readonly asked: ReadonlySet<string>;
}

/** Who is to be called to a meeting, or to one of its series, and has not been yet. */
async function unheardOf({ tx, dir, now }: Ctx, { meeting: { number } }: Found): Promise<Unheard> {
  const rows = (await remindersOf(tx, dir.group.id, `M${number}`)).filter(({ kind }) => kind === 'called');
  return {
    rows: rows.filter(({ state, until }) => state === 'planned' && (until === null || until > stamp(now))),
    asked: new Set(rows.filter(({ state, subject }) => state === 'sent' && subject === `M${number}`).map(({ recipient }) => recipient)),
  };
}

/** Whether one subject is a sitting of the series that the other is. */
const isPart = (subject: string, of: string) => subject.startsWith(`${of}/`);
