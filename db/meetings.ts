import { sql } from 'kysely';
import { kept } from '#db/kept.ts';
import { prepared } from '#db/prepared.ts';
import { fromRow } from '#db/rows.ts';
import type { Schema, Tx } from '#db/schema.ts';
import { shiftsIn, type Shift } from '#rules/meetingshift.ts';
import type { Line, Meeting, Occurrence, Preference, Rsvp, ThingKind } from '#rules/things.ts';
import type { Selectable } from 'kysely';

/** A meeting with those of its series that are not as its rule says. */
export interface Called {
  readonly meeting: Meeting;
  readonly occurrences: readonly Occurrence[];
}

/** All meetings of a group by number, also those that are over or called off. Nothing may be changed in what it answers. */
export function listMeetings(tx: Tx, group: string): Promise<readonly Called[]> {
  return kept(tx, group, 'meetings', async () => {
    const rows = await all(tx, { group });
    const changes = Map.groupBy((await changed(tx, { group })).map((row) => fromRow('occurrence', row)), ({ meeting }) => meeting);
    return rows.map((row) => ({ meeting: fromRow('meeting', row), occurrences: changes.get(row.number) ?? [] }));
  });
}
const all = prepared<{ group: string }, Selectable<Schema['meeting']>>((tx, slot) => tx.selectFrom('meeting').selectAll().where('group_id', '=', slot('group')).orderBy('number'));
const changed = prepared<{ group: string }, Selectable<Schema['occurrence']>>((tx, slot) => tx.selectFrom('occurrence').selectAll().where('group_id', '=', slot('group')).orderBy('meeting').orderBy('slot'));

/** One meeting, or undefined. Any number may be asked for. */
export async function findMeeting(tx: Tx, group: string, number: number): Promise<Called | undefined> {
  return (await listMeetings(tx, group)).find(({ meeting }) => meeting.number === number);
}

/** What has been answered to a meeting: by all, of one of a series only (`slot`), by seat. */
export async function rsvpsOf(tx: Tx, group: string, meeting: number, slot?: string): Promise<Rsvp[]> {
  const rows = await answers(tx, { group, meeting });
  return rows.map((row) => fromRow('rsvp', row)).filter((rsvp) => slot === undefined || rsvp.slot === slot);
}
const answers = prepared<{ group: string; meeting: number }, Selectable<Schema['rsvp']>>((tx, slot) =>
  tx.selectFrom('rsvp').selectAll().where('group_id', '=', slot('group')).where('meeting', '=', slot('meeting')).orderBy('slot').orderBy('seat'),
);

/** When a meeting and each of its series began at another time, the oldest first: what was answered before that may not hold any more. */
export async function shiftsOf(tx: Tx, group: string, meeting: number): Promise<Shift[]> {
  const rows = await written(tx, { group, about: `M${meeting}` });
  const read = (text: string | null) => (text === null ? null : (JSON.parse(text) as Line['after']));
  return shiftsIn(rows.map(({ at, call, kind, before, after }) => ({ at, call, kind: kind as ThingKind, before: read(before), after: read(after) })));
}
const written = prepared<{ group: string; about: string }, Selectable<Schema['history']>>((tx, slot) =>
  tx.selectFrom('history').selectAll().where('group_id', '=', slot('group')).where('about', '=', slot('about')).where('kind', 'in', ['meeting', 'occurrence']).orderBy('seq'),
);

/** Which times of a poll suit whom. */
export async function preferencesOf(tx: Tx, group: string, meeting: number): Promise<Preference[]> {
  return (await preferred(tx, { group, meeting })).map((row) => fromRow('preference', row));
}
const preferred = prepared<{ group: string; meeting: number }, Selectable<Schema['preference']>>((tx, slot) =>
  tx.selectFrom('preference').selectAll().where('group_id', '=', slot('group')).where('meeting', '=', slot('meeting')).orderBy('slot').orderBy('seat'),
);

/** What was answered from these seats, of meetings (`reply`) and of times in polls (`fit`), in the order in which it was. */
export async function answersFrom(tx: Tx, seats: readonly { readonly id: string; readonly group: string }[]): Promise<((Rsvp | Preference) & { readonly group: string })[]> {
  const found: ((Rsvp | Preference) & { readonly group: string })[] = [];
  for (const kind of ['rsvp', 'preference'] as const) {
    const rows = await tx.selectFrom(kind as 'rsvp').selectAll().where('seat', 'in', [...seats.map(({ id }) => id), '']).execute();
    found.push(...rows.filter(({ group_id, seat }) => seats.some(({ id, group }) => id === seat && group === group_id)).map((row) => ({ group: row.group_id, ...fromRow(kind, row) })));
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** The number that the next meeting of a group gets. Numbers are never used twice, not even after an undo. */
export async function nextMeeting(tx: Tx, group: string): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(cast(substr(about, 2) as integer)) as last from history where group_id = ${group} and kind = 'meeting'`.execute(tx);
  return (rows[0]?.last ?? 0) + 1;
}
