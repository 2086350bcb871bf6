import { sql, type Selectable, type SqlBool } from 'kysely';
import { stamp } from '#core/time.ts';
import { listed } from '#db/open.ts';
import { prepared } from '#db/prepared.ts';
import type { Schema, Tx } from '#db/schema.ts';
import type { ReminderKind, Wanted } from '#rules/rung.ts';

/** A reminder as it is kept. */
export interface Reminder extends Wanted {
  /** When it is looked at next. */
  readonly due: string;
  readonly state: 'planned' | 'sent' | 'dropped';
  /** When it was sent or dropped. */
  readonly at: string | null;
  /** Why it was dropped, or how it was sent when not as planned: `late`, `instead`. */
  readonly cause: string | null;
  /** What the reminder has to know and the record does not tell, such as the day an event was moved from; null as soon as it is sent or dropped. */
  readonly data: Readonly<Record<string, string>> | null;
}

type Row = Selectable<Schema['reminder']>;

// Written out, because the index of planned reminders is only used where its own words stand, not for a parameter.
const isPlanned = sql<SqlBool>`state = 'planned'`;
const key = ['group_id', 'subject', 'kind', 'rung', 'date', 'recipient'] as const;

const fromRow = ({ group_id: _group, data, ...row }: Row): Reminder => ({ ...row, kind: row.kind as ReminderKind, state: row.state as Reminder['state'], data: data === null ? null : JSON.parse(data) });

/** What makes two reminders one and the same within a group. */
export function keyOf({ subject, kind, rung, date, recipient }: Wanted): string {
  return `${subject} ${kind} ${rung} ${date} ${recipient}`;
}

/** Plans reminders. One that is there already, whatever has become of it, stays as it is. */
export async function plan(tx: Tx, group: string, wanted: readonly (Wanted & { readonly due: string; readonly data?: Reminder['data'] })[]): Promise<void> {
  for (const each of wanted) await planned(tx, { ...each, group, data: each.data ? JSON.stringify(each.data) : null });
}
type Planned = Wanted & { group: string; due: string; data: string | null };
const planned = prepared<Planned, never>((tx, slot) =>
  tx.insertInto('reminder').values({
    group_id: slot('group'), subject: slot('subject'), kind: slot('kind'), rung: slot('rung'), date: slot('date'), recipient: slot('recipient'),
    day: slot('day'), until: slot('until'), due: slot('due'), state: sql.lit('planned'), at: sql.lit(null), cause: sql.lit(null), data: slot('data'),
  }).onConflict((c) => c.columns([...key]).doNothing()) as never,
);

/** The reminders of a group, or those about a subject and its parts (`C4` with `C4.2`), whatever their state. */
export async function remindersOf(tx: Tx, group: string, subject?: string): Promise<Reminder[]> {
  if (subject === undefined) return (await ofGroup(tx, { group })).map(fromRow);
  // Parts follow behind a dot or a slash, which sort before all digits and letters.
  const rows = await ofSubject(tx, { group, subject, end: `${subject}0` });
  return rows.filter((row) => row.subject === subject || /^[./]/.test(row.subject.slice(subject.length))).map(fromRow);
}
const ofGroup = prepared<{ group: string }, Row>((tx, slot) => tx.selectFrom('reminder').selectAll().where('group_id', '=', slot('group')));
const ofSubject = prepared<{ group: string; subject: string; end: string }, Row>((tx, slot) =>
  tx.selectFrom('reminder').selectAll().where('group_id', '=', slot('group')).where('subject', '>=', slot('subject')).where('subject', '<', slot('end')),
);

/** The reminders about all meetings of a group, whatever their state. */
export async function remindersOfMeetings(tx: Tx, group: string): Promise<Reminder[]> {
  const rows = await ofSubject(tx, { group, subject: 'M', end: 'N' });
  return rows.filter(({ subject }) => /^M\d/.test(subject)).map(fromRow);
}

/** The planned reminders of some recipients in a group that are due later than an instant; with no recipients named, those of all. */
export async function remindersToCome(tx: Tx, group: string, recipients: readonly string[] | undefined, now: Temporal.Instant): Promise<Reminder[]> {
  const after = { group, now: stamp(now) };
  return (recipients ? await toComeFor(tx, { ...after, recipients: JSON.stringify(recipients) }) : await toCome(tx, after)).map(fromRow);
}
const toCome = prepared<{ group: string; now: string }, Row>((tx, slot) =>
  tx.selectFrom('reminder').selectAll().where(isPlanned).where('group_id', '=', slot('group')).where('due', '>', slot('now')),
);
const toComeFor = prepared<{ group: string; now: string; recipients: string }, Row>((tx, slot) =>
  tx.selectFrom('reminder').selectAll().where(isPlanned).where('group_id', '=', slot('group')).where('due', '>', slot('now')).where('recipient', 'in', listed(tx, slot('recipients'))),
);

/** Takes reminders out of the plan that no longer follow from the facts. What was sent or dropped stays. */
export async function unplan(tx: Tx, group: string, gone: readonly Wanted[]): Promise<void> {
  for (const each of gone) await unplanned(tx, { group, ...each });
}
const unplanned = prepared<Wanted & { group: string }, never>((tx, slot) => {
  const query = tx.deleteFrom('reminder').where('group_id', '=', slot('group')).where('subject', '=', slot('subject')).where('kind', '=', slot('kind'));
  return query.where('rung', '=', slot('rung')).where('date', '=', slot('date')).where('recipient', '=', slot('recipient')).where(isPlanned) as never;
});

