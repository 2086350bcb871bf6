import { newId } from '#core/id.ts';
import { addDays, dayOf, stamp } from '#core/time.ts';
import { directory, type Directory } from '#db/groups.ts';
import { forgets } from '#db/history.ts';
import { listMeetings } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { prepared } from '#db/prepared.ts';
import { restate } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { calledSeats } from '#rules/called.ts';
import { fitsOver, isForgotten, keptDays, sittingOver, type Whole } from '#rules/forgetting.ts';
import { sittingsOf } from '#rules/meeting.ts';

/**
 * Forgets what was answered to the meetings and polls of a group that have been over for ninety days: the answers, all lines of history
 * that hold them, and the reminders that tell by what became of them who answered what. One line for each meeting stays and says so. The
 * group must be locked.
 */
export async function sweepAnswers(tx: Tx, group: string, now: Temporal.Instant): Promise<void> {
  const dir = await directory(tx, group);
  const meetings = dir ? await listMeetings(tx, group) : [];
  for (const { meeting, occurrences } of meetings) {
    const lines = await answered(tx, { group, about: `M${meeting.number}` });
    if (lines.length === 0) continue;
    const found = { meeting, sittings: sittingsOf(meeting, occurrences, dir!.events) };
    const standing = new Set((await standingSlots(tx, { group, meeting: meeting.number })).map(({ slot }) => slot));
    const bySlot = Map.groupBy(lines.filter(({ kind }) => kind === 'rsvp'), ({ id }) => id.split('/')[1]!);
    const slots = [...bySlot].flatMap(([slot, own]) => {
      const last = own.map((line) => line.last).sort().at(-1)!;
      return isForgotten(sittingOver(found, slot, { stands: standing.has(slot), last }), now) ? [slot] : [];
    });
    const isPollOver = lines.some(({ kind }) => kind === 'preference') && isForgotten(fitsOver(found), now);
    if (slots.length === 0 && !isPollOver) continue;
    // Before the others go, so that no number of theirs is ever given again.
    await restate(tx, { group, at: now, act: forgets, call: newId(now), seat: null, door: 'clock' }, 'meeting', meeting);
    for (const slot of slots) await forgetReplies(tx, dir!, found, slot, now);
    if (isPollOver) await forgetFits(tx, dir!, found, now);
  }
}

/** Of what was answered to a meeting there are lines, whether or not it still stands: each thing once, with its last line's instant. */
const answered = prepared<{ group: string; about: string }, { kind: string; id: string; last: string }>((tx, slot) =>
  tx.selectFrom('history').select((e) => ['kind', 'id', e.fn.max('at').as('last')]).where('group_id', '=', slot('group')).where('about', '=', slot('about'))
    .where('kind', 'in', ['rsvp', 'preference']).groupBy(['kind', 'id']),
);
const standingSlots = prepared<{ group: string; meeting: number }, { slot: string }>((tx, slot) =>
  tx.selectFrom('rsvp').select('slot').distinct().where('group_id', '=', slot('group')).where('meeting', '=', slot('meeting')),
);

async function forgetReplies(tx: Tx, dir: Directory, found: Whole, slot: string, now: Temporal.Instant): Promise<void> {
  const [group, meeting] = [dir.group.id, found.meeting.number];
  await tx.deleteFrom('rsvp').where('group_id', '=', group).where('meeting', '=', meeting).where('slot', '=', slot).execute();
  // What follows a slash sorts before `0`.
  await forgetLines(tx, group, meeting, 'rsvp').where('id', '>=', `${meeting}/${slot}/`).where('id', '<', `${meeting}/${slot}0`).execute();
  // Somebody who had sent apologies was not reminded, and who was not called but comes all the same was.
  if (slot === '') await forgetReminders(tx, dir, found, now);
  else {
    await tx.deleteFrom('reminder').where('group_id', '=', group).where('subject', '=', `M${meeting}/${slot}`).execute();
    // What became of the whole series they heard because they had answered one of it.
    const about = tx.deleteFrom('reminder').where('group_id', '=', group).where('subject', '=', `M${meeting}`).where('day', '<=', lastDay(now));
    await about.where('recipient', 'like', 'seat/%').where('recipient', 'not in', await alwaysCalled(tx, dir)).execute();
  }
}

async function forgetFits(tx: Tx, dir: Directory, found: Whole, now: Temporal.Instant): Promise<void> {
  const [group, meeting] = [dir.group.id, found.meeting.number];
  await tx.deleteFrom('preference').where('group_id', '=', group).where('meeting', '=', meeting).execute();
  await forgetLines(tx, group, meeting, 'preference').execute();
  // Whoever had answered was not asked again, and heard what became of the poll also where nobody had asked them. Later news of a series that came of it stays.
  await forgetReminders(tx, dir, found, now, lastDay(now));
}

/**
 * Forgets the reminders about a meeting as a whole, up to a day if one is given. Of a series that goes on, those stay that say who has been
 * called in, or is to be, because they are not to be called a second time: but only of seats that are called whatever they answer.
 */
async function forgetReminders(tx: Tx, dir: Directory, { meeting, sittings }: Whole, now: Temporal.Instant, until?: string): Promise<void> {
  const all = tx.deleteFrom('reminder').where('group_id', '=', dir.group.id).where('subject', '=', `M${meeting.number}`);
  const past = until === undefined ? all : all.where('day', '<=', until);
  const goesOn = meeting.cancelled === null && sittings.some(({ state, ends }) => state === 'on' && ends > stamp(now));
  if (!goesOn) return void (await past.execute());
  const kept = await alwaysCalled(tx, dir);
  await past.where((e) => e.or([e.and([e('recipient', 'like', 'seat/%'), e('recipient', 'not in', kept)]), e('state', '=', 'dropped'), e.and([e('state', '=', 'sent'), e('kind', '<>', 'called')])])).execute();
}

/** The seats that reminders about meetings go to whatever was answered: those that are called in anyhow, or were while they were held. */
async function alwaysCalled(tx: Tx, dir: Directory): Promise<string[]> {
  const seats = await seatsOf(tx, dir.group.id, 'all');
  const ended = seats.filter((seat) => seat.ended !== null && (seat.role === 'focal' || seat.role === 'coordinator'));
  return ['', ...[...calledSeats(seats, dir.organisations, new Set()), ...ended].map(({ id }) => `seat/${id}`)];
}

/** The last day of reminders about what is to be forgotten: the last of them waited for the next working day. */
const lastDay = (now: Temporal.Instant): string => addDays(dayOf(now, 'UTC'), 7 - keptDays);

const forgetLines = (tx: Tx, group: string, meeting: number, kind: 'rsvp' | 'preference') =>
  tx.deleteFrom('history').where('group_id', '=', group).where('about', '=', `M${meeting}`).where('kind', '=', kind);
