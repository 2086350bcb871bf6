import { dayOf, stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { findMeeting, rsvpsOf } from '#db/meetings.ts';
import { peopleOf, seatsOf } from '#db/people.ts';
import { plan, remindersOf, unplan, type Reminder } from '#db/reminders.ts';
import type { Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { enteredFor, isSent, toAlternate } from '#rules/answernews.ts';
import { leads } from '#rules/called.ts';
import { sittingsOf, sittingSubject, type Sitting } from '#rules/meeting.ts';
import type { Wanted } from '#rules/rung.ts';
import type { Rsvp, Seat } from '#rules/things.ts';

/**
 * Plans who hears of an answer to a sitting that was given, changed or taken back: the alternates whom it asks to come, or who need not come
 * after all, and whoever speaks for an organisation for which somebody else has answered. Each hears only what is new to them when they are told.
 */
export async function tellOfAnswer(tx: Tx, author: Pick<Author, 'group' | 'at' | 'call' | 'seat'>, { meeting, slot, organisation, seat: by }: Rsvp): Promise<void> {
  const { group, at: now } = author;
  if (organisation === null) return;
  const [rsvps, everyone] = [await rsvpsOf(tx, group, meeting, slot), await seatsOf(tx, group, 'all')];
  const held = everyone.filter(({ ended }) => ended === null);
  // Most answers are news to nobody.
  const isEntered = by === `org/${organisation}` || rsvps.some(({ seat }) => seat === `org/${organisation}`);
  if (!isEntered && !held.some((seat) => seat.role === 'alternate' && seat.organisation === organisation)) return;
  const [dir, found] = [await directory(tx, group), await findMeeting(tx, group, meeting)];
  const sitting = dir && found && sittingsOf(found.meeting, found.occurrences, dir.events).find((each) => each.slot === slot);
  if (!dir || !sitting || sitting.at <= stamp(now)) return;
  const actor = everyone.find(({ id }) => id === author.seat)?.person_id;
  const people = await peopleOf(tx, held.map(({ person_id }) => person_id));
  // Whoever says it knows, and whoever takes no messages is told by whoever said it.
  const own = held.filter((seat) => seat.organisation === organisation && seat.person_id !== actor && people.get(seat.person_id)?.wishes.on);
  const there = (await remindersOf(tx, group, `M${meeting}`)).filter(({ subject }) => subject === sittingSubject(sitting));
  const write = { tx, author, today: dayOf(now, dir.group.zone), sitting, there };
  for (const seat of own.filter(({ role }) => role === 'alternate')) {
    const told = toldTo(there, 'alternate', seat);
    const what = toAlternate(isSent(seat, rsvps, held), { last: told.at(-1) === 'asked' ? 'asked' : 'free', ever: told.includes('asked') }, rsvps.find((each) => each.seat === seat.id)?.reply);
    await planned(write, 'alternate', seat, what);
  }
  const said = enteredFor(organisation, rsvps, held);
  const isOwn = rsvps.some((each) => held.some(({ id }) => id === each.seat) && each.organisation === organisation);
  for (const seat of own.filter((each) => leads(each, organisation, held))) {
    const last = toldTo(there, 'entered', seat).at(-1) ?? 'none';
    const what = said ? `${said.reply}/${said.entered}` : 'none';
    await planned(write, 'entered', seat, (isOwn && !said) || what === last ? undefined : what === 'none' ? `none/${last}` : what);
  }
}

/** What a seat has been told of a sitting by reminders of a kind, the oldest first. What was told together with another counts. */
function toldTo(there: readonly Reminder[], kind: Wanted['kind'], { id }: Seat): string[] {
  const told = there.filter((row) => row.kind === kind && row.recipient === `seat/${id}` && (row.state === 'sent' || row.cause === 'overtaken'));
  return told.sort((a, b) => (a.at! < b.at! ? -1 : 1)).map(({ rung }) => whatIn(rung));
}

/** A rung names what is told and by which act: `asked/ACT`, `attend/unodc/ACT`; `none/attend/unodc/ACT` that this was taken back. */
function whatIn(rung: string): string {
  const what = rung.slice(0, rung.lastIndexOf('/'));
  return what.startsWith('none/') ? 'none' : what;
}

interface Write {
  readonly tx: Tx;
  readonly author: Pick<Author, 'group' | 'at' | 'call'>;
  readonly today: string;
  readonly sitting: Sitting;
  readonly there: readonly Reminder[];
}

/** Has a seat told this and nothing else that it has not heard yet; with `what` undefined nothing. */
async function planned({ tx, author: { group, at, call }, today, sitting, there }: Write, kind: 'alternate' | 'entered', { id }: Seat, what: string | undefined): Promise<void> {
  const recipient = `seat/${id}`;
  await unplan(tx, group, there.filter((row) => row.kind === kind && row.recipient === recipient));
  if (what === undefined) return;
  const [first = '', second = '', third = ''] = what.split('/');
  const data = kind === 'alternate' ? { what } : first === 'none' ? { what: 'none', reply: second, by: third } : { what: 'said', reply: first, by: second };
  await plan(tx, group, [{ subject: sittingSubject(sitting), kind, rung: `${what}/${call.replaceAll('/', ':')}`, date: sitting.local.slice(0, 10), recipient, day: today, until: sitting.at, due: stamp(at), data }]);
}

/** The seats of alternates who have been asked to come to some sittings of a meeting and not been told that they need not. */
export async function askedSeats(tx: Tx, group: string, meeting: number, slots: readonly string[]): Promise<string[]> {
  const rows = (await remindersOf(tx, group, `M${meeting}`)).filter(({ kind, subject }) => kind === 'alternate' && slots.some((slot) => subject === sittingSubject({ number: meeting, slot })));
  return [...Map.groupBy(rows, ({ recipient, subject }) => `${recipient} ${subject}`).values()].flatMap((own) => {
    const id = own[0]!.recipient.slice('seat/'.length);
    return toldTo(own, 'alternate', { id } as Seat).at(-1) === 'asked' ? [id] : [];
  });
}

/** Has what was told of sittings that are known by other slots now go with them, and what is still to be told of where they are. */
export async function moveAnswerNews(tx: Tx, group: string, meeting: number, slots: ReadonlyMap<string, string>): Promise<void> {
  const rows = await tx.selectFrom('reminder').selectAll().where('group_id', '=', group).where('kind', 'in', ['alternate', 'entered', 'moved']).where('subject', 'like', `M${meeting}/%`).execute();
  const moved = rows.filter(({ kind, state }) => kind !== 'moved' || state === 'planned').flatMap((row) => {
    const slot = slots.get(row.subject.slice(`M${meeting}/`.length));
    return slot === undefined ? [] : [{ row, subject: sittingSubject({ number: meeting, slot }) }];
  });
  // All first, because one can go where another was.
  for (const { row: { subject, kind, rung, date, recipient } } of moved) {
    await tx.deleteFrom('reminder').where('group_id', '=', group).where('subject', '=', subject).where('kind', '=', kind).where('rung', '=', rung).where('date', '=', date).where('recipient', '=', recipient).execute();
  }
  for (const { row, subject } of moved) await tx.insertInto('reminder').values({ ...row, subject }).execute();
}
