import Database from 'better-sqlite3';
import type { Schema } from '#db/schema.ts';
import type { Selectable } from 'kysely';

type Row<T extends keyof Schema> = Selectable<Schema[T]>;

/** A report that a commitment is at risk: where, by whom, the event that told it, on which, in which words, when, and what the room is told. */
export type Update = readonly [room: string, hash: string, id: string, number: number, note: string, at: string, card: string, form?: string | undefined];

/**
 * The named limit of reads and writes: better-sqlite3 alone, with statements prepared once, asking the same questions of the same
 * tables and writing the same rows. No parsing, no rights, no words: nobody can answer faster without asking less. (The `+` before
 * two parameters keeps SQLite from planning those statements anew at each use.)
 */
export function openRaw(path: string, durable = true) {
  const db = openDatabase(path, durable);
  const begin = db.prepare('begin');
  const beginImmediate = db.prepare('begin immediate');
  const commit = db.prepare('commit');
  const mark = db.prepare('savepoint work');
  const keep = db.prepare('release work');
  const groupOfRoom = db.prepare<[string], Row<'group'>>('select * from "group" where id = (select group_id from room where address = ?)');
  const holder = db.prepare<[string], Row<'person'>>('select * from person where id = (select person_id from account where hash = ?)');
  const seats = db.prepare<[string], Row<'seat'>>('select * from seat where person_id = ? and ended is null');
  const commitments = db.prepare<[string], Row<'commitment'>>('select * from commitment where group_id = +? order by number');
  const reports = db.prepare<[string], Row<'report'>>('select * from report where group_id = ?');
  const commitment = db.prepare<[string, number], Row<'commitment'>>('select * from commitment where group_id = ? and number = ?');
  const reportOf = db.prepare<[string, number, string], Row<'report'>>('select * from report where group_id = ? and commitment = ? and organisation = ?');
  const receive = db.prepare('insert into received (id, at) values (?, ?) on conflict do nothing returning id');
  const report = db.prepare(
    `insert into report (group_id, commitment, organisation, status, note, at, entered, was) values (?, ?, ?, ?, ?, ?, null, null)
     on conflict (group_id, commitment, organisation) do update set status = excluded.status, note = excluded.note, at = excluded.at, entered = null, was = null`,
  );
  const history = db.prepare(
    `insert into history (group_id, seq, at, act, call, about, kind, id, seat, behalf, door, undoes, before, after)
     values (?, (select coalesce(max(seq), 0) + 1 from history where group_id = +?), ?, 'commitment.update', ?, ?, 'report', ?, ?, null, ?, null, ?, ?)`,
  );
  // The address gets in line; it is due when nothing was waiting there.
  const queue = db.prepare<object, { last: string }>(
    `insert into queue (address, platform, due, since, holder, last) values (@room, @platform, @at, @at, '', @id)
     on conflict (address) do update set last = case when excluded.last > queue.last then excluded.last else queue.last end,
       due = case when queue.due = '9999' then excluded.due else queue.due end, since = case when queue.due = '9999' then excluded.since else queue.since end
     returning last`,
  );
  const outbox = db.prepare(
    `insert into outbox (id, group_id, address, message, at, tries, fault, dead, about, card, chain) values (@id, @group, @room, @card, @at, 0, null, null, null, null, null)`,
  );

  const partsOf = (['milestone', 'report', 'rating', 'evidence'] as const).map((table) => db.prepare<[string, number], object>(`select * from ${table} where group_id = ? and commitment = ?`));
  const numbers = db.prepare<[string], Pick<Row<'commitment'>, 'number' | 'title'>>('select number, title from commitment where group_id = +? order by number');
  const draft = db.prepare<[string, string, string], Row<'draft'>>('select * from draft where owner = ? and id = ? and expires > ?');
  const keepDraft = db.prepare("insert into draft (id, owner, group_id, command, given, expires) values (?, ?, ?, 'commitment.update', ?, ?)");
  const dropDraft = db.prepare('delete from draft where owner = ? and id = ?');

  const who = (room: string, hash: string) => {
    const group = groupOfRoom.get(room)!;
    const person = holder.get(hash)!;
    return { group: group.id, seat: seats.all(person.id)[0]! };
  };
  const write = (...[room, hash, id, number, note, at, card, form]: Update) => {
    const platform = room.slice(0, room.indexOf(':'));
    receive.all(id, at);
    const { group, seat } = who(room, hash);
    const lead = commitment.get(group, number)!.lead!;
    const { group_id: _group, ...before } = reportOf.get(group, number, lead)!;
    const after = { ...before, status: 'at-risk', note, at };
    report.run(group, number, lead, after.status, note, at);
    history.run(group, group, at, id, `C${number}`, `${number}/${lead}`, seat.id, platform, JSON.stringify(before), JSON.stringify(after));
    queue.all({ room, platform, at, id });
    outbox.run({ id, group, room, card, at });
    if (form !== undefined) dropDraft.run(hash, form);
  };
  /** Reads of one moment. */
  const read = <T>(work: () => T): T => {
    begin.run();
    const found = work();
    commit.run();
    return found;
  };
  return {
    /** What `commitment list` reads. */
    list: (room: string, hash: string) => read(() => {
      const { group } = who(room, hash);
      return { commitments: commitments.all(group), reports: reports.all(group) };
    }),
    /** What `commitment show` reads. */
    show: (room: string, hash: string, number: number) => read(() => {
      const { group } = who(room, hash);
      return { commitment: commitment.get(group, number)!, parts: partsOf.map((of) => of.all(group, number)) };
    }),
    /** What there is to choose from where a commitment is asked for. */
    choices: (room: string, hash: string) => read(() => numbers.all(who(room, hash).group)),
    /** Keeps what a form for `update` starts with, durably as all that is written here. */
    keep(room: string, hash: string, id: string, given: object, expires: string): void {
      beginImmediate.run();
      keepDraft.run(id, hash, who(room, hash).group, JSON.stringify(given), expires);
      commit.run();
    },
    /** What was kept of a form. */
    kept: (hash: string, id: string, at: string) => read(() => JSON.parse(draft.get(hash, id, at)!.given) as Record<string, string>),
    /** What `update` reads and writes, in a transaction of its own that is on the disk when this returns; the form it came by is forgotten. */
    update(...told: Update): void {
      beginImmediate.run();
      write(...told);
      commit.run();
    },
    /** The same for those that came together, in one transaction; one that failed would take back nothing of the others. */
    updates(all: readonly Update[]): void {
      beginImmediate.run();
      for (const told of all) {
        mark.run();
        write(...told);
        keep.run();
      }
      commit.run();
    },
    close: () => void db.close(),
  };
}

/** Opens a database file as the store does: what is committed is on the disk, unless it need not be durable. */
export function openDatabase(path: string, durable = true): Database.Database {
  const db = new Database(path);
  db.pragma('journal_mode = wal');
  db.pragma(`synchronous = ${durable ? 'full' : 'normal'}`);
  db.pragma('cache_size = -16000');
  db.pragma('temp_store = memory');
  return db;
}
