import { join, plain, type Rich } from '#core/message.ts';
import { showDay } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { listMeetings } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx, View } from '#bot/command.ts';
import { nameOf, seatLabel } from '#bot/words.ts';
import { certaintyOf, deadlineName, eventName } from '#rules/event.ts';
import { rungDays } from '#rules/ladder.ts';
import type { Wanted } from '#rules/rung.ts';
import { ladders, type Certainty, type Due, type Role, type Seat } from '#rules/things.ts';

/** Reminders that are spoken of together: the same happens to them for the same reason. */
export interface Told<R extends Wanted> {
  readonly reminders: readonly R[];
  /** What they are about and why they come: `C4 Complete the draft: due Sat 8 June 2013, 14 days before`; `C1, C2, C10: …`. */
  readonly what: Rich;
  /** To which roles: `Focal point, INPUD; the group's rooms`. Never a person. */
  readonly whom: Rich;
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Speaks of reminders without their words: those of one role for one reason together, then the roles that hear the same. Only those of the
 * same `part` are put together; their order is kept.
 */
export async function tell<R extends Wanted>(ctx: Ctx, reminders: readonly R[], part: (reminder: R) => string): Promise<Told<R>[]> {
  const { titles, certainty } = await subjectsIn(ctx);
  const seats = await seatsOf(ctx.tx, ctx.dir.group.id, 'all');
  const whyOf = (reminder: Wanted) => join([whyText(ctx, reminder), unsureText(ctx, certainty(reminder))], ', ');
  const why = (reminder: Wanted) => plain(whyOf(reminder));
  const bySubject = [...Map.groupBy(reminders, (reminder) => [part(reminder), reminder.recipient, why(reminder)].join('\n')).values()];
  const subjectsOf = (same: readonly Wanted[]) => [...new Set(same.map(({ subject }) => subject))].sort(byNumber);
  const byRole = Map.groupBy(bySubject, (same) => [part(same[0]!), why(same[0]!), ...subjectsOf(same)].join('\n'));
  return [...byRole.values()].map((same) => ({
    reminders: same.flat(),
    what: join([aboutText(subjectsOf(same[0]!), titles), whyOf(same[0]![0]!)], ': '),
    whom: join([...new Set(same.map(([reminder]) => reminder!.recipient))].map((recipient) => roleText(ctx, recipient, seats)), '; '),
  }));
}

/** The titles of all that reminders can be about, and how certain the day is that a rung hangs on. */
async function subjectsIn({ tx, dir: { group, deadlines, events } }: Ctx): Promise<{ titles: ReadonlyMap<string, string>; certainty: (reminder: Wanted) => Certainty }> {
  const hung = ({ due }: { readonly due: Due }) => (due.by === 'event' ? (events.get(due.event)?.certainty ?? 'unknown') : 'confirmed');
  const known: (readonly [subject: string, title: string, certainty: Certainty])[] = [
    ...(await listCommitments(tx, group.id)).map(({ commitment: c }) => [`C${c.number}`, c.title, hung(c)] as const),
    ...(await milestonesOf(tx, group.id)).map((step) => [`C${step.commitment}.${step.number}`, step.title, hung(step)] as const),
    ...deadlines.map((deadline) => [`event/${deadline.event}/${deadline.number}`, deadline.title, certaintyOf(deadline, events)] as const),
    ...[...events.values()].map(({ id, title, certainty }) => [`event/${id}`, title, certainty] as const),
    ...(await listMeetings(tx, group.id)).map(({ meeting }) => [`M${meeting.number}`, meeting.title, 'confirmed'] as const),
  ];
  const bySubject = new Map(known.map(([subject, , certainty]) => [subject, certainty]));
  const certainty = ({ kind, subject, date }: Wanted): Certainty | undefined => {
    if (kind === 'update') return [...events.values()].find((event) => event.kind === 'cnd-session' && event.starts === date)?.certainty;
    // What has been agreed or reported was so on a day that is over.
    return kind === 'fresh' || kind === 'owner' || !(ladders as readonly string[]).includes(kind) ? undefined : bySubject.get(subject);
  };
  return { titles: new Map(known.map(([subject, title]) => [subject, title])), certainty: (reminder) => certainty(reminder) ?? 'confirmed' };
}

function unsureText({ t }: View, certainty: Certainty): Rich {
  return certainty === 'confirmed' ? [] : t('reminder.prompt.uncertain', { certainty: t(`certainty.${certainty}`) });
}

/** One thing by its name and title, several by their names; empty for what is about nothing single, as a digest. */
function aboutText(subjects: readonly string[], titles: ReadonlyMap<string, string>): Rich {
  const named = subjects.filter((subject) => /^([CM]\d|event\/)/.test(subject));
  const names = [...new Set(named.map(subjectName))].map((name): Rich => [{ b: [name] }]);
  return names.length === 1 ? join([...names, [titles.get(rootOf(named[0]!)) ?? '']], ' ') : join(names, ', ');
}

/** One of a series is called as the series is; its day is said beside it. */
const rootOf = (subject: string): string => subject.replace(/^(M\d+)\/.*/, '$1');

/** What a reminder is about, by the name that people use: `C4`, `C4.2`, `M4`, `CND57`, `CND57.1`. */
export function subjectName(subject: string): string {
  const [, event, number] = rootOf(subject).split('/');
  return event === undefined ? rootOf(subject) : number === undefined ? eventName(event) : deadlineName({ event, number: Number(number) });
}

/** Why a reminder comes when it does: what its day is, and how far from that day it lies. */
function whyText({ t, lang }: View, { kind, rung, date }: Wanted): Rich {
  const days = (ladders as readonly string[]).includes(kind) ? rungDays(rung) : NaN;
  const side = Number.isNaN(days) ? 'none' : days === 0 ? 'on' : days < 0 ? 'before' : 'after';
  const size = Math.abs(days);
  const distance = t(`reminder.rung.${side}`, { days: size, weeks: size / 7, unit: size > 13 && size % 7 === 0 ? 'weeks' : 'days' });
  return join([t(`reminder.kind.${kind}`, { date: showDay(date, lang) }), distance], ', ');
}

/** The role that a reminder is for; what is a person's own goes to their seats. */
function roleText({ t, dir }: View, recipient: string, seats: readonly Seat[]): Rich {
  const [role, id = ''] = recipient.split('/');
  if (role === 'room') return t('reminder.rooms');
  if (role === 'seat') {
    const seat = seats.find((each) => each.id === id);
    return seat ? seatLabel(t, dir, seat) : t('reminder.somebody');
  }
  if (role !== 'person') return t('seat.of', { role: t(`role.${role as Role}`), of: nameOf(dir, id) });
  const own = seats.filter(({ person_id }) => person_id === id);
  const held = own.filter(({ ended }) => ended === null);
  return join((held.length > 0 ? held : own.slice(-1)).map((seat) => seatLabel(t, dir, seat)), ' / ');
}
