import type { ReminderKind } from '#rules/rung.ts';
import { openDatabase } from './raw.ts';

/**
 * The named limit of reminders and of the outbox: better-sqlite3 alone, with statements prepared once, doing the same to the same rows
 * under the same indexes, in transactions of the same size.
 */
export function openRawDue(path: string) {
  const db = openDatabase(path);
  const due = db.prepare<[string, string], ReminderRow>(`select * from reminder where state = 'planned' and due <= +? and group_id = +? order by due`);
  const mark = db.prepare(
    `update reminder set state = +?, due = +?, at = +?, cause = +? where group_id = +? and subject = +? and kind = +? and rung = +? and date = +? and recipient = +?`,
  );
  const plan = db.prepare(
    `insert into reminder (group_id, subject, kind, rung, date, recipient, day, until, due, state, at, cause, data)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', null, null, ?) on conflict (group_id, subject, kind, rung, date, recipient) do nothing`,
  );
  const queue = db.prepare(`insert into queue (address, platform, due, since, holder, last) values (?, 'here', ?, '', '', ?)`);
  const outbox = db.prepare(
    `insert into outbox (id, group_id, address, message, at, tries, fault, dead, about, card, chain) values (?, ?, ?, ?, ?, 0, null, null, null, null, null)`,
  );
  const claim = db.prepare<[string, string, string, string, number, string], { address: string }>(
    `update queue set due = +?, since = +?, holder = +?
     where address in (select address from queue where platform = 'here' and due <= +? order by due limit +?) and due <= +? returning address`,
  );
  const heads = db.prepare<[string, string], { id: string; address: string; message: string }>(
    `select * from outbox where id in
       (select min(o.id) from queue q join outbox o on o.address = q.address where q.platform = 'here' and q.due = +? and q.holder = +? and o.dead is null group by q.address)`,
  );
  const remove = db.prepare('delete from outbox where id in (select value from json_each(?))');
  const letGo = db.prepare(
    `update queue set due = case when last in (select value from json_each(?)) then '9999' else +? end, since = +?, holder = ''
     where address in (select value from json_each(?)) and holder = +?`,
  );
  const receive = db.prepare("insert into received (id, at) values (?, '2013-02-22T08:00:00.000Z')");
  const planAll = (rows: readonly ReminderRow[]) => {
    for (const r of rows) plan.run(r.group_id, r.subject, r.kind, r.rung, r.date, r.recipient, r.day, r.until, r.due, null);
  };
  return {
    /** Fills the table with reminders of so many groups, so many of each, in the quickest way there is. */
    fill(groups: number, each: number): void {
      const indexes = db.prepare<[], { name: string; sql: string }>("select name, sql from sqlite_schema where tbl_name = 'reminder' and type = 'index' and sql is not null").all();
      db.pragma('synchronous = off');
      for (const { name } of indexes) db.exec(`drop index ${name}`);
      db.prepare(
        `with recursive "group" (g) as (select 0 union all select g + 1 from "group" where g < ? - 1), one (i) as (select 0 union all select i + 1 from one where i < ? - 1),
           dated as (select g, i, date('2099-01-01', ((g + i) * 7 % 3000) || ' days') as day from "group" cross join one)
         insert into reminder select printf('group-%04d', g), printf('C%d', 1000 + i / 6), 'commitment', printf('-%dd', 1 + i % 6), day, 'focal/unodc', day,
           day || 'T22:59:59.999Z', day || 'T08:00:00.000Z', 'planned', null, null, null from dated`,
      ).run(groups, each);
      for (const { sql } of indexes) db.exec(sql);
      db.pragma('synchronous = full');
    },
    plan: db.transaction(planAll).immediate,
    /** Notes an event and plans what follows from it. */
    command: db.transaction((id: string, rows: readonly ReminderRow[]) => {
      receive.run(id);
      planAll(rows);
    }).immediate,
    /** Reads what is due of a group and marks it as sent. */
    claimAndMark: db.transaction((group: string, at: string) => {
      for (const r of due.all(at, group)) mark.run('sent', at, at, null, r.group_id, r.subject, r.kind, r.rung, r.date, r.recipient);
    }).immediate,
    post: db.transaction((messages: readonly { id: string; group: string; address: string; message: string; at: string }[]) => {
      for (const { id, group, address, message, at } of messages) {
        queue.run(address, at, id);
        outbox.run(id, group, address, message, at);
      }
    }).immediate,
    /** Takes the first messages of addresses that are due. */
    claim: db.transaction((holder: string, now: string, until: string, most: number) => {
      claim.all(until, now, holder, now, most, now);
      return heads.all(until, holder).map((row) => ({ ...row, message: JSON.parse(row.message) as unknown }));
    }).immediate,
    /** Takes messages that have arrived out of the outbox, and lets their addresses go. */
    settle: db.transaction((sent: readonly { id: string; address: string }[], holder: string, now: string) => {
      const [ids, addresses] = [JSON.stringify(sent.map(({ id }) => id)), JSON.stringify(sent.map(({ address }) => address))];
      remove.run(ids);
      letGo.run(ids, now, now, addresses, holder);
    }).immediate,
    count: (what: 'outbox' | 'reminder') => db.prepare<[], number>(`select count(*) from ${what === 'outbox' ? 'outbox' : "reminder where state = 'sent'"}`).pluck().get()!,
    close: () => void db.close(),
  };
}

export interface ReminderRow {
  readonly group_id: string;
  readonly subject: string;
  readonly kind: ReminderKind;
  readonly rung: string;
  readonly date: string;
  readonly recipient: string;
  readonly day: string;
  readonly until: string | null;
  readonly due: string;
}