/** Forgets that reminders were dropped: they are wanted after all. What was sent stays. */
export async function takeBack(tx: Tx, group: string, dropped: readonly Wanted[]): Promise<void> {
  for (const each of dropped) await takenBack(tx, { group, ...each });
}
const takenBack = prepared<Wanted & { group: string }, never>((tx, slot) => {
  const query = tx.deleteFrom('reminder').where('group_id', '=', slot('group')).where('subject', '=', slot('subject')).where('kind', '=', slot('kind'));
  return query.where('rung', '=', slot('rung')).where('date', '=', slot('date')).where('recipient', '=', slot('recipient')).where('state', '=', sql.lit('dropped')) as never;
});

/** When the next planned reminder of the store is to be looked at; with an instant, the next one after it. */
export async function nextDue(tx: Tx, after?: Temporal.Instant): Promise<string | undefined> {
  const [row] = await earliest(tx, { after: after ? stamp(after) : '' });
  return row?.due;
}
const earliest = prepared<{ after: string }, { due: string }>((tx, slot) => tx.selectFrom('reminder').select('due').where(isPlanned).where('due', '>', slot('after')).orderBy('due').limit(1));

/** The planned reminder that some recipients of a group are to have first, of all or of one kind about one subject. */
export async function nextFor(tx: Tx, group: string, recipients: readonly string[], about?: Pick<Reminder, 'subject' | 'kind'>): Promise<Reminder | undefined> {
  let query = tx.selectFrom('reminder').selectAll().where(isPlanned).where('group_id', '=', group).where('recipient', 'in', [...recipients, '']);
  if (about) query = query.where('subject', '=', about.subject).where('kind', '=', about.kind);
  const row = await query.orderBy('due').limit(1).executeTakeFirst();
  return row && fromRow(row);
}

/** Groups that have something to look at, those first that have waited longest. */
export async function dueGroups(tx: Tx, now: Temporal.Instant, most = 100): Promise<string[]> {
  const rows = await dueRows(tx, { now: stamp(now), most });
  return [...new Set(rows.map(({ group_id }) => group_id))];
}
const dueRows = prepared<{ now: string; most: number }, { group_id: string }>((tx, slot) =>
  tx.selectFrom('reminder').select('group_id').where(isPlanned).where('due', '<=', slot('now')).orderBy('due').limit(slot('most')),
);

/** Everything of one group that is to be looked at now, the earliest first. */
export async function dueOf(tx: Tx, group: string, now: Temporal.Instant): Promise<Reminder[]> {
  return (await dueIn(tx, { group, now: stamp(now) })).map(fromRow);
}
const dueIn = prepared<{ group: string; now: string }, Row>((tx, slot) =>
  tx.selectFrom('reminder').selectAll().where(isPlanned).where('due', '<=', slot('now')).where('group_id', '=', slot('group')).orderBy('due'),
);

type Same = Pick<Wanted, 'subject' | 'kind' | 'rung' | 'date' | 'recipient'> & { group: string };
type Mark = { state: 'planned' | 'sent' | 'dropped'; due: string; at: string | null; cause: string | null };

/**
 * Notes what became of a reminder: sent or dropped for good, or put off to another instant. One that is late already stays so. What it had to
 * know is kept only until it is said, or not said for good.
 */
export async function mark(tx: Tx, group: string, reminder: Wanted & { readonly cause?: string | null }, became: { state: 'sent' | 'dropped'; at: Temporal.Instant; cause?: string } | { due: Temporal.Instant }): Promise<void> {
  const { subject, kind, rung, date, recipient, cause = null } = reminder;
  const same = { group, subject, kind, rung, date, recipient };
  if ('due' in became) return void (await marked(tx, { ...same, state: 'planned', due: stamp(became.due), at: null, cause }));
  const at = stamp(became.at);
  await settled(tx, { ...same, state: became.state, due: at, at, cause: became.cause ?? null });
}
const marked = prepared<Same & Mark, never>((tx, slot) => marking(tx, slot) as never);
const settled = prepared<Same & Mark, never>((tx, slot) => marking(tx, slot).set({ data: sql.lit(null) }) as never);
function marking(tx: Tx, slot: <K extends keyof (Same & Mark)>(name: K) => (Same & Mark)[K]) {
  const query = tx.updateTable('reminder').set({ state: slot('state'), due: slot('due'), at: slot('at'), cause: slot('cause') });
  const same = query.where('group_id', '=', slot('group')).where('subject', '=', slot('subject')).where('kind', '=', slot('kind'));
  // Somebody's own zone or hours may be set from one group while another one's reminders are composed: what was sent stays sent.
  return same.where('rung', '=', slot('rung')).where('date', '=', slot('date')).where('recipient', '=', slot('recipient')).where(isPlanned);
}

/** What was sent or dropped from an instant on, newest first. */
export async function pastReminders(tx: Tx, group: string, since: Temporal.Instant): Promise<Reminder[]> {
  const rows = await tx.selectFrom('reminder').selectAll().where('group_id', '=', group).where('state', '<>', 'planned').where('at', '>=', stamp(since)).orderBy('at', 'desc').execute();
  return rows.map(fromRow);
}
