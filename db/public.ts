import { lineOf } from '#db/kept.ts';
import type { Called } from '#db/meetings.ts';
import { prepared } from '#db/prepared.ts';
import type { Schema, Tx } from '#db/schema.ts';
import { usualSettings, type Group, type KeyEvent, type Meeting, type MeetingKind, type Settings } from '#rules/things.ts';

// Whatever strangers are shown is read here and nowhere else. Each column is named, so that one that is added to a table is not shown.

type Named = Pick<Group, 'id' | 'name' | 'zone' | 'language'>;

/** What strangers may know of a group's meetings. */
export interface PublicMeetings {
  readonly meetings: readonly Called[];
  readonly events: ReadonlyMap<string, KeyEvent>;
}

const groupRow = prepared<{ id: string }, Pick<Schema['group'], 'id' | 'name' | 'zone' | 'language' | 'settings'>>((tx, slot) =>
  tx.selectFrom('group').select(['id', 'name', 'zone', 'language', 'settings']).where('id', '=', slot('id')),
);

/** A group whose calendar is open to all, and what tells its meetings from how they stood before. Undefined for every other name, with the same work. */
export async function openGroup(tx: Tx, id: string): Promise<{ readonly group: Named; readonly mark: string } | undefined> {
  const [row] = await groupRow(tx, { id });
  const mark = await lineOf(tx, id);
  const { calendar = usualSettings.calendar } = JSON.parse(row?.settings ?? '{}') as Partial<Settings>;
  if (!row || !calendar.public) return undefined;
  const { settings: _settings, ...group } = row;
  return { group, mark };
}

type Shown = Pick<Schema['meeting'], 'number' | 'title' | 'kind' | 'zone' | 'starts' | 'minutes' | 'rule' | 'until' | 'city' | 'cancelled' | 'sequence' | 'changed'>;
const shownMeetings = prepared<{ group: string }, Shown>((tx, slot) =>
  tx.selectFrom('meeting').select(['number', 'title', 'kind', 'zone', 'starts', 'minutes', 'rule', 'until', 'city', 'cancelled', 'sequence', 'changed'])
    .where('group_id', '=', slot('group')).where('starts', 'is not', null).orderBy('number'),
);
const shownOccurrences = prepared<{ group: string }, Pick<Schema['occurrence'], 'meeting' | 'slot' | 'starts' | 'added' | 'sequence' | 'changed'>>((tx, slot) =>
  tx.selectFrom('occurrence').select(['meeting', 'slot', 'starts', 'added', 'sequence', 'changed']).where('group_id', '=', slot('group')).orderBy('meeting').orderBy('slot'),
);
const daysOfEvents = prepared<{ group: string }, Pick<Schema['event'], 'id' | 'starts' | 'precision' | 'cancelled'>>((tx, slot) =>
  tx.selectFrom('event').select(['id', 'starts', 'precision', 'cancelled']).where('group_id', '=', slot('group')),
);

/** What nobody outside is told of a meeting. */
const hidden = { place: null, event: null, chair: null, convenor: null, notetaker: null, slots: null, closes: null } satisfies Partial<Meeting>;
/** Of an event only its day is used, by which a series ends. */
const unnamed: Omit<KeyEvent, 'id' | 'starts' | 'precision' | 'cancelled'> = {
  title: '', kind: '', ends: null, begins: null, finishes: null, zone: null, city: null, certainty: 'unknown', alternatives: [], yearly: false, rungs: null, source: null, note: null,
};

/** The meetings of a group whose calendar is open, but for those whose time is still being found. */
export async function publicMeetings(tx: Tx, group: string): Promise<PublicMeetings> {
  const occurrences = Map.groupBy(await shownOccurrences(tx, { group }), ({ meeting }) => meeting);
  const meetings = (await shownMeetings(tx, { group })).map((row) => ({
    meeting: { ...row, ...hidden, kind: row.kind as MeetingKind, until: JSON.parse(row.until) as Meeting['until'] },
    occurrences: (occurrences.get(row.number) ?? []).map((each) => ({ ...each, added: each.added === 1, minutes: null })),
  }));
  return { meetings, events: new Map((await daysOfEvents(tx, { group })).map((row) => [row.id, { ...unnamed, ...row }])) };
}
